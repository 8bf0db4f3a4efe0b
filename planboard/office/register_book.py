"""The register as one workbook: a sheet for each table, to be filled in and read again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planboard import export
from planboard.errors import Place, Problem, Refused, UserError
from planboard.office.amending import Proposal, propose
from planboard.publishing.newest import last_published
from planboard.register.acts import Decision
from planboard.register.amending import by_id
from planboard.register.amendments import ADDED, row_id
from planboard.register.differences import DECISIONS, GONE
from planboard.register.files import Files, RegisterFile, Row, read_value, written
from planboard.register.plan import Plan, checked
from planboard.register.states import State, changes, state
from planboard.returns import cells
from planboard.returns.workbook import Sheet, Stored, sheets_of
from planboard.schema import BOOL, DATE, NUMBER, PLANNED, TEXT, Column
from planboard.wording.readable import amended_field
from planboard.wording.text import LANGUAGES, say

READ = tuple(name for name in PLANNED if name not in DECISIONS)  # the others are decided otherwise
_HEAD, _FIRST = 3, 4  # rows: explanation, labels, identifiers, and then the table's own
_MOST_ROWS = 2000  # drop-downs reach so far
_REQUIRED, _OPTIONAL, _LOCKED = (PatternFill("solid", start_color=c) for c in ("FFE08A", "FFF8DC", "F2F2F2"))
_BOLD, _WRAPPED = Font(bold=True), Alignment(vertical="top", wrap_text=True)


def book(plan: Plan, lang: str) -> bytes:
    """The register as a workbook in one language, explained in both; equal registers give equal bytes."""
    made = Workbook()
    _explain(made.active, lang)
    for name, rows in plan.rows().items():
        if name in READ or rows:
            _write(made.create_sheet(_title(name, lang)), name, rows, lang)
    return export.book_bytes(made)


def read_book(
    data: Path, now: Plan, content: bytes, name: str, by: Decision | None, *, today: date | None = None
) -> Proposal:
    """What importing a workbook would do to the register as it was read. While nothing is published, a sheet takes the
    place of its table; afterwards its rows are added or changed by the decision, and those it lacks stay. Raises
    UserError with every problem by sheet and cell."""
    is_published = last_published(data) is not None
    if is_published and by:
        by.check(now)
    files = _files(content, name, now, keeps=is_published)
    was = state(now.tables)
    given = _texts(files)
    if is_published and by is None and changes(was, given):
        raise UserError([Problem(Place(name), "register.needs_decision")])
    file, known = files["amendments"], by_id("amendments", now.tables)
    for row in _amendments(was, given, by) if is_published and by else ():
        if row_id("amendments", row) not in known:
            file.rows.append(Row(Place(file.name, row=len(file.rows) + 2), row))
    new = checked(files)
    return propose(data, now, new, today=today, event="imported", details={"file": name})


def _title(name: str, lang: str) -> str:
    return say(lang, f"registered.{name}")


def _explain(to: Worksheet, lang: str) -> None:
    to.title = say(lang, "register.book.sheet")
    to.column_dimensions["A"].width = 120
    for la in (lang, *(other for other in LANGUAGES if other != lang)):
        for key in ("title", "fill", "ids", "dates", "rows", "decisions", "import"):
            to.append([say(la, f"register.book.{key}")])
            to.cell(to.max_row, 1).alignment = _WRAPPED
            if key == "title":
                to.cell(to.max_row, 1).font = _BOLD


def _write(to: Worksheet, name: str, rows: list[dict[str, Any]], lang: str) -> None:
    is_read = name in READ
    to["A1"] = " / ".join(say(la, f"register.sheet.{name}") for la in LANGUAGES)
    to["A1"].font = _BOLD
    for n, column in enumerate(PLANNED[name].columns, 1):
        letter = get_column_letter(n)
        to.column_dimensions[letter].width = 28 if column.type == TEXT and not column.allowed else 14
        to.cell(2, n, amended_field(column.name, lang) + (" *" if column.required else "")).font = _BOLD
        to.cell(_HEAD, n, column.name)
        fill = _LOCKED if not is_read else _REQUIRED if column.required else _OPTIONAL
        for row in (2, _HEAD):
            to.cell(row, n).fill, to.cell(row, n).alignment = fill, _WRAPPED
        for row, held in enumerate(rows, _FIRST):
            _fill(to.cell(row, n), column, held[column.name])
        for row in range(_FIRST + len(rows), _FIRST + len(rows) + (60 if is_read else 0)):
            _fill(to.cell(row, n), column, None)
        if is_read and (check := _check(column, lang)):
            check.sqref = f"{letter}{_FIRST}:{letter}{_MOST_ROWS}"
            to.add_data_validation(check)
    to.freeze_panes = to.cell(_FIRST, 2)
    if not is_read:
        to.protection.sheet = True


def _fill(cell: Any, column: Column, value: object) -> None:
    cell.value = export.in_workbook(written(value) if isinstance(value, bool) else value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    formats = {TEXT: "@", DATE: "yyyy-mm-dd", BOOL: "@"}
    cell.number_format = formats.get(column.type, "General")


def _check(column: Column, lang: str) -> DataValidation | None:
    allowed = ("true", "false") if column.type == BOOL else column.allowed
    if column.ref:
        formula = f"'{_title(column.ref.partition('.')[0], lang)}'!$A${_FIRST}:$A${_MOST_ROWS}"
    elif allowed:
        formula = '"' + ",".join(allowed) + '"'
    else:
        return None
    check = DataValidation("list", formula1=formula, allow_blank=True)
    check.error, check.showErrorMessage = say(lang, "form.error.list"), True
    return check


def _files(content: bytes, name: str, now: Plan, *, keeps: bool) -> Files:
    """The files of the register as the workbook would make them. Raises UserError if a sheet cannot be read, with every
    problem of every cell."""
    known = {_title(of, lang): of for of in PLANNED for lang in LANGUAGES}
    skipped = {say(lang, "register.book.sheet") for lang in LANGUAGES}
    problems: list[Problem] = []
    files = {
        of: RegisterFile(_file_name(of), [Row(Place(_file_name(of), row=None), dict(row)) for row in rows])
        for of, rows in now.rows().items()
    }
    columns: dict[str, dict[str, int]] = {}
    for sheet in sheets_of(content, name):
        of = known.get(sheet.name.strip())
        if sheet.name.strip() in skipped or of in DECISIONS or not sheet.cells:
            continue
        if sheet.is_hidden or of is None:
            what = "workbook.hidden_sheet" if sheet.is_hidden else "register.unknown_sheet"
            problems.append(Problem(Place(name, sheet.name[:40]), what))
            continue
        rows, found, at = _rows(sheet, of, name)
        problems += found
        columns[sheet.name] = at
        files[of] = RegisterFile(sheet.name, _merged(of, files[of].rows, rows) if keeps else rows)
    if problems or any(row.problems for file in files.values() for row in file.rows):
        for file in files.values():
            problems += [_by_cell(p, columns) for p in file.every_problem()]
        raise UserError(problems)
    try:
        checked({of: _copy(file, without=of == "amendments") for of, file in files.items()})
    except UserError as error:
        raise UserError([_by_cell(p, columns) for p in error.problems]) from None
    return files


def _file_name(name: str) -> str:
    return "plan.toml" if name == "plan" else f"{name}.csv"


def _copy(file: RegisterFile, *, without: bool) -> RegisterFile:
    """The file with rows that take problems of their own; without the amendments, which the import adds to."""
    return RegisterFile(file.name, [] if without else [Row(row.place, row.cells) for row in file.rows])


def _merged(name: str, held: list[Row], given: list[Row]) -> list[Row]:
    key = () if name == "plan" else PLANNED[name].key
    new = {row_id(name, row.cells): row for row in given if row.has(*key)}
    kept = [new.pop(row_id(name, row.cells), row) for row in held]
    twice = [row for row in given if row not in kept and row not in new.values()]
    return [*kept, *new.values(), *twice]


def _rows(sheet: Sheet, name: str, file: str) -> tuple[list[Row], list[Problem], dict[str, int]]:
    place = Place(file, sheet.name)
    wanted = PLANNED[name].columns
    texts = {at: str(c.value).strip() for at, c in sheet.cells.items() if c.value is not None}
    header = next((row for (row, _), text in sorted(texts.items()) if text == wanted[0].name), None)
    if header is None:
        return [], [Problem(place, "register.no_identifiers", {"column": wanted[0].name})], {}
    at = {text: column for (row, column), text in texts.items() if row == header}
    problems = [
        Problem(replace(place, row=header, column=c.name), "plan.missing_column")
        for c in wanted
        if c.name not in at and not c.added
    ]
    problems += _unseen(sheet, place, header, {column: name for name, column in at.items()})
    rows = []
    for n in sorted({row for row, column in sheet.cells if row > header}):
        held = {c.name: sheet.cells.get((n, at[c.name])) for c in wanted if c.name in at}
        if any(cell and _is_filled(cell) for cell in held.values()):
            rows.append(_row(replace(place, row=n), wanted, held, at))
    return rows, problems, at


def _unseen(sheet: Sheet, place: Place, header: int, columns: Mapping[int, str]) -> list[Problem]:
    """A problem for each row and column below the header that is hidden and holds something, and each merged range."""
    filled = [
        at for at, cell in sheet.cells.items() if at[0] > header and at[1] in columns and _is_filled(cell)
    ]
    rows = sorted({row for row, _ in filled} & sheet.hidden_rows)
    hidden = sorted({column for _, column in filled} & sheet.hidden_columns)
    merged = [
        of for of in sheet.merged if max(map(int, re.findall("[0-9]+", of)), default=header + 1) > header
    ]
    return [
        *(Problem(replace(place, row=row), "workbook.hidden_row") for row in rows),
        *(
            Problem(replace(place, row=header, column=_at(c, header, columns[c])), "workbook.hidden_column")
            for c in hidden
        ),
        *(Problem(place, "workbook.merged", {"range": of[:40]}) for of in merged),
    ]


def _is_filled(cell: Stored) -> bool:
    return cell.formula is not None or cell.is_picture or bool(str(cell.value or "").strip())


def _row(
    place: Place, wanted: tuple[Column, ...], held: Mapping[str, Stored | None], at: Mapping[str, int]
) -> Row:
    row = Row(place)
    for column in wanted:
        if column.name not in held:
            if column.added:
                row.cells[column.name] = column.older
            continue
        address = f"{get_column_letter(at[column.name])}{place.row}"
        try:
            row.cells[column.name] = read_value(_text(held[column.name], column, address), column)
        except Refused as refused:
            row.refuse(column.name, refused.key, **refused.params)
    return row


def _text(cell: Stored | None, column: Column, address: str) -> str:
    """The text of a cell, as the register's own file would hold it. Raises Refused."""
    value = cell.value if cell else None
    if cell is None or (value is None and cell.formula is None):
        return ""
    if cell.is_picture:
        raise Refused("workbook.picture", cell=address)
    if cell.is_error:
        raise Refused("workbook.error_value", cell=address, value=str(value)[:40])
    if cell.formula is not None:
        raise Refused("workbook.formula", cell=address, text=cell.formula[:40])
    if cell.struck.strip():
        raise Refused("workbook.struck", cell=address, text=cell.struck.strip())
    if column.type == TEXT and isinstance(value, date):
        raise Refused("workbook.not_text", cell=address, value=cells.as_text(value))
    if cell.shown is not None and column.type != TEXT:
        raise Refused(
            "workbook.shown_otherwise", cell=address, shown=cell.shown[:40], value=cells.as_text(value)
        )
    if isinstance(value, bool):
        return str(value).lower()
    if column.type in (DATE, NUMBER):
        given = export.uncell(value) if isinstance(value, str) else value
        return written(cells.read(given, replace(column, required=False))) or ""
    return export.uncell(value) if isinstance(value, str) else cells.as_text(value)


def _by_cell(problem: Problem, columns: Mapping[str, Mapping[str, int]]) -> Problem:
    """A problem of a sheet, at its cell: H5 due_on."""
    at = problem.place
    column = columns.get(at.sheet or "", {}).get(at.column or "")
    if column is None or at.row is None:
        return problem
    return replace(problem, place=replace(at, column=_at(column, at.row, at.column or "")))


def _at(column: int, row: int, name: str) -> str:
    return f"{get_column_letter(column)}{row} {name}"


def _texts(files: Files) -> State:
    return {
        name: {row_id(name, row.cells): {c: written(v) for c, v in row.cells.items()} for row in file.rows}
        for name, file in files.items()
    }


def _amendments(was: State, now: State, by: Decision) -> list[dict[str, Any]]:
    """The amendments by which the register becomes what the workbook holds; a year's tasks are added at once, with
    their targets, and a measure with its units."""
    found = [c.of for c in changes(was, now) if c.of.field != GONE]
    new = {(d.object, d.id) for d in found if d.field == ADDED}
    lists: dict[str, int] = {}
    made = []
    for d in found:
        row = now[d.object][d.id]
        if d.field != ADDED:
            made.append(by.amendment(d.object, d.id, d.field, d.old, d.new))
        elif d.object == "tasks":
            year = str(row["plan_year"])
            lists[year] = lists.get(year, 0) + 1
        elif not (
            ("tasks", row.get("task_id")) in new
            or (d.object == "measure_units" and ("measures", row["measure_id"]) in new)
        ):
            made.append(by.amendment(d.object, d.id, ADDED))
    return [*made, *(by.amendment("tasks", year, ADDED, None, str(n)) for year, n in lists.items())]
