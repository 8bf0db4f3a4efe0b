"""Publishes a period and records that in the ledger of its returns."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from planboard.answers.making import make
from planboard.errors import DiskRefused, Problem, UserError
from planboard.folders import place_of_date
from planboard.publishing.accepted import accepted
from planboard.publishing.publish import kind_of, publish
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.kept import Event
from planboard.snapshots.published import Snapshot, published
from planboard.ticks import Tick, silent


def publish_period(
    data: Path,
    plan: Plan,
    as_of: date,
    *,
    at: datetime,
    by: str,
    kind: str | None = None,
    reason: str | None = None,
    expected_revision: int | None = None,
    tick: Tick = silent,
) -> Snapshot:
    """The snapshot made of the accepted returns of the period that ends on `as_of`, recorded with each of them. What an
    earlier publisher left unrecorded is recorded too. Raises what `publish` raises, and DiskRefused if the snapshot is
    published but the disk refused such a record."""
    using = accepted(data, as_of, plan, tick=tick)
    made = publish(
        data, plan, as_of, using, kind=kind or kind_of(data), publisher=by, published_at=at, reason=reason,
        expected_revision=expected_revision,
    )  # fmt: skip
    refused = [p for snapshot in published(data).of_date(as_of) for p in note(data, snapshot, at=at, by=by)]
    if refused:
        params = {"n": len(refused), "why": refused[0].params["why"]}
        raise DiskRefused([Problem(place_of_date(as_of), "snapshot.unnoted", params)])
    return made


def make_models(data: Path, *, tick: Tick = silent) -> tuple[Problem, ...]:
    """Make the models that a publication calls for. Returns the problems if the disk refuses them: what is published
    stays published, and whoever reads it next makes them."""
    try:
        make(data, published(data), tick=tick)
    except DiskRefused as error:
        return error.problems
    return ()


def note(data: Path, snapshot: Snapshot, *, at: datetime, by: str) -> list[Problem]:
    """Record with every return a snapshot was made of that it was published. Returns a problem for each record that the
    disk refused."""
    refused: list[Problem] = []
    here = (snapshot.as_of, snapshot.revision)
    files = {file.file for file in snapshot.returns}
    event = Event("published", at, by, {"as_of": str(snapshot.as_of), "revision": snapshot.revision})
    for kept in ledger.of_period(data, snapshot.as_of):
        if kept.file.file in files and here not in kept.published_in:
            try:
                ledger.record(data, kept, event, lambda now: here not in now.published_in)
            except DiskRefused as error:
                refused += error.problems
            except UserError:  # somebody else recorded it in the meantime
                continue
    return refused
