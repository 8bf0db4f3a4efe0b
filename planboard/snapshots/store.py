"""Immutable snapshots on disk: published whole or not at all, read back only as far as they can be believed.

A snapshot is a folder data/snapshots/as_of=YYYY-MM-DD/rev=NNNN of Parquet files and a manifest.json. It is
written elsewhere and moved into place by one rename, so a reader sees all of it or none; renaming onto a
revision that exists fails, and that is the only lock. Nothing is overwritten or deleted: a correction is the
next revision.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard.durable import Unconfirmed, place_folder
from planboard.errors import Problem, UserError
from planboard.schema import TABLES
from planboard.snapshots import manifest as manifests
from planboard.snapshots.file_hashes import Files, damage
from planboard.snapshots.manifest import Damaged, Manifest, Previous, ReturnFile, TableFile
from planboard.snapshots.table_rules import problems_of

MANIFEST = "manifest.json"

_DATE_FOLDER = re.compile(r"as_of=\d{4}-\d{2}-\d{2}")
_REVISION_FOLDER = re.compile(r"rev=\d{4}")

Key = tuple[str, str]  # the names of a revision's two folders
Listing = dict[Key, Files]


class Conflict(UserError):
    """Somebody else published this date meanwhile: look at what is there now, then publish again."""

    exit_code = 3


@dataclass(frozen=True)
class Snapshot:
    """One valid revision of one date, with the path of every table's Parquet file."""

    as_of: date
    revision: int
    kind: str
    published_at: datetime
    publisher: str
    reason: str | None
    manifest_sha256: str
    previous_sha256: str | None
    files: dict[str, Path]
    is_current: bool
    returns: tuple[ReturnFile, ...]
    manifest: Manifest


@dataclass(frozen=True)
class Published:
    """Every valid revision by (as_of, revision), what was left out and why, and a hash that names the set."""

    snapshots: tuple[Snapshot, ...]
    problems: tuple[Problem, ...]
    identity: str

    @property
    def in_use(self) -> tuple[Snapshot, ...]:
        """The official snapshots once there are any: figures that were made up must not enter their baselines,
        forecasts and comparisons. Until then the demonstration's."""
        return tuple(s for s in self.snapshots if s.kind == "official") or self.snapshots

    @property
    def current(self) -> tuple[Snapshot, ...]:
        """The newest valid revision of each date in use, by date."""
        return tuple(s for s in self.in_use if s.is_current)


def data_folder() -> Path:
    """The folder of the plan, its snapshots and returns: PLANBOARD_DATA, else `data` beside the package."""
    return Path(os.environ.get("PLANBOARD_DATA") or Path(__file__).resolve().parents[2] / "data")


_memory: dict[Path, tuple[Listing, Published]] = {}


def published(data: Path) -> Published:
    """What can be shown from `data`. Remembered until a file's name, size or change time is another."""
    seen = listing(data)
    known = _memory.get(data)
    if known is None or known[0] != seen:
        known = _memory[data] = (seen, _load(data, seen))
    return known[1]


def listing(data: Path) -> Listing:
    """Every revision folder there is, with the size and change time of each of its files."""
    found: Listing = {}
    for day in _folders(f"{data}/snapshots", _DATE_FOLDER):
        for revision in _folders(day.path, _REVISION_FOLDER):
            files = found[day.name, revision.name] = {}
            for file in os.scandir(revision.path):
                try:
                    status = file.stat()
                except OSError:  # a link to nowhere is a missing file
                    continue
                files[file.name] = (status.st_size, status.st_mtime_ns)
    return found


def _folders(path: str, named: re.Pattern[str]) -> Iterator[os.DirEntry[str]]:
    try:
        entries = os.scandir(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            if named.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                yield entry


def _load(data: Path, seen: Listing) -> Published:
    good: list[Snapshot] = []
    problems: list[Problem] = []
    for key in sorted(seen):
        snapshot, found = examine(data, key, seen[key])
        problems += found
        if snapshot and not found:
            good.append(snapshot)
    newest = {s.as_of: s.revision for s in good}
    marked = tuple(replace(s, is_current=newest[s.as_of] == s.revision) for s in good)
    names = "".join(f"{s.as_of} {s.revision} {s.manifest_sha256}\n" for s in marked)
    return Published(marked, tuple(problems), hashlib.sha256(names.encode()).hexdigest())


def examine(data: Path, key: Key, files: Files) -> tuple[Snapshot | None, list[Problem]]:
    """The snapshot in one revision folder and everything wrong with its files; no snapshot where the manifest
    itself cannot be believed."""
    place = "/".join(("snapshots", *key))
    folder = data / place
    try:
        content = (folder / MANIFEST).read_bytes() if files[MANIFEST][0] <= manifests.LARGEST else b""
        said = manifests.decode(content)
    except (KeyError, OSError):
        return None, [Problem(f"{place}/{MANIFEST}", "snapshot.no_manifest")]
    except Damaged as damaged:
        return None, [Problem(f"{place}/{MANIFEST}", "snapshot.manifest", {"field": damaged.field})]
    if (f"as_of={said.as_of}", f"rev={said.revision:04d}") != key:
        return None, [Problem(f"{place}/{MANIFEST}", "snapshot.elsewhere")]
    return _snapshot(folder, content, said), list(damage(data, place, said, files))


def _snapshot(folder: Path, content: bytes, said: Manifest) -> Snapshot:
    return Snapshot(
        said.as_of, said.revision, said.kind, said.published_at, said.publisher, said.reason,
        hashlib.sha256(content).hexdigest(), said.previous.sha256 if said.previous else None,
        {name: folder / table.file for name, table in said.tables.items()}, True, said.returns, said,
    )  # fmt: skip


def read(snapshot: Snapshot) -> dict[str, pa.Table]:
    """Every table of a snapshot, as it was published."""
    # ParquetFile, not read_table: that one reads as_of and rev off the folders, and is three times as slow.
    return {name: pq.ParquetFile(path).read() for name, path in snapshot.files.items()}


def with_draft(
    now: Published, as_of: date, tables: dict[str, pa.Table], kind: str, folder: Path
) -> Published:
    """What is published, with `tables` as the newest revision of `as_of`. Their files are written into `folder` and
    nothing is published. Raises UserError where the tables break their schema."""
    problems = problems_of(tables)
    if problems:
        raise UserError(problems)
    content = {name: parquet(tables[name]) for name in TABLES}
    revision = max((s.revision for s in now.snapshots if s.as_of == as_of), default=0) + 1
    midnight = datetime.combine(as_of, time(), UTC)
    said = Manifest(
        as_of, revision, kind, midnight, "draft", "draft",
        {name: _entry(name, tables[name], content[name]) for name in TABLES}, None, None, (),
    )  # fmt: skip
    place = folder / f"as_of={as_of}" / f"rev={revision:04d}"  # the engine reads both off the folders' names
    place.mkdir(parents=True)
    for name, table in said.tables.items():
        (place / table.file).write_bytes(content[name])
    drafted = _snapshot(place, manifests.encode(said), said)
    others = (replace(s, is_current=s.is_current and s.as_of != as_of) for s in now.snapshots)
    ordered = sorted((*others, drafted), key=lambda s: (s.as_of, s.revision))
    return Published(tuple(ordered), now.problems, f"{now.identity} {drafted.manifest_sha256}")


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
    carried_from: Snapshot | None = None,
) -> Snapshot:
    """Publish `tables` as the next revision of `as_of`, wholly or not at all.

    What equals the newest revision of the date is already published and returned. `expected_revision` is
    the revision the publisher looked at (0 for none), `carried_from` the snapshot whose values `tables` carry
    forward. Raises Conflict if there is another now, UserError if
    the tables break their schema, the reason of a correction is missing, or the disk refuses.
    """
    problems = problems_of(tables)
    if problems:
        raise UserError(problems)
    content = {name: parquet(tables[name]) for name in TABLES}
    now = published(data)
    newest = max((int(rev[4:]) for day, rev in listing(data) if day == f"as_of={as_of}"), default=0)
    for snapshot in now.current:
        if snapshot.as_of == as_of and snapshot.revision == newest and _same(snapshot, kind, content):
            return snapshot
    if expected_revision is not None and newest != expected_revision:
        raise _conflict(as_of, newest)
    _refuse_what_breaks_the_chain(now, as_of, newest, kind, reason)
    before = [s for s in now.snapshots if s.as_of <= as_of]
    previous = _link(before[-1]) if before else None
    base = _link(carried_from) if carried_from else None
    said = Manifest(
        as_of, newest + 1, kind, published_at, publisher, reason,
        {name: _entry(name, tables[name], content[name]) for name in TABLES}, previous, base, tuple(returns),
    )  # fmt: skip
    return _commit(data, said, {said.tables[name].file: content[name] for name in TABLES})


def _link(snapshot: Snapshot) -> Previous:
    return Previous(snapshot.as_of, snapshot.revision, snapshot.manifest_sha256)


def _commit(data: Path, said: Manifest, files: dict[str, bytes]) -> Snapshot:
    written = manifests.encode(said)
    folder = data / "snapshots" / f"as_of={said.as_of}" / f"rev={said.revision:04d}"
    try:
        place_folder(data / "_staging", folder, {**files, MANIFEST: written})
    except FileExistsError as error:
        raise _conflict(said.as_of, said.revision) from error
    except OSError as error:
        key = "snapshot.unconfirmed" if isinstance(error, Unconfirmed) else "snapshot.disk"
        where = f"snapshots/as_of={said.as_of}"
        raise UserError([Problem(where, key, {"why": error.strerror or str(error)})]) from error
    return _snapshot(folder, written, said)


def _same(snapshot: Snapshot, kind: str, content: dict[str, bytes]) -> bool:
    held = {name: table.sha256 for name, table in snapshot.manifest.tables.items()}
    return snapshot.kind == kind and held == {n: hashlib.sha256(c).hexdigest() for n, c in content.items()}


def _conflict(as_of: date, revision: int) -> Conflict:
    return Conflict([Problem(f"snapshots/as_of={as_of}", "snapshot.conflict", {"revision": revision})])


def _refuse_what_breaks_the_chain(
    now: Published, as_of: date, newest: int, kind: str, reason: str | None
) -> None:
    where = f"snapshots/as_of={as_of}"
    if newest and not reason:
        raise UserError([Problem(where, "snapshot.no_reason", {"revision": newest + 1})])
    if not newest and now.snapshots and as_of < now.snapshots[-1].as_of:
        raise UserError([Problem(where, "snapshot.too_early", {"as_of": now.snapshots[-1].as_of})])
    if kind == "demo" and any(s.kind == "official" for s in now.snapshots):
        raise UserError([Problem(where, "snapshot.official_exists")])


def parquet(table: pa.Table) -> bytes:
    """The bytes of a table's file; equal tables give equal bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def _entry(name: str, table: pa.Table, content: bytes) -> TableFile:
    sha256 = hashlib.sha256(content).hexdigest()
    return TableFile(manifests.file_name(name, sha256), table.num_rows, len(content), sha256)
