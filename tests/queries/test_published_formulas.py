"""Attainment beside four published formulas: equal where they are right, different where they are wrong, and why.

Two of three years are gone in every case, as on 1 January 2023 between 1 January 2021 and 1 January 2024."""

import pytest

from tests.queries.tables import board, by, rows

CASES = """
    = 2021-01-01
    targets
    target_id | comparator  | target_value | basis | baseline | baseline_on | starts_on  | due_on
    new       | at_least    | 300          | flow  |          |             | 2021-01-01 | 2024-01-01
    grown     | at_least    | 300          | stock | 100      | 2021-01-01  | 2021-01-01 | 2024-01-01
    faster    | at_most     | 5            | level | 10       | 2021-01-01  | 2021-01-01 | 2024-01-01
    rank      | rank_within | 1            | level | 4        | 2021-01-01  | 2021-01-01 | 2024-01-01
    none      | at_most     | 0            | level | 10       | 2021-01-01  | 2021-01-01 | 2024-01-01
    none_left | at_most     | 0            | level | 10       | 2021-01-01  | 2021-01-01 | 2024-01-01
    keep      | at_least    | 100          | level | 100      | 2021-01-01  | 2021-01-01 | 2024-01-01
    inside    | at_most     | 5            | level | 4        | 2021-01-01  | 2021-01-01 | 2024-01-01
    nearly    | at_least    | 10000        | flow  |          |             | 2021-01-01 | 2024-01-01

    = 2023-01-01
    target_values
    target_id | value
    new       | 240
    grown     | 240
    faster    | 7
    rank      | 2
    none      | 3
    none_left | 0
    keep      | 100
    inside    | 4.5
    nearly    | 9901
"""


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return by(
        "target_id", rows(board(tmp_path_factory.mktemp("formulas"), CASES), "targets", as_of="2023-01-01")
    )


def of_target(value, target):
    """Value / target, as results frameworks print it."""
    return value / target


def cityscore(value, target, less_is_better=False):
    """Boston's CityScore: value / target, or its inverse, rounded up to hundredths; nothing scores nothing."""
    if less_is_better:
        value, target = target, value
    return 0.0 if not value or not target else -(-value * 100 // target) / 100


def growth_ratio(start, value, target, years=2, all_years=3):
    """Open SDG, after Statistics Canada: yearly growth so far / yearly growth needed from the start."""
    so_far = (value / start) ** (1 / years) - 1
    needed = (target / start) ** (1 / all_years) - 1
    return so_far / needed if target > start else -so_far / abs(needed)


def current_status(start, value, target):
    """The current status of UN ESCAP, 0 to 10 from start to target, in either direction."""
    return 10 * (value - start) / (target - start)


def test_escap_asks_the_same_question_and_gets_the_same_answer_wherever_there_is_a_way_to_go(ours):
    for target_id, start, value, target in (
        ("new", 0, 240, 300), ("grown", 100, 240, 300), ("faster", 10, 7, 5), ("none", 10, 3, 0),
        ("none_left", 10, 0, 0),
    ):  # fmt: skip
        assert 10 * ours[target_id]["attainment_share"] == pytest.approx(current_status(start, value, target))


def test_escap_calls_a_value_inside_the_limit_half_done_for_having_drifted_toward_it(ours):
    # From 4 days to 4.5 with at most 5 allowed: it got worse, and it is met.
    assert current_status(4, 4.5, 5) == 5
    assert ours["inside"]["attainment_share"] is None
    assert (ours["inside"]["is_met"], ours["inside"]["distance"]) == (True, -0.5)


def test_escap_cannot_divide_by_the_way_of_a_target_that_is_to_be_kept(ours):
    with pytest.raises(ZeroDivisionError):
        current_status(100, 100, 100)
    assert (ours["keep"]["attainment_share"], ours["keep"]["is_met"]) == (None, True)


def test_value_over_target_is_right_where_counting_began_at_nothing(ours):
    assert ours["new"]["attainment_share"] == of_target(240, 300) == 0.8


def test_value_over_target_counts_what_was_there_before_as_progress(ours):
    assert of_target(240, 300) == 0.8
    assert ours["grown"]["attainment_share"] == pytest.approx(0.7)


def test_value_over_target_reads_seven_days_for_five_as_140_per_cent_and_second_for_first_as_200(ours):
    assert of_target(7, 5) == pytest.approx(1.4)
    assert of_target(2, 1) == 2
    assert ours["faster"]["attainment_share"] == pytest.approx(0.6)
    assert (ours["rank"]["attainment_share"], ours["rank"]["of_target_share"], ours["rank"]["is_met"]) == (
        None, None, False,
    )  # fmt: skip


def test_value_over_target_cannot_divide_by_a_target_of_none(ours):
    with pytest.raises(ZeroDivisionError):
        of_target(3, 0)
    assert ours["none"]["attainment_share"] == pytest.approx(0.7)


def test_cityscore_is_right_where_counting_began_at_nothing(ours):
    assert ours["new"]["attainment_share"] == cityscore(240, 300)


def test_cityscore_rounds_up_and_so_calls_99_01_per_cent_reached(ours):
    assert cityscore(9901, 10000) == 1.0
    assert ours["nearly"]["attainment_share"] == pytest.approx(0.9901)
    assert not ours["nearly"]["is_met"]


def test_cityscore_gives_nothing_for_a_perfect_nothing(ours):
    assert cityscore(0, 0, less_is_better=True) == 0
    assert (ours["none_left"]["attainment_share"], ours["none_left"]["is_met"]) == (1.0, True)


def test_cityscore_forgets_where_it_began_when_less_is_better(ours):
    # From 10 days to 7 with 5 to reach: three of five days are gone.
    assert cityscore(7, 5, less_is_better=True) == pytest.approx(0.72)
    assert ours["faster"]["attainment_share"] == pytest.approx(0.6)


def test_growth_agrees_that_a_way_in_time_is_in_time(ours):
    # 0.95 and more is on track there; here it is no more than 10 points behind what time asks.
    assert growth_ratio(100, 240, 300) == pytest.approx(1.24, abs=0.005)
    assert ours["grown"]["deviation_points"] > -10


def test_growth_agrees_that_a_way_behind_time_is_behind_time(ours):
    assert growth_ratio(10, 7, 5) == pytest.approx(0.79, abs=0.005)
    assert -10 < ours["faster"]["deviation_points"] < 0


def test_growth_from_nothing_has_no_rate_and_its_patch_makes_it_seven_times_too_fast(ours):
    with pytest.raises(ZeroDivisionError):
        growth_ratio(0, 240, 300)
    assert growth_ratio(0.001, 240, 300) == pytest.approx(7.41, abs=0.02)
    assert ours["new"]["deviation_points"] == pytest.approx(80 - 100 * 2 / 3, abs=0.1)


def test_growth_to_nothing_takes_seven_tenths_of_the_way_for_less_than_half(ours):
    assert growth_ratio(10, 3, 0.001) == pytest.approx(0.47, abs=0.005)
    assert ours["none"]["deviation_points"] > 0


def test_growth_punishes_what_is_inside_its_limit_for_having_drifted_toward_it(ours):
    # Falling is wanted, so the target is on the wrong side of the start and the sign is turned.
    assert -growth_ratio(4, 4.5, 5) == pytest.approx(-0.79, abs=0.01)
    assert (ours["inside"]["status"], ours["inside"]["rule"]) == ("on_track", "met_for_now")


def test_growth_has_no_rate_for_what_is_to_be_kept(ours):
    with pytest.raises(ZeroDivisionError):
        growth_ratio(100, 100, 100)
    assert (ours["keep"]["status"], ours["keep"]["attainment_share"]) == ("on_track", None)
