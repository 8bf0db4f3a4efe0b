"""Writes the workbooks of this folder, forms of the older layout each with one flaw:
python -m tests.returns.bad_returns.make

Beside each is a text file with a line for each problem that must be found in it: the place and the key of the message.
The line of a remark, which refuses nothing, begins with that word.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from planboard import export
from tests.samples.forms import sent
from tests.samples.small_form import changed, rezipped, stored_result

FOLDER = Path(__file__).parent
SHEET = "xl/worksheets/sheet4.xml"  # 指标
TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
OUTSIDE = (
    b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="https://example.invalid/book.xlsx" TargetMode="External"/></Relationships>'
)


def _set(sheet: str, **cells: object) -> Callable[[bytes], bytes]:
    def change(book: openpyxl.Workbook) -> None:
        for cell, value in cells.items():
            book[sheet][cell] = value

    return lambda form: changed(form, change)


def _book(change: Callable[[openpyxl.Workbook], object]) -> Callable[[bytes], bytes]:
    return lambda form: changed(form, lambda book: change(book) and None)


def _look(sheet: str, cell: str, value: object, **look: object) -> Callable[[bytes], bytes]:
    def change(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value
        for name, how in look.items():
            setattr(book[sheet][cell], name, how)

    return lambda form: changed(form, change)


def _typed(book: openpyxl.Workbook) -> None:
    book["任务"]["N4"] = "照常推进"


def _kept(book: openpyxl.Workbook) -> None:
    book["缓存"]["A1"] = "x"


def _hide(book: openpyxl.Workbook) -> None:
    book["任务"].sheet_state = "hidden"


def _part(name: str, content: bytes) -> Callable[[bytes], bytes]:
    return lambda form: rezipped(form, {name: content})


def _replace(part: str, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return lambda form: rezipped(form, {part: change})


def _many(form: bytes) -> bytes:
    form = _set("任务", N3="=UPPER(A3)", J4="#REF!")(form)
    return _book(lambda book: book.remove(book["需要答复"]))(form)


ENTITIES = b'?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<'

# The flaw, how it comes about, and what is said.
FLAWS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "merged_cells": (_book(lambda book: book["任务"].merge_cells("N3:N4")), "@, 任务: workbook.merged"),
    "hidden_sheet": (_book(_hide), "@, 任务: workbook.hidden_sheet"),
    "extra_column": (_set("指标", O2="我的备注", O3="见附件"), '@, 指标, row 2, "我的备注": workbook.extra_column'),
    "nameless_column": (_set("指标", P4="见附件"), '@, 指标, row 2, "P": workbook.extra_column'),
    "missing_column": (
        _book(lambda book: book["指标"].delete_cols(12)), '@, 指标, row 2, "数据日期": workbook.missing_column',
    ),
    "repeated_column": (
        _set("指标", O2="数值", O3=5), '@, 指标, row 2, "数值": workbook.repeated_column',
    ),
    "no_header": (_book(lambda book: book["指标"].delete_rows(2)), "@, 指标: workbook.no_header"),
    "formula_in_narrative": (_set("任务", N3='=A3&"已完成"'), '@, 任务, row 3, "本期进展": workbook.formula'),
    "formula_in_value": (
        lambda form: stored_result(form, SHEET, "K3", "SUM(10,3)", "13"),
        'remark @, 指标, row 3, "数值": workbook.formula_taken',
    ),
    "formula_without_result": (_set("指标", K3="=SUM(10,3)"), '@, 指标, row 3, "数值": workbook.formula_empty'),
    "missing_sheet": (
        _book(lambda book: book.remove(book["请求协助"])), "@, 请求协助: workbook.missing_sheet",
    ),
    "unknown_sheet": (
        _book(lambda book: book.create_sheet("草稿").append(["先记在这里"])), "@, 草稿: workbook.unknown_sheet",
    ),
    "error_value": (_set("任务", N3="#REF!"), '@, 任务, row 3, "本期进展": workbook.error_value'),
    "no_unit_row": (_book(lambda book: book["本单位"].delete_rows(3)), "@, 本单位: workbook.no_row"),
    "many_at_once": (
        _many,
        "@, 需要答复: workbook.missing_sheet\n"
        '@, 任务, row 3, "本期进展": workbook.formula\n@, 任务, row 4, "自评": workbook.error_value',
    ),
    "macro": (_part("xl/vbaProject.bin", b"\0"), "@: workbook.active"),
    "macro_type": (_replace(TYPES, b"sheet.main+xml", b"sheet.macroEnabled.main+xml"), "@: workbook.active"),
    "external_link": (_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), "@: workbook.active"),
    "external_relation": (
        _replace(RELATIONS, b"</Relationships>", OUTSIDE % b"externalLinkPath"), "@: workbook.active",
    ),
    "embedded_object": (_part("xl/embeddings/oleObject1.bin", b"\0"), "@: workbook.active"),
    "zip_bomb": (_part("xl/media/image1.png", bytes(30_000_000)), "@: workbook.unpacks"),
    "xml_entities": (_replace(SHEET, b"<worksheet", ENTITIES[3:-1] + b"<worksheet"), "@: workbook.markup"),
    "xml_utf16": (
        lambda form: rezipped(form, {SHEET: lambda part: part.decode().encode("utf-16")}), "@: workbook.markup",
    ),
    "far_cell": (
        _replace(SHEET, b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>'),
        "@: workbook.extent",
    ),
    "hidden_row": (
        _book(lambda book: setattr(book["任务"].row_dimensions[4], "hidden", True) or _typed(book)),
        "@, 任务, row 4: workbook.hidden_row",
    ),
    "hidden_column": (
        _book(lambda book: setattr(book["任务"].column_dimensions["N"], "hidden", True) or _typed(book)),
        '@, 任务, row 2, "本期进展": workbook.hidden_column',
    ),
    "hidden_column_of_the_form": (
        _book(lambda book: setattr(book["任务"].column_dimensions["C"], "hidden", True) or _typed(book)),
        'remark @, 任务, row 2, "任务": workbook.hidden_column',
    ),
    "veiled_sheet": (
        _book(lambda book: setattr(book.create_sheet("缓存"), "sheet_state", "veryHidden") or _kept(book)),
        "@, 缓存: workbook.veiled_sheet",
    ),
    "picture_in_a_cell": (
        lambda form: stored_result(form, SHEET, "M3", '_xlfn.DISPIMG("ID_1",1)', "0"),
        '@, 指标, row 3, "说明": workbook.picture',
    ),
    "struck_value": (_look("指标", "K3", 226, font=Font(strike=True)), '@, 指标, row 3, "数值": workbook.struck'),
    "struck_run": (
        _set("指标", K3=CellRichText(TextBlock(InlineFont(strike=True), "2"), TextBlock(InlineFont(), "26"))),
        '@, 指标, row 3, "数值": workbook.struck',
    ),
    "number_for_text": (_set("任务", R3=20231101), '@, 任务, row 3, "佐证": workbook.not_text'),
    "date_for_text": (_set("任务", R3=date(2023, 11, 1)), '@, 任务, row 3, "佐证": workbook.not_text'),
    "truth_for_text": (_set("任务", N3=True), '@, 任务, row 3, "本期进展": workbook.not_text'),
    "format_adds_a_unit": (
        _look("指标", "K3", 2630000000, number_format='0!.00,,"亿"'),
        '@, 指标, row 3, "数值": workbook.shown_otherwise',
    ),
    "format_of_per_cent": (
        _look("指标", "K3", 0.006, number_format="0.0%"), '@, 指标, row 3, "数值": return.percent',
    ),
    "date_without_its_day": (
        _look("指标", "L3", date(2023, 11, 24), number_format='yyyy"年"m"月"'),
        '@, 指标, row 3, "数据日期": workbook.shown_otherwise',
    ),
    "part_name_outside": (_part("../../planboard/commands/main.py", b""), "@: workbook.part_name"),
    "too_many_parts": (
        lambda form: rezipped(form, {f"xl/media/{n}.png": b"" for n in range(200)}), "@: workbook.parts",
    ),
    "encrypted": (lambda form: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "@: workbook.encrypted"),
    "renamed_csv": (lambda form: export.to_csv(["unit_id"], [["harbour"]]), "@: workbook.not_workbook"),
    "renamed_docx": (
        lambda form: export.to_zip({TYPES: b"<Types/>", "word/document.xml": b"<document/>"}),
        "@: workbook.not_workbook",
    ),
    "cut_short": (lambda form: form[: len(form) // 2], "@: workbook.damaged"),
    "empty": (lambda form: b"", "@: workbook.empty"),
}  # fmt: skip


def main() -> None:
    """Write every workbook anew."""
    form = sent("harbour")
    for flaw, (spoil, said) in FLAWS.items():
        (FOLDER / f"{flaw}.xlsx").write_bytes(spoil(form))
        (FOLDER / f"{flaw}.txt").write_text(said.replace("@", f"{flaw}.xlsx") + "\n", "utf-8")


if __name__ == "__main__":
    main()
