"""How sure a position is."""

from __future__ import annotations

import pyarrow as pa

from planboard.league import with_ranges

SETTINGS = {
    "league_prior_tasks": 4.0, "league_band_share": 0.1, "league_band_probability": 0.8, "league_range_share": 0.9,
    "league_draws": 10_000, "league_seed": 1,
}  # fmt: skip


def league(*units: tuple[str, int, float, int | None]) -> list[dict]:
    """The ranges of units given as (id, tasks, points, position)."""
    overall = sum(points for _, _, points, _ in units) / sum(n for _, n, _, _ in units)
    rows = [
        {"unit_id": u, "n_tasks": n, "points": k, "position": p, "overall_score": overall, **SETTINGS}
        for u, n, k, p in units
    ]
    schema = pa.schema(
        [
            ("unit_id", pa.string()),
            ("n_tasks", pa.int32()),
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
