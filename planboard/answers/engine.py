"""Runs the queries over models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar, runtime_checkable

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from cachetools import LRUCache, cached

from planboard.models.computing import SNAPSHOTS, Earlier, closed_off, connected, in_duckdb, sources
from planboard.models.readings import READINGS
from planboard.models.store import models
from planboard.queries import HISTORY, Query, asked, followed, kept, needed, queries
from planboard.schema import TABLES
from planboard.snapshots.published import Published, published

T = TypeVar("T")

MEMORY_TO_ANSWER = "256MB"
ANSWERS_BYTES = 16_000_000
KEPT_BYTES = 24_000_000
CELL_BYTES = 80  # what a cell takes as a Python object, roughly
LENT = 6  # connections kept with their relations, for the dates asked last


class Rows(Protocol):
    """The rows of the views: of each date, and of those that are followed over time, of all dates."""

    @property
    def published(self) -> Published:
        """The published set they were computed from; empty if they were made up."""

    @property
    def snapshots(self) -> pa.Table:
        """The list of the snapshots; columns as in SNAPSHOTS."""

    @property
    def dates(self) -> Sequence[date]:
        """The dates they are of, oldest first; at least one."""

    def table(self, view: str, as_of: date) -> pa.Table:
        """The rows of a view on one of the dates."""

    def history(self, view: str) -> ds.Dataset:
        """The rows of a followed view of every date, oldest first."""

    def earlier(self, as_of: date) -> Earlier:
        """The rows of every followed view of the dates before this one; none if it is the first."""


@runtime_checkable
class Weighed(Protocol):
    """What says how large it is, as Arrow's tables do."""

    @property
    def nbytes(self) -> int:
        """Its bytes."""


class Engine:
    """The queries over the models of one published set. What is published never changes, so every answer is kept."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.published = rows.published
        self._db = connected(MEMORY_TO_ANSWER)
        self._db.execute("create schema published")
        self._db.from_arrow(rows.snapshots).create("published.snapshots")
        closed_off(self._db)
        self._lent: dict[tuple[date, ...], list[_Connection]] = {}
        # What was asked for is kept too, and weighs: anybody can ask for anything, as long as an address may be.
        answers: LRUCache[Any, tuple[Any, pa.Table]] = LRUCache(ANSWERS_BYTES, _weight)
        self._answer = cached(answers, lock=Lock(), info=True)(
            lambda name, **params: (tuple(params.values()), self._run(name, **params))
        )
        made: LRUCache[Any, tuple[Any, Any]] = LRUCache(KEPT_BYTES, _weight)
        self._kept = cached(made, lock=Lock())(lambda make, *given: (given, make(self, *given)))

    def query(self, name: str, **params: object) -> pa.Table:
        """The answer of queries/<name>.sql: its declared columns, one row for each value of its grain, in its own
        order. Raises KeyError for an unknown query and TypeError for a missing or undeclared parameter."""
        declared = queries()[name].params
        if set(declared) != set(params):
            raise TypeError(
                f"{name} takes {', '.join(declared) or 'no parameters'}; got {', '.join(params) or 'none'}"
            )
        return self._answer(name, **params)[1]

    def keep(self, make: Callable[..., T], *given: object) -> T:
        """What `make(engine, *given)` returns, kept as long as there is room."""
        kept: T = self._kept(make, *given)[1]
        return kept

    @property
    def n_runs(self) -> int:
        """How many queries have been run, as opposed to answered from the cache."""
        return self._answer.cache_info().misses

    def _run(self, name: str, **params: object) -> pa.Table:
        asked_for = [params.get("as_of"), params.get("since")]
        days = tuple(day for day in self.rows.dates if day in asked_for)
        waiting = self._lent.pop(days, [])
        connection = waiting.pop() if waiting else _Connection(self._db.cursor(), self.rows, days)
        answer = connection.run(queries()[name], params)
        self._lent[days] = [*waiting, connection]
        for old in list(self._lent)[:-LENT]:
            self._lent.pop(old, None)
        return answer


class _Connection:
    """A connection that has the rows of some dates, each relation from when a query first reads it."""

    def __init__(self, db: duckdb.DuckDBPyConnection, rows: Rows, days: tuple[date, ...]) -> None:
        self._db, self._rows, self._days = db, rows, days
        self._known: set[str] = set()

    def run(self, query: Query, params: Mapping[str, object]) -> pa.Table:
        """The answer of a query."""
        expanded = [view for view in asked(query.name) if not view.is_kept]
        new = set[str]().union(query.reads, *(view.reads for view in expanded)) - self._known
        for name in new & {READINGS, *(view.name for view in kept())}:
            self._db.register(name, self._table(name))
        for view in followed():
            if view.name + HISTORY in new:
                self._db.register(view.name + HISTORY, self._rows.history(view.name))
        for view in expanded:
            if view.name not in self._known:
                self._db.execute("create temporary view " + view.name + " as " + view.sql)
        self._known |= new | {view.name for view in expanded}
        return self._db.sql(query.sql, params=dict(params)).to_arrow_table()

    def _table(self, view: str) -> pa.Table:
        found = [self._rows.table(view, day) for day in self._days]
        return pa.concat_tables(found) if found else self._rows.table(view, self._rows.dates[-1])[:0]


def _weight(value: object) -> int:
    """About how many bytes a value takes; nothing takes none."""
    if isinstance(value, Weighed):
        return CELL_BYTES + value.nbytes
    if isinstance(value, str | bytes):
        return CELL_BYTES + len(value)
    if isinstance(value, Mapping):
        return CELL_BYTES * (1 + len(value))
    if isinstance(value, Sequence):
        return CELL_BYTES + sum(map(_weight, value))
    return CELL_BYTES


def open_engine(data: Path) -> Engine:
    """The queries over everything published under `data`; models that are missing are made first. Raises DiskRefused if
    they cannot be written."""
    return Engine(models(data, published(data)))


@dataclass(frozen=True)
class OneDate:
    """The rows of one date, computed and not written, on top of the models of the dates before it."""

    published: Published
    snapshots: pa.Table
    tables: Mapping[str, pa.Table]
    before: Earlier

    @property
    def dates(self) -> tuple[date]:
        """The date."""
        return (pc.max(self.snapshots["as_of"]).as_py(),)

    def table(self, view: str, as_of: date) -> pa.Table:
        """The rows of a view on the date."""
        return self.tables[view]

    def history(self, view: str) -> ds.Dataset:
        """The rows of a followed view of the date and those before it."""
        before = [self.before[view]] if view in self.before else []
        return ds.dataset([*before, ds.dataset(self.tables[view])])

    def earlier(self, as_of: date) -> Earlier:
        """The rows of every followed view of the dates before the date."""
        return self.before


def drafted(rows: Rows, draft: Published, as_of: date, only: Iterable[str]) -> Engine:
    """Some queries over one date of a draft; `rows` are those of what is published."""
    return _computed(rows, draft, as_of, only, {})


def what_if(rows: Rows, as_of: date, assumed: Mapping[str, int], only: Iterable[str]) -> Engine:
    """Some queries over one date on which the plan's numbers or start dates differ: `assumed` are the parameters of
    queries/assumptions/."""
    return _computed(rows, rows.published, as_of, only, assumed)


def _computed(
    rows: Rows, published: Published, as_of: date, only: Iterable[str], assumed: Mapping[str, int]
) -> Engine:
    found, earlier = sources(published.in_use, as_of), rows.earlier(as_of)
    tables = in_duckdb(found, earlier, _views(only), assumed=assumed)
    return Engine(OneDate(published, found["snapshots"], tables, earlier))


def made_up(tables: Mapping[str, pa.Table], only: Iterable[str]) -> Engine:
    """Some queries on the last date of rows that were never published: every table of schema.py, each row with its
    as_of. Every date of the plan counts as a snapshot in force."""
    days = sorted(tables["plan"]["as_of"].to_pylist())
    rest = {"revision": 1, "kind": "demo", "publisher": "", "manifest_sha256": "", "is_current": True}
    at = [{"as_of": day, "published_at": datetime.combine(day, time(), UTC), **rest} for day in days]
    wanted, earlier = _views(only), dict[str, ds.Dataset]()
    followed_here = [view.name for view in needed(wanted) if view in followed()]
    for n, day in enumerate(days, 1):
        found = {name: _in_force(tables[name], day) for name in TABLES}
        found["snapshots"] = pa.Table.from_pylist(at[:n], schema=SNAPSHOTS)
        computed = in_duckdb(found, earlier, needed(wanted))
        last = OneDate(Published((), (), ""), found["snapshots"], computed, earlier)
        earlier = {view: ds.dataset(last.history(view).to_table()) for view in followed_here}
    return Engine(last)


def _in_force(table: pa.Table, day: date) -> pa.Table:
    rows = table.filter(pc.equal(table["as_of"], pa.scalar(day)))
    first, true = pa.scalar(1, pa.int32()), pa.scalar(True)
    rows = rows.append_column("revision", pa.repeat(first, len(rows)))
    return rows.append_column("is_current", pa.repeat(true, len(rows)))


def _views(names: Iterable[str]) -> list[Query]:
    return [view for name in names for view in asked(name)]
