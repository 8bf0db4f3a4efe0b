"""One target's measured values, beside its target, its expected path and where it is heading."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg import lines
from planboard.wording.formats import day, is_less_better, magnitude, number, rough
from planboard.wording.text import say, sentences

_TEXTS = ("series", "shown", "newest", "end", "unit", "spoken", "demo_mark")
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [("measured_on", pa.date32()), ("falls", pa.bool_())]
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
        {"date": day(p["measured_on"], lang), "value": _shown(_number(p), unit, lang)}
        for p in (measured[0], measured[-1])
    )
    parts = [say(lang, "chart.history.alt", **last, target=target)]
    if len(measured) > 1:
        parts.append(say(lang, "chart.history.first", **first))
    parts += [
        say(
            lang,
            "chart.history.year_end_spoken",
            date=day(p["measured_on"], lang),
            value=_shown(_rough(p["value"], p), unit, lang),
        )
        for p in points
        if p["series"] == "year_end"
    ]
    if "forecast_low" in end:
        low, high = (_rough(end[f"forecast_{k}"], points[0]) for k in ("low", "high"))
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


def _number(point: dict[str, Any]) -> str:
    """A point's value, rounded as everywhere."""
    return number(point["value"], up=is_less_better(point["comparator"]))


def _rough(value: float, of: dict[str, Any]) -> str:
    """A forecast's value, rounded as everywhere; of what is counted one by one, a whole number."""
    whole = of["is_countable"] and of["unit_scale"] == 1
    return rough(value, up=is_less_better(of["comparator"]), whole=whole)


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
            "shown": shown,
            "spoken": say(lang, "chart.history.spoken", date=day(p["measured_on"], lang), value=shown),
            "newest": _number(p) if p is measured[-1] else None,
            "falls": falls,
        }
        for p in measured
        for shown in [_shown(_number(p), unit, lang)]
    ]


def _straight_points(points: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The ends of the target's line and of the expected path, each with its words."""
    target = [p for p in points if p["series"] == "target"]
    expected = [p for p in points if p["series"] == "expected"]
    drawn = [*target[:-1], *(_ended(p, number(p["value"]), lang) for p in target[-1:]), *expected]
    drawn += [_year_end(p, lang) for p in points if p["series"] == "year_end"]
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
    return [*drawn[:-1], *(_ended(p, _rough(p["value"], p), lang) for p in drawn[-1:])]


def _year_end(point: dict[str, Any], lang: str) -> dict[str, Any]:
    words = say(
        lang, "chart.history.year_end", year=point["measured_on"].year, value=_rough(point["value"], point)
    )
    return {**point, "shown": words}


def _ended(point: dict[str, Any], value: str, lang: str) -> dict[str, Any]:
    return {**point, "end": say(lang, f"chart.history.{point['series']}", value=value)}


HISTORY = Chart("history", _rows, _alt, _title, svg=lines.history)
