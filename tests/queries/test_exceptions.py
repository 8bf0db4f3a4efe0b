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


# A hundred days, of which eighty are gone on the last date.
MISSES = """
    = 2023-02-20
    tasks
    task_id | due_on
    slow    | 2023-04-11
    limit   | 2023-04-11
    nearly  | 2023-04-11

    targets
    target_id | task_id | comparator | basis | target_value | baseline | baseline_on | due_on
    slow      | slow    | at_least   | flow  | 100          |          |             | 2023-04-11
    limit     | limit   | at_most    | level | 5            | 15       | 2023-01-01  | 2023-04-11
    nearly    | nearly  | at_least   | flow  | 100          |          |             | 2023-04-11

    target_values
    target_id | value | measured_on
    slow      | 50    | 2023-02-20
    limit     | 10    | 2023-02-20
    nearly    | 50    | 2023-02-20

    = 2023-02-27
    target_values
    target_id | value | measured_on
    slow      | 54    | 2023-02-27
    limit     | 9.6   | 2023-02-27
    nearly    | 57    | 2023-02-27

    = 2023-03-06
    target_values
    target_id | value | measured_on
    slow      | 58    | 2023-03-06
    limit     | 9.2   | 2023-03-06
    nearly    | 64    | 2023-03-06

    = 2023-03-13
    target_values
    target_id | value | measured_on
    slow      | 62    | 2023-03-13
    limit     | 8.8   | 2023-03-13
    nearly    | 71    | 2023-03-13

    = 2023-03-20
    target_values
    target_id | value | measured_on
    slow      | 66    | 2023-03-20
    limit     | 8.4   | 2023-03-20
    nearly    | 78    | 2023-03-20

    task_returns
    task_id | reported_status
    slow    | green

    help_requests
    request_id | task_id | asked_of_unit_id | text  | needed_on
    1          | slow    | c                | later | 2023-04-01
    2          | slow    | b                | first | 2023-03-25
"""


@pytest.fixture(scope="module")
def misses(tmp_path_factory):
    return board(tmp_path_factory.mktemp("misses"), MISSES)


def test_a_task_both_behind_time_and_forecast_to_miss_stands_with_those_off_pace(misses):
    found = rows(misses, "exceptions", as_of="2023-03-20")
    assert pick(found, "task_id consequence rule") == [
        ("slow", "off_pace", "behind_time"),
        ("limit", "off_pace", "behind_time"),
    ]


def test_what_will_be_missed_says_by_how_much_and_what_pace_would_be_needed(misses):
    [slow, limit] = rows(misses, "exceptions", as_of="2023-03-20")
    names = "deviation_points forecast_best shortfall required_per_week recent_per_week since_on"
    assert slow["target"] == "slow"
    assert pick([slow], names)[0] == pytest.approx(
        (-12, 78 + 4 / 7, 21 + 3 / 7, 34 * 7 / 22, 4, "2023-03-13")
    )
    assert (limit["deviation_points"], limit["value"]) == (-12, 8.4)
    assert limit["forecast_best"] == pytest.approx(8.4 - 0.4 * 22 / 7)
    assert limit["shortfall"] == pytest.approx(limit["forecast_best"] - 5)


def test_of_several_requests_the_one_needed_first_is_named_and_all_are_counted(misses):
    [slow, _] = rows(misses, "exceptions", as_of="2023-03-20")
    names = "help_text help_unit_id help_needed_on help_days_overdue n_help_open"
    assert pick([slow], names) == [("first", "b", "2023-03-25", 0, 2)]


def test_since_is_the_day_the_exception_itself_began(engine):
    found = rows(engine, "exceptions", as_of="2023-02-20")
    assert pick(found, "task_id since_on") == [
        ("late9", "2023-02-11"),  # its deadline
        ("late1", "2023-02-19"),
        ("far40", "2023-02-20"),  # the first snapshot with this status
        ("far35", "2023-02-20"),
        ("red", "2023-02-20"),
        ("blocked9", "2023-02-11"),  # the day the help was needed
        ("blocked1", "2023-02-19"),
    ]


LAST = """
    = 2023-02-06
    tasks
    task_id | unit_id | due_on     | profile
    mute2   | b       | 2023-12-31 | at_deadline
    mute3   | c       | 2023-12-31 | at_deadline
    rosy12  | a       | 2023-04-11 | linear
    rosy20  | a       | 2023-04-11 | linear
    paper   | a       | 2023-02-28 | at_deadline

    targets
    target_id | task_id | due_on
    rosy12    | rosy12  | 2023-04-11
    rosy20    | rosy20  | 2023-04-11

    task_returns
    task_id | reported_status
    mute2   | yellow
    mute3   | green

    returns
    unit_id
    b
    c

    = 2023-02-13
    task_returns
    task_id | reported_status
    mute2   | yellow
    rosy20  | green

    target_values
    target_id | value
    rosy20    | 23

    returns
    unit_id
    a
    b

    = 2023-02-20
    returns
    unit_id

    = 2023-02-27
    task_returns
    task_id | reported_status
    rosy12  | green
    rosy20  | green
    paper   | green

    target_values
    target_id | value
    rosy12    | 45
    rosy20    | 37

    returns
    unit_id
    a
"""


def test_the_rosier_come_before_the_silent_each_furthest_or_longest_first(tmp_path):
    found = rows(board(tmp_path, LAST), "exceptions", as_of="2023-02-27")
    names = "task_id consequence deviation_points since_on n_stale_in_row last_known_status last_known_as_of"
    assert pick(found, names) == [
        ("rosy20", "rosier", -20, "2023-02-27", 0, None, None),
        ("rosy12", "rosier", -12, "2023-02-27", 0, None, None),
        ("paper", "rosier", None, "2023-02-27", 0, None, None),
        ("mute3", "stale_twice", None, "2023-02-13", 3, "on_track", "2023-02-06"),
        ("mute2", "stale_twice", None, "2023-02-20", 2, "at_risk", "2023-02-13"),
    ]
