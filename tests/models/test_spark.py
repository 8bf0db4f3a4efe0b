"""The same SQL on another engine: every view and every query on Sail, held against DuckDB row for row."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from math import isclose
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner

from planboard.answers.engine import Engine, open_engine
from planboard.commands.main import main
from planboard.models.computing import in_duckdb, sources
from planboard.models.readings import READINGS
from planboard.queries import HISTORY, Query, asked, followed, queries, views
from planboard.schema import HELP_STATES
from tests.places import DATA
from tests.samples.small_history import history

MISSING = [name for name in ("pysail", "pyspark", "sqlglot") if importlib.util.find_spec(name) is None]
GIVEN = os.environ.get("PLANBOARD_SPARK", "")
if MISSING and GIVEN != "require":
    pytest.skip(
        f"needs requirements-spark.txt and pysail; missing: {', '.join(MISSING)}", allow_module_level=True
    )

import grpc  # noqa: E402

from planboard.models import spark as models_spark  # noqa: E402
from planboard.models.portable import NotPortable, spark_sql  # noqa: E402
from planboard.models.spark import OnSpark, Refused  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # what pyspark warns of is not ours to mend


@contextmanager
def sail() -> Iterator[str]:
    """The address of a Sail server in a process of its own, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("sail")),
        "spark",
        "server",
        "--ip",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"sc://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """PLANBOARD_SPARK may name a server to be tested instead of Sail."""
    if GIVEN.startswith("sc://"):
        yield GIVEN
    else:
        with sail() as address:
            yield address


@pytest.fixture(scope="module")
def spark(address: str) -> Iterator[OnSpark]:
    with OnSpark(address) as engine:
        yield engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(DATA)


def is_same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[k], other[k]) for k in one)
    return one == other


def assert_same(name: str, found: pa.Table, right: pa.Table) -> None:
    assert found.schema == right.schema, name
    rows, wanted = found.to_pylist(), right.to_pylist()
    assert len(rows) == len(wanted), name
    for row, expected in zip(rows, wanted, strict=True):
        assert is_same(row, expected), (
            name,
            {k: (row[k], v) for k, v in expected.items() if not is_same(row[k], v)},
        )


@pytest.mark.parametrize("n", [0, 7, -1])
def test_every_view_has_the_same_rows(spark: OnSpark, engine: Engine, n: int) -> None:
    day = engine.rows.dates[n]
    given = sources(engine.published.in_use, day), engine.rows.earlier(day), views()
    right, found = in_duckdb(*given), spark(*given)
    assert found.keys() == right.keys() == {view.name for view in views()}
    for name, table in right.items():
        assert_same(name, found[name], table)


@pytest.fixture(scope="module")
def loaded(spark: OnSpark, engine: Engine) -> dict[str, pa.Schema]:
    """The schemas of all that queries read, handed over to the server: the rows of the two newest dates, and of all
    dates where they are followed."""
    days = engine.rows.dates[-2:]
    tables = {"published.snapshots": engine.rows.snapshots}
    for view in {view for name in queries() for view in asked(name)} | set(followed()):
        if view.is_kept:
            tables[view.name] = pa.concat_tables([engine.rows.table(view.name, day) for day in days])
        if view in followed():
            tables[view.name + HISTORY] = engine.rows.history(view.name).to_table()
    tables[READINGS] = pa.concat_tables([engine.rows.table(READINGS, day) for day in days])
    schemas = {name: table.schema for name, table in tables.items()}
    for name, table in tables.items():
        spark.hand_over(name, table)
    right = in_duckdb(sources(engine.published.in_use, days[-1]), engine.rows.earlier(days[-1]), views())
    for view in views():
        if not view.is_kept:  # these a query reads as of one date alone
            schemas[view.name] = right[view.name].schema
            spark.hand_over(view.name, right[view.name])
    return schemas


def tried(query: Query, days: tuple[date, ...]) -> list[dict[str, object]]:
    """Parameters to run a query with: with all that may be null, and with each of the others."""
    values = {
        "as_of": [days[-1]], "since": [days[-2]], "lang": ["zh", "en"], "pillar_id": [None, 2],
        "unit_id": [None, "commerce", "science"], "task_id": [None, "2023-22"], "target_id": [None, "2023-22.1"],
        "status": [None, "behind"], "owner": [None, "measure"], "plan_year": [None, 2023], "kind": [None, "unit"],
        "id": [None, "commerce"], "help_state": [None, *HELP_STATES[:2]],
    }  # fmt: skip
    start = {p: values[p][0] if f"${p} is null" in query.sql else values[p][-1] for p in query.params}
    varied = [{**start, p: value} for p in query.params for value in values[p] if value != start[p]]
    return [start, *(v for v in varied if all(v[p] is not None or f"${p} is null" in query.sql for p in v))]


@pytest.mark.parametrize("name", queries())
def test_every_query_has_the_same_rows(spark: OnSpark, engine: Engine, loaded, name: str) -> None:
    query = queries()[name]
    for params in tried(query, engine.rows.dates):
        right = engine.query(name, **params)
        assert_same(name, spark.answer(query, params, loaded, right.schema), right)


SILENTLY_WRONG = {
    "several unnest in one select": "select unnest([1, 2]) as a, unnest(['x', 'y']) as b",
    "a list in an order": "select list(a order by b) as a from (values (1, 3), (2, 2), (3, 1)) as t(a, b)",
    "an element by a column": "select ['x', 'y'][n] as a from (values (1), (2)) as t(n)",
    "an element of a result": "select (quantile_cont(n, [0.0, 1.0]))[1] as a from (values (1), (2)) as t(n)",
    "the day of a moment": "select ('2023-08-11 17:30:00+08:00'::timestamptz at time zone 'Asia/Shanghai')::date as a",
    "the least that has a value": "select min_by(a, b) as a from (values (null, 1), (5, 2)) as t(a, b)",
    "a list of nothing": "select list(a order by a) as a from (values (1)) as t(a) where a > 1",
    "the first of several": "select regexp_replace('a0b0', '0', 'x') as a",
    "half a number": "select (a + 0.5::double)::integer as a from (values (1)) as t(a)",
}


def in_any_order(table: pa.Table) -> list[dict[str, object]]:
    """The rows, sorted: a statement without `order by` promises no order, and a busy server keeps none."""
    return sorted(table.to_pylist(), key=repr)


@pytest.mark.parametrize("construct", SILENTLY_WRONG)
def test_what_plain_transpiling_gets_wrong_in_silence_is_carried_over_or_refused(
    spark: OnSpark, construct: str
) -> None:
    """If the first assertion fails, Sail or sqlglot has mended it, and the code that cures it can go."""
    import sqlglot

    sql = SILENTLY_WRONG[construct]
    right = in_any_order(duckdb.sql(sql).to_arrow_table())
    [plain] = sqlglot.transpile(sql, read="duckdb", write="spark")
    try:
        wrong = in_any_order(spark._session.sql(plain).toArrow())
    except Exception:  # refused aloud is no danger
        wrong = None
    assert wrong != right
    query = Query("probe", "", (), (), (), True, sql)
    try:
        ours = in_any_order(spark._session.sql(spark_sql(query, {}, {})).toArrow())
    except NotPortable:
        return
    assert ours == right


@pytest.mark.parametrize(
    "selected",
    [
        "unnest(range(3))",
        "unnest([1, 2]), unnest([1])",
        "['x', 'y'][n]",
        "list(n)",
        "list(n order by n desc)",
        "strftime(d, '%d')",  # nobody has made sure that it means the same
        "hour(m at time zone 'Asia/Shanghai')",
        "(m at time zone 'UTC')::date",
        "d - somewhere.day",  # days or an earlier day
    ],
)
def test_what_cannot_be_carried_over_is_refused_by_name(selected: str) -> None:
    known = {"t": pa.schema({"n": pa.int32(), "d": pa.date32(), "m": pa.timestamp("us", tz="UTC")})}
    with pytest.raises(NotPortable, match=r"probe\.sql"):
        spark_sql(Query("probe", "", (), (), (), True, f"select {selected} as a from t"), {}, known)


def test_large_numbers_are_written_as_here(spark: OnSpark) -> None:
    """Spark itself would write the first as 1.0E7; Sail does not."""
    values = [1e7, 12345678.9, 100.0, 0.1, -2.5, 0.0, 1e15]
    given = ", ".join(f"({value!r}::double)" for value in values)
    sql = f"select n::varchar as n from (values {given}) as t(n)"
    ours = spark._session.sql(spark_sql(Query("probe", "", (), (), (), True, sql), {}, {})).toArrow()
    assert ours["n"].to_pylist() == [row[0] for row in duckdb.sql(sql).fetchall()]


def run(data: Path, *arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["--lang", "en", "--data", str(data), *arguments])
    return ran.exit_code, ran.output


def test_models_made_there_hold_what_would_be_made_here(address: str, tmp_path: Path) -> None:
    data = history(tmp_path)
    shutil.rmtree(data / "models", ignore_errors=True)
    assert run(data, "model", "--engine", address) == (0, "Made: 3, of 3 dates.\n")
    assert run(data, "verify", "--deep")[0] == 0


@pytest.mark.parametrize(
    "engine_address", ["sc://127.0.0.1:1", "http://127.0.0.1", "sc://", "127.0.0.1", "sc://x:y"]
)
def test_an_address_that_does_not_answer_is_said(tmp_path: Path, engine_address: str) -> None:
    data = history(tmp_path)
    shutil.rmtree(data / "models", ignore_errors=True)
    code, said = run(data, "model", "--engine", engine_address)
    assert code == 1
    assert engine_address in said
    assert "Traceback" not in said
    assert not (data / "models").exists()


def test_somebody_else_at_the_address_is_no_engine() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def hang_up() -> None:
            while True:
                try:
                    other.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=hang_up, daemon=True).start()
        with pytest.raises(Refused) as refused:
            OnSpark(f"sc://127.0.0.1:{other.getsockname()[1]}")
        other.shutdown(socket.SHUT_RDWR)
    assert refused.value.problems[0].key == "engine.no_answer"


def test_a_server_of_another_version_is_no_engine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models_spark, "client_version", "3.5.1")
    with pytest.raises(Refused) as refused:
        OnSpark(address)
    [problem] = refused.value.problems
    assert (problem.key, problem.params["why"][0], problem.params["wanted"]) == (
        "engine.version",
        "4",
        "3.5.1",
    )


def test_a_server_that_takes_calls_and_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()

    class Hanging(grpc.GenericRpcHandler):
        def service(self, details: object) -> grpc.RpcMethodHandler:
            return grpc.unary_unary_rpc_method_handler(lambda request, context: is_over.wait(60) or b"")

    monkeypatch.setattr(models_spark, "TO_ANSWER_SECONDS", 1)
    with ThreadPoolExecutor(4) as threads:
        server = grpc.server(threads, handlers=[Hanging()])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with pytest.raises(Refused) as refused:
            OnSpark(f"sc://127.0.0.1:{port}/;token=secret")
        is_over.set()
        server.stop(None).wait()
    [problem] = refused.value.problems
    assert problem.key == "engine.no_answer"
    assert "secret" not in f"{problem.where} {problem.params}"


def test_a_server_that_dies_half_way_leaves_whole_models(tmp_path: Path) -> None:
    data = history(tmp_path)
    shutil.rmtree(data / "models", ignore_errors=True)
    with sail() as address:
        code, said = run(data, "model", "--engine", address)
        assert code == 0, said
        shutil.rmtree(next((data / "models").glob("as_of=*")))
        shutil.rmtree(sorted((data / "models").glob("as_of=*"))[-1])
        dying = OnSpark(address)
    from planboard.models.store import Models
    from planboard.snapshots.published import published

    models = Models(data, published(data))
    missing = models.missing
    with pytest.raises(Refused):
        models.make(compute=dying)
    assert models.missing == missing
    assert not list((data / "_staging").glob("*/*"))
    assert models.make() == len(missing)
