"""Finds tasks that the figures put at risk, behind or overdue while their return gives no reason.

Only a snapshot gives statuses, so one is drafted from the returns. A draft takes one return per unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from planboard.errors import Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.publishing.accepted import Accepted
from planboard.publishing.draft import draft
from planboard.register.plan import Plan
from planboard.returns.content import Return
from planboard.returns.kept import ReturnFile
from planboard.returns.reading import Located

NEEDS_A_REASON = ("at_risk", "behind", "overdue")


def missing_reasons(
    data: Path, plan: Plan, as_of: date, readable: Mapping[int, Located]
) -> dict[int, list[Problem]]:
    """A problem for each task that lacks a reason it needs, under the key that its return has in `readable`."""
    problems: dict[int, list[Problem]] = {}
    waiting = dict(readable)
    while waiting:
        first = {found.ret.unit_id: n for n, found in reversed(waiting.items())}
        together = {n: waiting.pop(n) for n in first.values()}
        status = _statuses(data, plan, as_of, [found.ret for found in together.values()])
        for n, found in together.items():
            problems[n] = [
                Problem(
                    found.at(("task", task.task_id), "reason"), f"return.no_reason_{status[task.task_id]}"
                )
                for task in found.ret.tasks
                if status.get(task.task_id) in NEEDS_A_REASON and not task.reason
            ]
    return problems


def _statuses(data: Path, plan: Plan, as_of: date, rets: Sequence[Return]) -> dict[str, str]:
    """The status that each task of these returns would have, by task; returns that block the draft are left out."""
    try:
        accepted = [_as_if_accepted(ret, as_of) for ret in rets]
        engine = draft(data, plan, as_of, accepted, only=["task_statuses"])
        found = engine.query("task_statuses", as_of=as_of).to_pylist()
    except UserError:  # one blocks the draft: try each alone, so that no bad file stops a good one
        alone = [_statuses(data, plan, as_of, [ret]) for ret in rets] if len(rets) > 1 else []
        return {id: status for one in alone for id, status in one.items()}
    reported = {task.task_id for ret in rets for task in ret.tasks}
    return {row["task_id"]: row["status"] for row in found if row["task_id"] in reported}


def _as_if_accepted(ret: Return, as_of: date) -> Accepted:
    at = datetime.combine(as_of, time(), LOCAL_TIME)
    return Accepted(ret, ReturnFile("", "0" * 64), at, at)
