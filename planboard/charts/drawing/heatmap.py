"""How the chart in `planboard/charts/heatmap.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import WIDE, key, opener, row
from planboard.charts.drawing.parts import demo_mark_below, expr, specification
from planboard.charts.theme import ACCENT, NEUTRAL, NORMAL, SMALL, TEXT

STEP = 34
_Y = row("unit_id", gap=0.08)
_NAMES = "(wide ? 0.36 * width : 122)"


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    above = 30 if lang == "zh" else 48  # the pillars' names take up to three lines in English
    signs = key(lang, "chart.heatmap.key", y=f"wide ? -11 : -{above}")
    return specification(
        [*_cells(), *_names(), *_heads(), signs, _opener(lang), demo_mark_below(15)],
        height=altair.Step(STEP),
        padding={"left": 0, "right": 0, "top": above + 10, "bottom": 22},
        params=[WIDE],
    )


def _x() -> altair.X:
    scale = altair.Scale(paddingInner=0.025, paddingOuter=0, range=[expr(_NAMES), expr("width")])
    return altair.X("pillar_id:O", axis=None, scale=scale)


def _cells() -> list[altair.Chart]:
    full = altair.Chart().transform_filter("isValid(datum.shade)")
    empty = altair.Chart().transform_filter("!isValid(datum.shade)")
    ink = altair.condition("datum.shade > 0.9", altair.value("#ffffff"), altair.value(TEXT))
    return [
        altair.Chart().mark_rect(opacity=0).encode(y=_Y, x=_x()),  # of every row, so that it sets their order
        full.mark_rect(color=ACCENT, cornerRadius=2).encode(
            y=_Y, x=_x(), opacity=altair.Opacity("shade:Q", scale=None)
        ),
        empty.mark_rect(
            fill="#ffffff00", stroke=NEUTRAL, strokeOpacity=0.35, strokeDash=[2, 3], cornerRadius=2
        ).encode(y=_Y, x=_x()),
        full.mark_text(fontSize=12.5, fontWeight=600, baseline="middle").encode(
            y=_Y, x=_x(), text="counted:N", color=ink
        ),
    ]


def _lines(field: str) -> altair.ExprRef:
    """The text in one line where there is room, in its wrapped lines on a phone."""
    return expr(f"wide ? datum.{field} : split(datum.{field}_lines, '\\n')")


def _names() -> list[altair.Chart]:
    name = altair.Chart().transform_filter("datum.name")
    up = "wide ? 0 : -6 * (length(split(datum.name_lines, '\\n')) - 1)"
    text = name.mark_text(
        align="left", baseline="middle", x=0, dy=expr(up), lineHeight=12, limit=expr(f"{_NAMES} - 6"),
        fontSize=expr(f"wide ? {NORMAL} : {SMALL - 0.5}"), color=TEXT,
    )  # fmt: skip
    return [text.encode(y=_Y, text=altair.value(_lines("name")))]


def _heads() -> list[altair.Chart]:
    head = altair.Chart().transform_filter("datum.head")
    up = "wide ? -7 : -7 - 12 * (length(split(datum.head_lines, '\\n')) - 1)"
    text = head.mark_text(
        baseline="alphabetic", y=0, dy=expr(up), lineHeight=12, fontSize=SMALL, fontWeight=600, color=TEXT
    )
    return [text.encode(x=_x(), text=altair.value(_lines("head")))]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "unit": "column.unit",
        "pillar": "column.pillar",
        "tasks": "column.n_tasks",
        "attention": "column.n_attention",
        "score_text": "column.score",
    }
    return opener(lang, tooltip, ["unit_id", "pillar_id"], y=_Y, x=_x()).transform_filter(
        "isValid(datum.shade)"
    )
