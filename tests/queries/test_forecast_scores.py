"""What became of a forecast: which are scored, by which value, and as what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.queries.tables import board, pick, publish, rows
from tests.queries.twin import Twin
from tests.samples.generated_history import large
from tests.scale import first

FIRST = date(2023, 1, 1)


def weekly(values, due_on=date(2023, 12, 31), **changed):
    """A target of 100 measured every seventh day from 1 January; None is a week without a value."""
    target = {"target_id": "g", "due_on": due_on, **changed}
    told = [f"targets\n{' | '.join(target)}\n{' | '.join(map(str, target.values()))}\n"]
    for week, value in enumerate(values):
        said = "" if value is None else f"target_values\ntarget_id | value\ng | {value}\n"
        told.append(f"= {FIRST + timedelta(weeks=week)}\n{told.pop(0) if not week else ''}\n{said}")
    return "\n".join(told)


def scored(folder, text, as_of, horizon="four_weeks"):
    return [r for r in rows(board(folder, text), "forecast_scores", as_of=as_of) if r["horizon"] == horizon]


def test_a_steady_target_is_forecast_right_and_without_a_range_before_enough_is_known(tmp_path):
    found = scored(tmp_path, weekly([2 * n for n in range(9)]), "2023-02-26")
    names = "made_on measured_on value outcome_on outcome forecast_low forecast_mid forecast_high is_inside"
    assert pick(found, names) == [
        ("2023-01-22", "2023-01-22", 6, "2023-02-19", 14, None, 14, None, None),
        ("2023-01-29", "2023-01-29", 8, "2023-02-26", 16, None, 16, None, None),
    ]
    assert {r["is_hit"] for r in found} == {True}


def test_the_direction_is_wrong_where_what_went_well_comes_to_a_halt(tmp_path):
    # From 6 on 22 January on, 343 days are left for 94; in the 28 that follow they ask for 7.67.
    [found] = scored(tmp_path, weekly([0, 2, 4, 6, None, None, None, 6]), "2023-02-19")
    assert found["needed"] == pytest.approx(6 + 94 * 28 / 343)
    assert (found["forecast_mid"], found["outcome"]) == (14, 6)
    assert (found["is_reaching_said"], found["is_reaching"], found["is_hit"]) == (True, False, False)
    assert found["is_inside"] is None


@pytest.mark.parametrize(("late", "is_scored"), [(-1, False), (0, True), (7, True), (8, False)])
def test_the_outcome_is_measured_on_the_day_or_up_to_seven_days_later(tmp_path, late, is_scored):
    on = date(2023, 1, 22) + timedelta(days=28 + late)
    text = weekly([0, 2, 4, 6]) + f"\n= {on}\ntarget_values\ntarget_id | value\ng | 15\n"
    found = scored(tmp_path, text, on)
    assert len(found) == is_scored
    if found:  # carried to exactly that day
        assert found[0]["forecast_mid"] == pytest.approx(6 + (28 + late) * 2 / 7)


def test_at_the_deadline_the_target_itself_decides(tmp_path):
    text = weekly([0, 30, 60, 90, 99], due_on=date(2023, 1, 29))
    [found] = scored(tmp_path, text, "2023-01-29", "deadline")
    assert (found["needed"], found["forecast_mid"], found["outcome"]) == (100, pytest.approx(120), 99)
    assert (found["is_reaching_said"], found["is_reaching"]) == (True, False)
    assert scored(tmp_path, text, "2023-01-29") == []  # four weeks ahead lie beyond the deadline


def test_less_is_better_is_scored_in_the_other_direction(tmp_path):
    text = weekly(
        [100, 80, 60, 40, None, None, None, 30],
        comparator="at_most",
        target_value=5,
        basis="level",
        baseline=100,
    )
    [found] = scored(tmp_path, text, "2023-02-19")
    assert (found["is_reaching_said"], found["is_reaching"], found["is_hit"]) == (True, True, True)


def test_a_forecast_repeated_without_a_new_value_counts_once(tmp_path):
    text = weekly([0, 2, 4, 6, None, None, None, 14, 16])
    assert pick(scored(tmp_path, text, "2023-02-26"), "made_on") == [("2023-01-22",)]


def test_a_target_that_is_done_has_no_forecast_to_score(tmp_path):
    assert scored(tmp_path, weekly([70, 80, 90, 100, 100, 100, 100, 100]), "2023-02-19") == []


def test_an_outcome_that_was_not_known_yet_is_not_scored_on_an_old_date(tmp_path):
    engine = board(tmp_path, weekly([2 * n for n in range(9)]))
    n_scored = [
        rows(engine, "forecast_coverage", as_of=day)[0]["n_scored"] for day in ("2023-02-12", "2023-02-19")
    ]
    assert n_scored == [0, 1]


def test_without_anything_to_score_there_are_no_shares_and_not_shares_of_zero(tmp_path):
    found = rows(board(tmp_path, weekly([1])), "forecast_coverage", as_of="2023-01-01")
    assert [r["horizon"] for r in found] == ["four_weeks", "deadline"]
    assert {r[n] for r in found for n in ("hit_share", "coverage_share")} == {None}


@pytest.mark.parametrize("seed", first(1, [5, 9, 12]))
def test_the_scores_are_those_of_the_slow_twin(tmp_path, seed):
    history = large(seed, 160, 30)
    engine, twin = publish(tmp_path, history), Twin(history)
    as_of = twin.days[-1]
    found = {
        (r["target_id"], r["made_on"], r["horizon"]): r for r in rows(engine, "forecast_scores", as_of=as_of)
    }
    expected = twin.outcomes(as_of)
    assert found.keys() == expected.keys()
    assert len(found) > 5
    for key, row in expected.items():
        for end in ("low", "high"):
            told = None if row[end] is None else pytest.approx(float(row[end]), abs=1e-6)
            assert found[key][f"forecast_{end}"] == told, key
        assert (found[key]["is_hit"], found[key]["is_inside"]) == (row["is_hit"], row["is_inside"]), key
    ahead, at_deadline = rows(engine, "forecast_coverage", as_of=as_of)
    for row, horizon in ((ahead, "four_weeks"), (at_deadline, "deadline")):
        scores = [s for (_, _, h), s in expected.items() if h == horizon]
        assert row["n_scored"] == len(scores)
        assert row["n_ranged"] == sum(s["is_inside"] is not None for s in scores)
        assert row["n_inside"] == sum(bool(s["is_inside"]) for s in scores)
        assert row["n_hit"] == sum(s["is_hit"] for s in scores)
