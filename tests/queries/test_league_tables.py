"""What stands beside the league table: own judgements, silence, difficulty, and what a unit says itself."""

import pytest

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


def test_only_a_judgement_of_the_period_counts_and_only_the_rosier_are_counted_so(engine):
    names = "unit_id n_judged n_rosier rosier_share n_rosier_now"
    found = {day: pick(rows(engine, "rosier", as_of=day), names) for day in ("2023-02-20", "2023-03-13")}
    assert found["2023-02-20"] == [("a", 2, 1, 0.5, 1), ("b", 0, 0, None, 0)]
    assert found["2023-03-13"] == [("a", 5, 3, 0.6, 1), ("b", 0, 0, None, 0)]


def test_what_was_rosier_in_a_row_is_rosier_since_the_first_of_the_row(engine):
    days = ("2023-02-20", "2023-02-27", "2023-03-06", "2023-03-13", "2023-03-20")
    found = [rows(engine, "why", as_of=day, kind="task", id="rosy")[0] for day in days]
    assert pick(found, "rosier_since n_judged n_rosier") == [
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
