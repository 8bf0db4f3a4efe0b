"""Computes the views of one date on a Spark Connect server: Sail, Spark, Databricks. Only this file imports pyspark."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from functools import cache
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import grpc
import pyarrow as pa
from pyspark import __version__ as client_version
from pyspark.sql.connect.client import DefaultChannelBuilder
from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from planboard.errors import Place, Problem, UserError
from planboard.models.computing import SNAPSHOTS, Earlier, computed, in_duckdb
from planboard.models.portable import TIME_ZONE, relation, spark_sql
from planboard.queries import Query, views
from planboard.schema import TABLES

PATIENCE_SECONDS = 10  # for the server to take a connection
TO_ANSWER_SECONDS, TO_COMPUTE_SECONDS = 30, 900  # for one call; unsaid, without an end
RETRIES = 3
PORT = 15002  # of Spark Connect, where the address names none
SETTINGS = {
    "spark.sql.session.timeZone": TIME_ZONE,
    "spark.sql.ansi.enabled": "true",  # what cannot be converted is an error, as it is here
    # In Spark 4.2 this rule fails on a union with a column that stands twice.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases",
}


class Refused(UserError):
    """The engine cannot be reached, or a job on it failed; nothing was written."""


class OnSpark:
    """A session on a Spark Connect server, as an engine that computes views. Raises Refused if there is no such
    server."""

    def __init__(self, address: str) -> None:
        self._address = address
        _reach(address)
        try:
            builder = DefaultChannelBuilder(address)
            builder.add_interceptor(_Deadline())
            self._session = SparkSession(connection=builder)
            self._session.client.set_retry_policies(
                [DefaultPolicy(max_retries=RETRIES)]
            )  # unsaid, for ten minutes
            version = self._session.version
            for name, value in SETTINGS.items():
                self._session.conf.set(name, value)
        except Exception as error:
            raise _refused(address, "engine.no_answer", error) from error
        if version.split(".")[0] != client_version.split(".")[0]:
            self._session.stop()
            raise _refused(address, "engine.version", version)

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

        def answer(view: Query) -> pa.Table:
            rows = self.answer(view, {}, schemas, expected()[view.name])
            rows = rows.sort_by([(column, "ascending") for column in view.grain])
            keep(view.name, rows)
            return rows

        def keep(name: str, rows: pa.Table) -> None:
            schemas[name] = rows.schema
            self.hand_over(name, rows)

        return computed(earlier, wanted, answer, lambda name, rows: keep(name, rows.to_table()))

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


class _Deadline(
    grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor
):
    """Gives every call an end."""

    def intercept_unary_unary(self, call: Any, details: Any, request: Any) -> Any:
        """A question: for the version, a setting, a plan."""
        return call(details._replace(timeout=TO_ANSWER_SECONDS), request)

    def intercept_unary_stream(self, call: Any, details: Any, request: Any) -> Any:
        """A computation."""
        return call(details._replace(timeout=TO_COMPUTE_SECONDS), request)

    def intercept_stream_unary(self, call: Any, details: Any, requests: Any) -> Any:
        """Rows handed over."""
        return call(details._replace(timeout=TO_COMPUTE_SECONDS), requests)


def _refused(address: str, key: str, why: object, query: str = "") -> Refused:
    shown = address.partition(";")[0]  # behind it may stand a token
    call = why.__context__ if isinstance(why, Exception) and isinstance(why.__context__, grpc.Call) else why
    text = " ".join(str(call.details() if isinstance(call, grpc.Call) else call).split())[:300]
    params = {"address": shown, "why": text, "wanted": client_version}
    return Refused([Problem(Place(query or shown), key, params)])
