"""Amends the register for the office: what an act would change and do to statuses is seen before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planboard.errors import Problem, UserError
from planboard.publishing.accepted import as_published
from planboard.publishing.effects import Amended, amended
from planboard.publishing.newest import last_published
from planboard.publishing.preview_words import amendment_sentence
from planboard.publishing.register import check_register, in_force
from planboard.register import keeping
from planboard.register.acts import label
from planboard.register.amending import by_id, stood_on
from planboard.register.amendments import ADDED, row_id
from planboard.register.differences import GONE
from planboard.register.plan import Plan
from planboard.register.records import Record
from planboard.register.states import Change, changes, state
from planboard.snapshots.published import held_tables
from planboard.wording import formats
from planboard.wording.readable import amended_field
from planboard.wording.text import say


@dataclass(frozen=True)
class Proposal:
    """An act that is not written yet: the register it was made from, by its version, and the one it would give; what
    would change, amendments aside; and what the amendments would do to statuses of the newest snapshot, with the same
    returns. Where that cannot be told, `unknown` says why. `later` are the days of decisions that are not in force yet,
    which do nothing to statuses before."""

    based_on: str
    new: Plan
    changes: tuple[Change, ...]
    amended: tuple[Amended, ...] = ()
    unknown: tuple[Problem, ...] = ()
    later: tuple[date, ...] = ()
    event: str = "amended"
    details: Mapping[str, Any] = field(default_factory=dict)


def propose(
    data: Path,
    now: Plan,
    new: Plan,
    *,
    today: date | None = None,
    event: str = "amended",
    details: Mapping[str, Any] | None = None,
) -> Proposal:
    """What would become of the register as it was read, `now`; a decision after `today` is
    not in force yet, without that day all are. Raises UserError with every problem if the new one were
    not in order or held a change that no decision covers."""
    keeping.check(data, new)
    known = {(p.where, p.key) for p in check_register(data, now)}
    if problems := [p for p in check_register(data, new) if (p.where, p.key) not in known]:
        raise UserError(problems)
    found = changes(state(now.tables), state(new.tables))
    today = today or date.max
    before = by_id("amendments", now.tables)
    decided = {
        id: row["decided_on"] for id, row in by_id("amendments", new.tables).items() if id not in before
    }
    ids = [id for id, day in decided.items() if day <= today]
    effects, unknown = _effects(data, stood_on(new, today, {}), ids) if ids else ((), ())
    later = tuple(sorted({day for day in decided.values() if day > today}))
    return Proposal(
        keeping.version(now), new, tuple(found), effects, unknown, later, event=event, details=details or {}
    )


def carry_out(data: Path, proposal: Proposal, *, at: datetime, by: str) -> Record:
    """The record of a proposal that was carried out. Raises what `keeping.change` raises."""
    return keeping.change(
        data, proposal.new, based_on=proposal.based_on, event=proposal.event, at=at, by=by, details=proposal.details
    )  # fmt: skip


def _effects(data: Path, new: Plan, ids: list[str]) -> tuple[tuple[Amended, ...], tuple[Problem, ...]]:
    newest = last_published(data)
    if newest is None:
        return (), ()
    try:
        using = as_published(data, newest, Plan.of(held_tables(newest)))
        found = amended(data, in_force(data, new), newest.as_of, using)
    except UserError as error:  # such as a return of a unit whose task went to another
        return (), error.problems
    return tuple(one for one in found if row_id("amendments", one.amendment) in ids), ()


def in_words(proposal: Proposal, lang: str) -> list[str]:
    """A line for each change and each effect."""
    lines = [change_in_words(proposal.new, c, lang) for c in proposal.changes if c.of.object != "amendments"]
    lines += (amendment_sentence(one, lang) for one in proposal.amended)
    return [*lines, *(say(lang, "register.not_in_force", day=day) for day in proposal.later)]


def change_in_words(plan: Plan, change: Change, lang: str) -> str:
    """A change in one line: 任务 2023-24 标题：完成时限 2023-09-30 → 2023-12-31."""
    d = change.of
    row = by_id(d.object, plan.tables).get(d.id) or change.row or {}
    thing = " ".join(filter(None, (d.id if d.object != "plan" else "", label(row, lang))))
    words = {"table": say(lang, f"registered.{d.object}"), "thing": thing}
    if d.field in (ADDED, GONE):
        return say(lang, f"register.change.{d.field}", **words)
    values = {"old": d.old or formats.NOTHING, "new": d.new or formats.NOTHING}
    return say(lang, "register.change.cell", **words, field=amended_field(d.field, lang), **values)
