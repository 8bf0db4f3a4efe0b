"""Computes the views of one date, in DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
from duckdb import DuckDBPyConnection

from planboard.queries import HISTORY, Query, assumptions, followed, needed
from planboard.schema import TABLES
from planboard.snapshots.published import Snapshot, read

# Earlier dates' rows of a view, by its name; none on the first date.
Earlier = Mapping[str, ds.Dataset]

# Queries need nothing outside the process: every table is handed to them.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # more would sum floating-point numbers in a varying order, and no faster
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}
MEMORY_TO_COMPUTE = "2GB"  # 4,000 targets measured weekly for three years need half of it

SNAPSHOTS = pa.schema(
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


class Computes(Protocol):
    """An engine that computes views."""

    def __call__(
        self, sources: Mapping[str, pa.Table], earlier: Earlier, wanted: Sequence[Query]
    ) -> dict[str, pa.Table]:
        """The rows of the `wanted` views of one date, by name. `sources` are the relations of the schema "published" by
        their table's name."""


def sources(snapshots: Sequence[Snapshot], of: date) -> dict[str, pa.Table]:
    """What the views of a date read of what is published: the list of the snapshots up to it, and every table of each
    revision of the date."""
    revisions = [s for s in snapshots if s.as_of == of]
    held = [(s, read(s)) for s in revisions]
    found = {"snapshots": listed([s for s in snapshots if s.as_of <= of])}
    for table in TABLES:
        found[table] = pa.concat_tables([_stamped(tables[table], s) for s, tables in held])
    return found


def listed(snapshots: Iterable[Snapshot]) -> pa.Table:
    """A list of snapshots as a table; columns as in SNAPSHOTS."""
    rows = [{name: getattr(s, name) for name in SNAPSHOTS.names} for s in snapshots]
    return pa.Table.from_pylist(rows, schema=SNAPSHOTS)


def _stamped(table: pa.Table, snapshot: Snapshot) -> pa.Table:
    for name in ("as_of", "revision", "is_current"):
        field = SNAPSHOTS.field(name)
        table = table.append_column(
            field, pa.repeat(pa.scalar(getattr(snapshot, name), field.type), len(table))
        )
    return table


def in_duckdb(
    sources: Mapping[str, pa.Table],
    earlier: Earlier,
    wanted: Sequence[Query],
    *,
    assumed: Mapping[str, int] | None = None,
) -> dict[str, pa.Table]:
    """The rows of the `wanted` views of one date, by name. `assumed` (the parameters of queries/assumptions/) makes it
    a what-if, in which the plan's numbers or start dates differ."""
    with connected(MEMORY_TO_COMPUTE) as db:
        db.execute("create schema published")
        db.execute("create schema stated")  # the tables as published, before an assumption changes them
        changes = {query.name: query for query in assumptions()} if assumed else {}
        read = {relation for view in needed(wanted) for relation in view.reads}
        for name, table in sources.items():
            if f"published.{name}" not in read and name not in changes:
                continue
            rows = db.from_arrow(table)
            if assumed and name in changes:
                rows.create(f"stated.{name}")
                change = changes[name]
                rows = db.sql(change.sql, params={param: assumed[param] for param in change.params})
            rows.create(f"published.{name}")

        def answer(view: Query) -> pa.Table:
            # One statement that leaves the rows where the next view reads them, with the planner knowing how many.
            ordered = " order by " + ", ".join(view.grain)
            db.execute("create table " + view.name + " as select * from (" + view.sql + ")" + ordered)
            return db.table(view.name).to_arrow_table()

        def hand_over(name: str, rows: ds.Dataset) -> None:
            db.register(name, rows)

        return computed(earlier, wanted, answer, hand_over)


def computed(
    earlier: Earlier,
    wanted: Sequence[Query],
    answer: Callable[[Query], pa.Table],
    hand_over: Callable[[str, ds.Dataset], None],
) -> dict[str, pa.Table]:
    """The rows of the `wanted` views, by name, on an engine that has the published tables: it runs one view after the
    other (`answer`), keeps its rows for those that follow, and is given those of earlier dates with it (`hand_over`).

    Rows are sorted by their grain before anything reads them, so that the order in which an engine happens to give them
    makes no difference to the sums that follow, nor to the files."""
    found: dict[str, pa.Table] = {}
    for view in needed(wanted):
        rows = answer(view)
        if view in wanted:
            found[view.name] = rows
        if view in followed():
            before = [earlier[view.name]] if view.name in earlier else []
            hand_over(view.name + HISTORY, ds.dataset([*before, ds.dataset(rows)]))
    return found


def connected(memory: str) -> DuckDBPyConnection:
    """A database in memory that may take so much of it."""
    db = duckdb.connect(":memory:", config={**CONFIG, "memory_limit": memory})
    db.execute("set global TimeZone = 'Asia/Shanghai'")  # not accepted as configuration
    return db


def closed_off(db: DuckDBPyConnection) -> None:
    """Let nothing that is run in the database reach outside it from now on."""
    db.execute("set enable_external_access = false")
    db.execute("set lock_configuration = true")
