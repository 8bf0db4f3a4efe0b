"""Which unit answers for what, in a register that is not published yet. For what is published, the views `targets` and
`owed_returns` say so in SQL; tests hold the two to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Rows = list[dict[str, Any]]
Register = Mapping[str, Rows]  # the rows of each of its tables


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
    """The units that owe a return every period: those that answer for a task or a target."""
    return {*(task["unit_id"] for task in register["tasks"]), *reporters(register).values()}


def units_by_name(units: Rows) -> dict[str, str]:
    """The id of every unit, looked up by that id or by the unit's name in either language."""
    return {unit[column]: unit["unit_id"] for unit in units for column in ("name_en", "name_zh", "unit_id")}
