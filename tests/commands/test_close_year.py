"""A plan year is closed from the command line, and what that means for publishing, forms and returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from planboard.register.plan import load_plan
from planboard.returns.content import TaskRow
from planboard.returns.csv_file import to_csv
from planboard.snapshots.published import published
from tests.samples.two_years import (
    CLOSED,
    DAYS,
    before_closing,
    close_first_year,
    must,
    publish_period,
    returns,
    run,
    two_years,
)

DECISION = ("--on", str(CLOSED), "--authority", "示范领导小组", "--reason", "年度结年")
SETTLED = ("--carry", "2023-2=2024-2", "--give-up", "2023-5")
NEXT = date(2024, 2, 23)


@pytest.fixture
def open_year(tmp_path: Path) -> Path:
    return before_closing(tmp_path)


def recorded(data: Path) -> None:
    """Record what was changed in the register's files by hand, as somebody would who wants it to pass."""
    must(data, "register", "adopt", "--by", "甲", "--yes")


def register_of(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "plan").iterdir()}


def test_a_year_is_closed_with_what_was_left_of_it(open_year):
    done = close_first_year(open_year)
    assert done.exit_code == 0, done.output
    assert "2023 is closed on 2024-01-26: 10 done, 1 carried over, 1 given up" in done.output
    assert "publish its snapshot, as of 2024-01-26 or later" in done.output
    tables = load_plan(open_year / "plan").rows()
    (closed,) = tables["closed_years"]
    assert (closed["plan_year"], closed["final_on"], closed["authority"]) == (2023, CLOSED, "示范领导小组")
    assert [(row["task_id"], row["settled_as"], row["successor_id"]) for row in tables["settlements"]] == [
        ("2023-2", "carried_over", "2024-2"),
        ("2023-5", "given_up", None),
    ]
    again = run(open_year, "close-year", "2023", *DECISION, *SETTLED)
    assert (again.exit_code, again.stderr.count("same plan_year")) == (1, 1)
    assert load_plan(open_year / "plan").rows() == tables


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("2023", *DECISION), 1, ("2023-2: is neither done nor settled", "2023-5: is neither done nor settled")),
        (("2023", *DECISION, "--carry", "2023-2=2023-1", "--give-up", "2023-9999"), 1,
         ("2023-1 is a task of 2023", '"2023-9999" is not in tasks.csv', "2023-5: is neither done nor settled")),
        (("2022", *DECISION), 1, ("the plan has no tasks of 2022",)),
        (("2023", "--on", "2024-01-12", *DECISION[2:], *SETTLED), 1, ("not after the newest snapshot, 2024-01-12",)),
        (("2024", "--on", "2024-01-13", *DECISION[2:]), 1,
         ("2024-01-13 is before the last deadline of 2024, 2024-12-31", "2024 cannot be closed while 2023 is open")),
        (("2023", *DECISION[:4], "--reason", " ", *SETTLED), 1, ('"reason": is empty',)),
        (("2023", *DECISION, "--carry", "2023-2"), 2, ("2023-24=2024-7",)),
        (("2023", *DECISION, *SETTLED, "--give-up", "2023-2"), 2, ("settled once",)),
        (("2023", *DECISION[2:]), 2, ("--on",)),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_told_at_once_and_nothing_is_written(open_year, words, code, said):
    before = register_of(open_year)
    done = run(open_year, "close-year", *words)
    assert done.exit_code == code, done.output
    assert [text for text in said if text not in done.stderr] == []
    assert register_of(open_year) == before


def test_a_snapshot_is_refused_that_would_close_a_year_and_leave_a_task_open(open_year):
    assert close_first_year(open_year).exit_code == 0
    path = open_year / "plan" / "settlements.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    recorded(open_year)
    for more in ((), ("--dry-run",)):
        done = run(open_year, "publish", "--as-of", str(CLOSED), *more)
        assert done.exit_code == 1
        assert "2023-2: is neither done nor settled" in done.stderr
        assert "2023-5: is neither done nor settled" in done.stderr
    assert published(open_year).current[-1].as_of < CLOSED


@pytest.mark.parametrize("final_on", ["2024-01-10", "2024-01-27"])
def test_a_year_is_closed_within_the_period_of_its_snapshot(open_year, final_on):
    assert close_first_year(open_year).exit_code == 0
    path = open_year / "plan" / "closed_years.csv"
    path.write_text(path.read_text("utf-8").replace(str(CLOSED), final_on), "utf-8")
    recorded(open_year)
    done = run(open_year, "publish", "--as-of", str(CLOSED))
    assert done.exit_code == 1
    assert f"2023 is closed on {final_on}, which is outside this period" in done.stderr


@pytest.mark.parametrize("day", [None, "2024-02-20"])
def test_a_closed_year_is_neither_reopened_nor_closed_on_another_day(tmp_path, day):
    data = two_years(tmp_path)
    path = data / "plan" / "closed_years.csv"
    told = path.read_text("utf-8")
    (data / "plan" / "settlements.csv").unlink()
    path.write_text(told.replace(str(CLOSED), day) if day else told.splitlines()[0] + "\n", "utf-8")
    recorded(data)
    for as_of in (NEXT, DAYS[-1]):
        done = run(data, "publish", "--as-of", str(as_of), "--dry-run")
        assert done.exit_code == 1
        assert done.stderr.count(f"2023 was closed on {CLOSED} and published so") == 1
        assert "outside this period" not in done.stderr
    assert published(data).current[-1].as_of == DAYS[-1]


def test_a_closing_is_withdrawn_by_correcting_the_snapshot_that_made_it_while_there_is_no_later_one(
    open_year,
):
    register = register_of(open_year)
    assert close_first_year(open_year).exit_code == 0
    publish_period(open_year, CLOSED)
    for name in ("closed_years.csv", "settlements.csv"):
        (open_year / "plan" / name).unlink()
    assert register_of(open_year) == register
    recorded(open_year)
    done = run(open_year, "publish", "--as-of", str(CLOSED), "--reason", "示范：撤回结年")
    assert done.exit_code == 0, done.stderr


def test_nobody_is_asked_about_a_closed_year_or_may_report_on_it(tmp_path):
    data = two_years(tmp_path)
    must(data, "template", "port", "--as-of", str(NEXT), "-o", str(tmp_path / "forms"))
    (form,) = (tmp_path / "forms").iterdir()
    cells = {cell for sheet in openpyxl.load_workbook(form) for row in sheet.values for cell in row}
    assert "2024-6" in cells
    assert not {"2023-7", "2023-8", "2023-7.1"} & cells
    (port,) = [ret for ret in returns(data, NEXT) if ret.unit_id == "port"]
    more = replace(
        port, tasks=(*port.tasks, TaskRow("2023-7", "green", None, None, narrative="示范", reason="示范"))
    )
    path = tmp_path / "port.csv"
    path.write_bytes(to_csv(more))
    done = run(data, "receive", str(path), "--as-of", str(NEXT))
    assert done.exit_code == 1
    assert "2023-7 belongs to 2023, which is closed" in done.stderr
    path.write_bytes(to_csv(port))
    assert run(data, "receive", str(path), "--as-of", str(NEXT)).exit_code == 0


def test_the_period_in_which_a_year_is_closed_still_asks_for_it(open_year):
    assert close_first_year(open_year).exit_code == 0
    reported = {row.task_id for ret in returns(open_year, CLOSED) for row in ret.tasks}
    assert {"2023-2", "2023-7"} <= reported
    reported = {
        row.task_id for ret in returns(two_years(open_year.parent / "both"), DAYS[-1]) for row in ret.tasks
    }
    assert not [task_id for task_id in reported if task_id.startswith("2023")]


@pytest.mark.parametrize(
    ("name", "was", "now", "said"),
    [
        ("settlements.csv", "2023-2,carried_over,2024-2", "2023-2,given_up,", "was published"),
        ("settlements.csv", None, "2023-5", "a published decision stays"),
        ("successions.csv", "renamed", "merged", "was published"),
        ("successions.csv", None, "culture", "a published decision stays"),
        ("closed_years.csv", "年度结年", "另定", "was published"),
    ],
)
def test_a_decision_that_was_published_is_neither_changed_nor_removed(tmp_path, name, was, now, said):
    data = two_years(tmp_path)
    path = data / "plan" / name
    text = path.read_text("utf-8")
    if was is None:
        text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(now))
    else:
        assert was in text
        text = text.replace(was, now, 1)
    path.write_text(text, "utf-8")
    recorded(data)
    for words in (("check",), ("publish", "--as-of", str(NEXT)), ("publish", "--as-of", str(DAYS[-1]))):
        done = run(data, *words)
        assert (done.exit_code, said in done.stderr) == (1, True), done.output
