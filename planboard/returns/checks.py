"""Checks a return against the plan, the period, and what was known before.

Every problem names its cell. What only the figures can show (a status that needs a reason) is checked in
`office/missing_reasons.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from planboard.errors import Place, Problem
from planboard.register.duties import Register, reporters
from planboard.returns.model import TargetRow, TaskRow
from planboard.returns.reading import THE_UNIT, Key, Located

LONGEST_TEXT = 4000  # characters; leaders read it
# Control characters except tabs and line ends, marks that change the direction of text, and noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
JUMP = 3.0  # times the usual pace beyond which a value has to be confirmed


@dataclass(frozen=True)
class Known:
    """What is known when a return comes in: the register; the last value and usual pace of each target
    (usual_pace.sql), by target; the last report on each task, by task; every help request, by request."""

    register: Register
    paces: Mapping[str, dict[str, Any]]
    tasks: Mapping[str, dict[str, Any]]
    requests: Mapping[str, dict[str, Any]]


def problems_of(found: Located, as_of: date, known: Known) -> Iterator[Problem]:
    """Every problem of a return for the period that ends on `as_of`."""
    ret = found.ret
    if ret.period_ends_on != as_of:
        periods = {"period": ret.period_ends_on, "as_of": as_of}
        yield Problem(found.at(THE_UNIT, "period_ends_on"), "return.period", periods, blocks_draft=True)
    if ret.unit_id not in {unit["unit_id"] for unit in known.register["units"]}:
        place, params = found.at(THE_UNIT, "unit_id"), {"unit": ret.unit_id}
        yield Problem(place, "return.unknown_unit", params, blocks_draft=True)
        return
    yield from _texts(found)
    yield from belongs(found, known)
    yield from _complete(found, known)
    profiles = {task["task_id"]: task["profile"] for task in known.register["tasks"]}
    for task in ret.tasks:
        if task.task_id in profiles:
            yield from _task(found, task, profiles[task.task_id], known.tasks.get(task.task_id, {}))
    targets = {target["target_id"]: target for target in known.register["targets"]}
    for target in ret.targets:
        if target.target_id in targets:
            yield from _value(found, target, targets[target.target_id], known.paces.get(target.target_id))
    yield from _help(found, known)


def belongs(found: Located, known: Known) -> Iterator[Problem]:
    """A problem for each task, target or request in the return that is unknown or belongs to another unit."""

    def stranger(key: Key, column: str, problem: str, id: str) -> Problem:
        return Problem(found.at(key, column), f"return.{problem}", {"id": id}, blocks_draft=True)

    ret = found.ret
    unit_of_task = {task["task_id"]: task["unit_id"] for task in known.register["tasks"]}
    unit_of_target = reporters(known.register)
    spoken_of = [
        *((("task", row.task_id), "task", row.task_id) for row in ret.tasks),
        *((("target", row.target_id), "target", row.target_id) for row in ret.targets),
        *((("help", row.request_id), "task", row.task_id) for row in ret.help),
    ]
    for key, what, id in spoken_of:
        unit_of = unit_of_target if what == "target" else unit_of_task
        if id not in unit_of:
            yield stranger(key, f"{what}_id", f"unknown_{what}", id)
        elif unit_of[id] != ret.unit_id:
            yield stranger(key, f"{what}_id", f"foreign_{what}", id)
    for row in ret.help:
        before = known.requests.get(row.request_id)
        if before and before["task_id"] != row.task_id:
            yield stranger(("help", row.request_id), "request_id", "foreign_request", row.request_id)
    for answer in ret.answers:
        if known.requests.get(answer.request_id, {}).get("asked_of_unit_id") != ret.unit_id:
            yield stranger(("answer", answer.request_id), "request_id", "unknown_request", answer.request_id)


def _texts(found: Located) -> Iterator[Problem]:
    for key, row in _all_rows(found).items():
        for field in fields(row):
            text = getattr(row, field.name)
            if not isinstance(text, str):
                continue
            if len(text) > LONGEST_TEXT:
                params = {"n": len(text), "most": LONGEST_TEXT}
                yield Problem(found.at(key, field.name), "return.too_long", params)
            if _INVISIBLE.search(text):
                yield Problem(found.at(key, field.name), "return.control_character")


def _all_rows(found: Located) -> dict[Key, Any]:
    ret = found.ret
    rows: dict[Key, Any] = {THE_UNIT: ret}
    rows |= {("task", row.task_id): row for row in ret.tasks}
    rows |= {("target", row.target_id): row for row in ret.targets}
    rows |= {("help", row.request_id): row for row in ret.help}
    rows |= {("answer", row.request_id): row for row in ret.answers}
    return rows


def _complete(found: Located, known: Known) -> Iterator[Problem]:
    """A problem for each of the unit's tasks and targets without a row in its return; even "nothing new" needs one."""
    ret = found.ret
    given = {row.task_id for row in ret.tasks} | {row.target_id for row in ret.targets} | found.unread
    owed = {t["task_id"]: "task" for t in known.register["tasks"] if t["unit_id"] == ret.unit_id}
    owed |= {id: "target" for id, unit_id in reporters(known.register).items() if unit_id == ret.unit_id}
    for id, what in owed.items():
        if id not in given:
            yield Problem(Place(found.file), f"return.missing_{what}", {"id": id}, blocks_draft=True)


def _task(found: Located, task: TaskRow, profile: str, before: dict[str, Any]) -> Iterator[Problem]:
    def at(column: str, key: str, **params: object) -> Problem:
        return Problem(found.at(("task", task.task_id), column), key, params)

    period_ends_on = found.ret.period_ends_on
    if not task.narrative:
        yield at("narrative", "plan.empty")
    if task.reported_status != "green" and not task.reason:
        yield at("reason", "return.no_reason")
    elif before.get("is_done") and not task.is_done and not task.reason:
        yield at("reason", "return.reopened")
    if task.next_step_on and not task.next_step:
        yield at("next_step", "return.no_next_step")
    if profile == "linear":  # its targets say when it is done
        return
    if task.is_done is None:
        yield at("is_done", "plan.empty")
    if task.stage is None:
        yield at("stage", "plan.empty")
    elif task.is_done is not None and (task.stage == "done") != task.is_done:
        yield at("stage", "return.stage_and_done")
    if task.is_done and not task.evidence:
        yield at("evidence", "return.no_evidence")
    if task.is_done and not task.finished_on:
        yield at("finished_on", "return.no_finish")
    if task.finished_on and not task.is_done:
        yield at("finished_on", "return.not_done")
    if task.finished_on and task.finished_on > period_ends_on:
        yield at("finished_on", "return.future", value=task.finished_on, last=period_ends_on)


def _value(
    found: Located, row: TargetRow, target: dict[str, Any], pace: dict[str, Any] | None
) -> Iterator[Problem]:
    def at(column: str, key: str, **params: object) -> Problem:
        return Problem(found.at(("target", row.target_id), column), key, params)

    value, measured_on = row.value, row.measured_on
    if value is None or measured_on is None:
        return
    if measured_on > found.ret.period_ends_on:
        yield at("measured_on", "return.future", value=measured_on, last=found.ret.period_ends_on)
    if target["unit_of_measure_en"] == "%" and target["target_value"] > 1:
        if 0 < value <= 1:
            yield at("value", "return.fraction", value=f"{value:g}", percent=f"{100 * value:g}")
        elif not 0 <= value <= 100 and not row.is_confirmed:
            yield at("value", "return.outside_percent", value=f"{value:g}")
    if target["comparator"] == "rank_within" and (value < 1 or value != int(value)):
        yield at("value", "return.not_a_place", value=f"{value:g}")
    elif target["basis"] in ("flow", "stock") and value < 0:
        yield at("value", "return.negative", value=f"{value:g}")
    if pace is None:
        return
    if measured_on < pace["measured_on"]:
        yield at("measured_on", "return.older", value=measured_on, last=pace["measured_on"])
        return
    if target["basis"] in ("flow", "stock") and value < pace["value"] and not row.note:
        yield at("note", "return.falls", value=f"{value:g}", before=f"{pace['value']:g}")
    if _jumps(value, measured_on, pace) and not row.is_confirmed:
        was = {"before": f"{pace['value']:g}", "on": pace["measured_on"]}
        yield at("value", "return.jumps", value=f"{value:g}", times=f"{JUMP:g}", **was)


def _jumps(value: float, measured_on: date, pace: dict[str, Any]) -> bool:
    """Whether the value moved more than JUMP times as fast as usual. A count that moves by one does not: it cannot move
    by less."""
    if not pace["per_day"]:
        return False
    moved = abs(value - pace["value"])
    days = max((measured_on - pace["measured_on"]).days, 1)
    return moved > (1 if pace["is_count"] else 0) and moved > JUMP * pace["per_day"] * days


def _help(found: Located, known: Known) -> Iterator[Problem]:
    ret = found.ret
    units = {unit["unit_id"] for unit in known.register["units"]}
    for row in ret.help:
        key = ("help", row.request_id)
        if row.asked_of_unit_id not in units:
            place, params = found.at(key, "asked_of_unit_id"), {"unit": row.asked_of_unit_id}
            yield Problem(place, "return.unknown_unit", params, blocks_draft=True)
        elif row.asked_of_unit_id == ret.unit_id:
            yield Problem(found.at(key, "asked_of_unit_id"), "return.asks_itself")
        later = {"needed_on": row.needed_on, "closed_on": row.closed_on}
        yield from _in_order(found, key, row.asked_on, later)
        for column, day in (("asked_on", row.asked_on), ("closed_on", row.closed_on)):
            yield from _not_in_future(found, key, column, day)
    for answer in ret.answers:
        key = ("answer", answer.request_id)
        yield from _not_in_future(found, key, "answered_on", answer.answered_on)
        if asked := known.requests.get(answer.request_id):
            yield from _in_order(found, key, asked["asked_on"], {"answered_on": answer.answered_on})


def _not_in_future(found: Located, key: Key, column: str, day: date | None) -> Iterator[Problem]:
    last = found.ret.period_ends_on
    if day and day > last:
        yield Problem(found.at(key, column), "return.future", {"value": day, "last": last})


def _in_order(
    found: Located, key: Key, asked_on: date, later: Mapping[str, date | None]
) -> Iterator[Problem]:
    for column, day in later.items():
        if day and day < asked_on:
            params = {"value": day, "asked_on": asked_on}
            yield Problem(found.at(key, column), "return.before_asked", params)
