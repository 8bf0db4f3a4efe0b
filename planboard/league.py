"""How sure is a unit's position? Rank ranges by simulation, the one calculation SQL cannot do."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

BANDS = ("leading", "middle", "attention")


def with_ranges(league: pa.Table) -> pa.Table:
    """The rows of queries/league.sql with rank_low and rank_high (the range that holds a ranked unit's position with
    the plan's probability), p_leading, p_attention and band; all null for units without a position.

    Each ranked unit's rate is drawn from Beta(k + m p, n - k + m (1 - p)): k points of n tasks, drawn towards the
    overall mean p with the weight of m tasks (a Beta-binomial shrinkage; Goldstein & Spiegelhalter 1996 on why)."""
    rows = league.to_pylist()
    ranked = [row for row in rows if row["position"] is not None]
    empty = dict.fromkeys(("rank_low", "rank_high", "p_leading", "p_attention", "band"))
    found = {row["unit_id"]: result for row, result in zip(ranked, _simulate(ranked), strict=True)}
    columns = [found.get(row["unit_id"], empty) for row in rows]
    for name, kind in _ADDED.items():
        league = league.append_column(name, pa.array([c[name] for c in columns], kind))
    return league


_ADDED = {
    "rank_low": pa.int32(),
    "rank_high": pa.int32(),
    "p_leading": pa.float64(),
    "p_attention": pa.float64(),
    "band": pa.string(),
}


def _simulate(ranked: list[dict]) -> list[dict]:
    if not ranked:
        return []
    first = ranked[0]
    n = np.array([row["n_tasks"] for row in ranked], float)
    k = np.array([row["points"] for row in ranked], float)
    mean = first["overall_score"]
    # Units are drawn in the order of their ids, so that the order of the table changes nothing.
    order = np.argsort([row["unit_id"] for row in ranked])
    p = min(max(mean, 0.01), 0.99)
    m = first["league_prior_tasks"]
    rng = np.random.default_rng(first["league_seed"])
    draws = np.empty((first["league_draws"], len(ranked)))
    draws[:, order] = rng.beta((k + m * p)[order], (n - k + m * (1 - p))[order], (len(draws), len(ranked)))
    ranks = (-draws).argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - first["league_range_share"]) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    leading = (draws > mean + first["league_band_share"]).mean(axis=0)
    attention = (draws < mean - first["league_band_share"]).mean(axis=0)
    sure = first["league_band_probability"]
    return [
        {
            "rank_low": int(low[i]),
            "rank_high": int(high[i]),
            "p_leading": float(leading[i]),
            "p_attention": float(attention[i]),
            "band": "attention" if attention[i] > sure else "leading" if leading[i] > sure else "middle",
        }
        for i in range(len(ranked))
    ]
