"""Where a target is heading, and how fast it would have to go."""

from datetime import date, timedelta

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
    # 10, 20, 90, 40 on days 10, 20, 30, 40. Slopes by the day: 1, 4, 1, 7, 1, -5; the middle one is 1.
    # Day 100 is 60 days ahead of the last.
    target = forecast["steady"]
    assert target["forecast_mid"] == 40 + 60 * 1
    assert target["forecast_mid_share"] == 1.0


def test_the_pace_needed_stands_beside_the_pace_of_the_last_four_weeks(forecast):
    target = forecast["steady"]
    assert target["required_per_week"] == pytest.approx(7 * 60 / 60)
    assert target["recent_per_week"] == pytest.approx(7 * (40 - 20) / 20)


def test_the_recent_pace_looks_back_28_days_and_not_29(forecast):
    assert forecast["pace"]["recent_per_week"] == pytest.approx(7 * (48 - 20) / 28)


def test_before_outcomes_of_enough_targets_are_known_no_range_is_given_and_none_is_short(forecast):
    assert {target["forecast_low"] for target in forecast.values()} == {None}
    assert (forecast["slow"]["deviation_points"] > 0, forecast["slow"]["rule"]) == (True, "in_time")


# On 22 January all four targets had moved 2 a week; on 19 February, 28 days later, they are known to have missed the 14
# they were heading for by 1, 2, 3 and 4, of a way that asked for 94 x 28 / 343 more.
KNOWN = (13, 12, 11, 10)
SHARE = 94 * 28 / 343


def known(plan="forecast_targets | forecast_share\n4 | 0.6", extra="", last=""):
    ids = "efgh"
    head = f"plan\n{plan}\n\ntargets\ntarget_id | target_value | due_on\n"
    head += "".join(f"{i} | 100 | 2023-12-31\n" for i in ids) + extra
    told = []
    for week in (0, 1, 2, 3, 7):
        said = [f"{i} | {2 * week if week < 4 else KNOWN[n]}\n" for n, i in enumerate(ids)]
        day = date(2023, 1, 1) + timedelta(weeks=week)
        more = last.format(2 * week if week < 4 else 14)
        told.append(
            f"= {day}\n{head if not week else ''}\ntarget_values\ntarget_id | value\n{''.join(said)}{more}\n"
        )
    return "\n".join(told)


def ranges(folder, text, as_of="2023-02-19"):
    return by("target_id", rows(board(folder, text), "targets", as_of=as_of))


# Of four misses the one in place ceil(5 x share): 0.4 is the second, 0.6 the third, 0.61 and 0.8 the fourth.
@pytest.mark.parametrize(("share", "missed"), [(0.4, 2), (0.6, 3), (0.61, 4), (0.8, 4), (0.81, None)])
def test_the_range_is_as_wide_as_that_share_of_the_forecasts_missed(tmp_path, share, missed):
    target = ranges(tmp_path, known(f"forecast_targets | forecast_share\n4 | {share}"))["e"]
    if missed is None:
        assert target["forecast_low"] is None
        return
    reach = missed / SHARE * (100 - 13)
    assert target["forecast_high"] == pytest.approx(target["forecast_mid"] + reach)
    assert target["forecast_low"] == pytest.approx(max(13, target["forecast_mid"] - reach))


@pytest.mark.parametrize(("n", "is_there"), [(3, True), (4, True), (5, False)])
def test_a_range_needs_outcomes_of_that_many_targets(tmp_path, n, is_there):
    found = ranges(tmp_path, known(f"forecast_targets | forecast_share\n{n} | 0.6"))
    assert (found["e"]["forecast_low"] is not None) == is_there


def test_an_outcome_not_yet_known_makes_no_range(tmp_path):
    found = ranges(tmp_path, known("forecast_targets | forecast_share\n1 | 0.6"), as_of="2023-01-22")
    assert {target["forecast_low"] for target in found.values()} == {None}
    assert None not in {target["forecast_mid"] for target in found.values()}


@pytest.mark.parametrize(("least", "is_there"), [(99.9, True), (100, True), (100.1, False)])
def test_few_to_reach_have_a_middle_and_no_range(tmp_path, least, is_there):
    # i is too few to be asked about itself when least is above 100, and so are all the others.
    text = known(f"forecast_targets | forecast_share | forecast_least\n4 | 0.6 | {least}")
    text = text.replace("due_on\n", "due_on | is_countable\n").replace("2023-12-31\n", "2023-12-31 | yes\n")
    found = ranges(tmp_path, text)
    assert found["e"]["forecast_mid"] is not None
    assert (found["e"]["forecast_low"] is not None) == is_there


def test_a_target_that_is_met_has_no_way_to_go_and_no_range(tmp_path):
    text = known().replace("target_id | target_value | due_on", "target_id | target_value | due_on | basis")
    text = text.replace("2023-12-31\n", "2023-12-31 | flow\n")
    text = text.replace(
        "h | 100 | 2023-12-31 | flow", "h | 100 | 2023-12-31 | flow\ni | 10 | 2023-12-31 | level"
    )
    found = ranges(
        tmp_path,
        text.replace("h | 10\n", "h | 10\ni | 14\n")
        .replace("h | 6\n", "h | 6\ni | 6\n")
        .replace("h | 4\n", "h | 4\ni | 4\n")
        .replace("h | 2\n", "h | 2\ni | 2\n"),
    )["i"]
    assert (found["is_met"], found["forecast_mid"] is not None, found["forecast_low"]) == (True, True, None)


def test_a_rank_three_measurements_and_a_carried_value_give_no_forecast(forecast):
    assert {forecast[name]["forecast_mid"] for name in ("rank", "three", "carried")} == {None}


def test_a_value_reported_again_for_the_same_day_replaces_the_earlier_one(forecast):
    # 99 for 21 January was corrected to 20, so the four values lie on a line.
    assert forecast["fixed"]["n_measurements"] == 4
    assert forecast["fixed"]["forecast_mid"] == pytest.approx(100)
