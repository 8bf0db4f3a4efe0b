"""Counts the tasks whose status would change with other thresholds or start dates, by running the views again on
those."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyarrow as pa

from planboard.answers.engine import Engine, what_if

NOTHING_ASSUMED = {"at_risk_points": 0, "behind_points": 0, "months": 0}
# Five points is a step the plan's office might move a threshold by; a quarter, because the plan gives no start dates.
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
    """For each variation, how many tasks would move from which status to which on `as_of` (n_moved), out of all that
    would change (n_changed) and all there are (n_tasks). Grain: variation, status_before, status; a variation that
    changes nothing has one row, with null statuses."""
    before = _statuses(engine, as_of)
    rows: list[dict[str, object]] = []
    for variation, change in VARIATIONS.items():
        varied = what_if(engine.rows, as_of, NOTHING_ASSUMED | change, ["task_statuses"])
        after = _statuses(varied, as_of)
        moves = Counter((before[task], after[task]) for task in before if before[task] != after[task])
        common = {"variation": variation, "n_tasks": len(before), "n_changed": moves.total()}
        if not moves:
            rows.append({**common, "status_before": None, "status": None, "n_moved": 0})
        for (status_before, status), n in sorted(moves.items()):
            rows.append({**common, "status_before": status_before, "status": status, "n_moved": n})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def most(found: pa.Table) -> dict[str, int]:
    """From the rows of `sensitivity`: the number of tasks (n_tasks), and the most that change status if a threshold
    (n_points) or the start dates (n_starts) move."""
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
