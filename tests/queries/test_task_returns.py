"""What a task's returns said over time: stages reached, and returns that say the same."""

import pytest

from tests.queries.tables import board, pick, rows

BOARD = """
    = 2023-02-06
    tasks
    task_id | unit_id | due_on
    t       | a       | 2023-12-31
    never   | b       | 2023-12-31

    task_returns
    task_id | reported_status | stage   | narrative | next_step
    t       | green           | started | begun     | meet

    returns
    unit_id
    a

    = 2023-02-13
    task_returns
    task_id | reported_status | stage | narrative | next_step
    t       | green           | done  | begun     | meet

    returns
    unit_id
    a

    = 2023-02-20
    task_returns
    task_id | reported_status | stage   | narrative | next_step
    t       | green           | drafted | written   | meet

    returns
    unit_id
    a

    = 2023-02-27
    task_returns
    task_id | reported_status | stage   | narrative | next_step
    t       | green           | drafted | written   | meet

    returns
    unit_id
    a
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("returns"), BOARD)


def test_a_stage_is_reached_since_the_task_last_stood_below_it(engine):
    found = rows(engine, "task_stages", as_of="2023-02-27", task_id="t")
    assert pick(found, "stage reached_on is_now n_returns") == [
        ("not_started", "2023-02-06", False, None),
        ("started", "2023-02-06", False, None),
        ("drafted", "2023-02-13", True, 2),
        ("awaiting_approval", None, False, None),
        ("done", None, False, None),
    ]
    assert rows(engine, "task_stages", as_of="2023-02-27", task_id="never") == []


def test_returns_one_after_the_other_with_the_same_words_are_one_row(engine):
    found = rows(engine, "task_words", as_of="2023-02-27", task_id="t")
    assert pick(found, "first_as_of last_as_of n_returns stage narrative") == [
        ("2023-02-20", "2023-02-27", 2, "drafted", "written"),
        ("2023-02-13", "2023-02-13", 1, "done", "begun"),
        ("2023-02-06", "2023-02-06", 1, "started", "begun"),
    ]
