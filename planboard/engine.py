"""Runs the queries over the published snapshots. The only module that imports duckdb."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from planboard.schema import TABLES
from planboard.snapshots import Published

T = TypeVar("T")

QUERIES = Path(__file__).resolve().parent.parent / "queries"

# Every figure is computed from copies in memory, so nothing outside the process is ever reached.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # more would add floating-point numbers in another order each time, and no faster
    "memory_limit": "1GB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}


@dataclass(frozen=True)
class Query:
    """One file of queries/ and the contract its header declares: what it answers, the grain, parameters and columns."""

    name: str
    question: str
    grain: tuple[str, ...]
    params: tuple[str, ...]
    columns: tuple[str, ...]
    sql: str


def _read(path: Path) -> Query:
    sql = path.read_text("utf-8")
    header = re.match(r"(?:--.*\n)+", sql)
    lines = [line.removeprefix("--").strip() for line in header[0].splitlines()] if header else []
    # A list runs on while its line ends with a comma.
    fields = re.findall(r"^(Grain|Params|Columns):(.*(?:(?<=,)\n.*)*)", "\n".join(lines), re.MULTILINE)
    listed = {field: tuple(re.findall(r"\w+", names)) for field, names in fields}
    name = re.sub(r"^\d\d_", "", path.stem)
    question = " ".join(lines[: lines.index("")]) if "" in lines else ""
    return Query(
        name, question, listed.get("Grain", ()), listed.get("Params", ()), listed.get("Columns", ()), sql
    )


@cache
def queries() -> dict[str, Query]:
    """Every query a page or `planboard query` can run, by name."""
    return {q.name: q for q in map(_read, sorted(QUERIES.glob("*.sql")))}


@cache
def views() -> tuple[Query, ...]:
    """Every model view, in the order in which they build on each other."""
    return tuple(map(_read, sorted((QUERIES / "views").glob("*.sql"))))


class Engine:
    """The queries over one published set. What is published never changes, so every view is computed once and every
    answer is kept."""

    def __init__(self, published: Published) -> None:
        self.identity = published.identity
        self._db = _load(published)
        self._answer = lru_cache(maxsize=4096)(self._run)
        self._kept = lru_cache(maxsize=4096)(lambda make, *given: make(self, *given))

    def query(self, name: str, **params: object) -> pa.Table:
        """The answer of queries/<name>.sql: its declared columns, one row per its grain, in its stated order. Raises
        KeyError for an unknown query and TypeError for a missing or undeclared parameter."""
        declared = queries()[name].params
        if set(declared) != set(params):
            raise TypeError(
                f"{name} takes {', '.join(declared) or 'no parameters'}; got {', '.join(params) or 'none'}"
            )
        return self._answer(name, **{p: params[p] for p in declared})  # what is kept is kept by this order

    def keep(self, make: Callable[..., T], *given: object) -> T:
        """What `make(engine, *given)` gives, made once and let go of together with this engine."""
        return self._kept(make, *given)

    @property
    def n_runs(self) -> int:
        """How many queries have been run rather than answered from what is kept."""
        return self._answer.cache_info().misses

    def _run(self, name: str, **params: object) -> pa.Table:
        with self._db.cursor() as cursor:
            return cursor.sql(queries()[name].sql, params=params).to_arrow_table()


def _load(published: Published) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(":memory:", config=_CONFIG)
    db.execute("set global TimeZone = 'Asia/Shanghai'")  # not accepted inside config
    db.execute("create schema published")
    snapshots = published.in_use
    listed = pa.Table.from_pylist(
        [{n: getattr(s, n) for n in _SNAPSHOTS.names} for s in snapshots], schema=_SNAPSHOTS
    )
    db.from_arrow(listed).create("published.snapshots")
    current = db.from_arrow(listed.select(["as_of", "revision", "is_current"])).set_alias("s")
    for table, declared in TABLES.items():
        # The folders' names say the date and the revision.
        files = db.read_parquet([str(s.files[table]) for s in snapshots], hive_partitioning=True)
        named = [duckdb.ColumnExpression(name) for name in (*declared.schema.names, "as_of")]
        revision = duckdb.ColumnExpression("rev").cast("integer").alias("revision")
        rows = files.select(*named, revision).set_alias("t")
        rows.join(current, "as_of, revision").create(f"published.{table}")
    for view in views():
        db.sql(view.sql).create(view.name)
    db.execute("set enable_external_access = false")
    db.execute("set lock_configuration = true")
    return db


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
