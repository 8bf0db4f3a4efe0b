"""Reads a filled-in form: its records cell by cell, or every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from planboard import export
from planboard.errors import Place, Problem, Refused, UserError
from planboard.returns.cells import as_text, check_percent
from planboard.returns.form import (
    ANSWERS,
    BLOCKS,
    HELP,
    LAYOUT,
    OF_TASKS_WITHOUT_TARGETS,
    REPORT,
    SHEETS,
    TEXT,
    UNIT,
    Field,
    SheetShape,
    entries_by_label,
    fields_by_label,
    sheets_by_title,
)
from planboard.returns.records import UNREADABLE, Cell, Record, Sent
from planboard.returns.workbook import Sheet, Stored, sheets_of
from planboard.visible import trimmed
from planboard.wording.text import LANGUAGES, say

_HEADER_WITHIN = 20  # the header must be among the first rows
_MADE_BY_WPS = "WpsReserved_"  # sheets that WPS adds and does not let anyone see
_PICTURE = "DISPIMG("  # how WPS writes a picture placed in a cell
_OF_LAYOUT_2 = {
    REPORT.name,
    HELP.name,
    ANSWERS.name,
}  # the sheets of a form with a report; else it has the others
_HEAD = ("unit_id", "period_ends_on", "reported_by")


@dataclass(frozen=True)
class _Row:
    """A row of a table, or a block: the shape of its record, its place, the place and content of each field that is
    read, and of those that are only shown."""

    shape: SheetShape
    place: Place
    cells: Mapping[str, tuple[Place, Cell]]
    beside: Mapping[str, tuple[Place, Cell]] = field(default_factory=dict)


@dataclass
class _Table:
    """A sheet of a filled-in form: the row of its header, which column is which, its problems, and in the report which
    field each row is."""

    at: Place  # the file and the sheet
    shape: SheetShape
    sheet: Sheet
    header: int = 0
    columns: dict[int, Field] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    entries: dict[int, Field] = field(default_factory=dict)
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
    found: list[_Row] = []
    for table in tables:
        _find_columns(table)
        if table.header:
            _check_ranges(table)
            rows = list((_blocks if table.shape is REPORT else _rows)(table))
            _check_hidden(table)
            _tell_of_what_lies_over(table)
            is_of_unit = table.shape is UNIT or (table.shape is REPORT and table.is_whole)
            if is_of_unit and not any(row.shape is UNIT for row in rows):
                table.refuse(table.at, "workbook.no_row")
            found += rows
        problems += table.problems
        remarks += table.remarks
    head = next((row for row in found if row.shape is UNIT and row.cells.keys() >= set(_HEAD)), None)
    if head is None or not all(table.is_whole for table in tables):
        raise UserError(problems)
    records = [record for row in sorted(found, key=_order) for record in _record(row, head)]
    return Sent(tuple(records), tuple(remarks), tuple(problems))


def _order(row: _Row) -> int:
    return SHEETS.index(row.shape)


def _tables(sheets: tuple[Sheet, ...], name: str, problems: list[Problem]) -> list[_Table]:
    """The sheets of the form: the report or the tables of the older layout, and the requests for help."""
    known = sheets_by_title()
    titles = {trimmed(sheet.name) for sheet in sheets if sheet.cells}
    has_report = not titles.isdisjoint(REPORT.title(lang) for lang in LANGUAGES)
    taken: dict[str, _Table] = {}
    hidden = {trimmed(sheet.name) for sheet in sheets if sheet.is_hidden}
    for sheet in map(_without_blanks, sheets):
        place = Place(name, _brief(sheet.name))
        title = trimmed(sheet.name)
        if title not in known and (not sheet.cells or title.startswith(_MADE_BY_WPS)):
            continue
        if sheet.is_hidden:
            problems.append(Problem(place, f"workbook.{'veiled' if sheet.is_veiled else 'hidden'}_sheet"))
        elif title not in known or (
            (of := known[title]) and (of.name in _OF_LAYOUT_2) != has_report and of not in (HELP, ANSWERS)
        ):
            problems.append(Problem(place, "workbook.unknown_sheet"))
        elif shape := known[title]:
            if shape.name in taken:
                first = taken[shape.name].sheet.name
                problems.append(Problem(place, "workbook.repeated_sheet", {"first": _brief(first)}))
            else:
                taken[shape.name] = _Table(place, shape, sheet)
    unit = taken.get(REPORT.name) or taken.get(UNIT.name)
    if unit is None and not problems:
        older = any(shape.name in taken for shape in BLOCKS)
        problems.append(
            Problem(Place(name, (UNIT if older else REPORT).title("zh")), "workbook.missing_sheet")
        )
    for title in _promised(unit):
        if (shape := known.get(title)) and shape.name not in taken and title not in hidden:
            problems.append(Problem(Place(name, title), "workbook.missing_sheet"))
    return [taken[shape.name] for shape in (REPORT, *SHEETS) if shape.name in taken]


def _without_blanks(sheet: Sheet) -> Sheet:
    """The sheet without the cells that show nothing."""
    cells = {
        at: cell
        for at, cell in sheet.cells.items()
        if cell.formula is not None
        or not isinstance(cell.value, str)
        or cell.is_picture
        or trimmed(cell.value)
    }
    return replace(sheet, cells=cells)


def _promised(unit: _Table | None) -> list[str]:
    """The titles of the sheets that the form says it was sent out with."""
    if unit is None:
        return []
    labels = {UNIT.field("sheets").label(lang) for lang in LANGUAGES}
    cells = unit.sheet.cells
    at = next((place for place, cell in sorted(cells.items()) if _label(cell) in labels), None)
    beside, below = (0, 1), (1, 0)
    down, across = beside if unit.shape is REPORT else below
    listed = cells.get((at[0] + down, at[1] + across)) if at else None
    for lang in LANGUAGES:
        if listed and isinstance(listed.value, str):
            titles = [trimmed(t) for t in listed.value.split(say(lang, "form.line.separator").strip())]
            if titles[0] in sheets_by_title():
                return titles
    return []


def _brief(text: object) -> str:
    """Text from a file, shortened and printable, for use in a message."""
    return "".join(c if c.isprintable() else " " for c in str("" if text is None else text)[:40])


def _label(cell: Stored) -> str:
    return trimmed(trimmed(cell.value).rstrip("*＊")) if isinstance(cell.value, str) else ""


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
        lang = "zh" if trimmed(table.sheet.name) == table.shape.title("zh") else "en"
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


def _check_hidden(table: _Table) -> None:
    """Refuse rows and columns that nobody sees and in which something was filled in; tell of others that hold
    something."""
    filled: set[Place] = set()
    held: set[Place] = set()
    for row, column in table.sheet.cells:
        hidden = [
            table.row(row) if row in table.sheet.hidden_rows else None,
            table.cell(table.header, column) if column in table.sheet.hidden_columns else None,
        ]
        if row > table.header and (found := table.columns.get(column)):
            is_input = found.is_input and (table.shape is not REPORT or _is_input(table, row))
            (filled if is_input else held).update(place for place in hidden if place)
    for place in sorted(filled | held, key=str):
        what = "hidden_row" if place.column is None else "hidden_column"
        if place in filled:
            table.refuse(place, f"workbook.{what}")
        else:
            table.remarks.append(Problem(place, f"workbook.{what}"))


def _tell_of_what_lies_over(table: _Table) -> None:
    """Remark the notes of a sheet, and what lies over its cells: nobody who reads the cells sees it."""
    for (row, column), text in table.sheet.notes.items():
        params = {"cell": f"{_letter(column or 1)}{row or 1}", "text": _brief(text)}
        table.remarks.append(Problem(table.cell(row, column or 1), "workbook.note", params))
    for row, column in table.sheet.pictures:
        params = {"cell": f"{_letter(column)}{row}"}
        table.remarks.append(Problem(table.cell(row, column), "workbook.picture_over", params))


def _is_input(table: _Table, row: int) -> bool:
    return row in table.entries and table.entries[row].is_input


def _rows(table: _Table) -> Iterator[_Row]:
    """Each row below the header of a table. What cannot be a value is noted as a problem."""
    by_row: dict[int, dict[int, Stored]] = {}
    for (row, column), cell in sorted(table.sheet.cells.items()):
        if row > table.header and column in table.columns:
            by_row.setdefault(row, {})[column] = cell
    for row, cells in by_row.items():
        read, beside = {}, {}
        for column, field_ in table.columns.items():
            if not field_.is_read and (seen := cells.get(column)):
                beside[field_.name] = (table.cell(row, column), _shown_text(seen.value))
            if field_.is_read:
                place, address = table.cell(row, column), f"{_letter(column)}{row}"
                read[field_.name] = (place, _value(table, field_, place, address, cells.get(column)))
        yield _Row(table.shape, table.row(row), read, beside)


def _shown_text(value: Cell) -> Cell:
    return trimmed(export.uncell(value)) if isinstance(value, str) else value


def _blocks(table: _Table) -> Iterator[_Row]:
    """Each block of the report, found by the id and the label in each of its rows, in whatever order they stand. Rows
    that are of no block, missing or there twice are noted as problems."""
    if not table.is_whole:
        return
    at = {field_.name: column for column, field_ in table.columns.items()}
    blocks: dict[tuple[str, str], dict[Field, list[int]]] = {}
    cells = table.sheet.cells
    for row in sorted({row for row, column in cells if row > table.header and column in table.columns}):
        key, label = (cells.get((row, at[name])) for name in ("key", "entry"))
        entry = entries_by_label().get(_label(label)) if label else None
        if key is None or entry is None:
            table.refuse(table.row(row), "workbook.stray_row")
            continue
        shape, table.entries[row] = entry
        of_block = blocks.setdefault((shape.name, trimmed(as_text(key.value))), {})
        of_block.setdefault(table.entries[row], []).append(row)
    for shape in BLOCKS:
        for (name, id), rows in blocks.items():
            if name == shape.name:
                yield _block(table, shape, id, rows, at)


def _block(
    table: _Table, shape: SheetShape, id: str, rows: Mapping[Field, list[int]], at: Mapping[str, int]
) -> _Row:
    """A block with this id: which field stands in which rows."""
    cells = table.sheet.cells
    first = min(row for found in rows.values() for row in found)
    is_whole = _check_block(table, shape, id, rows, at)
    key = shape.fields[0]
    place = table.cell(first, at["key"])
    address = f"{_letter(at['key'])}{first}"
    read = {key.name: (place, _value(table, key, place, address, cells.get((first, at["key"]))))}
    for field_ in shape.read[1:]:
        if field_ not in rows:
            # Otherwise the task has targets, or what is missing has been told.
            is_left_out = is_whole and field_.name in OF_TASKS_WITHOUT_TARGETS
            read[field_.name] = (table.row(first), None if is_left_out else UNREADABLE)
            continue
        row = rows[field_][0]
        label = cells[row, at["entry"]]
        place, address = replace(table.row(row), column=_brief(_label(label))), f"{_letter(at['given'])}{row}"
        value = _value(table, field_, place, address, cells.get((row, at["given"])))
        read[field_.name] = (place, value if is_whole else UNREADABLE)
    beside: dict[str, tuple[Place, Cell]] = {}
    for row in rows.get(shape.field(shape.heading), ())[:1]:
        if given := cells.get((row, at["given"])):
            heading = trimmed(str(_shown_text(given.value)).removeprefix(export.uncell(id)))
            beside[shape.heading] = (table.cell(row, at["given"]), heading)
        if known := cells.get((row, at.get("reference", 0))):
            beside["reference"] = (table.cell(row, at["reference"]), _shown_text(known.value))
    return _Row(shape, table.row(first), read, beside)


def _check_block(
    table: _Table, shape: SheetShape, id: str, rows: Mapping[Field, list[int]], at: Mapping[str, int]
) -> bool:
    """Whether each row of a block is there once, and what is filled in still stands beside its id."""
    n_before = len(table.problems)
    cells = table.sheet.cells
    first = table.row(min(row for found in rows.values() for row in found))
    lang = "zh" if trimmed(table.sheet.name) == REPORT.title("zh") else "en"
    optional = OF_TASKS_WITHOUT_TARGETS
    is_measured = not any(field_.name in optional for field_ in rows)
    missing = [
        f.label(lang) for f in shape.entries if f not in rows and not (is_measured and f.name in optional)
    ]
    params: dict[str, object] = {"id": _brief(id)}
    if missing:
        entries = say(lang, "form.line.separator").join(missing)
        table.refuse(first, "workbook.missing_row", **params, entries=entries)
    for field_, found in rows.items():
        if len(found) > 1:  # a block that was copied is told by its first row
            twice = {"entry": field_.label(lang), "first": found[0]}
            table.refuse(table.row(found[1]), "workbook.repeated_row", **params, **twice)
            break
    for row in (found[0] for field_, found in rows.items() if field_.name in (shape.heading, "end")):
        key, given = (cells.get((row, at[name])) for name in ("key", "given"))
        says = export.uncell(given.value) if given and isinstance(given.value, str) else ""
        if key and isinstance(key.value, str) and not trimmed(says).startswith(export.uncell(id)):
            table.refuse(table.row(row), "workbook.moved_cells", **params)
    if mark := rows.get(UNIT.field("layout")):
        given = cells.get((mark[0], at["given"]))
        value = trimmed(as_text(given.value)) if given else ""
        if value != LAYOUT:
            table.refuse(table.row(mark[0]), "workbook.layout", value=_brief(value))
    return len(table.problems) == n_before


def _value(table: _Table, field_: Field, place: Place, address: str, cell: Stored | None) -> Cell:
    if cell is None:
        return None
    value = cell.value
    if cell.is_picture or (cell.formula and _PICTURE in cell.formula.upper()):
        table.refuse(place, "workbook.picture", cell=address)
        return UNREADABLE
    if cell.is_error:
        table.refuse(place, "workbook.error_value", cell=address, value=_brief(value))
        return UNREADABLE
    if cell.formula is not None and field_.name != "value":
        table.refuse(place, "workbook.formula", cell=address, text=_brief(cell.formula))
        return UNREADABLE
    if cell.formula is not None and value is None:
        table.refuse(place, "workbook.formula_empty", cell=address)
        return UNREADABLE
    if cell.formula is not None:
        params = {"cell": address, "value": _brief(value)}
        table.remarks.append(Problem(place, "workbook.formula_taken", params))
    if trimmed(cell.struck):
        table.refuse(place, "workbook.struck", cell=address, text=_brief(trimmed(cell.struck)))
        return UNREADABLE
    if cell.look and value is not None and trimmed(as_text(value)):
        table.refuse(place, f"workbook.{cell.look}", cell=address, value=_brief(as_text(value)))
        return UNREADABLE
    if isinstance(value, str):
        return export.uncell(value) if cell.shown is None else _shown_otherwise(table, place, address, cell)
    if field_.holds == TEXT and field_.is_input and not field_.choices:
        shown = _brief(cell.shown or as_text(value))
        table.refuse(place, "workbook.not_text", cell=address, value=shown)
        return UNREADABLE
    if cell.shown is not None and field_.holds != TEXT:
        return _shown_otherwise(table, place, address, cell)
    return value


def _shown_otherwise(table: _Table, place: Place, address: str, cell: Stored) -> Cell:
    try:
        check_percent(str(cell.shown))
        params = {"cell": address, "shown": _brief(cell.shown), "value": as_text(cell.value)}
        table.refuse(place, "workbook.shown_otherwise", **params)
    except Refused as refused:
        table.refuse(place, refused.key, **refused.params)
    return UNREADABLE


def _record(row: _Row, head: _Row) -> Iterator[Record]:
    """The record that a row makes with what the unit's own row says, or none if nothing was filled in."""
    values = {name: value for name, (_, value) in row.cells.items()}
    own = {f.name for f in row.shape.read}
    if _is_untouched(row.shape.subject, {name: values[name] for name in own}):
        return
    places = {name: place for name, (place, _) in row.cells.items()}
    values_of_head = {name: head.cells[name][1] for name in _HEAD}
    places_of_head = {name: head.cells[name][0] for name in _HEAD}
    places = {name: place for name, (place, _) in row.beside.items()} | places_of_head | places
    beside = {name: value for name, (_, value) in row.beside.items()}
    yield Record(row.shape.subject, values_of_head | values, places, row.place, beside)


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
