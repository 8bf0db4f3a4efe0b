"""What is due when and what slipped: every task from its start to its deadline, pillar by pillar."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.wording.formats import day, short_month
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences

ROW_HEIGHT = 31
_TEXTS = "row_id part task_id label pillar unit due_text original_text finished_text status status_word"
_DATES = "starts_on due_on moved_from finished_on late_until month_on as_of"
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in f"{_TEXTS} as_of_text spoken demo_mark".split()]
    + [(name, pa.date32()) for name in _DATES.split()]
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


ROADMAP = Chart("roadmap", _rows, _alt, _alt, row_height=ROW_HEIGHT)
