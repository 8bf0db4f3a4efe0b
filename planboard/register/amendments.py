"""Checks the plan's amendments: `amendments.csv` lists changes, and the register holds the values in force.

An amendment is of one cell, or its field says that something was added to the register or withdrawn from the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from planboard.errors import Refused
from planboard.register.files import Files, Row, read_value, written
from planboard.schema import PLANNED, Column

ADDED, WITHDRAWN = "added", "withdrawn"  # instead of a column
WITHDRAWABLE = ("tasks", "targets", "measure_units")
KEY = ("object", "id", "field", "decided_on")


def row_id(name: str, cells: Mapping[str, Any]) -> str:
    """How an amendment names a row of a table: by its key, with a space between two columns (`9 customs`). The one row
    of plan.toml is `plan`."""
    return "plan" if name == "plan" else " ".join(str(cells[column]) for column in PLANNED[name].key)


def amended_column(name: str, field: str) -> Column | None:
    """The column of a table that an amendment's field names; None for a key, which is never amended, or no column."""
    key = () if name == "plan" else PLANNED[name].key
    return next((c for c in PLANNED[name].columns if c.name == field and c.name not in key), None)


def withdrawn(amendments: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """The table and id of everything that amendments withdrew from the plan."""
    return {(row["object"], row["id"]) for row in amendments if row["field"] == WITHDRAWN}


def withdrawn_rows(name: str, files: Files) -> list[Row]:
    """The rows of a table that an amendment withdrew."""
    gone = withdrawn(row.cells for row in files["amendments"].rows if row.has(*KEY))
    return [row for id_, row in _rows(name, files).items() if (name, id_) in gone]


def check_amendments(files: Files) -> None:
    """Note a problem for each amendment of a row or column that does not exist, and for each whose new value is neither
    the old value of the next amendment nor, for the last one, the value in the register."""
    histories: dict[tuple, list[tuple[Row, Any, Any]]] = {}
    for row in (row for row in files["amendments"].rows if row.has(*KEY)):
        name, id_, field = amended = tuple(row.cells[column] for column in KEY[:3])
        if field == ADDED:
            _check_addition(row, files)
        elif field == WITHDRAWN:
            _check_withdrawal(row, files)
        elif (column := _amended_column(row, files)) and (change := _change(row, column)):
            histories.setdefault(amended, []).append((row, *change))
    for (name, id_, field), changes in histories.items():
        changes.sort(key=lambda change: change[0].cells["decided_on"])
        for row, old, new in changes:
            if old == new:
                row.refuse("new_value", "register.same_value", value=row.cells["new_value"] or "")
        for (earlier, _, before), (row, old, _) in pairwise(changes):
            if old != before:
                values = {"value": row.cells["old_value"] or "", "before": earlier.cells["new_value"] or ""}
                row.refuse("old_value", "plan.broken_chain", **values)
        row, _, new = changes[-1]
        held = _rows(name, files)[id_].cells
        if field in held and held[field] != new:
            values = {"value": row.cells["new_value"] or "", "held": written(held[field]) or ""}
            row.refuse("new_value", "plan.not_in_force", **values, file=files[name].name)


def _rows(name: str, files: Files) -> dict[str, Row]:
    key = () if name == "plan" else PLANNED[name].key
    return {row_id(name, row.cells): row for row in files[name].rows if row.has(*key)}


def _is_known(row: Row, files: Files) -> bool:
    name, id_ = row.cells["object"], row.cells["id"]
    if id_ in _rows(name, files):
        return True
    if files[name].is_whole(*(() if name == "plan" else PLANNED[name].key)):
        row.refuse("id", "plan.unknown_row", value=id_, file=files[name].name)
    return False


def _amended_column(row: Row, files: Files) -> Column | None:
    name, field = row.cells["object"], row.cells["field"]
    column, is_known = amended_column(name, field), _is_known(row, files)
    if column is None:
        columns = [c.name for c in PLANNED[name].columns if amended_column(name, c.name)]
        row.refuse(
            "field", "plan.unknown_field", value=field, allowed=", ".join([*columns, ADDED, WITHDRAWN])
        )
    return column if is_known else None


def _check_addition(row: Row, files: Files) -> None:
    """One row that was added, without values; or a year's list of tasks, with their number as the new value."""
    name, id_ = row.cells["object"], row.cells["id"]
    years = {str(task.cells.get("plan_year")) for task in files["tasks"].rows}
    if name == "tasks" and id_ in years and id_ not in _rows(name, files):
        if not (row.cells.get("new_value") or "").isdecimal():
            row.refuse("new_value", "plan.not_integer", value=row.cells.get("new_value") or "")
    elif name != "plan" and _is_known(row, files):
        _check_no_values(row, ("old_value", "new_value"))


def _check_withdrawal(row: Row, files: Files) -> None:
    if row.cells["object"] not in WITHDRAWABLE:
        row.refuse("object", "plan.not_withdrawable", allowed=", ".join(WITHDRAWABLE))
    elif _is_known(row, files):
        _check_no_values(row, ("old_value", "new_value"))


def _check_no_values(row: Row, columns: tuple[str, ...]) -> None:
    for column in columns:
        if row.cells.get(column) is not None:
            row.refuse(column, "plan.no_value_here", value=row.cells[column], field=row.cells["field"])


def _change(row: Row, column: Column) -> tuple[Any, Any] | None:
    read = []
    for side in ("old_value", "new_value"):
        try:
            read.append(read_value(row.cells[side] or "", column))
        except Refused as refused:
            row.refuse(side, refused.key, **refused.params)
    return (read[0], read[1]) if len(read) == 2 else None
