"""Checks a return against the plan, the period, and what was known before.

Every problem names its cell. What only the figures can show (a status that needs a reason) is checked in
`office/missing_reasons.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from planboard.errors import Place, Problem
from planboard.register.amendments import withdrawn
from planboard.register.duties import Register, reporters, still_open
from planboard.returns import cells
from planboard.returns.content import TargetRow, TaskRow
from planboard.returns.reading import THE_UNIT, Key, Located
from planboard.returns.records import Record
from planboard.visible import trimmed, unseen

_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_TEXT = 4000  # characters; leaders read it
# Control characters except tabs and line ends, and noncharacters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SIZE = 10.0  # times the numbers known of a target beyond which a value has to be confirmed
JUMP = 3.0  # times the usual pace beyond which a value has to be confirmed


@dataclass(frozen=True)
class Known:
    """What is known when a return comes in: the register, without closed years and what was withdrawn; the last value
    and usual pace of each target (usual_pace.sql), by target; the last report on each task, by task; every help
    request, by request."""

    register: Register
    paces: Mapping[str, dict[str, Any]]
    tasks: Mapping[str, dict[str, Any]]
    requests: Mapping[str, dict[str, Any]]
    closed: Mapping[str, int] = field(
        default_factory=dict
    )  # the year of each task and target that is left out
    withdrawn: frozenset[str] = frozenset()  # of these, those that were withdrawn

    @classmethod
    def of(
        cls,
        register: Register,
        first_day: date,
        *,
        paces: Iterable[dict[str, Any]] = (),
        tasks: Iterable[dict[str, Any]] = (),
        requests: Iterable[dict[str, Any]] = (),
    ) -> Known:
        """What is known for the period that begins on `first_day`."""
        open_now = still_open(register, first_day)
        years = {task["task_id"]: task["plan_year"] for task in register["tasks"]}
        for target in register["targets"]:
            if target["task_id"]:
                years[target["target_id"]] = years[target["task_id"]]
        still = {t["task_id"] for t in open_now["tasks"]} | {t["target_id"] for t in open_now["targets"]}
        return cls(
            open_now,
            {row["target_id"]: row for row in paces},
            {row["task_id"]: row for row in tasks},
            {row["request_id"]: row for row in requests},
            {id: year for id, year in years.items() if id not in still},
            frozenset(_withdrawn(register)),
        )


def _withdrawn(register: Register) -> Iterator[str]:
    gone = withdrawn(register.get("amendments", ()))
    yield from (id for name, id in gone if name in ("tasks", "targets"))
    yield from (t["target_id"] for t in register["targets"] if ("tasks", t["task_id"]) in gone)


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
    yield from _names(found, known)
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


def since(found: Located, known: Known) -> Iterator[tuple[str, Problem]]:
    """The problems that a return's figures and words have against what was known before, each with the id of its target
    or task: when a snapshot was published since it came in, they may be others. How fast a target usually moves is
    asked about when the return comes in only."""
    targets = {target["target_id"]: target for target in known.register["targets"]}
    for row in found.ret.targets:
        if row.target_id in targets:
            values = _value(found, row, targets[row.target_id], known.paces.get(row.target_id))
            yield from ((row.target_id, problem) for problem in values)
    for task in found.ret.tasks:
        if _is_reopened(task, known.tasks.get(task.task_id, {})):
            yield task.task_id, Problem(found.at(("task", task.task_id), "reason"), "return.reopened")


def _is_reopened(task: TaskRow, before: Mapping[str, Any]) -> bool:
    return bool(before.get("is_done") and not task.is_done and not task.reason)


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
        if id in known.withdrawn:
            yield stranger(key, f"{what}_id", "withdrawn", id)
        elif id in known.closed:
            place, year = found.at(key, f"{what}_id"), known.closed[id]
            yield Problem(place, "return.year_closed", {"id": id, "year": year}, blocks_draft=True)
        elif id not in unit_of:
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


def _names(found: Located, known: Known) -> Iterator[Problem]:
    """A problem for each id beside which the form shows the name of another task or target, as after sorting a single
    column."""
    for subject, table, id_column, name_column, columns in (
        ("task", "tasks", "task_id", "task", ("title_zh", "title_en")),
        ("target", "targets", "target_id", "name", ("name_zh", "name_en")),
    ):
        names = {row[id_column]: {trimmed(row[c]) for c in columns} for row in known.register[table]}
        for (of, id), record in found.records.items():
            shown = record.beside.get(name_column)
            if of != subject or id not in names or shown in names[id]:
                continue
            others = [other for other, own in names.items() if shown in own]
            if others:
                params = {"id": id, "name": str(shown)[:40], "other": others[0]}
                yield Problem(record.at(name_column), "workbook.other_name", params, blocks_draft=True)


def remarks_of(found: Located, known: Known) -> Iterator[Problem]:
    """A remark for each deadline and target value that the form shows otherwise than the register has it: those cells
    are locked, and what is written in them changes nothing."""
    for table, id_column, subject in (("tasks", "task_id", "task"), ("targets", "target_id", "target")):
        for row in known.register[table]:
            record = found.records.get((subject, row[id_column]))
            if record is None:
                continue
            reference = str(record.beside.get("reference") or "")
            days = _ISO_DAY.findall(reference)
            due = record.beside.get("due_on", days[0] if days else None)
            if due is not None and cells.as_text(due) != row["due_on"].isoformat():
                column = "due_on" if "due_on" in record.beside else "reference"
                params = {"shown": cells.as_text(due)[:40], "held": row["due_on"]}
                yield Problem(record.at(column), "workbook.other_due_on", params)
            if subject == "target":
                yield from _other_target(record, row["target_value"], reference)


def _other_target(record: Record, wanted: float, reference: str) -> Iterator[Problem]:
    shown, params = record.beside.get("target_value"), {"held": f"{wanted:,.15g}"}
    if shown is not None and shown != wanted:
        params["shown"] = cells.as_text(shown)[:40]
        yield Problem(record.at("target_value"), "workbook.other_target_value", params)
    elif reference and not re.search(
        rf"(?<![0-9.,-]){re.escape(params['held'])}(?![0-9]|[.,][0-9])", reference
    ):
        params["shown"] = reference[:40]
        yield Problem(record.at("reference"), "workbook.other_target_value", params)


def _texts(found: Located) -> Iterator[Problem]:
    for key, row in _all_rows(found).items():
        for cell in fields(row):
            text = getattr(row, cell.name)
            if not isinstance(text, str):
                continue
            if len(text) > LONGEST_TEXT:
                params = {"n": len(text), "most": LONGEST_TEXT}
                yield Problem(found.at(key, cell.name), "return.too_long", params)
            if _CONTROL.search(text):
                yield Problem(found.at(key, cell.name), "return.control_character")


def bad_text(place: Place, column: str | None, text: str) -> Iterator[Problem]:
    """What is wrong with a text that the office has to write down: it is empty, too long, or holds what nobody sees."""
    at = replace(place, column=column)
    yield from unseen(at, text)
    if len(text) > LONGEST_TEXT:
        yield Problem(at, "return.too_long", {"n": len(text), "most": LONGEST_TEXT})
    if _CONTROL.search(text):
        yield Problem(at, "return.control_character")


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
    elif _is_reopened(task, before):
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
    asked = _unlikely(value, target, pace)
    if key := _cannot_be(value, target):
        limits = {
            name: f"{target[name]:g}"
            for name in ("lowest_value", "highest_value")
            if target[name] is not None
        }
        yield at("value", key, value=f"{value:g}", **limits)
    elif asked and not row.is_confirmed:
        yield at("value", asked[0], value=f"{value:.15g}", **asked[1])
    if pace is None:
        return
    if measured_on < pace["measured_on"]:
        yield at("measured_on", "return.older", value=measured_on, last=pace["measured_on"])
        return
    if target["basis"] in ("flow", "stock") and value < pace["value"] and not row.note:
        yield at("note", "return.falls", value=f"{value:g}", before=f"{pace['value']:g}")
    if not asked and _jumps(value, measured_on, pace) and not row.is_confirmed:
        was = {"before": f"{pace['value']:g}", "on": pace["measured_on"]}
        yield at("value", "return.jumps", value=f"{value:g}", times=f"{JUMP:g}", **was)


def _cannot_be(value: float, target: dict[str, Any]) -> str | None:
    """The problem of a value that its target cannot have: beyond its own bounds, or half of what is counted."""
    if target["lowest_value"] is not None and value < target["lowest_value"]:
        return "return.too_low"
    if target["highest_value"] is not None and value > target["highest_value"]:
        return "return.too_high"
    if target["comparator"] == "rank_within" and (value < 1 or value != int(value)):
        return "return.not_a_place"
    if target["is_countable"] and value != int(value):
        return "return.not_whole"
    if target["basis"] in ("flow", "stock") and value < 0:
        return "return.negative"
    return None


def _unlikely(
    value: float, target: dict[str, Any], pace: dict[str, Any] | None
) -> tuple[str, dict[str, str]] | None:
    """The problem, with its parameters, of a value that is of another size than what is known of its target: the last
    value, the baseline and the target value. A total may be far below its target, and a rank anywhere. None if it is
    likely enough."""
    last = pace["value"] if pace else None
    if target["unit_of_measure_en"] == "%" and target["target_value"] > 1:
        # As a share it is nearer to what is known than as per cent.
        if 0 < value <= 1 and SIZE * value < abs(last or target["target_value"]):
            return "return.fraction", {"percent": f"{100 * value:g}"}
        if not 0 <= value <= 100:
            return "return.outside_percent", {}
    sizes = [abs(number) for number in (last, target["baseline"], target["target_value"]) if number]
    if target["comparator"] == "rank_within" or value == 0 or not sizes:
        return None
    least = min(sizes) if target["basis"] == "level" else abs(last or 0)
    if least / SIZE <= abs(value) <= SIZE * max(sizes):
        return None
    wanted = {"target": f"{target['target_value']:.15g}", "times": f"{SIZE:g}"}
    if last is None:
        return "return.size_first", wanted
    return "return.size", wanted | {"before": f"{last:.15g}"}


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
