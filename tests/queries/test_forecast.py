"""Where a target is heading, and how fast it would have to go."""

import pytest

from tests.queries.tables import board, by, rows

FORECAST = """
    = 2023-01-11
    targets
    target_id | task_id | comparator  | target_value | basis | baseline | due_on
    steady    | steady  | at_least    | 100          | flow  |          | 2023-04-11
    slow      | slow    | at_least    | 100          | flow  |          | 2023-04-11
    rank      | rank    | rank_within | 1            | level |          | 2023-04-11
    three     | three   | at_least    | 100          | flow  |          | 2023-04-11
    carried   | carried | at_least    | 100          | flow  |          | 2023-04-11
    fixed     | fixed   | at_least    | 100          | flow  |          | 2023-04-11
    within    | within  | at_least    | 100          | flow  |          | 2023-04-11
    about     | about   | about       | 100          | flow  |          | 2023-04-11
    not_about | n_about | about       | 100          | flow  |          | 2023-04-11
    days      | days    | at_most     | 10           | level | 100      | 2023-04-11
    few_days  | few     | at_most     | 10           | level | 100      | 2023-04-11
    pace      | pace    | at_least    | 100          | flow  |          | 2023-04-11

    target_values
    target_id | value
    steady    | 10
    slow      | 40
    rank      | 5
    carried   | 10
    fixed     | 10
    within    | 18
    about     | 41
    not_about | 40
    days      | 65
    few_days  | 64
    pace      | 5

    = 2023-01-21
    target_values
    target_id | value | measured_on
    steady    | 20    | 2023-01-21
    slow      | 41    | 2023-01-21
    rank      | 5     | 2023-01-21
    three     | 20    | 2023-01-21
    carried   | 20    | 2023-01-21
    fixed     | 99    | 2023-01-21
    within    | 23    | 2023-01-21
    about     | 47    | 2023-01-21
    not_about | 46    | 2023-01-21
    days      | 59    | 2023-01-21
    few_days  | 58    | 2023-01-21
    pace      | 10    | 2023-01-12

    = 2023-01-31
    target_values
    target_id | value | measured_on
    steady    | 90    | 2023-01-31
    slow      | 42    | 2023-01-31
    rank      | 5     | 2023-01-31
    three     | 30    | 2023-01-31
    carried   | 30    | 2023-01-31
    fixed     | 20    | 2023-01-21
    within    | 38    | 2023-01-31
    about     | 53    | 2023-01-31
    not_about | 52    | 2023-01-31
    days      | 53    | 2023-01-31
    few_days  | 52    | 2023-01-31
    pace      | 20    | 2023-01-13

    = 2023-02-10
    target_values
    target_id | value | measured_on
    steady    | 40    | 2023-02-10
    slow      | 43    | 2023-02-10
    rank      | 5     | 2023-02-10
    three     | 40    | 2023-02-10
    fixed     | 30    | 2023-01-31
    within    | 43    | 2023-02-10
    about     | 59    | 2023-02-10
    not_about | 58    | 2023-02-10
    days      | 47    | 2023-02-10
    few_days  | 46    | 2023-02-10
    pace      | 48    | 2023-02-10

    = 2023-02-20
    target_values
    target_id | value | measured_on
    fixed     | 40    | 2023-02-10
"""


@pytest.fixture(scope="module")
def forecast(tmp_path_factory):
    return by(
        "target_id",
        rows(board(tmp_path_factory.mktemp("forecast"), FORECAST), "targets", as_of="2023-02-20"),
    )


def test_one_wild_measurement_does_not_carry_the_forecast_away(forecast):
    # 10, 20, 90, 40 on days 10, 20, 30, 40. Slopes by the day: 1, 4, 1, 7, 1, -5; in order -5, 1, 1, 1, 4, 7.
    # Day 100 is 60 days ahead of the last. Quantile .1 is half way from -5 to 1, .9 half way from 4 to 7.
    target = forecast["steady"]
    assert target["forecast_mid"] == 40 + 60 * 1
    assert target["forecast_low"] == pytest.approx(40 + 60 * -2)
    assert target["forecast_high"] == pytest.approx(40 + 60 * 5.5)
    assert target["forecast_mid_share"] == 1.0


def test_the_pace_needed_stands_beside_the_pace_of_the_last_four_weeks(forecast):
    target = forecast["steady"]
    assert target["required_per_week"] == pytest.approx(7 * 60 / 60)
    assert target["recent_per_week"] == pytest.approx(7 * (40 - 20) / 20)


def test_the_recent_pace_looks_back_28_days_and_not_29(forecast):
    assert forecast["pace"]["recent_per_week"] == pytest.approx(7 * (48 - 20) / 28)


def test_a_forecast_wholly_short_of_the_target_puts_it_at_risk(forecast):
    target = forecast["slow"]
    assert target["forecast_high"] == pytest.approx(43 + 60 * 0.1)
    assert target["deviation_points"] > 0
    assert (target["status"], target["rule"]) == ("at_risk", "forecast_short")


def test_a_range_that_reaches_the_target_is_not_short_though_its_middle_is(forecast):
    # 18, 23, 38, 43: slopes 0.5, 0.5, 0.83, 1, 1, 1.5; the middle leads to 98, the range from 73 to 118.
    target = forecast["within"]
    assert target["forecast_low"] < target["forecast_mid"] < 100 < target["forecast_high"]
    assert target["rule"] == "in_time"


def test_about_100_is_not_missed_by_a_forecast_of_95(forecast):
    assert forecast["about"]["forecast_high"] == pytest.approx(59 + 60 * 0.6)
    assert forecast["not_about"]["forecast_high"] == pytest.approx(58 + 60 * 0.6)
    assert (forecast["about"]["rule"], forecast["not_about"]["rule"]) == ("in_time", "forecast_short")


def test_less_is_better_is_missed_where_the_whole_range_stays_above(forecast):
    assert forecast["days"]["forecast_low"] == pytest.approx(47 - 60 * 0.6)
    assert forecast["few_days"]["forecast_low"] == pytest.approx(46 - 60 * 0.6)
    assert (forecast["days"]["rule"], forecast["few_days"]["rule"]) == ("forecast_short", "in_time")


def test_a_rank_three_measurements_and_a_carried_value_give_no_forecast(forecast):
    assert {forecast[name]["forecast_mid"] for name in ("rank", "three", "carried")} == {None}


def test_a_value_reported_again_for_the_same_day_replaces_the_earlier_one(forecast):
    # 99 for 21 January was corrected to 20, so the four values lie on a line.
    assert forecast["fixed"]["n_measurements"] == 4
    assert forecast["fixed"]["forecast_low"] == forecast["fixed"]["forecast_high"] == pytest.approx(100)
