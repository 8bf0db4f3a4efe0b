"""Builds the demonstration: returns made up from demo_stories.toml, received and published by the code for real ones.

The document behind the register has targets but no progress, so all progress here is invented, and says so. Nothing
depends on the clock or on chance: the same register gives the same bytes.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from planboard.errors import Place, Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.office.deciding import accept, send_back
from planboard.office.publication import publish_period
from planboard.office.receiving import Arrival, receive
from planboard.register.amending import applied
from planboard.register.duties import reporters
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.content import AnswerRow, HelpRow, Return, TargetRow, TaskRow
from planboard.returns.csv_file import to_csv
from planboard.snapshots.published import Snapshot, examine, listing
from planboard.ticks import Tick, silent

Story = dict[str, Any]

_TEXTS = ("narrative", "reason", "next_step", "next_step_on", "evidence")


class AlreadyThere(UserError):
    """The folder already holds demonstration snapshots, and replacing them was not asked for."""

    exit_code = 4


@cache
def stories() -> Story:
    """The content of demo_stories.toml."""
    with open(Path(__file__).with_name("demo_stories.toml"), "rb") as file:
        return tomllib.load(file)


def weeks() -> list[date]:
    """The as-of dates of the demonstration, all of them Fridays."""
    first, n_weeks = stories()["first"], stories()["weeks"]
    return [first + timedelta(weeks=n) for n in range(n_weeks)]


def build(
    data: Path,
    plan: Plan,
    *,
    replace_old: bool = False,
    tick: Tick = silent,
) -> list[Snapshot]:
    """Publish the whole demonstration into `data` and return its snapshots. Raises UserError if official data is
    published there or the stories are not about this register, and AlreadyThere if a demonstration exists and
    `replace_old` is not set."""
    _refuse(data, plan, replace_old)
    for folder in ("snapshots", "returns"):
        shutil.rmtree(data / folder, ignore_errors=True)
    made: list[Snapshot] = []
    for week in weeks():
        mistakes = [m for m in stories()["mistakes"] if m["as_of"] == week]
        for corrects in (None, *mistakes):
            tick(len(made) + 1, len(weeks()) + len(stories()["mistakes"]), str(week))
            made.append(_publish(data, plan, week, [] if corrects else mistakes, corrects))
    return made


def _refuse(data: Path, plan: Plan, replace_old: bool) -> None:
    there = [examine(data, folder, files)[0] for folder, files in sorted(listing(data).items())]
    if any(snapshot and snapshot.kind == "official" for snapshot in there):
        raise UserError([Problem(Place(str(data)), "snapshot.official_exists")])
    if None in there:
        raise UserError([Problem(Place(str(data)), "demo.unreadable")])
    in_stories = {"tasks": stories()["tasks"], "targets": stories()["targets"]}
    for table, key in (("tasks", "task_id"), ("targets", "target_id")):
        if set(plan.tables[table][key].to_pylist()) != set(in_stories[table]):
            raise UserError([Problem(Place(f"{table}.csv"), "demo.other_plan")])
    if there and not replace_old:
        raise AlreadyThere([Problem(Place(str(data)), "demo.already_there")])


def _publish(
    data: Path, plan: Plan, week: date, mistakes: list[Story], corrects: Story | None = None
) -> Snapshot:
    amended = _amend(plan, week)
    returns = [_write(ret, mistakes, corrects) for ret in _returns(amended, week)]
    if corrects:
        returns = [ret for ret in returns if any(row.target_id == corrects["target"] for row in ret.targets)]
        _take_back(data, week, returns, corrects)
    _send(data, amended, week, returns, corrects)
    day = corrects["corrected_on"] if corrects else week + timedelta(days=3)
    return publish_period(
        data, amended, week, at=_at(day, 18), by=stories()["publisher"], kind="demo",
        reason=corrects["reason"] if corrects else None, expected_revision=1 if corrects else 0,
    )  # fmt: skip


def _amend(plan: Plan, week: date) -> Plan:
    """The register with the demonstration's amendments up to that day."""
    return applied(plan, [change for change in stories()["amendments"] if change["decided_on"] <= week])


@dataclass(frozen=True)
class _Week:
    """The week a unit's return is for, and the week of the unit's previous return."""

    on: date
    before: date

    def holds(self, day: date | None) -> bool:
        """Whether the day falls after the previous return and not after this one."""
        return day is not None and self.before < day <= self.on


def _returns(plan: Plan, week: date) -> Iterator[Return]:
    register = {
        name: plan.tables[name].to_pylist() for name in ("units", "tasks", "targets", "measure_units")
    }
    unit_of = reporters(register)
    for unit_id in [unit["unit_id"] for unit in register["units"]]:
        own = [target_id for target_id, unit in unit_of.items() if unit == unit_id]
        now = _Week(week, max((w for w in weeks() if w < week and _reports(unit_id, w)), default=date.min))
        ret = Return(
            unit_id, week, stories()["reported_by"], _story(unit_id).get("note", {}).get(str(week)),
            tuple(_task(t["task_id"], week) for t in register["tasks"] if t["unit_id"] == unit_id),
            tuple(_target(target_id, now) for target_id in own),
            tuple(_help(register["tasks"], unit_id, now)), tuple(_answers(unit_id, now)),
        )  # fmt: skip
        has_work = ret.tasks or ret.targets
        if (has_work and _reports(unit_id, week)) or (not has_work and ret.answers):
            yield ret


def _story(unit_id: str) -> Story:
    return stories()["units"].get(unit_id, {})


def _reports(unit_id: str, week: date) -> bool:
    unit = _story(unit_id)
    return unit.get("first", week) <= week <= unit.get("last", week) and week not in unit.get("skip", ())


def _task(task_id: str, week: date) -> TaskRow:
    """The task as its story has it by this week; what later entries do not mention stays as it was."""
    state: Story = {"status": "green"}
    for entry in stories()["tasks"][task_id]:
        if entry["on"] <= week:
            state |= entry
    finished_on = state.get("done") or None
    stage = "done" if finished_on else state.get("stage")
    rest = {name: state.get(name) or None for name in _TEXTS}
    rest["next_step_on"] = rest["next_step"] and rest["next_step_on"]
    return TaskRow(task_id, state["status"], stage, finished_on is not None, finished_on, **rest)


def _target(target_id: str, now: _Week) -> TargetRow:
    story = stories()["targets"][target_id]
    if "weekly" in story:
        value = story["weekly"][weeks().index(now.on)]
        return (
            TargetRow(target_id)
            if value == ""
            else TargetRow(target_id, float(value), now.on - timedelta(days=1))
        )
    lag = timedelta(days=story["lag_days"])
    news = [(day, value) for day, value in story["measured"] if now.holds(day + lag)]
    return TargetRow(target_id, float(news[-1][1]), news[-1][0]) if news else TargetRow(target_id)


def _help(tasks: list[Story], unit_id: str, now: _Week) -> Iterator[HelpRow]:
    own = {task["task_id"] for task in tasks if task["unit_id"] == unit_id}
    for request in stories()["help"]:
        closed = request.get("closed_on") if now.holds(request.get("closed_on")) else None
        if request["task"] in own and (closed or now.holds(request["asked_on"])):
            yield HelpRow(
                request["id"],
                request["task"],
                request["asked_of"],
                request["text"],
                request["asked_on"],
                request["needed_on"],
                closed,
            )


def _answers(unit_id: str, now: _Week) -> Iterator[AnswerRow]:
    since = now.before if unit_id in stories()["units"] else now.on - timedelta(weeks=1)
    for request in stories()["help"]:
        if request["asked_of"] == unit_id and replace(now, before=since).holds(request.get("answered_on")):
            yield AnswerRow(request["id"], request["answered_on"], request["answer"])


def _write(ret: Return, mistakes: list[Story], corrects: Story | None) -> Return:
    """The return as it was sent: with the mistake, or with the note of the correction."""
    targets = []
    for row in ret.targets:
        for mistake in mistakes:
            if row.target_id == mistake["target"]:
                row = replace(row, value=float(mistake["value"]), note=mistake["note"])
        if corrects and row.target_id == corrects["target"]:
            row = replace(row, note=corrects["correction_note"])
        targets.append(row)
    return replace(ret, targets=tuple(targets))


def _send(data: Path, plan: Plan, week: date, returns: list[Return], corrects: Story | None) -> None:
    """Send the returns as files, first the versions to be sent back, and decide on them as the office would."""
    by = stories()["publisher"]
    files, to_send_back = [], []
    for n, ret in enumerate(returns):
        story, late = _story(ret.unit_id), _story(ret.unit_id).get("late", {}).get(str(week), 0)
        day = corrects["corrected_on"] if corrects else week + timedelta(days=late)
        at = _at(day, 9) + timedelta(minutes=11 * n)
        files.append(Arrival(f"{ret.unit_id}.csv", to_csv(ret), at))
        times = 0 if corrects else story.get("sent_back", {}).get(str(week), 0)
        for k in range(times):
            note = stories()["first_draft"].format(n=k + 1)
            hours = timedelta(hours=times - k)
            to_send_back.append(
                Arrival(f"{ret.unit_id}-{k + 1}.csv", to_csv(replace(ret, unit_note=note)), at - hours)
            )
    for received in receive(data, plan, [*to_send_back, *files], week, by):
        if received.problems or received.kept is None:
            raise UserError(received.problems)
        kept = received.kept
        if kept.name in {arrival.name for arrival in to_send_back}:
            at = kept.received_at + timedelta(minutes=30)
            send_back(data, kept, stories()["sent_back_for"], at=at, by=by)
        else:
            accept(data, kept, at=kept.received_at + timedelta(hours=3), by=by)


def _take_back(data: Path, week: date, returns: list[Return], corrects: Story) -> None:
    """Send back the returns that are to be corrected, although they were accepted and published."""
    units = {ret.unit_id for ret in returns}
    for kept in ledger.of_period(data, week):
        if kept.unit_id in units and kept.state == "accepted":
            at = _at(corrects["corrected_on"], 8)
            send_back(data, kept, corrects["reason"], at=at, by=stories()["publisher"])


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LOCAL_TIME)
