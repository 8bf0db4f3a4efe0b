"""The traps that other systems fall into, each with numbers that can be checked in the head."""

import pytest

from tests.queries.tables import board, by, rows

# On 2 July half of the year is gone.
ARITHMETIC = """
    = 2023-01-01
    plan
    document_number | value_days
    1               | 50

    targets
    target_id   | task_id   | comparator  | target_value | basis | baseline | baseline_on
    refund_days | refund    | at_most     | 5            | level | 10       | 2023-01-01
    visa_days   | visa      | at_most     | 5            | level | 4        | 2023-01-01
    new_days    | new       | at_most     | 5            | level |          |
    rank        | rank      | rank_within | 1            | level | 4        | 2023-01-01
    keep_all    | keep      | at_least    | 100          | level | 100      | 2023-01-01
    keep_most   | keep      | at_least    | 100          | level | 100      | 2023-01-01
    accidents   | accidents | at_most     | 0            | level | 10       | 2023-01-01
    nothing     | nothing   | at_least    | 0            | flow  |          |
    services    | services  | at_least    | 77           | level |          |
    firms       | firms     | at_least    | 300          | stock |          |
    shrinking   | shrinking | at_least    | 300          | stock | 100      | 2023-01-01
    settled     | settled   | at_least    | 300          | stock | 320      | 2023-01-01
    projects    | projects  | at_least    | 200          | flow  |          |
    silent      | silent    | at_least    | 200          | flow  |          |
    none_yet    | none_yet  | at_least    | 200          | flow  |          |
    half        | half      | at_least    | 2            | flow  |          |
    half_silent | half      | at_least    | 2            | flow  |          |
    almost      | about     | about       | 400          | flow  |          |
    about       | about     | about       | 400          | flow  |          |
    falling     | falling   | about       | -10          | level | -20      | 2023-01-01
    fell_short  | short     | about       | -10          | level | -20      | 2023-01-01
    lagging     | lagging   | at_least    | 364          | flow  |          |

    target_values
    target_id   | value
    services    | 76
    firms       | 240
    new_days    | 8

    = 2023-07-02
    target_values
    target_id   | value | measured_on
    refund_days | 7     | 2023-07-02
    visa_days   | 4.5   | 2023-07-02
    new_days    | 6.5   | 2023-07-02
    rank        | 2     | 2023-07-02
    keep_all    | 100   | 2023-07-02
    keep_most   | 99    | 2023-07-02
    accidents   | 3     | 2023-07-02
    nothing     | 0     | 2023-07-02
    services    | 76    | 2023-07-02
    firms       | 270   | 2023-07-02
    shrinking   | 90    | 2023-07-02
    settled     | 310   | 2023-07-02
    projects    | 240   | 2023-07-02
    none_yet    | 0     | 2023-07-02
    half        | 1     | 2023-07-02
    almost      | 379.9 | 2023-07-02
    about       | 380   | 2023-07-02
    falling     | -10   | 2023-07-02
    fell_short  | -10.1 | 2023-07-02
    lagging     | 91    | 2023-04-02
"""


@pytest.fixture(scope="module")
def arithmetic(tmp_path_factory):
    return board(tmp_path_factory.mktemp("arithmetic"), ARITHMETIC)


@pytest.fixture(scope="module")
def targets(arithmetic):
    return by("target_id", rows(arithmetic, "targets", as_of="2023-07-02"))


@pytest.fixture(scope="module")
def tasks(arithmetic):
    return by("task_id", rows(arithmetic, "tasks", as_of="2023-07-02"))


def test_seven_days_against_within_five_is_not_140_per_cent(targets):
    target = targets["refund_days"]
    assert target["attainment_share"] == pytest.approx(0.6)
    assert target["of_target_share"] is None
    assert (target["is_met"], target["distance"]) == (False, 2)


def test_a_time_already_within_the_limit_at_the_start_is_met_and_has_no_percentage(targets):
    target = targets["visa_days"]
    assert (target["is_met"], target["distance"], target["attainment_share"]) == (True, -0.5, None)
    assert (target["status"], target["rule"]) == ("on_track", "met_for_now")


def test_a_time_without_a_baseline_is_counted_from_its_first_report(targets):
    target = targets["new_days"]
    assert (target["baseline"], target["is_first_value_baseline"]) == (8, True)
    assert (target["attainment_share"], target["expected_share"]) == (0.5, 0.5)


def test_rank_two_against_first_is_not_200_per_cent(targets):
    target = targets["rank"]
    assert (target["attainment_share"], target["of_target_share"]) == (None, None)
    assert (target["is_met"], target["distance"]) == (False, 1)
    assert (target["expected_share"], target["deviation_points"]) == (None, None)


def test_keeping_100_per_cent_does_not_divide_by_zero(targets):
    kept, lost = targets["keep_all"], targets["keep_most"]
    assert (kept["attainment_share"], kept["of_target_share"], kept["is_met"]) == (None, 1.0, True)
    assert (lost["attainment_share"], lost["of_target_share"], lost["is_met"]) == (None, 0.99, False)


def test_a_target_of_zero_is_approached_from_above_like_any_other(targets):
    assert targets["accidents"]["attainment_share"] == pytest.approx(0.7)
    assert not targets["accidents"]["is_met"]


def test_at_least_zero_is_met_by_zero_and_has_no_percentage(targets):
    target = targets["nothing"]
    assert (target["attainment_share"], target["of_target_share"]) == (None, None)
    assert (target["is_met"], target["status"]) == (True, "done")


def test_a_total_already_past_the_target_at_the_start_is_done_and_not_more_than_100_per_cent(targets):
    target = targets["settled"]
    assert (target["status"], target["attainment_share"]) == ("done", None)
    assert target["of_target_share"] == pytest.approx(310 / 300)


def test_76_of_77_per_cent_at_the_start_is_not_nearly_done(targets):
    target = targets["services"]
    assert (target["attainment_share"], target["expected_share"]) == (0.0, 0.5)
    assert (target["deviation_points"], target["status"]) == (-50.0, "behind")


def test_a_missing_baseline_is_the_first_value_and_not_zero(targets):
    target = targets["firms"]
    assert (target["baseline"], str(target["baseline_on"])) == (240, "2023-01-01")
    assert target["is_first_value_baseline"]
    assert target["attainment_share"] == 0.5


def test_what_shrinks_below_its_start_is_negative_and_nothing_in_a_mean(targets, tasks, arithmetic):
    assert targets["shrinking"]["attainment_share"] == pytest.approx(-0.05)
    assert targets["shrinking"]["deviation_points"] == pytest.approx(-55)
    assert tasks["shrinking"]["attainment_share"] == pytest.approx(-0.05)
    [task] = rows(arithmetic, "task", as_of="2023-07-02", task_id="shrinking")
    assert task["mean_attainment_share"] == 0.0


def test_what_exceeds_its_target_counts_no_more_than_100_per_cent_in_any_mean(targets, tasks, arithmetic):
    assert targets["projects"]["attainment_share"] == pytest.approx(1.2)
    assert tasks["projects"]["attainment_share"] == pytest.approx(1.2)
    [task] = rows(arithmetic, "task", as_of="2023-07-02", task_id="projects")
    assert task["mean_attainment_share"] == 1.0


def test_a_missing_value_is_not_zero(targets, tasks):
    silent, nothing = targets["silent"], targets["none_yet"]
    computed = ("value", "measured_on", "is_met", "distance", "attainment_share", "of_target_share")
    computed += ("expected_share", "deviation_points")
    assert {silent[name] for name in computed} == {None}
    assert (silent["status"], silent["rule"]) == ("stale", "never_reported")
    assert tasks["silent"]["attainment_share"] is None
    assert (nothing["attainment_share"], nothing["deviation_points"]) == (0.0, -50.0)
    assert nothing["status"] == "behind"


def test_a_target_without_a_value_is_left_out_of_the_mean_and_not_taken_as_reached(tasks, arithmetic):
    [task] = rows(arithmetic, "task", as_of="2023-07-02", task_id="half")
    assert (task["mean_attainment_share"], task["n_attainment"], task["n_targets"]) == (0.5, 1, 2)
    assert tasks["half"]["attainment_share"] is None, "the target without a value decides"
    [gauge] = rows(arithmetic, "pillar_gauges", as_of="2023-01-01")
    assert (gauge["attainment_share"], gauge["n_measured"], gauge["n_targets"]) == (None, 0, 22)


def test_about_400_is_met_from_380(targets):
    assert (targets["about"]["status"], targets["about"]["attainment_share"]) == ("done", 0.95)
    assert not targets["almost"]["is_met"]
    assert targets["almost"]["status"] == "on_track"


def test_about_minus_10_is_met_at_minus_10(targets):
    assert (targets["falling"]["is_met"], targets["falling"]["attainment_share"]) == (True, 1.0)
    assert not targets["fell_short"]["is_met"]


def test_a_late_statistic_is_compared_with_the_day_on_which_it_was_measured(targets):
    target = targets["lagging"]
    assert (target["attainment_share"], target["expected_share"]) == (0.25, 0.25)
    assert (target["deviation_points"], target["status"]) == (0.0, "on_track")


# From 1 January to 11 April are a hundred days, so on 20 February a half is due.
THRESHOLDS = """
    = 2023-02-20
    targets
    target_id | task_id | due_on     | basis | baseline | baseline_on
    at_10     | a       | 2023-04-11 | flow  |          |
    under_10  | b       | 2023-04-11 | flow  |          |
    at_30     | c       | 2023-04-11 | flow  |          |
    over_30   | d       | 2023-04-11 | flow  |          |
    new_base  | e       | 2023-04-11 | stock | 20       | 2023-04-11

    target_values
    target_id | value
    at_10     | 40
    under_10  | 40.1
    at_30     | 20
    over_30   | 19.9
    new_base  | 30
"""


@pytest.fixture(scope="module")
def thresholds(tmp_path_factory):
    return board(tmp_path_factory.mktemp("thresholds"), THRESHOLDS)


def test_ten_and_thirty_points_behind_are_still_at_risk(thresholds):
    found = by("target_id", rows(thresholds, "targets", as_of="2023-02-20"))
    assert {target_id: target["status"] for target_id, target in found.items()} == {
        "at_10": "at_risk",
        "under_10": "on_track",
        "at_30": "at_risk",
        "over_30": "behind",
        "new_base": "on_track",
    }


def test_a_baseline_as_old_as_the_deadline_leaves_no_time_to_compare_with(thresholds):
    target = by("target_id", rows(thresholds, "targets", as_of="2023-02-20"))["new_base"]
    assert (target["attainment_share"], target["expected_share"]) == (0.125, None)
    drawn = rows(thresholds, "target_history", as_of="2023-02-20", target_id="new_base")
    assert {point["series"] for point in drawn} == {"measured", "target"}
