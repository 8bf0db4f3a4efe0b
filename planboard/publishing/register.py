"""The register that a publication uses, held against what was published last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from planboard.errors import Problem, UserError
from planboard.publishing.newest import before, kind_of, last_published
from planboard.register.amending import Tables, applied, by_id, stood_on
from planboard.register.differences import uncovered
from planboard.register.plan import Plan, load_plan
from planboard.snapshots.published import Snapshot, held_tables, read


def load_register(data: Path, kind: str | None = None) -> Plan:
    """The register in `data/plan`. While everything published is a demonstration, the made-up amendments that it
    published are in force as well, unless official data is to be published; a real register does not hold them. Raises
    what `load_plan` raises."""
    return in_force(data, load_plan(data / "plan"), kind)


def in_force(data: Path, plan: Plan, kind: str | None = None) -> Plan:
    """A register with the amendments that a demonstration made up and published, while there is nothing else and
    nothing else is to be published."""
    newest = last_published(data)
    if newest is None or (kind or kind_of(data)) == "official":
        return plan
    known = by_id("amendments", plan.tables)
    made_up = by_id("amendments", held_tables(newest))
    return applied(plan, [row for id, row in made_up.items() if id not in known])


def register_on(data: Path, as_of: date, kind: str | None = None) -> Plan:
    """The register as it stands for the period that ends on `as_of`, for data of this kind, else of the kind there is:
    without the amendments decided later. Raises what `load_plan` raises."""
    return stood_on(load_register(data, kind), as_of, _tables(last_published(data, as_of, kind)))


def register_or_published(data: Path) -> tuple[Plan | None, Sequence[Problem]]:
    """The register; where its files cannot be read, the one that was published last, None if there is none, with every
    problem of the files."""
    try:
        return load_register(data), ()
    except UserError as error:
        newest = last_published(data)
        return Plan.of(read(newest)) if newest else None, error.problems


def unexplained(data: Path, plan: Plan, as_of: date, kind: str | None = None) -> list[Problem]:
    """A problem for each difference between the register that is to be published as `as_of` and the newest snapshot up
    to that date that no decision covers; none if there is no snapshot of this kind of data yet."""
    snapshot = last_published(data, as_of, kind)
    if snapshot is None:
        return []
    return uncovered(
        held_tables(snapshot), plan, _closed_by(data, snapshot) if snapshot.as_of == as_of else ()
    )


def check_register(data: Path, plan: Plan | None = None) -> list[Problem]:
    """The same for the register as it stands in `data/plan`, or another one, and the newest snapshot, which may be
    corrected. Raises what `load_plan` raises."""
    newest = last_published(data)
    now = load_register(data) if plan is None else in_force(data, plan)
    return uncovered(held_tables(newest), now, _closed_by(data, newest)) if newest else []


def _closed_by(data: Path, snapshot: Snapshot) -> set[int]:
    """The years that a snapshot was the first to close: a correction of it may leave them open."""
    previous = before(data, snapshot.as_of, snapshot.kind)
    now, known = ({*by_id("closed_years", _tables(s))} for s in (snapshot, previous))
    return {int(year) for year in now - known}


def _tables(snapshot: Snapshot | None) -> Tables:
    return held_tables(snapshot) if snapshot else {}
