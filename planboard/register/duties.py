"""Which unit answers for what, in a register that is not published yet. For what is published, the views `targets` and
`owed_returns` say so in SQL; tests hold the two to each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planboard.register.amendments import row_id, withdrawn

Rows = list[dict[str, Any]]
Register = Mapping[str, Rows]  # the rows of each of its tables


def still_open(register: Register, first_day: date) -> Register:
    """The register without the tasks of years that were closed before the first day of a period, without what was
    withdrawn, and without the targets of either: for that period nobody reports on them."""
    past = {row["plan_year"] for row in register.get("closed_years", ()) if row["final_on"] < first_day}
    gone = withdrawn(register.get("amendments", ()))
    if not past and not gone:
        return register

    def stays(name: str) -> Rows:
        return [row for row in register[name] if (name, row_id(name, row)) not in gone]

    tasks = [task for task in stays("tasks") if task["plan_year"] not in past]
    kept = {None, *(task["task_id"] for task in tasks)}
    targets = [target for target in stays("targets") if target["task_id"] in kept]
    return {**register, "tasks": tasks, "targets": targets, "measure_units": stays("measure_units")}


def reporters(register: Register) -> dict[str, str]:
    """The unit that reports each target, by target_id: the unit of its task, or the lead unit of its measure."""
    of_task = {task["task_id"]: task["unit_id"] for task in register["tasks"]}
    of_measure = {m["measure_id"]: m["unit_id"] for m in register["measure_units"] if m["role"] == "lead"}
    return {
        target["target_id"]: of_task[target["task_id"]]
        if target["task_id"]
        else of_measure[target["measure_id"]]
        for target in register["targets"]
    }


def owing(register: Register) -> set[str]:
    """The units that owe a return for a period with this register: those that answer for a task or a target."""
    return {*(task["unit_id"] for task in register["tasks"]), *reporters(register).values()}


def ids(register: Register) -> dict[str, frozenset[str]]:
    """The ids of all tasks, under "task_id", and of all targets, under "target_id"."""
    return {
        "task_id": frozenset(task["task_id"] for task in register["tasks"]),
        "target_id": frozenset(target["target_id"] for target in register["targets"]),
    }


def units_by_name(units: Rows) -> dict[str, str]:
    """The id of every unit, looked up by that id or by the unit's name in either language."""
    return {unit[column]: unit["unit_id"] for unit in units for column in ("name_en", "name_zh", "unit_id")}
