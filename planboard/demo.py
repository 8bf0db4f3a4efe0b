"""Demonstration returns, told by demo_stories.toml and published through the same door as real ones.

The document behind the register holds targets and no progress, so everything here is invented and says so.
Nothing depends on the clock or on chance: the same register gives the same bytes.
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

import pyarrow as pa

from planboard.errors import Place, Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.office.deciding import accept, send_back
from planboard.office.publication import publish_period
from planboard.office.receiving import Arrival, receive
from planboard.register.duties import reporters
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.csv_file import to_csv
from planboard.returns.model import AnswerRow, HelpRow, Return, TargetRow, TaskRow
from planboard.schema import REGISTER
from planboard.snapshots.published import Snapshot, examine, listing
from planboard.ticks import Tick, silent

Story = dict[str, Any]

_TEXTS = ("narrative", "reason", "next_step", "next_step_on", "evidence")


class AlreadyThere(UserError):
    """The folder holds demonstration snapshots, and nobody asked to replace them."""

    exit_code = 4


@cache
def stories() -> Story:
    """What demo_stories.toml tells."""
    with open(Path(__file__).with_name("demo_stories.toml"), "rb") as file:
        return tomllib.load(file)


def weeks() -> list[date]:
    """The as-of dates of the demonstration, all of them Fridays."""
    told = stories()
    return [told["first"] + timedelta(weeks=n) for n in range(told["weeks"])]


def build(
    data: Path,
    plan: Plan,
    *,
    replace_old: bool = False,
    tick: Tick = silent,
) -> list[Snapshot]:
    """Publish the whole demonstration into `data`. Raises UserError where official ones are published or the
    register is not the one the stories tell of, and AlreadyThere unless an older one may be replaced."""
    _refuse(data, plan, replace_old)
    for folder in ("snapshots", "returns"):
        shutil.rmtree(data / folder, ignore_errors=True)
    made = []
    for week in weeks():
        mistakes = [m for m in stories()["mistakes"] if m["as_of"] == week]
        for corrects in (None, *mistakes):
            made.append(_publish(data, plan, week, [] if corrects else mistakes, corrects))
            tick(len(made), len(weeks()) + len(stories()["mistakes"]), f"{week} r{made[-1].revision}")
    return made


def _refuse(data: Path, plan: Plan, replace_old: bool) -> None:
    there = [examine(data, folder, files)[0] for folder, files in sorted(listing(data).items())]
    if any(snapshot and snapshot.kind == "official" for snapshot in there):
        raise UserError([Problem(Place(str(data)), "snapshot.official_exists")])
    if None in there:
        raise UserError([Problem(Place(str(data)), "demo.unreadable")])
    told = {"tasks": stories()["tasks"], "targets": stories()["targets"]}
    for table, key in (("tasks", "task_id"), ("targets", "target_id")):
        if set(plan.tables[table][key].to_pylist()) != set(told[table]):
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
    """The register as the demonstration's amendments have it on that day."""
    changes = [a for a in stories()["amendments"] if a["decided_on"] <= week]
    tables = dict(plan.tables)
    for change in changes:
        table = REGISTER[change["object"]]
        rows = tables[table.name].to_pylist()
        for row in rows:
            if row[table.key[0]] == change["id"]:
                row[change["field"]] = date.fromisoformat(change["new_value"])
        tables[table.name] = pa.Table.from_pylist(rows, schema=table.schema)
    rows = tables["amendments"].to_pylist() + changes
    return Plan(tables | {"amendments": pa.Table.from_pylist(rows, schema=REGISTER["amendments"].schema)})


@dataclass(frozen=True)
class _Week:
    """What is known when a unit fills in its return: the week, and the week of its return before."""

    on: date
    before: date

    def holds(self, day: date | None) -> bool:
        """Whether the day is news since the return before."""
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
    """What the story says up to this week; what is not told again stays as it was."""
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
    told = stories()["targets"][target_id]
    if "weekly" in told:
        value = told["weekly"][weeks().index(now.on)]
        return (
            TargetRow(target_id)
            if value == ""
            else TargetRow(target_id, float(value), now.on - timedelta(days=1))
        )
    known = timedelta(days=told["lag_days"])
    news = [(day, value) for day, value in told["measured"] if now.holds(day + known)]
    return TargetRow(target_id, float(news[-1][1]), news[-1][0]) if news else TargetRow(target_id)


def _help(tasks: list[Story], unit_id: str, now: _Week) -> Iterator[HelpRow]:
    own = {task["task_id"] for task in tasks if task["unit_id"] == unit_id}
    for told in stories()["help"]:
        closed = told.get("closed_on") if now.holds(told.get("closed_on")) else None
        if told["task"] in own and (closed or now.holds(told["asked_on"])):
            yield HelpRow(
                told["id"],
                told["task"],
                told["asked_of"],
                told["text"],
                told["asked_on"],
                told["needed_on"],
                closed,
            )


def _answers(unit_id: str, now: _Week) -> Iterator[AnswerRow]:
    since = now.before if unit_id in stories()["units"] else now.on - timedelta(weeks=1)
    for told in stories()["help"]:
        if told["asked_of"] == unit_id and replace(now, before=since).holds(told.get("answered_on")):
            yield AnswerRow(told["id"], told["answered_on"], told["answer"])


def _write(ret: Return, mistakes: list[Story], corrects: Story | None) -> Return:
    """The return as it was sent: with the mistake, or with what the correction says."""
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
    """Send the returns as files, those sent back first, and have the office accept them: as with real ones."""
    by = stories()["publisher"]
    files, drafts = [], []
    for n, ret in enumerate(returns):
        story, late = _story(ret.unit_id), _story(ret.unit_id).get("late", {}).get(str(week), 0)
        day = corrects["corrected_on"] if corrects else week + timedelta(days=late)
        at = _at(day, 9) + timedelta(minutes=11 * n)
        files.append(Arrival(f"{ret.unit_id}.csv", to_csv(ret), at))
        times = 0 if corrects else story.get("sent_back", {}).get(str(week), 0)
        for k in range(times):
            note = stories()["first_draft"].format(n=k + 1)
            hours = timedelta(hours=times - k)
            drafts.append(
                Arrival(f"{ret.unit_id}-{k + 1}.csv", to_csv(replace(ret, unit_note=note)), at - hours)
            )
    for received in receive(data, plan, [*drafts, *files], week, by):
        if received.problems or received.kept is None:
            raise UserError(received.problems)
        kept = received.kept
        if kept.name in {draft.name for draft in drafts}:
            at = kept.received_at + timedelta(minutes=30)
            send_back(data, kept, stories()["sent_back_for"], at=at, by=by)
        else:
            accept(data, kept, at=kept.received_at + timedelta(hours=3), by=by)


def _take_back(data: Path, week: date, returns: list[Return], corrects: Story) -> None:
    """Send back what is to be corrected, though it was accepted and published."""
    units = {ret.unit_id for ret in returns}
    for kept in ledger.of_period(data, week):
        if kept.unit_id in units and kept.state == "accepted":
            at = _at(corrects["corrected_on"], 8)
            send_back(data, kept, corrects["reason"], at=at, by=stories()["publisher"])


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LOCAL_TIME)
