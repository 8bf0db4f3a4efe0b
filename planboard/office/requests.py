"""The requests for help that wait for an answer, and whom they and the forms of a period concern."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planboard.publishing.assemble import first_day
from planboard.publishing.newest import before, kind_of
from planboard.register.duties import Rows, owing, still_open
from planboard.register.plan import Plan
from planboard.returns.calls import calls
from planboard.snapshots.published import read


def waiting(data: Path, as_of: date) -> dict[str, Rows]:
    """The published requests that are neither answered nor closed at the beginning of the period that ends on `as_of`,
    nor by telephone since, by the unit that is asked. Raises UserError if a record of a call is damaged."""
    previous = before(data, as_of, kind_of(data))
    rows = read(previous)["help_requests"].to_pylist() if previous else []
    found: dict[str, Rows] = {}
    told = {call.request_id for call in calls(data, as_of).standing}
    for row in rows:
        if row["answered_on"] is None and row["closed_on"] is None and row["request_id"] not in told:
            found.setdefault(row["asked_of_unit_id"], []).append(row)
    return found


def concerned(data: Path, plan: Plan, as_of: date) -> list[str]:
    """The units that get a form for the period: those that owe a return and those asked for help that is waited for, in
    the register's order."""
    register = still_open(plan.rows(), first_day(plan, before(data, as_of, kind_of(data))))
    wanted = owing(register) | set(waiting(data, as_of))
    return [unit["unit_id"] for unit in register["units"] if unit["unit_id"] in wanted]
