"""The tables a snapshot holds, declared once: columns, types, keys, references and allowed values.

The register is read, snapshots are written and verified, and the data dictionary is printed from these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

COMPARATORS = ("at_least", "at_most", "rank_within", "about")
BASES = ("flow", "stock", "level")
PROFILES = ("linear", "at_deadline", "ongoing")
ROLES = ("lead", "participating")
UNIT_KINDS = ("municipal", "district", "central", "judicial", "enterprise", "collective")
STAGES = ("not_started", "started", "drafted", "awaiting_approval", "done")
JUDGEMENTS = ("green", "yellow", "red")
STATUSES = ("overdue", "behind", "stale", "at_risk", "on_track", "not_started", "done")  # worst first
HELP_STATES = ("overdue", "waiting", "late", "answered", "closed")  # requests that still wait first
SUCCESSIONS = ("renamed", "merged", "replaced")
SETTLED_AS = ("carried_over", "given_up")
PERIODS = ("week", "month")
AMENDED = (
    "tasks", "targets", "measures", "measure_units", "units", "pillars", "successions", "closed_years", "settlements",
    "plan",
)  # fmt: skip

TEXT, INT, NUMBER, BOOL, DATE, TIME = (
    pa.string(), pa.int32(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us", tz="UTC"),
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column: its type, whether a value is required, the `table.column` it refers to, and its allowed values. An
    `added` column is missing from snapshots published before it was there; its value in those is `older`."""

    name: str
    type: pa.DataType = TEXT
    required: bool = True
    ref: str | None = None
    allowed: tuple[str, ...] | None = None
    added: bool = False
    older: Any = None


@dataclass(frozen=True)
class Table:
    """A table: the columns that identify a row, and all columns in order. An `added` table is missing from snapshots
    published before it was there, which have no rows of it; a register need not have its file."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    added: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of this table in a snapshot's Parquet file."""
        return pa.schema([pa.field(c.name, c.type, nullable=not c.required) for c in self.columns])

    def fits(self, published: pa.Schema) -> bool:
        """Whether a published file with this schema can be read as this table."""
        held = {c.name for c in self.columns if c.name in published.names or not c.added}
        return published.equals(pa.schema([field for field in self.schema if field.name in held]))

    def whole(self, rows: pa.Table) -> pa.Table:
        """Published rows with the columns that were added since, as `older` says."""
        arrays = [
            rows[c.name] if c.name in rows.column_names else pa.repeat(pa.scalar(c.older, c.type), len(rows))
            for c in self.columns
        ]
        return pa.table(arrays, schema=self.schema)


def _table(name: str, key: str, *columns: Column, added: bool = False) -> Table:
    return Table(name, tuple(key.split()), columns, added)


def _added(name: str, of_type: pa.DataType, older: Any = None, *, required: bool = False) -> Column:
    return Column(name, of_type, required, added=True, older=older)


def _text(*names: str) -> list[Column]:
    return [Column(n) for n in names]


REGISTER = {
    t.name: t
    for t in (
        _table(
            "pillars", "pillar_id", Column("pillar_id", INT), *_text("title_zh", "title_en", "short_zh", "short_en")
        ),
        _table("units", "unit_id", *_text("unit_id", "name_zh", "name_en"), Column("kind", allowed=UNIT_KINDS)),
        _table(
            "measures", "measure_id", Column("measure_id", INT), Column("pillar_id", INT, ref="pillars.pillar_id"),
            *_text("title_zh", "title_en", "summary_zh", "summary_en", "source"),
        ),
        _table(
            "measure_units", "measure_id unit_id", Column("measure_id", INT, ref="measures.measure_id"),
            Column("seq", INT), Column("unit_id", ref="units.unit_id"), Column("role", allowed=ROLES),
        ),
        _table(
            "tasks", "task_id", Column("task_id"), Column("plan_year", INT), Column("item_no", INT),
            Column("pillar_id", INT, ref="pillars.pillar_id"), Column("measure_id", INT, ref="measures.measure_id"),
            *_text("title_zh", "title_en"), Column("unit_id", ref="units.unit_id"), Column("responsible_person"),
            Column("profile", allowed=PROFILES), Column("starts_on", DATE), Column("due_on", DATE), Column("source"),
        ),
        _table(
            "targets", "target_id", Column("target_id"), Column("task_id", required=False, ref="tasks.task_id"),
            Column("measure_id", INT, required=False, ref="measures.measure_id"), *_text("name_zh", "name_en"),
            Column("comparator", allowed=COMPARATORS), Column("target_value", NUMBER), Column("unit_scale", NUMBER),
            *_text("unit_of_measure_zh", "unit_of_measure_en"), Column("basis", allowed=BASES),
            Column("baseline", NUMBER, required=False), Column("baseline_on", DATE, required=False),
            Column("starts_on", DATE), Column("due_on", DATE), Column("notes", required=False), Column("source"),
            _added("is_countable", BOOL, older=False, required=True), _added("lowest_value", NUMBER),
            _added("highest_value", NUMBER), _added("value_days", INT),
        ),
        _table(
            "amendments", "object id field decided_on", Column("object", allowed=AMENDED), *_text("id", "field"),
            Column("old_value", required=False), Column("new_value", required=False), Column("decided_on", DATE),
            *_text("authority", "reason"),
        ),
        _table(
            "successions", "unit_id", Column("unit_id", ref="units.unit_id"),
            Column("successor_id", ref="units.unit_id"), Column("kind", allowed=SUCCESSIONS), Column("since_on", DATE),
            *_text("authority", "reason"), added=True,
        ),
        _table(
            "closed_years", "plan_year", Column("plan_year", INT), Column("final_on", DATE),
            *_text("authority", "reason"), added=True,
        ),
        _table(
            "settlements", "task_id", Column("task_id", ref="tasks.task_id"), Column("settled_as", allowed=SETTLED_AS),
            Column("successor_id", required=False, ref="tasks.task_id"), Column("decided_on", DATE),
            *_text("authority", "reason"), added=True,
        ),
    )
}  # fmt: skip

REPORTED = {
    t.name: t
    for t in (
        _table(
            "returns", "unit_id", Column("unit_id", ref="units.unit_id"), Column("period_starts_on", DATE),
            Column("period_ends_on", DATE), Column("due_on", DATE), Column("received_at", TIME),
            Column("accepted_at", TIME), Column("n_sent_back", INT), Column("return_sha256"),
            Column("unit_note", required=False),
        ),
        _table(
            "task_returns", "task_id", Column("task_id", ref="tasks.task_id"),
            Column("reported_status", required=False, allowed=JUDGEMENTS),
            Column("stage", required=False, allowed=STAGES), Column("is_done", BOOL, required=False),
            Column("finished_on", DATE, required=False), Column("narrative", required=False),
            Column("reason", required=False), Column("next_step", required=False),
            Column("next_step_on", DATE, required=False), Column("evidence", required=False),
            Column("reported_on", DATE, required=False), Column("reported_by", required=False),
            Column("is_carried_forward", BOOL), Column("return_sha256", required=False),
        ),
        _table(
            "target_values", "target_id", Column("target_id", ref="targets.target_id"),
            Column("value", NUMBER, required=False), Column("measured_on", DATE, required=False),
            Column("note", required=False), Column("is_carried_forward", BOOL), Column("return_sha256", required=False),
        ),
        _table(
            "help_requests", "request_id", Column("request_id"), Column("task_id", ref="tasks.task_id"),
            Column("asked_of_unit_id", ref="units.unit_id"), Column("text"), Column("asked_on", DATE),
            Column("needed_on", DATE), Column("answered_on", DATE, required=False), Column("answer", required=False),
            Column("closed_on", DATE, required=False), _added("said_by", TEXT), _added("recorded_by", TEXT),
        ),
    )
}  # fmt: skip

# The content of `plan.toml` as a single row: the plan itself and every number a rule uses.
PLAN = _table(
    "plan", "document_number",
    *_text("title_zh", "title_en", "short_zh", "short_en", "document_number"), Column("issued_on", DATE),
    Column("starts_on", DATE), Column("ends_on", DATE),
    *[Column(n, NUMBER) for n in (
        "at_risk_points", "behind_points", "about_tolerance", "forecast_least", "forecast_share",
        "league_prior_tasks", "league_band_share", "league_band_probability", "league_range_share",
        "points_done", "points_on_track", "points_at_risk", "points_behind", "points_overdue", "points_stale",
    )],
    *[Column(n, INT) for n in (
        "closing_days", "warn_days", "forecast_minimum", "forecast_targets", "pace_days", "league_minimum",
        "league_draws", "league_seed", "return_days",
    )],
    *[_added(n, INT, older, required=True) for n, older in (
        ("value_days", 45), ("concern_days", 30), ("concern_places", 3),
        ("concerns_shown", 7), ("same_words", 3), ("chase_days", 30),
    )],
    *[_added(n, NUMBER, older) for n, older in (
        ("answer_risk_share", 0.05), ("answer_behind_share", 0.20), ("answer_unreported_share", 0.10),
    )],
    Column("period", required=False, allowed=PERIODS, added=True, older="week"),
)  # fmt: skip

PLANNED = {"plan": PLAN, **REGISTER}
TABLES = {**PLANNED, **REPORTED}
