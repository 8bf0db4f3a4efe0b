"""Assembles the next snapshot's tables from the register, the accepted returns, the calls that stand and the previous
snapshot alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from planboard.errors import Place, Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.publishing.accepted import Accepted
from planboard.register.duties import Rows
from planboard.register.plan import Plan
from planboard.returns import checks
from planboard.returns.calls import Call, file_of
from planboard.returns.checks import Known
from planboard.returns.content import HelpRow, Return
from planboard.returns.kept import Acceptance, last_of
from planboard.returns.reading import Located
from planboard.schema import REPORTED
from planboard.snapshots.published import Snapshot, read


def assemble(
    plan: Plan,
    as_of: date,
    accepted: Sequence[Accepted],
    previous: Snapshot | None,
    calls: Sequence[Call] = (),
) -> dict[str, pa.Table]:
    """Every table of the snapshot of `as_of`, by name. If a unit has several returns, the one accepted last is used.
    Raises UserError if a return is for another period or reports on what is not its unit's, or a call is about no
    request."""
    used = last_of_each_unit(accepted)
    old = {n: t.to_pylist() for n, t in read(previous).items() if n in REPORTED} if previous else {}
    register = plan.rows()
    starts_on = first_day(plan, previous)
    known = Known.of(register, starts_on, requests=old.get("help_requests", []))
    problems = [p for a in used for p in _problems(a.ret, as_of, known)] + list(_asked_twice(used))
    problems += [
        Problem(Place(file_of(as_of)), "calls.unknown_request", {"id": call.request_id})
        for call in calls
        if call.request_id not in known.requests
    ]
    if problems:
        raise UserError(problems)
    due_on = as_of + timedelta(days=plan.numbers["return_days"])
    rows: dict[str, Rows] = {
        "returns": [_return_row(a, starts_on, due_on) for a in used],
        "task_returns": _task_rows(register["tasks"], used, old.get("task_returns", [])),
        "target_values": _target_rows(register["targets"], used, old.get("target_values", [])),
        "help_requests": _help_rows(used, calls, old.get("help_requests", [])),
    }
    return plan.tables | {n: pa.Table.from_pylist(r, schema=REPORTED[n].schema) for n, r in rows.items()}


def first_day(plan: Plan, previous: Snapshot | None) -> date:
    """The first day of the period after a snapshot; before there is any, that of the plan."""
    return previous.as_of + timedelta(days=1) if previous else plan.numbers["starts_on"]


def last_of_each_unit(accepted: Sequence[Accepted]) -> list[Accepted]:
    """The return accepted last of each unit, by the order of the records, in the order of unit ids."""
    of_unit: dict[str, dict[Acceptance, Accepted]] = {}
    for a in accepted:
        of_unit.setdefault(a.ret.unit_id, {})[a.acceptance or Acceptance(a.accepted_at, a.sha256)] = a
    return [of_unit[unit_id][last_of(list(of_unit[unit_id]))] for unit_id in sorted(of_unit)]


def _problems(ret: Return, as_of: date, known: Known) -> Iterator[Problem]:
    """Problems of a return that had none when it came in, but does not fit the register now in force."""
    if ret.period_ends_on != as_of:
        params: dict[str, object] = {"period": ret.period_ends_on, "as_of": as_of}
        yield Problem(Place(ret.unit_id), "return.period", params)
    if ret.unit_id not in {unit["unit_id"] for unit in known.register["units"]}:
        yield Problem(Place(ret.unit_id), "return.unknown_unit", {"unit": ret.unit_id})
    yield from checks.belongs(Located(ret, ret.unit_id, {}), known)


def _asked_twice(used: Sequence[Accepted]) -> Iterator[Problem]:
    """A problem for each id that two requests for help share: one of them would be lost."""
    task_of: dict[str, str] = {}
    for a in used:
        for row in a.ret.help:
            if task_of.setdefault(row.request_id, row.task_id) != row.task_id:
                yield Problem(Place(a.ret.unit_id), "return.foreign_request", {"id": row.request_id})


def _return_row(a: Accepted, starts_on: date, due_on: date) -> dict[str, Any]:
    return {
        "unit_id": a.ret.unit_id, "period_starts_on": starts_on, "period_ends_on": a.ret.period_ends_on,
        "due_on": due_on, "received_at": a.received_at, "accepted_at": a.accepted_at,
        "n_sent_back": a.n_sent_back, "return_sha256": a.sha256, "unit_note": a.ret.unit_note,
    }  # fmt: skip


def _task_rows(tasks: Rows, used: list[Accepted], old: Rows) -> Rows:
    """A row for every task: as reported now, else as last reported and marked as carried, else with nulls."""
    new = {
        row.task_id: {
            **asdict(row), "reported_on": a.received_at.astimezone(LOCAL_TIME).date(),
            "reported_by": a.ret.reported_by, "is_carried_forward": False, "return_sha256": a.sha256,
        }
        for a in used
        for row in a.ret.tasks
    }  # fmt: skip
    known = {row["task_id"]: row | {"is_carried_forward": True} for row in old if row["return_sha256"]}
    return [
        new.get(t["task_id"])
        or known.get(t["task_id"])
        or {"task_id": t["task_id"], "is_carried_forward": False}
        for t in tasks
    ]


def _target_rows(targets: Rows, used: list[Accepted], old: Rows) -> Rows:
    """A row for every target: as reported now, else as last reported and marked as carried, else with nulls. A return
    without a value keeps the last one."""
    new = {row.target_id: (row, a.sha256) for a in used for row in a.ret.targets}
    known = {row["target_id"]: row for row in old if row["value"] is not None}
    return [_target_row(t["target_id"], new.get(t["target_id"]), known.get(t["target_id"])) for t in targets]


def _target_row(target_id: str, new: Any, known: dict[str, Any] | None) -> dict[str, Any]:
    row, sha256 = new or (None, None)
    if row and row.value is not None:
        return {
            "target_id": target_id, "value": row.value, "measured_on": row.measured_on, "note": row.note,
            "is_carried_forward": False, "return_sha256": sha256,
        }  # fmt: skip
    note = row.note if row else None
    if known:
        return known | {"is_carried_forward": True, "note": note or known["note"]}
    return {
        "target_id": target_id,
        "note": note,
        "is_carried_forward": False,
        "return_sha256": sha256 if note else None,
    }


_IN_WRITING = {"said_by": None, "recorded_by": None}


def _help_rows(used: list[Accepted], calls: Sequence[Call], old: Rows) -> Rows:
    """Every request for help ever made, oldest first. Requests are added or updated, never removed. Of a call and a
    return that answer or close the same one, the later word counts: the return's, unless it had come before."""
    requests = {row["request_id"]: dict(row) for row in old}
    written: dict[tuple[str, str], str] = {}  # by event and request: the return that says so
    for a in used:
        for asked in a.ret.help:
            given = _given(asked)
            row = requests.setdefault(asked.request_id, {})
            if "closed_on" in given:
                written["closed", asked.request_id] = a.sha256
                given |= {} if row.get("answered_on") else _IN_WRITING
            row.update(given)
    for a in used:
        for answer in a.ret.answers:
            written["answered", answer.request_id] = a.sha256
            requests[answer.request_id].update(asdict(answer) | _IN_WRITING)
    for call in calls:
        if written.get((call.event, call.request_id), "") in {"", *call.after}:
            requests[call.request_id].update(_said(call))
    return sorted(requests.values(), key=lambda row: (row["asked_on"], row["request_id"]))


def _said(call: Call) -> dict[str, Any]:
    by = {"said_by": call.said_by, "recorded_by": call.by}
    if call.event == "closed":
        return {"closed_on": call.said_on} | by
    return {"answered_on": call.said_on, "answer": call.text} | by


def _given(asked: HelpRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(asked).items() if value is not None}
