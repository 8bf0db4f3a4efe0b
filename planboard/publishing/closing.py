"""What stands in the way of a snapshot where plan years are closed: the day of a closing is in the snapshot's period,
each task of the year is done or settled, and what was closed stays closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from planboard.errors import Place, Problem
from planboard.publishing.accepted import Accepted
from planboard.publishing.assemble import first_day
from planboard.publishing.draft import draft
from planboard.publishing.newest import before
from planboard.register.amendments import withdrawn
from planboard.register.duties import Register
from planboard.register.plan import Plan
from planboard.snapshots.published import Snapshot, published, read


def obstacles(data: Path, plan: Plan, as_of: date, using: Sequence[Accepted], kind: str) -> list[Problem]:
    """A problem for each year that another snapshot has closed and the register has not, or on another day; for each
    year that the snapshot of `as_of` would be the first to close on a day outside its period; and for each task of such
    a year that it would leave neither done nor settled. Raises what `draft` raises."""
    previous, register = before(data, as_of, kind), plan.rows()
    first = first_day(plan, previous)
    others = [s for s in published(data).current if s.as_of != as_of and s.kind == kind]
    is_newest = not any(snapshot.as_of > as_of for snapshot in others)
    held = _closed_in(others[-1]) if others else {}
    now = {row["plan_year"]: row["final_on"] for row in register["closed_years"]}
    reopened = {year: final_on for year, final_on in held.items() if now.get(year) != final_on}
    problems = [
        Problem(Place("closed_years.csv"), "snapshot.reopened", {"year": year, "value": final_on})
        for year, final_on in reopened.items()
    ]
    known, closing = _closed_in(previous) if previous else {}, set()
    for row in register["closed_years"]:
        if row["plan_year"] in reopened or known.get(row["plan_year"]) == row["final_on"]:
            continue
        if first <= row["final_on"] <= as_of:
            closing.add(row["plan_year"])
        elif (
            row["final_on"] < first or is_newest
        ):  # an earlier date is corrected while the year is open in it
            params = {"year": row["plan_year"], "value": row["final_on"], "first": first, "last": as_of}
            problems.append(
                Problem(Place("closed_years.csv", column="final_on"), "snapshot.closed_elsewhere", params)
            )
    if not closing:
        return problems
    found = draft(data, plan, as_of, using, only=["task_statuses"]).query("task_statuses", as_of=as_of)
    status = {row["task_id"]: row["status"] for row in found.to_pylist()}
    return problems + unsettled(register, closing, status)


def unsettled(register: Register, years: Collection[int], status: Mapping[str, str]) -> list[Problem]:
    """A problem for each task of these years that is neither done nor settled."""
    settled = {row["task_id"] for row in register["settlements"]}
    gone = withdrawn(register["amendments"])
    return [
        Problem(Place(task["task_id"]), "snapshot.unsettled", {"year": task["plan_year"]})
        for task in register["tasks"]
        if task["plan_year"] in years
        and task["task_id"] not in settled
        and ("tasks", task["task_id"]) not in gone
        and status.get(task["task_id"]) != "done"
    ]


def _closed_in(snapshot: Snapshot) -> dict[int, date]:
    """The years that are closed in a snapshot, each with its day."""
    rows = read(snapshot)["closed_years"].to_pylist()
    return {row["plan_year"]: row["final_on"] for row in rows if row["final_on"] <= snapshot.as_of}
