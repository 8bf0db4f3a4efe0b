"""Four requests for help: one waited for past its day, one in time, one answered late, one closed unanswered."""

import pytest

from tests.queries.tables import board, pick, rows

STORY = """
    = 2023-03-17
    units
    unit_id | name_en
    parks   | Parks
    roads   | Roads
    water   | Water

    tasks
    task_id | title_en | unit_id
    trees   | Trees    | parks
    path    | Path     | roads

    help_requests
    request_id | task_id | asked_of_unit_id | asked_on   | needed_on  | answered_on | answer | closed_on
    trees-1    | trees   | roads            | 2023-02-01 | 2023-03-10 |             |        |
    trees-2    | trees   | water            | 2023-03-01 | 2023-03-17 |             |        |
    path-1     | path    | water            | 2023-02-01 | 2023-02-10 | 2023-02-13  | yes    |
    path-2     | path    | parks            | 2023-03-02 | 2023-03-10 |             |        | 2023-03-04
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("help"), STORY)


def test_open_requests_come_first_the_longest_overdue_before_the_others(engine):
    names = "request_id asking_unit asked_of_unit help_state days_waiting days_overdue days_to_answer answer"
    assert pick(rows(engine, "coordination", as_of="2023-03-17"), names) == [
        ("trees-1", "Parks", "Roads", "overdue", 44, 7, None, None),
        ("trees-2", "Parks", "Water", "waiting", 16, 0, None, None),  # the day itself is in time
        ("path-2", "Roads", "Parks", "closed", 2, 0, None, None),
        ("path-1", "Roads", "Water", "late", 12, 3, 12, "yes"),
    ]


def test_who_answered_by_telephone_is_told_and_of_returns_nothing(tmp_path):
    story = """
        = 2023-03-24
        help_requests
        request_id | answered_on | answer | closed_on  | said_by | recorded_by
        path-1     | 2023-02-13  | yes    |            | Li      | office
        path-2     |             |        | 2023-03-04 | Wang    | office
        trees-2    | 2023-03-10  | no     |            |         |
    """
    engine = board(tmp_path, STORY + story)
    names = "request_id help_state said_by recorded_by"
    told = [
        ("path-1", "late", "Li", "office"),
        ("path-2", "closed", "Wang", "office"),
        ("trees-1", "overdue", None, None),
        ("trees-2", "answered", None, None),
    ]
    assert sorted(pick(rows(engine, "coordination", as_of="2023-03-24"), names)) == told
    one = rows(engine, "task_help", as_of="2023-03-24", task_id="path")
    assert pick(one, "request_id said_by recorded_by") == [row[:1] + row[2:] for row in told[:2]]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"unit_id": "water"}, ["trees-2", "path-1"]),
        ({"unit_id": "parks"}, ["trees-1", "trees-2", "path-2"]),  # asking or asked
        ({"help_state": "overdue"}, ["trees-1"]),
        ({"unit_id": "water", "help_state": "overdue"}, []),
    ],
)
def test_requests_are_chosen_by_who_asks_or_is_asked_and_by_state(engine, chosen, found):
    assert [r["request_id"] for r in rows(engine, "coordination", as_of="2023-03-17", **chosen)] == found


def test_the_summary_names_the_longest_waiting(engine):
    names = (
        "n_requests n_unanswered n_unanswered_overdue n_answered n_answered_late longest_waiting_days "
        "longest_unit longest_asked_of_unit"
    )
    assert pick(rows(engine, "coordination_counts", as_of="2023-03-17"), names) == [
        (4, 2, 1, 1, 1, 44, "Parks", "Roads")
    ]


def test_units_are_counted_by_what_is_waited_for_from_them(engine):
    names = (
        "asked_of_unit n_requests n_unanswered n_unanswered_overdue n_answered longest_waiting_days "
        "mean_days_to_answer"
    )
    assert pick(rows(engine, "coordination_units", as_of="2023-03-17"), names) == [
        ("Roads", 1, 1, 1, 0, 44, None),
        ("Water", 2, 1, 0, 1, 16, 12),
        ("Parks", 1, 0, 0, 0, None, None),
    ]


def test_no_help_asked_is_a_row_of_zeros(tmp_path):
    quiet = board(tmp_path, "= 2023-03-17\ntasks\ntask_id\ntrees")
    [found] = rows(quiet, "coordination_counts", as_of="2023-03-17")
    assert (found["n_requests"], found["n_unanswered"], found["longest_waiting_days"]) == (0, 0, None)
    assert rows(quiet, "coordination_units", as_of="2023-03-17") == []
