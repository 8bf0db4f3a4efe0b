"""How the shares of done and overdue tasks grew, beside the time gone."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.labels import apart
from planboard.charts.theme import widened
from planboard.wording.formats import day, number, percent
from planboard.wording.text import say, sentences


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The shares, with the words for the newest of each at the end of its line."""
    points = sorted(table.to_pylist(), key=lambda r: (r["as_of"], r["series"]))
    newest = points[-1]["as_of"] if points else None
    ends = [i for i, r in enumerate(points) if r["as_of"] == newest]
    places = dict(zip(ends, apart([points[i]["share"] for i in ends], gap=0.085, top=0.98), strict=True))
    dates = {on: _at(list(group), lang) for on, group in groupby(points, key=lambda r: r["as_of"])}
    return widened(
        pa.Table.from_pylist(points, table.schema),
        demo_mark,
        status=[
            r["series"] if i in places and r["series"] != "elapsed" else None for i, r in enumerate(points)
        ],
        end_share=[places.get(i) for i in range(len(points))],
        end=[_end(r, lang) if i in places else None for i, r in enumerate(points)],
        as_of_iso=[r["as_of"].isoformat() for r in points],
        **{
            name: [dates[r["as_of"]][name] for r in points]
            for name in ("date", "done", "overdue", "elapsed", "spoken")
        },
    )


def _alt(table: pa.Table, lang: str) -> str:
    """Where the newest date stands and where the first stood."""
    points = _rows(table, lang).to_pylist()
    if not points:
        return ""
    first, last = points[0], points[-1]
    since = say(lang, "chart.trend.since", date=first["date"], done=first["done"], overdue=first["overdue"])
    return sentences(lang, [last["spoken"], since if first["as_of"] < last["as_of"] else ""])


def _title(table: pa.Table, lang: str) -> str:
    """Where the newest date stands."""
    points = _rows(table, lang).to_pylist()
    return points[-1]["spoken"] if points else ""


def _at(points: list[dict[str, Any]], lang: str) -> dict[str, str]:
    by_series = {p["series"]: p for p in points}
    shown = {
        name: _counted(by_series[name], lang) if name in by_series else percent(None, lang)
        for name in ("done", "overdue", "elapsed")
    }
    date = day(points[0]["as_of"], lang)
    n_tasks = number(points[0]["n_tasks"])
    return {
        **shown,
        "date": date,
        "spoken": say(lang, "chart.trend.spoken", date=date, n_tasks=n_tasks, **shown),
    }


def _counted(point: dict[str, Any], lang: str) -> str:
    share = percent(point["share"], lang)
    return (
        share if point["n"] is None else say(lang, "chart.trend.counted", n=number(point["n"]), share=share)
    )


def _end(point: dict[str, Any], lang: str) -> str:
    return say(lang, f"chart.trend.{point['series']}", shown=_counted(point, lang))


TREND = Chart("trend", _rows, _alt, _title)
