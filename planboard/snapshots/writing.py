"""Publishes tables as the next revision of a date, completely or not at all.

A snapshot is written elsewhere and moved into place by one rename, so a reader sees all of it or none; renaming onto a
revision that exists fails, and that is the only lock. Nothing is overwritten or deleted: a correction is the next
revision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard.durable import Unconfirmed, announced, place_folder
from planboard.errors import DiskRefused, Problem, UserError
from planboard.folders import RevisionFolder, place_of_date, staging
from planboard.returns.kept import RecordHead, ReturnFile
from planboard.schema import TABLES
from planboard.snapshots import manifest as manifests
from planboard.snapshots.manifest import Link, Manifest, TableFile, table_file
from planboard.snapshots.published import (
    MANIFEST,
    Published,
    Snapshot,
    newest_revision,
    published,
    snapshot_at,
)
from planboard.snapshots.table_rules import problems_of

Contents = dict[str, bytes]  # the Parquet file of each table


class Conflict(UserError):
    """Somebody else has published this date in the meantime; look at that revision before publishing again."""

    exit_code = 3


def write(
    data: Path,
    as_of: date,
    tables: dict[str, pa.Table],
    *,
    kind: str,
    publisher: str,
    published_at: datetime,
    reason: str | None = None,
    expected_revision: int | None = None,
    returns: Sequence[ReturnFile] = (),
    records: Sequence[RecordHead] = (),
    carried_from: Snapshot | None = None,
) -> Snapshot:
    """Publish `tables` as the next revision of `as_of` and return it; if the newest revision has the same content,
    nothing is written and that one is returned.

    `expected_revision` is the revision the publisher looked at (0 for none), `carried_from` the snapshot whose values
    `tables` carry forward, `records` what the ledger has got since the publication before. Raises Conflict if there is
    another revision by now, DiskRefused, and UserError if the tables break their schema or a correction has no reason.
    """
    contents = _contents(tables)
    now = published(data)
    newest = newest_revision(data, as_of)
    for snapshot in now.current:
        if (snapshot.as_of, snapshot.revision) == (as_of, newest) and _is_same(snapshot, kind, contents):
            return snapshot
    refuse_revision(as_of, newest, reason, expected_revision)
    if not newest:
        refuse_too_early(now, as_of)
    if kind == "demo" and any(s.kind == "official" for s in now.snapshots):
        raise UserError([Problem(place_of_date(as_of), "snapshot.official_exists")])
    before = [s for s in now.snapshots if s.as_of <= as_of]
    manifest = Manifest(
        as_of, newest + 1, kind, published_at, publisher, reason, _table_files(tables, contents),
        previous=_link(before[-1]) if before else None,
        carried_from=_link(carried_from) if carried_from else None,
        returns=tuple(returns),
        after=_link(last) if (last := now.published_last) else None,
        records=tuple(records),
    )  # fmt: skip
    return _commit(data, manifest, contents)


def with_draft(
    now: Published, as_of: date, tables: dict[str, pa.Table], kind: str, folder: Path
) -> Published:
    """What is published, plus `tables` as the newest revision of `as_of`, whose files are written to `folder` only;
    nothing is published. Raises UserError if the tables break their schema."""
    contents = _contents(tables)
    revision = max((s.revision for s in now.of_date(as_of)), default=0) + 1
    midnight = datetime.combine(as_of, time(), UTC)
    files = _table_files(tables, contents)
    manifest = Manifest(as_of, revision, kind, midnight, "draft", "draft", files, None, None, ())
    # The engine takes date and revision from the names of the folders.
    path = RevisionFolder.of(as_of, revision).below(folder)
    path.mkdir(parents=True)
    for name, file in files.items():
        (path / file.file).write_bytes(contents[name])
    draft = snapshot_at(path, manifest, manifests.encode(manifest))
    others = (replace(s, is_current=s.is_current and s.as_of != as_of) for s in now.snapshots)
    ordered = sorted((*others, draft), key=lambda s: (s.as_of, s.revision))
    return Published(tuple(ordered), now.problems, f"{now.identity} {draft.manifest_sha256}")


def parquet(table: pa.Table) -> bytes:
    """The bytes of a table's file; equal tables give equal bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def _contents(tables: dict[str, pa.Table]) -> Contents:
    problems = problems_of(tables)
    if problems:
        raise UserError(problems)
    return {name: parquet(tables[name]) for name in TABLES}


def _table_files(tables: dict[str, pa.Table], contents: Contents) -> dict[str, TableFile]:
    return {name: table_file(name, tables[name].num_rows, content) for name, content in contents.items()}


def _link(snapshot: Snapshot) -> Link:
    return Link(snapshot.as_of, snapshot.revision, snapshot.manifest_sha256)


def _commit(data: Path, manifest: Manifest, contents: Contents) -> Snapshot:
    encoded = manifests.encode(manifest)
    path = RevisionFolder.of(manifest.as_of, manifest.revision).path(data)
    files = {manifest.tables[name].file: content for name, content in contents.items()}
    try:
        with announced(data / "snapshots", staging(data)):
            # The manifest last: it vouches for the others.
            place_folder(staging(data), path, {**files, MANIFEST: encoded})
    except FileExistsError as error:
        raise _conflict(manifest.as_of, manifest.revision) from error
    except OSError as error:
        key = "snapshot.unconfirmed" if isinstance(error, Unconfirmed) else "snapshot.disk"
        params = {"why": error.strerror or str(error)}
        raise DiskRefused([Problem(place_of_date(manifest.as_of), key, params)]) from error
    return snapshot_at(path, manifest, encoded)


def _is_same(snapshot: Snapshot, kind: str, contents: Contents) -> bool:
    held = {name: table.sha256 for name, table in snapshot.manifest.tables.items()}
    return snapshot.kind == kind and held == {n: hashlib.sha256(c).hexdigest() for n, c in contents.items()}


def _conflict(as_of: date, revision: int, expected: int = 0) -> Conflict:
    key = "snapshot.conflict" if revision > expected else "snapshot.expected_more"
    return Conflict([Problem(place_of_date(as_of), key, {"revision": revision, "expected": expected})])


def refuse_too_early(now: Published, as_of: date) -> None:
    """Raises UserError if a date is not published and older than the newest that is: nothing is added in between."""
    newest = max((s.as_of for s in now.snapshots), default=as_of)
    if as_of < newest and not now.of_date(as_of):
        raise UserError([Problem(place_of_date(as_of), "snapshot.too_early", {"as_of": newest})])


def refuse_revision(as_of: date, newest: int, reason: str | None, expected: int | None) -> None:
    """Raises Conflict if the newest revision of a date is not the one expected, UserError if there is one and no reason
    to correct it."""
    if expected is not None and newest != expected:
        raise _conflict(as_of, newest, expected)
    if newest and not reason:
        raise UserError([Problem(place_of_date(as_of), "snapshot.no_reason", {"revision": newest + 1})])
