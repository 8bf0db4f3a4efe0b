"""Whom the office has to remind before a period is published, and of what: one text for each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from planboard.answers.engine import open_engine
from planboard.office.requests import waiting
from planboard.office.standings import Standing, standings
from planboard.publishing.assemble import first_day
from planboard.publishing.newest import before, kind_of
from planboard.queries import queries
from planboard.register.duties import Rows, reporters, still_open
from planboard.register.plan import Plan
from planboard.snapshots.published import Snapshot, published
from planboard.wording import formats
from planboard.wording.text import listed, say


@dataclass(frozen=True)
class Reminder:
    """What a unit is reminded of: its return, if it owes one that can be accepted or was accepted, and since how many
    published periods it has not reported; what of it falls due within the plan's chase_days after the period; the
    requests for help it has not answered."""

    unit_id: str
    standing: Standing
    is_missing: bool
    n_missed: int  # published periods in a row before this one
    n_tasks: int
    n_targets: int
    due: Rows  # of tasks, the first to fall due first
    due_targets: Rows  # of targets that fall due before their task or have none, likewise
    help: Rows  # of help_requests, the first needed first


def reminders(data: Path, plan: Plan, as_of: date) -> list[Reminder]:
    """A reminder for every unit that has not reported for the period that ends on `as_of` or owes help, in the
    register's order."""
    previous = before(data, as_of, kind_of(data))
    register = still_open(plan.rows(), first_day(plan, previous))
    done = _done(data, previous)
    reports = reporters(register)
    last_day = as_of + timedelta(days=plan.numbers["chase_days"])
    due_on = {task["task_id"]: task["due_on"] for task in register["tasks"]}

    def soon(rows: Rows, key: str) -> Rows:
        found = [
            row
            for row in rows
            if as_of < row["due_on"] <= last_day and not {row[key], row.get("task_id")} & done
        ]
        return sorted(found, key=lambda row: row["due_on"])

    owed_help = waiting(data, as_of)
    found = []
    for standing in (s for s in standings(data, plan, as_of) if s.unit_id):
        unit_id = str(standing.unit_id)
        tasks = [task for task in register["tasks"] if task["unit_id"] == unit_id]
        targets = [t for t in register["targets"] if reports[t["target_id"]] == unit_id]
        early = [t for t in targets if t["due_on"] != due_on.get(t["task_id"])]
        found.append(
            Reminder(
                unit_id, standing, standing.is_missing,
                _n_missed(data, as_of, unit_id), len(tasks), len(targets),
                soon(tasks, "task_id"), soon(early, "target_id"),
                sorted(owed_help.pop(unit_id, []), key=lambda row: row["needed_on"]),
            )
        )  # fmt: skip
    for unit_id, rows in owed_help.items():  # owes nothing but help
        found.append(Reminder(unit_id, Standing(unit_id, False, ()), False, 0, 0, 0, [], [], rows))
    place = {unit["unit_id"]: n for n, unit in enumerate(register["units"])}
    found.sort(key=lambda one: place.get(one.unit_id, len(place)))
    return [one for one in found if one.is_missing or one.help]


def _done(data: Path, previous: Snapshot | None) -> set[str]:
    """The ids of tasks and targets that were done when last published."""
    if previous is None:
        return set()
    engine, params = open_engine(data), {"as_of": previous.as_of}
    tasks = engine.query("task_statuses", **params).to_pylist()
    anything = dict.fromkeys(queries()["targets"].params) | params | {"lang": "zh"}
    targets = engine.query("targets", **anything).to_pylist()
    done = [row.get("target_id") or row["task_id"] for row in (*tasks, *targets) if row["status"] == "done"]
    return set(done)


def _n_missed(data: Path, as_of: date, unit_id: str) -> int:
    """For how many published periods in a row, up to the one before, the unit has no return."""
    kind, n = kind_of(data), 0
    for snapshot in reversed([s for s in published(data).current if s.as_of < as_of and s.kind == kind]):
        if any(file.stem.rpartition("-")[0] == unit_id for file in snapshot.returns):
            return n
        n += 1
    return n


def text(reminder: Reminder, plan: Plan, as_of: date, lang: str) -> str:
    """A reminder as the text to send to the unit."""
    return "\n".join(_lines(reminder, plan, as_of, lang))


def all_texts(found: Sequence[Reminder], plan: Plan, as_of: date, lang: str) -> bytes:
    """Every reminder as one text file, which editors on Windows recognise as UTF-8."""
    return "\r\n\r\n\r\n".join(text(one, plan, as_of, lang).replace("\n", "\r\n") for one in found).encode(
        "utf-8-sig"
    )


def _lines(of: Reminder, plan: Plan, as_of: date, lang: str) -> Iterator[str]:
    units = {unit["unit_id"]: unit[f"name_{lang}"] for unit in plan.rows()["units"]}

    def line(key: str, **params: Any) -> str:
        return say(lang, f"chase.{key}", **params)

    def day(when: date) -> str:
        return formats.day(when, lang)

    yield line("unit", unit=units.get(of.unit_id, of.unit_id))
    if of.is_missing:
        due = day(as_of + timedelta(days=plan.numbers["return_days"]))
        is_here = of.standing.state in ("faulty", "sent_back")
        yield line(
            "report_again" if is_here else "report",
            due=due,
            as_of=day(as_of),
            n_tasks=of.n_tasks,
            n_targets=of.n_targets,
        )
        yield from _why(of, lang)
        if of.n_missed:
            yield line("missed", n=of.n_missed)
    due_within = {"days": plan.numbers["chase_days"]}
    if of.due:
        yield line("due", n=len(of.due), **due_within)
        yield from (
            line("due_row", id=t["task_id"], name=t[f"title_{lang}"], due=day(t["due_on"])) for t in of.due
        )
    if of.due_targets:
        yield line("due_targets", n=len(of.due_targets), **due_within)
        yield from (
            line("due_row", id=t["target_id"], name=t[f"name_{lang}"], due=day(t["due_on"]))
            for t in of.due_targets
        )
    if of.help:
        yield line("help", n=len(of.help))
        tasks = {task["task_id"]: task["unit_id"] for task in plan.rows()["tasks"]}
        yield from (
            line("help_request", id=h["request_id"], text=h["text"], unit=units.get(tasks.get(h["task_id"], ""), ""),
                 needed=day(h["needed_on"]))
            for h in of.help
        )  # fmt: skip


def _why(of: Reminder, lang: str) -> Iterator[str]:
    kept = of.standing.deciding
    if kept is not None and kept.state == "sent_back":
        reasons = [str(e.details["reason"]) for e in kept.events if e.event == "sent_back"]
        yield say(lang, "chase.sent_back", name=kept.name, reason=reasons[-1])
    elif kept is not None and kept.state == "faulty":
        yield say(lang, "chase.faulty", name=kept.name, n=len(kept.problems))


def counted(found: Sequence[Reminder], lang: str) -> str:
    """How many units have not reported and how many owe help, in one line."""
    n_missing, n_help = sum(one.is_missing for one in found), sum(bool(one.help) for one in found)
    return listed(lang, [say(lang, "chase.n_missing", n=n_missing), say(lang, "chase.n_help", n=n_help)])
