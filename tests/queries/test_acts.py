"""Who must act on a task: whoever was asked, else the responsible unit, by what it last said."""

import pytest

from tests.queries.tables import board, by, pick, rows

BOARD = """
    = 2023-02-13
    tasks
    task_id  | unit_id | due_on
    asked    | a       | 2023-02-28
    waiting  | a       | 2023-12-31
    silent   | b       | 2023-12-31
    dated    | a       | 2023-02-28
    undated  | a       | 2023-02-28
    past     | a       | 2023-02-28
    moved    | a       | 2023-02-28
    nothing  | a       | 2023-02-28
    fine     | a       | 2023-12-31
    done     | a       | 2023-12-31

    task_returns
    task_id  | reported_status | stage       | next_step | next_step_on | is_done | evidence
    asked    | yellow          | started     | ours      | 2023-02-27   | no      |
    waiting  | green           | started     |           |              | no      |
    silent   | yellow          | started     | said      | 2023-02-27   | no      |
    dated    | yellow          | started     | meet      | 2023-02-20   | no      |
    undated  | yellow          | started     | meet      |              | no      |
    past     | yellow          | started     | meet      | 2023-02-19   | no      |
    moved    | yellow          | started     | meet      | 2023-02-19   | no      |
    nothing  | yellow          | started     |           |              | no      |
    fine     | green           | started     | meet      | 2023-02-21   | no      |
    done     | green           | done        |           |              | yes     | No. 1

    help_requests
    request_id | task_id | asked_of_unit_id | text   | needed_on
    1          | asked   | c                | second | 2023-02-19
    2          | asked   | d                | first  | 2023-02-18
    3          | waiting | c                | later  | 2023-02-20
    4          | done    | c                | late   | 2023-02-01

    = 2023-02-20
    task_returns
    task_id  | reported_status | stage       | next_step | next_step_on | is_done | evidence
    asked    | yellow          | started     | ours      | 2023-02-27   | no      |
    waiting  | green           | started     |           |              | no      |
    dated    | yellow          | started     | meet      | 2023-02-20   | no      |
    undated  | yellow          | started     | meet      |              | no      |
    past     | yellow          | started     | meet      | 2023-02-19   | no      |
    moved    | yellow          | drafted     | meet      | 2023-02-19   | no      |
    nothing  | yellow          | started     |           |              | no      |
    fine     | green           | started     | meet      | 2023-02-21   | no      |
    done     | green           | done        |           |              | yes     | No. 1

    returns
    unit_id
    a
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("acts"), BOARD)


def test_each_task_that_needs_it_names_who_must_act_and_how(engine):
    found = by("task_id", [r for t in rows(engine, "tasks", as_of="2023-02-20") for r in task(engine, t)])
    names = "act acting_unit_id act_text act_on act_days_past"
    assert {task_id: pick([row], names)[0] for task_id, row in found.items()} == {
        "asked": ("answer", "d", "first", "2023-02-18", 2),
        "waiting": ("answer", "c", "later", "2023-02-20", None),
        "silent": ("report", "b", None, None, None),
        "dated": ("take_step", "a", "meet", "2023-02-20", None),
        "undated": ("take_step", "a", "meet", None, None),
        "past": ("renew_step", "a", "meet", "2023-02-19", 1),
        "moved": ("name_step", "a", None, None, None),
        "nothing": ("name_step", "a", None, None, None),
        "fine": (None, None, None, None, None),
        "done": (None, None, None, None, None),
    }


def task(engine, listed):
    return rows(engine, "task", as_of="2023-02-20", task_id=listed["task_id"])


def test_what_needs_a_leader_names_who_must_act(engine):
    found = rows(engine, "exceptions", as_of="2023-02-20")
    assert pick(found, "task_id act acting_unit_id acting_unit act_on act_days_past") == [
        ("asked", "answer", "d", "d", "2023-02-18", 2)
    ]
