"""Just below, at and just above every number of plan.toml that decides something."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planboard.answers.league import with_ranges
from tests.queries.tables import board, by, rows

# From 1 January to 11 April are a hundred days, so on 20 February a half is due.
AS_OF, DEADLINE = date(2023, 2, 20), date(2023, 4, 11)


def one(folder, text, query="targets", as_of=AS_OF, key=None):
    """The only target, or the one named, of a board told as text."""
    found = rows(board(folder, text), query, as_of=as_of)
    return found[0] if key is None else by(next(iter(found[0])), found)[key]


def measured(value, **plan):
    """A target of 100 with this value when half of the time is gone, and what the plan says otherwise."""
    named = {"document_number": "1", **plan}
    return f"""
        = {AS_OF}
        plan
        {" | ".join(named)}
        {" | ".join(map(str, named.values()))}

        targets
        target_id | due_on
        g         | {DEADLINE}

        target_values
        target_id | value
        g         | {value}
    """


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (40.000001, "in_time"), (40, "behind_time"), (39.999999, "behind_time"),
        (20.000001, "behind_time"), (20, "behind_time"), (19.999999, "far_behind_time"),
    ],
)  # fmt: skip
def test_at_risk_points_and_behind_points(tmp_path, value, rule):
    assert one(tmp_path, measured(value))["rule"] == rule


@pytest.mark.parametrize(
    ("points", "rule"), [(9.999, "behind_time"), (10, "behind_time"), (10.001, "in_time")]
)
def test_the_threshold_of_another_plan_is_used(tmp_path, points, rule):
    assert one(tmp_path, measured(40, at_risk_points=points))["rule"] == rule


@pytest.mark.parametrize(("value", "is_met"), [(94.999999, False), (95, True), (95.000001, True)])
def test_about_tolerance(tmp_path, value, is_met):
    text = measured(value).replace("due_on\n        g         |", "comparator | due_on\n        g | about |")
    assert one(tmp_path, text)["is_met"] is is_met


@pytest.mark.parametrize(("days", "rule"), [(30, "final_awaited"), (31, "final_awaited"), (32, "past_due")])
def test_closing_days(tmp_path, days, rule):
    as_of = DEADLINE + timedelta(days=days)
    assert one(tmp_path, f"{measured(50)}\n= {as_of}\n", as_of=as_of)["rule"] == rule


@pytest.mark.parametrize(("days", "rule"), [(46, "in_time"), (45, "no_next_step"), (44, "no_next_step")])
def test_warn_days(tmp_path, days, rule):
    text = f"""
        = {AS_OF}
        tasks
        task_id | due_on
        t       | {AS_OF + timedelta(days=days)}

        task_returns
        task_id
        t
    """
    assert one(tmp_path, text, "tasks")["rule"] == rule


def history(values, apart=7, **plan):
    """The same target measured every so many days, the last time today."""
    first = AS_OF - timedelta(days=apart * (len(values) - 1))
    days = [first + timedelta(days=apart * n) for n in range(len(values))]
    told = [measured(values[0], **plan).replace(f"= {AS_OF}", f"= {days[0]}")]
    for day, value in zip(days[1:], values[1:], strict=True):
        told.append(f"= {day}\n target_values\n target_id | value\n g | {value}\n")
    return "\n".join(told)


@pytest.mark.parametrize(("n", "is_there"), [(3, False), (4, True), (5, True)])
def test_forecast_minimum(tmp_path, n, is_there):
    target = one(tmp_path, history([50 + k for k in range(n)]))
    assert (target["forecast_mid"] is not None, target["is_too_few"]) == (is_there, not is_there)
    assert target["n_measurements"] == n


# Of six slopes the quantiles 0, 0.2, 0.4 ... are one of them each; what lies between is in proportion.
@pytest.mark.parametrize(("share", "slope"), [(0, 1), (0.1, 1.75), (0.2, 2.5), (0.8, 5), (0.9, 5.5), (1, 6)])
def test_forecast_shares_are_quantiles_of_the_slopes(tmp_path, share, slope):
    # Days 0, 1, 2, 3 with 0, 1, 5, 11: slopes 1, 5/2, 11/3, 4, 5, 6.
    target = one(tmp_path, history([0, 1, 5, 11], 1, forecast_low_share=share, forecast_high_share=share))
    assert target["forecast_low"] == target["forecast_high"] == pytest.approx(11 + 50 * slope)


@pytest.mark.parametrize(
    ("goal", "rule"), [(99.999, "in_time"), (100, "in_time"), (100.001, "forecast_short")]
)
def test_a_forecast_is_short_only_where_its_whole_range_is(tmp_path, goal, rule):
    # One a day and fifty to go: it will be exactly 100.
    text = history([47, 48, 49, 50], 1).replace(
        "due_on\n        g         |", f"target_value | due_on\n        g | {goal} |"
    )
    assert one(tmp_path, text)["rule"] == rule


@pytest.mark.parametrize(("days", "pace"), [(27, 7.0), (28, 7.0), (29, None)])
def test_pace_days(tmp_path, days, pace):
    # Four values on four days in a row long ago are needed for a forecast; only one may be near enough.
    text = history([0, 1, 2, 3], 1)
    as_of = AS_OF + timedelta(days=days)
    text += f"\n= {as_of}\n target_values\n target_id | value\n g | {3 + days}\n"
    assert one(tmp_path, text, as_of=as_of)["recent_per_week"] == (
        None if pace is None else pytest.approx(pace)
    )


@pytest.mark.parametrize(("n_tasks", "is_ranked"), [(2, False), (3, True), (4, True)])
def test_league_minimum(tmp_path, n_tasks, is_ranked):
    tasks = "\n".join(f"t{n} | a" for n in range(n_tasks))
    text = f"= {AS_OF}\n tasks\n task_id | unit_id\n {tasks}\n"
    assert one(tmp_path, text, "league")["is_ranked"] is is_ranked


@pytest.mark.parametrize("points", [0.4, 0.5, 0.6])
def test_points_are_what_the_plan_says(tmp_path, points):
    found = board(tmp_path, measured(40, points_at_risk=points))
    assert one_of(found, "targets")["status"] == "at_risk"
    assert one_of(found, "league")["score"] == points


def one_of(engine, query):
    [found] = rows(engine, query, as_of=AS_OF)
    return found


@pytest.mark.parametrize(("days", "is_on_time"), [(-1, True), (0, True), (1, False)])
def test_return_days(tmp_path, days, is_on_time):
    received = f"{AS_OF + timedelta(days=days)}T23:59:00+08:00"
    text = f"""
        = {AS_OF}
        tasks
        task_id | unit_id
        t       | a

        returns
        unit_id | period_ends_on | due_on   | received_at
        a       | {AS_OF}        | {AS_OF}  | {received}
    """
    [unit] = rows(board(tmp_path, text), "discipline", as_of=AS_OF)
    assert unit["n_on_time"] == is_on_time


def banded(engine, **settings):
    """The band of the only unit, with other settings of the league."""
    league = engine.query("league", as_of=AS_OF, lang="en")
    for name, value in settings.items():
        league = league.set_column(league.column_names.index(name), name, [[value] * league.num_rows])
    return with_ranges(league).to_pylist()[-1]


def two_units(folder):
    """A unit of which all is stale beside one of which all is on track."""
    tasks = "\n".join(f"{unit}{n} | {unit}" for unit in "ab" for n in range(3))
    reported = "\n".join(f"a{n}" for n in range(3))
    return board(
        folder, f"= {AS_OF}\n tasks\n task_id | unit_id\n {tasks}\n\n task_returns\n task_id\n {reported}\n"
    )


def test_league_band_probability_is_exceeded_and_not_only_reached(tmp_path):
    engine = two_units(tmp_path)
    sure = banded(engine)["p_attention"]
    bands = [banded(engine, league_band_probability=sure + apart)["band"] for apart in (1e-9, 0, -1e-9)]
    assert bands == ["middle", "middle", "attention"]


def test_league_band_share_and_prior_tasks_make_a_band_harder_to_reach(tmp_path):
    engine = two_units(tmp_path)
    nearer = [banded(engine, league_band_share=share)["p_attention"] for share in (0.05, 0.1, 0.15)]
    heavier = [banded(engine, league_prior_tasks=m)["p_attention"] for m in (2.0, 4.0, 8.0)]
    assert nearer == sorted(nearer, reverse=True)
    assert heavier == sorted(heavier, reverse=True)
    assert len({*nearer, *heavier}) == 5  # 0.1 and 4 are the same case


def test_league_range_share_widens_the_range(tmp_path):
    engine = two_units(tmp_path)
    found = [banded(engine, league_range_share=share) for share in (0.01, 0.999)]
    widths = [row["rank_high"] - row["rank_low"] for row in found]
    assert widths == [0, 1]
