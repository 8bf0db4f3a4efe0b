"""What each amendment of a period does to the statuses of tasks.

Statuses with the register as amended stand beside those that the same returns would give had nothing been amended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from planboard.publishing.accepted import Accepted
from planboard.publishing.assemble import last_of_each_unit
from planboard.publishing.draft import draft
from planboard.publishing.newest import last_published
from planboard.register.amending import by_id, undone
from planboard.register.amendments import ADDED
from planboard.register.differences import amended_since
from planboard.register.duties import Rows, reporters
from planboard.register.plan import Plan
from planboard.schema import PLANNED
from planboard.snapshots.published import Snapshot, held_tables
from planboard.wording.text import LANGUAGES

# Amended fields and tables on which no status of a task rests: who does a thing, and what it is called. On its unit one
# does, since a task is stale if that has not reported.
_NO_STATUS = ("responsible_person", "role", "seq")
_NO_STATUS_OF = ("units", "pillars", "measures", "measure_units", "successions")


@dataclass(frozen=True)
class Effect:
    """A task whose status an amendment changes: its status without and with it, None for a task withdrawn by it."""

    task_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Amended:
    """An amendment of a period: its row of the register, and its effects; where several amendments bear on a task, the
    effect is that of all of them and stands with each. By language: the name of what it is of, empty if it has none,
    its old and new value, with names for ids of units, and the titles of the tasks it has effects on."""

    amendment: dict[str, Any]
    name: dict[str, str]
    old: dict[str, str]
    new: dict[str, str]
    effects: tuple[Effect, ...]
    titles: dict[str, dict[str, str]]


def amended(
    data: Path, plan: Plan, as_of: date, using: Sequence[Accepted], *, since: Snapshot | None = None
) -> list[Amended]:
    """Every amendment that the register holds and the snapshot `since` did not, else the newest up to `as_of`, in the
    order decided, with what it does to statuses given these returns; none where nothing was published before."""
    base = since or last_published(data, as_of)
    rows = amended_since(held_tables(base), plan) if base else []
    bearing = [row for row in rows if _is_bearing(row)]
    task_of = {row["target_id"]: row["task_id"] for row in plan.rows()["targets"]}

    def causes(effect: Effect) -> Rows:
        return [row for row in bearing if _bears_on(row, effect.task_id, task_of)] or bearing

    effects = _effects(data, plan, as_of, using, bearing) if bearing else []
    return [_amended(plan, row, [effect for effect in effects if row in causes(effect)]) for row in rows]


def _effects(
    data: Path, plan: Plan, as_of: date, using: Sequence[Accepted], amendments: Rows
) -> list[Effect]:
    """Every task whose status these amendments change together."""
    before = _without(plan, amendments)
    without = _statuses(data, before, as_of, _by_whom_it_is_theirs(using, before))
    now = _statuses(data, plan, as_of, using)
    ids = dict.fromkeys([*without, *now])
    return [Effect(id, without.get(id), now.get(id)) for id in ids if without.get(id) != now.get(id)]


def _is_bearing(row: Mapping[str, Any]) -> bool:
    if row["field"] == ADDED:
        return bool(row["object"] == "targets")  # of a task that was there, whose status may rest on it
    return row["field"] not in _NO_STATUS and row["object"] not in _NO_STATUS_OF


def _without(plan: Plan, amendments: Rows) -> Plan:
    """The register as it would be without some amendments, and without the targets that they added."""
    added = {row["id"] for row in amendments if row["field"] == ADDED}
    before = undone(plan, amendments)
    stood = [row for row in before.rows()["targets"] if row["target_id"] not in added]
    return Plan(before.tables | {"targets": pa.Table.from_pylist(stood, schema=PLANNED["targets"].schema)})


def _by_whom_it_is_theirs(using: Sequence[Accepted], plan: Plan) -> list[Accepted]:
    """The same returns, with each row in that of the unit that answers for it by this register."""
    register = plan.rows()
    unit_of = {task["task_id"]: task["unit_id"] for task in register["tasks"]} | reporters(register)
    own = {a.ret.unit_id: a for a in last_of_each_unit(using)}
    rows: dict[str, dict[str, list[Any]]] = {unit_id: {} for unit_id in own}
    sender: dict[str, Accepted] = dict(own)
    for a in own.values():
        for name, key in (("tasks", "task_id"), ("targets", "target_id"), ("help", "task_id")):
            for row in getattr(a.ret, name):
                if unit_id := unit_of.get(getattr(row, key)):
                    sender.setdefault(unit_id, a)
                    rows.setdefault(unit_id, {}).setdefault(name, []).append(row)
    made = []
    for unit_id, found in rows.items():
        lists: dict[str, Any] = {name: tuple(found.get(name, ())) for name in ("tasks", "targets", "help")}
        lists["answers"] = own[unit_id].ret.answers if unit_id in own else ()
        by = sender[unit_id]
        made.append(replace(by, ret=replace(by.ret, unit_id=unit_id, **lists)))
    return made


def _amended(plan: Plan, row: dict[str, Any], effects: list[Effect]) -> Amended:
    old, new = (
        {lang: _value(plan, row, side, lang) for lang in LANGUAGES} for side in ("old_value", "new_value")
    )
    titles = {effect.task_id: _names(plan, "tasks", effect.task_id) for effect in effects}
    return Amended(row, _names(plan, row["object"], row["id"]), old, new, tuple(effects), titles)


def _statuses(data: Path, plan: Plan, as_of: date, using: Sequence[Accepted]) -> dict[str, str]:
    found = draft(data, plan, as_of, using, only=["task_statuses"]).query("task_statuses", as_of=as_of)
    return {row["task_id"]: row["status"] for row in found.to_pylist()}


def _bears_on(row: dict[str, Any], task_id: str, task_of: dict[str, str | None]) -> bool:
    if row["object"] == "targets":
        return task_of.get(row["id"]) == task_id
    return row["object"] == "plan" or (row["object"], row["id"]) == ("tasks", task_id)


def _names(plan: Plan, name: str, id: str) -> dict[str, str]:
    cells = by_id(name, plan.tables).get(id, {})
    return {lang: cells.get(f"title_{lang}") or cells.get(f"name_{lang}") or "" for lang in LANGUAGES}


def _value(plan: Plan, row: dict[str, Any], side: str, lang: str) -> str:
    value = row[side] or ""
    return _names(plan, "units", value)[lang] or value if row["field"] == "unit_id" else value
