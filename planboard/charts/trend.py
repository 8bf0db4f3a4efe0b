"""How the shares of done and overdue tasks grew, beside the time gone."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

import altair
import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.labels import apart
from planboard.charts.listing import opener
from planboard.charts.theme import (
    NEUTRAL,
    SMALL,
    STATUS_COLOUR,
    TEXT,
    demo_mark_below,
    expr,
    month_axis,
    specification,
    status_mark,
    widened,
)
from planboard.wording.formats import day, number, percent
from planboard.wording.text import say, sentences

HEIGHT = 200
_RIGHT = 124  # for the words at the ends of the lines
_COLOURS = {"done": STATUS_COLOUR["done"], "overdue": STATUS_COLOUR["overdue"], "elapsed": NEUTRAL}


@cache
def _spec(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [*_lines(lang), *_ends(lang), _opener(lang), demo_mark_below(40)],
        height=HEIGHT,
        padding={"left": 0, "right": 0, "top": 8, "bottom": 22},
    )


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


TREND = Chart("trend", _spec, _rows, _alt, _title)
