"""The form prints on A4: a task on a page, nothing cut off, no text below 8 points."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date
from itertools import pairwise
from typing import Any

import openpyxl
import pytest

from planboard import export
from planboard.answers.engine import open_engine
from planboard.folders import data_folder
from planboard.office import form_writing
from planboard.office.form_writing import HEADER
from planboard.publishing.publish import publish
from planboard.publishing.register import load_register
from planboard.returns.form import ANSWERS, HELP, REPORT
from planboard.snapshots.published import published
from planboard.wording.text import LANGUAGES, say
from tests.samples.forms import given, report_of
from tests.samples.small_form import AS_OF, small_board

DAY = date(2023, 12, 1)
A4 = {"portrait": (8.27, 11.69), "landscape": (11.69, 8.27)}  # inches
# How wide a zero of the workbook's font is drawn, in pixels of 1/96 inch: 7 in Calibri, up to 9 in what stands in for
# it elsewhere. A column is as wide as so many of them.
CALIBRI, WIDEST = 7, 9


@pytest.fixture(scope="module", params=LANGUAGES)
def printed(request, tmp_path_factory) -> tuple[str, openpyxl.Workbook]:
    """The form of the unit with most tasks, in each language."""
    data, shown = tmp_path_factory.mktemp("data"), data_folder()
    shutil.copytree(shown / "snapshots", data / "snapshots")
    plan, last = load_register(shown), published(shown).current[-1]
    publish(data, plan, DAY, [], kind="demo", publisher="办公室", published_at=last.published_at)
    engine = open_engine(data)
    units = engine.query("units", as_of=DAY, plan_year=None, lang=request.param).to_pylist()
    most = max(units, key=lambda unit: unit["n_tasks"])
    content = form_writing.form(engine, DAY, most["unit_id"], request.param)
    return request.param, openpyxl.load_workbook(io.BytesIO(content))


def scale(sheet: Any, pixels: int) -> float:
    """By how much the sheet is shrunk to fit the width of its paper."""
    columns = [c for c, size in sheet.column_dimensions.items() if size.width]
    wide = sum(sheet.column_dimensions[c].width for c in columns) * pixels / 96
    paper = A4[sheet.page_setup.orientation][0] - sheet.page_margins.left - sheet.page_margins.right
    return min(1.0, paper / wide)


def test_every_text_has_8_points_on_paper_whatever_font_stands_in(printed):
    for sheet in printed[1]:
        least = min(cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None)
        least = min(least, sheet.oddFooter.center.size)
        assert least * scale(sheet, WIDEST) >= 8, (sheet.title, least, scale(sheet, WIDEST))
        assert scale(sheet, CALIBRI) > 0.9


def test_every_sheet_is_set_up_for_a4_by_its_width(printed):
    lang, book = printed
    for sheet in book:
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        # As many pages as it takes: a fixed number would shrink the text, and make Excel pass over the breaks.
        assert sheet.page_setup.fitToHeight == (1 if sheet is book.worksheets[0] else 0)
        first, last = (
            re.fullmatch(r"\$?([A-Z])\$?([0-9]+)", c) for c in sheet.print_area.split("!")[1].split(":")
        )
        assert first[1] + first[2] == "A1"
        assert int(last[2]) >= max(c.row for row in sheet.iter_rows() for c in row if c.value is not None)
        assert openpyxl.utils.column_index_from_string(last[1]) == sheet.max_column
    for shape in (REPORT, HELP, ANSWERS):
        assert book[shape.title(lang)].print_title_rows == f"$1:${HEADER}"


def test_unit_period_and_page_stand_at_the_foot(printed):
    lang, book = printed
    unit = {"zh": "市商务局", "en": "Commerce Bureau"}[lang]
    for sheet in book:
        assert unit in sheet.oddFooter.left.text
        assert sheet.oddFooter.center.text == say(lang, "form.line.page", n="&P", of="&N")
        assert sheet.oddFooter.right.text.endswith("2023-12-01")


def test_pages_break_between_tasks_and_inside_one_at_most_between_targets(printed):
    lang, book = printed
    sheet = report_of(book)
    begins = {b.id + 1 for b in sheet.row_breaks.brk}
    headings = {name: [c.row for (_, n), c in given(book).items() if n == name] for name in ("task", "name")}
    assert len(headings["task"]) > 10
    assert set(headings["task"]) <= begins <= {*headings["task"], *headings["name"]}
    # The four targets that belong to no task; in English they take two pages.
    assert len(begins) - len(headings["task"]) == {"zh": 1, "en": 2}[lang]


def test_a_tasks_rows_fit_on_a_page_with_room_to_write(printed):
    _, book = printed
    sheet = report_of(book)
    breaks = [HEADER, *(b.id for b in sheet.row_breaks.brk), sheet.max_row]
    margins = sheet.page_margins
    paper = (A4["portrait"][1] - margins.top - margins.bottom) * 72
    repeated = sum(sheet.row_dimensions[n].height or 15 for n in range(1, HEADER + 1))
    for before, last in pairwise(breaks):
        high = sum(sheet.row_dimensions[n].height or 15 for n in range(before + 1, last + 1)) + repeated
        assert high * scale(sheet, CALIBRI) <= paper, (before, high)


def test_rows_are_as_high_as_their_texts_and_grow_with_what_is_typed(printed):
    _, book = printed
    sheet = report_of(book)
    for row in sheet.iter_rows(min_row=HEADER + 1):
        for cell in row:
            lines = sum(
                -(
                    -max(export.width(line), 1)
                    * cell.font.size
                    // (11 * sheet.column_dimensions[cell.column_letter].width)
                )
                for line in str(cell.value or "").split("\n")
            )
            assert (sheet.row_dimensions[cell.row].height or 15) >= 15 * lines, cell.coordinate
            assert cell.alignment.wrap_text or not cell.value


def test_a_long_text_of_last_time_is_cut_to_what_a_row_can_show():
    assert form_writing._cut("短") == "短"
    for text in ("长" * 4000, "long " * 800):
        cut = form_writing._cut(text)
        assert cut.endswith("…")
        assert 500 < export.width(cut) <= form_writing._LONGEST


def test_no_row_keeps_its_height_when_more_is_typed(tmp_path):
    content = form_writing.form(small_board(tmp_path), AS_OF, "harbour", "zh")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:  # openpyxl itself marks each height that it reads
        rows = re.findall(b"<row [^>]*>", archive.read("xl/worksheets/sheet2.xml"))
    assert len([row for row in rows if b" ht=" in row]) > 40
    assert not [row for row in rows if re.search(b'customHeight="(1|true)"', row)]


def test_instructions_are_in_the_readers_language_alone(printed):
    lang, book = printed
    sheet = book.worksheets[0]
    texts = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    is_chinese = [text for text in texts if "一" <= text <= "鿿"]
    for about in ("2023-12-01", ".xlsx"):
        assert about in texts
    if lang == "zh":
        assert not re.search("[A-Za-z]{3,}", re.sub(r"\.xlsx|CSV|PDF", "", texts))
    else:
        assert not is_chinese
