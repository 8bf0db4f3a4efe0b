"""How many statuses hang on a threshold or on an assumption? The same views, run once more on other numbers."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyarrow as pa

from planboard.answers.engine import Engine

NOTHING_ASSUMED = {"at_risk_points": 0, "behind_points": 0, "months": 0}
# Five points, as the plan office would move a threshold; a quarter, because the plan's document gives no start dates.
VARIATIONS: dict[str, dict[str, int]] = {
    "at_risk_lower": {"at_risk_points": -5},
    "at_risk_higher": {"at_risk_points": 5},
    "behind_lower": {"behind_points": -5},
    "behind_higher": {"behind_points": 5},
    "starts_earlier": {"months": -3},
    "starts_later": {"months": 3},
}

SCHEMA = pa.schema(
    [
        ("variation", pa.string()),
        ("n_tasks", pa.int32()),
        ("n_changed", pa.int32()),
        ("status_before", pa.string()),
        ("status", pa.string()),
        ("n_moved", pa.int32()),
    ]
)


def sensitivity(engine: Engine, as_of: date) -> pa.Table:
    """For each variation, from which status to which tasks would move on `as_of`: of n_tasks tasks n_changed change,
    n_moved of them in this way. Grain: variation, status_before, status; a variation that changes nothing has one row
    without statuses."""
    before = _statuses(engine, as_of)
    rows: list[dict[str, object]] = []
    for variation, change in VARIATIONS.items():
        varied = Engine(engine.published, assumed=NOTHING_ASSUMED | change, as_of=as_of)
        after = _statuses(varied, as_of)
        moves = Counter((before[task], after[task]) for task in before if before[task] != after[task])
        common = {"variation": variation, "n_tasks": len(before), "n_changed": moves.total()}
        if not moves:
            rows.append({**common, "status_before": None, "status": None, "n_moved": 0})
        for (status_before, status), n in sorted(moves.items()):
            rows.append({**common, "status_before": status_before, "status": status, "n_moved": n})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def most(found: pa.Table) -> dict[str, int]:
    """How many tasks there are, and how many change status at most when a threshold, or the start dates, move."""
    rows = found.to_pylist()
    by_starts = {row["variation"]: row["n_changed"] for row in rows if row["variation"].startswith("starts")}
    by_points = {row["variation"]: row["n_changed"] for row in rows if row["variation"] not in by_starts}
    return {
        "n_tasks": rows[0]["n_tasks"],
        "n_points": max(by_points.values()),
        "n_starts": max(by_starts.values()),
    }


def _statuses(engine: Engine, as_of: date) -> dict[str, str]:
    found = engine.query("task_statuses", as_of=as_of)
    return dict(zip(found["task_id"].to_pylist(), found["status"].to_pylist(), strict=True))
