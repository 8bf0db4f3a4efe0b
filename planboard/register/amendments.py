"""Checks the plan's amendments: `amendments.csv` lists changes, and the register holds the values in force."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from planboard.errors import Refused
from planboard.register.files import Files, Row, read_value
from planboard.schema import REGISTER, Column


def check_amendments(files: Files) -> None:
    """Note a problem for each amendment of a row or column that does not exist, and for each whose new value is neither
    the old value of the next amendment nor, for the last one, the value in the register."""
    histories: dict[tuple, list[tuple[Row, Any, Any]]] = {}
    for row in (row for row in files["amendments"].rows if row.has("object", "id", "field", "decided_on")):
        amended = tuple(row.cells[name] for name in ("object", "id", "field"))
        column = _amended_column(row, files)
        if column and (change := _change(row, column)):
            histories.setdefault(amended, []).append((row, *change))
    for (name, id_, field), changes in histories.items():
        changes.sort(key=lambda change: change[0].cells["decided_on"])
        for (earlier, _, before), (row, old, _) in pairwise(changes):
            if old != before:
                values = {"value": row.cells["old_value"] or "", "before": earlier.cells["new_value"] or ""}
                row.refuse("old_value", "plan.broken_chain", **values)
        row, _, new = changes[-1]
        held = _amended_rows(name, files)[id_].cells
        if field in held and held[field] != new:
            values = {
                "value": row.cells["new_value"] or "",
                "held": "" if held[field] is None else held[field],
            }
            row.refuse("new_value", "plan.not_in_force", **values, file=f"{name}.csv")


def _amended_rows(name: str, files: Files) -> dict[str, Row]:
    # A key of two columns is written with a space between them: `9 customs`.
    key = REGISTER[name].key
    return {" ".join(str(row.cells[k]) for k in key): row for row in files[name].rows if row.has(*key)}


def _amended_column(row: Row, files: Files) -> Column | None:
    name, id_, field = (row.cells[column] for column in ("object", "id", "field"))
    table = REGISTER[name]
    columns = {column.name: column for column in table.columns if column.name not in table.key}
    is_known = id_ in _amended_rows(name, files)
    if not is_known and files[name].is_whole(*table.key):
        row.refuse("id", "plan.unknown_row", value=id_, file=f"{name}.csv")
    if field not in columns:
        row.refuse("field", "plan.unknown_field", value=field, allowed=", ".join(columns))
    return columns.get(field) if is_known else None


def _change(row: Row, column: Column) -> tuple[Any, Any] | None:
    read = []
    for side in ("old_value", "new_value"):
        try:
            read.append(read_value(row.cells[side] or "", column))
        except Refused as refused:
            row.refuse(side, refused.key, **refused.params)
    return (read[0], read[1]) if len(read) == 2 else None
