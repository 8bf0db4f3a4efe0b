"""What the engine refuses, and what it does not do twice."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from planboard.answers import engine as running
from planboard.answers.engine import open_engine
from planboard.queries import queries
from planboard.snapshots.published import published
from tests.queries.board import Board
from tests.queries.tables import ROOT, board, rows
from tests.queries.test_story import STORY


@pytest.fixture(scope="module")
def data():
    return published(ROOT / "data")


@pytest.fixture(scope="module")
def engine():
    return open_engine(ROOT / "data")


def test_a_repeated_query_runs_nothing(data):
    engine = open_engine(ROOT / "data")
    as_of = data.current[-1].as_of
    first = engine.query("league", as_of=as_of, lang="zh", plan_year=None)
    assert engine.n_runs == 1
    assert engine.query("league", plan_year=None, lang="zh", as_of=as_of) is first
    assert engine.n_runs == 1
    engine.query("league", as_of=as_of, lang="en", plan_year=None)
    assert engine.n_runs == 2


def test_what_is_kept_is_bounded_however_little_answers_it(monkeypatch, data):
    monkeypatch.setattr(running, "ANSWERS_BYTES", 100_000)
    monkeypatch.setattr(running, "KEPT_BYTES", 100_000)
    engine, made = open_engine(ROOT / "data"), []

    def make(_, asked):
        made.append(asked)
        return ()

    shown = {"as_of": data.current[-1].as_of, "lang": "zh"}
    made_up = [f"{n}{'x' * 20_000}" for n in range(10)] * 2
    for task_id in made_up:
        assert engine.query("task", task_id=task_id, **shown).num_rows == 0
        assert engine.keep(make, task_id) == ()
    assert (engine.n_runs, len(made)) == (20, 20)
    engine.query("task", task_id=made_up[-1], **shown)
    assert engine.n_runs == 20  # what was asked last is still there


@pytest.mark.parametrize(
    "params", [{}, {"as_of": None}, {"lang": "zh"}, {"as_of": None, "lang": "zh", "unit_id": "science"}]
)
def test_a_missing_or_undeclared_parameter_is_refused_with_the_declared_ones_named(engine, params):
    runs = engine.n_runs
    with pytest.raises(TypeError, match="league takes as_of, lang, plan_year"):
        engine.query("league", **params)
    assert engine.n_runs == runs


def test_a_query_that_does_not_exist_is_a_key_error(engine):
    with pytest.raises(KeyError, match="leagues"):
        engine.query("leagues")


def test_what_is_computed_for_a_test_is_what_the_models_hold(tmp_path):
    board(tmp_path, STORY)
    of_models = open_engine(tmp_path)
    data = of_models.published
    given = {"lang": "zh", "since": data.current[0].as_of, "as_of": data.current[-1].as_of}
    asked = {name: {param: given.get(param) for param in query.params} for name, query in queries().items()}
    right = {name: of_models.query(name, **params) for name, params in asked.items()}
    together = Board(tmp_path)
    for name, params in asked.items():
        assert together.query(name, **params).equals(right[name]), name
    for name in ("exceptions", "forecast_scores", "form_targets", "search", "trend", "unit_history"):
        assert Board(tmp_path).query(name, **asked[name]).equals(right[name]), name


def test_many_threads_get_the_answers_one_thread_gets(engine, data):
    asked = [
        (name, {"as_of": s.as_of, "lang": lang, "plan_year": None})
        for s in data.current[-5:]
        for lang in ("zh", "en")
        for name in ("league", "rosier", "difficulty", "units")
    ]
    alone = open_engine(ROOT / "data")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda q: engine.query(q[0], **q[1]), asked))
    for (name, params), answer in zip(asked, answers, strict=True):
        assert answer.equals(alone.query(name, **params))


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/passwd')",
        "from read_csv('{file}')",
        "from read_parquet('{parquet}')",
        "copy (select 1) to '{folder}/out.csv'",
        "attach '{folder}/other.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set threads = 4",
        "export database '{folder}/dump'",
    ],
)
def test_nothing_outside_the_process_is_reached(engine, data, tmp_path, statement):
    (tmp_path / "in.csv").write_text("a\n1\n")
    parquet = data.current[0].files["tasks"]
    sql = statement.format(folder=tmp_path, file=tmp_path / "in.csv", parquet=parquet)
    with engine._db.cursor() as cursor, pytest.raises(duckdb.Error, match=r"disabled|locked|denied"):
        cursor.execute(sql)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_python_variables_are_not_tables(engine):
    outside = rows(engine, "snapshots")
    assert outside
    with engine._db.cursor() as cursor, pytest.raises(duckdb.CatalogException):
        cursor.execute("from outside")


def test_no_query_is_named_like_another(engine):
    assert len(queries()) == len(list((ROOT / "queries").glob("*.sql")))
