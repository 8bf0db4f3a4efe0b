"""Forecasts of histories whose end is known, and what would be under other assumptions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pyarrow as pa
import pytest

from planboard.answers.backtest import N_EACH, N_WEEKS, SHAPES, STARTS_ON, generated_scores, histories, scores
from planboard.answers.engine import made_up, open_engine, what_if
from planboard.answers.sensitivity import NOTHING_ASSUMED, VARIATIONS, most, sensitivity
from planboard.register.plan import load_plan
from planboard.schema import TABLES
from tests.places import ROOT
from tests.queries.tables import board, complete, rows
from tests.scale import sizes

NEWEST = date(2023, 11, 24)


@pytest.fixture(scope="module")
def demonstration():
    return open_engine(ROOT / "data")


@pytest.fixture(scope="module")
def scored(demonstration):
    return scores(demonstration, NEWEST).to_pylist()


@pytest.fixture(scope="module")
def generated(scored):
    return {r["shape"]: r for r in scored if r["shape"] != "published"}


def test_every_shape_is_scored_and_the_same_each_time(generated, demonstration):
    assert list(generated) == list(SHAPES)
    assert all(r["n_targets"] == N_EACH and r["n_scored"] > 10 * N_EACH for r in generated.values())
    again = generated_scores(open_engine(ROOT / "data"), NEWEST).to_pylist()
    assert again == list(generated.values())


def test_a_forecast_can_be_trusted_as_far_as_work_goes_on_as_it_did(generated):
    hit, held = ({s: r[n] for s, r in generated.items()} for n in ("hit_share", "coverage_share"))
    assert max(hit, key=hit.get) == "steady"
    assert max(held, key=held.get) == "steady"


def test_over_all_shapes_together_a_range_holds_what_its_name_says(demonstration):
    published = demonstration.query("plan", as_of=NEWEST, lang="en").to_pylist()[0]
    days = [STARTS_ON + timedelta(weeks=week) for week in range(N_WEEKS + 1)]
    made = made_up(histories(published, days), ["forecast_coverage"])
    held = [
        made.query("forecast_coverage", as_of=days[-1], pillar_id=None)["coverage_share"][n].as_py()
        for n in (0, 1)
    ]
    assert all(
        published["forecast_share"] - 0.03 < share < published["forecast_share"] + 0.05 for share in held
    ), held


def test_the_published_scores_come_first(scored, demonstration):
    [ahead, _] = rows(demonstration, "forecast_coverage", as_of=NEWEST)
    assert [(r["shape"], r["horizon"]) for r in scored[:2]] == [
        ("published", "four_weeks"),
        ("published", "deadline"),
    ]
    assert scored[0]["coverage_share"] == ahead["coverage_share"]


@pytest.mark.parametrize("shape", SHAPES)
def test_on_the_second_plan_a_forecast_is_as_good_in_either_direction_and_any_unit(shape):
    """Tonnes counted up from none to 120 and days brought down from 8 to 3, by the same paths."""
    register = {n: t.to_pylist() for n, t in load_plan(ROOT / "tests/second_plan/plan").tables.items()}
    of = {target["target_id"]: target for target in register["targets"]}
    pairs = [(f"up-{seed}", f"down-{seed}") for seed in range(3)]
    register["targets"] = [
        of[model] | {"target_id": target_id}
        for pair in pairs
        for model, target_id in zip(("2026-1.1", "2026-2.1"), pair, strict=True)
    ]
    # Short of the target, so that neither is done before its deadline.
    paths = [
        [0.0, *(round(0.7 * min(p, 1.3), 3) for p in SHAPES[shape](Random(seed), 26))] for seed in range(3)
    ]
    days = [date(2026, 7, 2) + timedelta(weeks=week) for week in range(27)]
    said = [
        (day, {"target_values": [
            {"target_id": target_id, "value": value}
            for (up, down), path in zip(pairs, paths, strict=True)
            for target_id, value in ((up, 120 * path[week]), (down, 8 - 5 * path[week]))
        ]})
        for week, day in enumerate(days)
    ]  # fmt: skip
    said[0][1].update(register)
    found = rows(made_up(stored(complete(said)), ["forecast_scores"]), "forecast_scores", as_of=days[-1])
    for up, down in pairs:
        ours, theirs = (
            [
                (r["horizon"], r["made_on"], r["is_hit"], r["is_inside"])
                for r in found
                if r["target_id"] == target_id
            ]
            for target_id in (up, down)
        )
        assert len(ours) > 30
        assert ours == theirs


def stored(sections):
    """The tables of every date in one, as an engine takes them."""
    return {
        name: pa.Table.from_pylist(
            [row | {"as_of": day} for day, tables in sections for row in tables[name]],
            schema=table.schema.append(pa.field("as_of", pa.date32())),
        )
        for name, table in TABLES.items()
    }


@pytest.mark.parametrize("n_dates", sizes(3, 16))
def test_nothing_assumed_changes_no_status_on_any_date(demonstration, n_dates):
    dates = demonstration.published.current
    assert len(dates) == 16
    for snapshot in dates[:: len(dates) // n_dates]:
        same = what_if(demonstration.rows, snapshot.as_of, NOTHING_ASSUMED, ["task_statuses"])
        told = demonstration.query("task_statuses", as_of=snapshot.as_of)
        assert same.query("task_statuses", as_of=snapshot.as_of).equals(told)


# Half of the time is gone: 38 and 43 are 12 and 7 points behind, 22 and 17 are 28 and 33.
NEAR = """
    = 2023-02-20
    targets
    target_id | task_id | due_on
    a12       | a12     | 2023-04-11
    a07       | a07     | 2023-04-11
    a28       | a28     | 2023-04-11
    a33       | a33     | 2023-04-11
    fine      | fine    | 2023-04-11

    target_values
    target_id | value
    a12       | 38
    a07       | 43
    a28       | 22
    a33       | 17
    fine      | 60
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return sensitivity(board(tmp_path_factory.mktemp("near"), NEAR), date(2023, 2, 20))


def test_a_task_near_a_threshold_moves_with_it_and_the_others_stay(found):
    moves = {
        r["variation"]: (r["n_changed"], r["status_before"], r["status"])
        for r in found.to_pylist()
        if not r["variation"].startswith("starts")
    }
    assert moves == {
        "at_risk_lower": (1, "on_track", "at_risk"),
        "at_risk_higher": (1, "at_risk", "on_track"),
        "behind_lower": (1, "at_risk", "behind"),
        "behind_higher": (1, "behind", "at_risk"),
    }
    assert {r["n_tasks"] for r in found.to_pylist()} == {5}


def test_starting_a_quarter_earlier_asks_for_more_and_a_quarter_later_for_less(found):
    rows_of = found.to_pylist()
    moves = {
        name: [(r["status_before"], r["status"], r["n_moved"]) for r in rows_of if r["variation"] == name]
        for name in ("starts_earlier", "starts_later")
    }
    # From 1 October to 20 February are 142 of 192 days, so 74 are asked; on 1 April nothing has begun yet.
    assert moves == {
        "starts_earlier": [("at_risk", "behind", 2), ("on_track", "at_risk", 1), ("on_track", "behind", 1)],
        "starts_later": [
            ("at_risk", "not_started", 2),
            ("behind", "not_started", 1),
            ("on_track", "not_started", 2),
        ],
    }


def test_the_sentence_counts_the_most_that_move(found):
    assert set(found["variation"].to_pylist()) == set(VARIATIONS)
    assert most(found) == {"n_tasks": 5, "n_points": 1, "n_starts": 5}
