"""Checks a snapshot's tables against schema.py: types, keys, references, allowed values."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from planboard.errors import Place, Problem
from planboard.schema import TABLES, Column, Table

# Every row of the first has a row in the second: "never reported" is a row of nulls, not a missing row.
COMPLETE = (("tasks", "task_returns", "task_id"), ("targets", "target_values", "target_id"))


def problems_of(tables: dict[str, pa.Table]) -> list[Problem]:
    """Every problem of a snapshot's tables, located by table and column."""
    missing = [Problem(Place(name), "table.missing") for name in TABLES if name not in tables]
    found = [p for name, table in tables.items() for p in _shape(name, table)]
    if missing or found:  # the other checks need tables of the right shape
        return [*missing, *found]
    return [
        *(p for name in TABLES for p in _rows(TABLES[name], tables[name])),
        *(p for name in TABLES for column in TABLES[name].columns for p in _reference(tables, name, column)),
        *(p for wanted, held, key in COMPLETE for p in _complete(tables, wanted, held, key)),
    ]


def _shape(name: str, table: pa.Table) -> Iterator[Problem]:
    if name not in TABLES:
        yield Problem(Place(name), "table.unknown")
    elif not table.schema.equals(TABLES[name].schema):
        yield Problem(Place(name), "table.schema")


def _rows(table: Table, rows: pa.Table) -> Iterator[Problem]:
    for column in table.columns:
        values = rows[column.name]
        where = f"{table.name}.{column.name}"
        if column.required and values.null_count:
            yield Problem(Place(where), "table.empty", {"n": values.null_count})
        if column.allowed:
            strange = sorted(set(values.drop_null().unique().to_pylist()) - set(column.allowed))
            if strange:
                yield Problem(
                    Place(where),
                    "table.not_allowed",
                    {"values": _few(strange), "allowed": ", ".join(column.allowed)},
                )
    keys = list(zip(*(rows[name].to_pylist() for name in table.key), strict=True))
    twice = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    if twice:
        where = f"{table.name}.{'+'.join(table.key)}"
        yield Problem(
            Place(where), "table.twice", {"values": _few([" ".join(map(str, key)) for key in twice])}
        )


def _reference(tables: dict[str, pa.Table], name: str, column: Column) -> Iterator[Problem]:
    if column.ref is None:
        return
    other, field = column.ref.split(".")
    known = pc.is_in(tables[name][column.name].drop_null(), tables[other][field])
    lost = sorted(set(tables[name][column.name].drop_null().filter(pc.invert(known)).to_pylist()))
    if lost:
        yield Problem(
            Place(f"{name}.{column.name}"), "table.reference", {"values": _few(lost), "ref": column.ref}
        )


def _complete(tables: dict[str, pa.Table], wanted: str, held: str, key: str) -> Iterator[Problem]:
    absent = sorted(set(tables[wanted][key].to_pylist()) - set(tables[held][key].to_pylist()))
    if absent:
        yield Problem(Place(f"{held}.{key}"), "table.incomplete", {"values": _few(absent), "ref": wanted})


def _few(values: list) -> str:
    return ", ".join(map(str, values[:5])) + (" …" if len(values) > 5 else "")
