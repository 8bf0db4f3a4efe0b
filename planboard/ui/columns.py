"""How Streamlit shows the columns of a table: formats and widths, and how high its rows must be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from planboard.wording.readable import is_percent, label, meaning

PROGRESS = "progress"  # the column of pictures

_SENTENCES = {"narrative", "reason", "unit_note", "text"}
_NAMES = {"task", "measure", "name", "plan_name"}


def row_height(columns: Sequence[str], lang: str) -> int | None:
    """Height in pixels of the rows of a table with these columns; None if one line is enough. From 61 pixels on, a text
    continues on a second line."""
    if "forecast" in columns:
        return 62 if lang == "zh" else 98
    is_long = bool(_SENTENCES & set(columns)) or (lang == "en" and bool(_NAMES & set(columns)))
    return 62 if is_long else None


@lru_cache(maxsize=256)
def columns_as(columns: tuple[str, ...], lang: str) -> dict[str, Any]:
    """Streamlit's configuration of each column, by its name, with what it means as the help on its head."""
    is_tall = row_height(columns, lang) is not None
    made = {}
    for name in columns:
        both = _WIDTH.get(name) if is_tall else _WIDTH_OF_ONE_LINE.get(name, _WIDTH.get(name))
        made[name] = _column(name, label(name, lang), both and both[lang == "en"])
        made[name]["help"] = meaning(name, lang)
    return made


# Widths in pixels, in Chinese and in English, of columns whose content would be cut off or spread too far. The others,
# and those with None, follow their content.
_WIDTH: dict[str, tuple[int | None, int | None]] = {
    "answer": (132, 136), "as_of": (100, 90), "asked_of_unit": (112, 145), "asking_unit": (112, 145),
    "attainment_share": (64, 86), "band_sure": (140, 160), "deviation_points": (110, 112), "due": (72, 92),
    "due_on": (92, 96), "expected_share": (76, 76), "finished": (136, 96), "forecast": (260, 234),
    "help_state": (88, 80), "item_no": (48, 48), "items": (300, 270), "lead_unit": (160, 190),
    "manifest_sha256": (264, 196), "marks": (134, 120), "mean_attainment_share": (124, 120), "meaning": (300, 330),
    "measure": (230, 230), "measured_on": (108, 96), "measured_on_before": (108, 92), "moved_points": (156, 140),
    "movement": (74, 76), "n_attention": (72, 108), "n_attention_change": (104, 152), "n_done": (64, 52),
    "n_on_track": (60, 64), "n_overdue": (60, 66), "n_sent_back": (80, 74),
    "n_stale": (60, 52), "name": (150, 132), "numeric_share": (90, 70), "original_due_on": (92, 124),
    "pillar": (None, 100), "plan_name": (None, 190), "position": (58, 62), "progress": (112, 116),
    "publisher": (150, 150),
    "rank_range": (76, 84), "reason": (200, 176), "received_at": (130, 122), "score": (60, 54),
    "short_hash": (112, 112), "status": (82, 86), "task": (250, 220), "text": (198, 176), "unit": (160, 145),
    "unit_note": (190, 190), "value_moved_by": (None, 102), "value_now": (None, 102), "value_of_target": (124, 96),
    "value_then": (None, 102),
}  # fmt: skip
# Other widths where rows are one line high, so that no text can go on in a second one.
_WIDTH_OF_ONE_LINE: dict[str, tuple[int | None, int | None]] = {
    "answer": (None, None), "asked_of_unit": (None, None), "asking_unit": (None, None), "lead_unit": (160, None),
    "pillar": (None, None), "unit": (160, 336),
}  # fmt: skip


def _column(name: str, label: str, width: int | None) -> Any:
    config = st.column_config
    if name == PROGRESS:
        return config.ImageColumn(label, width=width)
    if is_percent(name):
        return config.NumberColumn(label, format="%d%%", width=width or 90)
    if name.endswith("_points"):
        return config.NumberColumn(label, format="%+.1f", width=width or 124)
    if name.endswith("_on") or name in (
        "as_of",
        "last_known_as_of",
        "last_return_as_of",
        "restated_as_of",
        "status_since",
    ):
        return config.DateColumn(label, format="YYYY-MM-DD", width=width or 108)
    if name == "score":
        return config.NumberColumn(label, format="%.2f", width=width)
    if name == "mean_days_to_answer":
        return config.NumberColumn(label, format="%.1f")
    return config.Column(label, width=width)
