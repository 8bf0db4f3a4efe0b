"""How the chart in `planboard/charts/history.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import opener
from planboard.charts.drawing.parts import Look, demo_mark_below, expr, month_axis, specification
from planboard.charts.theme import ACCENT, FAINT, NEUTRAL, SMALL, TEXT
from planboard.wording.text import say

HEIGHT = 220
_RIGHT = 104  # for the words at the ends of the lines


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [
            *_forecast(lang),
            *_lines(lang),
            *_words(lang),
            _opener(lang),
            demo_mark_below(40),
        ],
        height=HEIGHT,
        padding={"left": 0, "right": 0, "top": 22, "bottom": 22},
    )


def _of(line: str) -> altair.Chart:
    return altair.Chart().transform_filter(f"datum.series == '{line}'")


def _x(lang: str) -> altair.X:
    ends: list[Any] = [0, expr(f"width - {_RIGHT}")]
    return altair.X("measured_on:T", axis=month_axis(lang), scale=altair.Scale(range=ends), title=None)


def _y(field: str) -> altair.Y:
    axis = altair.Axis(
        format=",.2~f",
        tickCount=5,
        tickMinStep=expr("span(domain('y')) > 2 ? 1 : 0.01"),
        gridOpacity=0.5,
        ticks=False,
    )
    return altair.Y(f"{field}:Q", axis=axis, scale=altair.Scale(zero=False), title=None)


def _forecast(lang: str) -> list[altair.Chart]:
    forecast = _of("forecast")
    return [
        forecast.mark_area(color=ACCENT, opacity=0.2).encode(x=_x(lang), y=_y("low"), y2="high:Q"),
        forecast.mark_line(color=ACCENT, strokeWidth=1.6, strokeDash=[2, 3]).encode(
            x=_x(lang), y=_y("value")
        ),
    ]


def _lines(lang: str) -> list[altair.Chart]:
    place = {"x": _x(lang), "y": _y("value")}
    expected, target, measured = (_of(line) for line in ("expected", "target", "measured"))
    return [
        expected.mark_line(color=NEUTRAL, strokeWidth=1.6, strokeDash=[5, 4]).encode(**place),
        target.mark_line(color=TEXT, strokeWidth=2.2).encode(**place),
        measured.mark_line(color=ACCENT, strokeWidth=2.4).encode(**place),
        measured.mark_point(color=ACCENT, filled=True, size=34, opacity=1).encode(**place),
    ]


def _words(lang: str) -> list[altair.Chart]:
    small: Look = {"fontSize": SMALL + 0.5, "color": TEXT, "baseline": "middle", "align": "left"}
    faint: Look = {**small, "fontSize": SMALL, "opacity": FAINT}
    where = {"x": _x(lang), "y": _y("value")}
    every = altair.Chart()
    unit = every.transform_aggregate(groupby=["unit"])
    return [
        every.transform_filter("datum.end")
        .mark_text(dx=8, **small)
        .encode(x=_x(lang), y=_y("end_value"), text="end:N"),
        every.transform_filter("datum.newest")
        .mark_text(dx=7, dy=expr("datum.falls ? -12 : 13"), fontWeight=600, **small)
        .encode(**where, text="newest:N"),
        _of("expected_word")
        .mark_text(dx=8, dy=expr("datum.falls ? -9 : 9"), **faint)
        .encode(**where, text=altair.value(say(lang, "chart.history.expected"))),
        unit.mark_text(x=0, y=-14, **faint).encode(text="unit:N"),
    ]


def _opener(lang: str) -> altair.Chart:
    strip = opener(
        lang,
        {"date": "column.measured_on", "shown": "column.value"},
        ["measured_iso"],
        width=16,
        x=_x(lang),
        y=altair.value(0),
        y2=altair.value(HEIGHT),
    )
    return strip.transform_filter("datum.series == 'measured'")
