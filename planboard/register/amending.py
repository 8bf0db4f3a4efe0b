"""The register with or without some of its amendments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from planboard.errors import Refused
from planboard.register.amendments import ADDED, amended_column, row_id
from planboard.register.duties import Rows
from planboard.register.files import read_value, written
from planboard.register.plan import Plan
from planboard.schema import PLANNED

Tables = Mapping[
    str, pa.Table
]  # the tables of a register; a published one may lack what was added to the schema since


def by_id(name: str, tables: Tables) -> dict[str, dict[str, Any]]:
    """The rows of a table by the id that amendments call them by."""
    rows = tables[name].to_pylist() if name in tables else []
    return {row_id(name, row): row for row in rows}


def canonical(amendment: Mapping[str, Any], side: str) -> str | None:
    """The old or new value of an amendment as the register would write it; as it stands if it cannot be read."""
    column, text = amended_column(amendment["object"], amendment["field"]), amendment[side]
    try:
        return written(read_value(text or "", column)) if column else text
    except Refused:
        return str(text)


def undone(plan: Plan, amendments: Rows) -> Plan:
    """The register as it was before some of its amendments; what they added stays, without amendment."""
    gone = {row_id("amendments", row) for row in amendments}
    kept = [row for row in plan.rows()["amendments"] if row_id("amendments", row) not in gone]
    backwards = sorted(amendments, key=_decided_on, reverse=True)
    return _with(plan, backwards, "new_value", "old_value", kept)


def applied(plan: Plan, amendments: Rows) -> Plan:
    """The register with more amendments, each in force where its old value stood."""
    forwards = sorted(amendments, key=_decided_on)
    return _with(plan, forwards, "old_value", "new_value", [*plan.rows()["amendments"], *forwards])


def stood_on(plan: Plan, day: date, published: Tables) -> Plan:
    """The register as it stood at the end of a day: without the amendments decided later, except those that were
    published already and those that add something, which is there."""
    known = by_id("amendments", published)
    later = [
        row
        for id, row in by_id("amendments", plan.tables).items()
        if row["decided_on"] > day and id not in known and row["field"] != ADDED
    ]
    return undone(plan, later) if later else plan


def _decided_on(row: Mapping[str, Any]) -> date:
    day: date = row["decided_on"]
    return day


def _with(plan: Plan, amendments: Rows, of: str, to: str, record: Rows) -> Plan:
    """The register with each amendment's cell taken from its value on one side to that on the other."""
    rows = {name: by_id(name, plan.tables) for name in {row["object"] for row in amendments}}
    for row in amendments:
        cells = rows[row["object"]].get(row["id"])
        column = amended_column(row["object"], row["field"])
        if cells and column and written(cells[column.name]) == canonical(row, of):
            cells[column.name] = read_value(row[to] or "", column)
    changed = {name: list(found.values()) for name, found in rows.items()} | {"amendments": record}
    tables = {
        name: pa.Table.from_pylist(found, schema=PLANNED[name].schema) for name, found in changed.items()
    }
    return Plan(plan.tables | tables)
