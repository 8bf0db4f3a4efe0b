"""Writes the form a unit gets: a workbook with what is known about its tasks and the cells to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planboard import export
from planboard.answers.engine import Engine
from planboard.errors import Place, Problem, UserError
from planboard.returns.form import (
    ANSWERS,
    DATE,
    HELP,
    INSTRUCTIONS,
    NEW_ROWS,
    NUMBER,
    TARGETS,
    TASKS,
    UNIT,
    Field,
    SheetShape,
    words,
)
from planboard.wording import formats
from planboard.wording.statuses import rule_sentence
from planboard.wording.text import LANGUAGES, say

Row = dict[str, Any]

ASKS = (
    "form_unit",
    "plan",
    "rule_numbers",
    "form_tasks",
    "form_targets",
    "form_requests",
    "units",
)  # queries

HEADER = 2  # the row above it says what the sheet is about
_REQUIRED, _OPTIONAL, _LOCKED, _HEAD = (
    PatternFill("solid", start_color=c) for c in ("FFE08A", "FFF8DC", "F2F2F2", "1F4E79")
)
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(_LINE, _LINE, _LINE, _LINE)
_TOP = Alignment(vertical="top", wrap_text=True)
_STEPS = (
    "step_unit", "step_tasks", "step_done", "step_targets", "step_jump", "step_help", "step_keep", "step_send",
)  # fmt: skip


@dataclass(frozen=True)
class _Sheet:
    """A sheet to write: its rows, and for each row the input columns that are locked or required there."""

    shape: SheetShape
    rows: Sequence[Row]
    locked: Sequence[set[str]]
    required: Sequence[set[str]]


def form(engine: Engine, as_of: date, unit_id: str, lang: str) -> bytes:
    """The form of a unit for the period that ends on `as_of`, as XLSX; equal content gives equal bytes. The engine must
    have a snapshot of that date. Raises UserError if the plan has no such unit."""
    asked = {"as_of": as_of, "lang": lang, "unit_id": unit_id}
    unit = engine.query("form_unit", **asked).to_pylist()
    if not unit:
        raise UserError([Problem(Place(unit_id), "return.unknown_unit", {"unit": unit_id})])
    (about,) = unit
    (plan,) = engine.query("plan", as_of=as_of, lang=lang).to_pylist()
    numbers = engine.query("rule_numbers", as_of=as_of).to_pylist()
    rules = {row["parameter"]: row["in_force"] for row in numbers}
    tasks = engine.query("form_tasks", **asked).to_pylist()
    targets = engine.query("form_targets", **asked).to_pylist()
    requests = engine.query("form_requests", **asked).to_pylist()
    units = engine.query("units", as_of=as_of, lang=lang).to_pylist()
    sheets = [_tasks(tasks, rules, lang)] if tasks else []
    sheets += [_targets(targets, lang)] if targets else []
    sheets += [_help([r for r in requests if r["record"] == "help"])] if tasks else []
    sheets.append(_all_open(ANSWERS, [r for r in requests if r["record"] == "answer"]))
    listed = say(lang, "form.line.separator").join(s.shape.title(lang) for s in sheets)
    sheets.insert(0, _all_open(UNIT, [about | {"sheets": listed}]))
    book = Workbook()
    first_unit = _instructions(book.active, plan["title"], about, units, lang)
    choices = {
        "tasks": _range(TASKS.title(lang), "A", HEADER + 1, len(tasks)),
        "units": _range(say(lang, f"form.sheet.{INSTRUCTIONS}"), "A", first_unit, len(units)),
    }
    for sheet in sheets:
        _write(book.create_sheet(sheet.shape.title(lang)), sheet, about, choices, lang)
    book.security = WorkbookProtection(lockStructure=True)
    return export.book_bytes(book)


def _demo_mark(about: Row, lang: str) -> str:
    return f"【{say(lang, 'data_kind.demo')}】" if about["is_demo"] else ""


def _range(title: str, column: str, first: int, n: int) -> str:
    return f"'{title}'!${column}${first}:${column}${first + n - 1}"


def _all_open(shape: SheetShape, rows: Sequence[Row]) -> _Sheet:
    return _Sheet(shape, rows, [set()] * len(rows), [set()] * len(rows))


def _tasks(rows: Sequence[Row], rules: Mapping[str, float], lang: str) -> _Sheet:
    milestone = {"stage", "is_done", "finished_on"}  # if it has targets, their values decide when it is done
    shown = [
        row
        | {
            "status": say(
                lang,
                "form.line.status",
                status=say(lang, f"status.{row['status']}"),
                why=rule_sentence(lang, row["rule"], rules),
            ),
            "last_reported_status": _word("judgement", row["last_reported_status"], lang),
            "stage": None if row["n_targets"] else _word("stage", row["stage"], lang),
            "is_done": None if row["n_targets"] else _yes_no(row["is_done"], lang),
        }
        for row in rows
    ]
    measured = [bool(row["n_targets"]) for row in rows]
    locked = [milestone if m else set() for m in measured]
    return _Sheet(TASKS, shown, locked, [set() if m else {"stage", "is_done"} for m in measured])


def _word(family: str, value: str | None, lang: str) -> str | None:
    return value and say(lang, f"{family}.{value}")


def _yes_no(value: bool | None, lang: str) -> str | None:
    return None if value is None else say(lang, "form.yes" if value else "form.no")


def _targets(rows: Sequence[Row], lang: str) -> _Sheet:
    return _all_open(
        TARGETS,
        [
            row
            | {
                "comparator": say(lang, f"comparator.{row['comparator']}"),
                "unit_of_measure": formats.written_unit(row["unit_scale"], row["unit_of_measure"], lang),
            }
            for row in rows
        ],
    )


def _help(known: Sequence[Row]) -> _Sheet:
    rows: list[Row] = [row | {"asked_of_unit_id": row["asked_of_unit"]} for row in known]
    locked = {field.name for field in HELP.fields} - {"closed_on"}
    new: list[set[str]] = [set()] * NEW_ROWS
    return _Sheet(
        HELP, [*rows, *({} for _ in new)], [locked] * len(rows) + new, [set()] * (len(rows) + NEW_ROWS)
    )


def _write(to: Worksheet, sheet: _Sheet, about: Row, choices: Mapping[str, str], lang: str) -> None:
    shape, last = sheet.shape, max(HEADER + len(sheet.rows), HEADER + 1)
    heading = say(
        lang, "form.line.heading", unit=about["unit"], title=shape.title(lang), as_of=about["period_ends_on"]
    )
    hint = "form.title.nothing_asked" if shape is ANSWERS and not sheet.rows else f"form.title.{shape.name}"
    to["A1"] = f"{_demo_mark(about, lang)}{heading}　{say(lang, hint)}"
    to["A1"].font = _font(bold=True, size=12)
    for n, field in enumerate(shape.fields, 1):
        to.column_dimensions[get_column_letter(n)].width = field.width
        head = to.cell(HEADER, n, field.label(lang) + (" *" if field.is_required else ""))
        head.fill, head.font, head.border = _HEAD, _font(bold=True, color="FFFFFF"), _BORDER
        head.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
        cells = []
        for row_no, row in enumerate(sheet.rows, HEADER + 1):
            is_input = field.is_input and field.name not in sheet.locked[row_no - HEADER - 1]
            is_required = field.is_required or field.name in sheet.required[row_no - HEADER - 1]
            cell = to.cell(row_no, n)
            _fill(cell, field, None if field.name in _ASKED_AFRESH else row.get(field.name))
            cell.fill = (_REQUIRED if is_required else _OPTIONAL) if is_input else _LOCKED
            cell.font = _font(color="000000" if is_input or field.is_read else "595959")
            cell.protection = Protection(locked=not is_input)
            if is_input:
                cells.append(cell.coordinate)
        if cells:
            check = _check(field, choices, lang)
            check.sqref = " ".join(cells)
            to.add_data_validation(check)
    to.freeze_panes = to.cell(HEADER + 1, 2)
    to.print_title_rows = f"1:{HEADER}"
    to.print_area = f"A1:{get_column_letter(len(shape.fields))}{last}"
    _heighten(to, HEADER)
    _lay_out(to)


# Left empty, so that units think about them instead of sending back what they wrote last time.
_ASKED_AFRESH = {"reported_status", "narrative", "reason"}


def _fill(cell: Any, field: Field, value: object) -> None:
    cell.value = export.in_workbook(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    cell.number_format = {
        DATE: "yyyy-mm-dd",
        NUMBER: "0%" if field.name.endswith("_share") else "#,##0.##",
    }.get(field.holds, "General")
    if field.holds == NUMBER and isinstance(value, int | float) and float(value).is_integer():
        cell.number_format = "#,##0"  # without the lone decimal point of #,##0.##
    if field.is_input and field.holds == NUMBER:
        cell.number_format = "General"
    cell.alignment, cell.border = _TOP, _BORDER


def _check(field: Field, choices: Mapping[str, str], lang: str) -> DataValidation:
    if field.choices:
        offered = choices.get(field.choices) or '"' + ",".join(words(field.choices, lang)) + '"'
        check = DataValidation("list", formula1=offered, error=say(lang, "form.error.list"))
    elif field.holds == DATE:
        check = DataValidation("date", operator="between", formula1="36526", formula2="73050")
        check.error = say(lang, "form.error.date")
    elif field.holds == NUMBER:
        # Only a warning: what people may type, such as 1,200 in full-width digits, can still be read.
        check = DataValidation("decimal", operator="between", formula1="-1E+15", formula2="1E+15")
        check.errorStyle, check.error = "warning", say(lang, "form.error.number")
    else:
        check = DataValidation()
    check.allow_blank = check.showErrorMessage = check.showInputMessage = True
    check.promptTitle, check.prompt = field.label(lang), say(lang, f"form.hint.{field.name}")
    return check


def _font(**given: Any) -> Font:
    return Font(name="Calibri", family=2, **({"size": 11} | given))


def _heighten(to: Worksheet, first: int) -> None:
    """Make each row as high as its longest text, because not every program does so itself."""
    for row in to.iter_rows(min_row=first):
        lines = [
            sum(
                -(-max(export.width(line), 1) // int(to.column_dimensions[c.column_letter].width - 1))
                for line in text
            )
            for c in row
            if (text := str("" if c.value is None else c.value).split("\n"))
        ]
        to.row_dimensions[row[0].row].height = 15 * min(max(lines), 20) + 3


def _lay_out(to: Worksheet) -> None:
    to.page_setup.orientation, to.page_setup.paperSize = "landscape", "9"  # A4
    to.page_setup.fitToWidth, to.page_setup.fitToHeight = 1, 0
    to.sheet_properties.pageSetUpPr.fitToPage = True
    to.page_margins.left = to.page_margins.right = 0.4
    to.protection.sheet = True
    to.protection.formatColumns = to.protection.formatRows = False  # not locked, so allowed


def _instructions(to: Worksheet, plan: str, about: Row, units: Sequence[Row], lang: str) -> int:
    """Write the first sheet and return the row where the list of units begins."""
    to.title = say(lang, f"form.sheet.{INSTRUCTIONS}")
    to.column_dimensions["A"].width, to.column_dimensions["B"].width = 34, 90
    lines: list[tuple[str, str | None, Any]] = []
    for la in (lang, *(other for other in LANGUAGES if other != lang)):
        title = _demo_mark(about, la) + say(la, "form.line.title", plan=plan)
        lines += [(title, None, _font(bold=True, size=14))] if la == lang else []
        lines.append((say(la, "form.line.colours"), None, _font(bold=True)))
        for name, fill in (("required", _REQUIRED), ("optional", _OPTIONAL), ("locked", _LOCKED)):
            lines.append(("", say(la, f"form.line.{name}"), fill))
        lines.append((say(la, "form.line.how"), None, _font(bold=True)))
        for step in _STEPS:
            given = {"due": about["return_due_on"]} if step == "step_send" else {}
            lines.append(("", say(la, f"form.line.{step}", **given), None))
    lines.append((say(lang, "form.line.units"), None, _font(bold=True)))
    for n, (left, right, look) in enumerate(lines, 1):
        for column, text in (("A", left), ("B", right)):
            cell = to[f"{column}{n}"]
            cell.value, cell.alignment = (
                export.in_workbook(text or None),
                Alignment(vertical="top", wrap_text=column == "B"),
            )
        if isinstance(look, Font):
            to[f"A{n}"].font = look
        elif look:
            to[f"A{n}"].fill, to[f"A{n}"].border = look, _BORDER
    for n, unit in enumerate(units, len(lines) + 1):
        for column, name in (("A", "unit"), ("B", "unit_id")):
            to[f"{column}{n}"].value = export.in_workbook(unit[name])
            to[f"{column}{n}"].data_type = "s"
    _heighten(to, 1)
    _lay_out(to)
    return len(lines) + 1
