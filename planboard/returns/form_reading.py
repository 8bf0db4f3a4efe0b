"""Reads a filled-in form: its records cell by cell, or every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from planboard import export
from planboard.errors import Place, Problem, UserError
from planboard.returns.form import SHEETS, UNIT, Field, SheetShape, fields_by_label, sheets_by_title
from planboard.returns.records import UNREADABLE, Cell, Record, Sent
from planboard.returns.workbook import Sheet, Stored, sheets_of
from planboard.wording.text import LANGUAGES, say

_HEADER_WITHIN = 20  # the header must be among the first rows
Read = dict[str, tuple[int, Cell]]  # a row: the number and the content of each column, by its identifier
_HEAD = ("unit_id", "period_ends_on", "reported_by")


@dataclass
class _Table:
    """A sheet of a filled-in form: the row of its header, which column is which, and its problems."""

    at: Place  # the file and the sheet
    shape: SheetShape
    sheet: Sheet
    header: int = 0
    columns: dict[int, Field] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def refuse(self, place: Place, key: str, **params: object) -> None:
        """Note a problem at a place in the sheet."""
        self.problems.append(Problem(place, key, params))

    @property
    def is_whole(self) -> bool:
        """Whether the sheet has every column that is read."""
        return set(self.shape.read) <= set(self.columns.values())

    def row(self, row: int) -> Place:
        """The place of a row."""
        return replace(self.at, row=row)

    def cell(self, row: int, column: int) -> Place:
        """The place of a cell."""
        return replace(self.at, row=row, column=_brief(self.labels.get(column)) or _letter(column))


def read(content: bytes, name: str) -> Sent:
    """The records of a filled-in form, a file called `name`, with every problem of its sheets. Rows in which nothing
    was filled in are skipped; every task and target is a record. Raises UserError if no records can be found."""
    problems: list[Problem] = []
    tables = _tables(sheets_of(content, name), name, problems)
    remarks: list[Problem] = []
    found: list[tuple[_Table, list[tuple[int, Read]]]] = []
    for table in tables:
        _find_columns(table)
        if table.header:
            _check_ranges(table)
            rows = list(_rows(table))
            if table.shape is UNIT and not rows:
                table.refuse(table.at, "workbook.no_row")
            found.append((table, rows))
        problems += table.problems
        remarks += table.remarks
    head = next(
        (_head(table, rows) for table, rows in found if table.shape is UNIT and rows and table.is_whole), None
    )
    if head is None or not all(table.is_whole for table in tables):
        raise UserError(problems)
    records = [record for table, rows in found for record in _records(table, rows, head)]
    return Sent(tuple(records), tuple(remarks), tuple(problems))


def _tables(sheets: tuple[Sheet, ...], name: str, problems: list[Problem]) -> list[_Table]:
    """The sheets of the form, in the order of SHEETS."""
    known = sheets_by_title()
    taken: dict[str, _Table] = {}
    hidden = {sheet.name.strip() for sheet in sheets if sheet.is_hidden}
    for sheet in sheets:
        place = Place(name, _brief(sheet.name))
        title = sheet.name.strip()
        if sheet.is_hidden:
            problems.append(Problem(place, "workbook.hidden_sheet"))
        elif title not in known:
            if sheet.cells:
                problems.append(Problem(place, "workbook.unknown_sheet"))
        elif shape := known[title]:
            if shape.name in taken:
                first = taken[shape.name].sheet.name
                problems.append(Problem(place, "workbook.repeated_sheet", {"first": _brief(first)}))
            else:
                taken[shape.name] = _Table(place, shape, sheet)
    if UNIT.name not in taken and not problems:
        problems.append(Problem(Place(name, UNIT.title("zh")), "workbook.missing_sheet"))
    for title in _promised(taken.get(UNIT.name)):
        if (shape := known.get(title)) and shape.name not in taken and title not in hidden:
            problems.append(Problem(Place(name, title), "workbook.missing_sheet"))
    return [taken[shape.name] for shape in SHEETS if shape.name in taken]


def _promised(unit: _Table | None) -> list[str]:
    """The titles of the sheets that the form says it was sent out with."""
    if unit is None:
        return []
    labels = {next(f for f in UNIT.fields if f.name == "sheets").label(lang) for lang in LANGUAGES}
    cells = unit.sheet.cells
    at = next((place for place, cell in sorted(cells.items()) if _label(cell) in labels), None)
    listed = cells.get((at[0] + 1, at[1])) if at else None
    for lang in LANGUAGES:
        if listed and isinstance(listed.value, str):
            titles = [t.strip() for t in listed.value.split(say(lang, "form.line.separator").strip())]
            if titles[0] in sheets_by_title():
                return titles
    return []


def _brief(text: object) -> str:
    """Text from a file, shortened and printable, for use in a message."""
    return "".join(c if c.isprintable() else " " for c in str("" if text is None else text)[:40])


def _label(cell: Stored) -> str:
    return cell.value.strip().rstrip("*＊").strip() if isinstance(cell.value, str) else ""


def _find_columns(table: _Table) -> None:
    known = fields_by_label(table.shape)
    key = table.shape.fields[0]
    rows = sorted({row for row, _ in table.sheet.cells if row <= _HEADER_WITHIN})
    cells = table.sheet.cells
    for row in rows:
        labels = {column: _label(cell) for (r, column), cell in cells.items() if r == row}
        if any(known.get(label) is key for label in labels.values()):
            table.header, table.labels = row, dict(sorted(labels.items()))
            break
    else:
        lang = "zh" if table.sheet.name.strip() == table.shape.title("zh") else "en"
        table.refuse(table.at, "workbook.no_header", column=key.label(lang))
        return
    filled = {column for row, column in cells if row > table.header}
    for column in sorted({*table.labels, *filled}):
        found = known.get(table.labels.get(column, ""))
        if found is None and column in filled:
            table.refuse(table.cell(table.header, column), "workbook.extra_column")
        elif found and found in table.columns.values():
            table.refuse(table.cell(table.header, column), "workbook.repeated_column")
        elif found:
            table.columns[column] = found
    lang = next(la for la in LANGUAGES if key.label(la) in table.labels.values())
    for field_ in table.shape.read:
        if field_ not in table.columns.values():
            place = replace(table.row(table.header), column=field_.label(lang))
            table.refuse(place, "workbook.missing_column")


def _check_ranges(table: _Table) -> None:
    for merged in table.sheet.merged:
        if max(map(int, re.findall(r"[0-9]+", merged)), default=table.header + 1) > table.header:
            table.refuse(table.at, "workbook.merged", range=_brief(merged))


def _rows(table: _Table) -> Iterator[tuple[int, Read]]:
    """Each row below the header: its number, and its cells by column. What cannot be a value is noted as a problem."""
    by_row: dict[int, dict[int, Stored]] = {}
    for (row, column), cell in sorted(table.sheet.cells.items()):
        if row > table.header and column in table.columns:
            by_row.setdefault(row, {})[column] = cell
    for row, cells in by_row.items():
        values = {column: _value(table, row, column, cells.get(column)) for column in table.columns}
        yield row, {f.name: (column, values[column]) for column, f in table.columns.items() if f.is_read}


def _value(table: _Table, row: int, column: int, cell: Stored | None) -> Cell:
    if cell is None:
        return None
    place, address = table.cell(row, column), f"{_letter(column)}{row}"
    value = cell.value
    if cell.is_error:
        table.refuse(place, "workbook.error_value", cell=address, value=_brief(value))
        return UNREADABLE
    if cell.formula is not None and table.columns[column].name != "value":
        table.refuse(place, "workbook.formula", cell=address, text=_brief(cell.formula))
        return UNREADABLE
    if cell.formula is not None and value is None:
        table.refuse(place, "workbook.formula_empty", cell=address)
        return UNREADABLE
    if cell.formula is not None:
        params = {"cell": address, "value": _brief(value)}
        table.remarks.append(Problem(place, "workbook.formula_taken", params))
    if isinstance(value, str):
        return export.uncell(value) if value.strip() else None
    return value


def _head(table: _Table, rows: list[tuple[int, Read]]) -> Mapping[str, tuple[Place, Cell]]:
    """The cells of the unit's own row that are part of every record, each with its place."""
    row, cells = rows[0]
    return {name: (table.cell(row, cells[name][0]), cells[name][1]) for name in _HEAD}


def _records(
    table: _Table, rows: list[tuple[int, Read]], head: Mapping[str, tuple[Place, Cell]]
) -> Iterator[Record]:
    places_of_head = {name: place for name, (place, _) in head.items()}
    values_of_head = {name: value for name, (_, value) in head.items()}
    for row, cells in rows:
        own = {f.name: cells[f.name] for f in table.shape.read}
        values = {name: value for name, (_, value) in own.items()}
        if _is_untouched(table.shape.subject, values):
            continue
        places = {name: table.cell(row, column) for name, (column, _) in own.items()}
        yield Record(table.shape.subject, values_of_head | values, places_of_head | places, table.row(row))


def _is_untouched(subject: str, values: Mapping[str, Cell]) -> bool:
    if subject == "help" and values["request_id"] is not None:
        return values["closed_on"] is None
    if subject == "answer":
        return values["answered_on"] is None and values["answer"] is None
    return all(value is None for value in values.values())


def _letter(column: int) -> str:
    # Imported here: it brings all that writes workbooks, and readers' servers read no form.
    from openpyxl.utils import get_column_letter

    letter: str = get_column_letter(column)
    return letter
