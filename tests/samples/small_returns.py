"""Complete returns without problems for the small plan in tests/second_plan, for tests to change or publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from planboard.register.plan import Plan, load_plan
from planboard.returns.content import Return, TargetRow, TaskRow
from tests.places import SECOND_PLAN

FRIDAY = date(2026, 3, 6)
WEEK = timedelta(weeks=1)
NOON = datetime(2026, 3, 6, 4, tzinfo=UTC)


def small_plan() -> Plan:
    """The register of the small plan."""
    return load_plan(SECOND_PLAN)


def small_return(
    unit_id: str, as_of: date = FRIDAY, values: Mapping[str, float] | None = None, reason: str = "天气原因。"
) -> Return:
    """A return in which every task has a narrative and a reason, and the targets in `values` have a value measured the
    day before."""
    task, measured = {}, values or {}
    for task_id, stage in (("2026-1", None), ("2026-2", None)):
        task[task_id] = ("harbour", stage)
    task |= {
        "2026-3": ("waterworks", "drafted"),
        "2027-2": ("library", "started"),
        "2027-3": ("library", None),
    }
    task |= {"2026-4": ("parks", None), "2026-5": ("parks", "started"), "2027-1": ("parks", None)}
    targets = {
        "2026-1.1": "harbour", "2026-2.1": "harbour", "M1.1": "harbour", "2026-4.1": "parks", "2027-1.1": "parks",
        "2027-3.1": "library",
    }  # fmt: skip
    rows = [
        TaskRow(id, "green", stage, None if stage is None else False, narrative="照常推进。", reason=reason)
        for id, (unit, stage) in task.items()
        if unit == unit_id
    ]
    day_before = as_of - timedelta(days=1)
    figures = [TargetRow(id) for id, unit in targets.items() if unit == unit_id]
    figures = [
        replace(row, value=float(measured[row.target_id]), measured_on=day_before)
        if row.target_id in measured
        else row
        for row in figures
    ]
    return Return(unit_id, as_of, "填报人甲", None, tuple(rows), tuple(figures))
