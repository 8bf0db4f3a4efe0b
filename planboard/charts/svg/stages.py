"""Stages one after the other, those reached in the colour of the task's status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from planboard.charts.labels import wrapped
from planboard.charts.svg.parts import INK, SOFT, TRACK, chart, lines_of_words, rect, share, soft, tone
from planboard.charts.theme import SMALL

_BOX, _GAP = 10, 0.008  # pixels of height, and a share of the width
_WORD = 62  # pixels for a stage's word on a phone
_LINE = 15


def strip(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """The stages of rows that `charts.STAGES` gives, each with its word and the day since which it is reached."""
    named = [wrapped(row["word"], SMALL, _WORD) for row in rows]
    foot = _BOX + 4 + max(map(len, named)) * _LINE
    parts = [
        part
        for n, row in enumerate(rows)
        for part in _stage(row, named[n], n / len(rows), 1 / len(rows), foot)
    ]
    return chart(parts, foot + _LINE + 4, rows[0]["demo_mark"])


def _stage(row: dict[str, Any], name: Sequence[str], at: float, wide: float, foot: float) -> Iterator[Markup]:
    yield rect(share(at), 0, share(wide - _GAP), _BOX, tone(row["status"]) if row["is_reached"] else TRACK)
    look = {
        "size": SMALL,
        "colour": INK if row["is_reached"] else SOFT,
        "weight": 600 if row["is_now"] else None,
    }
    yield from lines_of_words(name, share(at), _BOX + _LINE, _LINE, **look)
    if row["since"]:
        yield soft(row["since"], share(at), foot + _LINE)
