"""How the chart in `planboard/charts/league.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import WIDE, key, line, opener, row, rule
from planboard.charts.drawing.parts import demo_mark_below, expr, specification
from planboard.charts.league import ROW_HEIGHT
from planboard.charts.theme import ACCENT, NEUTRAL, SMALL, TEXT

_Y = row("unit_id")
_DOWN = "(wide ? 0 : 13)"  # from a row's middle to its dot


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [
            rule("unit_id"),
            *_dots(),
            *_words(),
            key(lang, "chart.league.key", y="-36"),
            _opener(lang),
            demo_mark_below(15),
        ],
        height=altair.Step(ROW_HEIGHT),
        padding={"left": 0, "right": 2, "top": 24, "bottom": 22},
        params=[WIDE],
    )


def _x(field: str) -> altair.X:
    axis = altair.Axis(orient="top", format="d", tickMinStep=1, gridOpacity=0.5, ticks=False, labelPadding=3)
    ends = [expr("wide ? 0.36 * width + 12 : 10"), expr("wide ? width - 118 : width - 10")]
    return altair.X(
        f"{field}:Q", axis=axis, scale=altair.Scale(zero=False, nice=False, range=ends), title=None
    )


def _dots() -> list[altair.Chart]:
    down = expr(_DOWN)
    moved = altair.Chart().transform_filter(
        "isValid(datum.position_before) && datum.position_before != datum.position"
    )
    return [
        altair.Chart()
        .mark_rule(strokeWidth=5, color=NEUTRAL, opacity=0.35, strokeCap="round", yOffset=down)
        .encode(y=_Y, x=_x("rank_low"), x2="rank_high:Q"),
        moved.mark_point(
            size=70, stroke=TEXT, strokeWidth=1.4, fill="#ffffff00", opacity=0.8, yOffset=down
        ).encode(y=_Y, x=_x("position_before")),
        altair.Chart()
        .mark_point(size=110, filled=True, color=ACCENT, opacity=1, yOffset=down)
        .encode(y=_Y, x=_x("position")),
    ]


def _words() -> list[altair.Chart]:
    return [
        line(_Y, "place", bold=True, x=0, dy=expr("wide ? -8 : -15")),
        line(
            _Y, "unit", x=20, dy=expr("wide ? -8 : -15"), limit=expr("wide ? 0.36 * width - 20 : width - 20")
        ),
        line(_Y, "scored", faint=True, x=20, dy=expr("wide ? 9 : 0")),
        line(_Y, "band_word", fontSize=SMALL + 0.5, align="right", x=expr("width"), dy=expr("wide ? 0 : -1")),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "unit": "column.unit",
        "place": "column.position",
        "before": "column.position_before",
        "range": "chart.league.range",
        "score_text": "column.score",
        "band_word": "column.band",
    }
    return opener(lang, tooltip, ["unit_id"], y=_Y)
