"""How many tasks should have been done by each day and how many were, and what is still to come."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg import lines
from planboard.charts.theme import widened
from planboard.wording.formats import day, number, short_day
from planboard.wording.text import say, sentences
from planboard.wording.verdict import early


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The steps, those after the as-of date as a line of their own, with words for where each line stands today and for
    the largest step to come."""
    rows = table.to_pylist()
    series = {name: list(steps) for name, steps in groupby(rows, key=lambda r: r["series"])}
    points = [point for name, steps in series.items() for point in _drawn(name, steps)]
    words = _words(series, lang)
    return widened(
        pa.Table.from_pylist(points, _SCHEMA),
        demo_mark,
        end=[words.get(p["line"]) if p["is_today"] else None for p in points],
        cliff=[_cliff(p, lang) for p in _cliffs(points)],
        spoken=[_point(p, lang) for p in points],
    )


_SCHEMA = pa.schema(
    [
        ("series", pa.string()),
        ("line", pa.string()),
        ("on_date", pa.date32()),
        ("n", pa.int32()),
        ("n_tasks", pa.int32()),
        ("is_today", pa.bool_()),
        ("step", pa.int32()),
    ]
)


def _drawn(name: str, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points of a series; what is still to come begins where the line of today ends."""
    past = [s for s in steps if not s["is_ahead"]]
    ahead = [s for s in steps if s["is_ahead"]]
    before = [None, *steps]
    raised = {
        id(s): s["n_not_done"] - (b["n_not_done"] if b else s["n_not_done"])
        for b, s in zip(before, steps, strict=False)
    }
    points = [{**s, "line": name, "is_today": s is past[-1], "step": 0} for s in past]
    if ahead:
        start = past[-1:]
        points += [
            {**s, "line": f"{name}_ahead", "is_today": False, "step": raised[id(s)] if s["is_ahead"] else 0}
            for s in [*start, *ahead]
        ]
    return points


def _point(point: dict[str, Any], lang: str) -> str:
    series = say(lang, f"series.{point['series']}")
    date = day(point["on_date"], lang)
    return say(lang, "chart.trend.point", date=date, series=series, n=number(point["n"]))


def _cliffs(points: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """For each point, itself if most of what is not done falls due on its day."""
    largest = max((p["step"] for p in points if p["line"] == "due_ahead"), default=0)
    at = next((p for p in points if p["line"] == "due_ahead" and p["step"] == largest > 0), None)
    return [p if p is at else None for p in points]


def _cliff(point: dict[str, Any] | None, lang: str) -> str | None:
    if point is None:
        return None
    return say(lang, "chart.trend.cliff", n=number(point["step"]), day=short_day(point["on_date"], lang))


def _words(series: dict[str, list[dict[str, Any]]], lang: str) -> dict[str, str]:
    """What stands beside each line of today; nothing beside one that stands where another does."""
    n_by_line = {name: _today(steps)["n"] for name, steps in series.items()}
    if n_by_line.get("due_originally") == n_by_line.get("due"):
        n_by_line.pop("due_originally", None)
    return {name: say(lang, f"chart.trend.{name}", n=number(n)) for name, n in n_by_line.items()}


def _today(steps: list[dict[str, Any]]) -> dict[str, Any]:
    return [s for s in steps if not s["is_ahead"]][-1]


def _spoken(table: pa.Table, lang: str) -> list[str]:
    series = {name: list(steps) for name, steps in groupby(table.to_pylist(), key=lambda r: r["series"])}
    if "due" not in series:
        return []
    due, done = _today(series["due"]), series.get("done")
    n_met = due["n"] - due["n_not_done"]
    n_early = (done[-1]["n"] if done else 0) - n_met
    key = "chart.trend.spoken" if due["n"] else "chart.trend.none_due"
    date, n_tasks = day(due["on_date"], lang), due["n_tasks"]
    said = [
        say(lang, key, date=date, due=due["n"], done=n_met, n_tasks=n_tasks),
        early(n_early, due["n"], lang),
    ]
    if "due_originally" in series:
        said.append(say(lang, "chart.trend.originally", n=_today(series["due_originally"])["n"]))
    at = next((p for p in _cliffs(_drawn("due", series["due"])) if p), None)
    if at:
        said.append(say(lang, "chart.trend.to_come", n=at["step"], day=short_day(at["on_date"], lang)))
    return said


def _alt(table: pa.Table, lang: str) -> str:
    """How many should be done by now, how many of those are and how many are early, by original deadlines too where
    some moved, and the largest number not done that falls due on a day to come."""
    return sentences(lang, _spoken(table, lang))


def _title(table: pa.Table, lang: str) -> str:
    """How many should be done by now, how many of those are, how many are early, and when most of the rest falls
    due."""
    return sentences(lang, _spoken(table, lang))


TREND = Chart("trend", _rows, _alt, _title, svg=lines.trend)
