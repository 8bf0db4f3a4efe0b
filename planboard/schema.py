"""The tables a snapshot holds, declared once: columns, types, keys, references and allowed values.

The register is read, snapshots are written and verified, and the data dictionary is printed from these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

COMPARATORS = ("at_least", "at_most", "rank_within", "about")
BASES = ("flow", "stock", "level")
PROFILES = ("linear", "at_deadline", "ongoing")
ROLES = ("lead", "participating")
UNIT_KINDS = ("municipal", "district", "central", "judicial", "enterprise", "collective")
STAGES = ("not_started", "started", "drafted", "awaiting_approval", "done")
JUDGEMENTS = ("green", "yellow", "red")
STATUSES = ("overdue", "behind", "stale", "at_risk", "on_track", "done")  # worst first
HELP_STATES = ("overdue", "waiting", "late", "answered", "closed")  # requests that still wait first
AMENDED = ("tasks", "targets", "measures", "measure_units", "units", "pillars")

TEXT, INT, NUMBER, BOOL, DATE, TIME = (
    pa.string(), pa.int32(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us", tz="UTC"),
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column: its type, whether a value is required, the `table.column` it refers to, and its allowed values."""

    name: str
    type: pa.DataType = TEXT
    required: bool = True
    ref: str | None = None
    allowed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """A table: the columns that identify a row, and all columns in order."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of this table in a snapshot's Parquet file."""
        return pa.schema([pa.field(c.name, c.type, nullable=not c.required) for c in self.columns])


def _table(name: str, key: str, *columns: Column) -> Table:
    return Table(name, tuple(key.split()), columns)


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
        ),
        _table(
            "amendments", "object id field decided_on", Column("object", allowed=AMENDED), *_text("id", "field"),
            Column("old_value", required=False), Column("new_value", required=False), Column("decided_on", DATE),
            *_text("authority", "reason"),
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
            Column("closed_on", DATE, required=False),
        ),
    )
}  # fmt: skip

# The content of `plan.toml` as a single row: the plan itself and every number a rule uses.
PLAN = _table(
    "plan", "document_number",
    *_text("title_zh", "title_en", "short_zh", "short_en", "document_number"), Column("issued_on", DATE),
    Column("starts_on", DATE), Column("ends_on", DATE),
    *[Column(n, NUMBER) for n in (
        "at_risk_points", "behind_points", "about_tolerance", "forecast_low_share", "forecast_high_share",
        "league_prior_tasks", "league_band_share", "league_band_probability", "league_range_share",
        "points_done", "points_on_track", "points_at_risk", "points_behind", "points_overdue", "points_stale",
    )],
    *[Column(n, INT) for n in (
        "closing_days", "warn_days", "forecast_minimum", "pace_days", "league_minimum", "league_draws", "league_seed",
        "return_days",
    )],
)  # fmt: skip

TABLES = {"plan": PLAN, **REGISTER, **REPORTED}
