"""The demonstration: the same bytes every time, marked everywhere, and with every story in it."""

import shutil
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from planboard import demo, schema
from planboard.errors import UserError
from planboard.publishing.verify import verify
from planboard.register.plan import Plan, load_plan
from planboard.returns.csv_file import read_csv
from planboard.snapshots import published, writing
from tests.places import ROOT

FIRST, LAST = date(2023, 8, 11), date(2023, 11, 24)


@pytest.fixture(scope="module")
def plan():
    return load_plan(ROOT / "data" / "plan")


@pytest.fixture(scope="module")
def data(plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    demo.build(folder, plan)
    return folder


@pytest.fixture(scope="module")
def tables_of(data):
    """The tables of every snapshot, by (as_of, revision), with rows as dictionaries."""
    return {
        (s.as_of, s.revision): {name: table.to_pylist() for name, table in published.read(s).items()}
        for s in published.published(data).snapshots
    }


def history(tables_of, table, key, value):
    """The row of a task, target or request on every date, from the newest revision."""
    newest = {as_of: tables for (as_of, _), tables in sorted(tables_of.items())}
    return {
        as_of: next((r for r in tables[table] if r[key] == value), None) for as_of, tables in newest.items()
    }


def task(tables_of, n):
    return history(tables_of, "task_returns", "task_id", f"2023-{n}")


def target(tables_of, target_id):
    return history(tables_of, "target_values", "target_id", target_id)


def every_file(root):
    return {p.relative_to(root): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_the_same_register_gives_the_same_bytes_even_when_an_older_demonstration_is_replaced(
    data, plan, tmp_path, short_demonstration
):
    """On two weeks; tests/commands/test_main.py shows it for all sixteen."""
    new, again = tmp_path / "new", tmp_path / "again"
    older = "snapshots/as_of=2023-10-13/rev=0002"
    shutil.copytree(data / older, again / older)
    demo.build(new, plan)
    demo.build(again, plan, replace_old=True)
    assert every_file(again) == every_file(new)


def test_what_is_in_the_repository_is_what_the_register_and_the_stories_give(data):
    for name in ("snapshots", "returns"):
        assert every_file(ROOT / "data" / name) == every_file(data / name)


def test_everything_in_it_can_be_verified(data):
    assert verify(data, deep=True) == []


def test_sixteen_fridays_and_one_restatement(data):
    found = [(s.as_of, s.revision) for s in published.published(data).snapshots]
    fridays = sorted({as_of for as_of, _ in found})
    assert fridays == [FIRST + timedelta(weeks=n) for n in range(16)]
    assert {day.isoweekday() for day in fridays} == {5}
    assert [key for key in found if key[1] > 1] == [(date(2023, 10, 13), 2)]


def test_it_says_everywhere_that_it_is_a_demonstration(data):
    for snapshot in published.published(data).snapshots:
        assert (snapshot.kind, "演示" in snapshot.publisher) == ("demo", True)
        assert "演示" in (snapshot.reason or "演示")
    for path in (data / "returns").rglob("*.csv"):
        assert read_csv(path.read_bytes(), path.name).records[0].cells["reported_by"] == "演示填报人"


def test_no_amendment_pretends_to_be_a_decision(tables_of):
    amendments = [row for tables in tables_of.values() for row in tables["amendments"]]
    assert amendments
    assert all("演示" in row["authority"] and "演示" in row["reason"] for row in amendments)


def test_publication_follows_its_date_and_not_the_clock(data):
    for snapshot in published.published(data).snapshots:
        after = snapshot.published_at - datetime.combine(snapshot.as_of, datetime.min.time(), UTC)
        assert timedelta(0) < after < timedelta(days=7)


def test_every_unit_with_a_task_reports_and_the_lead_units_report_their_measures_targets(tables_of, plan):
    reporting = {row["unit_id"] for tables in tables_of.values() for row in tables["returns"]}
    assert set(plan.tables["tasks"]["unit_id"].to_pylist()) <= reporting
    for target_id in ("M2.1", "M7.1", "M9.1", "M9.2", "M9.3"):
        assert target(tables_of, target_id)[LAST]["value"] is not None


def test_one_september_task_was_done_on_time(tables_of):
    done = task(tables_of, 5)[LAST]
    assert (done["is_done"], done["stage"], bool(done["evidence"])) == (True, "done", True)
    assert done["finished_on"] <= date(2023, 9, 30)


def test_one_september_task_was_done_late(tables_of):
    assert task(tables_of, 20)[date(2023, 10, 13)]["is_done"] is False
    assert task(tables_of, 20)[LAST]["finished_on"] > date(2023, 9, 30)


def test_one_september_task_is_still_overdue(tables_of):
    assert task(tables_of, 24)[LAST]["is_done"] is False
    assert task(tables_of, 24)[LAST]["reason"]


def test_one_september_deadline_was_moved_in_the_snapshots_and_not_in_the_register(tables_of, plan):
    due = {day: row["due_on"] for day, row in history(tables_of, "tasks", "task_id", "2023-14").items()}
    assert (due[date(2023, 9, 15)], due[date(2023, 9, 22)]) == (date(2023, 9, 30), date(2023, 12, 8))
    register = {row["task_id"]: row["due_on"] for row in plan.tables["tasks"].to_pylist()}
    assert register["2023-14"] == date(2023, 9, 30)


def test_the_october_task_was_done_before_its_deadline(tables_of):
    assert task(tables_of, 15)[LAST]["finished_on"] <= date(2023, 10, 31)


def test_a_done_task_was_reopened_with_a_reason(tables_of):
    assert task(tables_of, 23)[date(2023, 11, 3)]["is_done"] is True
    reopened = task(tables_of, 23)[date(2023, 11, 10)]
    assert (reopened["is_done"], reopened["finished_on"], bool(reopened["reason"])) == (False, None, True)


def test_a_unit_stopped_reporting(tables_of):
    carried = [day for day, row in task(tables_of, 31).items() if row["is_carried_forward"]]
    assert carried == [FIRST + timedelta(weeks=n) for n in range(10, 16)]


def test_units_missed_single_weeks_and_came_back(tables_of):
    carried = [row["is_carried_forward"] for row in task(tables_of, 33).values()]
    assert (carried.count(True), carried[-1]) == (1, False)


def test_a_unit_that_has_not_reported_yet_has_nulls_and_nothing_carried(tables_of):
    row = target(tables_of, "2023-12.1")[FIRST]
    assert (row["value"], row["is_carried_forward"]) == (None, False)


def test_a_unit_reports_green_on_a_target_far_behind(tables_of):
    last = target(tables_of, "2023-12.2")
    first = last[date(2023, 8, 25)]["value"]
    assert (last[LAST]["value"] - first) / (180 - first) < 0.5
    assert task(tables_of, 12)[LAST]["reported_status"] == "green"


def test_a_cumulative_value_fell_and_was_restated_with_a_reason(tables_of, data):
    day = date(2023, 10, 13)
    values = [
        next(row["value"] for row in tables_of[key]["target_values"] if row["target_id"] == "2023-25.1")
        for key in ((date(2023, 10, 6), 1), (day, 1), (day, 2), (date(2023, 10, 20), 1))
    ]
    assert values[1] < values[0] < values[2] == values[3]
    (restated,) = [s for s in published.published(data).snapshots if s.revision == 2]
    assert "更正" in restated.reason


def test_a_monthly_statistic_is_reported_once_and_carried_between(tables_of):
    fresh = [
        row["measured_on"] for row in target(tables_of, "2023-17.1").values() if not row["is_carried_forward"]
    ]
    assert fresh == [date(2023, 7, 31), date(2023, 8, 31), date(2023, 9, 30), date(2023, 10, 31)]


def test_targets_were_met_early(tables_of):
    assert target(tables_of, "2023-1.1")[LAST]["value"] >= 200
    assert target(tables_of, "2023-11.1")[LAST]["value"] >= 300
    assert target(tables_of, "2023-27.1")[FIRST]["value"] >= 10  # before the first return


def test_a_limit_is_met_and_ranks_improve(tables_of):
    assert target(tables_of, "2023-28.1")[FIRST]["value"] > 5 > target(tables_of, "2023-28.1")[LAST]["value"]
    ranks = [row["value"] for row in target(tables_of, "M9.2").values()]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] > 3 > ranks[-1]


def test_a_final_figure_is_awaited(tables_of):
    due_on = history(tables_of, "targets", "target_id", "2023-26.1")[LAST]["due_on"]
    last = target(tables_of, "2023-26.1")[LAST]
    assert last["measured_on"] < due_on < LAST
    assert last["value"] < 300


def test_some_help_was_answered_late_and_some_is_overdue(tables_of):
    requests = tables_of[LAST, 1]["help_requests"]
    late = [r["request_id"] for r in requests if r["answered_on"] and r["answered_on"] > r["needed_on"]]
    unanswered = [r for r in requests if not r["answered_on"]]
    assert late == ["2023-20-H1", "2023-12-H1"]
    assert [r["request_id"] for r in unanswered if r["needed_on"] < LAST] == [
        "2023-31-H1",
        "2023-9-H1",
        "2023-24-H1",
    ]
    assert [r["request_id"] for r in unanswered if r["needed_on"] > LAST] == ["2023-35-H1"]


def test_some_returns_came_late_and_some_were_sent_back(tables_of):
    rows = [row for tables in tables_of.values() for row in tables["returns"]]
    office = timedelta(hours=8)
    late = [row for row in rows if (row["received_at"] + office).date() > row["due_on"]]
    assert late
    assert [row for row in rows if row["n_sent_back"]]
    assert all(row["accepted_at"] > row["received_at"] for row in rows)


def test_an_older_demonstration_is_replaced_only_on_request(data, plan):
    before = every_file(data)
    with pytest.raises(demo.AlreadyThere) as refused:
        demo.build(data, plan)
    assert refused.value.exit_code == 4
    assert every_file(data) == before


def test_official_data_is_never_replaced_by_a_demonstration(plan, tmp_path):
    empty = {name: table.schema.empty_table() for name, table in schema.TABLES.items()}
    at = datetime(2023, 8, 14, tzinfo=UTC)
    writing.write(tmp_path, FIRST, empty, kind="official", publisher="办公室", published_at=at)
    before = every_file(tmp_path)
    with pytest.raises(UserError) as refused:
        demo.build(tmp_path, plan, replace_old=True)
    assert [p.key for p in refused.value.problems] == ["snapshot.official_exists"]
    assert every_file(tmp_path) == before


def test_unreadable_snapshots_are_never_replaced_since_they_may_be_official(data, plan, tmp_path):
    shutil.copytree(data, tmp_path / "copy")
    next((tmp_path / "copy").rglob("manifest.json")).write_bytes(b"")
    with pytest.raises(UserError) as refused:
        demo.build(tmp_path / "copy", plan, replace_old=True)
    assert [p.key for p in refused.value.problems] == ["demo.unreadable"]


def test_another_plan_has_no_demonstration(plan, tmp_path):
    fewer = Plan(plan.tables | {"tasks": pa.table(plan.tables["tasks"]).slice(1)})
    with pytest.raises(UserError) as refused:
        demo.build(tmp_path, fewer)
    assert [p.key for p in refused.value.problems] == ["demo.other_plan"]
