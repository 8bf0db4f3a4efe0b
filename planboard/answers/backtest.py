"""Tests how reliable forecasts are, by forecasting generated histories whose end is known.

Forecasts of published snapshots are scored by queries (forecast_scores, forecast_coverage). Here histories are
generated from a fixed seed, in shapes that work typically takes, and forecast by the same views. Nothing in the product
is tuned to the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

import pyarrow as pa

from planboard.answers.engine import Engine, made_up
from planboard.schema import TABLES

SEED = 20230811
N_EACH = 40  # histories of each shape
N_WEEKS = 26
STARTS_ON = date(2023, 6, 30)
GOAL = 100.0

Path = Callable[[Random, int], list[float]]  # the share of the target reached in each of n weeks


def _steady(rng: Random, n: int) -> list[float]:
    pace = rng.uniform(0.7, 1.3)
    done, path = 0.0, []
    for _ in range(n):
        done += pace / n * rng.uniform(0.6, 1.4)
        path.append(done)
    return path


def _surge(rng: Random, n: int) -> list[float]:
    end, bend = rng.uniform(0.7, 1.3), rng.uniform(2, 4)
    return [end * ((week + 1) / n) ** bend for week in range(n)]


def _steps(rng: Random, n: int) -> list[float]:
    end, jumps = rng.uniform(0.7, 1.3), sorted(rng.sample(range(n), 4))
    return [end * sum(jump <= week for jump in jumps) / 4 for week in range(n)]


def _stalled(rng: Random, n: int) -> list[float]:
    stops = rng.randrange(n // 3, n)
    path = _steady(rng, n)
    return [path[min(week, stops)] for week in range(n)]


def _noisy(rng: Random, n: int) -> list[float]:
    end, spread = rng.uniform(0.7, 1.3), rng.uniform(0.05, 0.15)
    return [end * (week + 1) / n + rng.gauss(0, spread) for week in range(n)]


SHAPES: dict[str, Path] = {
    "steady": _steady,
    "surge": _surge,
    "steps": _steps,
    "stalled": _stalled,
    "noisy": _noisy,
}

SCORES = pa.schema(
    [
        ("shape", pa.string()),
        ("horizon", pa.string()),
        ("n_targets", pa.int32()),
        ("n_scored", pa.int32()),
        ("n_reaching", pa.int32()),
        ("hit_share", pa.float64()),
        ("coverage_share", pa.float64()),
    ]
)


def scores(engine: Engine, as_of: date) -> pa.Table:
    """The scores of the published forecasts, as far as known on `as_of`, under the shape "published", and those of
    generated histories. Grain: shape, horizon; columns as in SCORES."""
    found = engine.query("forecast_coverage", as_of=as_of, pillar_id=None).to_pylist()
    published = _scored([{**row, "shape": "published"} for row in found])
    return pa.concat_tables([published, generated_scores(engine, as_of)])


def generated_scores(engine: Engine, as_of: date) -> pa.Table:
    """The scores of forecasts of generated histories at their deadline, under the plan's rule numbers of `as_of`.
    Grain: shape; columns as in SCORES. A total would only reflect how many histories of each shape there are."""
    [plan] = engine.query("plan", as_of=as_of, lang="en").to_pylist()
    days = [STARTS_ON + timedelta(weeks=week) for week in range(N_WEEKS + 1)]
    made = made_up(histories(plan, days), ["forecast_coverage"])
    rows = []
    for pillar_id, shape in enumerate(SHAPES, 1):
        found = made.query("forecast_coverage", as_of=days[-1], pillar_id=pillar_id).to_pylist()
        rows += [{**row, "shape": shape} for row in found if row["horizon"] == "deadline"]
    return _scored(rows)


def _scored(rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist([{n: row[n] for n in SCORES.names} for row in rows], schema=SCORES)


def histories(plan: Mapping[str, object], days: list[date]) -> dict[str, pa.Table]:
    """Every table of schema.py with an as_of column, for each of `days`: a plan with one pillar for each shape, and its
    histories from 0 on the first day to the deadline on the last. Every target is 100, since the unit of measure does
    not matter to a forecast."""
    rng, n = Random(SEED), len(days) - 1
    paths = {
        f"{shape}-{number:02}": (pillar_id, [0.0, *draw(rng, n)])
        for pillar_id, (shape, draw) in enumerate(SHAPES.items(), 1)
        for number in range(N_EACH)
    }
    tables: dict[str, list[dict[str, object]]] = {table: [] for table in TABLES}
    for week, day in enumerate(days):
        rows_of = _register(day, days, paths, dict(plan))
        rows_of["target_values"] = [
            _row("target_values", day, target_id=i, value=round(GOAL * path[week], 6), measured_on=day)
            for i, (_, path) in paths.items()
        ]
        for table, rows in rows_of.items():
            tables[table] += rows
    return {
        name: pa.Table.from_pylist(rows, schema=TABLES[name].schema.append(pa.field("as_of", pa.date32())))
        for name, rows in tables.items()
    }


def _register(
    day: date, days: list[date], paths: dict[str, tuple[int, list[float]]], plan: dict[str, object]
) -> dict[str, list[dict[str, object]]]:
    span = {"starts_on": days[0], "due_on": days[-1]}
    pillars = range(1, len(SHAPES) + 1)
    targets = [
        {
            "target_id": target_id,
            "measure_id": pillar_id,
            "target_value": GOAL,
            "comparator": "at_least",
            "basis": "flow",
        }
        for target_id, (pillar_id, _) in paths.items()
    ]
    return {
        "plan": [_row("plan", day, **plan | span)],
        "pillars": [_row("pillars", day, pillar_id=p) for p in pillars],
        "units": [_row("units", day, unit_id="1")],
        "measures": [_row("measures", day, measure_id=p, pillar_id=p) for p in pillars],
        "measure_units": [
            _row("measure_units", day, measure_id=p, unit_id="1", role="lead") for p in pillars
        ],
        "targets": [_row("targets", day, **target | span) for target in targets],
    }


_FILLER: dict[pa.DataType, object] = {
    pa.string(): "", pa.int32(): 1, pa.float64(): 1.0, pa.bool_(): False, pa.date32(): STARTS_ON,
}  # fmt: skip


def _row(table: str, day: date, **given: object) -> dict[str, object]:
    """A row of a table with the given cells; the required others are filled with values that do not matter."""
    rest = {c.name: _FILLER[c.type] if c.required else None for c in TABLES[table].columns}
    return rest | given | {"as_of": day}
