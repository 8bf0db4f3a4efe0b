"""What a leader sees first: at most seven tasks, each under the worst that can be said of it."""

import pytest

from tests.queries.tables import board, pick, rows

# Fifty days of a hundred are gone on the second date.
BOARD = """
    = 2023-02-13
    tasks
    task_id  | unit_id | due_on     | profile
    silent   | b       | 2023-12-31 | at_deadline
    blocked1 | a       | 2023-12-31 | at_deadline
    late1    | a       | 2023-02-19 | at_deadline
    rosy     | a       | 2023-02-21 | at_deadline
    red      | a       | 2023-12-31 | at_deadline
    late9    | a       | 2023-02-11 | at_deadline
    blocked9 | a       | 2023-12-31 | at_deadline
    once     | c       | 2023-12-31 | at_deadline
    fine     | a       | 2023-12-31 | at_deadline
    done     | a       | 2023-12-31 | at_deadline

    targets
    target_id | task_id | due_on
    near      | far40   | 2023-04-11
    far       | far40   | 2023-04-11
    other     | far35   | 2023-04-11

    task_returns
    task_id | reported_status
    silent  | green
    once    | green

    returns
    unit_id
    a
    c

    = 2023-02-20
    target_values
    target_id | value
    near      | 50
    far       | 10
    other     | 15

    task_returns
    task_id  | reported_status | is_done | evidence
    blocked1 | yellow          | no      |
    blocked9 | yellow          | no      |
    rosy     | green           | no      |
    red      | red             | no      |
    fine     | green           | no      |
    done     | green           | yes     | No. 1

    help_requests
    request_id | task_id  | asked_of_unit_id | needed_on
    1          | blocked1 | c                | 2023-02-19
    2          | blocked9 | c                | 2023-02-11
    3          | done     | c                | 2023-02-01
    4          | late1    | c                | 2023-02-01
    5          | fine     | c                | 2023-02-21

    returns
    unit_id
    a
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("exceptions"), BOARD)


def test_the_most_consequential_seven_come_first_and_the_rest_is_counted(engine):
    found = rows(engine, "exceptions", as_of="2023-02-20")
    assert pick(found, "position task_id consequence n_exceptions") == [
        (1, "late9", "overdue", 9),
        (2, "late1", "overdue", 9),
        (3, "far40", "off_pace", 9),
        (4, "far35", "off_pace", 9),
        (5, "red", "off_pace", 9),
        (6, "blocked9", "blocked", 9),
        (7, "blocked1", "blocked", 9),
    ]


def test_a_pillars_exceptions_are_its_own(engine):
    assert rows(engine, "exceptions", as_of="2023-02-20", pillar_id=2) == []
    assert len(rows(engine, "exceptions", as_of="2023-02-20", pillar_id=1)) == 7


def test_the_target_that_makes_a_task_an_exception_is_named(engine):
    found = [row for row in rows(engine, "exceptions", as_of="2023-02-20") if row["task_id"] == "far40"]
    assert pick(found, "target deviation_points") == [("far", -40)]


def test_one_silence_is_no_exception_and_the_second_is(tmp_path):
    text = """
        = 2023-02-13
        tasks
        task_id | unit_id
        silent  | b
        quiet   | a
        rosy    | a

        targets
        target_id | task_id
        rosy      | rosy

        target_values
        target_id | value
        rosy      | 0

        task_returns
        task_id | reported_status
        quiet   | green
        rosy    | yellow

        returns
        unit_id
        a

        = 2023-02-20
        returns
        unit_id
    """
    engine = board(tmp_path, text)
    assert pick(rows(engine, "exceptions", as_of="2023-02-13"), "task_id consequence") == []
    found = rows(engine, "exceptions", as_of="2023-02-20")
    assert pick(found, "task_id consequence n_stale_in_row") == [("silent", "stale_twice", 2)]


def test_waiting_for_help_does_not_make_a_finished_task_an_exception(engine):
    tasks = {row["task_id"]: row["status"] for row in rows(engine, "tasks", as_of="2023-02-20")}
    assert tasks["done"] == "done"
    listed = [row["task_id"] for row in rows(engine, "exceptions", as_of="2023-02-20", pillar_id=None)]
    assert "done" not in listed
    assert "fine" not in listed
