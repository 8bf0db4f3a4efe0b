"""What a leader sees first: at most seven tasks, each under the worst that can be said of it."""

from datetime import date

import pytest

from planboard.wording.readable import shown
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


def test_seven_are_listed_the_new_first_and_the_rest_stands_behind_them(engine):
    found = rows(engine, "exceptions", as_of="2023-02-20")
    assert pick(found, "position task_id consequence is_new is_listed n_exceptions") == [
        (1, "late1", "overdue", True, True, 9),
        (2, "far40", "off_pace", True, True, 9),
        (3, "far35", "off_pace", True, True, 9),
        (4, "red", "off_pace", True, True, 9),
        (5, "blocked9", "blocked", True, True, 9),
        (6, "blocked1", "blocked", True, True, 9),
        (7, "rosy", "rosier", True, True, 9),
        (8, "silent", "stale_twice", True, False, 9),
        (9, "late9", "overdue", False, False, 9),
    ]


def test_a_pillars_exceptions_are_its_own(engine):
    assert rows(engine, "exceptions", as_of="2023-02-20", pillar_id=2) == []
    assert len(rows(engine, "exceptions", as_of="2023-02-20", pillar_id=1)) == 9


def test_at_the_first_snapshot_nothing_is_new(engine):
    assert pick(rows(engine, "exceptions", as_of="2023-02-13"), "task_id is_new is_listed") == [
        ("late9", False, True)
    ]


MANY = "\n".join(f"    late{n:03} | 2023-{1 + n // 28:02}-{1 + n % 28:02} | {n}" for n in range(119))


def test_of_120_tasks_the_newest_problem_reaches_the_leader(tmp_path):
    text = f"""
    = 2023-06-30
    tasks
    task_id | due_on | item_no
{MANY}
    fresh   | 2023-07-05 | 200

    = 2023-07-07
    task_returns
    task_id | reported_status
    fresh   | green
    """
    found = rows(board(tmp_path, text), "exceptions", as_of="2023-07-07")
    listed = [row for row in found if row["is_listed"]]
    assert len(listed) == 7
    assert pick(listed, "task_id is_new is_long")[0] == ("fresh", True, False)
    assert [row["task_id"] for row in listed[1:]] == [f"late{n:03}" for n in range(6)]
    assert sum(row["is_long"] for row in found if not row["is_listed"]) == 113


def test_no_reason_takes_more_than_its_places_while_another_waits(tmp_path):
    late = "\n".join(f"    late{n} | a | 2023-02-1{n} | at_deadline" for n in range(8))
    asked = "\n".join(f"    {n} | help{n} | c | 2023-02-1{n}" for n in range(8))
    helped = "\n".join(f"    help{n} | a | 2023-12-31 | at_deadline" for n in range(8))
    text = f"""
    = 2023-02-20
    tasks
    task_id | unit_id | due_on | profile
{late}
{helped}

    help_requests
    request_id | task_id | asked_of_unit_id | needed_on
{asked}

    task_returns
    task_id | reported_status
    help0   | green
    """
    found = rows(board(tmp_path, text), "exceptions", as_of="2023-02-20")
    listed = [row["task_id"] for row in found if row["is_listed"]]
    assert listed == ["late0", "late1", "late2", "late3", "help0", "help1", "help2"]


def test_days_overdue_count_from_the_target_that_fell_due_before_its_task(tmp_path):
    text = """
    = 2023-06-30
    tasks
    task_id | due_on
    a       | 2023-12-31

    targets
    target_id | task_id | due_on
    early     | a       | 2023-05-31
    late      | a       | 2023-12-31

    target_values
    target_id | value | measured_on
    early     | 50    | 2023-05-31
    late      | 50    | 2023-06-30
    """
    engine = board(tmp_path, text)
    [row] = rows(engine, "exceptions", as_of="2023-06-30")
    assert pick([row], "consequence due_on since_on days_overdue") == [
        ("overdue", "2023-05-31", "2023-05-31", 30)
    ]
    [task] = rows(engine, "tasks", as_of="2023-06-30")
    assert task["days_left"] == -30
    words = "30 days overdue (target due 31 May 2023)"
    answers = [
        engine.query(
            "tasks", as_of=date(2023, 6, 30), lang="en", plan_year=None, pillar_id=None, unit_id=None
        )
    ]
    answers.append(engine.query("roadmap", as_of=date(2023, 6, 30), lang="en", plan_year=None))
    answers.append(engine.query("task", as_of=date(2023, 6, 30), lang="en", task_id="a"))
    assert [shown(answer, ["due"], "en").to_pylist() for answer in answers] == [[{"due": words}]] * 3
    [head] = rows(engine, "headline", as_of="2023-06-30")
    assert (head["n_due"], head["n_overdue"], head["n_not_due"]) == (1, 1, 0)
    due = [row for row in rows(engine, "trend", as_of="2023-06-30") if row["series"] == "due"]
    assert pick(due, "on_date n n_not_done") == [
        ("2023-01-01", 0, 0),
        ("2023-05-31", 1, 1),
        ("2023-06-30", 1, 1),
    ]
    [month] = rows(engine, "deadlines", as_of="2023-06-30")
    assert pick([month], "month_on n_falling_due n_overdue n_moved_away") == [("2023-05-01", 1, 1, 0)]


def test_days_overdue_count_from_the_first_deadline_that_is_past_and_never_fall(tmp_path):
    text = """
    = 2023-12-15
    tasks
    task_id | due_on     | item_no
    several | 2023-12-31 | 2
    single  | 2023-11-30 | 1

    targets
    target_id | task_id | due_on
    first     | several | 2023-10-31
    second    | several | 2023-12-31
    third     | several | 2023-12-31

    target_values
    target_id | value | measured_on
    first     | 90    | 2023-10-31
    second    | 50    | 2023-12-15
    third     | 60    | 2023-12-15

    = 2024-02-09
    """
    engine = board(tmp_path, text)
    for as_of, days in (("2023-12-15", 45), ("2024-02-09", 101)):
        found = rows(engine, "exceptions", as_of=as_of)
        assert pick(found, "task_id due_on since_on days_overdue")[0] == (
            "several",
            "2023-10-31",
            "2023-10-31",
            days,
        )
        [task] = [row for row in rows(engine, "tasks", as_of=as_of) if row["task_id"] == "several"]
        assert task["days_left"] == -days
    assert found[0]["target"] == "second"  # the furthest behind is named


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
    = 2023-02-13
    plan
    forecast_minimum | forecast_targets | forecast_share
    2                | 1                | 0.5

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
    slow      | 46    | 2023-02-13
    limit     | 10.4  | 2023-02-13
    nearly    | 43    | 2023-02-13

    = 2023-02-20
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
        (-12, 78 + 4 / 7, 21 + 3 / 7, 34 * 7 / 22, 4, "2023-03-20")
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
        ("late1", "2023-02-19"),  # its deadline
        ("far40", "2023-02-20"),  # the first snapshot with this status
        ("far35", "2023-02-20"),
        ("red", "2023-02-20"),
        ("blocked9", "2023-02-11"),  # the day the help was needed
        ("blocked1", "2023-02-19"),
        ("rosy", "2023-02-20"),
        ("silent", "2023-02-13"),
        ("late9", "2023-02-11"),
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
        ("mute2", "stale_twice", None, "2023-02-20", 2, "at_risk", "2023-02-13"),  # new among them
        ("mute3", "stale_twice", None, "2023-02-13", 3, "on_track", "2023-02-06"),
    ]
