"""From the records of a file to a return: every cell read, every record in its place, or every problem located."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from planboard.errors import Problem, UserError
from planboard.register.csv_table import Refused
from planboard.returns import cells
from planboard.returns.model import COLUMNS, HEAD, KINDS, LARGEST, LISTS, MOST_ROWS, Return
from planboard.returns.records import UNREADABLE, Record, Sent
from planboard.schema import Column


def read_csv(content: bytes, name: str) -> Sent:
    """The records of a CSV file called `name`. Raises UserError with every problem of its form."""
    problems: list[Problem] = []
    records = list(_records(content, name, problems))
    if problems:
        raise UserError(problems)
    return Sent(tuple(records))


def _records(content: bytes, name: str, problems: list[Problem]) -> Iterator[Record]:
    if len(content) > LARGEST:
        problems.append(Problem(name, "return.too_large", {"n": LARGEST // 1_000_000}))
        return
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        lines = list(islice(enumerate(reader, 1), MOST_ROWS + 2))
    except UnicodeDecodeError:
        problems.append(Problem(name, "plan.not_utf8"))
        return
    except csv.Error:
        problems.append(Problem(name, "plan.not_csv"))
        return
    if not lines or lines[0][1] != COLUMNS:
        problems.append(Problem(f"{name}, row 1", "return.header", {"columns": ", ".join(COLUMNS)}))
        return
    if len(lines) > MOST_ROWS + 1:
        problems.append(Problem(name, "return.rows", {"n": MOST_ROWS}))
        return
    for n, line in lines[1:]:
        where = f"{name}, row {n}"
        if len(line) != len(COLUMNS):
            problems.append(Problem(where, "plan.cell_count", {"n": len(line), "wanted": len(COLUMNS)}))
            continue
        texts = dict(zip(COLUMNS, line, strict=True))
        places = {column: f'{where}, "{column}"' for column in COLUMNS}
        problems += [
            Problem(places[column], "return.formula", {"text": text[:40]})
            for column, text in texts.items()
            if text.startswith("=")
        ]
        yield Record(texts.pop("record"), texts, places, where)


@dataclass(frozen=True)
class Located:
    """A return, where each of its cells stands in the file it came in, and every problem of reading it. Records with
    a problem are not in the return; `unread` has their ids."""

    ret: Return
    file: str
    places: Mapping[tuple[str, str], Record]
    remarks: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()

    def where(self, kind: str, id: str, column: str) -> str:
        """How a problem names the cell of the record of this kind and id; the file where it has no such record."""
        record = self.places.get((kind, id))
        return record.where(column) if record else self.file


@dataclass
class _Row:
    record: Record
    head: tuple
    cells: dict[str, Any]

    @property
    def id(self) -> str:
        return str(next(iter(self.cells.values())))


def read(sent: Sent, name: str, units: Mapping[str, str]) -> Located:
    """The same as read_partly, of a file without problems. Raises UserError with every one there is."""
    found = read_partly(sent, name, units)
    if found.problems:
        raise UserError(found.problems)
    return found


def read_partly(sent: Sent, name: str, units: Mapping[str, str]) -> Located:
    """The return that the records of a file called `name` make, as far as they can be read. `units` gives the id of
    every unit by its id and its names. Raises UserError where nobody can tell whose return it is."""
    problems = list(sent.problems)
    read = [(record, _row(record, units, problems)) for record in sent.records]
    rows = [row for _, row in read if row]
    _name_requests(rows)
    problems += _across(name, rows, is_whole=len(rows) == len(read))
    if not rows or rows[0].record.kind != "unit":
        raise UserError(problems)
    lists: dict[str, list[Any]] = {field: [] for field in LISTS.values()}
    places: dict[tuple[str, str], Record] = {("unit", ""): rows[0].record}
    for row in rows[1:]:
        if row.record.kind != "unit" and (row.record.kind, row.id) not in places:
            lists[LISTS[row.record.kind]].append(KINDS[row.record.kind][0](**row.cells))
            places[row.record.kind, row.id] = row.record
    unit_id, period_ends_on, reported_by = rows[0].head
    made: dict[str, Any] = {field: tuple(found) for field, found in lists.items()}
    ret = Return(unit_id, period_ends_on, reported_by, rows[0].cells["unit_note"], **made)
    unread = frozenset(_id_of(record) for record, row in read if row is None)
    return Located(ret, name, places, sent.remarks, tuple(problems), unread)


def _id_of(record: Record) -> str:
    """The id a record gives, of whatever kind it may be where its kind is not known; empty where it gives none."""
    kinds = (record.kind,) if record.kind in KINDS else KINDS
    keys = [next(iter(KINDS[kind][1])) for kind in kinds]
    return next((str(record.cells[key]) for key in keys if record.cells.get(key)), "")


def sender(sent: Sent) -> tuple[str | None, str | None]:
    """Which unit the file says it is of, and who filled it in, even where the rest cannot be read. Names are cut at
    200 characters."""
    said = next((record.cells for record in sent.records), {})
    unit_id, reported_by = (
        None if cell is UNREADABLE or not cell else str(cell).strip()[:200]
        for cell in (said.get(name) for name in ("unit_id", "reported_by"))
    )
    return unit_id, reported_by


def _row(record: Record, units: Mapping[str, str], problems: list[Problem]) -> _Row | None:
    if record.kind not in KINDS:
        allowed = ", ".join(KINDS)
        params = {"value": record.kind, "allowed": allowed}
        problems.append(Problem(record.where("record"), "plan.not_allowed", params))
        return None
    found: dict[str, Any] = {}
    columns = _all_columns(record.kind)
    for name, column in columns.items():
        if record.cells.get(name) is UNREADABLE:
            continue
        try:
            found[name] = cells.read(record.cells.get(name), column)
        except Refused as refused:
            problems.append(Problem(record.where(name), refused.key, refused.params))
    for name in record.cells.keys() - columns.keys():
        if record.cells[name] not in (None, "", UNREADABLE):
            problems.append(Problem(record.where(name), "return.other_column", {"record": record.kind}))
    if found.get("asked_of_unit_id"):
        found["asked_of_unit_id"] = units.get(found["asked_of_unit_id"].strip(), found["asked_of_unit_id"])
    if record.kind == "target" and {"value", "measured_on"} <= found.keys():
        value, measured_on = found["value"], found["measured_on"]
        if (value is None) != (measured_on is None):
            empty = "measured_on" if measured_on is None else "value"
            problems.append(Problem(record.where(empty), "return.half_value"))
    if not found.keys() >= columns.keys():
        return None
    own = {name: found[name] for name in KINDS[record.kind][1]}
    return _Row(record, tuple(found[name] for name in HEAD), own)


@cache
def _all_columns(kind: str) -> dict[str, Column]:
    return {**HEAD, **KINDS[kind][1]}


def _name_requests(rows: Sequence[_Row]) -> None:
    """Give help that is asked for the first time its id: the task, the period, and which of them it is."""
    counted: dict[str, int] = {}
    for row in rows:
        if row.record.kind == "help" and row.cells["request_id"] is None:
            task_id = row.cells["task_id"]
            counted[task_id] = counted.get(task_id, 0) + 1
            row.cells["request_id"] = f"{task_id}-H{row.head[1]:%Y%m%d}-{counted[task_id]}"


def _across(name: str, rows: list[_Row], *, is_whole: bool) -> Iterator[Problem]:
    """What one row alone cannot show: one unit, one period, its own row first and once, nothing twice."""
    if not rows or rows[0].record.kind != "unit" or sum(r.record.kind == "unit" for r in rows) != 1:
        if is_whole:  # otherwise the unit's own row may be the one that could not be read, and that is told
            yield Problem(f'{name}, row 2, "record"', "return.unit_row")
        return
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.head != rows[0].head:
            yield Problem(row.record.place, "return.mixed", {"columns": ", ".join(HEAD)})
        key = (row.record.kind, row.id)
        if key in seen:
            yield Problem(row.record.place, "plan.repeated", {"columns": key[1], "first": seen[key]})
        seen.setdefault(key, row.record.place)
