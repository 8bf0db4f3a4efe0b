"""How the chart in `planboard/charts/trend.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import opener
from planboard.charts.drawing.parts import demo_mark_below, expr, month_axis, specification, status_mark
from planboard.charts.theme import NEUTRAL, SMALL, STATUS_COLOUR, TEXT

HEIGHT = 200
_RIGHT = 124  # for the words at the ends of the lines
_COLOURS = {"done": STATUS_COLOUR["done"], "overdue": STATUS_COLOUR["overdue"], "elapsed": NEUTRAL}


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [*_lines(lang), *_ends(lang), _opener(lang), demo_mark_below(40)],
        height=HEIGHT,
        padding={"left": 0, "right": 0, "top": 8, "bottom": 22},
    )


def _x(lang: str) -> altair.X:
    return altair.X(
        "as_of:T", axis=month_axis(lang), scale=altair.Scale(range=[0, expr(f"width - {_RIGHT}")]), title=None
    )


def _y(field: str) -> altair.Y:
    axis = altair.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", gridOpacity=0.5, ticks=False)
    return altair.Y(f"{field}:Q", axis=axis, scale=altair.Scale(domain=[0, 1]), title=None)


def _lines(lang: str) -> list[altair.Chart]:
    colour = altair.Color(
        "series:N", legend=None, scale=altair.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    )
    line = {"x": _x(lang), "y": _y("share"), "color": colour}
    counted, elapsed = (
        altair.Chart().transform_filter(f"datum.series {test} 'elapsed'") for test in ("!=", "==")
    )
    return [
        elapsed.mark_line(strokeWidth=1.6, strokeDash=[5, 4]).encode(**line),
        counted.mark_line(strokeWidth=2.4).encode(**line),
        counted.mark_point(filled=True, size=14, opacity=1).encode(**line),
    ]


def _ends(lang: str) -> list[altair.Chart]:
    end = altair.Chart().transform_filter("isValid(datum.end_share)")
    word = end.mark_text(align="left", baseline="middle", dx=10, fontSize=SMALL + 0.5, color=TEXT)
    return [
        status_mark(altair.Chart(), 75).encode(x=_x(lang), y=_y("share")),
        word.encode(x=_x(lang), y=_y("end_share"), text="end:N"),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "date": "column.as_of",
        "done": "column.n_done",
        "overdue": "column.n_overdue",
        "elapsed": "column.elapsed_share",
    }
    tall = {"y": altair.value(0), "y2": altair.value(HEIGHT)}
    strip = opener(lang, tooltip, ["as_of_iso"], width=22, x=_x(lang), **tall)
    return strip.transform_filter("datum.series == 'done'")
