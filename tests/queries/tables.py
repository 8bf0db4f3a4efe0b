"""Publishes tiny tables written as text, so that a test states only the cells it is about.

    = 2023-08-11
    targets
    target_id | comparator | target_value
    g         | at_most    | 5

    target_values
    target_id | value
    g         | 7

A section is one snapshot; the same date again is its next revision. Register rows stay in force until a later
section names their key again, and then only the named columns change. Tasks, units, measures and pillars that
are only mentioned are made up. What is not reported again is carried forward; unless a section has a table of
`returns`, every unit that answers for something has returned. An empty cell is null.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa

from planboard.answers.engine import Engine
from planboard.queries import queries
from planboard.schema import BOOL, DATE, INT, NUMBER, REGISTER, TABLES, TEXT, TIME
from planboard.snapshots.writing import write
from tests.places import ROOT
from tests.queries.board import Board

SHA256 = "0" * 64
START, DEADLINE = date(2023, 1, 1), date(2023, 12, 31)

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Section = tuple[date, Tables]

_CELL = {
    TEXT: str,
    INT: int,
    NUMBER: float,
    BOOL: {"yes": True, "no": False}.__getitem__,
    DATE: date.fromisoformat,
    TIME: datetime.fromisoformat,
}
_ANYTHING = {TEXT: "文", INT: 1, NUMBER: 1.0, BOOL: False, DATE: START}
_DEFAULTS: dict[str, Row] = {
    "tasks": {"plan_year": 2023, "unit_id": "a", "due_on": DEADLINE},
    "targets": {"comparator": "at_least", "basis": "flow", "target_value": 100.0, "due_on": DEADLINE},
    "measure_units": {"unit_id": "a", "role": "lead"},
    "units": {"kind": "municipal"},
    "task_returns": {"reported_status": "green", "stage": "started", "is_done": False},
}


def board(folder: Path, text: str) -> Board:
    """The queries over what `text` says."""
    return publish(folder, complete(parse(text)))


def rows(engine: Engine, query: str, **params: object) -> list[Row]:
    """The answer of a query, row by row. Dates may be text; unsaid, `lang` is "en" and filters are open."""
    dates = {name: date.fromisoformat(str(params[name])) for name in ("as_of", "since") if params.get(name)}
    wanted = {name: "en" if name == "lang" else None for name in queries()[query].params}
    return engine.query(query, **(wanted | params | dates)).to_pylist()


def by(key: str, found: Sequence[Row]) -> dict[Any, Row]:
    """Rows, by a column that no two of them share."""
    keyed = {row[key]: row for row in found}
    assert len(keyed) == len(found)
    return keyed


def pick(found: Sequence[Row], names: str) -> list[tuple]:
    """Some columns of an answer, dates as text."""
    return [tuple(str(r[n]) if isinstance(r[n], date) else r[n] for n in names.split()) for r in found]


def parse(text: str) -> list[Section]:
    """The sections of a text, their cells in the types of schema.py."""
    sections: list[Section] = []
    table, header = "", []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("="):
            sections.append((date.fromisoformat(line.strip("= ")), {}))
        elif not line:
            table, header = "", []
        elif not table:
            table = line
            sections[-1][1].setdefault(table, [])
        elif not header:
            header = [name.strip() for name in line.split("|")]
        else:
            cells = zip(header, (cell.strip() for cell in line.split("|")), strict=True)
            sections[-1][1][table].append({name: _cell(table, name, cell) for name, cell in cells})
    return sections


def _cell(table: str, name: str, text: str) -> Any:
    kind = {c.name: c.type for c in TABLES[table].columns}[name]
    return _CELL[kind](text) if text else None


def complete(sections: Sequence[Section]) -> list[Section]:
    """Every table of every snapshot, with every column and every row that is implied."""
    whole: list[Section] = []
    stated: dict[str, dict[tuple, Row]] = {}
    for as_of, tables in sections:
        for name in ("plan", *REGISTER):
            for row in tables.get(name, []):
                key = tuple(row[column] for column in TABLES[name].key) if name != "plan" else ()
                known = stated.setdefault(name, {}).setdefault(key, {})
                known.update(row)
        earlier = [held for day, held in whole if day < as_of]
        before = earlier[-1] if earlier else {}
        asked = _asked(as_of, tables, before)
        named = [row["unit_id"] for row in tables.get("returns", [])]
        named += [row["asked_of_unit_id"] for row in asked]
        register = _register({n: [dict(r) for r in known.values()] for n, known in stated.items()}, named)
        reported = _reported(as_of, tables, register, before)
        whole.append((as_of, register | reported | {"help_requests": asked}))
    return whole


def _register(stated: Tables, units_named: list[str]) -> Tables:
    targets = stated.get("targets", [])
    for target in targets:
        if target.get("task_id") is None and target.get("measure_id") is None:
            target["task_id"] = target["target_id"]
    measured = [t["task_id"] for t in targets if t.get("task_id")]
    tasks = _mentioned(stated, "tasks", measured)
    for number, task in enumerate(tasks, 1):
        task.setdefault("item_no", number)
        task.setdefault("profile", "linear" if task["task_id"] in measured else "at_deadline")
    tasks = [_whole("tasks", task) for task in tasks]
    units = stated.get("measure_units", [])
    ids = [r["measure_id"] for r in (*tasks, *targets, *units) if r.get("measure_id")]
    measures = [_whole("measures", row) for row in _mentioned(stated, "measures", ids)]
    led = {row["measure_id"] for row in units if row["role"] == "lead"}
    units = units + [{"measure_id": m["measure_id"]} for m in measures if m["measure_id"] not in led]
    units = [_whole("measure_units", row | {"seq": n}) for n, row in enumerate(units, 1)]
    named = [*(row["unit_id"] for row in (*tasks, *units)), *units_named]
    named += [row[side] for row in stated.get("successions", []) for side in ("unit_id", "successor_id")]
    pillars = [row["pillar_id"] for row in (*tasks, *measures)]
    return {
        "plan": [_plan() | row for row in stated.get("plan", [{}])],
        "pillars": [_whole("pillars", row) for row in _mentioned(stated, "pillars", pillars)],
        "units": [_whole("units", row) for row in _mentioned(stated, "units", named)],
        "measures": measures,
        "measure_units": units,
        "tasks": tasks,
        "targets": [_whole("targets", row) for row in targets],
        **{
            name: [_whole(name, row) for row in stated.get(name, [])]
            for name in ("amendments", "successions", "closed_years", "settlements")
        },
    }


def _mentioned(stated: Tables, table: str, ids: Sequence[Any]) -> list[Row]:
    key = TABLES[table].key[0]
    known = stated.get(table, [])
    return known + [{key: i} for i in dict.fromkeys(ids) if i not in {row[key] for row in known}]


def _whole(table: str, row: Row) -> Row:
    """A register's row with a value in every column that needs one; names and titles show the row's key."""
    key = str(row[TABLES[table].key[0]])
    unsaid = {
        c.name: c.older
        if c.added or not c.required
        else key
        if c.name.endswith(("_zh", "_en"))
        else _ANYTHING[c.type]
        for c in TABLES[table].columns
    }
    return unsaid | _DEFAULTS.get(table, {}) | row


def _plan() -> Row:
    content = tomllib.loads((ROOT / "data/plan/plan.toml").read_text("utf-8"))
    rules, points = content.pop("rules"), content.pop("points")
    return content | rules | {f"points_{status}": value for status, value in points.items()}


def _reported(as_of: date, tables: Tables, register: Tables, before: Tables) -> Tables:
    midnight = datetime.combine(as_of, time(), UTC)
    answering = dict.fromkeys(row["unit_id"] for row in (*register["tasks"], *register["measure_units"]))
    returned = tables.get("returns", [{"unit_id": unit} for unit in answering])
    unsaid = {
        "period_starts_on": as_of, "period_ends_on": as_of, "due_on": as_of, "received_at": midnight,
        "accepted_at": midnight, "n_sent_back": 0, "return_sha256": SHA256, "unit_note": None,
    }  # fmt: skip
    return {
        "returns": [unsaid | row for row in returned],
        "task_returns": _carried(
            "task_returns", register["tasks"], tables, before, {"reported_on": as_of, "return_sha256": SHA256}
        ),
        "target_values": _carried(
            "target_values",
            register["targets"],
            tables,
            before,
            {"measured_on": as_of, "return_sha256": SHA256},
        ),
    }


def _asked(as_of: date, tables: Tables, before: Tables) -> list[Row]:
    """Every request there ever was: what was asked stays asked."""
    requests = {row["request_id"]: row for row in before.get("help_requests", [])}
    for row in tables.get("help_requests", []):
        known = requests.get(row["request_id"], {"text": "文", "asked_on": as_of})
        requests[row["request_id"]] = _empty("help_requests") | known | row
    return list(requests.values())


def _carried(table: str, owners: list[Row], tables: Tables, before: Tables, unsaid: Row) -> list[Row]:
    """A row for each task or target: reported now, else as last reported, else never."""
    key = TABLES[table].key[0]
    new = {
        row[key]: _empty(table) | _DEFAULTS.get(table, {}) | unsaid | {"is_carried_forward": False} | row
        for row in tables.get(table, [])
    }
    known = {r[key]: r | {"is_carried_forward": True} for r in before.get(table, []) if r["return_sha256"]}
    never = _empty(table) | {"is_carried_forward": False}
    return [new.get(o[key]) or known.get(o[key]) or never | {key: o[key]} for o in owners]


def _empty(table: str) -> Row:
    return dict.fromkeys(TABLES[table].schema.names)


def publish(folder: Path, sections: Sequence[Section], published_on: Sequence[date] = ()) -> Board:
    """Write the snapshots of `sections` into `folder` and open them. Unsaid, each is published on its own date."""
    days = published_on or [as_of for as_of, _ in sections]
    for (as_of, tables), day in zip(sections, days, strict=True):
        write(
            folder, as_of,
            {name: pa.Table.from_pylist(tables[name], schema=table.schema) for name, table in TABLES.items()},
            kind="demo", publisher="office", published_at=datetime.combine(day, time(12), UTC),
            reason="restated",
        )  # fmt: skip
    return Board(folder)
