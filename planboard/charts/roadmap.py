"""What is due when: the deadlines one below the other, each with a mark for every task due then."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg.deadlines import deadlines
from planboard.schema import STATUSES
from planboard.wording.formats import day, month, number, short_day
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences

MOST = 20  # days that are shown one by one; of more, months are
_TEXTS = ("task_id", "status", "spoken", "when", "amount", "as_of_text", "demo_mark")
_SCHEMA = pa.schema([(name, pa.string()) for name in _TEXTS] + [("is_past", pa.bool_())])


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """One row for each task, by deadline, the worst first, with the day or month and what is due then."""
    drawn: list[dict[str, Any]] = []
    for when, tasks in _by_deadline(table.to_pylist(), lang):
        n_open = sum(task["status"] != "done" for task in tasks)
        key = "chart.roadmap.open" if n_open else "chart.roadmap.all_done"
        amount = say(lang, key, n=number(len(tasks)), n_open=number(n_open))
        drawn += [_task(task, when, amount, lang, demo_mark) for task in tasks]
    return pa.Table.from_pylist(drawn, _SCHEMA)


def _by_deadline(tasks: list[dict[str, Any]], lang: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The tasks of each day or month in words, the worst first."""
    days = {task["due_on"] for task in tasks}
    is_many, is_long = len(days) > MOST, len({on.year for on in days}) > 1

    def words(on: date) -> str:
        return month(on, lang) if is_many else day(on, lang) if is_long else short_day(on, lang)

    ordered = sorted(tasks, key=lambda t: (t["due_on"], STATUSES.index(t["status"])))
    groups = [(when, list(group)) for when, group in groupby(ordered, key=lambda t: words(t["due_on"]))]
    return [(when, sorted(group, key=lambda t: STATUSES.index(t["status"]))) for when, group in groups]


def _task(task: dict[str, Any], when: str, amount: str, lang: str, demo_mark: str) -> dict[str, Any]:
    words = {
        "label": task["task"],
        "due": day(task["due_on"], lang),
        "status": status_word(lang, task["status"]),
    }
    is_moved = task["original_due_on"] not in (None, task["due_on"])
    was = say(lang, "chart.roadmap.was", original=day(task["original_due_on"], lang)) if is_moved else ""
    return {
        "task_id": task["task_id"], "status": task["status"], "when": when, "amount": amount, "demo_mark": demo_mark,
        "spoken": sentences(lang, [say(lang, "chart.roadmap.spoken", **words), was]),
        "is_past": task["due_on"] < task["as_of"],
        "as_of_text": say(lang, "chart.roadmap.as_of", as_of=day(task["as_of"], lang)),
    }  # fmt: skip


def _title(table: pa.Table, lang: str) -> str:
    """When most of what is not done is due, and how those tasks stand."""
    waiting = [task for task in table.to_pylist() if task["status"] != "done"]
    if not waiting:
        return ""
    when, tasks = max(_by_deadline(waiting, lang), key=lambda group: len(group[1]))
    by_status = counts(lang, Counter(task["status"] for task in tasks))
    return say(lang, "chart.roadmap.title", when=when, n=number(len(tasks)), counts=by_status)


def _alt(table: pa.Table, lang: str) -> str:
    """The same, which tasks are overdue and which deadlines were moved."""
    tasks = table.to_pylist()
    overdue = [t["task"] for t in tasks if t["status"] == "overdue"]
    moved = [t["task"] for t in tasks if t["original_due_on"] not in (None, t["due_on"])]
    named = {"overdue": overdue, "moved": moved}
    said = [
        say(lang, f"chart.roadmap.{key}", names=listed(lang, names)) for key, names in named.items() if names
    ]
    return sentences(lang, filter(None, [_title(table, lang), *said]))


ROADMAP = Chart("roadmap", _rows, _alt, _title, svg=deadlines)
