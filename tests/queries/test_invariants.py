"""What holds of every answer, whatever was reported."""

from __future__ import annotations

from copy import deepcopy
from random import Random

import pytest

from planboard.answers.engine import open_engine
from planboard.queries import queries
from planboard.schema import STATUSES
from tests.queries.tables import by, publish, rows
from tests.queries.test_headers import asked, assert_numbers
from tests.samples.generated_history import large

HISTORY = large(7, 160, 8, until=-12)
LAST = HISTORY[-1][0]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return whole(tmp_path_factory.mktemp("as_told"), HISTORY)


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory):
    history, rng = deepcopy(list(HISTORY)), Random(3)
    for _, tables in history:
        for told in tables.values():
            rng.shuffle(told)
    return whole(tmp_path_factory.mktemp("shuffled"), history)


def whole(folder, history):
    publish(folder, history)
    return open_engine(folder)


@pytest.mark.parametrize("name", sorted(set(queries()) - {"snapshots"}))
def test_the_order_in_which_rows_were_stored_changes_no_answer(engine, shuffled, name):
    for params in asked(engine, name)[::2]:
        told, again = (found.query(name, **params).to_pylist() for found in (engine, shuffled))
        assert [comparable(row) for row in again] == [comparable(row) for row in told]


def comparable(row):
    """A row without the hash of the files, which hold their rows in another order."""
    return [plain(value) for name, value in row.items() if name != "manifest_sha256"]


def plain(value):
    """A number without its last digits, which depend on the order in which a mean was summed."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


_TELL_RAW = (
    "targets",
    "why",
    "value_changes",
    "tasks",
    "task",
    "task_history",
    "unit_tasks",
    "exceptions",
    "changes",
)  # an attainment as it is, also below 0 and above 1


@pytest.mark.parametrize("name", queries())
def test_no_answer_holds_a_number_that_is_none_and_no_share_is_out_of_bounds(engine, name):
    raw = {
        "attainment_share",
        "attainment_share_before",
        "of_target_share",
        "forecast_low_share",
        "forecast_mid_share",
        "forecast_high_share",
    }
    for params in asked(engine, name):
        answer = engine.query(name, **params)
        assert_numbers(answer)
        for column in answer.column_names:
            if column.endswith("_share") and not (column in raw and name in _TELL_RAW):
                assert all(v is None or 0 <= v <= 1 for v in answer[column].to_pylist()), column


def statuses(engine):
    return {i: t["status"] for i, t in by("target_id", rows(engine, "targets", as_of=LAST)).items()}


def changed(folder, change):
    """HISTORY with a changed value for every target measured on its last day, and the ids of those targets."""
    history = deepcopy(list(HISTORY))
    tables = history[-1][1]
    goals = {g["target_id"]: g for g in tables["targets"]}
    touched = set()
    for row in tables["target_values"]:
        if row["measured_on"] == LAST and not row["is_carried_forward"]:
            row["value"] = change(row["value"], goals[row["target_id"]])
            touched.add(row["target_id"])
    assert len(touched) > 5
    return statuses(publish(folder, history)), touched


def better(value, target):
    return value + 3 if target["comparator"] in ("at_least", "about") else value - 3


def not_worse(one, other):
    return STATUSES.index(one) >= STATUSES.index(other)  # worst first


def test_a_better_value_never_gives_a_worse_status(engine, tmp_path):
    before = statuses(engine)
    after, touched = changed(tmp_path, better)
    assert [i for i in touched if not not_worse(after[i], before[i])] == []
    assert any(after[i] != before[i] for i in touched)


def test_a_target_that_is_met_is_never_worse_than_the_same_one_unmet(tmp_path):
    met, touched = changed(tmp_path / "met", lambda value, target: target["target_value"])
    short, _ = changed(
        tmp_path / "short",
        lambda value, target: (
            target["target_value"] * 0.8 - 1
            if target["comparator"] in ("at_least", "about")
            else target["target_value"] + 1
        ),
    )
    assert [i for i in touched if not not_worse(met[i], short[i])] == []
    assert any(met[i] != short[i] for i in touched)


def test_a_pillar_without_a_task_or_a_plan_without_a_return_divides_by_nothing(tmp_path):
    history = deepcopy(list(HISTORY))[:1]
    history[0][1].update(returns=[], help_requests=[])
    told = whole(tmp_path, history)
    for name in queries():
        for params in asked(told, name)[:3]:
            assert_numbers(told.query(name, **params))
