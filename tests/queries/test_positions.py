"""Positions of units: ties, small units, movement."""

import pytest

from tests.queries.tables import board, by, rows

LEAGUE = """
    = 2023-02-10
    tasks
    task_id | unit_id | due_on
    a1 | a | 2023-03-10
    a2 | a | 2023-03-10
    a3 | a | 2023-03-10
    b1 | b | 2023-03-10
    b2 | b | 2023-03-10
    b3 | b | 2023-03-10
    c1 | c | 2023-03-10
    c2 | c | 2023-03-10
    c3 | c | 2023-03-10
    d1 | d | 2023-02-01
    d2 | d | 2023-03-10
    d3 | d | 2023-03-10
    e1 | e | 2023-03-10
    e2 | e | 2023-03-10
    e3 | f | 2023-03-10

    task_returns
    task_id | next_step_on
    a1 | 2023-03-01
    a2 | 2023-03-01
    a3 | 2023-03-01
    b1 |
    b2 | 2023-03-01
    b3 | 2023-03-01
    c1 | 2023-03-01
    c2 |
    c3 | 2023-03-01
    d1 |
    d2 | 2023-03-01
    d3 |
    e1 | 2023-03-01
    e2 | 2023-03-01
    e3 | 2023-03-01

    = 2023-02-17
    tasks
    task_id | unit_id | due_on
    a1 | a | 2023-02-01
    a2 | a | 2023-02-01
    e3 | e | 2023-03-10

    = 2023-02-24
    tasks
    task_id | unit_id
    e3 | f
"""


@pytest.fixture(scope="module")
def league(tmp_path_factory):
    return board(tmp_path_factory.mktemp("league"), LEAGUE)


def test_ties_share_a_position_and_the_next_one_is_left_out(league):
    found = by("unit_id", rows(league, "league", as_of="2023-02-10"))
    assert {unit: found[unit]["position"] for unit in "abcd"} == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert {unit: round(found[unit]["score"], 3) for unit in "abd"} == {"a": 1, "b": 0.833, "d": 0.5}


def test_units_with_fewer_than_three_scored_tasks_stand_apart_however_well_they_do(league):
    found = by("unit_id", rows(league, "league", as_of="2023-02-10"))
    assert [(found[unit]["score"], found[unit]["position"]) for unit in "ef"] == [(1, None), (1, None)]


def test_movement_is_counted_from_the_previous_snapshot_and_from_no_earlier_one(league):
    found = by("unit_id", rows(league, "league", as_of="2023-02-17"))
    assert [(found[u]["position"], found[u]["position_before"]) for u in "ae"] == [(5, 1), (1, None)]
    assert "f" not in found
    found = by("unit_id", rows(league, "league", as_of="2023-02-24"))
    assert (found["e"]["position"], found["e"]["position_before"]) == (None, 1)
    assert found["f"]["position_before"] is None


def test_a_unit_without_a_task_at_the_previous_snapshot_has_not_moved(tmp_path):
    text = """
        = 2023-02-10
        plan
        document_number | league_minimum
        1               | 1

        tasks
        task_id | unit_id | due_on
        x       | a       | 2023-03-10
        y       | b       | 2023-03-10

        task_returns
        task_id
        x
        y

        = 2023-02-17
        tasks
        task_id | unit_id
        y       | a

        = 2023-02-24
        tasks
        task_id | unit_id
        y       | b
    """
    found = by("unit_id", rows(board(tmp_path, text), "league", as_of="2023-02-24"))
    assert found["b"]["position"] == 1
    assert found["b"]["position_before"] is None
