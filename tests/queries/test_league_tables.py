"""What stands beside the league table: own judgements, silence, difficulty, and what a unit says itself."""

import re
from datetime import date

import pytest

from tests.places import ROOT
from tests.queries.tables import board, by, pick, rows

BOARD = """
    = 2023-02-20
    tasks
    task_id | unit_id | due_on
    rosy    | a       | 2023-12-31
    sober   | a       | 2023-12-31
    open    | a       | 2023-12-31
    silent  | b       | 2023-12-31

    targets
    target_id | task_id | due_on
    far       | rosy    | 2023-04-11

    measure_units
    measure_id | unit_id | role
    1          | a       | lead
    2          | b       | lead
    2          | a       | participating
    3          | c       | lead
    3          | a       | participating

    target_values
    target_id | value
    far       | 0

    task_returns
    task_id | reported_status
    rosy    | yellow
    sober   | green

    help_requests
    request_id | task_id | asked_of_unit_id | needed_on
    1          | rosy    | b                | 2023-03-31
    2          | rosy    | b                | 2023-03-31
    3          | sober   | b                | 2023-03-31

    returns
    unit_id | unit_note
    a       | <b>We wait</b>

    = 2023-02-27
    target_values
    target_id | value
    far       | 56

    task_returns
    task_id | reported_status
    rosy    | green

    help_requests
    request_id | task_id | asked_of_unit_id | needed_on  | answered_on | answer
    3          | sober   | b                | 2023-03-31 | 2023-02-25  | yes

    returns
    unit_id
    a

    = 2023-03-06
    target_values
    target_id | value
    far       | 40

    task_returns
    task_id | reported_status
    rosy    | green

    returns
    unit_id
    a

    = 2023-03-13
    task_returns
    task_id | reported_status
    rosy    | green

    returns
    unit_id
    a

    = 2023-03-20
    returns
    unit_id
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("league"), BOARD)


def test_only_judgements_of_the_period_that_figures_can_contradict_share_in_the_denominator(engine):
    names = "unit_id n_judged n_checkable n_rosier rosier_share n_rosier_now"
    found = {day: pick(rows(engine, "rosier", as_of=day), names) for day in ("2023-02-20", "2023-03-13")}
    assert found["2023-02-20"] == [("a", 2, 1, 1, 1.0, 1), ("b", 0, 0, 0, None, 0)]
    assert found["2023-03-13"] == [("a", 5, 4, 3, 0.75, 1), ("b", 0, 0, 0, None, 0)]


def test_what_was_rosier_in_a_row_is_rosier_since_the_first_of_the_row(engine):
    days = ("2023-02-20", "2023-02-27", "2023-03-06", "2023-03-13", "2023-03-20")
    found = [rows(engine, "why", as_of=day, kind="task", id="rosy")[0] for day in days]
    assert pick(found, "rosier_since n_checkable n_rosier") == [
        ("2023-02-20", 1, 1),
        (None, 2, 1),
        ("2023-03-06", 3, 2),
        ("2023-03-06", 4, 3),
        (None, 4, 3),
    ]


def test_each_task_that_was_silent_in_a_period_counts_once(engine):
    found = rows(engine, "discipline", as_of="2023-03-20")
    names = "unit_id n_missing n_task_periods n_stale_periods"
    assert sorted(pick(found, names)) == [("a", 1, 15, 7), ("b", 5, 5, 5)]


def test_difficulty_counts_tasks_with_numbers_and_tasks_that_ever_asked_for_help(engine):
    found = by("unit_id", rows(engine, "difficulty", as_of="2023-02-27"))
    names = "n_tasks n_led n_participating n_numeric numeric_share n_helped helped_share n_help_open"
    assert pick([found["a"]], names) == [(3, 1, 2, 1, 1 / 3, 2, 2 / 3, 1)]
    assert pick([found["b"]], names) == [(1, 1, 0, 0, 0, 0, 0, 0)]


def test_difficulty_stands_in_the_order_of_the_league_table(engine):
    order = [row["unit_id"] for row in rows(engine, "league", as_of="2023-02-27")]
    assert [row["unit_id"] for row in rows(engine, "difficulty", as_of="2023-02-27")] == order


def test_a_units_note_prints_beside_its_row_in_the_period_it_was_written(engine):
    assert pick(rows(engine, "league", as_of="2023-02-20"), "unit_id unit_note") == [
        ("a", "<b>We wait</b>"),
        ("b", None),
    ]
    assert pick(rows(engine, "league", as_of="2023-02-27"), "unit_id unit_note") == [("a", None), ("b", None)]


SCORED = """
    = 2023-02-20
    tasks
    task_id | unit_id | profile     | starts_on  | due_on
    duty    | a       | ongoing     | 2023-01-01 | 2023-12-31
    over    | a       | ongoing     | 2023-01-01 | 2023-02-19
    early   | a       | at_deadline | 2023-01-01 | 2023-12-31
    draft   | a       | at_deadline | 2023-01-01 | 2023-12-31
    near    | a       | at_deadline | 2023-01-01 | 2023-04-06
    far     | a       | at_deadline | 2023-01-01 | 2023-04-07
    later   | a       | at_deadline | 2023-03-01 | 2023-03-31
    silent  | b       | at_deadline | 2023-01-01 | 2023-02-28
    late    | b       | at_deadline | 2023-01-01 | 2023-02-19

    task_returns
    task_id | stage     | is_done | evidence | reported_status
    duty    | started   | yes     | photo    | green
    over    | started   | no      |          | green
    early   | started   | no      |          | red
    draft   | drafted   | no      |          | red
    near    | started   | no      |          | green
    far     | started   | no      |          | green
    later   | started   | no      |          | green

    returns
    unit_id
    a
"""


def scores(engine, day):
    found = by("task_id", engine.rows.table("task_scores", date.fromisoformat(day)).to_pylist())
    return {task_id: (row["points"], row["unscored_because"]) for task_id, row in found.items()}


def test_only_what_could_have_failed_by_now_is_scored(tmp_path):
    engine = board(tmp_path, SCORED)
    assert scores(engine, "2023-02-20") == {
        "duty": (None, "unchecked"),  # done on its own word, and not due
        "over": (0, None),
        "early": (None, "unchecked"),  # red, but nothing to check: neither a gain nor a loss
        "draft": (1, None),  # red, and a draft is there
        "near": (0.5, None),  # 45 days before the deadline, without a next step
        "far": (None, "unchecked"),
        "later": (None, "not_started"),
        "silent": (None, "unreported"),
        "late": (0, None),  # a deadline passes in silence, too
    }
    found = by("unit_id", rows(engine, "league", as_of="2023-02-20"))
    names = "n_tasks n_scored_tasks n_unchecked n_unreported n_unbegun score position"
    assert pick([found["a"], found["b"]], names) == [(7, 3, 3, 0, 1, 0.5, 1), (2, 1, 0, 1, 0, 0, None)]


def test_silence_past_a_deadline_scores_as_overdue_though_the_final_figure_may_still_come(tmp_path):
    text = """
    = 2023-12-22
    targets
    target_id | task_id | due_on
    past      | past    | 2023-12-31
    still     | still   | 2024-12-31

    target_values
    target_id | value
    past      | 99
    still     | 99

    = 2024-01-05
    returns
    unit_id
    """
    assert scores(board(tmp_path, text), "2024-01-05") == {"past": (0, None), "still": (None, "unreported")}


@pytest.mark.parametrize("judged", ["green", "yellow", "red"])
def test_the_same_figures_score_the_same_whatever_the_unit_says_of_them(tmp_path, judged):
    text = f"""
        = 2023-02-20
        targets
        target_id | due_on
        fine      | 2023-04-11
        slow      | 2023-04-11
        lost      | 2023-04-11

        target_values
        target_id | value
        fine      | 50
        slow      | 30
        lost      | 0

        task_returns
        task_id | reported_status
        fine    | {judged}
        slow    | {judged}
        lost    | {judged}

        help_requests
        request_id | task_id | asked_of_unit_id | needed_on
        1          | fine    | b                | 2023-02-01
    """
    found = scores(board(tmp_path, text), "2023-02-20")
    assert found == {"fine": (1, None), "slow": (0.5, None), "lost": (0, None)}


def test_the_score_knows_every_rule_that_may_stand_behind_a_units_own_word():
    """Rules tried after the first of these are hidden by it; task_scores.sql looks behind it for each of them."""
    listed = re.findall(r"\('(\w+)', '(\w+)'\)", (ROOT / "queries/views/15_rules.sql").read_text("utf-8"))
    rules = [rule for rule, _ in listed]
    assert rules[rules.index("reported_red") :] == [
        "reported_red", "never_reported", "no_return", "value_too_old", "final_awaited", "behind_time",
        "reported_yellow", "forecast_short", "no_next_step", "help_overdue",
        "met_for_now", "in_time",
    ]  # fmt: skip
