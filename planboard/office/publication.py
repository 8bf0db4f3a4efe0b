"""Publishes a period and records that in the ledger of its returns."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from planboard.answers.making import make
from planboard.errors import DiskRefused, Problem, UserError
from planboard.folders import place_of_date
from planboard.local_time import LOCAL_TIME
from planboard.publishing.accepted import accepted
from planboard.publishing.basis import in_the_way
from planboard.publishing.newest import kind_of
from planboard.publishing.publish import publish
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.kept import Event
from planboard.snapshots.published import Snapshot, published
from planboard.snapshots.writing import refuse_too_early
from planboard.ticks import Tick, silent
from planboard.visible import trimmed, unseen


def check_day(data: Path, as_of: date, now: datetime) -> None:
    """Raises UserError if a date cannot be published: it has not come yet, or is older than the newest and not
    published itself. Nothing published can be taken back, and nothing before it added."""
    today = now.astimezone(LOCAL_TIME).date()
    if as_of > today:
        params = {"today": today, "as_of": as_of}
        raise UserError([Problem(place_of_date(as_of), "snapshot.not_come", params)])
    refuse_too_early(published(data), as_of)


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
    earlier publisher left unrecorded is recorded too. Raises what `publish` raises, UserError if the snapshot would
    close a year that leaves something open, the register changed without a decision, or what it rests on is not whole,
    and DiskRefused if it is
    published but the disk refused such a record."""
    reason = trimmed(reason or "") or None
    if reason and (problems := [*unseen(place_of_date(as_of), reason)]):
        raise UserError(problems)
    using = accepted(data, as_of, plan, tick=tick)
    kind = kind or kind_of(data)
    if problems := in_the_way(data, plan, as_of, using, kind):
        raise UserError(problems)
    made = publish(
        data, plan, as_of, using, kind=kind, publisher=by, published_at=at, reason=reason,
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
    # With what the manifest says, so that a record and the manifest vouch for each other.
    details = {
        "as_of": str(snapshot.as_of), "revision": snapshot.revision, "kind": snapshot.kind,
        "publisher": snapshot.publisher, "published_at": snapshot.published_at.isoformat(),
        "manifest_sha256": snapshot.manifest_sha256,
    }  # fmt: skip
    event = Event("published", at, by, details)
    for kept in ledger.of_period(data, snapshot.as_of):
        if kept.file.file in files and here not in kept.published_in:
            try:
                ledger.record(data, kept, event, lambda now: here not in now.published_in)
            except DiskRefused as error:
                refused += error.problems
            except UserError:  # somebody else recorded it in the meantime
                continue
    return refused
