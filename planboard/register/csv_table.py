"""A table as people edit it: a CSV file read cell by cell, every problem kept where it stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from planboard.errors import Problem
from planboard.schema import DATE, INT, NUMBER, TEXT, Column, Table

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # ids stand in addresses and in file names
_FORMS: dict[pa.DataType, tuple[re.Pattern[str], Callable[[str], Any], str]] = {
    INT: (re.compile(r"-?[0-9]{1,9}"), int, "plan.not_integer"),
    NUMBER: (re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?"), float, "plan.not_number"),
    DATE: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat, "plan.not_date"),
}


class Refused(ValueError):
    """A cell that cannot be read, for the reason `problem.<key>` of text.toml."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@dataclass
class Row:
    """One row: where it stands, its cells that could be read, and what is wrong with it."""

    where: str
    cells: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, key: str, **params: object) -> None:
        """Note a problem of one cell."""
        self.problems.append(Problem(f'{self.where}, "{column}"', key, params))

    def has(self, *columns: str) -> bool:
        """Whether these cells could be read (an optional cell that is empty could)."""
        return self.cells.keys() >= set(columns)


@dataclass
class Sheet:
    """A file of rows. Problems of the file as a whole leave it without rows."""

    file: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, place: str, key: str, **params: object) -> None:
        """Note a problem of the file, or of a place in it such as `, row 1`."""
        self.problems.append(Problem(f"{self.file}{place}", key, params))

    def is_whole(self, *columns: str) -> bool:
        """Whether these columns were read in every row: only then is what they lack missing."""
        return not self.problems and all(row.has(*columns) for row in self.rows)

    def every_problem(self) -> list[Problem]:
        """The file's problems, then each row's, from top to bottom."""
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]


Register = dict[str, Sheet]


def read_text(path: Path, sheet: Sheet) -> str | None:
    """The file's text, with or without a byte order mark; None, and a problem of the sheet, without one."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        sheet.refuse("", "plan.missing_file")
    except UnicodeDecodeError:
        sheet.refuse("", "plan.not_utf8")
    return None


def read_sheet(path: Path, table: Table) -> Sheet:
    """The rows of the CSV file `table` describes. Columns come in any order, blank rows are passed over."""
    sheet = Sheet(path.name)
    text = read_text(path, sheet)
    if text is None:
        return sheet
    records = _records(text, sheet)
    if not sheet.problems:
        _check_header(records[0] if records else None, table, sheet)
    if not sheet.problems:
        header = [name.strip() for name in records[0][1]]
        sheet.rows = [_read_row(f"{sheet.file}, row {n}", header, record, table) for n, record in records[1:]]
    return sheet


def _records(text: str, sheet: Sheet) -> list[tuple[int, list[str]]]:
    # Numbered as a spreadsheet numbers them: blank rows count, a line break inside a cell does not.
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        sheet.refuse(f", row {len(records) + 1}", "plan.not_csv")
    return [(n, record) for n, record in enumerate(records, 1) if any(cell.strip() for cell in record)]


def _check_header(record: tuple[int, list[str]] | None, table: Table, sheet: Sheet) -> None:
    wanted = [column.name for column in table.columns]
    if record is None:
        sheet.refuse("", "plan.no_header", columns=",".join(wanted))
        return
    row, names = f", row {record[0]}", [name.strip() for name in record[1]]
    for name in wanted:
        if name not in names:
            sheet.refuse(f'{row}, "{name}"', "plan.missing_column")
    for name in dict.fromkeys(names):
        if name not in wanted:
            sheet.refuse(f'{row}, "{name}"', "plan.unknown_column", allowed=", ".join(wanted))
        elif names.count(name) > 1:
            sheet.refuse(f'{row}, "{name}"', "plan.repeated_column")


def _read_row(where: str, header: list[str], record: list[str], table: Table) -> Row:
    row = Row(where)
    if len(record) != len(header):
        row.problems.append(Problem(where, "plan.cell_count", {"n": len(record), "wanted": len(header)}))
        return row
    texts = dict(zip(header, record, strict=True))
    for column in table.columns:
        try:
            row.cells[column.name] = read_value(texts[column.name], column)
        except Refused as refused:
            row.refuse(column.name, refused.key, **refused.params)
    return row


def read_value(text: str, column: Column) -> Any:
    """What a cell of this column says, None where it may be empty and is. Raises Refused."""
    text = text.strip()
    if not text and column.required:
        raise Refused("plan.no_translation" if column.name.endswith(("_zh", "_en")) else "plan.empty")
    if not text:
        return None
    if column.allowed and text not in column.allowed:
        raise Refused("plan.not_allowed", value=text, allowed=", ".join(column.allowed))
    if column.type == TEXT:
        if column.name.endswith("_id") and not _ID.fullmatch(text):
            raise Refused("plan.not_id", value=text)
        return text
    pattern, read, key = _FORMS[column.type]
    try:
        if pattern.fullmatch(text):
            return read(text)
    except ValueError:
        pass  # a date such as 2023-02-30 has the form of one
    raise Refused(key, value=text)
