"""Generates what the plan grows into: years of weekly snapshots, thousands of tasks, a country of plans.

Everything is derived from the repository's demonstration and is one itself; the same call gives the same bytes. The
returns behind it are not generated, so `verify` misses them."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from bench.server import ROOT
from planboard.schema import TABLES
from planboard.snapshots.published import published, read
from planboard.snapshots.writing import write

FIRST = date(2023, 1, 6)
SEED = 20230106
SILENT = 0.08  # the share of units that do not report in a week

Row = dict[str, Any]
# What a copy of the plan has of its own; what it shares are its units, pillars and measures.
_COPIED = {
    "tasks": ("task_id",),
    "targets": ("target_id", "task_id"),
    "help_requests": ("request_id", "task_id"),
}


def grown(folder: Path, n_dates: int, n_copies: int = 1, name: str = "") -> Path:
    """A data folder with `n_dates` weekly snapshots of the plan's tasks and targets `n_copies` times, every target
    measured every week; a folder that is there is taken as it is. `name` is added to the plan's titles."""
    if folder.exists():
        return folder
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(ROOT / "data" / "plan", part / "plan")
    rows = _register(n_copies, name)
    rng = Random(f"{SEED}{name}")
    values = {row["target_id"]: 0.0 for row in rows["targets"]}
    for week in range(n_dates):
        day = FIRST + timedelta(weeks=week)
        tables = rows | _reported(rows, day, values, rng)
        write(
            part, day,
            {t: pa.Table.from_pylist(tables[t], schema=table.schema) for t, table in TABLES.items()},
            kind="demo", publisher="bench", published_at=datetime.combine(day, time(18), UTC),
        )  # fmt: skip
    return part.rename(folder)


def country(folder: Path, n_plans: int, n_dates: int, n_copies: int = 55) -> Path:
    """A folder of plans, each a sub-folder as `grown` makes it."""
    for n in range(1, n_plans + 1):
        grown(folder / f"city-{n:03}", n_dates, n_copies, f" {n}")
    return folder


def _register(n_copies: int, name: str) -> dict[str, list[Row]]:
    newest = read(published(ROOT / "data").current[-1])
    rows: dict[str, list[Row]] = {t: table.to_pylist() for t, table in newest.items()}
    for title in ("title_zh", "title_en", "short_zh", "short_en"):
        rows["plan"][0][title] += name
    for table, ids in _COPIED.items():
        rows[table] = [
            {**row, **{id: f"{row[id]}~{n}" if n and row[id] else row[id] for id in ids}, **_numbered(row, n)}
            for n in range(n_copies)
            for row in rows[table]
            if not n or table == "tasks" or row["task_id"]
        ]
    return rows | {"amendments": []}


def _numbered(row: Row, n: int) -> Row:
    return {"item_no": row["item_no"] + 100 * n} if "item_no" in row else {}


def _reported(
    rows: dict[str, list[Row]], day: date, values: dict[str, float], rng: Random
) -> dict[str, list[Row]]:
    unit_of = {task["task_id"]: task["unit_id"] for task in rows["tasks"]}
    lead_of = {m["measure_id"]: m["unit_id"] for m in rows["measure_units"] if m["role"] == "lead"}
    reports = {unit["unit_id"] for unit in rows["units"] if rng.random() > SILENT}
    common = {"is_carried_forward": False, "return_sha256": "0" * 64}
    returns = [
        {
            "unit_id": unit_id, "period_starts_on": day - timedelta(days=6), "period_ends_on": day, "due_on": day,
            "received_at": datetime.combine(day, time(9), UTC), "accepted_at": datetime.combine(day, time(12), UTC),
            "n_sent_back": int(rng.random() < 0.05), "return_sha256": "0" * 64, "unit_note": None,
        }
        for unit_id in sorted(reports & (set(unit_of.values()) | set(lead_of.values())))
    ]  # fmt: skip
    tasks = [
        {
            **dict.fromkeys(TABLES["task_returns"].schema.names), **common, "task_id": task["task_id"],
            "reported_status": rng.choices(("green", "yellow", "red"), (8, 2, 1))[0], "is_done": False,
            "narrative": f"【演示】第{(day - FIRST).days // 7 + 1}周进展。", "reported_on": day,
            "reported_by": "演示填报人",
            "is_carried_forward": unit_of[task["task_id"]] not in reports,
        }
        for task in rows["tasks"]
    ]  # fmt: skip
    targets = []
    for target in rows["targets"]:
        id, share = target["target_id"], rng.uniform(0.3, 1.4) / 50
        silent = (unit_of.get(target["task_id"]) or lead_of.get(target["measure_id"])) not in reports
        values[id] += 0.0 if silent else round(share * target["target_value"], 4)
        measured_on = day - timedelta(days=1)
        targets.append({"target_id": id, "value": values[id], "measured_on": measured_on, "note": None, **common}
                       | {"is_carried_forward": silent})  # fmt: skip
    asked = [{**row, "asked_on": day - timedelta(days=20), "needed_on": day - timedelta(days=3), "answered_on": None,
              "answer": None, "closed_on": None} for row in rows["help_requests"]]  # fmt: skip
    return {"returns": returns, "task_returns": tasks, "target_values": targets, "help_requests": asked}


if __name__ == "__main__":
    folder, n_dates, n_copies, *n_plans = sys.argv[1:]
    if n_plans:
        country(Path(folder), int(n_plans[0]), int(n_dates), int(n_copies))
    else:
        grown(Path(folder), int(n_dates), int(n_copies))
