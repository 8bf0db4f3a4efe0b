"""Each row of the report says itself what its cell is, so rows may move, and whatever does not fit is told where it
stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from planboard.errors import UserError
from planboard.office import form_writing
from planboard.office.form_writing import HEADER
from planboard.register.duties import ids, units_by_name
from planboard.returns import form, form_reading
from planboard.returns.files import read_return, records_in
from planboard.returns.reading import read_partly
from planboard.wording.text import LANGUAGES, problem_line
from tests.samples.forms import given, report_of, sent
from tests.samples.small_form import AS_OF, changed, small_board
from tests.samples.small_returns import small_plan

Book = openpyxl.Workbook
FIRST = HEADER + 1


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> bytes:
    """The harbour's form, filled in without a fault."""
    blank = form_writing.form(small_board(tmp_path_factory.mktemp("data")), AS_OF, "harbour", "zh")

    def fill(book: Book) -> None:
        cells = given(book)
        cells["harbour", "reported_by"].value = "甲"
        for id in ("2026-1", "2026-2"):
            for name, text in {
                "reported_status": "正常",
                "narrative": f"推进{id}。",
                "reason": "天气",
            }.items():
                cells[id, name].value = text
        cells["2026-1.1", "value"].value, cells["2026-1.1", "measured_on"].value = 26.3, AS_OF

    return changed(blank, fill)


def rows_of(book: Book) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in report_of(book).iter_rows(min_row=FIRST)]


def lay(book: Book, rows: list[list[Any]]) -> None:
    """Put the rows in the place of the report's own."""
    sheet = report_of(book)
    for row in range(FIRST, max(sheet.max_row, HEADER + len(rows)) + 1):
        for n in range(4):
            sheet.cell(row, n + 1).value = rows[row - FIRST][n] if row - FIRST < len(rows) else None


def block(rows: list[list[Any]], id: str) -> list[list[Any]]:
    return [row for row in rows if row[0] == id]


def said(content: bytes) -> list[str]:
    """The problems, each with its place behind the sheet, said in both languages."""
    try:
        problems = form_reading.read(content, "表.xlsx").problems
    except UserError as error:
        problems = error.problems
    assert all(problem_line(lang, problem) for lang in LANGUAGES for problem in problems)
    return [f"{p.where.removeprefix('表.xlsx, ')}: {p.key.removeprefix('workbook.')}" for p in problems]


def cells(content: bytes) -> list[Any]:
    sent_ = form_reading.read(content, "表.xlsx")
    assert sent_.problems == ()
    return [(record.subject, record.cells) for record in sent_.records]


def test_labels_of_rows_are_of_one_field_each():
    labels = [f.label(lang) for shape in form.BLOCKS for f in shape.entries for lang in LANGUAGES]
    assert len(labels) == len(set(labels)) == len(form.entries_by_label())


MOVED: dict[str, Callable[[Book], None]] = {
    "sorted by label": lambda book: lay(book, sorted(rows_of(book), key=lambda row: row[1] or "")),
    "in reverse": lambda book: lay(book, rows_of(book)[::-1]),
    "a block moved to the end": lambda book: lay(
        book, [row for row in rows_of(book) if row[0] != "2026-1"] + block(rows_of(book), "2026-1")
    ),
    "empty rows inserted": lambda book: report_of(book).insert_rows(9, 3),
    "the heading deleted": lambda book: report_of(book).delete_rows(1, 2),
    "a row inserted above": lambda book: report_of(book).insert_rows(1),
    "an empty column inserted": lambda book: report_of(book).insert_cols(2),
}


@pytest.mark.parametrize("what", MOVED)
def test_rows_that_moved_as_a_whole_are_read_as_before(filled, what):
    moved = cells(changed(filled, MOVED[what]))
    by_id = lambda found: sorted(found, key=lambda record: str(record[1]))  # noqa: E731
    assert moved[0] == cells(filled)[0]
    assert by_id(moved) == by_id(cells(filled))


def _row(book: Book, id: str, name: str) -> int:
    row: int = given(book)[id, name].row
    return row


def _delete(id: str, name: str) -> Callable[[Book], None]:
    return lambda book: report_of(book).delete_rows(_row(book, id, name))


def _type(id: str, name: str, column: str, value: object) -> Callable[[Book], None]:
    return lambda book: setattr(report_of(book)[f"{column}{_row(book, id, name)}"], "value", value)


def _add_row(book: Book) -> None:
    row = _row(book, "2026-1", "reason")
    report_of(book).insert_rows(row)
    report_of(book)[f"C{row}"] = "续上格"


def _copy(id: str) -> Callable[[Book], None]:
    return lambda book: lay(book, [*rows_of(book), *block(rows_of(book), id)])


def _sort_cells(book: Book) -> None:
    sheet = report_of(book)
    texts = sorted(str(sheet[f"C{row}"].value or "") for row in range(FIRST, sheet.max_row + 1))
    for row, text in enumerate(texts, FIRST):
        sheet[f"C{row}"].value = text


def _paste_older(book: Book) -> None:
    book.create_sheet("任务").append(["任务编号", "自评"])


FAULTS: dict[str, tuple[Callable[[Book], Any], list[str]]] = {
    "a row deleted": (_delete("2026-1", "reason"), ["row 12: missing_row"]),
    "a heading deleted": (_delete("2026-1", "task"), ["row 12: missing_row"]),
    "a stage left alone": (
        lambda book: report_of(book).append(["2026-1", "阶段", "已启动"]), ["row 12: missing_row"],
    ),
    "a row added": (_add_row, ["row 16: stray_row"]),
    "a text below the table": (lambda book: report_of(book).append([None, None, "另附说明"]), ["row 46: stray_row"]),
    "an id deleted": (
        _type("2026-1", "reason", "A", None), ["row 16: stray_row", "row 12: missing_row"],
    ),
    "a label changed": (
        _type("2026-1", "reason", "B", "缘由"), ["row 16: stray_row", "row 12: missing_row"],
    ),
    "another id typed over": (
        _type("2026-1", "reason", "A", "2026-2"), ["row 12: missing_row", "row 30: repeated_row"],
    ),
    "a block copied": (_copy("2026-2"), ["row 46: repeated_row"]),
    "the unit's block copied": (_copy("harbour"), ["row 46: repeated_row"]),
    "a column beside": (
        lambda book: report_of(book).cell(HEADER, 6, "备注") and report_of(book).cell(FIRST, 6, "见附件"),
        [f'row {HEADER}, "备注": extra_column'],
    ),
    "a text beside": (_type("2026-1", "reason", "F", "见附件"), [f'row {HEADER}, "F": extra_column']),
    "the column to fill in deleted": (
        lambda book: report_of(book).delete_cols(3), [f'row {HEADER}, "填写": missing_column'],
    ),
    "the header deleted": (lambda book: report_of(book).delete_rows(HEADER), ["no_header"]),
    "cells merged": (lambda book: report_of(book).merge_cells("C15:C16"), ["merged"]),
    "another layout": (_type("harbour", "layout", "C", "3"), ["row 8: layout"]),
    "the mark deleted": (_type("harbour", "layout", "C", None), ["row 8: layout"]),
    "the unit deleted": (
        lambda book: lay(book, [row for row in rows_of(book) if row[0] != "harbour"]), ["no_row"],
    ),
    "a formula": (_type("2026-1", "reason", "C", "=A1"), ['row 16, "原因": formula']),
    "a number for a text": (_type("2026-1", "reason", "C", 20260313), ['row 16, "原因": not_text']),
    "an error": (_type("2026-1", "reason", "C", "#REF!"), ['row 16, "原因": error_value']),
    "a sheet of the older layout": (_paste_older, ["unknown_sheet"]),
    "the report renamed": (lambda book: setattr(report_of(book), "title", "表1"), ["unknown_sheet"]),
    "the report deleted": (lambda book: book.remove(report_of(book)), ["missing_sheet"]),
    "another sheet deleted": (lambda book: book.remove(book["需要答复"]), ["missing_sheet"]),
    "the report hidden": (lambda book: setattr(report_of(book), "sheet_state", "hidden"), ["hidden_sheet"]),
}  # fmt: skip
OF_ANOTHER_SHEET = {
    "a sheet of the older layout": "任务", "the report renamed": "表1", "another sheet deleted": "需要答复",
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_what_does_not_fit_is_told_where_it_stands(filled, what):
    change, expected = FAULTS[what]
    sheet = OF_ANOTHER_SHEET.get(what, "进展报送")
    told = said(changed(filled, lambda book: change(book) and None))
    assert told == [f"{sheet}, {e}" if e.startswith("row") else f"{sheet}: {e}" for e in expected]


@pytest.mark.parametrize(("id", "name"), [("harbour", "unit"), ("2026-1", "reason"), ("M1.1", "note")])
def test_cells_that_moved_up_are_never_read(filled, id, name):
    def shift(book: Book) -> None:
        sheet = report_of(book)
        for row in range(_row(book, id, name), sheet.max_row + 1):
            sheet[f"C{row}"].value = sheet[f"C{row + 1}"].value

    assert any(line.endswith("moved_cells") for line in said(changed(filled, shift)))


def test_cells_sorted_by_themselves_are_never_read(filled):
    told = said(changed(filled, _sort_cells))
    assert any(line.endswith("moved_cells") for line in told)
    assert any(line.endswith("layout") for line in told)


def test_a_block_with_a_problem_is_not_part_of_a_draft(filled):
    plan = small_plan()
    content = changed(filled, _copy("2026-2"))
    found = read_partly(records_in(content, "表.xlsx"), "表.xlsx", units_by_name(plan.rows()["units"]))
    assert [task.task_id for task in found.ret.tasks] == ["2026-1"]
    assert found.unread == {"2026-2"}
    with pytest.raises(UserError):
        read_return(content, "表.xlsx", plan)


def test_a_block_of_another_units_form_makes_no_return(filled):
    def paste(book: Book) -> None:
        texts = [["parks" if n == 0 else str(c).replace("harbour", "parks") if n == 2 else c for n, c in enumerate(row)]
                 for row in block(rows_of(book), "harbour")]  # fmt: skip
        lay(book, [*rows_of(book), *texts])

    with pytest.raises(UserError) as error:
        read_return(changed(filled, paste), "表.xlsx", small_plan())
    assert "return.unit_row" in {problem.key for problem in error.value.problems}


def test_ids_that_became_months_are_read_and_said(filled):
    def become_months(book: Book) -> None:
        for row in report_of(book).iter_rows(min_row=FIRST):
            if row[0].value in ("2026-1", "2026-2"):
                row[0].value, row[0].number_format = date(2026, int(row[0].value[-1]), 1), "mmm-yy"

    rows = small_plan().rows()
    sent_ = form_reading.read(changed(filled, become_months), "表.xlsx")
    found = read_partly(sent_, "表.xlsx", units_by_name(rows["units"]), ids(rows))
    assert found.problems == ()
    assert [task.narrative for task in found.ret.tasks] == ["推进2026-1。", "推进2026-2。"]
    assert [remark.key for remark in found.remarks] == ["return.date_read_as_id"] * 2


def test_a_form_of_the_older_layout_has_no_mark_and_needs_none():
    def change(book: Book) -> None:
        book["本单位"]["F3"] = "甲"

    content = changed(sent("harbour"), change)
    assert "表式" not in [cell.value for cell in openpyxl_sheet(content)[2]]
    assert [record.subject for record in form_reading.read(content, "表.xlsx").records].count("task") == 2


def openpyxl_sheet(content: bytes) -> Any:
    held: list[Any] = []
    changed(content, lambda book: held.append(book["本单位"]))
    return held[0]
