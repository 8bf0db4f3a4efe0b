"""Reads the CSV files of the register cell by cell and keeps every problem with its place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from planboard.errors import Place, Problem, Refused
from planboard.schema import BOOL, DATE, INT, NUMBER, TEXT, Column, Table

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # ids are part of addresses and of file names
_CHINESE = re.compile("[\u4e00-\u9fff]")
_OTHER_DATE = re.compile(r"([0-9]{4})[/.年]([0-9]{1,2})[/.月]([0-9]{1,2})日?")
_TYPES: dict[pa.DataType, tuple[re.Pattern[str], Callable[[str], Any], str]] = {
    INT: (re.compile(r"-?[0-9]{1,9}"), int, "plan.not_integer"),
    NUMBER: (re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?"), float, "plan.not_number"),
    DATE: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat, "plan.not_date"),
    # A spreadsheet writes TRUE.
    BOOL: (re.compile("true|false", re.IGNORECASE), lambda text: text.lower() == "true", "plan.not_boolean"),
}


@dataclass
class Row:
    """One row: its place, the cells that could be read, and its problems."""

    place: Place
    cells: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, key: str, **params: object) -> None:
        """Note a problem in one cell."""
        self.problems.append(Problem(replace(self.place, column=column), key, params))

    def has(self, *columns: str) -> bool:
        """Whether all these cells could be read; an empty optional cell counts as read."""
        return self.cells.keys() >= set(columns)


@dataclass
class RegisterFile:
    """One file of the register: its rows, or the problems of the file as a whole, which leave it without rows."""

    name: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, key: str, row: int | None = None, column: str | None = None, **params: object) -> None:
        """Note a problem of the file, or of one of its rows or columns."""
        self.problems.append(Problem(Place(self.name, row=row, column=column), key, params))

    def is_whole(self, *columns: str) -> bool:
        """Whether these columns were read in every row: only then does absence mean missing."""
        return not self.problems and all(row.has(*columns) for row in self.rows)

    def every_problem(self) -> list[Problem]:
        """The file's problems, then each row's, from top to bottom."""
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]


Files = dict[str, RegisterFile]  # by the name of their table


def read_text(path: Path, file: RegisterFile) -> str | None:
    """The text of a UTF-8 file, without a byte order mark. None if it cannot be read, which is noted in `file`."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        file.refuse("plan.missing_file")
    except UnicodeDecodeError:
        file.refuse("plan.is_gbk" if _is_gbk(path.read_bytes()) else "plan.not_utf8")
    return None


def _is_gbk(content: bytes) -> bool:
    """Whether a file reads as Chinese in the encoding in which Excel and WPS save CSV unless told otherwise."""
    try:
        return bool(_CHINESE.search(content.decode("gbk")))
    except UnicodeDecodeError:
        return False


def read_table(path: Path, table: Table) -> RegisterFile:
    """The CSV file that `table` describes, with its rows or its problems. Columns may be in any order; blank rows are
    skipped. Columns and files that were added later may be missing."""
    file = RegisterFile(path.name)
    if table.added and not path.exists():
        return file
    text = read_text(path, file)
    if text is None:
        return file
    records = _records(text, file)
    if not file.problems:
        _check_header(records[0] if records else None, table, file)
    if not file.problems:
        header = [name.strip() for name in records[0][1]]
        file.rows = [_read_row(Place(file.name, row=n), header, record, table) for n, record in records[1:]]
    return file


def _records(text: str, file: RegisterFile) -> list[tuple[int, list[str]]]:
    # Numbered as a spreadsheet numbers them: blank rows count, a line break inside a cell does not.
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        file.refuse("plan.not_csv", len(records) + 1)
    return [(n, record) for n, record in enumerate(records, 1) if any(cell.strip() for cell in record)]


def _check_header(record: tuple[int, list[str]] | None, table: Table, file: RegisterFile) -> None:
    wanted = [column.name for column in table.columns]
    if record is None:
        file.refuse("plan.no_header", columns=",".join(wanted))
        return
    row, names = record[0], [name.strip() for name in record[1]]
    for column in table.columns:
        if column.name not in names and not column.added:
            file.refuse("plan.missing_column", row, column.name)
    for name in dict.fromkeys(names):
        if name not in wanted:
            file.refuse("plan.unknown_column", row, name, allowed=", ".join(wanted))
        elif names.count(name) > 1:
            file.refuse("plan.repeated_column", row, name)


def _read_row(place: Place, header: list[str], record: list[str], table: Table) -> Row:
    row = Row(place)
    if len(record) != len(header):
        row.problems.append(Problem(place, "plan.cell_count", {"n": len(record), "wanted": len(header)}))
        return row
    texts = dict(zip(header, record, strict=True))
    for column in table.columns:
        if column.name not in header:  # added later
            row.cells[column.name] = column.older
            continue
        try:
            row.cells[column.name] = read_value(texts[column.name], column)
        except Refused as refused:
            row.refuse(column.name, refused.key, **refused.params)
    return row


def read_value(text: str, column: Column) -> Any:
    """The value of a cell of this column; None if the cell is empty and may be. Raises Refused."""
    text = text.strip()
    if not any(c.isprintable() and not c.isspace() for c in text):  # a zero-width space is no reason
        text = ""
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
    pattern, read, key = _TYPES[column.type]
    try:
        if pattern.fullmatch(text):
            return read(text)
    except ValueError:
        pass  # 2023-02-30 looks like a date
    if column.type == DATE and (found := _OTHER_DATE.fullmatch(text)):
        year, month, day = found.groups()
        right = f"{year}-{month:0>2}-{day:0>2}"
        raise Refused("plan.date_otherwise", value=text, right=right)
    raise Refused(key, value=text)


def written(value: Any) -> str | None:
    """A value as a cell of the register holds it, in one way only (180, not 180.0); None for an empty cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return f"{Decimal(repr(value)):f}".removesuffix(".0") if isinstance(value, float) else str(value)
