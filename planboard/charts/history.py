"""One target's measured values, beside its target, its expected path and where it is heading."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair
import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.labels import apart
from planboard.charts.listing import opener
from planboard.charts.theme import (
    ACCENT,
    FAINT,
    NEUTRAL,
    SMALL,
    TEXT,
    Look,
    demo_mark_below,
    expr,
    month_axis,
    specification,
)
from planboard.wording.formats import day, magnitude, number, rough
from planboard.wording.text import say, sentences

HEIGHT = 220
_RIGHT = 104  # for the words at the ends of the lines
_TEXTS = (
    "target_id", "series", "date", "shown", "newest", "end", "unit", "measured_iso", "spoken", "demo_mark",
)  # fmt: skip
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.float64()) for name in ("value", "low", "high", "end_value")]
    + [("measured_on", pa.date32()), ("falls", pa.bool_())]
)


@cache
def _spec(lang: str) -> dict[str, Any]:
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


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The points of each line in the magnitude of the target, with the words that stand beside the lines.
    Without the columns `unit_scale` and `unit_of_measure`, values stand as they are."""
    points, unit = _scaled(table, lang)
    drawn = [
        *_measured_points(points, unit, lang),
        *_straight_points(points, lang),
        *_forecast_points(points, lang),
    ]
    _spread(drawn)
    return pa.Table.from_pylist([{**p, "unit": unit, "demo_mark": demo_mark} for p in drawn], _SCHEMA)


def _alt(table: pa.Table, lang: str) -> str:
    """The newest and the first value, the target, and the range it is heading for."""
    return sentences(lang, _messages(table, lang))


def _messages(table: pa.Table, lang: str) -> list[str]:
    """The sentences about the target, the most important first; a single empty one if there are no points."""
    points, unit = _scaled(table, lang)
    if not points:
        return [""]
    end = {p["series"]: p["value"] for p in points}  # the last point of each line: the deadline's
    target = _shown(number(_target(points)), unit, lang)
    measured = [p for p in points if p["series"] == "measured"]
    if not measured:
        return [say(lang, "chart.history.none", target=target)]
    first, last = (
        {"date": day(p["measured_on"], lang), "value": _shown(number(p["value"]), unit, lang)}
        for p in (measured[0], measured[-1])
    )
    parts = [say(lang, "chart.history.alt", **last, target=target)]
    if len(measured) > 1:
        parts.append(say(lang, "chart.history.first", **first))
    if "forecast_low" in end:
        low, high = (rough(end[f"forecast_{k}"], up=_falls(points)) for k in ("low", "high"))
        parts.append(say(lang, "chart.history.forecast_spoken", low=low, high=_shown(high, unit, lang)))
    return parts


def _title(table: pa.Table, lang: str) -> str:
    """The newest value beside the target."""
    return _messages(table, lang)[0] if table.num_rows else ""


def _scaled(table: pa.Table, lang: str) -> tuple[list[dict[str, Any]], str]:
    """The points in the magnitude of the target, and the unit they then stand in."""
    points = [p for p in table.to_pylist() if p["value"] is not None]
    given = points[0] if points else {}
    scale, unit = given.get("unit_scale", 1), given.get("unit_of_measure", "")
    factor, unit = magnitude(_target(points) or 1.0, scale, unit, lang)
    # 22.4 * 0.1 is 2.2399999999999998 in floating point, which must not be rounded down to 2.23.
    return [{**p, "value": round(p["value"] * factor, 9)} for p in points], unit


def _shown(figure: str, unit: str, lang: str) -> str:
    return figure + unit if unit in ("", "%") else say(lang, "chart.history.shown", value=figure, unit=unit)


def _target(points: list[dict[str, Any]]) -> float | None:
    return next((p["value"] for p in points if p["series"] == "target"), None)


def _falls(points: list[dict[str, Any]]) -> bool:
    """Whether the target lies below the first value, so that lines go down and words stand above them."""
    first = next((p["value"] for p in points if p["series"] == "measured"), None)
    target = _target(points)
    return first is not None and target is not None and target < first


def _measured_points(points: list[dict[str, Any]], unit: str, lang: str) -> list[dict[str, Any]]:
    measured = [p for p in points if p["series"] == "measured"]
    falls = _falls(points)
    return [
        {
            **p,
            "measured_iso": p["measured_on"].isoformat(),
            "date": day(p["measured_on"], lang),
            "shown": shown,
            "spoken": say(lang, "chart.history.spoken", date=day(p["measured_on"], lang), value=shown),
            "newest": number(p["value"]) if p is measured[-1] else None,
            "falls": falls,
        }
        for p in measured
        for shown in [_shown(number(p["value"]), unit, lang)]
    ]


def _straight_points(points: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The ends of the target's line and of the expected path, each with its words."""
    target = [p for p in points if p["series"] == "target"]
    expected = [p for p in points if p["series"] == "expected"]
    drawn = [*target[:-1], *(_ended(p, number(p["value"]), lang) for p in target[-1:]), *expected]
    if len(expected) == 2:
        start, end = expected
        third = start["measured_on"] + (end["measured_on"] - start["measured_on"]) / 3
        value = start["value"] + (end["value"] - start["value"]) / 3
        drawn.append(
            {
                **start,
                "series": "expected_word",
                "measured_on": third,
                "value": value,
                "falls": _falls(points),
            }
        )
    return drawn


def _forecast_points(points: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """One point for each date of the forecast, with its low, middle and high value; words at the last."""
    by_date: dict[Any, dict[str, Any]] = {}
    for p in points:
        if p["series"].startswith("forecast_"):
            at = by_date.setdefault(p["measured_on"], {**p, "series": "forecast"})
            at[{"low": "low", "mid": "value", "high": "high"}[p["series"].removeprefix("forecast_")]] = p[
                "value"
            ]
    drawn = [by_date[on] for on in sorted(by_date)]
    return [*drawn[:-1], *(_ended(p, rough(p["value"], up=_falls(points)), lang) for p in drawn[-1:])]


def _ended(point: dict[str, Any], value: str, lang: str) -> dict[str, Any]:
    return {**point, "end": say(lang, f"chart.history.{point['series']}", value=value)}


def _spread(drawn: list[dict[str, Any]]) -> None:
    """Keep the words at the right from overlapping, by giving each its own height in `end_value`."""
    ended = [p for p in drawn if p.get("end")]
    values = [p["value"] for p in drawn] or [0.0]
    gap = (max(values) - min(values)) * 0.09
    for p, place in zip(ended, apart([p["value"] for p in ended], gap, top=max(values)), strict=True):
        p["end_value"] = place


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


HISTORY = Chart("history", _spec, _rows, _alt, _title)
