"""Crosses snapshots and the records of returns: what each says of the other must hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from planboard.errors import Place, Problem
from planboard.folders import RevisionFolder
from planboard.publishing.head import path_of_record
from planboard.returns import ledger
from planboard.returns.kept import Event
from planboard.snapshots.published import MANIFEST, Listing, Snapshot, published


def recorded(data: Path, snapshot: Snapshot, of: str | None = None) -> Iterator[Problem]:
    """A problem for each record that was there when the snapshot was published and is not, or is another one; with
    `of`, only for those of one file, by `RecordHead.file`."""
    for head in snapshot.manifest.records or ():
        if of not in (None, head.file):
            continue
        path = path_of_record(data, head.file, head.n)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != head.sha256:
            params = {"as_of": snapshot.as_of, "revision": snapshot.revision}
            yield Problem(Place(path.relative_to(data).as_posix()), "chain.record_changed", params)


def said_by_records(
    data: Path, folders: Listing, readable: Sequence[Snapshot], *, since: date | None = None
) -> Iterator[Problem]:
    """Problems in what records, of all periods or those since a date, say of publications: of one that is not there,
    that is not of the return, or whose manifest says something else."""
    by_number = {(s.as_of, s.revision): s for s in readable}
    older: dict[tuple[date, int], list[Event]] = {}
    for kept in ledger.every(data, since):
        for event in (event for event in kept.events if event.event == "published"):
            number = (date.fromisoformat(event.details["as_of"]), int(event.details["revision"]))
            params = {"as_of": number[0], "revision": number[1]}
            snapshot = by_number.get(number)
            if snapshot is None:
                if RevisionFolder.of(*number) not in folders:
                    yield Problem(kept.file.place, "ledger.published_nowhere", params)
            elif kept.file not in snapshot.returns:
                yield Problem(kept.file.place, "ledger.not_of_it", params)
            elif "manifest_sha256" in event.details:
                yield from _said_of_manifest(event, snapshot)
            else:
                older.setdefault(number, []).append(event)
    for number, events in older.items():  # records from before they held more than the publisher and the time
        manifest = by_number[number].manifest
        if all((e.by, e.at) != (manifest.publisher, manifest.published_at) for e in events):
            yield _changed(by_number[number], "publisher")


def _said_of_manifest(event: Event, snapshot: Snapshot) -> Iterator[Problem]:
    manifest = snapshot.manifest
    held = {
        "kind": manifest.kind, "publisher": manifest.publisher, "published_at": manifest.published_at.isoformat(),
        "manifest_sha256": snapshot.manifest_sha256,
    }  # fmt: skip
    differing = [name for name, value in held.items() if event.details.get(name) != value]
    if differing:
        yield _changed(snapshot, differing[0])


def _changed(snapshot: Snapshot, field: str) -> Problem:
    return Problem(snapshot.folder.place(MANIFEST), "chain.manifest_changed", {"field": field})


def unnoted(data: Path) -> list[Problem]:
    """A problem for each return that is part of a snapshot while its records do not say so: a publisher who died leaves
    such, and so does who removes a record."""
    noted = {(kept.file.file, *of) for kept in ledger.every(data) for of in kept.published_in}
    return [
        Problem(file.place, "chain.not_noted", {"as_of": s.as_of, "revision": s.revision})
        for s in published(data).snapshots
        for file in s.returns
        if (file.file, s.as_of, s.revision) not in noted
    ]
