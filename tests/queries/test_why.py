"""Every status leads to the figures it rests on, and these alone make it."""

import pytest

from planboard.answers.engine import open_engine
from tests.queries.tables import ROOT, board, by, pick, rows

BOARD = """
    = 2023-03-02
    tasks
    task_id | unit_id | pillar_id | due_on     | profile
    measure | a       | 1         | 2023-04-11 | linear
    paper   | a       | 2         | 2023-04-11 | at_deadline
    past9   | b       | 1         | 2023-02-21 | at_deadline
    past2   | b       | 1         | 2023-02-28 | at_deadline

    targets
    target_id | task_id | comparator | basis | target_value | baseline | baseline_on | due_on
    up        | measure | at_least   | stock | 300          | 100      | 2023-01-01  | 2023-04-11
    down      | measure | at_most    | level | 5            | 15       | 2023-01-21  | 2023-04-11
    rank      | measure | rank_within | level | 1           |          |             | 2023-04-11

    target_values
    target_id | value | measured_on
    up        | 220   | 2023-03-02
    down      | 13    | 2023-02-20
    rank      | 1     | 2023-03-02

    task_returns
    task_id | reported_status | stage   | next_step | next_step_on
    measure | green           | started |           |
    paper   | yellow          | drafted | vote      | 2023-03-10
    past9   | red             | drafted |           |

    help_requests
    request_id | task_id | asked_of_unit_id | needed_on
    1          | paper   | b                | 2023-03-01

    returns
    unit_id | received_at
    a       | 2023-03-02T09:00:00+00:00

    = 2023-03-09
    returns
    unit_id
    b
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("why"), BOARD)


def why(engine, kind, id, as_of="2023-03-02"):
    [row] = rows(engine, "why", as_of=as_of, kind=kind, id=id)
    return row


def test_a_task_is_explained_by_the_figures_of_its_worst_target(engine):
    names = "status rule target_id distance_done distance_given days_gone days_given counted_from measured_on"
    assert pick([why(engine, "task", "measure")], names) == [
        ("at_risk", "behind_time", "down", 2, 10, 30, 80, "2023-01-21", "2023-02-20"),
    ]


def test_a_target_is_explained_by_its_own(engine):
    names = "status rule distance_done distance_given days_gone days_given deviation_points at_risk_points"
    assert pick([why(engine, "target", "up")], names) == [("on_track", "in_time", 120, 200, 60, 100, 0, 10)]


def test_what_has_no_percentage_has_no_time_to_be_compared_with(engine):
    names = "rule value attainment_share distance_done days_gone days_given expected_share"
    assert pick([why(engine, "target", "rank")], names) == [("met_for_now", 1, None, None, None, None, None)]


def test_a_milestone_is_explained_by_its_stage_next_step_and_the_help_it_waits_for(engine):
    names = (
        "status rule stage next_step next_step_on due_on warn_days help_unit help_needed_on reported_status"
    )
    assert pick([why(engine, "task", "paper")], names) == [
        ("at_risk", "reported_yellow", "drafted", "vote", "2023-03-10", "2023-04-11", 45, "b", "2023-03-01", "yellow"),
    ]  # fmt: skip


def test_a_pillar_and_a_unit_lead_to_the_longest_overdue_of_their_tasks(engine):
    names = "n_tasks n_attention task_id status rule"
    assert pick([why(engine, "pillar", "1")], names) == [(3, 3, "past9", "overdue", "past_due")]
    assert pick([why(engine, "unit", "b")], names) == [(2, 2, "past9", "overdue", "past_due")]
    assert pick([why(engine, "unit", "a")], names) == [(2, 2, "measure", "at_risk", "behind_time")]


def test_what_is_carried_forward_says_so_and_keeps_the_return_it_came_in(engine):
    names = "status rule has_return is_carried_forward is_judgement_carried value"
    later = why(engine, "task", "measure", "2023-03-09")
    assert pick([later], names) == [("stale", "no_return", False, True, True, 13)]
    assert later["received_at"] == why(engine, "task", "measure")["received_at"]


@pytest.fixture(scope="module")
def demonstration():
    return open_engine(ROOT / "data")


@pytest.fixture(scope="module")
def days(demonstration):
    return [row["as_of"] for row in rows(demonstration, "snapshots") if row["is_current"]]


def test_every_status_of_the_demonstration_is_explained_as_it_is_shown(demonstration, days):
    for day in days:
        for kind in ("task", "target"):
            shown = by(f"{kind}_id", rows(demonstration, f"{kind}s", as_of=day))
            explained = by("id", rows(demonstration, "why", as_of=day, kind=kind))
            assert shown.keys() == explained.keys()
            for id, row in explained.items():
                assert (row["status"], row["rule"]) == (shown[id]["status"], shown[id]["rule"]), (day, id)
        gauges = rows(demonstration, "pillar_gauges", as_of=day)
        worst = by("id", rows(demonstration, "why", as_of=day, kind="pillar"))
        assert {str(g["pillar_id"]): g["worst_status"] for g in gauges} == {
            id: row["status"] for id, row in worst.items()
        }


def test_the_numbers_of_a_reason_make_its_shares_and_its_deviation(demonstration, days):
    compared = 0
    for day in days:
        for row in rows(demonstration, "why", as_of=day):
            if row["attainment_share"] is None:
                continue
            attainment = row["distance_done"] / row["distance_given"]
            assert attainment == pytest.approx(row["attainment_share"])
            if row["expected_share"] is not None:
                expected = row["days_gone"] / row["days_given"]
                assert expected == pytest.approx(row["expected_share"])
                assert 100 * (attainment - expected) == pytest.approx(row["deviation_points"])
                compared += 1
    assert compared > 500


def test_a_rule_of_deviation_fires_on_its_own_side_of_the_thresholds(demonstration, days):
    fired = set()
    for day in days:
        for row in rows(demonstration, "why", as_of=day):
            behind, at_risk = -row["behind_points"], -row["at_risk_points"]
            if row["rule"] == "far_behind_time":
                assert row["deviation_points"] < behind
            elif row["rule"] == "behind_time":
                assert behind <= row["deviation_points"] <= at_risk
            elif row["rule"] in ("in_time", "forecast_short") and row["deviation_points"] is not None:
                assert row["deviation_points"] > at_risk
            fired.add(row["rule"])
    assert {"far_behind_time", "behind_time", "in_time", "forecast_short"} <= fired


def test_every_figure_names_the_return_it_came_in_and_when_that_was_received(demonstration, days):
    for day in days:
        for row in rows(demonstration, "why", as_of=day):
            assert (row["return_sha256"] is None) == (row["received_at"] is None)
            if row["value"] is not None or row["stage"] is not None:
                assert row["return_sha256"]
