"""The header of every file of queries/ is a contract: files are held to it, on full and on empty data."""

import math
import re
import textwrap
from datetime import date
from functools import cache

import duckdb
import pytest

from planboard.answers.engine import open_engine
from planboard.models.computing import in_duckdb, sources
from planboard.queries import assumptions, queries, views
from planboard.register.plan import load_plan
from planboard.schema import HELP_STATES, STATUSES
from tests.queries.tables import ROOT, complete, parse, publish, rows
from tests.queries.test_statuses import DEADLINE
from tests.queries.test_traps import ARITHMETIC, THRESHOLDS

FILES = [*queries().values(), *views()]
each_file = pytest.mark.parametrize("query", FILES, ids=lambda query: query.name)
each_text = pytest.mark.parametrize("query", [*FILES, *assumptions()], ids=lambda query: query.name)
each_query = pytest.mark.parametrize("name", queries())
each_view = pytest.mark.parametrize("name", [view.name for view in views()])


def demonstration(folder):
    return ROOT / "data"


def nothing_reported(folder):
    plan = {name: table.to_pylist() for name, table in load_plan(ROOT / "data/plan").tables.items()}
    publish(folder, complete([(date(2023, 8, 11), plan | {"returns": []})]))
    return folder


def traps(folder):
    sections = [section for text in (ARITHMETIC, THRESHOLDS, DEADLINE) for section in parse(text)]
    publish(folder, complete(sorted(sections, key=lambda section: section[0])))
    return folder


BOARDS = {
    "the demonstration": demonstration,
    "nothing reported": nothing_reported,
    "the traps": traps,
}


@pytest.fixture(scope="module", params=BOARDS)
def data(request, tmp_path_factory):
    return BOARDS[request.param](tmp_path_factory.mktemp("board"))


@pytest.fixture(scope="module")
def engine(data):
    return open_engine(data)


@pytest.fixture(scope="module")
def loaded_again(data):
    return open_engine(data)


@cache
def known(engine):
    """The dates of a board, and the values each other parameter can take on it."""
    dates = [s["as_of"] for s in rows(engine, "snapshots") if s["is_current"]]
    tasks, targets = rows(engine, "tasks", as_of=dates[0]), rows(engine, "targets", as_of=dates[0])
    values = {
        "lang": ["zh", "en"],
        "pillar_id": [task["pillar_id"] for task in tasks],
        "unit_id": [unit["unit_id"] for unit in rows(engine, "units", as_of=dates[0])],
        "task_id": [task["task_id"] for task in tasks],
        "target_id": [target["target_id"] for target in targets] or ["none"],
        "plan_year": [target["plan_year"] for target in targets] or [2023],
        "status": STATUSES,
        "owner": ["task", "measure"],
        "kind": ["task", "target", "pillar", "unit"],
        "id": [tasks[0]["task_id"], str(tasks[0]["pillar_id"]), tasks[0]["unit_id"]],
        "since": [*dates[-2:], *dates],
        "help_state": HELP_STATES,
    }
    few = {name: list(dict.fromkeys(listed))[:4] for name, listed in values.items()}
    return {dates[0], dates[len(dates) // 2], dates[-1]}, few


def asked(engine, name):
    """The parameters a query is tried with: on three of the dates, with each other one by itself."""
    dates, values = known(engine)
    query = queries()[name]
    others = [p for p in query.params if p != "as_of"]
    start = {p: None if f"${p} is null" in query.sql else values[p][0] for p in others}
    varied = [start, *({**start, p: v} for p in others for v in values[p])]
    if "as_of" not in query.params:
        return varied
    return [{"as_of": day, **chosen} for day in dates for chosen in varied]


@each_file
def test_a_file_is_exactly_one_select(query):
    [statement] = duckdb.extract_statements(query.sql)
    assert statement.type == duckdb.StatementType.SELECT


@each_file
def test_the_declared_parameters_are_the_used_ones(query):
    [statement] = duckdb.extract_statements(query.sql)
    assert statement.named_parameters == set(query.params)
    assert len(set(query.params)) == len(query.params)


@each_file
def test_a_header_asks_one_question_and_names_its_grain_among_its_columns(query):
    assert query.question.endswith("?")
    assert query.question.count("?") == 1
    assert query.grain
    assert set(query.grain) <= set(query.columns)


@each_text
def test_every_paragraph_of_a_header_fills_its_lines(query):
    header = re.match(r"(?:--.*\n)+", query.sql)[0]
    assert header == "".join(f"{line}\n" for p in paragraphs(header) for line in filled(p))


def paragraphs(header):
    """The question, each list and the remarks, each in one line; the empty line between them is a paragraph too."""
    found = []
    for line in (line.removeprefix("--").strip() for line in header.splitlines()):
        is_listed = bool(found) and re.match(r"(Grain|Params|Columns|Kept):", found[-1])
        is_over = not found or "" in (line, found[-1]) or (is_listed and not found[-1].endswith(","))
        if is_over or re.match(r"(Grain|Params|Columns|Kept):", line):
            found.append(line)
        else:
            found[-1] += f" {line}"
    return found


def filled(paragraph):
    """The lines of a comment that says this, as full as sqlfmt leaves them (pyproject.toml)."""
    if not paragraph:
        return ["--"]
    return textwrap.wrap(
        paragraph, 100, initial_indent="-- ", subsequent_indent="-- ", break_on_hyphens=False
    )


@each_file
def test_every_outer_join_says_what_null_means(query):
    joins = re.findall(
        r"(?:left|full|right) join.*?(?=\n *(?:\w+ join|where|group|order|window|\)|$))", query.sql, re.S
    )
    silent = [join for join in joins if "-- null" not in join]
    assert silent == []


@each_file
def test_nothing_is_divided_by_what_may_be_zero(query):
    code = re.sub(r"--.*|'[^']*'", "", query.sql)
    assert re.findall(r"/(?!\s*nullif\()", code) == []


@each_query
def test_a_query_answers_with_the_declared_columns_one_row_per_grain(engine, name):
    query = queries()[name]
    for params in asked(engine, name):
        answer = engine.query(name, **params)
        assert tuple(answer.column_names) == query.columns
        assert_one_row_per_grain(answer, query.grain)
        assert_numbers(answer)


@each_query
def test_a_query_gives_the_same_rows_in_the_same_order_twice(engine, loaded_again, name):
    for params in asked(engine, name)[::3]:
        assert loaded_again.query(name, **params).equals(engine.query(name, **params))


@each_view
def test_a_view_has_the_declared_columns_one_row_per_grain(engine, name):
    [view] = [v for v in views() if v.name == name]
    for day in {engine.rows.dates[0], engine.rows.dates[-1]}:
        found = sources(engine.published.in_use, day)
        table = in_duckdb(found, engine.rows.earlier(day), [view])[name]
        assert tuple(table.column_names) == view.columns
        assert_one_row_per_grain(table, view.grain)
        assert_numbers(table)


def assert_one_row_per_grain(table, grain):
    keys = list(zip(*(table[column].to_pylist() for column in grain), strict=True))
    assert len(set(keys)) == len(keys)


def assert_numbers(table):
    """Every number is one: missing is null, and no arithmetic ran out of bounds."""
    for name in table.column_names:
        for value in table[name].to_pylist():
            assert not isinstance(value, float) or math.isfinite(value), name
