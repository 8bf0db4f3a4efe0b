"""Whom the office reminds of what, told on the fourth week of the small plan."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from planboard.office import chasing, deciding, publication, receiving
from planboard.office.receiving import Arrival
from planboard.office.requests import concerned
from planboard.register.plan import Plan, load_plan
from planboard.returns.csv_file import to_csv
from tests.places import SECOND_PLAN
from tests.samples.small_history import PERIOD, UNITS, VALUES, history
from tests.samples.small_returns import NOON, WEEK, small_plan, small_return


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return history(tmp_path_factory.mktemp("history"))


def reminders(data, as_of=PERIOD):
    return {one.unit_id: one for one in chasing.reminders(data, small_plan(), as_of)}


def texts(data, lang="en"):
    return {id: chasing.text(one, small_plan(), PERIOD, lang) for id, one in reminders(data).items()}


def test_who_has_not_reported_is_reminded_of_the_return_and_of_the_help_it_owes(data):
    assert set(UNITS) == set(reminders(data))
    said = texts(data)["parks"]
    assert "Your return for the period to 27 Mar 2026 is missing; please send it by 30 Mar 2026" in said
    assert "- 2026-1-H1 from" in said
    assert "请借用垃圾船; needed by 1 May 2026" in said
    assert "请答复下列协助事项（1项）" in texts(data, "zh")["parks"]
    assert "requests for help" not in texts(data)["harbour"]


def test_tasks_due_within_thirty_days_are_told_unless_they_are_done(data):
    for id, one in reminders(data).items():
        due = {t["task_id"]: t["due_on"] for t in one.due}
        assert all(PERIOD < day <= date(2026, 4, 26) for day in due.values()), id
    late = max((t["due_on"], t["task_id"]) for t in small_plan().rows()["tasks"] if t["unit_id"] == "parks")
    (one,) = [one for one in chasing.reminders(data, small_plan(), late[0] - WEEK) if one.unit_id == "parks"]
    assert late[1] in {task["task_id"] for task in one.due}


def test_how_soon_is_the_plans_and_targets_of_measures_and_ahead_of_their_task_are_told_too(data):
    plan, tables = small_plan(), {}
    cells = {"plan": {"chase_days": 3}, "targets": {"due_on": date(2027, 12, 30)}}
    for name, changed in cells.items():  # of targets, the one of 2027-3, whose task falls due a day later
        rows = [r | changed if r.get("target_id", "2027-3.1") == "2027-3.1" else r for r in plan.rows()[name]]
        tables[name] = type(plan.tables[name]).from_pylist(rows, schema=plan.tables[name].schema)
    plan = Plan(plan.tables | tables)
    found = {
        day: [t["target_id"] for one in chasing.reminders(data, plan, day) for t in one.due_targets]
        for day in (date(2027, 12, n) for n in (26, 27, 28, 31))
    }
    assert list(found.values()) == [[], ["2027-3.1"], ["M1.1", "2027-3.1"], []]
    one = next(r for r in chasing.reminders(data, plan, date(2027, 12, 28)) if r.due_targets)
    said = chasing.text(one, plan, date(2027, 12, 28), "zh")
    assert "3天内到期的量化指标1个：\n· M1.1　水质达标率，2027年12月31日到期" in said


def test_once_a_return_is_accepted_only_the_help_is_left(data, tmp_path):
    copy = shutil.copytree(data, tmp_path / "data")
    files = [
        Arrival(f"{unit}.csv", to_csv(small_return(unit, PERIOD, VALUES | {"2026-1.1": 23})), NOON)
        for unit in ("harbour", "parks", "library")
    ]
    harbour, parks, library = receiving.receive(copy, small_plan(), files, PERIOD, "甲")
    for one in (harbour, parks):
        deciding.accept(copy, one.kept, at=NOON, by="甲")
    deciding.send_back(copy, library.kept, "口径不对。", at=NOON, by="甲")
    assert {id: one.is_missing for id, one in reminders(copy).items()} == {
        "waterworks": True, "library": True, "parks": False,
    }  # fmt: skip
    assert "被退回，原因：口径不对。" in texts(copy, "zh")["library"]


def test_periods_in_a_row_without_a_return_are_counted(data, tmp_path):
    copy = shutil.copytree(data, tmp_path / "data")
    for n in range(2):
        publication.publish_period(copy, small_plan(), PERIOD + n * WEEK, at=NOON, by="甲")
    found = reminders(copy, PERIOD + 2 * WEEK)
    assert {one.n_missed for one in found.values()} == {2}
    said = chasing.text(found["library"], small_plan(), PERIOD + 2 * WEEK, "en")
    assert "Published periods in a row without your return: 2." in said
    file = chasing.all_texts(list(found.values()), small_plan(), PERIOD + 2 * WEEK, "zh").decode("utf-8-sig")
    assert file.count("此前已连续2期未报。") == len(UNITS)


def test_before_the_first_publication_every_owing_unit_is_reminded(tmp_path):
    shutil.copytree(SECOND_PLAN, tmp_path / "plan")
    assert set(reminders(tmp_path)) == set(UNITS)


def test_units_that_owe_a_return_or_are_asked_for_help_get_a_form(data, tmp_path):
    assert set(concerned(data, small_plan(), PERIOD)) == set(UNITS)
    folder = shutil.copytree(data, tmp_path / "data") / "plan"
    rows = small_plan().rows()
    without = {t["task_id"] for t in rows["tasks"] if t["unit_id"] == "parks"}
    assert without
    plan = load_plan(folder)
    tasks = plan.tables["tasks"].to_pylist()
    handed = [task | {"unit_id": "harbour"} if task["unit_id"] == "parks" else task for task in tasks]
    table = plan.tables["tasks"]
    plan.tables["tasks"] = type(table).from_pylist(handed, schema=table.schema)
    assert "parks" in concerned(data, plan, PERIOD), "it owes no return now, but help"
