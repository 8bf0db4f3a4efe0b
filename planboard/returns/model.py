"""One unit's return for one period, and its canonical form: a flat CSV file that opens in a spreadsheet.

Each row of it is a record: `unit` (one, with the unit's note), `task`, `target`, `help` (help this unit asks, or
closes) and `answer` (to help another unit asked of it). It fills its own columns and leaves the others empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from planboard.schema import BOOL, DATE, REPORTED, Column

LARGEST = 10_000_000  # bytes; a return of a hundred tasks is about 50,000
MOST_ROWS = 5_000


@dataclass(frozen=True)
class TaskRow:
    """What a unit says of one of its tasks."""

    task_id: str
    reported_status: str
    stage: str | None
    is_done: bool | None  # None where targets decide
    finished_on: date | None = None
    narrative: str | None = None
    reason: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class TargetRow:
    """A target's value and the day it was measured; both empty where there is nothing new to say. `is_confirmed`:
    the unit has looked again at a value that seems unlikely, and stands by it."""

    target_id: str
    value: float | None = None
    measured_on: date | None = None
    note: str | None = None
    is_confirmed: bool | None = None


@dataclass(frozen=True)
class HelpRow:
    """Help asked of another unit for a task; again, with closed_on, when it is no longer needed."""

    request_id: str
    task_id: str
    asked_of_unit_id: str
    text: str
    asked_on: date
    needed_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class AnswerRow:
    """This unit's answer to help that was asked of it."""

    request_id: str
    answered_on: date
    answer: str


@dataclass(frozen=True)
class Return:
    """What one unit reports for the period that ends on `period_ends_on`."""

    unit_id: str
    period_ends_on: date
    reported_by: str
    unit_note: str | None = None
    tasks: tuple[TaskRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    help: tuple[HelpRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()


_CONFIRMED = Column("is_confirmed", BOOL, required=False)


def _columns(table: str, row: type, required: str) -> dict[str, Column]:
    known = {column.name: column for column in (*REPORTED[table].columns, _CONFIRMED)}
    return {f.name: replace(known[f.name], required=f.name in required.split()) for f in fields(row)}


HEAD = {
    "unit_id": Column("unit_id"),
    "period_ends_on": Column("period_ends_on", DATE),
    "reported_by": Column("reported_by"),
}
KINDS: dict[str, tuple[Any, dict[str, Column]]] = {
    "unit": (None, {"unit_note": Column("unit_note", required=False)}),
    "task": (TaskRow, _columns("task_returns", TaskRow, "task_id reported_status")),
    "target": (TargetRow, _columns("target_values", TargetRow, "target_id")),
    "help": (
        HelpRow,
        _columns("help_requests", HelpRow, "task_id asked_of_unit_id text asked_on needed_on"),
    ),
    "answer": (AnswerRow, _columns("help_requests", AnswerRow, "request_id answered_on answer")),
}
LISTS = {"task": "tasks", "target": "targets", "help": "help", "answer": "answers"}
COLUMNS = [*HEAD, "record", *dict.fromkeys(name for _, columns in KINDS.values() for name in columns)]


def to_csv(ret: Return) -> bytes:
    """The canonical bytes of a return: the same return gives the same bytes, and `reading.read` gives it back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(lines(ret))
    return out.getvalue().encode("utf-8-sig")


def lines(ret: Return) -> Iterator[list[str]]:
    """The records of a return in their order, a text for each of COLUMNS."""
    head = {name: _text(getattr(ret, name)) for name in HEAD}
    rows = [{"record": "unit", "unit_note": _text(ret.unit_note)}]
    for kind, name in LISTS.items():
        for row in getattr(ret, name):
            rows.append({"record": kind, **{f.name: _text(getattr(row, f.name)) for f in fields(row)}})
    for written in rows:
        yield [{**head, **written}.get(column, "") for column in COLUMNS]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
