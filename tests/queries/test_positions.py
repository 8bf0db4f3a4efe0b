"""Positions of units: ties, small units, movement."""

import pytest

from tests.queries.tables import board, by, rows

LEAGUE = """
    = 2023-02-10
    tasks
    task_id | unit_id
    a1 | a
    a2 | a
    a3 | a
    b1 | b
    b2 | b
    b3 | b
    c1 | c
    c2 | c
    c3 | c
    d1 | d
    d2 | d
    d3 | d
    e1 | e
    e2 | e
    e3 | f

    task_returns
    task_id | reported_status
    a1 | green
    a2 | green
    a3 | green
    b1 | yellow
    b2 | green
    b3 | green
    c1 | green
    c2 | yellow
    c3 | green
    d1 | red
    d2 | green
    d3 | yellow
    e1 | green
    e2 | green
    e3 | green

    = 2023-02-17
    tasks
    task_id | unit_id
    e3 | e

    task_returns
    task_id | reported_status
    a1 | red
    a2 | red

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


def test_units_with_fewer_than_three_tasks_stand_apart_however_well_they_do(league):
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
        task_id | unit_id
        x       | a
        y       | b

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
