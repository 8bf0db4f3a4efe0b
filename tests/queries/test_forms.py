"""What a form asks of a unit, told on the eve of a return: nothing has come for its period yet."""

from datetime import date

import pytest

from tests.queries.tables import board, by, pick, rows

# On 2 July half of the year is gone.
STORY = """
    = 2023-06-25
    targets
    target_id | task_id | measure_id | comparator  | target_value | basis | baseline | baseline_on
    flow      | t       |            | at_least    | 200          | flow  |          |
    less      | t       |            | at_most     | 5            | level | 10       | 2023-01-01
    rank      | t       |            | rank_within | 3            | level | 9        | 2023-01-01
    unknown   | t       |            | at_least    | 300          | stock |          |
    beyond    | t       |            | at_least    | 300          | stock | 320      | 2023-01-01
    led       |         | 1          | at_least    | 50           | level | 0        | 2023-01-01
    other     | b       |            | at_least    | 10           | flow  |          |

    tasks
    task_id | unit_id | due_on
    t       | a       | 2023-12-31
    late    | a       | 2023-07-01
    new     | a       | 2023-12-31
    b       | b       | 2023-12-31

    target_values
    target_id | value | measured_on
    flow      | 90    | 2023-06-25

    task_returns
    task_id | reported_status | stage   | is_done | narrative | next_step
    t       | red             |         | no      | 推进中    | 签约
    late    | green           | drafted | no      | 已成稿    |

    help_requests
    request_id | task_id | asked_of_unit_id | asked_on   | needed_on  | answered_on | answer | closed_on
    mine       | t       | b                | 2023-06-20 | 2023-07-10 |             |        |
    answered   | t       | b                | 2023-06-20 | 2023-07-10 | 2023-06-24  | 好     |
    closed     | t       | b                | 2023-06-20 | 2023-07-10 |             |        | 2023-06-24
    theirs     | b       | a                | 2023-06-21 | 2023-07-01 |             |        |
    elsewhere  | b       | c                | 2023-06-21 | 2023-07-01 |             |        |

    = 2023-07-02
    returns
    unit_id
"""
EVE = {"as_of": "2023-07-02", "unit_id": "a"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("forms"), STORY)


def test_a_form_is_due_when_returns_are(engine):
    assert pick(rows(engine, "form_unit", **EVE), "unit_id period_ends_on return_due_on") == [
        ("a", "2023-07-02", "2023-07-02")
    ]
    assert rows(engine, "form_unit", as_of="2023-07-02", unit_id="nobody") == []


def test_a_unit_is_asked_about_its_own_tasks_with_what_it_said_last(engine):
    found = rows(engine, "form_tasks", **EVE)
    said = "task_id days_left n_targets last_reported_status last_narrative stage is_done next_step"
    assert pick(found, said) == [
        ("t", 182, 5, "red", "推进中", None, False, "签约"),
        ("late", -1, 0, "green", "已成稿", "drafted", False, None),
        ("new", 182, 0, None, None, None, None, None),
    ]


def test_the_return_that_is_only_now_asked_for_makes_no_task_stale(engine):
    """What is past its deadline is so all the same, and what was never reported stays so."""
    assert pick(rows(engine, "form_tasks", **EVE), "task_id status rule") == [
        ("t", "behind", "reported_red"),
        ("late", "overdue", "past_due"),
        ("new", "stale", "never_reported"),
    ]
    assert [r["rule"] for r in rows(engine, "form_tasks", as_of="2023-07-02", unit_id="b")] == [
        "never_reported"
    ]


def test_where_each_value_should_be_by_now(engine):
    found = by("target_id", rows(engine, "form_targets", **EVE))
    assert set(found) == {"flow", "less", "rank", "unknown", "beyond", "led"}
    half = (date(2023, 7, 2) - date(2023, 1, 1)) / (date(2023, 12, 31) - date(2023, 1, 1))
    assert half == 0.5
    expected = {name: (row["expected_share"], row["expected_value"]) for name, row in found.items()}
    assert expected == {
        "flow": (0.5, 100), "less": (0.5, 7.5), "led": (0.5, 25),
        "rank": (None, None), "unknown": (None, None), "beyond": (None, None),
    }  # fmt: skip
    assert pick([found["flow"], found["less"]], "last_value last_measured_on") == [
        (90, "2023-06-25"), (None, None),
    ]  # fmt: skip


def test_open_requests_stand_with_those_who_asked_and_those_who_are_to_answer(engine):
    assert pick(
        rows(engine, "form_requests", **EVE), "record request_id task_id asked_by_unit asked_of_unit"
    ) == [
        ("answer", "theirs", "b", "b", "a"),
        ("help", "mine", "t", "a", "b"),
    ]
