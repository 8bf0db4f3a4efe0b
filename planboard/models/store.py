"""The models of everything published: which there are, what they hold, and how those that are missing are made."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from math import isclose
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.dataset as ds
from cachetools import LRUCache

from planboard.durable import ABANDONED_HOURS
from planboard.errors import DiskRefused, Place, Problem
from planboard.folders import day_name, staging
from planboard.models.computing import Computes, Earlier, in_duckdb, listed, sources
from planboard.models.folder import Damaged, ModelFolder
from planboard.models.readings import READ, READINGS, readings
from planboard.queries import followed, kept, views
from planboard.snapshots.published import Published
from planboard.ticks import Tick, silent

T = TypeVar("T")

KEPT_BYTES = 16_000_000  # of rows read; those of one date of this plan are 100,000
LOOSE = 8  # dates whose rows are read file by file before they are put together


class Models:
    """The models of a published set: for each date in use, the rows of every view that is kept."""

    def __init__(self, data: Path, published: Published) -> None:
        self.published = published
        self.snapshots = listed(published.in_use)
        self._data = data
        self._dates: dict[date, ModelFolder] = {}
        self._together: dict[date, ModelFolder] = {}  # the rows of every date up to this one
        for day, identity in _identities(published).items():
            for folders, name, held in (
                (self._dates, day_name(day), (*(view.name for view in kept()), READINGS)),
                (self._together, f"up_to={day}", tuple(view.name for view in followed())),
            ):
                path = data / "models" / name / identity[:16]
                folders[day] = ModelFolder(path, identity, held)
        self._lock = threading.RLock()
        self._tables: LRUCache[tuple[str, date], pa.Table] = LRUCache(KEPT_BYTES, lambda table: table.nbytes)
        self._histories: dict[str, ds.Dataset] = {}

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates in use, oldest first."""
        return tuple(self._dates)

    @property
    def identity(self) -> str:
        """What identifies the model of the newest date; empty if there is none."""
        return list(self._dates.values())[-1].identity if self._dates else ""

    @property
    def missing(self) -> tuple[date, ...]:
        """The dates whose model is not there."""
        return tuple(day for day, folder in self._dates.items() if not folder.is_there)

    @property
    def damaged(self) -> tuple[date, ...]:
        """The dates whose model is there, but not whole."""
        there = ((day, folder) for day, folder in self._dates.items() if folder.is_there)
        return tuple(day for day, folder in there if not folder.is_sound)

    def make(
        self, days: Sequence[date] | None = None, *, compute: Computes = in_duckdb, tick: Tick = silent
    ) -> int:
        """Compute the models of `days`, unsaid those that are missing, and write them, oldest first; returns how many.
        Raises DiskRefused."""
        wanted = self.missing if days is None else [day for day in self.dates if day in days]
        for n, day in enumerate(wanted, 1):
            tick(n, len(wanted), str(day))
            self._make(day, compute)
        for day in self.dates[-LOOSE:]:
            self._put_together(day)
        if wanted:
            self._sweep(now=self._dates[wanted[-1]].path.stat().st_mtime)
        return len(wanted)

    def problems(self, *, deep: bool = False, tick: Tick = silent) -> Iterator[Problem]:
        """A problem for each model that is damaged; with `deep`, also for each view that comes out otherwise when it is
        computed again. Models that are missing are none: they will be made."""
        there = [day for day in self.dates if self._dates[day].is_there]
        for n, day in enumerate(there, 1):
            folder, place = self._dates[day], Place(f"models/{day_name(day)}")
            tick(n, len(there), str(day))
            try:
                held = {view: folder.read(view) for view in folder.views}
            except Damaged:  # `planboard model` makes it anew
                yield Problem(place, "model.damaged")
                continue
            again = (
                in_duckdb(sources(self.published.in_use, day), self.earlier(day), kept()) if deep else held
            )
            for view in again:
                if not same(held[view], again[view]):
                    yield Problem(replace(place, sheet=view), "model.differs")

    def table(self, view: str, as_of: date) -> pa.Table:
        """The rows of a view on one date. What is damaged is computed again first, which raises DiskRefused if it
        cannot be written."""
        with self._lock:
            if (view, as_of) not in self._tables:
                read = self._sound(as_of, lambda folder: folder.read(view))
                with suppress(ValueError):  # larger than all that is kept
                    self._tables[view, as_of] = read
                return read
            return self._tables[view, as_of]

    def history(self, view: str) -> ds.Dataset:
        """The rows of a view that is followed, of every date, oldest first."""
        with self._lock:
            if view not in self._histories:
                self._histories[view] = self._history(view, self.dates)
            return self._histories[view]

    def earlier(self, as_of: date) -> Earlier:
        """The rows of every followed view of the dates before this one; none if it is the first."""
        before = [day for day in self._dates if day < as_of]
        return {view.name: self._history(view.name, before) for view in followed()} if before else {}

    def _history(self, view: str, days: Sequence[date]) -> ds.Dataset:
        files: list[Path] = []
        for day in reversed(days):
            if self._together[day].is_there:
                try:
                    files.append(self._together[day].sound_file(view))
                    break
                except Damaged:  # the same rows are in the dates' own files
                    self._together[day].remove()
            files.append(self._sound(day, lambda folder: folder.sound_file(view)))
        return ds.dataset([str(file) for file in reversed(files)], format="parquet")

    def _sound(self, day: date, read: Callable[[ModelFolder], T]) -> T:
        try:
            return read(self._dates[day])
        except Damaged:
            self._dates[day].remove()
            self._make(day, in_duckdb)
            return read(self._dates[day])

    def _make(self, day: date, compute: Computes) -> None:
        tables = compute(sources(self.published.in_use, day), self.earlier(day), kept())
        before = max((d for d in self._dates if d < day), default=None)
        known = self.table(READINGS, before) if before else None
        self._write(self._dates[day], {**tables, READINGS: readings(day, tables, known)})
        self._put_together(day)

    def _put_together(self, day: date) -> None:
        """Write the followed views' rows up to a date in one file each, if it is such a date; so few files are read,
        however many dates there are."""
        folder, n = self._together[day], self.dates.index(day) + 1
        if n % LOOSE == 0 and not folder.is_there:
            self._write(folder, {v: self._history(v, self.dates[:n]).to_table() for v in folder.views})

    def _write(self, folder: ModelFolder, tables: Mapping[str, pa.Table]) -> None:
        try:
            folder.write(tables, staging(self._data))
        except OSError as error:
            place = Place(folder.path.parent.relative_to(self._data).as_posix())
            params = {"why": error.strerror or str(error)}
            raise DiskRefused([Problem(place, "model.disk", params)]) from error

    def _sweep(self, now: float) -> None:
        """Delete models on which nothing published rests any longer, a day after that was first seen: a server may
        still show the set before. `now` is by the file system's own clock."""
        wanted = {folder.path for folder in (*self._dates.values(), *self._together.values())}
        for path in set(self._data.glob("models/*/*")) - wanted:
            mark = path / "superseded"
            with suppress(OSError):  # another publisher may be sweeping too
                if not mark.exists():
                    mark.touch()
                elif mark.stat().st_mtime < now - ABANDONED_HOURS * 3600:
                    shutil.rmtree(path)


def same(held: pa.Table, again: pa.Table) -> bool:
    """Whether two tables hold the same rows; numbers may differ by what another order of summation makes of them."""
    if held.schema != again.schema or held.num_rows != again.num_rows:
        return False
    return held.equals(again) or all(
        one == other or (isinstance(one, float) and isclose(one, other, rel_tol=1e-9))
        for name in held.column_names
        for one, other in zip(held[name].to_pylist(), again[name].to_pylist(), strict=True)
    )


def models(data: Path, published: Published) -> Models:
    """The models of a published set, those that are missing made first. Raises DiskRefused."""
    found = Models(data, published)
    found.make()
    return found


@cache
def _method() -> bytes:
    """A hash of all that a model rests on besides the snapshots: what is kept, and the text of the views."""
    names = [*(view.name for view in kept()), READINGS, *(name for read in READ for name in read)]
    texts = [*names, *(view.sql for view in views())]
    return hashlib.sha256("\0".join(texts).encode()).digest()


def _identities(published: Published) -> dict[date, str]:
    """What identifies the model of each date in use: the snapshots up to it and the method."""
    found, so_far = dict[date, str](), _method()
    for snapshot in published.in_use:
        line = f"{snapshot.as_of} {snapshot.revision} {snapshot.manifest_sha256}"
        so_far = hashlib.sha256(so_far + line.encode()).digest()
        found[snapshot.as_of] = so_far.hex()
    return found
