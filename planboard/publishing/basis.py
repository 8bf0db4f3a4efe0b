"""What a publication rests on: the snapshots before it and the records must be whole before anything follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from planboard.errors import Place, Problem, UserError
from planboard.publishing.accepted import Accepted
from planboard.publishing.assemble import first_day, last_of_each_unit
from planboard.publishing.closing import obstacles
from planboard.publishing.crossing import recorded, said_by_records
from planboard.publishing.newest import before, kind_of, last_published
from planboard.publishing.register import unexplained
from planboard.register.keeping import unrecorded
from planboard.register.plan import Plan, load_plan
from planboard.register.records import FOLDER as RECORDS
from planboard.register.records import records
from planboard.returns import checks
from planboard.returns.checks import Known
from planboard.returns.reading import Located
from planboard.snapshots.published import Snapshot, examine, listing, published, read


def in_the_way(
    data: Path, plan: Plan, as_of: date, using: Sequence[Accepted], kind: str | None = None
) -> list[Problem]:
    """Every problem that stops the publication of these returns as `as_of`. Where snapshots or records are damaged or
    gone, only that is told: what is left cannot say what else is wrong."""
    kind = kind or kind_of(data)
    base = before(data, as_of, kind)
    if problems := faults(data, base):
        return problems
    return [
        *unexplained(data, plan, as_of, kind),
        *obstacles(data, plan, as_of, using, kind),
        *outdated(plan, using, base),
    ]


def outdated(plan: Plan, using: Sequence[Accepted], base: Snapshot | None) -> list[Problem]:
    """A problem for each figure of accepted returns that would be asked about or refused had they come in after the
    snapshot before, `base`, was published: it may have been published since. They are sent back, or confirmed anew."""
    if base is None:
        return []
    held = read(base)
    known = Known.of(
        plan.rows(), first_day(plan, base), tasks=held["task_returns"].to_pylist(),
        paces=[row | {"per_day": None} for row in held["target_values"].to_pylist() if row["value"] is not None],
    )  # fmt: skip
    return [
        replace(problem, place=Place(a.file.place.file, id))
        for a in last_of_each_unit(using)
        for id, problem in checks.since(Located(a.ret, a.file.name, {}), known)
    ]


def newest_faults(data: Path) -> list[Problem]:
    """The same of what is published last, as `faults` tells."""
    return faults(data, last_published(data))


def faults(data: Path, base: Snapshot | None) -> list[Problem]:
    """A problem for each revision newer than the snapshot that the next one goes on from which is damaged, or gone
    though records name it; for each record of the register that is damaged or gone; and for each difference between
    the register and its records."""
    return [*_newer(data, base), *_of_register(data)]


def _newer(data: Path, base: Snapshot | None) -> list[Problem]:
    now = published(data, closely=True)
    valid, files = {s.folder for s in now.snapshots}, listing(data)
    damaged = [f for f in sorted(files) if f not in valid and (base is None or f > base.folder)]
    problems = [p for folder in damaged for p in examine(data, folder, files[folder])[1]]
    since = base.as_of if base else None
    if found := list(said_by_records(data, files, now.snapshots, since=since)):
        # Somebody may have published and noted it between the two looks.
        found = list(
            said_by_records(data, listing(data), published(data, closely=True).snapshots, since=since)
        )
    return [*problems, *found]


def _of_register(data: Path) -> list[Problem]:
    lost = [p for s in published(data).snapshots for p in recorded(data, s, of=RECORDS)]
    try:
        differing = unrecorded(data, load_plan(data / "plan")) if records(data) else []
    except UserError as error:
        return [*dict.fromkeys((*error.problems, *lost))]
    return [*differing, *dict.fromkeys(lost)]
