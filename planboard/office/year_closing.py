"""Closes a plan year in the register: what was left of it is carried over or given up, with the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planboard.answers.engine import open_engine
from planboard.errors import Place, Problem, UserError
from planboard.publishing.closing import unsettled
from planboard.register import keeping
from planboard.register.acts import replaced
from planboard.register.amending import by_id
from planboard.register.amendments import row_id
from planboard.register.duties import still_open
from planboard.register.plan import load_plan
from planboard.schema import REGISTER
from planboard.snapshots.published import published
from planboard.visible import trimmed, unseen


@dataclass(frozen=True)
class Decision:
    """The decision by which a year is closed: its day, who took it and why; the tasks carried over, each with the task
    that goes on with it, and those given up."""

    plan_year: int
    final_on: date
    authority: str
    reason: str
    carried: Mapping[str, str]
    given_up: Sequence[str]

    @property
    def rows(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The rows it adds to the register, by table and id."""
        said = {"authority": trimmed(self.authority), "reason": trimmed(self.reason)}
        closed = {"plan_year": self.plan_year, "final_on": self.final_on, **said}
        settled = [
            *(("carried_over", id, successor) for id, successor in self.carried.items()),
            *(("given_up", id, None) for id in self.given_up),
        ]
        settlements = [
            {"task_id": id, "settled_as": how, "successor_id": to, "decided_on": self.final_on, **said}
            for how, id, to in settled
        ]
        return {
            name: {row_id(name, row): row for row in rows}
            for name, rows in (("closed_years", [closed]), ("settlements", settlements))
        }


@dataclass(frozen=True)
class Closed:
    """A year that was closed in the register: how many of its tasks were done by then, carried over and given up."""

    n_done: int
    n_carried: int
    n_given_up: int


def close_year(data: Path, decision: Decision, *, at: datetime, by: str) -> Closed:
    """What closing a year did, once its decision is in the register. Raises UserError with every problem if the
    register would not be in order, if a task of the year is neither done in the newest snapshot nor settled, or if the
    year is closed no later than that, and what `keeping.change` raises."""
    plan = load_plan(data / "plan")
    register, new = plan.rows(), replaced(plan, decision.rows, [])
    newest = next(iter(reversed(published(data).current)), None)
    if newest is None:
        raise UserError([Problem(Place("snapshots"), "cli.no_snapshot")])
    problems = [
        Problem(Place(f"{name}.csv", id), "plan.repeated", {"columns": REGISTER[name].key[0], "first": id})
        for name, rows in decision.rows.items()
        for id in rows.keys() & by_id(name, plan.tables).keys()
    ]
    problems += [
        problem
        for name in ("authority", "reason")
        for problem in unseen(Place("closed_years.csv", column=name), getattr(decision, name))
        if problem.key != "plan.empty"  # which the register's own check says
    ]
    try:
        keeping.check(data, new)
    except UserError as error:
        problems += error.problems
    if decision.final_on <= newest.as_of:
        params = {"value": decision.final_on, "as_of": newest.as_of}
        problems.append(
            Problem(Place("closed_years.csv", column="final_on"), "plan.closed_too_early", params)
        )
    found = open_engine(data).query("task_statuses", as_of=newest.as_of).to_pylist()
    status = {row["task_id"]: row["status"] for row in found}
    settled = {*decision.carried, *decision.given_up}
    with_these = {**register, "settlements": [{"task_id": id} for id in settled]}
    problems += unsettled(with_these, {decision.plan_year}, status)
    if problems:
        raise UserError(problems)
    keeping.change(data, new, based_on=keeping.version(plan), event="year_closed", at=at, by=by, details={})
    standing = still_open(register, date.min)["tasks"]
    of_year = {task["task_id"] for task in standing if task["plan_year"] == decision.plan_year}
    return Closed(len(of_year - settled), len(decision.carried), len(decision.given_up))
