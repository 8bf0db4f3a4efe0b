"""The content of a return, one unit's report for one period: tasks, targets, requests for help and answers to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from planboard.schema import BOOL, DATE, REPORTED, Column

MOST_BYTES = 10_000_000  # size of a file; a return with a hundred tasks has about 50,000


@dataclass(frozen=True)
class TaskRow:
    """A unit's report on one of its tasks."""

    task_id: str
    reported_status: str
    stage: str | None
    is_done: bool | None  # None: its targets decide
    finished_on: date | None = None
    narrative: str | None = None
    reason: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class TargetRow:
    """A target's value and the day it was measured, both None if there is nothing new. `is_confirmed`: the unit has
    checked a value that seemed unlikely and stands by it."""

    target_id: str
    value: float | None = None
    measured_on: date | None = None
    note: str | None = None
    is_confirmed: bool | None = None


@dataclass(frozen=True)
class HelpRow:
    """A request for another unit's help with a task; sent again with closed_on once it is no longer needed."""

    request_id: str
    task_id: str
    asked_of_unit_id: str
    text: str
    asked_on: date
    needed_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class AnswerRow:
    """This unit's answer to another unit's request for help."""

    request_id: str
    answered_on: date
    answer: str


@dataclass(frozen=True)
class Return:
    """What a unit reports for the period that ends on `period_ends_on`."""

    unit_id: str
    period_ends_on: date
    reported_by: str
    unit_note: str | None = None
    tasks: tuple[TaskRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    help: tuple[HelpRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of its content: another one if a file is read otherwise. Fields that hold nothing are no part of it,
        so that one that is added to returns changes no hash."""
        held = json.dumps(_held(asdict(self)), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(held.encode()).hexdigest()


def _held(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _held(held) for name, held in value.items() if held is not None and held != ()}
    return [_held(one) for one in value] if isinstance(value, tuple) else value


_CONFIRMED = Column("is_confirmed", BOOL, required=False)


@dataclass(frozen=True)
class RecordShape:
    """The shape of the records of one subject: their columns, the first of which is the id; the class each record
    becomes, and the field of Return that lists them (both None for the unit itself)."""

    subject: str
    columns: Mapping[str, Column]
    row: Any = None
    listed_in: str | None = None


def _shape(subject: str, listed_in: str, row: type, table: str, required: str) -> RecordShape:
    known = {column.name: column for column in (*REPORTED[table].columns, _CONFIRMED)}
    columns = {f.name: replace(known[f.name], required=f.name in required.split()) for f in fields(row)}
    return RecordShape(subject, columns, row, listed_in)


# The columns that every record begins with.
HEAD = {
    "unit_id": Column("unit_id"),
    "period_ends_on": Column("period_ends_on", DATE),
    "reported_by": Column("reported_by"),
}
SHAPES = {
    shape.subject: shape
    for shape in (
        RecordShape("unit", {"unit_note": Column("unit_note", required=False)}),
        _shape("task", "tasks", TaskRow, "task_returns", "task_id reported_status"),
        _shape("target", "targets", TargetRow, "target_values", "target_id"),
        _shape("help", "help", HelpRow, "help_requests", "task_id asked_of_unit_id text asked_on needed_on"),
        _shape("answer", "answers", AnswerRow, "help_requests", "request_id answered_on answer"),
    )
}
