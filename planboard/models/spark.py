"""Computes the views of one date on a Spark Connect server: Sail, Spark, Databricks. Only this file imports pyspark."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from functools import cache
from types import TracebackType
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.dataset as ds
from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from planboard.errors import Place, Problem, UserError
from planboard.models.computing import NO_NUMBERS, SNAPSHOTS, Earlier, in_duckdb, in_order
from planboard.models.portable import relation, spark_sql
from planboard.queries import HISTORY, Query, followed, needed, views
from planboard.schema import TABLES

PATIENCE_SECONDS = 10  # for the server to take a connection
RETRIES = 3
PORT = 15002  # of Spark Connect, where the address names none


class Refused(UserError):
    """The engine cannot be reached, or a job on it failed; nothing was written."""


class OnSpark:
    """A session on a Spark Connect server, as an engine that computes views. Raises Refused if there is no such
    server."""

    def __init__(self, address: str) -> None:
        self._address = address
        _reach(address)
        try:
            self._session = SparkSession(connection=address)
            self._session.client.set_retry_policies(
                [DefaultPolicy(max_retries=RETRIES)]
            )  # unsaid, for ten minutes
            self._session.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
        except Exception as error:
            raise _refused(address, "engine.no_answer", error) from error

    def __enter__(self) -> OnSpark:
        return self

    def __exit__(
        self, of: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.stop()

    def __call__(
        self, sources: Mapping[str, pa.Table], earlier: Earlier, wanted: Sequence[Query]
    ) -> dict[str, pa.Table]:
        """The rows of the `wanted` views of one date, by name, with the columns and types that DuckDB gives. Raises
        Refused if a job fails or gives anything else."""
        schemas = {f"published.{name}": table.schema for name, table in sources.items()}
        for name, table in sources.items():
            self.hand_over(f"published.{name}", table)
        found: dict[str, pa.Table] = {}
        numbers: Mapping[str, object] = NO_NUMBERS
        for view in needed(wanted):
            params = {name: numbers[name] for name in view.params}
            rows = in_order(view, self.answer(view, params, schemas, expected()[view.name]))
            schemas[view.name] = rows.schema
            self.hand_over(view.name, rows)
            if view.name == "plan":
                numbers = next(iter(rows.to_pylist()), NO_NUMBERS)
            if view in wanted:
                found[view.name] = rows
            if view in followed():
                before = [earlier[view.name]] if view.name in earlier else []
                schemas[view.name + HISTORY] = rows.schema
                self.hand_over(view.name + HISTORY, ds.dataset([*before, ds.dataset(rows)]).to_table())
        return found

    def hand_over(self, name: str, table: pa.Table) -> None:
        """Give the server a table under our name for it."""
        try:
            # The types of a table without rows cannot be inferred.
            typed = {} if table.num_rows else {"schema": from_arrow_schema(table.schema)}
            self._session.createDataFrame(table, **typed).createOrReplaceTempView(relation(name))
        except Exception as error:
            raise _refused(self._address, "engine.failed", error, name) from error

    def answer(
        self,
        query: Query,
        params: Mapping[str, object],
        schemas: Mapping[str, pa.Schema],
        schema: pa.Schema,
    ) -> pa.Table:
        """The rows of a query over the relations handed over, whose schemas are given. Raises Refused unless they fit
        `schema`."""
        try:
            rows = self._session.sql(spark_sql(query, params, schemas)).toArrow()
        except Exception as error:
            raise _refused(self._address, "engine.failed", error, query.name) from error
        if rows.column_names != schema.names:
            raise _refused(self._address, "engine.columns", ", ".join(rows.column_names), query.name)
        for held, field in zip(rows.schema, schema, strict=True):
            if not _is_same_type(held.type, field.type):
                raise _refused(self._address, "engine.type", f"{field.name}: {held.type}", query.name)
        return rows.cast(schema)


def _is_same_type(held: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether two types differ only by what engines choose differently: the width of whole numbers, the zone a moment
    is shown in, and which parts may be null."""
    if pa.types.is_map(wanted) and pa.types.is_map(held):
        return held.key_type == wanted.key_type and held.item_type == wanted.item_type
    if pa.types.is_list(wanted) and pa.types.is_list(held):
        return _is_same_type(held.value_type, wanted.value_type)
    if pa.types.is_timestamp(wanted) and pa.types.is_timestamp(held):
        return held.unit == wanted.unit and bool(held.tz) == bool(wanted.tz)
    return held == wanted or (pa.types.is_integer(held) and pa.types.is_integer(wanted))


@cache
def expected() -> dict[str, pa.Schema]:
    """The schema of every view, as DuckDB gives it for tables without rows."""
    empty = {name: table.schema.empty_table() for name, table in TABLES.items()}
    for name, table in empty.items():
        for field in (SNAPSHOTS.field(n) for n in ("as_of", "revision", "is_current")):
            table = table.append_column(field, pa.array([], field.type))
        empty[name] = table
    return {
        n: t.schema
        for n, t in in_duckdb({**empty, "snapshots": SNAPSHOTS.empty_table()}, {}, views()).items()
    }


def _reach(address: str) -> None:
    """Try whether anybody listens there: the client would try for many minutes."""
    at = urlsplit(address)
    try:
        if at.scheme != "sc" or not at.hostname:
            raise ValueError
        host, port = at.hostname, at.port or PORT
    except ValueError as error:
        raise _refused(address, "engine.address", "") from error
    try:
        socket.create_connection((host, port), PATIENCE_SECONDS).close()
    except OSError as error:
        raise _refused(address, "engine.no_answer", error) from error


def _refused(address: str, key: str, why: object, query: str = "") -> Refused:
    text = " ".join(str(why).split())[:300]
    return Refused([Problem(Place(query or address), key, {"address": address, "why": text})])
