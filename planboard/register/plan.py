"""Reads the plan register: `plan.toml` and the CSV files beside it, as a whole or refused with every problem."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from planboard.errors import Place, Problem, UserError
from planboard.register.amendments import check_amendments, withdrawn_rows
from planboard.register.duties import Rows
from planboard.register.files import Files, RegisterFile, Row, read_table, read_text
from planboard.register.targets import check_days, check_names, check_values
from planboard.register.years import check_successions, check_years
from planboard.schema import DATE, INT, NUMBER, PLAN, PLANNED, REGISTER, TEXT, Column

EXAMPLE = Path(__file__).with_name("example")  # a small register to begin from
# Columns that must be unique together, besides a table's key.
UNIQUE = {"tasks": ("plan_year", "item_no"), "measure_units": ("measure_id", "seq")}
# Pairs of values in plan.toml of which the first must be below the second.
ASCENDING = (
    ("starts_on", "ends_on"),
    ("at_risk_points", "behind_points"),
    ("answer_risk_share", "answer_behind_share"),
)
SHARES = ("_share", "_tolerance", "_probability")  # plan.toml: the endings of numbers between 0 and 1
HIGHEST = 1_000_000_000  # for any other number in plan.toml
_COPY = re.compile(  # of a file of the register, as spreadsheets, file managers and people name one
    rf"(?:副本 ?|copy of )?({'|'.join(PLANNED)})(?:[ _-]*(?:\(\d+\)|（\d+）|\d+|副本.*|copy.*|bak|old))?"
    r"(?:\.csv|\.toml|\.xlsx?|\.et|\.bak)+",
    re.IGNORECASE,
)
_TOML = {
    TEXT: ((str,), "plan.not_toml_text"),
    DATE: ((date,), "plan.not_toml_date"),
    NUMBER: ((int, float), "plan.not_toml_number"),
    INT: ((int,), "plan.not_toml_integer"),
}


@dataclass(frozen=True)
class Plan:
    """The register in force: each table of `schema.REGISTER`, and "plan", which is plan.toml as a single row."""

    tables: dict[str, pa.Table]

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table]) -> Plan:
        """The register that a snapshot's tables hold."""
        return cls({name: tables[name] for name in PLANNED})

    def rows(self) -> dict[str, Rows]:
        """The rows of each table, by its name."""
        return {name: table.to_pylist() for name, table in self.tables.items()}

    @property
    def numbers(self) -> dict[str, Any]:
        """The one row of plan.toml: the plan's titles, dates and rule numbers by name."""
        return self.tables["plan"].to_pylist()[0]


def load_plan(folder: Path) -> Plan:
    """The register in `folder`. Raises UserError with every problem of every file."""
    if not folder.is_dir():
        raise UserError([Problem(Place(folder.name), "plan.no_folder")])
    files = read_files(folder)
    extra = _extra_files(folder, [file.name for file in files.values()])
    return checked(files, extra)


def read_files(folder: Path) -> Files:
    """The files of the register in `folder`, each read for itself."""
    tables = {name: read_table(folder / f"{name}.csv", table) for name, table in REGISTER.items()}
    return {"plan": _read_plan(folder / "plan.toml"), **tables}


def checked(files: Files, more: Sequence[Problem] = ()) -> Plan:
    """The register that these files make. Raises UserError with every problem of every file, and `more`."""
    for check in CHECKS:
        check(files)
    problems = [*(problem for file in files.values() for problem in file.every_problem()), *more]
    if problems:
        raise UserError(problems)
    return Plan({name: table_of(name, file) for name, file in files.items()})


def table_of(name: str, file: RegisterFile) -> pa.Table:
    """The rows of a file without problems, as a table."""
    return pa.Table.from_pylist([row.cells for row in file.rows], schema=PLANNED[name].schema)


def copies(folder: Path) -> list[Problem]:
    """A problem for each copy of a file of the register beside it, such as `tasks (1).csv`. They are not read, and stop
    nothing; but who changed one may believe it counts."""
    if not folder.is_dir():
        return []
    found = ((name, _COPY.fullmatch(name)) for name in _strangers(folder))
    return [
        Problem(
            Place(name),
            "plan.copy",
            {"file": f"{of[1].lower()}.{'toml' if of[1].lower() == 'plan' else 'csv'}"},
        )
        for name, of in found
        if of
    ]


def _extra_files(folder: Path, files: list[str]) -> list[Problem]:
    allowed: dict[str, object] = {"allowed": ", ".join(files)}
    names = [name for name in _strangers(folder) if not _COPY.fullmatch(name)]
    return [Problem(Place(name), "plan.extra_file", allowed) for name in names]


def _strangers(folder: Path) -> list[str]:
    # Hidden files, and the lock files of an open spreadsheet, are ignored.
    known = {"plan.toml", *(f"{name}.csv" for name in REGISTER)}
    names = (path.name for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    return sorted(name for name in names if name not in known)


def _read_plan(path: Path) -> RegisterFile:
    file = RegisterFile(path.name)
    text = read_text(path, file)
    if text is None:
        return file
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        file.refuse("plan.not_toml", reason=str(error))
        return file
    file.rows = [row := Row(Place(path.name))]
    values = _flat(content)
    for column in PLAN.columns:
        _read_scalar(row, column, values)
    known = {plan_key(column.name) for column in PLAN.columns}
    for key in (key for key in values if key not in known):
        row.refuse(key, "plan.unknown_value")
    for low, high in ASCENDING:
        if row.has(low, high) and not row.cells[low] < row.cells[high]:
            row.refuse(
                plan_key(high),
                "plan.not_above",
                value=row.cells[high],
                low=plan_key(low),
                floor=row.cells[low],
            )
    return file


def _flat(content: dict[str, Any]) -> dict[str, Any]:
    sections = {name: section for name, section in content.items() if isinstance(section, dict)}
    inside = {f"{name}.{key}": value for name, section in sections.items() for key, value in section.items()}
    return {name: value for name, value in content.items() if name not in sections} | inside


def plan_key(name: str) -> str:
    if name.startswith("points_"):
        return name.replace("points_", "points.", 1)
    is_rule = next(column.type in (NUMBER, INT) for column in PLAN.columns if column.name == name)
    return f"rules.{name}" if is_rule else name


def _read_scalar(row: Row, column: Column, values: dict[str, Any]) -> None:
    key = plan_key(column.name)
    types, wrong_type = _TOML[column.type]
    value = values.get(key)
    high = 1 if column.name.endswith(SHARES) or key.startswith("points.") else HIGHEST
    if key not in values and not column.required:
        row.cells[column.name] = column.older
    elif key not in values:
        row.refuse(key, "plan.missing_value")
    elif type(value) not in types:  # exactly: true is an int, and a time of day is a date
        row.refuse(key, wrong_type, value=json.dumps(value, ensure_ascii=False, default=str))
    elif isinstance(value, str) and not value.strip():
        row.refuse(key, "plan.empty")
    elif column.allowed and value not in column.allowed:
        row.refuse(key, "plan.not_allowed", value=value, allowed=", ".join(column.allowed))
    elif isinstance(value, int | float) and not 0 <= value <= high:
        row.refuse(key, "plan.out_of_range", value=value, high=high)
    else:
        row.cells[column.name] = value


def _check_keys(files: Files) -> None:
    for name, table in REGISTER.items():
        for columns in filter(None, (table.key, UNIQUE.get(name))):
            seen: dict[tuple, Place] = {}
            for row in (row for row in files[name].rows if row.has(*columns)):
                key = tuple(row.cells[column] for column in columns)
                if key in seen:
                    row.refuse(columns[-1], "plan.repeated", columns=", ".join(columns), first=seen[key])
                seen.setdefault(key, row.place)


def _check_references(files: Files) -> None:
    for name, table in REGISTER.items():
        for column in table.columns:
            held, _, key = (column.ref or "").partition(".")
            if not held or not files[held].is_whole(key):
                continue
            known = {row.cells[key] for row in files[held].rows}
            for row in files[name].rows:
                value = row.cells.get(column.name)
                if value is not None and value not in known:
                    row.refuse(column.name, "plan.unknown_reference", value=value, file=files[held].name)


def _check_dates(files: Files) -> None:
    plan = next((row.cells for row in files["plan"].rows if row.has("starts_on", "ends_on")), None)
    for row in (*files["tasks"].rows, *files["targets"].rows):
        if plan:
            _check_period(row, plan["starts_on"], plan["ends_on"])
        if row.has("starts_on", "due_on") and not row.cells["starts_on"] < row.cells["due_on"]:
            row.refuse(
                "due_on", "plan.due_before_start", value=row.cells["due_on"], start=row.cells["starts_on"]
            )


def _check_period(row: Row, first: date, last: date) -> None:
    for column in ("starts_on", "due_on"):
        if row.has(column) and not first <= row.cells[column] <= last:
            row.refuse(column, "plan.outside_plan", value=row.cells[column], first=first, last=last)
    if row.has("plan_year") and not first.year <= row.cells["plan_year"] <= last.year:
        row.refuse(
            "plan_year", "plan.outside_plan", value=row.cells["plan_year"], first=first.year, last=last.year
        )


def _check_targets(files: Files) -> None:
    profiles = {row.cells.get("task_id"): row.cells.get("profile") for row in files["tasks"].rows}
    for row in files["targets"].rows:
        cells = row.cells
        if row.has("task_id", "measure_id") and (cells["task_id"] is None) == (cells["measure_id"] is None):
            row.refuse("task_id", "plan.one_parent")
        if (profile := profiles.get(cells.get("task_id"), "linear")) not in ("linear", None):
            row.refuse("task_id", "plan.target_not_linear", task=cells["task_id"], profile=profile)
        if row.has("baseline", "baseline_on") and (cells["baseline"] is None) != (
            cells["baseline_on"] is None
        ):
            row.refuse("baseline_on", "plan.half_baseline")
        if cells.get("basis") == "flow" and cells.get("baseline") is not None:
            row.refuse("baseline", "plan.flow_baseline")
        if row.has("unit_scale") and cells["unit_scale"] <= 0:
            row.refuse("unit_scale", "plan.not_positive", value=f"{cells['unit_scale']:g}")


def _check_unit_names(files: Files) -> None:
    """A return names its unit by either name or the id, so each of these is one unit's alone."""
    first: dict[str, Row] = {}
    for row in files["units"].rows:
        for column in ("unit_id", "name_zh", "name_en"):
            if not row.has(column):
                continue
            name = row.cells[column].strip().casefold()
            if (other := first.setdefault(name, row)) is not row and column != "unit_id":
                row.refuse(column, "plan.same_unit", value=row.cells[column], first=other.place)


def _standing(name: str, files: Files) -> list[Row]:
    gone = withdrawn_rows(name, files)
    return [row for row in files[name].rows if row not in gone]


def _check_linear_tasks(files: Files) -> None:
    if not files["targets"].is_whole("task_id"):
        return
    measured = {row.cells["task_id"] for row in _standing("targets", files)}
    for row in _standing("tasks", files):
        if (
            row.has("task_id")
            and row.cells.get("profile") == "linear"
            and row.cells["task_id"] not in measured
        ):
            row.refuse("profile", "plan.linear_without_target")


def _check_leads(files: Files) -> None:
    if not files["measure_units"].is_whole("measure_id", "role"):
        return
    roles = _standing("measure_units", files)
    leads = Counter(row.cells["measure_id"] for row in roles if row.cells["role"] == "lead")
    for row in files["measures"].rows:
        if row.has("measure_id") and (n := leads[row.cells["measure_id"]]) != 1:
            row.refuse("measure_id", "plan.lead_count", n=n)


CHECKS: tuple[Callable[[Files], None], ...] = (
    _check_keys,
    _check_unit_names,
    _check_references,
    _check_dates,
    _check_targets,
    _check_linear_tasks,
    _check_leads,
    check_amendments,
    check_successions,
    check_years,
    check_values,
    check_days,
    check_names,
)
