"""Records what a unit said by telephone about a request for help, and takes a wrong record back.

The office writes down who of which unit said what on which day; it answers nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from planboard.errors import Place, Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.office.requests import waiting
from planboard.publishing.newest import before, kind_of
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.calls import Call, Calls, TakenBack, add, calls, file_of
from planboard.returns.checks import bad_text
from planboard.snapshots.published import published, read
from planboard.visible import trimmed


@dataclass(frozen=True)
class Said:
    """What was said about a request: answered, or closed as no longer needed; by whom, on which day, in which words."""

    event: str
    request_id: str
    said_by: str
    said_on: date
    text: str


def unit_of(plan: Plan, request: dict[str, object], event: str) -> str:
    """The unit whose word counts: the one that is asked answers, the one that asks closes."""
    if event == "answered":
        return str(request["asked_of_unit_id"])
    return next(str(t["unit_id"]) for t in plan.rows()["tasks"] if t["task_id"] == request["task_id"])


def record(data: Path, plan: Plan, as_of: date, said: Said, *, at: datetime, by: str) -> Call:
    """The record of a call, for the period that ends on `as_of`. Raises UserError with every problem if the period is
    published, nobody waits for the request, or something is missing or on an impossible day; DiskRefused."""
    place = Place(said.request_id)
    if is_over(data, as_of):
        raise UserError([Problem(place, "calls.is_published", {"as_of": as_of})])
    while True:
        known = calls(data, as_of)
        request = next(
            (r for rows in waiting(data, as_of).values() for r in rows if r["request_id"] == said.request_id), None
        )  # fmt: skip
        if request is None:
            raise UserError([Problem(place, "calls.not_waiting")])
        problems = [p for name in ("said_by", "text") for p in bad_text(place, name, getattr(said, name))]
        last = min(as_of, at.astimezone(LOCAL_TIME).date())
        if said.said_on > last:
            params: dict[str, object] = {"value": said.said_on, "last": last}
            problems.append(Problem(place, "calls.future", params))
        if said.said_on < request["asked_on"]:
            params = {"value": said.said_on, "asked_on": request["asked_on"]}
            problems.append(Problem(place, "return.before_asked", params))
        if problems:
            raise UserError(problems)
        unit_id = unit_of(plan, request, said.event)
        came = frozenset(kept.file.sha256 for kept in ledger.of_period(data, as_of, unit_id))
        call = Call(
            said.event, said.request_id, unit_id, trimmed(said.said_by), said.said_on, trimmed(said.text), at, by, came
        )  # fmt: skip
        if add(data, known, call):
            return call


def take_back(data: Path, as_of: date, number: int, reason: str, *, at: datetime, by: str) -> TakenBack:
    """The record that takes a call back, by its number: withdrawn, or once its period is published corrected, which the
    next revision shows. Raises UserError if no such call stands or there is no reason; DiskRefused."""
    place = Place(f"{file_of(as_of)}/{number:03d}.json")
    if problems := [*bad_text(place, "reason", reason)]:
        raise UserError(problems)
    event = "corrected" if is_over(data, as_of) else "withdrawn"
    while True:
        known = calls(data, as_of)
        if number not in [n for n, _, back in known.numbered if back is None]:
            raise UserError([Problem(place, "calls.not_standing")])
        back = TakenBack(event, number, trimmed(reason), at, by)
        if add(data, known, back):
            return back


def is_over(data: Path, as_of: date) -> bool:
    """Whether the period that ends on a date, or a later one, is published: then calls are recorded for the next."""
    kind = kind_of(data)
    return any(s.as_of >= as_of for s in published(data).current if s.kind == kind)


def told(data: Path, as_of: date) -> tuple[Calls, dict[str, dict[str, object]]]:
    """The records of calls of a period, and the requests known at its beginning, by their ids. Raises UserError if a
    record is damaged."""
    previous = before(data, as_of, kind_of(data))
    rows = read(previous)["help_requests"].to_pylist() if previous else []
    return calls(data, as_of), {row["request_id"]: row for row in rows}
