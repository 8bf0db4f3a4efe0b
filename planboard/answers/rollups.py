"""Answers over the roll-ups of many plans. Nothing else of a plan is read, however large it is."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from planboard.answers import rollup
from planboard.answers.engine import MEMORY_TO_ANSWER
from planboard.errors import Place, Problem
from planboard.folders import day_of, is_revision
from planboard.models.computing import closed_off, connected
from planboard.queries import plan_queries, plan_views

T = TypeVar("T")

Stamp = tuple[tuple[int, int, int] | None, tuple[str, str] | None]

_building = threading.Lock()
_kept: dict[str, Rollups] = {}  # those last asked for, under ""


class Rollups:
    """The queries of queries/plans/ over the roll-ups of many plans; and in `problems`, which plans are left out or
    stand as they were before their newest snapshot, and why."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self.stamps = {name: _stamp(folder) for name, folder in folders.items()}
        self.problems: list[Problem] = []
        read = {}
        for name, folder in folders.items():
            tables, problem = _read(name, folder, self.stamps[name])
            self.problems += [problem] if problem else []
            if tables:
                read[name] = tables
        self.n_plans = len(read)
        self._db = _loaded(read)
        self._answer = lru_cache(maxsize=256)(self._run)
        self._made = lru_cache(maxsize=256)(lambda make, *given: make(self, *given))

    @cached_property
    def identity(self) -> str:
        """A hash that changes with any of the roll-ups."""
        return hashlib.sha256(repr(sorted(self.stamps.items())).encode()).hexdigest()

    def query(self, name: str, **params: object) -> pa.Table:
        """The answer of queries/plans/<name>.sql."""
        return self._answer(name, **{p: params[p] for p in plan_queries()[name].params})

    def keep(self, make: Callable[..., T], *given: object) -> T:
        """What `make(self, *given)` returns, cached as long as these roll-ups are."""
        return self._made(make, *given)

    def _run(self, name: str, **params: object) -> pa.Table:
        with self._db.cursor() as cursor:
            return cursor.sql(plan_queries()[name].sql, params=params).to_arrow_table()


def read_rollups(folders: Mapping[str, Path]) -> Rollups:
    """The roll-ups of the plans in these folders, by name. They are read again once a file has been replaced."""
    with _building:
        known = _kept.get("")
        if known is None or known.stamps != {name: _stamp(folder) for name, folder in folders.items()}:
            known = _kept[""] = Rollups(folders)
        return known


def _loaded(read: Mapping[str, dict[str, pa.Table]]) -> duckdb.DuckDBPyConnection:
    db = connected(MEMORY_TO_ANSWER)
    db.execute("create schema rollups")
    for table, schema in rollup.TABLES.items():
        named = pa.schema([("plan", pa.string()), *schema])
        rows = [
            tables[table].add_column(0, "plan", pa.array([name] * tables[table].num_rows, pa.string()))
            for name, tables in read.items()
        ]
        db.from_arrow(pa.concat_tables(rows) if rows else named.empty_table()).create(f"rollups.{table}")
    for view in plan_views():
        db.sql(view.sql).create(view.name)
    closed_off(db)
    return db


def _stamp(folder: Path) -> Stamp:
    return rollup.stamp(folder), _newest(folder)


def _newest(folder: Path) -> tuple[str, str] | None:
    """The folder names of the newest date and its newest revision, whether or not it is valid; None if there are none.
    Looked up by name alone, which is cheap for hundreds of plans."""
    snapshots = f"{folder}/snapshots"
    for day in filter(day_of, _newest_first(snapshots)):
        for revision in filter(is_revision, _newest_first(f"{snapshots}/{day}")):
            return day, revision
    return None


def _newest_first(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder), reverse=True)
    except OSError:
        return []


@lru_cache(maxsize=4096)
def _read(name: str, folder: Path, stamp: Stamp) -> tuple[dict[str, pa.Table] | None, Problem | None]:
    """A plan's roll-up, if it can be read, and what is wrong with it; read again when its stamp has changed."""
    made, newest = stamp
    place = Place(name)
    if made is None:
        return None, Problem(place, "rollup.missing" if newest else "rollup.nothing")
    try:
        tables = rollup.read_rollup(folder)
    except (rollup.Unreadable, OSError):
        return None, Problem(place, "rollup.damaged")
    row = tables["plans"].to_pylist()[0]
    stands_for = (f"as_of={row['as_of']}", f"rev={row['revision']:04d}")
    if newest == stands_for:
        return tables, None
    day = day_of(newest[0]) if newest else None
    return tables, Problem(place, "rollup.old", {"as_of": row["as_of"], "newest": day})
