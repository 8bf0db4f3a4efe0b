"""Fills in forms as people do: by what stands before a cell, not by its address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string

from planboard.office.form_writing import HEADER
from planboard.returns.form import REPORT, SHEETS, SheetShape, entries_by_label, fields_by_label
from planboard.wording.text import LANGUAGES

SENT = (
    Path(__file__).parent / "sent_forms"
)  # forms of the older layout, a table for each subject, as they were sent
KEY, ENTRY, GIVEN, REFERENCE = "ABCD"


def sent(unit_id: str, lang: str = "zh") -> bytes:
    """A form of the older layout, of the board in `small_form.py` for AS_OF."""
    return (SENT / f"{unit_id}_{lang}.xlsx").read_bytes()


def report_of(book: openpyxl.Workbook) -> Any:
    """The sheet with the report."""
    return next(book[REPORT.title(la)] for la in LANGUAGES if REPORT.title(la) in book.sheetnames)


def given(book: openpyxl.Workbook) -> dict[tuple[str, str], Any]:
    """The cell of each row of the report, by the id and the field that stand before it."""
    return {
        (row[0].value, entries_by_label()[row[1].value.rstrip("* ")][1].name): row[2]
        for row in report_of(book).iter_rows(min_row=HEADER + 1)
        if row[0].value
    }


def in_table(sheet: Any, shape: SheetShape, header: int = HEADER) -> dict[tuple[int, str], Any]:
    """The cell of each row and column of a table, by the row's number and the column's field."""
    known = fields_by_label(shape)
    return {
        (cell.row, known[str(head.value).rstrip("* ")].name): cell
        for row in sheet.iter_rows(min_row=header + 1)
        for head, cell in zip(sheet[header], row, strict=True)
    }


def put(cell: Any, value: object) -> None:
    """Type into a cell, which must be open."""
    assert not cell.protection.locked, cell.coordinate
    cell.value = value


def fill(book: openpyxl.Workbook, typed: Mapping[str, object]) -> None:
    """Type the same into every open cell of a field, and nothing into the others."""
    for (_, name), cell in given(book).items():
        if name in typed and not cell.protection.locked:
            cell.value = typed[name]


_ROWS = {
    "unit": ("harbour",),
    "tasks": ("2026-1", "2026-2"),
    "targets": ("2026-1.1", "2026-2.1", "M1.1"),
}  # of the harbour's form in the older layout


def spot(book: openpyxl.Workbook, title: str, address: str) -> Any:
    """The cell of the harbour's form, of either layout, that stands at this address of this sheet in the older one. In
    the newer one columns beyond the older ones are those beyond its own, and far rows are far."""
    if title in book.sheetnames and REPORT.title("zh") not in book.sheetnames:
        return book[title][address]
    shape = next(shape for shape in SHEETS if shape.title("zh") == title)
    column, row = coordinate_from_string(address)
    if shape.name not in _ROWS:
        return book[title][f"{column}{row + 1}"]
    n = column_index_from_string(column) - 1
    ids, fields = _ROWS[shape.name], [f for f in shape.fields if f.name not in ("layout", "end")]
    if row - 3 >= len(ids):
        return report_of(book)[address]
    cells = given(book)
    if n == 0 or n >= len(fields):
        heading = cells[ids[row - 3], shape.read[-1].name]
        return report_of(book)[f"{column}{heading.row}"]
    return cells[ids[row - 3], fields[n].name]
