"""One unit's return for one period, and its canonical form: a flat CSV file that opens in a spreadsheet.

Each row is a record: `unit` (one, with the unit's note), `task`, `target`, `help` (help this unit asks, or
closes) and `answer` (to help another unit asked of it). It fills its own columns and leaves the others empty.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from planboard.errors import Problem, UserError
from planboard.schema import BOOL, DATE, NUMBER, REPORTED, Column

LARGEST = 10_000_000  # bytes; a return of a hundred tasks is about 50,000

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class TaskRow:
    """What a unit says of one of its tasks."""

    task_id: str
    reported_status: str
    stage: str | None
    is_done: bool
    finished_on: date | None = None
    narrative: str | None = None
    reason: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class TargetRow:
    """A target's value and the day it was measured; both empty where there is nothing new to say."""

    target_id: str
    value: float | None = None
    measured_on: date | None = None
    note: str | None = None


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


def _columns(table: str, row: type, required: str) -> dict[str, Column]:
    known = {column.name: column for column in REPORTED[table].columns}
    return {f.name: replace(known[f.name], required=f.name in required.split()) for f in fields(row)}


_HEAD = {
    "unit_id": Column("unit_id"),
    "period_ends_on": Column("period_ends_on", DATE),
    "reported_by": Column("reported_by"),
}
_KINDS: dict[str, tuple[Any, dict[str, Column]]] = {
    "unit": (None, {"unit_note": Column("unit_note", required=False)}),
    "task": (TaskRow, _columns("task_returns", TaskRow, "task_id reported_status is_done")),
    "target": (TargetRow, _columns("target_values", TargetRow, "target_id")),
    "help": (
        HelpRow,
        _columns("help_requests", HelpRow, "request_id task_id asked_of_unit_id text asked_on needed_on"),
    ),
    "answer": (AnswerRow, _columns("help_requests", AnswerRow, "request_id answered_on answer")),
}
_LISTS = {"task": "tasks", "target": "targets", "help": "help", "answer": "answers"}
COLUMNS = [*_HEAD, "record", *dict.fromkeys(name for _, columns in _KINDS.values() for name in columns)]


def to_csv(ret: Return) -> bytes:
    """The canonical bytes of a return: the same return gives the same bytes, and `read_csv` gives it back."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    head = {name: _text(getattr(ret, name)) for name in _HEAD}
    writer.writerow({**head, "record": "unit", "unit_note": _text(ret.unit_note)})
    for kind, name in _LISTS.items():
        for row in getattr(ret, name):
            cells = {f.name: _text(getattr(row, f.name)) for f in fields(row)}
            writer.writerow({**head, "record": kind, **cells})
    return out.getvalue().encode("utf-8-sig")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


@dataclass
class _Record:
    where: str
    kind: str
    head: tuple
    cells: dict[str, Any]


def read_csv(content: bytes, name: str) -> Return:
    """The return in `content`, a file called `name`. Raises UserError with every problem and its place."""
    problems: list[Problem] = []
    records = [record for record in _records(content, name, problems) if record]
    if not problems:
        problems += _across(name, records)
    if problems:
        raise UserError(problems)
    rows: dict[str, list[Any]] = {field: [] for field in _LISTS.values()}
    for record in records[1:]:
        rows[_LISTS[record.kind]].append(_KINDS[record.kind][0](**record.cells))
    unit_id, period_ends_on, reported_by = records[0].head
    lists: dict[str, Any] = {field: tuple(found) for field, found in rows.items()}
    return Return(unit_id, period_ends_on, reported_by, records[0].cells["unit_note"], **lists)


def _records(content: bytes, name: str, problems: list[Problem]) -> Iterator[_Record | None]:
    if len(content) > LARGEST:
        problems.append(Problem(name, "return.too_large", {"n": LARGEST // 1_000_000}))
        return
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        lines = list(enumerate(reader, 1))
    except UnicodeDecodeError:
        problems.append(Problem(name, "plan.not_utf8"))
        return
    except csv.Error:
        problems.append(Problem(name, "plan.not_csv"))
        return
    if not lines or lines[0][1] != COLUMNS:
        problems.append(Problem(f"{name}, row 1", "return.header", {"columns": ", ".join(COLUMNS)}))
        return
    for n, line in lines[1:]:
        where = f"{name}, row {n}"
        if len(line) != len(COLUMNS):
            problems.append(Problem(where, "plan.cell_count", {"n": len(line), "wanted": len(COLUMNS)}))
        else:
            yield _record(where, dict(zip(COLUMNS, line, strict=True)), problems)


def _record(where: str, texts: dict[str, str], problems: list[Problem]) -> _Record | None:
    kind = texts.pop("record")
    if kind not in _KINDS:
        allowed = ", ".join(_KINDS)
        problems.append(
            Problem(f'{where}, "record"', "plan.not_allowed", {"value": kind, "allowed": allowed})
        )
        return None
    columns = {**_HEAD, **_KINDS[kind][1]}
    cells: dict[str, Any] = {}
    for name, text in texts.items():
        found: Any = None
        if name in columns:
            found = _value(text, columns[name])
            cells[name] = found
        elif text:
            found = Problem("", "return.other_column", {"record": kind})
        if isinstance(found, Problem):
            problems.append(replace(found, where=f'{where}, "{name}"'))
    if kind == "target" and (cells["value"] is None) != (cells["measured_on"] is None):
        problems.append(Problem(f'{where}, "measured_on"', "return.half_value"))
    return _Record(where, kind, tuple(cells.pop(name) for name in _HEAD), cells)


def _value(text: str, column: Column) -> Any:
    """What a cell says, or the problem with it. Texts stay exactly as they were sent."""
    if not text:
        return Problem("", "plan.empty") if column.required else None
    if column.allowed and text not in column.allowed:
        return Problem("", "plan.not_allowed", {"value": text, "allowed": ", ".join(column.allowed)})
    if column.type == BOOL:
        allowed = {"true": True, "false": False}
        return allowed.get(
            text, Problem("", "plan.not_allowed", {"value": text, "allowed": ", ".join(allowed)})
        )
    if column.type == NUMBER:
        number = float(text) if _NUMBER.fullmatch(text) else math.nan
        return number if math.isfinite(number) else Problem("", "plan.not_number", {"value": text})
    if column.type == DATE:
        try:
            return date.fromisoformat(text if _DATE.fullmatch(text) else "")
        except ValueError:
            return Problem("", "plan.not_date", {"value": text})
    return text


def _across(name: str, records: list[_Record]) -> Iterator[Problem]:
    """What one row alone cannot show: one unit, one period, its own row first and once, nothing twice."""
    if not records or records[0].kind != "unit" or sum(r.kind == "unit" for r in records) != 1:
        yield Problem(f'{name}, row 2, "record"', "return.unit_row")
        return
    seen: dict[tuple[str, str], str] = {}
    for record in records:
        if record.head != records[0].head:
            yield Problem(record.where, "return.mixed", {"columns": ", ".join(_HEAD)})
        key = (record.kind, str(record.cells[next(iter(_KINDS[record.kind][1]))]))
        if key in seen:
            yield Problem(record.where, "plan.repeated", {"columns": key[1], "first": seen[key]})
        seen.setdefault(key, record.where)
