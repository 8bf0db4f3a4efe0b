"""How sure a position is."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pyarrow as pa
import pytest

from planboard.answers.league import beta_below, chances, errors, with_ranges

SETTINGS = {
    "league_prior_tasks": 4.0, "league_band_share": 0.1, "league_band_probability": 0.8, "league_range_share": 0.9,
    "league_draws": 10_000, "league_seed": 1,
}  # fmt: skip


def league(*units: tuple[str, int, float, int | None]) -> list[dict]:
    """The ranges of units given as (id, tasks, points, position)."""
    overall = sum(points for _, _, points, _ in units) / sum(n for _, n, _, _ in units)
    rows = [
        {"unit_id": u, "n_scored_tasks": n, "points": k, "position": p, "overall_score": overall, **SETTINGS}
        for u, n, k, p in units
    ]
    schema = pa.schema(
        [
            ("unit_id", pa.string()),
            ("n_scored_tasks", pa.int32()),
            ("points", pa.float64()),
            ("position", pa.int32()),
        ]
        + [("overall_score", pa.float64())]
        + [(name, pa.int64() if isinstance(value, int) else pa.float64()) for name, value in SETTINGS.items()]
    )
    return with_ranges(pa.Table.from_pylist(rows, schema)).to_pylist()


def test_equal_units_can_stand_anywhere():
    rows = league(*[(f"u{i}", 4, 3.0, 1) for i in range(5)])
    assert all((r["rank_low"], r["rank_high"], r["band"]) == (1, 5, "middle") for r in rows)


def test_a_position_lies_within_its_own_range_when_tasks_are_many():
    rows = league(("a", 400, 390.0, 1), ("b", 400, 300.0, 2), ("c", 400, 100.0, 3))
    assert [(r["rank_low"], r["rank_high"]) for r in rows] == [(1, 1), (2, 2), (3, 3)]
    assert [r["band"] for r in rows] == ["leading", "middle", "attention"]


def test_few_tasks_leave_a_unit_in_the_middle_however_badly_it_stands():
    rows = league(("a", 3, 1.0, 2), ("b", 41, 32.0, 1))
    assert rows[0]["band"] == "middle"
    assert 0.5 < rows[0]["p_attention"] < 0.8


def test_units_without_a_position_have_no_range():
    rows = league(("a", 5, 5.0, 1), ("b", 2, 0.0, None))
    assert [rows[1][n] for n in ("rank_low", "rank_high", "p_leading", "p_attention", "band")] == [None] * 5


def test_the_order_of_the_rows_changes_nothing():
    units = [("a", 5, 5.0, 1), ("b", 6, 3.0, 3), ("c", 4, 3.0, 2)]
    one = {r["unit_id"]: r for r in league(*units)}
    other = {r["unit_id"]: r for r in league(*reversed(units))}
    assert one == other


def test_a_league_without_ranked_units_is_no_error():
    assert league(("a", 1, 1.0, None))[0]["band"] is None


def test_all_tasks_done_everywhere_is_no_error():
    rows = league(("a", 5, 5.0, 1), ("b", 4, 4.0, 1))
    assert all(r["band"] == "middle" for r in rows)


@pytest.mark.parametrize("x", [0.0, 0.001, 0.3, 0.6, 0.999, 1.0])
@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 7), (7, 1), (3, 5), (12, 2), (40, 60)])
def test_the_beta_distribution_is_the_binomial_tail(a, b, x):
    n = a + b - 1
    tail = sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_below(np.array([a]), np.array([b]), x)[0] == pytest.approx(tail, abs=1e-12)


def test_a_rate_cannot_lie_beyond_nothing_and_everything():
    sure = beta_below(np.array([2.5, 2.5]), np.array([0.04, 3.0]), np.array([1.1, -0.1]))
    assert sure.tolist() == [1, 0]


def alike(*sizes: int, position: int | None = 1) -> pa.Table:
    """Ranked units of these sizes."""
    units = [
        {"unit_id": f"u{i}", "unit": f"u{i}", "n_scored_tasks": n, "position": position}
        for i, n in enumerate(sizes)
    ]
    return pa.Table.from_pylist([unit | SETTINGS for unit in units])


HALF_DONE = pa.table({"points": [0.0, 1.0], "n_tasks": [5, 5]})


def test_the_chance_of_a_band_is_that_of_all_outcomes_counted_out():
    flagged, weak = np.zeros(3), np.zeros(3)
    sizes = (4, 3, 2)
    outcomes = list(product(*(range(n + 1) for n in sizes)))
    for points in outcomes:
        bands = league(
            *[(f"u{i}", n, float(k), 1) for i, (n, k) in enumerate(zip(sizes, points, strict=True))]
        )
        is_flagged = np.array([row["band"] == "attention" for row in bands])
        even = [comb(n, k) / 2**n for n, k in zip(sizes, points, strict=True)]
        flagged += np.prod(even) * is_flagged
        for i, (n, k) in enumerate(zip(sizes, points, strict=True)):  # a rate of a quarter instead of a half
            weak[i] += np.prod(even) / even[i] * comb(n, k) * 0.25**k * 0.75 ** (n - k) * is_flagged[i]
    found = chances(alike(*sizes), HALF_DONE).to_pylist()
    assert [r["false_alarm_share"] for r in found] == pytest.approx(list(flagged), abs=0.012)
    assert [r["found_share"] for r in found] == pytest.approx(list(weak), abs=0.015)
    assert flagged.max() > 0.01


def test_a_weak_unit_is_found_the_sooner_the_more_tasks_it_has():
    # Among enough others: a unit that holds most tasks pulls the mean down with itself.
    found = {
        r["n_scored_tasks"]: r["found_share"]
        for r in chances(alike(3, 6, 12, 60, *[10] * 30), HALF_DONE).to_pylist()
    }
    assert found[3] < found[6] < found[12] < found[60]
    assert found[60] > 0.8


def test_at_least_one_flag_is_as_likely_as_any_single_one_or_likelier():
    said = errors(chances(alike(6, 6, 6, 6), HALF_DONE))
    assert 0 < said["one"] <= said["any"] <= 1
    assert said["found_low"] <= said["found_high"]


def test_the_chances_do_not_depend_on_the_order_of_the_rows():
    table = alike(3, 5, 9)
    assert chances(table.take([2, 0, 1]), HALF_DONE).equals(chances(table, HALF_DONE))


def test_without_a_ranked_unit_there_is_no_chance_of_a_band():
    assert errors(chances(alike(1, 2, position=None), HALF_DONE)) is None


def test_where_nothing_was_achieved_nobody_is_worse_than_anybody():
    found = chances(alike(3, 6), pa.table({"points": [0.0], "n_tasks": [9]})).to_pylist()
    assert {(r["false_alarm_share"], r["found_share"]) for r in found} == {(0.0, 0.0)}
