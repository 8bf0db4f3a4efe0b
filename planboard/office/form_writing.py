"""Writes the form a unit gets: a workbook with what is known about its tasks and the cells to fill in. It prints on A4:
a task on a page, no text below 8 points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from planboard import export
from planboard.answers.engine import Engine
from planboard.errors import Place, Problem, UserError
from planboard.returns.form import (
    ANSWERS,
    DATE,
    HELP,
    INSTRUCTIONS,
    LAYOUT,
    LISTS,
    NEW_ROWS,
    NUMBER,
    OF_TASKS_WITHOUT_TARGETS,
    REPORT,
    TARGETS,
    TASKS,
    TEXT,
    UNIT,
    Field,
    SheetShape,
    words,
)
from planboard.wording import formats
from planboard.wording.statuses import rule_sentence
from planboard.wording.text import say

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

HEADER = 3  # the rows above it say what the sheet is about, and how it is filled in
_REQUIRED, _OPTIONAL, _LOCKED, _HEAD, _SUBHEAD = (
    PatternFill("solid", start_color=c) for c in ("FFE08A", "FFF8DC", "F2F2F2", "1F4E79", "D9E5F1")
)
_COLOURS = {"required": _REQUIRED, "optional": _OPTIONAL, "locked": _LOCKED}
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(_LINE, _LINE, _LINE, _LINE)
_TOP = Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
_STEPS = ("report", "done", "value", "help")
_REFUSALS = ("numbers", "dates", "cells", "sheets", "file")
_ROOM = {"narrative": 5, "unit_note": 5, "reason": 2, "next_step": 2, "evidence": 2}  # lines, also for a pen
_PAGE = 680  # points of rows on a page, without the repeated ones
_LONGEST = 600  # widths of characters of last time's text; a row can be no higher than 409 points


@dataclass(frozen=True)
class _Line:
    """A row of a block: its block's id, its field, what stands in it and beside it, and whether it is required."""

    key: str
    field: Field
    value: object = None
    reference: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class _Sheet:
    """A table to write: its rows, and for each row the input columns that are locked there."""

    shape: SheetShape
    rows: Sequence[Row]
    locked: Sequence[set[str]]


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
    units = engine.query("units", as_of=as_of, plan_year=None, lang=lang).to_pylist()
    tables = [_help([r for r in requests if r["record"] == "help"])] if tasks else []
    asked_of_it = [r for r in requests if r["record"] == "answer"]
    tables.append(_Sheet(ANSWERS, asked_of_it, [set()] * len(asked_of_it)))
    book = Workbook()
    _instructions(book.active, plan["title"], about, lang)
    shapes = (REPORT, *(table.shape for table in tables))
    sheets = {shape.name: book.create_sheet(shape.title(lang)) for shape in shapes}
    listed = say(lang, "form.line.separator").join(shape.title(lang) for shape in shapes)
    blocks = [
        list(_unit_block(about | {"sheets": listed, "layout": LAYOUT}, lang)),
        *_task_blocks(tasks, targets, rules, lang),
    ]
    choices = _lists(book.create_sheet(say(lang, f"form.sheet.{LISTS}")), tasks, units, lang) if tasks else {}
    end = _headed(unit_id, say(lang, "form.line.end"))
    blocks[-1].append(_Line(unit_id, UNIT.field("end"), end))
    _report(sheets[REPORT.name], blocks, about, choices, lang)
    for table in tables:
        _table(sheets[table.shape.name], table, about, choices, lang)
    for sheet in book:
        _footer(sheet, about, lang)
    book.active = 1  # what is filled in; the instructions are the sheet before it
    book.security = WorkbookProtection(lockStructure=True)
    return export.book_bytes(book)


def _demo_mark(about: Row, lang: str) -> str:
    return f"【{say(lang, 'data_kind.demo')}】" if about["is_demo"] else ""


def _unit_block(about: Row, lang: str) -> Iterator[_Line]:
    """The unit's block: what the form is for, and who reports."""
    key = about["unit_id"]
    for field in UNIT.entries:
        if field.name == "end":
            continue
        value = _headed(key, about["unit"]) if field.name == UNIT.heading else about.get(field.name)
        yield _Line(key, field, value, _hint(field, value, lang), field.is_required)


def _headed(key: str, title: str) -> str:
    """What heads a block: its id again, which shows the reader that no cell was moved against its label."""
    return f"{key}　{title}"


def _task_blocks(
    tasks: Sequence[Row], targets: Sequence[Row], rules: Mapping[str, float], lang: str
) -> Iterator[list[_Line]]:
    """A block for each task with its targets, and one for the targets that belong to no task."""
    left = {target["target_id"]: target for target in targets}
    for task in tasks:
        own = [left.pop(t["target_id"]) for t in targets if t["task_id"] == task["task_id"]]
        yield [*_task_lines(task, rules, lang), *(line for t in own for line in _target_lines(t, lang))]
    if left:
        yield [line for target in left.values() for line in _target_lines(target, lang)]


def _task_lines(task: Row, rules: Mapping[str, float], lang: str) -> Iterator[_Line]:
    key, is_measured = task["task_id"], bool(task["n_targets"])
    due = say(lang, "form.line.due", due=task["due_on"])
    if task["days_left"] >= 0 or task["status"] == "overdue":
        due += say(lang, "form.line.separate") + formats.left(task["days_left"], lang)
    person = task["responsible_person"]
    why = rule_sentence(lang, task["rule"], rules)
    status = say(lang, "form.line.status", status=say(lang, f"status.{task['status']}"), why=why)
    known = {
        "task": (_headed(key, task["task"]), due),
        "status": (status, say(lang, "form.line.person", person=person) if person else ""),
        "reported_status": (None, _last(_word("judgement", task["last_reported_status"], lang), lang)),
        "stage": (_word("stage", task["stage"], lang), ""),
        "is_done": (_yes_no(task["is_done"], lang), ""),
        "narrative": (None, _last(_cut(task["last_narrative"]), lang)),
        "reason": (None, ""),  # empty, so that units think about it instead of sending back what they wrote
    }
    for field in TASKS.entries:
        if is_measured and field.name in OF_TASKS_WITHOUT_TARGETS:
            continue
        value, beside = known.get(field.name) or (task[field.name], "")
        is_required = field.is_required or field.name in ("stage", "is_done")
        yield _Line(key, field, value, beside or _hint(field, value, lang), is_required)


def _target_lines(target: Row, lang: str) -> Iterator[_Line]:
    key = target["target_id"]
    unit = formats.written_unit(target["unit_scale"], target["unit_of_measure"], lang)
    wanted = {"value": _plain(target["target_value"]), "unit": unit, "due": target["due_on"]}
    aim = say(lang, "form.line.aim", comparator=say(lang, f"comparator.{target['comparator']}"), **wanted)
    known = [say(lang, "form.line.measure", unit=unit)]
    if target["last_value"] is not None:
        last = {"value": _plain(target["last_value"]), "on": target["last_measured_on"]}
        known.append(_last(say(lang, "form.line.measured", **last), lang))
    if target["expected_share"] is not None:
        share = formats.percent(target["expected_share"], lang)
        expected = {"value": formats.number(target["expected_value"]), "share": share}
        known.append(say(lang, "form.line.expected", **expected))
    beside = {"name": aim, "value": "\n".join(known)}
    for field in TARGETS.entries:
        value = _headed(key, target["name"]) if field.name == TARGETS.heading else None
        yield _Line(key, field, value, beside.get(field.name) or _hint(field, value, lang))


def _hint(field: Field, value: object, lang: str) -> str:
    if not field.is_input:
        return ""
    return say(lang, "form.line.carried" if value is not None else f"form.hint.{field.name}")


def _last(said: str | None, lang: str) -> str:
    return say(lang, "form.line.last", said=said) if said else ""


def _cut(text: str | None) -> str | None:
    while text and export.width(text) > _LONGEST:
        text = text[: len(text) * _LONGEST // export.width(text) - 1] + "…"
    return text


def _plain(value: float) -> str:
    return f"{value:,.15g}"


def _word(family: str, value: str | None, lang: str) -> str | None:
    return value and say(lang, f"{family}.{value}")


def _yes_no(value: bool | None, lang: str) -> str | None:
    return None if value is None else say(lang, "form.yes" if value else "form.no")


def _help(known: Sequence[Row]) -> _Sheet:
    rows: list[Row] = [row | {"asked_of_unit_id": row["asked_of_unit"]} for row in known]
    locked = {field.name for field in HELP.fields} - {"closed_on"}
    new: list[set[str]] = [set()] * NEW_ROWS
    return _Sheet(HELP, [*rows, *({} for _ in new)], [locked] * len(rows) + new)


def _report(
    to: Worksheet, blocks: Iterable[Iterable[_Line]], about: Row, choices: Mapping[str, str], lang: str
) -> None:
    """Write the unit's block and the tasks', each on a page of its own."""
    _entitle(to, REPORT, about, say(lang, "form.title.report"), lang)
    cells: dict[Field, list[str]] = {}
    room: dict[int, int] = {}
    parts: list[tuple[int, bool]] = []  # the first row of each, and whether a block begins with it
    row = HEADER
    for n, block in enumerate(blocks):
        row += 1 if n else 0  # a row left empty
        for is_first, line in zip(chain((True,), repeat(False)), block, strict=False):
            row += 1
            if is_first or line.field.name == TARGETS.heading:
                parts.append((row, is_first))
            _write_line(to, row, line, lang)
            room[row] = _ROOM.get(line.field.name, 1)
            if line.field.is_input:
                cells.setdefault(line.field, []).append(f"C{row}")
    for field, of_field in cells.items():
        _restrict(to, field, of_field, choices, lang)
    _heighten(to, 1, room)
    _break_pages(to, parts, row)
    _lay_out(to, "portrait", row)


def _break_pages(to: Worksheet, parts: Sequence[tuple[int, bool]], last: int) -> None:
    """Begin a page with each block, and with each of its targets that the page before has no room for."""
    used = 0.0
    ends = [first - 1 for first, _ in parts[1:]] + [last]
    for (first, is_block), end in zip(parts, ends, strict=True):
        high = sum(to.row_dimensions[n].height or 15 for n in range(first, end + 1))
        if first > HEADER + 1 and (is_block or used + high > _PAGE):
            to.row_breaks.append(Break(first - 1))
            used = 0
        used += high


def _write_line(to: Worksheet, row: int, line: _Line, lang: str) -> None:
    field, is_input = line.field, line.field.is_input
    head = {"unit": _HEAD, "task": _HEAD, "name": _SUBHEAD}.get(field.name)
    fill = head or _LOCKED
    ink = "FFFFFF" if head is _HEAD else "000000" if head else "595959"
    for n, given in enumerate((line.key, None, line.value, line.reference or None), 1):
        cell = to.cell(row, n)
        _fill(cell, field if n == 3 else Field(""), given)
        cell.fill, cell.font = fill, _font(color=ink, size=10, bold=bool(head) and n == 4)
    label, given = to.cell(row, 2), to.cell(row, 3)
    label.value = field.label(lang) + (" *" if line.is_required else "")
    label.font = _font(bold=True, color=ink if head else "000000")
    given.font = _font(bold=bool(head), color=ink if head else "000000")
    given.alignment = _LEFT
    if is_input:
        given.fill = _REQUIRED if line.is_required else _OPTIONAL
        given.protection = Protection(locked=False)


def _table(to: Worksheet, sheet: _Sheet, about: Row, choices: Mapping[str, str], lang: str) -> None:
    """Write the requests for help, or those to answer: one in each row."""
    shape, last = sheet.shape, HEADER + max(len(sheet.rows), 1)
    hint = "nothing_asked" if shape is ANSWERS and not sheet.rows else shape.name
    _entitle(to, shape, about, say(lang, f"form.title.{hint}"), lang)
    for n, field in enumerate(shape.fields, 1):
        cells = []
        for row_no, row in enumerate(sheet.rows, HEADER + 1):
            is_input = field.is_input and field.name not in sheet.locked[row_no - HEADER - 1]
            cell = to.cell(row_no, n)
            _fill(cell, field, row.get(field.name))
            cell.fill = _OPTIONAL if is_input else _LOCKED
            cell.font = _font(color="000000" if is_input or field.is_read else "595959")
            cell.protection = Protection(locked=not is_input)
            if is_input:
                cells.append(cell.coordinate)
        if cells:
            _restrict(to, field, cells, choices, lang)
    _heighten(to, HEADER)
    _lay_out(to, "landscape", last)


def _entitle(to: Worksheet, shape: SheetShape, about: Row, hint: str, lang: str) -> None:
    """Write the rows above a sheet's own, which are repeated on each page."""
    line = {"unit": about["unit"], "title": shape.title(lang), "as_of": about["period_ends_on"]}
    for row, text in ((1, _demo_mark(about, lang) + say(lang, "form.line.heading", **line)), (2, hint)):
        to.cell(row, 1, export.in_workbook(text)).font = _font(bold=row == 1, size=12 if row == 1 else 10)
    for n, field in enumerate(shape.fields, 1):
        to.column_dimensions[get_column_letter(n)].width = field.width
        head = to.cell(HEADER, n, field.label(lang))
        head.fill, head.font, head.border = _HEAD, _font(bold=True, color="FFFFFF"), _BORDER
        head.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
    to.freeze_panes = to.cell(HEADER + 1, 1 if shape is REPORT else 2)
    to.print_title_rows = f"1:{HEADER}"


def _fill(cell: Any, field: Field, value: object) -> None:
    cell.value = export.in_workbook(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    # Texts are formatted as Text, so that no spreadsheet makes a date of an id or of a document's number.
    cell.number_format = {DATE: "yyyy-mm-dd", NUMBER: "General", TEXT: "@"}[field.holds]
    cell.alignment, cell.border = _TOP, _BORDER


def _restrict(
    to: Worksheet, field: Field, cells: Sequence[str], choices: Mapping[str, str], lang: str
) -> None:
    """Say what may be filled into the cells of a field, and offer its choices."""
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
    check.sqref = " ".join(cells)
    to.add_data_validation(check)


def _font(**given: Any) -> Font:
    return Font(name="Calibri", family=2, **({"size": 11} | given))


class _Growing(RowDimension):
    """A row that spreadsheet programs make higher when more is typed into it; those of openpyxl keep their height."""

    customHeight = False


def _heighten(to: Worksheet, first: int, least: Mapping[int, int] | None = None) -> None:
    """Make each row as high as its longest text, because not every program does so itself, and those of `least` at
    least so many lines."""
    for row in to.iter_rows(min_row=first):
        lines = [
            sum(
                -(
                    -max(export.width(line), 1)
                    // int((to.column_dimensions[c.column_letter].width - 1) * 11 / c.font.size)
                )
                for line in text
            )
            for c in row
            if c.alignment.wrap_text and (text := str("" if c.value is None else c.value).split("\n"))
        ]
        n = row[0].row
        high = max(*lines, (least or {}).get(n, 1), 1)
        to.row_dimensions[n] = _Growing(to, index=n, ht=15.0 * min(high, 26) + 3)


def _lay_out(to: Worksheet, orientation: str, last: int, *, pages: int = 0) -> None:
    """Set up the sheet for A4, up to this row, shrunk to the page's width where its columns are drawn wider, and if
    `pages` is given to so many pages; without it breaks between pages hold."""
    to.print_area = f"A1:{get_column_letter(to.max_column)}{last}"
    to.page_setup.orientation, to.page_setup.paperSize = orientation, "9"  # A4
    to.page_setup.fitToWidth, to.page_setup.fitToHeight = 1, pages
    to.sheet_properties.pageSetUpPr.fitToPage = True
    to.page_margins.left = to.page_margins.right = 0.4
    to.page_margins.top, to.page_margins.bottom, to.page_margins.footer = 0.5, 0.7, 0.3
    to.print_options.horizontalCentered = True
    to.protection.sheet = True
    to.protection.formatColumns = to.protection.formatRows = False  # not locked, so allowed


def _footer(to: Worksheet, about: Row, lang: str) -> None:
    unit = about["unit"].replace("&", "&&")
    to.oddFooter.left.text = _demo_mark(about, lang) + unit
    to.oddFooter.center.text = say(lang, "form.line.page", n="&P", of="&N")
    to.oddFooter.right.text = f"{to.title}　{about['period_ends_on']}"
    for part in (to.oddFooter.left, to.oddFooter.center, to.oddFooter.right):
        part.size = 10


def _lists(to: Worksheet, tasks: Sequence[Row], units: Sequence[Row], lang: str) -> Mapping[str, str]:
    """Write what the drop-down lists of tasks and units offer, and return where each stands."""
    of = {
        "tasks": [(task["task_id"], task["task"]) for task in tasks],
        "units": [(unit["unit"], unit["unit_id"]) for unit in units],
    }
    titles = ("task_id", "task", "unit", "unit_id")
    for n, (name, width) in enumerate(zip(titles, (10, 38, 36, 15), strict=True), 1):
        to.column_dimensions[get_column_letter(n)].width = width
        head = to.cell(1, n, say(lang, f"form.column.{name}"))
        head.fill, head.font, head.border, head.alignment = (
            _HEAD,
            _font(bold=True, color="FFFFFF"),
            _BORDER,
            _TOP,
        )
    for column, rows in ((1, of["tasks"]), (3, of["units"])):
        for n, row in enumerate(rows, 2):
            for at, text in enumerate(row, column):
                _fill(to.cell(n, at), Field(""), text)
    to.freeze_panes, to.print_title_rows = "A2", "1:1"
    _heighten(to, 1)
    _lay_out(to, "portrait", to.max_row)
    return {
        name: f"'{to.title}'!${letter}$2:${letter}${1 + len(of[name])}"
        for name, letter in (("tasks", "A"), ("units", "C"))
    }


def _instructions(to: Worksheet, plan: str, about: Row, lang: str) -> None:
    """Write the first sheet: on one page, what to fill in, what cannot be read, and until when."""
    to.title = say(lang, f"form.sheet.{INSTRUCTIONS}")
    to.column_dimensions["A"].width, to.column_dimensions["B"].width = 14, 84
    unit, due = about["unit"], about["return_due_on"]
    lines: list[tuple[str, str, Any]] = [
        (_demo_mark(about, lang) + say(lang, "form.line.title", plan=plan), "", _font(bold=True, size=14)),
        (say(lang, "form.line.for", unit=unit, as_of=about["period_ends_on"]), "", _font()),
        (say(lang, "form.line.send", due=due), "", _font(bold=True)),
        ("", "", None),
        (say(lang, "form.line.colours"), "", _font(bold=True, size=12)),
        *(("", say(lang, f"form.line.{name}"), fill) for name, fill in _COLOURS.items()),
    ]
    for heading, keys in (("how", _STEPS), ("unreadable", _REFUSALS)):
        lines += [("", "", None), (say(lang, f"form.line.{heading}"), "", _font(bold=True, size=12))]
        lines += [
            (say(lang, f"form.instruction.{key}"), say(lang, f"form.instruction.{key}_text"), None)
            for key in keys
        ]
    for n, (left, right, look) in enumerate(lines, 1):
        for column, text in (("A", left), ("B", right)):
            cell = to[f"{column}{n}"]
            cell.value, cell.font = export.in_workbook(text or None), _font()
            cell.alignment = Alignment(vertical="top", wrap_text=bool(right) or isinstance(look, Font))
        if isinstance(look, Font):
            to[f"A{n}"].font = look
            to.merge_cells(f"A{n}:B{n}")  # nothing is read from this sheet
        elif look:
            to[f"A{n}"].fill, to[f"A{n}"].border = look, _BORDER
    _heighten(to, 1)
    for n, (left, _, look) in enumerate(lines, 1):
        if isinstance(look, Font):
            rows = -(-export.width(left) * look.size // (11 * 90))
            to.row_dimensions[n].height = rows * (look.size + 5)
    _lay_out(to, "portrait", len(lines), pages=1)
