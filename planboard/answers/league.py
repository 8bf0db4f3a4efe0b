"""Simulates the uncertainty of the league table: the range of each position, and how often chance gives a band."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[np.float64]

BANDS = ("leading", "middle", "attention")


def with_ranges(league: pa.Table) -> pa.Table:
    """The rows of queries/league.sql with rank_low and rank_high (the interval that contains a ranked unit's position
    with the plan's probability), p_leading, p_attention and band; all null for units without a position.

    Each ranked unit's rate is drawn from Beta(k + m p, n - k + m (1 - p)): k points from n scored tasks, shrunk towards
    the overall mean p with a weight of m tasks (Beta-binomial shrinkage; for the reasons see Goldstein & Spiegelhalter
    1996).
    """
    rows = league.to_pylist()
    ranked = [row for row in rows if row["position"] is not None]
    empty = dict.fromkeys(("rank_low", "rank_high", "p_leading", "p_attention", "band"))
    found = {row["unit_id"]: result for row, result in zip(ranked, _simulate(ranked), strict=True)}
    columns = [found.get(row["unit_id"], empty) for row in rows]
    for name, of_type in _ADDED.items():
        league = league.append_column(name, pa.array([c[name] for c in columns], of_type))
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
    n = np.array([row["n_scored_tasks"] for row in ranked], float)
    k = np.array([row["points"] for row in ranked], float)
    mean = first["overall_score"]
    # Units are drawn in the order of their ids, so that the order of the rows makes no difference.
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
    leading, attention = _band_probabilities(n, k, mean, first)
    bands = _bands(leading, attention, first)
    return [
        {
            "rank_low": int(low[i]),
            "rank_high": int(high[i]),
            "p_leading": float(leading[i]),
            "p_attention": float(attention[i]),
            "band": BANDS[bands[i]],
        }
        for i in range(len(ranked))
    ]


def _band_probabilities(n: Array, k: Array, mean: Array | float, rules: dict) -> tuple[Array, Array]:
    """The probabilities that the rate of a unit with k points from n tasks lies above, and below, the mean by at least
    the band's distance."""
    p, m, apart = np.clip(mean, 0.01, 0.99), rules["league_prior_tasks"], rules["league_band_share"]
    a, b = k + m * p, n - k + m * (1 - p)
    return 1 - beta_below(a, b, mean + apart), beta_below(a, b, mean - apart)


def _bands(leading: Array, attention: Array, rules: dict) -> Array:
    """The index in BANDS of each unit's band."""
    needed = rules["league_band_probability"]
    return np.where(attention > needed, 2, np.where(leading > needed, 0, 1))


def beta_below(a: Array, b: Array, x: Array | float) -> Array:
    """The probability that a draw from Beta(a, b) is below x: the regularised incomplete beta function, by its
    continued fraction (DLMF 8.17.22) and the modified Lentz method. Arrays are broadcast."""
    a, b, x = (np.array(v, float) for v in np.broadcast_arrays(a, b, np.clip(x, 0, 1)))
    flipped = x > (a + 1) / (a + b + 2)  # where the fraction for the other tail converges faster
    a, b, x = np.where(flipped, b, a), np.where(flipped, a, b), np.where(flipped, 1 - x, x)
    c, d = np.ones_like(x), 1 / _not_zero(1 - (a + b) * x / (a + 1))
    fraction = d.copy()
    for i in range(1, 200):
        for step in (
            i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i)),
            -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1)),
        ):
            d, c = 1 / _not_zero(1 + step * d), _not_zero(1 + step / c)
            fraction *= d * c
        if np.all(np.abs(d * c - 1) < 1e-14):
            break
    with np.errstate(divide="ignore"):
        front = np.exp(_log_gamma(a + b) - _log_gamma(a) - _log_gamma(b) + a * np.log(x) + b * np.log1p(-x))
    below = np.clip(front * fraction / a, 0, 1)
    return np.where(flipped, 1 - below, below)


def _not_zero(value: Array) -> Array:
    return np.where(np.abs(value) < 1e-300, 1e-300, value)


_log_gamma = np.vectorize(math.lgamma, otypes=[float])

WEAK_BY = 0.25  # how far below the overall mean the true rate of a weak unit is assumed to be

CHANCES = pa.schema(
    [
        ("unit_id", pa.string()),
        ("unit", pa.string()),
        ("n_scored_tasks", pa.int32()),
        ("false_alarm_share", pa.float64()),
        ("found_share", pa.float64()),
        ("any_false_alarm_share", pa.float64()),
    ]
)


def chances(league: pa.Table, points: pa.Table) -> pa.Table:
    """How reliable the band `attention` is, one row for each ranked unit, most scored tasks first. If all units had
    the same true rate: how often the unit would get it (false_alarm_share), and how often at least one unit would
    (any_false_alarm_share, equal in every row). If only this unit's true rate were WEAK_BY lower: how often it would
    get it (found_share). Every task is drawn from `points`, the number of the plan's scored tasks by their points."""
    # Sorted, so that the order of the rows makes no difference.
    units = sorted(league.to_pylist(), key=lambda row: row["unit_id"])
    ranked = [i for i, unit in enumerate(units) if unit["position"] is not None]
    if not ranked:
        return CHANCES.empty_table()
    rules = units[ranked[0]]
    value = np.array(points["points"].to_pylist(), float)
    frequency = np.array(points["n_tasks"].to_pylist(), float)
    rng = np.random.default_rng(rules["league_seed"])
    n = np.array([unit["n_scored_tasks"] for unit in units], float)
    runs = rules["league_draws"]
    drawn = [rng.choice(value, (runs, int(tasks)), p=frequency / frequency.sum()) for tasks in n]
    k = np.stack([unit.sum(axis=1) for unit in drawn], axis=1)
    flagged = _flagged(k, n, rules)[:, ranked]
    rate = value @ frequency / frequency.sum()
    rows = []
    for column, i in enumerate(ranked):
        # Points are dropped at random, so that those left have the lower rate.
        kept = rng.random(drawn[i].shape) < max(0.0, rate - WEAK_BY) / max(rate, 1e-9)
        weak = k.copy()
        weak[:, i] = (drawn[i] * kept).sum(axis=1)
        rows.append(
            {
                **{name: units[i][name] for name in ("unit_id", "unit", "n_scored_tasks")},
                "false_alarm_share": float(flagged[:, column].mean()),
                "found_share": float(_flagged(weak, n, rules, only=i).mean()),
                "any_false_alarm_share": float(flagged.any(axis=1).mean()),
            }
        )
    rows.sort(key=lambda row: (-row["n_scored_tasks"], row["unit_id"]))
    return pa.Table.from_pylist(rows, schema=CHANCES)


def errors(found: pa.Table) -> dict[str, float] | None:
    """The result of `chances` in four shares: how often chance flags any unit and the most exposed one, and the lowest
    and highest share with which a weak unit is found. None if no unit is ranked."""
    if not found.num_rows:
        return None
    share = found["found_share"].to_pylist()
    return {
        "any": found["any_false_alarm_share"][0].as_py(),
        "one": max(found["false_alarm_share"].to_pylist()),
        "found_low": min(share),
        "found_high": max(share),
    }


def _flagged(k: Array, n: Array, rules: dict, only: int | None = None) -> Array:
    """Whether each unit's band (with `only`, that unit's alone) is `attention` in each run. Shape: runs, units."""
    mean = k.sum(axis=1, keepdims=True) / n.sum()
    if only is not None:
        k, n = k[:, [only]], n[[only]]
    # Only few combinations of tasks, points and mean occur, so each is computed once.
    cases = np.broadcast_arrays(n, k, mean)
    found = [np.unique(case, return_inverse=True) for case in cases]
    sizes = [len(values) for values, _ in found]
    codes = np.ravel_multi_index([index.reshape(-1) for _, index in found], sizes)
    distinct, case_of = np.unique(codes, return_inverse=True)
    at = np.unravel_index(distinct, sizes)
    tasks, points, means = (values[i] for (values, _), i in zip(found, at, strict=True))
    leading, attention = _band_probabilities(tasks, points, means, rules)
    return (_bands(leading, attention, rules) == 2)[case_of.reshape(-1)].reshape(k.shape)
