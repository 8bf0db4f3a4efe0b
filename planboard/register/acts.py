"""What can be decided about the register: each act gives the register as it would be, with its amendments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from planboard.errors import Place, Problem, Refused, UserError
from planboard.register.amending import by_id
from planboard.register.amendments import ADDED, WITHDRAWABLE, WITHDRAWN, amended_column, row_id
from planboard.register.duties import Rows
from planboard.register.files import read_value, written
from planboard.register.plan import Plan
from planboard.schema import AMENDED, PLANNED, REGISTER
from planboard.visible import check_visible, trimmed, unseen

AMENDABLE = tuple(name for name in AMENDED if name not in ("successions", "closed_years", "settlements"))
_MOST_NAMED = 10  # ids that a problem names
_NAMED = ("title_", "name_", "short_", "responsible_person", "unit_id")  # columns that are searched


@dataclass(frozen=True)
class Decision:
    """A decision: the day from which it is in force, who took it and why."""

    decided_on: date
    authority: str
    reason: str

    def check(self, plan: Plan) -> None:
        """Raise UserError if it lacks something, or is of a day before the plan was issued."""
        names = ("authority", "reason")
        problems = [p for name in names for p in unseen(Place(name), getattr(self, name))]
        if self.decided_on < (issued := plan.numbers["issued_on"]):
            params = {"value": self.decided_on, "issued": issued}
            problems.append(Problem(Place("decided_on"), "register.before_issue", params))
        if problems:
            raise UserError(problems)

    @property
    def cells(self) -> dict[str, Any]:
        """Its cells in a row of the register."""
        said = {"authority": trimmed(self.authority), "reason": trimmed(self.reason)}
        return {"decided_on": self.decided_on, **said}

    def amendment(
        self, name: str, id: str, field: str, old: str | None = None, new: str | None = None
    ) -> Any:
        """The row of an amendment by it."""
        return {"object": name, "id": id, "field": field, "old_value": old, "new_value": new, **self.cells}


@dataclass(frozen=True)
class Succession:
    """A unit's succession: who goes on for it (None: the unit stays and only gives away tasks), of what kind and since
    when; units that are new, by id with their cells; and the tasks that go over, each with its new unit."""

    unit_id: str
    successor_id: str | None
    kind: str
    since_on: date
    new_units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)


def amend(plan: Plan, by: Decision, name: str, id: str, values: Mapping[str, str]) -> Plan:
    """The register with new values in cells of a row. Raises UserError with every problem of the values."""
    by.check(plan)
    row = _row(plan, name, id)
    problems: list[Problem] = []
    amendments = []
    cells = dict(row)
    for column_name, text in values.items():
        column, place = amended_column(name, column_name), _place(name, id, column_name)
        if column is None:
            allowed = [c.name for c in PLANNED[name].columns if amended_column(name, c.name)]
            params = {"value": column_name, "allowed": ", ".join(allowed)}
            problems.append(Problem(place, "plan.unknown_field", params))
            continue
        try:
            check_visible(trimmed(text))
            cells[column_name] = read_value(trimmed(text), column)
        except Refused as refused:
            problems.append(Problem(place, refused.key, refused.params))
            continue
        old, new = written(row[column_name]), written(cells[column_name])
        if old == new:
            problems.append(Problem(place, "register.same_value", {"value": new or ""}))
        amendments.append(by.amendment(name, id, column_name, old, new))
    if problems:
        raise UserError(problems)
    return replaced(plan, {name: {id: cells}}, amendments)


def withdraw(plan: Plan, by: Decision, name: str, id: str) -> Plan:
    """The register with a task, a target or a unit's part in a measure withdrawn, its row left in place. Raises
    UserError."""
    by.check(plan)
    _row(plan, name, id)
    if name not in WITHDRAWABLE:
        params = {"allowed": ", ".join(WITHDRAWABLE)}
        raise UserError([Problem(_place(name, id), "plan.not_withdrawable", params)])
    return replaced(plan, {}, [by.amendment(name, id, WITHDRAWN)])


def succeed(plan: Plan, by: Decision, of: Succession) -> Plan:
    """The register after a unit was renamed, merged, replaced or split. Raises UserError with every problem."""
    by.check(plan)
    _row(plan, "units", of.unit_id)
    problems: list[Problem] = []
    units: dict[str, dict[str, Any]] = {}
    for id, given in of.new_units.items():
        units[id] = {"unit_id": id}
        for column in PLANNED["units"].columns:
            try:
                units[id][column.name] = read_value({"unit_id": id, **given}.get(column.name, ""), column)
            except Refused as refused:
                problems.append(Problem(_place("units", id, column.name), refused.key, refused.params))
        if id in by_id("units", plan.tables):
            problems.append(Problem(_place("units", id), "register.unit_known", {"value": id}))
    tasks, moved = by_id("tasks", plan.tables), {}
    amendments = [by.amendment("units", id, ADDED) for id in units if id != of.successor_id]
    for id, unit_id in of.tasks.items():
        if id not in tasks or tasks[id]["unit_id"] != of.unit_id:
            problems.append(Problem(_place("tasks", id), "register.not_its_task", {"unit": of.unit_id}))
            continue
        moved[id] = tasks[id] | {"unit_id": unit_id}
        amendments.append(by.amendment("tasks", id, "unit_id", of.unit_id, unit_id))
    if not of.successor_id and not of.tasks:
        problems.append(Problem(_place("units", of.unit_id), "register.no_successor"))
    if problems:
        raise UserError(problems)
    rows: dict[str, dict[str, dict[str, Any]]] = {"units": units, "tasks": moved}
    if of.successor_id:
        said = {name: by.cells[name] for name in ("authority", "reason")}
        held = {
            "unit_id": of.unit_id,
            "successor_id": of.successor_id,
            "kind": of.kind,
            "since_on": of.since_on,
        }
        if of.unit_id in by_id("successions", plan.tables):
            raise UserError([Problem(_place("successions", of.unit_id), "register.already_succeeded")])
        rows["successions"] = {of.unit_id: held | said}
        rows["measure_units"], gone, more = _parts_gone_over(plan, by, of.unit_id, of.successor_id)
        return replaced(plan, rows, [*amendments, *more], gone={"measure_units": gone})
    return replaced(plan, rows, amendments)


def _parts_gone_over(
    plan: Plan, by: Decision, unit_id: str, successor_id: str
) -> tuple[dict[str, dict[str, Any]], set[str], list[Any]]:
    """The rows of a unit's parts in measures as its successor has them, by id; the ids of its own that go; and the
    amendments this takes. A row that an amendment names stays, and is withdrawn. Where the successor has a part
    already, it leads if its predecessor did."""
    held, record = by_id("measure_units", plan.tables), plan.rows()["amendments"]
    named = {row["id"] for row in record if row["object"] == "measure_units"}
    withdrawn = {row["id"] for row in record if (row["object"], row["field"]) == ("measure_units", WITHDRAWN)}
    rows: dict[str, dict[str, Any]] = {}
    gone: set[str] = set()
    amendments: list[Any] = []
    for id, part in held.items():
        if part["unit_id"] != unit_id or id in withdrawn:
            continue
        seq = part["seq"]
        if id in named:
            amendments.append(by.amendment("measure_units", id, WITHDRAWN))
            seq = 1 + max(row["seq"] for row in held.values() if row["measure_id"] == part["measure_id"])
        else:
            gone.add(id)
        new = part | {"unit_id": successor_id, "seq": seq}
        new_id = row_id("measure_units", new)
        there = held.get(new_id)
        if there is None:
            rows[new_id] = new
        elif part["role"] == "lead":
            rows[new_id] = there | {"role": "lead"}
            amendments.append(by.amendment("measure_units", new_id, "role", there["role"], "lead"))
    return rows, gone, amendments


def tasks_of(plan: Plan, unit_id: str) -> list[str]:
    """The ids of the tasks that a unit answers for and that were not withdrawn or of a closed year."""
    closed = {row["plan_year"] for row in plan.rows()["closed_years"]}
    gone = {row["id"] for row in plan.rows()["amendments"] if row["field"] == WITHDRAWN}
    return [
        task["task_id"]
        for task in plan.rows()["tasks"]
        if task["unit_id"] == unit_id and task["plan_year"] not in closed and task["task_id"] not in gone
    ]


def replaced(
    plan: Plan,
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]],
    amendments: Iterable[Mapping[str, Any]],
    gone: Mapping[str, Collection[str]] | None = None,
) -> Plan:
    """The register with these rows, by table and id, in place of those with their ids or behind all others, with
    more amendments, and without the rows whose ids are `gone`."""
    tables = dict(plan.tables)
    more = {row_id("amendments", row): row for row in amendments}
    for name, given in {**rows, "amendments": more}.items():
        left_out = (gone or {}).get(name, ())
        if given or left_out:
            found = [given.get(id, row) for id, row in by_id(name, tables).items() if id not in left_out]
            new: Sequence[Any] = [row for id, row in given.items() if id not in by_id(name, tables)]
            tables[name] = pa.Table.from_pylist([*found, *new], schema=PLANNED[name].schema)
    clash = [id for id in more if id in by_id("amendments", plan.tables)]
    if clash:
        raise UserError([Problem(Place("amendments.csv", id), "register.twice_on_a_day") for id in clash])
    return Plan(tables)


def found(plan: Plan, name: str, text: str, lang: str) -> Rows:
    """The rows of a table that hold a text in their id, name or title, at most 50; all for an empty text."""
    words = text.strip().lower().split()
    fit = [
        {"id": id, "name": label(row, lang)}
        for id, row in by_id(name, plan.tables).items()
        if all(
            w in " ".join([id, *(str(v) for k, v in row.items() if k.startswith(_NAMED))]).lower()
            for w in words
        )
    ]
    return fit[:50]


def label(row: Mapping[str, Any], lang: str) -> str:
    """What a row of the register is called; empty if it has no name."""
    return str(row.get(f"title_{lang}") or row.get(f"name_{lang}") or "")


def _row(plan: Plan, name: str, id: str) -> dict[str, Any]:
    if name not in AMENDABLE:
        allowed = ", ".join(AMENDABLE)
        raise UserError([Problem(Place(name), "plan.not_allowed", {"value": name, "allowed": allowed})])
    rows = by_id(name, plan.tables)
    if id not in rows:
        alike = ", ".join(row["id"] for row in found(plan, name, id, "zh")[:_MOST_NAMED]) or ", ".join(
            [*rows][:_MOST_NAMED]
        )
        file = "plan.toml" if name == "plan" else f"{name}.csv"
        raise UserError(
            [
                Problem(
                    _place(name, id), "register.unknown_object", {"value": id, "file": file, "alike": alike}
                )
            ]
        )
    return rows[id]


def _place(name: str, id: str, column: str | None = None) -> Place:
    return Place(f"{name}.csv" if name in REGISTER else "plan.toml", id, column=column)
