"""Downloaded files: spreadsheets open them without running anything in them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planboard import export
from planboard.folders import data_folder
from planboard.schema import TABLES
from planboard.snapshots import exports
from planboard.snapshots.published import published

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
dangerous = st.sampled_from(TRIGGERS).flatmap(lambda t: st.text().map(lambda rest: t + rest))
spaced = st.tuples(st.sampled_from([" ", "\u00a0", "\u3000", "\ufeff"]), dangerous).map("".join)
cells = st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), st.text(), dangerous, spaced)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6))
def test_no_text_in_a_csv_begins_with_what_a_spreadsheet_would_run(rows):
    try:
        content = export.to_csv(["a", "b", "c"], rows).decode("utf-8-sig")
    except UnicodeEncodeError:
        return  # half a surrogate pair is not text, and a Parquet file cannot hold it
    read = list(csv.reader(io.StringIO(content, newline="")))[1:]
    assert len(read) == len(rows)
    for shown, given_row in zip(read, rows, strict=True):
        for cell, value in zip(shown, given_row, strict=True):
            if isinstance(value, str):
                assert not cell.lstrip(" \u00a0\u3000\ufeff").startswith(TRIGGERS)
                assert cell.removeprefix("'") == value or cell.replace("'", "") == value.replace("'", "")


@pytest.mark.parametrize("number", [-5, -0.5, 1e300])
def test_a_negative_number_stays_a_number(number):
    assert export.cell(number) == number


def test_a_csv_begins_with_a_byte_order_mark_so_that_excel_shows_chinese():
    assert export.to_csv(["单位"], [["市商务局"]]).startswith(b"\xef\xbb\xbf")


def test_a_workbook_holds_formulas_as_text():
    content = export.to_xlsx({"表": (["a"], [["=1+1"], ["@SUM(A1)"], [-5], [date(2023, 11, 24)]])})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["表"]
    assert [c.value for c in sheet["A"]][1:4] == ["'=1+1", "'@SUM(A1)", -5]
    assert {c.data_type for c in sheet["A"]} <= {"s", "n", "d"}


def test_equal_rows_give_equal_bytes():
    sheets = {"a": (["x"], [[1], ["二"]])}
    assert export.to_xlsx(sheets) == export.to_xlsx(sheets)


def test_a_content_hash_changes_with_a_single_figure():
    rows = [[n, "x" * 40] for n in range(40_000)]
    other = [*rows[:20_000], [-1, "x" * 40], *rows[20_001:]]
    assert export.content_hash(export.to_csv(["a", "b"], rows)) != export.content_hash(
        export.to_csv(["a", "b"], other)
    )


def test_the_data_package_describes_every_table_it_holds():
    snapshot = published(data_folder()).current[-1]
    archive = zipfile.ZipFile(io.BytesIO(exports.data_package(snapshot, "题目")))
    described = json.loads(archive.read("datapackage.json"))
    assert [r["name"] for r in described["resources"]] == list(TABLES)
    assert "demo" in described["name"]
    for resource in described["resources"]:
        header, *rows = csv.reader(
            io.StringIO(archive.read(resource["path"]).decode("utf-8-sig"), newline="")
        )
        assert header == [f["name"] for f in resource["schema"]["fields"]]
        assert {row[header.index("data_kind")] for row in rows} <= {"demo"}


def test_the_workbook_has_a_sheet_for_every_table():
    snapshot = published(data_folder()).current[-1]
    book = openpyxl.load_workbook(io.BytesIO(exports.workbook(snapshot)))
    assert book.sheetnames == list(TABLES)
    assert book["tasks"].max_row == 45


def test_a_list_becomes_one_cell():
    table = pa.table({"units": [["市商务局", "深圳海关"]]})
    assert "市商务局、深圳海关" in export.table_csv(table).decode("utf-8-sig")


INVISIBLE = [
    "\x07",
    "\x0b",
    "\x0c",
    "\x7f",
    "\x85",
    "\u00ad",
    "\u2003",
    "\u200b",
    "\u2028",
    "\u2060",
    "\ufffe",
    " \u200b\u3000",
]


@pytest.mark.parametrize("before", INVISIBLE)
@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠﹦﹢﹣﹫"])
def test_invisible_characters_before_a_formula_do_not_hide_it(before, sign):
    text = f"{before}{sign}1"
    assert export.cell(text) == f"'{text}"
    assert export.uncell(f"'{text}") == text
    (shown,) = read_back([text])
    assert shown.startswith("'")


@pytest.mark.parametrize("character", [*map(chr, range(32)), "\x7f", "\x9b", "\ufffe", "\uffff", "\ufdd0"])
def test_a_workbook_with_any_character_in_it_opens(character):
    (shown,) = read_back([f"甲{character}乙"])
    assert shown.replace(character, "").replace("\n", "") == "甲乙"


def read_back(column):
    """The cells of a column as a workbook holds them; the header and the sheet's name are the first cell's text."""
    book = openpyxl.load_workbook(
        io.BytesIO(export.to_xlsx({column[0]: ([column[0]], [[c] for c in column])}))
    )
    (sheet,) = book
    assert {c.data_type for c in sheet["A"]} == {"s"}
    return [c.value for c in sheet["A"]][1:]
