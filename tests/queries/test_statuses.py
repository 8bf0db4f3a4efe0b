"""Which rule decides, on which day, and what the unit's own word counts for."""

import pytest

from tests.queries.tables import board, by, rows

DEADLINE = """
    = 2023-12-30
    targets
    target_id | task_id | comparator | target_value | basis
    short     | short   | at_least   | 100          | flow
    stopped   | stopped | at_least   | 100          | flow
    reached   | reached | at_least   | 100          | flow
    level     | level   | at_most    | 5            | level
    seen      | seen    | at_most    | 5            | level

    tasks
    task_id  | profile
    document | at_deadline
    duty     | ongoing
    claim    | at_deadline
    blank    | at_deadline

    target_values
    target_id | value | measured_on
    short     | 99    | 2023-12-30
    stopped   | 99    | 2023-12-30
    reached   | 100   | 2023-12-30
    level     | 4     | 2023-12-30
    seen      | 4     | 2023-12-30

    task_returns
    task_id  | is_done | evidence | finished_on
    document | no      |          |
    duty     | yes     | photo    | 2023-12-30
    claim    | yes     |          | 2023-12-30
    blank    | yes     |          | 2023-12-30

    = 2023-12-31
    target_values
    target_id | value
    short     | 99
    seen      | 4

    = 2024-01-01

    = 2024-01-31

    = 2024-02-01
"""


@pytest.fixture(scope="module")
def deadline(tmp_path_factory):
    return board(tmp_path_factory.mktemp("deadline"), DEADLINE)


def walk(engine, task_id):
    """The task's status at each snapshot, oldest first."""
    last = rows(engine, "snapshots")[0]["as_of"]
    return [row["status"] for row in reversed(rows(engine, "task_history", as_of=last, task_id=task_id))]


def test_the_deadline_day_itself_is_not_overdue(deadline):
    # without a dated next step a document this near its deadline is at risk
    assert walk(deadline, "document") == ["at_risk", "at_risk", "overdue", "overdue", "overdue"]


def test_a_final_figure_short_of_the_target_is_overdue_the_day_after(deadline):
    assert walk(deadline, "short") == ["on_track", "on_track", "overdue", "overdue", "overdue"]


def test_a_final_figure_is_awaited_for_31_days_and_no_longer(deadline):
    assert walk(deadline, "stopped") == ["on_track", "on_track", "at_risk", "at_risk", "overdue"]
    [task] = rows(deadline, "task", as_of="2024-01-31", task_id="stopped")
    assert task["rule"] == "final_awaited"


def test_a_level_is_done_only_by_a_value_of_the_deadline_or_later(deadline):
    assert walk(deadline, "level") == ["on_track", "on_track", "at_risk", "at_risk", "overdue"]
    assert walk(deadline, "seen") == ["on_track", "done", "done", "done", "done"]


def test_a_count_that_is_reached_stays_done_though_nobody_reports_it_again(deadline):
    assert walk(deadline, "reached") == ["done"] * 5


def test_an_ongoing_duty_cannot_be_done_before_its_deadline(deadline):
    assert walk(deadline, "duty") == ["on_track", "done", "done", "done", "done"]


def test_done_without_evidence_is_not_done(deadline):
    assert walk(deadline, "claim") == ["at_risk", "at_risk", "overdue", "overdue", "overdue"]


JUDGEMENTS = """
    = 2023-02-20
    tasks
    task_id  | unit_id | profile     | due_on
    yellow   | a       | at_deadline | 2023-12-31
    red      | a       | at_deadline | 2023-12-31
    waiting  | a       | at_deadline | 2023-12-31
    in_time  | a       | at_deadline | 2023-12-31
    near_45  | a       | at_deadline | 2023-04-06
    near_46  | a       | at_deadline | 2023-04-07
    planned  | a       | at_deadline | 2023-04-06
    too_late | a       | at_deadline | 2023-04-06
    gone     | a       | at_deadline | 2023-04-06
    handed   | a       | at_deadline | 2023-04-06
    duty     | a       | ongoing     | 2023-04-06
    silent   | b       | at_deadline | 2023-12-31
    never    | a       | at_deadline | 2023-12-31

    targets
    target_id | task_id | due_on
    ahead     | ahead   | 2023-04-11
    rosy      | rosy    | 2023-04-11
    met       | met     | 2023-04-11

    target_values
    target_id | value
    ahead     | 90
    rosy      | 10
    met       | 100

    task_returns
    task_id  | reported_status | stage             | next_step_on
    yellow   | yellow          | started           |
    red      | red             | started           |
    waiting  | green           | started           |
    in_time  | green           | started           |
    near_45  | green           | drafted           |
    near_46  | green           | drafted           |
    planned  | green           | drafted           | 2023-04-06
    too_late | green           | drafted           | 2023-04-07
    gone     | green           | drafted           | 2023-02-19
    handed   | green           | awaiting_approval |
    duty     | green           | started           |
    silent   | yellow          | started           |
    ahead    | red             | started           |
    rosy     | green           | started           |
    met      | red             | started           |

    help_requests
    request_id | task_id | asked_of_unit_id | needed_on  | answered_on | closed_on
    1          | waiting | c                | 2023-02-19 |             |
    2          | in_time | c                | 2023-02-20 |             |
    3          | in_time | c                | 2023-02-01 | 2023-02-20  |
    4          | in_time | c                | 2023-02-01 |             | 2023-02-20

    = 2023-02-27
    returns
    unit_id
    a
"""


@pytest.fixture(scope="module")
def judgements(tmp_path_factory):
    return board(tmp_path_factory.mktemp("judgements"), JUDGEMENTS)


@pytest.fixture(scope="module")
def judged(judgements):
    return by("task_id", rows(judgements, "tasks", as_of="2023-02-20"))


def test_a_unit_can_make_its_own_status_worse_and_never_better(judged):
    assert judged["yellow"]["status"] == "at_risk"
    assert judged["red"]["status"] == judged["ahead"]["status"] == "behind"
    assert judged["rosy"]["status"] == "behind"
    assert judged["met"]["status"] == "done"


def test_green_over_what_is_behind_is_flagged_and_an_honest_red_is_not(judged):
    assert {task_id for task_id, task in judged.items() if task["is_rosier"]} == {
        *("rosy", "waiting", "near_45", "too_late", "gone")
    }


def test_a_document_is_at_risk_45_days_before_its_deadline_unless_its_next_step_is_dated(judged):
    rules = {
        task_id: judged[task_id]["rule"] for task_id in ("near_45", "near_46", "planned", "handed", "duty")
    }
    assert rules == {
        "near_45": "no_next_step",
        "near_46": "in_time",
        "planned": "in_time",
        "handed": "in_time",
        "duty": "in_time",
    }


def test_a_next_step_after_the_deadline_or_in_the_past_is_none(judged):
    assert judged["too_late"]["rule"] == judged["gone"]["rule"] == "no_next_step"


def test_help_is_late_after_the_day_it_was_needed_and_not_once_it_was_answered_or_withdrawn(judged):
    assert judged["waiting"]["rule"] == "help_overdue"
    assert judged["in_time"]["rule"] == "in_time"


def test_a_task_of_which_nothing_was_ever_said_is_stale_though_its_unit_reported(judged):
    assert (judged["never"]["status"], judged["never"]["rule"]) == ("stale", "never_reported")
    assert judged["never"]["last_known_status"] is None


def test_a_unit_that_stops_reporting_shows_its_last_known_status_with_its_date(judgements):
    silent = by("task_id", rows(judgements, "tasks", as_of="2023-02-27"))["silent"]
    assert (silent["status"], silent["rule"]) == ("stale", "no_return")
    assert (silent["last_known_status"], str(silent["last_known_as_of"])) == ("at_risk", "2023-02-20")


MOVED = """
    = 2023-10-07
    tasks
    task_id | due_on
    moved   | 2023-11-30
    kept    | 2023-09-30

    amendments
    object | id    | field  | old_value  | new_value  | decided_on
    tasks  | moved | due_on | 2023-10-31 | 2023-11-30 | 2023-09-25
    tasks  | moved | due_on | 2023-09-30 | 2023-10-31 | 2023-08-25

    task_returns
    task_id | next_step_on
    moved   | 2023-11-01
    kept    | 2023-09-01

    = 2023-11-03
    task_returns
    task_id | is_done | evidence | finished_on
    moved   | yes     | notice   | 2023-11-01
    kept    | yes     | notice   | 2023-09-30

    = 2023-11-10
    task_returns
    task_id | is_done | reason
    moved   | no      | withdrawn
"""


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    return board(tmp_path_factory.mktemp("moved"), MOVED)


def test_a_moved_deadline_decides_the_status_and_the_original_one_the_lateness(moved):
    assert walk(moved, "moved")[:2] == ["on_track", "done"]
    [task] = rows(moved, "task", as_of="2023-11-03", task_id="moved")
    assert (str(task["original_due_on"]), str(task["due_on"])) == ("2023-09-30", "2023-11-30")
    assert task["is_late"]


def test_done_on_the_deadline_but_reported_later_is_not_late(moved):
    assert walk(moved, "kept") == ["overdue", "done", "done"]
    [task] = rows(moved, "task", as_of="2023-11-03", task_id="kept")
    assert task["is_late"] is False


def test_a_done_task_whose_unit_takes_it_back_is_reopened(moved):
    [task] = rows(moved, "task", as_of="2023-11-10", task_id="moved")
    assert (task["status"], task["is_reopened"], task["finished_on"]) == ("at_risk", True, None)
    found = rows(moved, "changes", as_of="2023-11-10", since="2023-11-03")
    assert [(row["task_id"], row["change"]) for row in found] == [("moved", "reopened")]


RESTATED = """
    = 2023-07-02
    targets
    target_id | task_id
    visits    | visits

    target_values
    target_id | value
    visits    | 60

    = 2023-07-09
    target_values
    target_id | value
    visits    | 6

    = 2023-07-09
    target_values
    target_id | value
    visits    | 66
"""


def test_a_restated_snapshot_replaces_the_first_one_which_stays_listed(tmp_path):
    engine = board(tmp_path, RESTATED)
    [target] = rows(engine, "targets", as_of="2023-07-09")
    assert (target["value"], target["status"]) == (66, "on_track")
    drawn = rows(engine, "target_history", as_of="2023-07-09", target_id="visits")
    assert [point["value"] for point in drawn if point["series"] == "measured"] == [60, 66]
    listed = [(str(s["as_of"]), s["revision"], s["is_current"]) for s in rows(engine, "snapshots")]
    assert listed == [("2023-07-09", 2, True), ("2023-07-09", 1, False), ("2023-07-02", 1, True)]


OVER_YEARS = """
    = 2023-07-02
    plan
    starts_on  | ends_on
    2023-01-01 | 2025-12-31

    targets
    target_id | task_id | target_value | starts_on  | due_on
    visits    | visits  | 1096         | 2022-12-31 | 2025-12-31
    early     | visits  | 300          | 2023-01-01 | 2023-12-31

    target_values
    target_id | value
    visits    | 200
    early     | 100
"""


def test_a_target_over_years_is_expected_somewhere_at_the_end_of_each_before_its_last(tmp_path):
    engine = board(tmp_path, OVER_YEARS)
    drawn = rows(engine, "target_history", as_of="2023-07-02", target_id="visits")
    ends = {str(p["measured_on"]): p["value"] for p in drawn if p["series"] == "year_end"}
    assert ends == {"2023-12-31": 365, "2024-12-31": 731}
    drawn = rows(engine, "target_history", as_of="2023-07-02", target_id="early")
    assert not [point for point in drawn if point["series"] == "year_end"]


CORRECTED_LATER = """
    = 2023-07-02
    targets
    target_id | task_id
    visits    | visits

    target_values
    target_id | value
    visits    | 6

    = 2023-07-09

    = 2023-07-02
    target_values
    target_id | value
    visits    | 60
"""


def test_the_copy_of_a_value_that_was_corrected_afterwards_is_not_a_measurement(tmp_path):
    engine = board(tmp_path, CORRECTED_LATER)
    drawn = rows(engine, "target_history", as_of="2023-07-09", target_id="visits")
    assert [point["value"] for point in drawn if point["series"] == "measured"] == [60]


def test_a_return_for_an_earlier_period_is_none_for_this_one(tmp_path):
    text = """
        = 2023-07-02
        tasks
        task_id
        visits

        task_returns
        task_id
        visits

        returns
        unit_id | period_ends_on
        a       | 2023-06-25
    """
    assert walk(board(tmp_path, text), "visits") == ["stale"]
