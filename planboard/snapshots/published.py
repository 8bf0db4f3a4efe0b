"""Reads the published snapshots, leaving out every revision whose files do not match its manifest.

A snapshot is a folder data/snapshots/as_of=YYYY-MM-DD/rev=NNNN of Parquet files and a manifest.json. A revision without
a valid manifest, or with a damaged file, is left out whole, and the revision before it is used.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard.durable import is_announced
from planboard.errors import Problem
from planboard.folders import RevisionFolder, day_name, is_day, is_revision, staging
from planboard.returns.kept import ReturnFile
from planboard.schema import TABLES
from planboard.snapshots import manifest as manifests
from planboard.snapshots.file_hashes import Files, damage
from planboard.snapshots.manifest import Damaged, Manifest

MANIFEST = "manifest.json"

Listing = dict[RevisionFolder, Files]


@dataclass(frozen=True)
class Snapshot:
    """One valid revision of one date: its manifest, and the path of every table's Parquet file."""

    manifest: Manifest
    manifest_sha256: str
    files: dict[str, Path]
    is_current: bool = True

    @property
    def as_of(self) -> date:
        """The as-of date."""
        return self.manifest.as_of

    @property
    def revision(self) -> int:
        """The revision: 1 for the first publication of its date."""
        return self.manifest.revision

    @property
    def kind(self) -> str:
        """The kind of data: "demo" or "official"."""
        return self.manifest.kind

    @property
    def published_at(self) -> datetime:
        """When it was published."""
        return self.manifest.published_at

    @property
    def publisher(self) -> str:
        """Who published it."""
        return self.manifest.publisher

    @property
    def reason(self) -> str | None:
        """Why it corrects the revision before; None for a first revision."""
        return self.manifest.reason

    @property
    def returns(self) -> tuple[ReturnFile, ...]:
        """The returns it was assembled from."""
        return self.manifest.returns

    @property
    def folder(self) -> RevisionFolder:
        """Its folder."""
        return RevisionFolder.of(self.as_of, self.revision)


@dataclass(frozen=True)
class Published:
    """Every valid revision in the order of (as_of, revision), the problems of those left out, and a hash that
    identifies the set."""

    snapshots: tuple[Snapshot, ...]
    problems: tuple[Problem, ...]
    identity: str

    @property
    def in_use(self) -> tuple[Snapshot, ...]:
        """The official snapshots if there are any, otherwise the demonstration's: made-up figures must not enter
        official baselines, forecasts and comparisons."""
        return tuple(s for s in self.snapshots if s.kind == "official") or self.snapshots

    @property
    def current(self) -> tuple[Snapshot, ...]:
        """The newest valid revision of each date in use, oldest date first."""
        return tuple(s for s in self.in_use if s.is_current)

    @property
    def published_last(self) -> Snapshot | None:
        """The revision that was published last, by the order of the chain: the one that no other was published after.
        Manifests from before that order was kept come before all others, in the order of their dates."""
        followed = {s.manifest.after.sha256 for s in self.snapshots if s.manifest.after}
        ordered = [s for s in self.snapshots if s.manifest.records is not None] or self.snapshots
        last = [s for s in ordered if s.manifest_sha256 not in followed]
        return last[-1] if last else None

    def of_date(self, as_of: date) -> tuple[Snapshot, ...]:
        """Every valid revision of one date."""
        return tuple(s for s in self.snapshots if s.as_of == as_of)


@dataclass(frozen=True)
class _Known:
    """What was found when the folder of snapshots had changed last at `changed`; `is_settled` once it was looked
    through twice since, and no publisher was at work."""

    changed: int
    files: Listing
    published: Published
    is_settled: bool


_memory: dict[Path, _Known] = {}


def published(data: Path, *, closely: bool = False) -> Published:
    """What is published under `data`, kept until something is published; `closely` also looks whether the name, size or
    change time of any file differs."""
    # Read before looking into it. The time may stand still between two changes, so one look through is not enough.
    changed, known = _changed(data / "snapshots"), _memory.get(data)
    if known and known.changed == changed and known.is_settled and not closely:
        return known.published
    files = listing(data)
    same = known is not None and known.files == files
    found = known.published if known and same else _load(data, files, known)
    settled = same and known is not None and known.changed == changed and not is_announced(staging(data))
    _memory[data] = _Known(changed, files, found, settled)
    return found


def _changed(folder: Path) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


def listing(data: Path) -> Listing:
    """Every revision folder under `data`, with the size and change time of each of its files."""
    found: Listing = {}
    for day in _folders(f"{data}/snapshots", is_day):
        for revision in _folders(day.path, is_revision):
            files = found[RevisionFolder(day.name, revision.name)] = {}
            for file in os.scandir(revision.path):
                try:
                    status = file.stat()
                except OSError:  # a broken link is a missing file
                    continue
                files[file.name] = (status.st_size, status.st_mtime_ns)
    return found


def newest_revision(data: Path, as_of: date) -> int:
    """The highest revision of a date that has a folder, whether or not it is valid; 0 if there is none."""
    return max((folder.number for folder in listing(data) if folder.day == day_name(as_of)), default=0)


def _folders(path: str, is_named: Callable[[str], bool]) -> Iterator[os.DirEntry[str]]:
    try:
        entries = os.scandir(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            if is_named(entry.name) and entry.is_dir(follow_symlinks=False):
                yield entry


def _load(data: Path, files: Listing, known: _Known | None) -> Published:
    # Each publication looks at all that is there: what has not changed since was found good already.
    before = known.published.snapshots if known else ()
    held = {s.folder: s for s in before if known and known.files.get(s.folder) == files.get(s.folder)}
    good: list[Snapshot] = []
    problems: list[Problem] = []
    for folder in sorted(files):
        snapshot, found = (held[folder], []) if folder in held else examine(data, folder, files[folder])
        problems += found
        if snapshot and not found:
            good.append(snapshot)
    newest = {s.as_of: s.revision for s in good}
    snapshots = tuple(replace(s, is_current=newest[s.as_of] == s.revision) for s in good)
    return Published(snapshots, tuple(problems), identity(snapshots))


def identity(snapshots: tuple[Snapshot, ...]) -> str:
    """A hash over the dates, revisions and manifests of a set: the one cache key of everything derived from it."""
    names = "".join(f"{s.as_of} {s.revision} {s.manifest_sha256}\n" for s in snapshots)
    return hashlib.sha256(names.encode()).hexdigest()


def examine(data: Path, folder: RevisionFolder, files: Files) -> tuple[Snapshot | None, list[Problem]]:
    """The snapshot in a revision folder, None if its manifest is missing or invalid, and every problem found there."""
    path, place = folder.path(data), folder.place(MANIFEST)
    try:
        content = (path / MANIFEST).read_bytes() if files[MANIFEST][0] <= manifests.MOST_BYTES else b""
        manifest = manifests.decode(content)
    except (KeyError, OSError):
        return None, [Problem(place, "snapshot.no_manifest")]
    except Damaged as damaged:
        return None, [Problem(place, "snapshot.manifest", {"field": damaged.field})]
    if RevisionFolder.of(manifest.as_of, manifest.revision) != folder:
        return None, [Problem(place, "snapshot.elsewhere")]
    return snapshot_at(path, manifest, content), list(damage(data, folder, manifest, files))


def snapshot_at(path: Path, manifest: Manifest, content: bytes) -> Snapshot:
    """The snapshot in the folder `path`; `content` is the encoded manifest."""
    files = {name: path / table.file for name, table in manifest.tables.items()}
    return Snapshot(manifest, hashlib.sha256(content).hexdigest(), files)


def read(snapshot: Snapshot) -> dict[str, pa.Table]:
    """Every table of a snapshot as it was published, by name, with the columns and tables that were added since."""
    held = held_tables(snapshot)
    return {
        name: table.whole(held[name]) if name in held else table.schema.empty_table()
        for name, table in TABLES.items()
    }


def held_tables(snapshot: Snapshot) -> dict[str, pa.Table]:
    """The tables a snapshot holds, by name, with the columns that the schema had when it was published."""
    # ParquetFile, not read_table, which adds as_of and rev from the folder names and is three times as slow.
    return {name: pq.ParquetFile(path).read() for name, path in snapshot.files.items()}
