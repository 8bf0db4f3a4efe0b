"""Runs the queries over the published snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TypeVar

import duckdb
import pyarrow as pa

from planboard.answers.queries import assumptions, queries, views
from planboard.schema import TABLES
from planboard.snapshots.published import Published

T = TypeVar("T")

# Every figure is computed from copies in memory, so queries never need anything outside the process.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # more would sum floating-point numbers in a varying order, and no faster
    "memory_limit": "1GB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}


class Engine:
    """The queries over one published set. What is published never changes, so every view is computed once and every
    answer is cached.

    `assumed` (the parameters of queries/assumptions/) makes it a what-if: the plan's numbers or start dates differ, and
    `as_of` is the only date. `tables` replaces the published set by rows that were never published: every table of
    schema.py, each row with its as_of."""

    def __init__(
        self,
        published: Published | None = None,
        *,
        assumed: Mapping[str, int] | None = None,
        as_of: date | None = None,
        tables: Mapping[str, pa.Table] | None = None,
    ) -> None:
        self.published = published
        self.identity = published.identity if published else ""
        self._db = duckdb.connect(":memory:", config=_CONFIG)
        self._db.execute("set global TimeZone = 'Asia/Shanghai'")  # not accepted inside config
        self._db.execute("create schema published")
        if tables is not None:
            _load_tables(self._db, tables)
        elif published is not None:
            _load(self._db, published, assumed or {}, as_of)
        _build(self._db)
        self._answer = lru_cache(maxsize=4096)(self._run)
        self._kept = lru_cache(maxsize=4096)(lambda make, *given: make(self, *given))

    def query(self, name: str, **params: object) -> pa.Table:
        """The answer of queries/<name>.sql: its declared columns, one row for each value of its grain, in its own
        order. Raises KeyError for an unknown query and TypeError for a missing or undeclared parameter."""
        declared = queries()[name].params
        if set(declared) != set(params):
            raise TypeError(
                f"{name} takes {', '.join(declared) or 'no parameters'}; got {', '.join(params) or 'none'}"
            )
        # In the declared order, because the order of parameters is part of the cache's key.
        return self._answer(name, **{p: params[p] for p in declared})

    def keep(self, make: Callable[..., T], *given: object) -> T:
        """What `make(engine, *given)` returns, cached for this engine's lifetime."""
        return self._kept(make, *given)

    @property
    def n_runs(self) -> int:
        """How many queries have been run, as opposed to answered from the cache."""
        return self._answer.cache_info().misses

    def _run(self, name: str, **params: object) -> pa.Table:
        with self._db.cursor() as cursor:
            return cursor.sql(queries()[name].sql, params=params).to_arrow_table()


def _load(
    db: duckdb.DuckDBPyConnection, published: Published, assumed: Mapping[str, int], as_of: date | None
) -> None:
    snapshots = [s for s in published.in_use if as_of is None or s.as_of <= as_of]
    listed = pa.Table.from_pylist(
        [{n: getattr(s, n) for n in _SNAPSHOTS.names} for s in snapshots], schema=_SNAPSHOTS
    )
    db.from_arrow(listed).create("published.snapshots")
    current = db.from_arrow(listed.select(["as_of", "revision", "is_current"])).set_alias("s")
    changes = {query.name: query for query in assumptions()} if assumed else {}
    db.execute("create schema stated")  # the tables as published, before an assumption changes them
    for table, declared in TABLES.items():
        # Target values of earlier dates are measurements; of the other tables, an assumption needs its own date only.
        wanted = [s for s in snapshots if as_of in (None, s.as_of) or table == "target_values"]
        # Date and revision come from the names of the folders.
        files = db.read_parquet([str(s.files[table]) for s in wanted], hive_partitioning=True)
        named = [duckdb.ColumnExpression(name) for name in (*declared.schema.names, "as_of")]
        revision = duckdb.ColumnExpression("rev").cast("integer").alias("revision")
        rows = files.select(*named, revision).set_alias("t").join(current, "as_of, revision")
        if table in changes:
            rows.create(f"stated.{table}")
            change = changes[table]
            rows = db.sql(change.sql, params={name: assumed[name] for name in change.params})
        rows.create(f"published.{table}")


def _load_tables(db: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> None:
    """Load tables that were never published: each date of the plan becomes a snapshot in force."""
    days = tables["plan"]["as_of"].to_pylist()
    rest = {"revision": 1, "kind": "demo", "publisher": "", "manifest_sha256": "", "is_current": True}
    at = [{"as_of": day, "published_at": datetime.combine(day, time(), UTC), **rest} for day in days]
    db.from_arrow(pa.Table.from_pylist(at, schema=_SNAPSHOTS)).create("published.snapshots")
    for table in TABLES:
        rows = db.from_arrow(tables[table])
        revision = duckdb.ConstantExpression(1).cast("integer").alias("revision")
        is_current = duckdb.ConstantExpression(True).alias("is_current")
        rows.select(duckdb.StarExpression(), revision, is_current).create(f"published.{table}")


def _build(db: duckdb.DuckDBPyConnection) -> None:
    for view in views():
        db.sql(view.sql).create(view.name)
    db.execute("set enable_external_access = false")
    db.execute("set lock_configuration = true")


_SNAPSHOTS = pa.schema(
    [
        pa.field("as_of", pa.date32()),
        pa.field("revision", pa.int32()),
        pa.field("kind", pa.string()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("publisher", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("manifest_sha256", pa.string()),
        pa.field("is_current", pa.bool_()),
    ]
)
