"""Turns the records of a file into a return, or locates every problem that prevents it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from planboard.errors import Place, Problem, Refused, UserError
from planboard.returns import cells, date_ids
from planboard.returns.content import HEAD, SHAPES, Return
from planboard.returns.records import UNREADABLE, Cell, Record, Sent
from planboard.schema import Column
from planboard.visible import trimmed

Key = tuple[str, str]  # a record's subject and id
THE_UNIT: Key = ("unit", "")
_IDS = ("task_id", "target_id", "request_id")
_NO_IDS: Mapping[str, Collection[str]] = {}
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63", "-")
)  # typed for a hyphen in an id


@dataclass(frozen=True)
class Located:
    """A return, the record each of its rows came from, and every problem found while reading it. Records with a problem
    are not in the return; `unread` holds their ids."""

    ret: Return
    file: str
    records: Mapping[Key, Record]
    remarks: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()

    def at(self, key: Key, column: str) -> Place:
        """The place of a cell of the record with this subject and id; the file as a whole if there is no such
        record."""
        record = self.records.get(key)
        return record.at(column) if record else Place(self.file)


@dataclass
class _Row:
    record: Record
    head: tuple
    cells: dict[str, Any]

    @property
    def key(self) -> Key:
        return self.record.subject, str(next(iter(self.cells.values())))


def read(
    sent: Sent, name: str, units: Mapping[str, str], ids: Mapping[str, Collection[str]] = _NO_IDS
) -> Located:
    """The return that a file's records make, if all of them can be read. Raises UserError with every problem."""
    found = read_partly(sent, name, units, ids)
    if found.problems:
        raise UserError(found.problems)
    return found


def read_partly(
    sent: Sent, name: str, units: Mapping[str, str], ids: Mapping[str, Collection[str]] = _NO_IDS
) -> Located:
    """The return that the readable records of a file called `name` make. `units` gives every unit's id by its id and
    its names, `ids` those of all tasks and of all targets, by the column that names them. Raises UserError if it is
    unclear whose return it is."""
    problems, remarks = list(sent.problems), list(sent.remarks)
    read = [(record, _row(record, units, ids, problems, remarks)) for record in sent.records]
    rows = [row for _, row in read if row]
    _name_requests(rows)
    problems += _across(name, rows, is_whole=len(rows) == len(read))
    if not rows or rows[0].record.subject != "unit":
        raise UserError(problems)
    lists: dict[str, list[Any]] = {shape.listed_in: [] for shape in SHAPES.values() if shape.listed_in}
    records: dict[Key, Record] = {THE_UNIT: rows[0].record}
    for row in rows[1:]:
        shape = SHAPES[row.record.subject]
        if shape.listed_in and row.key not in records:
            lists[shape.listed_in].append(shape.row(**row.cells))
            records[row.key] = row.record
    unit_id, period_ends_on, reported_by = rows[0].head
    made: dict[str, Any] = {field: tuple(found) for field, found in lists.items()}
    ret = Return(unit_id, period_ends_on, reported_by, rows[0].cells["unit_note"], **made)
    unread = frozenset(_id_of(record) for record, row in read if row is None)
    return Located(ret, name, records, tuple(remarks), tuple(problems), unread)


def _id_of(record: Record) -> str:
    """The id that a record gives, under any subject's id column if its own subject is unknown; empty if it gives
    none."""
    subjects = (record.subject,) if record.subject in SHAPES else SHAPES
    keys = [next(iter(SHAPES[subject].columns)) for subject in subjects]
    return next((str(record.cells[key]) for key in keys if record.cells.get(key)), "")


def sender(sent: Sent) -> tuple[str | None, str | None]:
    """The unit id and the person's name in a file's first record, at most 200 characters each and None if missing,
    however little of the rest can be read."""
    first = next((record.cells for record in sent.records), {})
    unit_id, reported_by = (
        None if cell is UNREADABLE or not cell else trimmed(str(cell))[:200]
        for cell in (first.get(name) for name in ("unit_id", "reported_by"))
    )
    return unit_id, reported_by


def _row(
    record: Record,
    units: Mapping[str, str],
    ids: Mapping[str, Collection[str]],
    problems: list[Problem],
    remarks: list[Problem],
) -> _Row | None:
    if record.subject not in SHAPES:
        params = {"value": record.subject, "allowed": ", ".join(SHAPES)}
        problems.append(Problem(record.at("record"), "plan.not_allowed", params))
        return None
    found: dict[str, Any] = {}
    columns = _all_columns(record.subject)
    for name, column in columns.items():
        if record.cells.get(name) is UNREADABLE:
            continue
        cell = record.cells.get(name)
        try:
            if name in _IDS:
                cell = _id(record, name, ids.get(name, ()), remarks)
            found[name] = cells.read(cell, column)
        except Refused as refused:
            problems.append(Problem(record.at(name), refused.key, refused.params))
    for name in record.cells.keys() - columns.keys():
        cell = record.cells[name]
        if cell is not UNREADABLE and cell is not None and trimmed(str(cell)):
            problems.append(Problem(record.at(name), "return.other_column", {"record": record.subject}))
    if found.get("asked_of_unit_id"):
        found["asked_of_unit_id"] = units.get(found["asked_of_unit_id"].strip(), found["asked_of_unit_id"])
    if record.subject == "target" and {"value", "measured_on"} <= found.keys():
        value, measured_on = found["value"], found["measured_on"]
        if (value is None) != (measured_on is None):
            empty = "measured_on" if measured_on is None else "value"
            problems.append(Problem(record.at(empty), "return.half_value", blocks_draft=True))
    if not found.keys() >= columns.keys():
        return None
    own = {name: found[name] for name in SHAPES[record.subject].columns}
    return _Row(record, tuple(found[name] for name in HEAD), own)


def _id(record: Record, name: str, ids: Collection[str], remarks: list[Problem]) -> Cell:
    """The cell of an id; the id that a spreadsheet made a date of, if it can only be one. Raises Refused if it can be
    several, or none."""
    cell = record.cells.get(name)
    if isinstance(cell, str):
        cell = cells.half_width(trimmed(cell)).translate(_DASHES)
    behind = date_ids.ids_behind(cell, ids)
    if behind is None:
        return cell
    shown = cells.as_text(cell)[:40]
    if len(behind) != 1:
        raise Refused("return.date_for_id", value=shown)
    remarks.append(Problem(record.at(name), "return.date_read_as_id", {"value": shown, "id": behind[0]}))
    return behind[0]


@cache
def _all_columns(subject: str) -> dict[str, Column]:
    return {**HEAD, **SHAPES[subject].columns}


def _name_requests(rows: Sequence[_Row]) -> None:
    """Give each new help request its id, made of the task, the period and a running number."""
    counted: dict[str, int] = {}
    for row in rows:
        if row.record.subject == "help" and row.cells["request_id"] is None:
            task_id = row.cells["task_id"]
            counted[task_id] = counted.get(task_id, 0) + 1
            row.cells["request_id"] = f"{task_id}-H{row.head[1]:%Y%m%d}-{counted[task_id]}"


def _across(name: str, rows: list[_Row], *, is_whole: bool) -> Iterator[Problem]:
    """Problems that only show across rows: more than one unit or period, the unit's row not first, or repeated ids."""
    if not rows or rows[0].record.subject != "unit" or sum(r.record.subject == "unit" for r in rows) != 1:
        # Otherwise the unit's row may be among those not read, whose problems have been reported.
        if is_whole:
            yield Problem(Place(name, row=2, column="record"), "return.unit_row")
        return
    seen: dict[Key, Place] = {}
    for row in rows:
        if row.head != rows[0].head:
            yield Problem(row.record.place, "return.mixed", {"columns": ", ".join(HEAD)})
        if row.key in seen:
            yield Problem(row.record.place, "return.repeated", {"id": row.key[1], "first": seen[row.key]})
        seen.setdefault(row.key, row.record.place)
