"""The command line as a person or a script meets it."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from planboard.commands.main import main
from planboard.publishing.publish import publish
from planboard.register.plan import load_plan
from tests.places import ROOT, SECOND_PLAN
from tests.scale import long


def run(data, *words, **env):
    return CliRunner().invoke(main, words, env={"PLANBOARD_DATA": str(data), "PLANBOARD_LANG": ""} | env)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small plan with two official snapshots in which nobody has reported."""
    data = tmp_path_factory.mktemp("small")
    shutil.copytree(SECOND_PLAN, data / "plan")
    plan = load_plan(SECOND_PLAN)
    for day in (date(2026, 3, 6), date(2026, 3, 13)):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        publish(data, plan, day, [], kind="official", publisher="办公室", published_at=at)
    return data


@pytest.fixture
def data(small, tmp_path):
    return shutil.copytree(small, tmp_path / "data")


def test_help_names_every_command_and_the_exit_codes(data):
    told = run(data, "--help").output
    for word in ("check", "demo", "verify", "snapshots", "query", "退出码", "Exit codes"):
        assert word in told


def test_the_module_runs_as_a_program(small):
    done = subprocess.run(
        [sys.executable, "-m", "planboard", "--data", str(small), "check"],
        capture_output=True, cwd=ROOT, encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "PLANBOARD_LANG": "zh"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "登记册无误" in done.stdout


def test_a_folder_of_plans_is_refused_and_its_plans_are_named(data, tmp_path):
    folder = tmp_path / "plans"
    for name in ("东莞", "shenzhen"):
        shutil.copytree(data, folder / name)
    done = run(folder, "check")
    assert done.exit_code == 1
    assert "plans are shenzhen, 东莞" in done.stderr
    assert f"--data {folder / 'shenzhen'}" in done.stderr
    assert run(folder / "shenzhen", "check").exit_code == 0
    shutil.rmtree(folder / "东莞")
    assert run(folder, "check").exit_code == 0


def test_check_counts_what_is_in_the_register(data):
    done = run(data, "--lang", "en", "check")
    assert done.exit_code == 0
    assert "2 pillars" in done.output


def test_check_names_every_problem_in_both_languages_and_exits_1(data):
    (data / "plan" / "units.csv").unlink()
    done = run(data, "check")
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert lines[0].startswith("units.csv：")
    assert len(lines) == 2
    assert lines[0] != lines[1]


def assert_demo_writes(data, n_snapshots, restated, *options):
    """Every snapshot is told in a line, and the last line sums up; a second time nothing is written."""
    shutil.copytree(ROOT / "data" / "plan", data / "plan")
    done = run(data, "demo", *options)
    assert (done.exit_code, len(done.output.splitlines())) == (0, n_snapshots + 1)
    assert f"{restated} 第2版" in done.output
    assert run(data, "verify").exit_code == 0
    again = run(data, "demo")
    assert again.exit_code == 4
    assert "--replace" in again.stderr


def test_demo_writes_every_week_and_refuses_to_do_it_twice(tmp_path, short_demonstration):
    assert_demo_writes(tmp_path, 3, "2023-08-18")


@long
def test_demo_writes_sixteen_weeks_in_place_of_older_ones_and_refuses_to_do_it_twice(tmp_path):
    older = "snapshots/as_of=2023-10-13/rev=0002"
    shutil.copytree(ROOT / "data" / older, tmp_path / older)
    assert_demo_writes(tmp_path, 17, "2023-10-13", "--replace")
    for name in ("snapshots", "returns"):
        here, repository = tmp_path / name, ROOT / "data" / name
        files = {path.relative_to(here): path.read_bytes() for path in here.rglob("*") if path.is_file()}
        assert files == {
            path.relative_to(repository): path.read_bytes()
            for path in repository.rglob("*")
            if path.is_file()
        }


def test_demo_refuses_where_official_data_is(data):
    done = run(data, "demo", "--replace")
    assert done.exit_code == 1
    assert "PLANBOARD_DATA" in done.stderr


def test_verify_exits_1_with_every_problem(data):
    assert run(data, "verify").exit_code == 0
    for path in data.rglob("manifest.json"):
        path.write_bytes(b"[]")
    done = run(data, "verify")
    assert done.exit_code == 1
    assert done.stderr.count("manifest.json") == 4  # two files, two languages


def test_snapshots_lists_what_is_published_and_names_what_is_damaged(data):
    listed = json.loads(run(data, "snapshots", "--format", "json").stdout)
    assert [(row["as_of"], row["revision"]) for row in listed] == [("2026-03-06", 1), ("2026-03-13", 1)]
    next(data.rglob("tasks-*.parquet")).unlink()
    done = run(data, "snapshots")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 2
    assert "tasks-" in done.stderr


def test_query_answers_as_json_csv_and_table(data):
    told = json.loads(run(data, "query", "tasks", "--format", "json").stdout)
    assert "2026-1" in [row["task_id"] for row in told]
    lines = run(data, "query", "tasks", "--format", "csv").stdout_bytes.decode("utf-8-sig").splitlines()
    assert len(lines) == len(told) + 1
    assert lines[0].split(",")[0] == "task_id"
    table = run(data, "query", "tasks").stdout.splitlines()
    assert len(table) == len(lines)
    assert table[0].startswith("task_id")


def test_query_without_a_name_lists_the_queries(data):
    done = run(data, "query")
    assert done.exit_code == 0
    assert "league" in done.stdout


def test_query_takes_parameters_a_date_and_a_language(data):
    given = ("--param", "unit_id=parks", "--as-of", "2026-03-06", "--lang", "en")
    told = json.loads(run(data, "query", "tasks", *given, "--format", "json").stdout)
    assert {row["unit"] for row in told} == {"Parks Office"}
    everyone = json.loads(run(data, "query", "tasks", "--param", "unit_id=", "--format", "json").stdout)
    assert len(everyone) > len(told)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("query", "nonsense"), 2, "league"),
        (("query", "tasks", "--param", "colour=red"), 2, "unit_id"),
        (("query", "tasks", "--param", "pillar_id=x"), 2, "whole number"),
        (("query", "tasks", "--as-of", "soon"), 2, "%Y-%m-%d"),
        (("query", "tasks", "--as-of", "2026-01-01"), 1, "2026-03-13"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_what_cannot_be_answered_is_told_with_what_could_be(data, words, code, said):
    done = run(data, *words)
    assert done.exit_code == code
    assert said in done.stderr


def test_query_on_an_empty_folder_names_the_command_that_helps(tmp_path):
    done = run(tmp_path, "query", "tasks")
    assert done.exit_code == 1
    assert "python -m planboard publish" in done.stderr


def test_the_language_comes_from_the_option_or_the_environment(data):
    assert "in order" in run(data, "verify", PLANBOARD_LANG="en").output
    assert "无误" in run(data, "--lang", "zh", "verify", PLANBOARD_LANG="en").output


@pytest.mark.parametrize(
    ("lang", "shape", "ahead", "forms"),
    [
        ("zh", "平稳推进", "四周后", ("table", "json")),
        ("en", "Steady", "Four weeks ahead", ("csv", "json")),
        pytest.param("zh", "平稳推进", "四周后", ("csv", "json"), marks=long),
        pytest.param("en", "Steady", "Four weeks ahead", ("table", "json"), marks=long),
    ],
)
def test_backtest_prints_published_and_generated_scores_in_either_language(lang, shape, ahead, forms):
    told = {form: run(ROOT / "data", "--lang", lang, "backtest", "--format", form) for form in forms}
    assert {done.exit_code for done in told.values()} == {0}
    assert all(shape in done.output and ahead in done.output for done in told.values())
    found = json.loads(told["json"].output)
    assert len(found) == 2 + 5
    assert all(0 <= row["coverage_share"] <= 1 for row in found if row["n_scored"])


def test_backtest_of_a_plan_of_which_nothing_was_reported_scores_the_generated_histories_only(data):
    found = json.loads(
        run(data, "--lang", "en", "backtest", "--as-of", "2026-03-06", "--format", "json").output
    )
    assert [row["n_scored"] > 0 for row in found] == [False] * 2 + [True] * 5


def test_changes_without_a_date_are_those_since_the_snapshot_before():
    asked = ("query", "changes", "--as-of", "2023-11-24")
    unsaid = run(ROOT / "data", *asked)
    said = run(ROOT / "data", *asked, "--param", "since=2023-11-17")
    assert unsaid.exit_code == 0
    assert unsaid.stdout == said.stdout
    assert "2023-13" in unsaid.stdout
