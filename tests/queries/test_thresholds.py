"""Just below, at and just above every number of plan.toml that decides something."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planboard.answers.league import with_ranges
from tests.queries.tables import board, by, rows

# From 1 January to 11 April are a hundred days, so on 20 February a half is due.
AS_OF, DEADLINE = date(2023, 2, 20), date(2023, 4, 11)
DAY = timedelta(days=1)
NEXT = "\n        "


def one(folder, text, query="targets", as_of=AS_OF):
    """The only target or task of a board told as text."""
    [found] = rows(board(folder, text), query, as_of=as_of)
    return found


def measured(*values, **plan):
    """A target of 100 for each of these values when half of the time is gone, called g, h …, and what the plan says
    otherwise."""
    named = {"document_number": "1", **plan}
    ids = "ghijklmn"[: len(values)]
    return f"""
        = {AS_OF}
        plan
        {" | ".join(named)}
        {" | ".join(map(str, named.values()))}

        targets
        target_id | comparator | target_value | due_on
        {NEXT.join(f"{id} | at_least | 100 | {DEADLINE}" for id in ids)}

        target_values
        target_id | value
        {NEXT.join(f"{id} | {value}" for id, value in zip(ids, values, strict=True))}
    """


def test_at_risk_points_and_behind_points(tmp_path):
    told = {
        40.000001: "in_time", 40: "behind_time", 39.999999: "behind_time",
        20.000001: "behind_time", 20: "behind_time", 19.999999: "far_behind_time",
    }  # fmt: skip
    found = rows(board(tmp_path, measured(*told)), "targets", as_of=AS_OF)
    assert {target["value"]: target["rule"] for target in found} == told


@pytest.mark.parametrize(
    ("points", "rule"), [(9.999, "behind_time"), (10, "behind_time"), (10.001, "in_time")]
)
def test_the_threshold_of_another_plan_is_used(tmp_path, points, rule):
    assert one(tmp_path, measured(40, at_risk_points=points))["rule"] == rule


def test_about_tolerance(tmp_path):
    told = {94.999999: False, 95: True, 95.000001: True}
    text = measured(*told).replace("at_least", "about")
    found = rows(board(tmp_path, text), "targets", as_of=AS_OF)
    assert {target["value"]: target["is_met"] for target in found} == told


def test_closing_days(tmp_path):
    told = {30: "final_awaited", 31: "final_awaited", 32: "past_due"}
    days = {n: DEADLINE + timedelta(days=n) for n in told}
    engine = board(tmp_path, measured(50) + "".join(f"\n= {day}\n" for day in days.values()))
    found = {n: rows(engine, "targets", as_of=day)[0]["rule"] for n, day in days.items()}
    assert found == told


def test_warn_days(tmp_path):
    told = {46: "in_time", 45: "no_next_step", 44: "no_next_step"}
    text = f"""
        = {AS_OF}
        tasks
        task_id | due_on
        {NEXT.join(f"t{n} | {AS_OF + timedelta(days=n)}" for n in told)}

        task_returns
        task_id
        {NEXT.join(f"t{n}" for n in told)}
    """
    found = by("task_id", rows(board(tmp_path, text), "tasks", as_of=AS_OF))
    assert {n: found[f"t{n}"]["rule"] for n in told} == told


def history(values, apart=7, **plan):
    """A board with one target that was measured every few days, the last time today."""
    first = AS_OF - timedelta(days=apart * (len(values) - 1))
    days = [first + timedelta(days=apart * n) for n in range(len(values))]
    told = [measured(values[0], **plan).replace(f"= {AS_OF}", f"= {days[0]}")]
    for day, value in zip(days[1:], values[1:], strict=True):
        told.append(f"= {day}\n target_values\n target_id | value\n g | {value}\n")
    return "\n".join(told)


def test_forecast_minimum(tmp_path):
    engine = board(tmp_path, history([50, 51, 52, 53, 54]))
    for n, is_there in ((3, False), (4, True), (5, True)):
        [target] = rows(engine, "targets", as_of=AS_OF - timedelta(days=7 * (5 - n)))
        assert (target["forecast_mid"] is not None, target["is_too_few"]) == (is_there, not is_there)
        assert target["n_measurements"] == n


@pytest.mark.parametrize(("days", "pace"), [(27, 7.0), (28, 7.0), (29, None)])
def test_pace_days(tmp_path, days, pace):
    # Four values on four days in a row long ago are needed for a forecast; only one may be near enough.
    text = history([0, 1, 2, 3], 1)
    as_of = AS_OF + timedelta(days=days)
    text += f"\n= {as_of}\n target_values\n target_id | value\n g | {3 + days}\n"
    assert one(tmp_path, text, as_of=as_of)["recent_per_week"] == (
        None if pace is None else pytest.approx(pace)
    )


def test_league_minimum(tmp_path):
    told = {"a": 2, "b": 3, "c": 4}
    tasks = [f"{unit}{n} | {unit} | {AS_OF - DAY}" for unit, n_tasks in told.items() for n in range(n_tasks)]
    tasks += [f"{unit}9 | {unit} | {DEADLINE}" for unit in told]  # not scored yet, and so no help
    engine = board(tmp_path, f"= {AS_OF}\n tasks\n task_id | unit_id | due_on\n {NEXT.join(tasks)}\n")
    found = by("unit_id", rows(engine, "league", as_of=AS_OF))
    assert {unit: found[unit]["n_scored_tasks"] for unit in told} == told
    assert {unit: found[unit]["is_ranked"] for unit in told} == {"a": False, "b": True, "c": True}


@pytest.mark.parametrize("points", [0.4, 0.5, 0.6])
def test_points_are_what_the_plan_says(tmp_path, points):
    found = board(tmp_path, measured(40, points_at_risk=points))
    assert one_of(found, "targets")["status"] == "at_risk"
    assert one_of(found, "league")["score"] == points


def one_of(engine, query):
    [found] = rows(engine, query, as_of=AS_OF)
    return found


def test_return_days(tmp_path):
    told = {-1: True, 0: True, 1: False}
    units = dict(zip(told, "abc", strict=True))
    received = {days: f"{AS_OF + timedelta(days=days)}T23:59:00+08:00" for days in told}
    text = f"""
        = {AS_OF}
        tasks
        task_id | unit_id
        {NEXT.join(f"t{unit} | {unit}" for unit in units.values())}

        returns
        unit_id | period_ends_on | due_on   | received_at
        {NEXT.join(f"{units[days]} | {AS_OF} | {AS_OF} | {received[days]}" for days in told)}
    """
    found = by("unit_id", rows(board(tmp_path, text), "discipline", as_of=AS_OF))
    assert {days: bool(found[unit]["n_on_time"]) for days, unit in units.items()} == told


def banded(engine, **settings):
    """The band of the only unit, with other settings of the league."""
    league = engine.query("league", as_of=AS_OF, plan_year=None, lang="en")
    for name, value in settings.items():
        league = league.set_column(league.column_names.index(name), name, [[value] * league.num_rows])
    return with_ranges(league).to_pylist()[-1]


@pytest.fixture(scope="module")
def two_units(tmp_path_factory):
    """A unit of which all is overdue beside one of which all is on track."""
    folder = tmp_path_factory.mktemp("two_units")
    tasks = "\n".join(
        f"{unit}{n} | {unit} | {AS_OF + days * DAY}" for unit, days in (("a", 9), ("b", -1)) for n in range(3)
    )
    reported = "\n".join(f"a{n} | {AS_OF + DAY}" for n in range(3))
    text = f"= {AS_OF}\n tasks\n task_id | unit_id | due_on\n {tasks}\n\n"
    return board(folder, f"{text} task_returns\n task_id | next_step_on\n {reported}\n")


def test_league_band_probability_is_exceeded_and_not_only_reached(two_units):
    engine = two_units
    sure = banded(engine)["p_attention"]
    bands = [banded(engine, league_band_probability=sure + apart)["band"] for apart in (1e-9, 0, -1e-9)]
    assert bands == ["middle", "middle", "attention"]


def test_league_band_share_and_prior_tasks_make_a_band_harder_to_reach(two_units):
    engine = two_units
    nearer = [banded(engine, league_band_share=share)["p_attention"] for share in (0.05, 0.1, 0.15)]
    heavier = [banded(engine, league_prior_tasks=m)["p_attention"] for m in (2.0, 4.0, 8.0)]
    assert nearer == sorted(nearer, reverse=True)
    assert heavier == sorted(heavier, reverse=True)
    assert len({*nearer, *heavier}) == 5  # 0.1 and 4 are the same case


def test_league_range_share_widens_the_range(two_units):
    engine = two_units
    found = [banded(engine, league_range_share=share) for share in (0.01, 0.999)]
    widths = [row["rank_high"] - row["rank_low"] for row in found]
    assert widths == [0, 1]


@pytest.mark.parametrize(
    ("n_failing", "n_stale", "answer"),
    [
        (0, 0, "under_control"),
        (1, 0, "at_risk"),
        (4, 0, "at_risk"),
        (5, 0, "clearly_behind"),
        (0, 1, "under_control"),
        (0, 2, "incomplete"),
        (4, 2, "incomplete"),
        (5, 15, "clearly_behind"),
    ],
)
def test_the_answer_of_twenty_tasks(tmp_path, n_failing, n_stale, answer):
    units = ["silent" if n < n_stale else "heard" for n in range(20)]
    reported = ["red" if 20 - n <= n_failing else "green" for n in range(20)]
    text = f"""
        = {AS_OF}
        tasks
        task_id | unit_id
        {NEXT.join(f"t{n} | {unit}" for n, unit in enumerate(units))}

        task_returns
        task_id | reported_status
        {NEXT.join(f"t{n} | {status}" for n, status in enumerate(reported) if n >= n_stale)}

        returns
        unit_id
        heard
    """
    assert one(tmp_path, text, "headline")["answer"] == answer


def test_finishing_a_task_never_changes_the_answer_for_the_worse(tmp_path):
    told = "\n".join(f"        t{n} | {'red' if n == 0 else 'green'} | no |" for n in range(21))
    text = f"""
        = {AS_OF}
        tasks
        task_id
        {NEXT.join(f"t{n}" for n in range(21))}

        task_returns
        task_id | reported_status | is_done | evidence
{told}

        = {AS_OF + 7 * DAY}
        task_returns
        task_id | reported_status | is_done | evidence
{told.replace("green | no |", "green | yes | No. 1")}
    """
    engine = board(tmp_path, text)
    before, after = (rows(engine, "headline", as_of=day)[0] for day in (AS_OF, AS_OF + 7 * DAY))
    assert (before["n_done"], after["n_done"], after["n_failing"]) == (0, 20, 1)
    assert before["answer"] == after["answer"] == "under_control"
