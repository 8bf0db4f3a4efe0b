"""A plan's roll-up: what the page on all plans shows of one plan, so small that hundreds are read at once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from planboard.answers.engine import Engine
from planboard.durable import replace_file
from planboard.folders import staging

FORMAT = 2
MOST_BYTES = 1_000_000

# The tables of a roll-up, each with its columns; `plans` has its one row.
TABLES = {
    "plans": pa.schema(
        [
            *((name, pa.string()) for name in ("title_zh", "title_en", "short_zh", "short_en")),
            ("as_of", pa.date32()),
            ("previous_as_of", pa.date32()),
            ("revision", pa.int32()),
            ("kind", pa.string()),
            ("published_at", pa.timestamp("us", tz="UTC")),
            ("manifest_sha256", pa.string()),
            ("n_units", pa.int32()),
            ("n_tasks", pa.int32()),
            ("n_reported", pa.int32()),
            ("n_attention", pa.int32()),
            ("n_attention_before", pa.int32()),
            ("n_scored_tasks", pa.int32()),
            ("points", pa.float64()),
            ("elapsed_share", pa.float64()),
            ("league_minimum", pa.int32()),
        ]
    ),
    "statuses": pa.schema(
        [
            ("status", pa.string()),
            ("severity", pa.int32()),  # 1 is the worst
            ("is_attention", pa.bool_()),
            ("n_tasks", pa.int32()),
            ("n_tasks_before", pa.int32()),
        ]
    ),
    "pillars": pa.schema(
        [
            ("pillar_id", pa.int32()),
            ("short_zh", pa.string()),
            ("short_en", pa.string()),
            ("attainment_share", pa.float64()),
            ("expected_share", pa.float64()),
            ("n_measured", pa.int32()),
            ("n_targets", pa.int32()),
        ]
    ),
    "rules": pa.schema([("parameter", pa.string()), ("in_force", pa.float64())]),
}
_NEVER_NULL = {
    "plans": set(TABLES["plans"].names) - {"previous_as_of", "n_attention_before", "elapsed_share"},
    "statuses": {"status", "severity", "is_attention", "n_tasks"},
    "pillars": set(TABLES["pillars"].names) - {"attainment_share", "expected_share"},
    "rules": {"parameter", "in_force"},
}


def rollup(engine: Engine, as_of: date, identity: str) -> dict[str, Any]:
    """The roll-up of the snapshot in force on a date, whose model has this identity: lists, texts and numbers only, as
    JSON has them."""
    zh, en = (engine.query("plan", as_of=as_of, lang=lang).to_pylist()[0] for lang in ("zh", "en"))
    [snapshot] = [
        row for row in engine.query("snapshots").to_pylist() if row["as_of"] == as_of and row["is_current"]
    ]
    years = engine.query("plan_years", as_of=as_of).to_pylist()
    year = next((row["plan_year"] for row in years if row["is_default"]), None)
    of = {"as_of": as_of, "plan_year": year}
    heads = engine.query("headline", **of, pillar_id=None, unit_id=None).to_pylist()
    head = heads[0] if heads else {"previous_as_of": None, "n_tasks": 0, "n_reported": 0, "n_attention": 0}
    points = engine.query("league_points", **of).to_pylist()
    counts = engine.query("status_counts", **of, lang="zh").to_pylist()
    whole = [row for row in counts if row["scope_id"] == 0]  # worst first
    row = {
        **{f"{name}_zh": zh[name] for name in ("title", "short")},
        **{f"{name}_en": en[name] for name in ("title", "short")},
        **{name: snapshot[name] for name in ("as_of", "revision", "published_at", "manifest_sha256")},
        "kind": snapshot["data_kind"],
        "n_units": engine.query("league", **of, lang="zh").num_rows,
        **{name: head.get(name) for name in _OF_HEADLINE},
        "n_scored_tasks": sum(row["n_tasks"] for row in points),
        "points": float(sum(row["points"] * row["n_tasks"] for row in points)),
        "league_minimum": zh["league_minimum"],
    }
    return {
        "format": FORMAT,
        "identity": identity,
        "plan": {name: _plain(value) for name, value in row.items()},
        "statuses": _chosen("statuses", [{**row, "severity": n} for n, row in enumerate(whole, start=1)]),
        "pillars": _pillars(engine, of),
        "rules": engine.query("rule_numbers", as_of=as_of).to_pylist(),
    }


_OF_HEADLINE = (
    "previous_as_of", "n_tasks", "n_reported", "n_attention", "n_attention_before", "elapsed_share",
)  # fmt: skip


def _pillars(engine: Engine, of: Mapping[str, Any]) -> list[dict[str, Any]]:
    zh, en = (engine.query("pillar_gauges", **of, lang=lang).to_pylist() for lang in ("zh", "en"))
    named = [{**a, "short_zh": a["name"], "short_en": b["name"]} for a, b in zip(zh, en, strict=True)]
    return _chosen("pillars", named)


def _chosen(table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in TABLES[table].names} for row in rows]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def rollup_file(data: Path) -> Path:
    """Where a plan keeps the roll-up of its newest snapshot: one small file, replaced whole."""
    return data / "models" / "rollup.json"


def keep_rollup(data: Path, made: Mapping[str, Any]) -> None:
    """Put a roll-up in the place of the one before."""
    content = json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False).encode()
    replace_file(staging(data), rollup_file(data), content)


def rollup_of(data: Path) -> str | None:
    """The identity of the model that a plan's roll-up is of; None where there is none that can be read."""
    try:
        return str(_read(data)[0]["identity"])
    except (OSError, Unreadable):
        return None


class Unreadable(ValueError):
    """The file is not a roll-up of this format."""


def read_rollup(data: Path) -> dict[str, pa.Table]:
    """The tables of a plan's roll-up. Raises Unreadable, or OSError where there is none."""
    return _read(data)[1]


def _read(data: Path) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """A roll-up as it stands in its file, and its tables."""
    with open(rollup_file(data), "rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        made = json.loads(content if len(content) <= MOST_BYTES else b"", parse_constant=_no_number)
        if made["format"] != FORMAT or not isinstance(made["identity"], str):
            raise Unreadable(f"format {made['format']}")
        row = made["plan"]
        row |= {name: date.fromisoformat(row[name]) for name in ("as_of", "previous_as_of") if row[name]}
        row["published_at"] = datetime.fromisoformat(row["published_at"])
        return made, {name: _table(name, [row] if name == "plans" else made[name]) for name in TABLES}
    except _WRONG as error:
        raise Unreadable(str(error)) from error


# What reading, taking apart and converting a document that is no roll-up can raise.
_WRONG = (
    ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError, pa.ArrowException,
)  # fmt: skip


def _no_number(word: str) -> float:
    raise Unreadable(word)  # NaN, Infinity


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = TABLES[name]
    if any(set(row) != set(schema.names) for row in rows):
        raise Unreadable(f"columns of {name}")
    table = pa.Table.from_pylist(rows, schema)
    if any(table[column].null_count for column in _NEVER_NULL[name]):
        raise Unreadable(f"nulls in {name}")
    return table


def stamp(data: Path) -> tuple[int, int, int] | None:
    """What changes whenever a plan's roll-up is replaced; None where there is none."""
    try:
        status = os.stat(rollup_file(data))
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
