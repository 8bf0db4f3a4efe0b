"""What is due when and what slipped: every task from its start to its deadline, pillar by pillar."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

import altair
import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.listing import WIDE, key, line, opener, row, status
from planboard.charts.theme import (
    FAINT,
    NEUTRAL,
    SMALL,
    STATUS_COLOUR,
    STATUS_SHAPE,
    TEXT,
    Look,
    by_status,
    demo_mark_below,
    expr,
    specification,
)
from planboard.wording.formats import day, short_month
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences

_ROW_HEIGHT = 31
_Y = row("row_id")
_DOWN = "(wide ? 0 : 8)"  # from a row's middle to its bar
_TEXTS = "row_id part task_id label pillar unit due_text original_text finished_text status status_word"
_DATES = "starts_on due_on moved_from finished_on late_until month_on as_of"
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in f"{_TEXTS} as_of_text spoken demo_mark".split()]
    + [(name, pa.date32()) for name in _DATES.split()]
)


@cache
def _spec(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    signs = key(lang, "chart.roadmap.key", y="-26")
    return specification(
        [*_months(), *_bars(), *_signs(), *_as_of(), *_words(), signs, _opener(lang), demo_mark_below(15)],
        height=altair.Step(_ROW_HEIGHT),
        padding={"left": 0, "right": 4, "top": 36, "bottom": 22},
        params=[WIDE],
    )


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The tasks, under a heading for each pillar that names the months of the whole span."""
    tasks = table.to_pylist()
    months = _month_starts(tasks)
    is_long = len({on.year for on in months}) > 1
    listing: list[dict[str, Any]] = []
    for pillar_id, group in groupby(tasks, key=lambda t: t["pillar_id"]):
        own = list(group)
        heading = {
            "row_id": f"pillar {pillar_id}",
            **_today(own[0], lang),
            "status_word": "",
            "demo_mark": demo_mark,
        }
        listing.append({**heading, "part": "pillar", "label": own[0]["pillar"]})
        listing += [
            {**heading, "part": "month", "month_on": on, "label": _month_name(on, lang, is_long)}
            for on in months
        ]
        listing += [_task(t, lang, demo_mark) for t in own]
    return pa.Table.from_pylist(listing, _SCHEMA)


def _alt(table: pa.Table, lang: str) -> str:
    """How many tasks have which status, which deadlines were moved, which tasks are overdue."""
    tasks = table.to_pylist()
    if not tasks:
        return ""
    moved = [t["task"] for t in tasks if t["original_due_on"] not in (None, t["due_on"])]
    overdue = [t["task"] for t in tasks if t["status"] == "overdue"]
    by_status = counts(lang, Counter(t["status"] for t in tasks))
    as_of = day(tasks[0]["as_of"], lang)
    return sentences(
        lang,
        [
            say(lang, "chart.roadmap.alt", as_of=as_of, n=len(tasks), counts=by_status),
            say(lang, "chart.roadmap.overdue", names=listed(lang, overdue)) if overdue else "",
            say(lang, "chart.roadmap.moved", names=listed(lang, moved)) if moved else "",
        ],
    )


def _task(t: dict[str, Any], lang: str, demo_mark: str) -> dict[str, Any]:
    is_moved = t["original_due_on"] not in (None, t["due_on"])
    shown = {
        "label": say(lang, "chart.roadmap.label", item=t["item_no"], task=t["task"]),
        "due_text": day(t["due_on"], lang),
        "original_text": day(t["original_due_on"] if is_moved else None, lang),
        "finished_text": day(t["finished_on"], lang),
        "status_word": status_word(lang, t["status"]),
    }
    due = say(
        lang, "chart.roadmap.spoken", label=shown["label"], due=shown["due_text"], status=shown["status_word"]
    )
    was = say(lang, "chart.roadmap.was", original=shown["original_text"]) if is_moved else ""
    return {
        **{
            name: t[name]
            for name in ("task_id", "pillar", "unit", "starts_on", "due_on", "finished_on", "status")
        },
        **shown,
        "row_id": t["task_id"],
        "part": "task",
        "moved_from": t["original_due_on"] if is_moved else None,
        "late_until": t["as_of"] if t["status"] == "overdue" else None,
        "spoken": sentences(lang, [due, was]),
        **_today(t, lang),
        "demo_mark": demo_mark,
    }


def _today(t: dict[str, Any], lang: str) -> dict[str, Any]:
    return {"as_of": t["as_of"], "as_of_text": say(lang, "chart.roadmap.as_of", as_of=day(t["as_of"], lang))}


def _month_starts(tasks: list[dict[str, Any]]) -> list[date]:
    """The first days of at most twelve months, evenly spaced from the first start to the last deadline."""
    if not tasks:
        return []
    first, last = min(t["starts_on"] for t in tasks), max(t["due_on"] for t in tasks)
    n = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(size for size in (1, 2, 3, 6, 12, n) if n <= 12 * size)
    since = range(0, n, step)
    starts = [
        date(first.year + (first.month - 1 + k) // 12, (first.month - 1 + k) % 12 + 1, 1) for k in since
    ]
    return [on for on in starts if on >= first]


def _month_name(on: date, lang: str, is_long: bool) -> str:
    return str(on.year) if on.month == 1 and is_long else short_month(on, lang)


def _x(field: str) -> altair.X:
    ends = [expr("wide ? 0.4 * width + 12 : 1"), expr("wide ? width - 84 : width - 3")]
    return altair.X(f"{field}:T", axis=None, scale=altair.Scale(range=ends))


def _of(part: str, field: str = "part") -> altair.Chart:
    return altair.Chart().transform_filter(f"datum.part == '{part}' && isValid(datum.{field})")


def _months() -> list[altair.Chart]:
    grid = _of("month").transform_aggregate(groupby=["month_on"])
    name = _of("month").mark_text(
        align="left", baseline="middle", dx=2, dy=expr(_DOWN), fontSize=10.5, color=TEXT, opacity=FAINT
    )
    return [
        altair.Chart().mark_rect(opacity=0).encode(y=_Y),  # of every row, so that it sets their order
        grid.mark_rule(color=NEUTRAL, opacity=0.25, strokeWidth=0.7).encode(
            x=_x("month_on"), y=altair.value(0), y2=altair.value(expr("height"))
        ),
        name.encode(x=_x("month_on"), y=_Y, text="label:N"),
    ]


def _bars() -> list[altair.Chart]:
    bar = _of("task").mark_bar(height=7, yOffset=expr(_DOWN), opacity=0.62, cornerRadius=1)
    end = _of("task").mark_tick(orient="vertical", size=13, thickness=2, yOffset=expr(_DOWN), opacity=1)
    late = _of("task", "late_until").mark_rule(strokeWidth=1.6, strokeDash=[3, 2], yOffset=expr(_DOWN))
    colour = altair.Color(**by_status())
    return [
        bar.encode(y=_Y, x=_x("starts_on"), x2="due_on:T", color=colour),
        late.encode(y=_Y, x=_x("due_on"), x2="late_until:T", color=colour),
        end.encode(y=_Y, x=_x("due_on"), color=colour),
    ]


def _signs() -> list[altair.Chart]:
    moved, done = _of("task", "moved_from"), _of("task", "finished_on")
    sign: Look = {"yOffset": expr(_DOWN), "opacity": 1}
    tick: Look = {"shape": STATUS_SHAPE["done"], "size": 95, "fill": STATUS_COLOUR["done"]}
    return [
        moved.mark_point(
            shape="diamond", size=75, stroke=TEXT, strokeWidth=1.3, fill="#ffffff00", **sign
        ).encode(y=_Y, x=_x("moved_from")),
        done.mark_point(**tick, stroke="#ffffff", strokeWidth=4, **sign).encode(y=_Y, x=_x("finished_on")),
        done.mark_point(**tick, strokeWidth=0, **sign).encode(y=_Y, x=_x("finished_on")),
    ]


def _as_of() -> list[altair.Chart]:
    today = altair.Chart().transform_aggregate(groupby=["as_of", "as_of_text"])
    word = today.mark_text(
        baseline="alphabetic",
        y=-5,
        fontSize=SMALL,
        fontWeight=600,
        color=TEXT,
        align=expr("scale('x', datum.as_of) > width - 70 ? 'right' : 'center'"),
    )
    # In pieces, one for each row: on a phone the line must leave out what names stand on.
    piece = altair.Chart().transform_filter("datum.part == 'task' || (wide && datum.part == 'pillar')")
    size = expr(f"wide ? {_ROW_HEIGHT} : 13")
    return [
        piece.mark_tick(
            orient="vertical",
            size=size,
            thickness=1.2,
            color=TEXT,
            opacity=0.85,
            yOffset=expr("wide ? 0 : 9"),
        ).encode(y=_Y, x=_x("as_of")),
        word.encode(x=_x("as_of"), text="as_of_text:N"),
    ]


def _words() -> list[altair.Chart]:
    limit = expr("wide ? 0.4 * width : width - 72")
    heading = line(_Y, "label", bold=True, x=0, dy=expr("wide ? 0 : -7"), limit=limit)
    task = line(_Y, "label", x=0, dy=expr("wide ? 0 : -7"), limit=limit, fontSize=12.5)
    return [
        heading.transform_filter("datum.part == 'pillar'"),
        task.transform_filter("datum.part == 'task'"),
        *status(_Y, "(width - 62)", "(wide ? 0 : -7)"),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "label": "column.task",
        "unit": "column.unit",
        "due_text": "column.due_on",
        "original_text": "column.original_due_on",
        "finished_text": "column.finished_on",
        "status_word": "column.status",
    }
    return opener(lang, tooltip, ["task_id"], y=_Y).transform_filter("datum.part == 'task'")


ROADMAP = Chart("roadmap", _spec, _rows, _alt, _alt, row_height=_ROW_HEIGHT)
