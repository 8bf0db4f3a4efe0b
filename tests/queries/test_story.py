"""One unit, three tasks, four snapshots: every row can be worked out on paper.

The plan runs for the hundred days from 1 January to 11 April 2023, so shares of time are whole per cent.
The parks bureau is to plant 200 trees, to answer complaints within 5 days instead of 10, and to issue a rule
by 12 March.
"""

import pytest

from tests.queries.tables import board, pick, rows

STORY = """
    = 2023-01-21
    units
    unit_id | name_en
    parks   | Parks
    roads   | Roads

    tasks
    task_id | title_en | unit_id | responsible_person | due_on
    trees   | Trees    | parks   | Lin                | 2023-04-11
    answer  | Answer   | parks   | Lin                | 2023-04-11
    rule    | Rule     | parks   | He                 | 2023-03-12

    measure_units
    measure_id | unit_id | role
    1          | parks   | lead
    1          | roads   | participating

    targets
    target_id | task_id | comparator | target_value | basis | baseline | baseline_on | due_on
    trees.1   | trees   | at_least   | 200          | flow  |          |             | 2023-04-11
    answer.1  | answer  | at_most    | 5            | level | 10       | 2023-01-01  | 2023-04-11

    target_values
    target_id | value
    trees.1   | 40
    answer.1  | 9

    task_returns
    task_id | stage   | next_step_on
    trees   |         |
    answer  |         |
    rule    | started | 2023-02-15

    = 2023-03-02
    target_values
    target_id | value
    trees.1   | 70
    answer.1  | 10

    task_returns
    task_id | stage   | next_step_on | reported_status
    trees   |         |              | yellow
    answer  |         |              | green
    rule    | drafted | 2023-03-10   | green

    help_requests
    request_id | task_id | asked_of_unit_id | text | asked_on   | needed_on
    rule-1     | rule    | roads            | map  | 2023-02-20 | 2023-02-28

    = 2023-03-13
    returns
    unit_id
    roads

    = 2023-04-12
    target_values
    target_id | value | measured_on
    trees.1   | 210   | 2023-04-10
    answer.1  | 6     | 2023-04-08

    task_returns
    task_id | stage | is_done | finished_on | evidence
    trees   |       |         |             |
    answer  |       |         |             |
    rule    | done  | yes     | 2023-03-20  | No. 3

    help_requests
    request_id | answered_on
    rule-1     | 2023-03-15
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("story"), STORY)


def test_two_targets_fall_behind_go_stale_and_recover(engine):
    names = "target_id value attainment_share expected_share deviation_points distance status rule"
    assert pick(rows(engine, "targets", as_of="2023-01-21"), names) == [
        ("trees.1", 40, 0.2, 0.2, 0, 160, "on_track", "in_time"),
        ("answer.1", 9, 0.2, 0.2, 0, 4, "on_track", "in_time"),
    ]
    assert pick(rows(engine, "targets", as_of="2023-03-02"), names) == [
        ("trees.1", 70, 0.35, 0.6, -25, 130, "at_risk", "behind_time"),
        ("answer.1", 10, 0, 0.6, -60, 5, "behind", "far_behind_time"),
    ]
    assert pick(rows(engine, "targets", as_of="2023-03-13"), f"{names} is_carried_forward") == [
        ("trees.1", 70, 0.35, 0.6, -25, 130, "stale", "no_return", True),
        ("answer.1", 10, 0, 0.6, -60, 5, "behind", "far_behind_time", True),
    ]
    assert pick(rows(engine, "targets", as_of="2023-04-12"), f"{names} is_met") == [
        ("trees.1", 210, 1.05, 0.99, 6, -10, "done", "met", True),
        ("answer.1", 6, 0.8, 0.97, -17, 1, "at_risk", "final_awaited", False),
    ]


def test_three_tasks_go_their_three_ways(engine):
    names = "task_id status rule status_before status_since is_rosier finished_on is_late days_left"
    assert pick(rows(engine, "tasks", as_of="2023-03-02"), names) == [
        ("trees", "at_risk", "behind_time", "on_track", "2023-03-02", False, None, False, 40),
        ("answer", "behind", "far_behind_time", "on_track", "2023-03-02", True, None, False, 40),
        ("rule", "at_risk", "help_overdue", "on_track", "2023-03-02", True, None, False, 10),
    ]
    assert pick(rows(engine, "tasks", as_of="2023-04-12"), names) == [
        ("trees", "done", "met", "stale", "2023-04-12", False, "2023-04-10", False, -1),
        ("answer", "at_risk", "final_awaited", "behind", "2023-04-12", True, None, False, -1),
        ("rule", "done", "delivered", "overdue", "2023-04-12", False, "2023-03-20", True, -31),
    ]


def test_a_stale_task_shows_what_it_was(engine):
    names = "task_id status last_known_status last_known_as_of"
    assert pick(rows(engine, "tasks", as_of="2023-03-13"), names) == [
        ("trees", "stale", "at_risk", "2023-03-02"),
        ("answer", "behind", None, None),  # silence makes nothing better
        ("rule", "overdue", None, None),
    ]


def test_the_task_page_lists_every_snapshot_newest_first(engine):
    names = "as_of status stage is_carried_forward reported_on"
    assert pick(rows(engine, "task_history", as_of="2023-04-12", task_id="rule"), names) == [
        ("2023-04-12", "done", "done", False, "2023-04-12"),
        ("2023-03-13", "overdue", "drafted", True, "2023-03-02"),
        ("2023-03-02", "at_risk", "drafted", False, "2023-03-02"),
        ("2023-01-21", "on_track", "started", False, "2023-01-21"),
    ]
    assert len(rows(engine, "task_history", as_of="2023-03-02", task_id="rule")) == 2


def test_the_chart_of_a_target_has_its_values_its_line_and_its_goal(engine):
    found = rows(engine, "target_history", as_of="2023-04-12", target_id="trees.1")
    assert pick(found, "series measured_on value") == [
        ("expected", "2023-01-01", 0),
        ("expected", "2023-04-11", 200),
        ("measured", "2023-01-21", 40),
        ("measured", "2023-03-02", 70),
        ("measured", "2023-04-10", 210),
        ("target", "2023-01-01", 200),
        ("target", "2023-04-11", 200),
    ]


def test_the_headline_counts_what_needs_attention_now_and_before(engine):
    names = (
        "n_tasks n_done n_at_risk n_overdue n_stale n_attention n_attention_before n_reported elapsed_share"
    )
    found = [rows(engine, "headline", as_of=day)[0] for day in ("2023-01-21", "2023-03-13", "2023-04-12")]
    assert pick(found, names) == [
        (3, 0, 0, 0, 0, 0, None, 3, 0.2),
        (3, 0, 0, 1, 1, 3, 3, 0, 0.71),
        (3, 2, 1, 0, 0, 1, 3, 3, 1.0),
    ]
    assert pick(found, "n_fine attention_statuses n_attention_each") == [
        (3, [], []),
        (0, ["overdue", "behind", "stale"], [1, 1, 1]),
        (2, ["at_risk"], [1]),
    ]


def test_counts_by_status_stand_beside_the_ones_before(engine):
    found = [r for r in rows(engine, "status_counts", as_of="2023-04-12") if r["scope_id"] == 0]
    assert pick(found, "status n_tasks n_tasks_before difference scope_n_tasks") == [
        ("overdue", 0, 1, -1, 3),
        ("behind", 0, 1, -1, 3),
        ("stale", 0, 1, -1, 3),
        ("at_risk", 1, 0, 1, 3),
        ("on_track", 0, 0, 0, 3),
        ("not_started", 0, 0, 0, 3),
        ("done", 2, 0, 2, 3),
    ]
    first = rows(engine, "status_counts", as_of="2023-01-21")
    assert {(r["n_tasks_before"], r["difference"]) for r in first} == {(None, None)}


def test_the_trend_steps_with_what_is_due_and_what_is_done(engine):
    names = "series on_date n n_tasks is_ahead"
    assert pick(rows(engine, "trend", as_of="2023-03-02"), names) == [
        ("done", "2023-01-21", 0, 3, False),
        ("done", "2023-03-02", 0, 3, False),
        ("due", "2023-01-01", 0, 3, False),
        ("due", "2023-03-02", 0, 3, False),
        ("due", "2023-03-12", 1, 3, True),
        ("due", "2023-04-11", 3, 3, True),
    ]
    assert pick(rows(engine, "trend", as_of="2023-04-12"), names)[3:] == [
        ("done", "2023-04-12", 2, 3, False),
        ("due", "2023-01-01", 0, 3, False),
        ("due", "2023-03-12", 1, 3, False),
        ("due", "2023-04-11", 3, 3, False),
        ("due", "2023-04-12", 3, 3, False),
    ]


def test_what_fell_due_adds_up_with_what_did_not(engine):
    names = "n_due n_done_in_time n_done_late n_overdue n_awaited n_due_today n_done_early n_not_due n_busiest_due"
    found = [rows(engine, "headline", as_of=day)[0] for day in ("2023-03-02", "2023-03-13", "2023-04-12")]
    assert pick(found, names) == [
        (0, 0, 0, 0, 0, 0, 0, 3, 2),
        (1, 0, 0, 1, 0, 0, 0, 2, 2),
        (3, 1, 1, 0, 1, 0, 0, 0, 0),
    ]


def test_the_gauge_is_the_mean_of_targets_cut_to_100_per_cent(engine):
    names = "attainment_share expected_share n_measured n_targets n_met worst_status"
    assert pick(rows(engine, "pillar_gauges", as_of="2023-03-02"), names) == [(0.175, 0.6, 2, 2, 0, "behind")]
    # 105 per cent counts as 100
    assert pick(rows(engine, "pillar_gauges", as_of="2023-04-12"), names) == [(0.9, 0.98, 2, 2, 1, "at_risk")]


def test_exceptions_name_the_worst_first_and_whose_help_is_missing(engine):
    names = "position task_id consequence days_overdue since_on help_unit help_days_overdue n_exceptions"
    assert pick(rows(engine, "exceptions", as_of="2023-01-21"), names) == []
    assert pick(rows(engine, "exceptions", as_of="2023-03-02"), names) == [
        (1, "answer", "off_pace", 0, "2023-03-02", None, None, 2),
        (2, "rule", "blocked", 0, "2023-02-28", "Roads", 2, 2),
    ]
    assert pick(rows(engine, "exceptions", as_of="2023-03-13"), names) == [
        (1, "rule", "overdue", 1, "2023-03-12", "Roads", 13, 2),
        (2, "answer", "off_pace", 0, "2023-03-02", None, None, 2),
    ]
    assert pick(rows(engine, "exceptions", as_of="2023-04-12"), names) == [
        (1, "answer", "rosier", 0, "2023-04-12", None, None, 1),
    ]


def test_changes_are_named_by_what_happened(engine):
    names = "task_id change status_before status"
    assert pick(rows(engine, "changes", as_of="2023-01-21"), names) == []
    assert pick(rows(engine, "changes", as_of="2023-03-13", since="2023-03-02"), names) == [
        ("rule", "newly_overdue", "at_risk", "overdue"),
        ("trees", "gone_stale", "at_risk", "stale"),
    ]
    assert pick(rows(engine, "changes", as_of="2023-04-12", since="2023-03-13"), names) == [
        ("trees", "newly_done", "stale", "done"),
        ("rule", "newly_done", "overdue", "done"),
        ("answer", "better", "behind", "at_risk"),
    ]


def test_a_units_score_can_be_recounted(engine):
    names = "as_of n_done n_overdue n_stale score position has_return"
    assert pick(rows(engine, "unit_history", as_of="2023-04-12", unit_id="parks"), names) == [
        ("2023-04-12", 2, 0, 0, 2.5 / 3, 1, True),
        ("2023-03-13", 0, 1, 1, 0, None, False),
        ("2023-03-02", 0, 0, 0, 1 / 2, 1, True),
        ("2023-01-21", 0, 0, 0, 1, None, True),
    ]


def test_a_missing_return_is_counted(engine):
    names = "unit has_return n_due n_received n_on_time n_missing on_time_share last_return_as_of"
    assert pick(rows(engine, "discipline", as_of="2023-03-13"), names) == [
        ("Parks", False, 3, 2, 2, 1, 2 / 3, "2023-03-02")
    ]


def test_leads_participants_and_persons_are_told_apart(engine):
    assert pick(rows(engine, "persons", as_of="2023-04-12"), "responsible_person n_tasks next_due_on") == [
        ("Lin", 2, None),  # its deadline has passed
        ("He", 1, None),
    ]
    assert pick(rows(engine, "responsibility", as_of="2023-04-12"), "unit measure_id role n_tasks") == [
        ("Parks", 1, "lead", 3),
        ("Roads", 1, "participating", 0),
    ]
    names = "lead_unit participating_units n_tasks n_done n_attention worst_status mean_attainment_share"
    assert pick(rows(engine, "measures", as_of="2023-04-12"), names) == [
        ("Parks", ["Roads"], 3, 2, 1, "at_risk", 0.9)
    ]
    assert pick(
        rows(engine, "units", as_of="2023-04-12"), "unit n_tasks n_targets n_led score has_return"
    ) == [
        ("Parks", 3, 2, 1, 2.5 / 3, True),
        ("Roads", 0, 0, 0, None, True),
    ]


def test_help_counts_as_late_until_the_day_it_was_given(engine):
    names = "request_id asked_of_unit is_open is_overdue days_overdue"
    assert pick(rows(engine, "task_help", as_of="2023-03-13", task_id="rule"), names) == [
        ("rule-1", "Roads", True, True, 13)
    ]
    assert pick(rows(engine, "task_help", as_of="2023-04-12", task_id="rule"), names) == [
        ("rule-1", "Roads", False, False, 15)
    ]


def test_deadlines_fall_into_their_months(engine):
    names = "month_on n_falling_due n_done n_late n_overdue n_open"
    assert pick(rows(engine, "deadlines", as_of="2023-04-12"), names) == [
        ("2023-03-01", 1, 1, 1, 0, 0),
        ("2023-04-01", 2, 1, 0, 0, 1),
    ]


@pytest.mark.parametrize("scope_id", [0, 1])
def test_how_counts_went_ends_with_the_counts_of_the_day_and_the_day_before(engine, scope_id):
    day = "2023-04-12"
    counted = {r["status"]: r for r in rows(engine, "status_counts", as_of=day) if r["scope_id"] == scope_id}
    history = rows(engine, "status_history", as_of=day, pillar_id=scope_id or None)
    days = sorted({r["as_of"] for r in history})
    assert str(days[-1]) == day
    assert len(history) == len(days) * len(counted)
    for status, now in counted.items():
        went = [r["n_tasks"] for r in history if r["status"] == status]
        assert went[-2:] == [now["n_tasks_before"], now["n_tasks"]]
