"""A return is read as a person sees it: what looks otherwise than it is stored is asked about, and what matters to
nobody refuses nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule, IconSetRule, Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from planboard.errors import UserError
from planboard.office import form_writing, receiving
from planboard.register.duties import ids, units_by_name
from planboard.returns import checks
from planboard.returns.checks import Known
from planboard.returns.csv_file import COLUMNS, to_csv
from planboard.returns.files import records_in
from planboard.returns.reading import Located, read_partly
from planboard.wording.text import LANGUAGES, problem_line
from tests.samples.forms import sent, spot
from tests.samples.small_form import AS_OF, changed, rezipped, small_board
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import small_plan, small_return

BOOK, TYPES, RELATIONS = "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
TARGETS = "xl/worksheets/sheet4.xml"  # in the older layout; in the newer one they are on the report
REPORT = "xl/worksheets/sheet2.xml"
Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module", params=["older layout", "report"])
def form(request, tmp_path_factory) -> bytes:
    """The harbour's form, filled in without a fault: 12.5 tonnes were cleared, which was so a week before. Cells are
    named as in the older layout, and found in the newer one by what stands before them."""
    if request.param == "report":
        blank = form_writing.form(small_board(tmp_path_factory.mktemp("data")), AS_OF, "harbour", "zh")
    else:
        blank = sent("harbour")

    def fill(book: openpyxl.Workbook) -> None:
        spot(book, "本单位", "F3").value = "甲"
        for row in (3, 4):
            for column, text in {"J": "正常", "N": "照常推进。", "O": "天气原因。"}.items():
                spot(book, "任务", f"{column}{row}").value = text
        spot(book, "指标", "K3").value, spot(book, "指标", "L3").value = 26.3, AS_OF

    return changed(blank, fill)


@pytest.fixture(scope="module")
def known() -> Known:
    plan = small_plan()
    paces = [
        {
            "target_id": "2026-1.1",
            "value": 12.5,
            "measured_on": AS_OF - timedelta(7),
            "per_day": None,
            "is_count": False,
        }
    ]
    return Known.of(plan.rows(), AS_OF - timedelta(6), paces=paces)


def read(content: bytes, name: str = "甲.xlsx") -> Located:
    rows = small_plan().rows()
    return read_partly(records_in(content, name), name, units_by_name(rows["units"]), ids(rows))


def told(content: bytes, known: Known, name: str = "甲.xlsx") -> tuple[list[str], list[str], dict[str, Any]]:
    """The keys of the problems and of the remarks, each said in both languages, and the values by target."""
    try:
        found = read(content, name)
    except UserError as error:
        problems, remarks, values = list(error.problems), [], {}
    else:
        period = found.ret.period_ends_on
        problems, remarks = [*found.problems, *checks.problems_of(found, period, known)], [
            *found.remarks, *checks.remarks_of(found, known),
        ]  # fmt: skip
        values = {target.target_id: target.value for target in found.ret.targets}
    assert all(problem_line(lang, problem) for lang in LANGUAGES for problem in (*problems, *remarks))
    return [p.key for p in problems], [p.key for p in remarks], values


def put(sheet: str, **cells: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        for cell, value in cells.items():
            spot(book, sheet, cell).value = value

    return lambda form: changed(form, change)


def look(sheet: str, cell: str, value: object, **how: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        spot(book, sheet, cell).value = value
        for name, what in how.items():
            setattr(spot(book, sheet, cell), name, what)

    return lambda form: changed(form, change)


def runs(*texts: str | tuple[str, dict[str, Any]]) -> CellRichText:
    return CellRichText(
        *(
            TextBlock(InlineFont(**text[1]), text[0])
            if isinstance(text, tuple)
            else TextBlock(InlineFont(), text)
            for text in texts
        )
    )


def hide(sheet: str, cell: str, *, column: bool = False) -> Change:
    """Hide the row, or the column, of a cell."""

    def change(book: openpyxl.Workbook) -> None:
        at = spot(book, sheet, cell)
        to = at.parent.column_dimensions[at.column_letter] if column else at.parent.row_dimensions[at.row]
        to.hidden = True

    return lambda form: changed(form, change)


def has_report(form: bytes) -> bool:
    return "进展报送" in openpyxl.load_workbook(io.BytesIO(form)).sheetnames


def part(name: str, old: str, new: str) -> Change:
    def there(form: bytes) -> tuple[str, str, str]:
        if name != TARGETS or not has_report(form):
            return name, old, new
        book = openpyxl.load_workbook(io.BytesIO(form))
        return REPORT, *(
            re.sub(r"\b[KLMZ][345]\b", lambda found: spot(book, "指标", found[0]).coordinate, text)
            for text in (old, new)
        )

    def change(form: bytes) -> bytes:
        name, old, new = there(form)

        def of_part(content: bytes) -> bytes:
            assert old.encode() in content, old
            return content.replace(old.encode(), new.encode(), 1)

        return rezipped(form, {name: of_part})

    return change


def flat(form: bytes) -> bytes:
    """The form with a row of no height, the first task's progress in it."""
    at = spot(openpyxl.load_workbook(io.BytesIO(form)), "任务", "N3")
    name = REPORT if has_report(form) else "xl/worksheets/sheet3.xml"
    return rezipped(
        form, {name: lambda xml: re.sub(b'(<row r="%d"[^>]* ht=")[^"]*' % at.row, rb"\g<1>0", xml)}
    )


def renamed(old: str, new: str) -> Change:
    """The archive with a part under another name, and nothing else changed."""

    def change(form: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(form)) as archive, zipfile.ZipFile(out, "w") as made:
            assert old in archive.namelist()
            for name in archive.namelist():
                made.writestr(new if name == old else name, archive.read(name))
        return out.getvalue()

    return change


def sheet_added(name: str, state: str, **cells: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for cell, value in cells.items():
            sheet[cell] = value

    return lambda form: changed(form, change)


def condition(cells: str, rule: Rule, **values: object) -> Change:
    """Conditional formatting of cells of the targets."""

    def change(book: openpyxl.Workbook) -> None:
        for cell, value in values.items():
            spot(book, "指标", cell).value = value
        there = re.sub(r"[A-Z]+[0-9]+", lambda found: spot(book, "指标", found[0]).coordinate, cells)
        spot(book, "指标", "K3").parent.conditional_formatting.add(there, rule)

    return lambda form: changed(form, change)


def styled(**how: Any) -> Rule:
    return Rule(type="expression", formula=["TRUE"], dxf=DifferentialStyle(**how))


def showing(code: str) -> Rule:
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=180, formatCode=code))
    return Rule(type="expression", formula=["TRUE"], dxf=style)


NEWER = (
    '<extLst><ext xmlns:x14="http://x14" xmlns:xm="http://xm" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">'
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression"><xm:f>TRUE</xm:f><x14:dxf>'
    '<x14:numFmt numFmtId="180" formatCode="0,"/></x14:dxf></x14:cfRule><xm:sqref>K3:K4 L3</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
)
PALE = (
    '<extLst><ext xmlns:x14="http://x14" xmlns:xm="http://xm" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">'
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression"><xm:f>TRUE</xm:f><x14:dxf>'
    '<font><color theme="0"/></font></x14:dxf></x14:cfRule><xm:sqref>K3</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
)
WHITE = "FFFFFFFF"
FILLED = PatternFill("solid", fgColor="1F4E79")
NO_FILL = PatternFill()
RAISED, LOWERED = {"vertAlign": "superscript"}, {"vertAlign": "subscript"}
STRUCK = {"strike": True}
IMAGE = 'DISPIMG("ID_1",1)'
BIN = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'

# What is done to the form, and what is said of it.
ASKED: dict[str, tuple[Change, str]] = {
    "a raised note after the value": (put("指标", K3=runs("26.3", ("1", RAISED))), "plan.not_number"),
    "a raised note, full-width": (put("指标", K3=runs("26.3", ("１", RAISED))), "plan.not_number"),
    "a lowered digit": (put("指标", K3=runs("26", ("3", LOWERED))), "plan.not_number"),
    "a raised note in a date": (put("指标", L3=runs("2026-03-1", ("3", RAISED))), "plan.not_date"),
    "a struck digit before the value": (put("指标", K3=runs(("2", STRUCK), "26.3")), "workbook.struck"),
    "a struck value": (look("指标", "K3", 26.3, font=Font(strike=True)), "workbook.struck"),
    "a struck text": (look("任务", "N3", "已完成", font=Font(strike=True)), "workbook.struck"),
    "a struck word in a text": (put("任务", N3=runs("完成", ("80%", STRUCK), "60%")), "workbook.struck"),
    "a format that divides": (look("指标", "K3", 26300, number_format="0.0,"), "workbook.shown_otherwise"),
    "a format that adds 亿": (
        look("指标", "K3", 2630000000, number_format='0!.00,,"亿"'), "workbook.shown_otherwise",
    ),
    "a format that adds a unit": (look("指标", "K3", 26.3, number_format='0.0"万吨"'), "workbook.shown_otherwise"),
    "a format that adds per cent": (look("指标", "K3", 26.3, number_format='0.0"%"'), "return.percent"),
    "a format of per cent": (look("指标", "K5", 0.803, number_format="0.0%"), "return.percent"),
    "a format that hides": (look("指标", "K3", 26.3, number_format=";;;"), "workbook.shown_otherwise"),
    "a format that rounds to another number": (look("指标", "K3", 26.6, number_format="0"), "workbook.shown_otherwise"),
    "a format that hides the minus": (look("指标", "K3", -26.3, number_format="0.0;0.0"), "workbook.shown_otherwise"),
    "a currency": (look("指标", "K3", 26.3, number_format='"¥"#,##0.00'), "workbook.shown_otherwise"),
    "a month for a day": (look("指标", "L3", AS_OF, number_format="yyyy/mm"), "workbook.shown_otherwise"),
    "literal digits": (look("指标", "K3", 26.3, number_format='"26.2"'), "workbook.shown_otherwise"),
    "literal digits under a condition": (
        look("指标", "K3", 26.3, number_format='[>26]"26.2";General'), "workbook.shown_otherwise",
    ),
    "a fill of digits": (look("指标", "K3", 26.3, number_format="*1General"), "workbook.shown_otherwise"),
    "a text with a word added": (look("指标", "K3", "26.3", number_format='@"亿"'), "workbook.shown_otherwise"),
    "a text with a digit added": (look("指标", "K3", "6.3", number_format='0;0;0;"2"@'), "workbook.shown_otherwise"),
    "a narrative that is not shown": (look("任务", "N3", "完成", number_format=";;;"), "workbook.shown_otherwise"),
    "a date with another year": (look("指标", "L3", AS_OF, number_format='"2022-"mm-dd'), "workbook.shown_otherwise"),
    "a date without its year": (look("指标", "L3", AS_OF, number_format='m"月"d"日"'), "workbook.shown_otherwise"),
    "content that fills the cell": (look("指标", "K3", 6, alignment=Alignment(horizontal="fill")), "workbook.repeated"),
    "a white run": (put("指标", K3=runs("6.3", ("2", {"color": WHITE}))), "workbook.unseen"),
    "a run of one point": (put("指标", K3=runs(("2", {"sz": 1}), "6.3")), "workbook.unseen"),
    "a white run in a text": (put("任务", N3=runs("完成", ("未", {"color": WHITE}))), "workbook.unseen"),
    "white without a fill": (
        look("指标", "K3", 26.3, font=Font(color=WHITE), fill=NO_FILL), "workbook.unseen",
    ),
    "the colour of the cell": (look("指标", "K3", 26.3, font=Font(color="1F4E79"), fill=FILLED), "workbook.unseen"),
    "white by a condition": (condition("K3", styled(font=Font(color=WHITE))), "workbook.unseen"),
    "white by a condition of newer programs": (part(TARGETS, "</worksheet>", PALE), "workbook.unseen"),
    "struck by a condition": (condition("K3", styled(font=Font(strike=True))), "workbook.struck_by_rule"),
    "a font of pictures": (look("指标", "K3", 26.3, font=Font(name="Wingdings 2")), "workbook.symbol_font"),
    "a run of symbols": (put("任务", N3=runs("完成", ("abc", {"rFont": "Symbol"}))), "workbook.symbol_font"),
    "a zero in a sheet that shows none": (
        lambda form: part(TARGETS, "<sheetView ", '<sheetView showZeros="0" ')(look("指标", "K3", 0)(form)),
        "workbook.zeros_hidden",
    ),
    "two cells of one address": (
        part(TARGETS, '<c r="M3"', '<c r="K3"><v>99</v></c><c r="M3"'), "workbook.repeated_address",
    ),
    "two rows of one number": (part(TARGETS, "</sheetData>", '<row r="3"/></sheetData>'), "workbook.repeated_address"),
    "a time for a number": (look("指标", "K3", 0.5, number_format="h:mm"), "plan.not_number"),
    "a first value of another size": (put("指标", K3=263000), "return.size"),
    "a first value far too small": (put("指标", K3=0.263, M3="更正"), "return.size"),
    "a first value without another": (put("指标", K4=700, L4=AS_OF), "return.size_first"),
    "two numbers": (put("指标", K3="2 6.3"), "plan.not_number"),
    "two numbers on two lines": (put("指标", K3="24\n26"), "plan.not_number"),
    "two numbers with a wide space": (put("指标", K3="24\u300026"), "plan.not_number"),
    "two numbers with a no-break space": (put("指标", K3="2\u00a0630"), "plan.not_number"),
    "a decimal comma": (put("指标", K3="26,3"), "plan.not_number"),
    "a decimal comma after zero": (put("指标", K3="0,263"), "plan.not_number"),
    "a zero-width space inside": (put("指标", K3="26\u200b.3"), "return.invisible"),
    "a soft hyphen in a text": (put("任务", N3="照常\u00ad推进"), "return.invisible"),
    "a turn of direction": (put("任务", N3="照常\u202e推进"), "return.invisible"),
    "a narrative of a zero-width space": (put("任务", N3="\u200b"), "plan.empty"),
    "a narrative of fillers": (put("任务", N3="\u3164\u00ad \ufeff\u2800"), "plan.empty"),
    "a document's number that became a date": (put("任务", R3=date(2023, 11, 1)), "workbook.not_text"),
    "a number for a text": (put("任务", O3=20260313), "workbook.not_text"),
    "a truth for a text": (put("指标", M3=True), "workbook.not_text"),
    "a moment in a note": (
        part(TARGETS, '<c r="M3"', '<c t="d" r="M3"><v>2026-03-13T10:30:00</v></c><c r="Z3"'), "workbook.not_text",
    ),
    "an id that became a day of no id": (
        put("请求协助", B4=date(2026, 9, 1), C4="parks", D4="x", E4=AS_OF, F4=AS_OF), "return.date_for_id",
    ),
    "a hidden row that was filled in": (
        hide("任务", "N3"), "workbook.hidden_row",
    ),
    "a row of no height": (
        flat, "workbook.hidden_row",
    ),
    "a hidden column that was filled in": (
        hide("指标", "K3", column=True), "workbook.hidden_column",
    ),
    "a picture placed by Excel": (
        part(TARGETS, '<c r="M3"', '<c t="e" vm="1" r="M3"><v>#VALUE!</v></c><c r="Z3"'), "workbook.picture",
    ),
    "a picture placed by WPS": (
        part(TARGETS, '<c r="M3"', f'<c t="str" r="M3"><f>_xlfn.{IMAGE}</f><v>={IMAGE}</v></c><c r="Z3"'),
        "workbook.picture",
    ),
    "a sheet that no menu shows": (sheet_added("缓存", "veryHidden", A1=1), "workbook.veiled_sheet"),
    "a hidden sheet that holds something": (sheet_added("草稿", "hidden", A1=1), "workbook.hidden_sheet"),
    "a far cell that holds something": (put("指标", A20001="x"), "workbook.extent"),
    "a condition that divides": (condition("K3:L4", showing("0,"), K3=26300), "workbook.shown_otherwise"),
    "a condition that adds 万": (condition("K3", showing('0.0"万"')), "workbook.shown_otherwise"),
    "a condition kept as newer programs do": (part(TARGETS, "</worksheet>", NEWER), "workbook.shown_otherwise"),
    "a bar instead of the number": (
        condition("K3:K5", DataBarRule("min", 0, "max", 100, color="638EC6", showValue=False)),
        "workbook.shown_otherwise",
    ),
    "an icon instead of the number": (
        condition("K3", IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=False)), "workbook.shown_otherwise",
    ),
    "a macro by the type of its ending": (
        lambda form: rezipped(part(TYPES, "<Override", BIN + "<Override")(form), {"xl/x.bin": b"x"}), "workbook.active",
    ),
    "a binary workbook": (
        lambda form: rezipped(part(TYPES, "<Override", BIN + "<Override")(form), {"xl/workbook.bin": b"x"}),
        "workbook.not_workbook",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ASKED)
def test_what_looks_otherwise_than_it_is_or_matters_is_asked(form, known, what):
    change, key = ASKED[what]
    problems, _, _ = told(change(form), known)
    assert problems == [key]


@pytest.mark.parametrize(
    ("taken_out", "default", "key"),
    [
        (b"<cols>.*</cols>", b'defaultColWidth="0"', "workbook.hidden_column"),
        (b' ht="[^"]*"', b'zeroHeight="1"', "workbook.hidden_row"),
    ],
)
def test_what_is_hidden_by_default_is_told(taken_out, default, key, form, known):
    def hidden(xml: bytes) -> bytes:
        assert b"<sheetFormatPr " in xml
        return re.sub(taken_out, b"", xml.replace(b"<sheetFormatPr ", b"<sheetFormatPr %s " % default))

    content = rezipped(form, {REPORT if has_report(form) else TARGETS: hidden})
    assert key in told(content, known)[0]


def far(cells: str) -> Change:
    return part(TARGETS, "</sheetData>", f"{cells}</sheetData>")


# What is done to the form, and what is then read as the first target's value.
READ: dict[str, tuple[Change, float]] = {
    "as it was filled in": (lambda form: form, 26.3),
    "two of three decimals shown": (look("指标", "K3", 26.304, number_format="0.00"), 26.304),
    "thousands shown": (look("指标", "K3", 100.5, number_format="#,##0.00"), 100.5),
    "a number in a cell of text": (look("指标", "K3", 26.3, number_format="@"), 26.3),
    "a number wholly raised": (put("指标", K3=runs(("26.3", RAISED))), 26.3),
    "bold digits": (put("指标", K3=runs("26", (".3", {"b": True}))), 26.3),
    "a strike that is off": (put("指标", K3=runs(("26.3", {"strike": False}))), 26.3),
    "a struck space": (put("指标", K3=runs("26.3", (" ", STRUCK))), 26.3),
    "invisible ends": (put("指标", K3="\ufeff\u200e26.3\u00a0\u200b"), 26.3),
    "full-width digits": (put("指标", K3="２６．３"), 26.3),
    "an id with a no-break space": (put("指标", A3="2026-1.1\u00a0"), 26.3),
    "an empty last row": (far('<row r="1048576"/>'), 26.3),
    "an empty far cell": (far('<row r="1048576"><c r="XFD1048576" s="1"/></row>'), 26.3),
    "escaped characters": (put("指标", K3="_x0032_6_x002E_3"), 26.3),
    "a far blank": (far('<row r="30000"><c r="BZ30000" t="str"><v></v></c></row>'), 26.3),
    "a far dimension": (part(TARGETS, "<sheetFormatPr", '<dimension ref="A1:XFD1048576"/><sheetFormatPr'), 26.3),
    "a hidden empty row": (
        hide("指标", "A400"), 26.3,
    ),
    "a hidden empty column": (
        hide("指标", "X3", column=True), 26.3,
    ),
    "an empty sheet hidden by WPS": (sheet_added("WpsReserved_CellImgList", "veryHidden"), 26.3),
    "a sheet hidden by WPS": (sheet_added("WpsReserved_CellImgList", "veryHidden", A1="ID_1"), 26.3),
    "an empty sheet hidden by an add-in": (sheet_added("_xl_storage_", "veryHidden"), 26.3),
    "a hidden sheet of blanks": (sheet_added("Sheet9", "hidden", A1="\u00a0"), 26.3),
    "a part in other letters": (renamed("xl/styles.xml", "xl/Styles.xml"), 26.3),
    "a sheet in other letters": (renamed(TARGETS, "xl/Worksheets/Sheet4.XML"), 26.3),
    "types in other letters": (renamed(TYPES, "[content_types].xml"), 26.3),
    "a target with its folder's parent": (part(RELATIONS, "/xl/worksheets/sheet4", "../xl/./worksheets/sheet4"), 26.3),
    "a type for endings that are not there": (part(TYPES, "<Override", BIN + "<Override"), 26.3),
    "a time in a note": (part(TARGETS, '<c r="M3"', '<c t="d" r="M3"><v>10:30:00</v></c><c r="Z3"'), 26.3),
    "a condition that shows the number": (condition("A1:Z99", showing("#,##0.00")), 26.3),
    "a condition of other cells": (condition("K4:K5 L3", showing("0,")), 26.3),
    "a bar beside the number": (condition("K3", DataBarRule("min", 0, "max", 100, color="638EC6")), 26.3),
    "white on a dark cell": (look("指标", "K3", 26.3, font=Font(color=WHITE), fill=FILLED), 26.3),
    "a white run of blanks": (put("指标", K3=runs("26.3", (" ", {"color": WHITE, "sz": 1}))), 26.3),
    "a white run on a dark cell": (look("指标", "K3", runs(("26.3", {"color": WHITE})), fill=FILLED), 26.3),
    "a dark condition with white letters": (
        condition("K3", styled(font=Font(color=WHITE), fill=PatternFill(bgColor="C00000"))), 26.3,
    ),
    "a grey font": (look("指标", "K3", 26.3, font=Font(color="A0A0A0")), 26.3),
    "a sheet that shows no zeros": (part(TARGETS, "<sheetView ", '<sheetView showZeros="0" '), 26.3),
    "an extra column of blanks": (put("指标", P3="\u200b", P4=" "), 26.3),
}  # fmt: skip


@pytest.mark.parametrize("what", READ)
def test_what_looks_as_it_is_and_what_matters_to_nobody_is_read(form, known, what):
    change, value = READ[what]
    problems, remarks, values = told(change(form), known)
    assert (problems, remarks) == ([], [])
    assert values["2026-1.1"] == value


def noted(book: openpyxl.Workbook) -> None:
    spot(book, "指标", "K3").comment = Comment("更正：应为24.1", "甲")
    book["需要答复"]["A9"].comment = Comment(" ", "甲")


def with_picture(form: bytes) -> bytes:
    """The form with a picture over the first target's value and what is near it."""
    at = spot(openpyxl.load_workbook(io.BytesIO(form)), "指标", "K3")
    column, row = at.column - 1, at.row - 1
    anchor = (
        f'<xdr:wsDr xmlns:xdr="http://xdr"><xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col>'
        f"<xdr:colOff>99</xdr:colOff><xdr:row>{row}</xdr:row></xdr:from><xdr:to><xdr:col>{column + 2}</xdr:col>"
        f"<xdr:row>{row + 3}</xdr:row></xdr:to><xdr:pic/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    relation = '<Relationship Id="r1" Type="http://x/drawing" Target="../drawings/drawing1.xml"/>'
    relations = f"<Relationships>{relation}</Relationships>"
    sheet = (REPORT if has_report(form) else TARGETS).rpartition("/")[2]
    parts = {"xl/drawings/drawing1.xml": anchor, f"xl/worksheets/_rels/{sheet}.rels": relations}
    return rezipped(form, {name: text.encode() for name, text in parts.items()})


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        (lambda form: changed(form, noted), "workbook.note", "更正：应为24.1"),
        (with_picture, "workbook.picture_over", "{cell}"),
    ],
)
def test_notes_and_what_lies_over_cells_are_told_and_refuse_nothing(change, key, said, form, known):
    problems, remarks, values = told(change(form), known)
    assert (problems, remarks, values["2026-1.1"]) == ([], [key], 26.3)
    (remark,) = read(change(form)).remarks
    at = spot(openpyxl.load_workbook(io.BytesIO(form)), "指标", "K3")
    assert all(said.format(cell=at.coordinate) in problem_line(lang, remark) for lang in LANGUAGES)
    assert (remark.place.sheet, remark.place.row) == (at.parent.title, at.row)


def test_raised_digits_in_a_text_stay_raised(form):
    text = runs("新建", ("1", RAISED), "绿地10km", ("2", RAISED), "，CO", ("2", LOWERED), "减少")
    found = read(put("任务", N3=text)(form))
    assert found.ret.tasks[0].narrative == "新建¹绿地10km²，CO₂减少"


def test_an_id_that_became_a_month_is_read_and_said(form, known):
    change = put("请求协助", B4=date(2026, 2, 1), C4="parks", D4="x", E4=AS_OF, F4=AS_OF)
    problems, remarks, _ = told(change(form), known)
    assert (problems, remarks) == ([], ["return.date_read_as_id"])
    found = read(change(form))
    assert [row.task_id for row in found.ret.help] == ["2026-2"]
    assert "2026-02-01" in problem_line("zh", found.remarks[0])


def shown(book: openpyxl.Workbook) -> Any:
    """A cell that only shows something."""
    return book["进展报送"]["D5"] if "进展报送" in book.sheetnames else book["指标"]["B3"]


def test_a_hidden_column_of_what_is_only_shown_is_remarked(form, known):
    hidden = changed(
        form,
        lambda book: setattr(shown(book).parent.column_dimensions[shown(book).column_letter], "hidden", True),
    )
    assert told(hidden, known)[:2] == ([], ["workbook.hidden_column"])


def test_the_character_that_nobody_sees_is_named(form):
    problem = read(put("任务", N3="照常\u200b推进")(form)).problems[0]
    assert all(
        "U+200B" in problem_line(lang, problem) and "照常" in problem_line(lang, problem)
        for lang in LANGUAGES
    )


def test_cells_of_text_are_formatted_as_text(form):
    book = openpyxl.load_workbook(io.BytesIO(form))
    formats = {column: spot(book, "任务", f"{column}3").number_format for column in "AJNORQ"}
    assert formats == dict.fromkeys("AJNOR", "@") | {"Q": "yyyy-mm-dd"}
    assert spot(book, "请求协助", "B4").number_format == "@"
    assert spot(book, "指标", "K3").number_format == "General"


def unlikely(value: float, target_id: str, last: float | None = None, **changed: Any) -> str | None:
    target = next(t for t in small_plan().rows()["targets"] if t["target_id"] == target_id)
    found = checks._unlikely(value, target | changed, None if last is None else {"value": last})
    return found and found[0]


def test_a_share_of_less_than_one_per_cent_can_be_reported():
    small = {"comparator": "at_most", "target_value": 2}
    assert unlikely(0.6, "M1.1", **small) is None
    assert unlikely(0.6, "M1.1", 0.7, **small) is None
    assert unlikely(0.006, "M1.1", **small) == "return.fraction"
    assert unlikely(0.8, "M1.1") == "return.fraction"
    assert unlikely(0.8, "M1.1", 78) == "return.fraction"


@pytest.mark.parametrize(
    ("target_id", "value", "last", "key"),
    [
        ("2026-1.1", 1, None, None), ("2026-1.1", 1201, None, "return.size_first"), ("2026-1.1", 1200, None, None),
        ("2026-1.1", 0, 24.6, None), ("2026-1.1", 2.4, 24.6, "return.size"), ("2026-1.1", 1201, 24.6, "return.size"),
        ("2026-2.1", 2, None, None), ("2026-2.1", 0.2, None, "return.size_first"), ("2026-2.1", 0.4, 24.6, None),
        ("2026-4.1", 60, None, None), ("2026-4.1", 4, 60, None), ("M1.1", 180, 78, "return.outside_percent"),
        ("2027-1.1", 1, None, None), ("2027-1.1", 4000, 13, "return.size"),
    ],
)  # fmt: skip
def test_values_of_another_size_than_what_is_known_have_to_be_confirmed(target_id, value, last, key):
    assert unlikely(value, target_id, last) == key


def test_a_confirmed_value_is_taken_whatever_its_size(form, known):
    problems, _, values = told(put("指标", K3=263000, N3="是")(form), known)
    assert (problems, values["2026-1.1"]) == ([], 263000)


def swapped(*cells: str, sheet: str = "任务") -> Change:
    """The form with the content of two locked cells exchanged."""

    def change(book: openpyxl.Workbook) -> None:
        one, other = (book[sheet][cell] for cell in cells)
        one.value, other.value = other.value, one.value

    return lambda form: changed(form, change)


@pytest.mark.parametrize("cells", [("A3", "A4"), ("C3", "C4")])
def test_ids_exchanged_within_their_column_are_asked_about(cells, known):
    filled = put(
        "任务",
        **{f"{c}{row}": text for row in (3, 4) for c, text in zip("JNO", ("正常", "x", "y"), strict=True)},
    )
    form = put("本单位", F3="甲")(filled(sent("harbour")))
    assert told(form, known)[0] == []
    assert told(swapped(*cells)(form), known)[0] == ["workbook.other_name"] * 2
    targets = swapped("A3", "A4", sheet="指标")(form)
    assert told(targets, known)[0] == ["workbook.other_name"] * 2


def test_a_deadline_and_a_target_changed_in_the_form_are_told(form, known):
    def change(book: openpyxl.Workbook) -> None:
        if "进展报送" not in book.sheetnames:
            book["任务"]["E3"], book["指标"]["D3"] = date(2027, 12, 31), 12
            return
        for (key,), (beside,) in ((row[:1], row[3:4]) for row in book["进展报送"].iter_rows(max_col=4)):
            if key.value == "2026-1" and "2026-12-31" in str(beside.value):
                beside.value = beside.value.replace("2026-12-31", "2027-12-31")
            if key.value == "2026-1.1" and " 120 " in str(beside.value):
                beside.value = beside.value.replace(" 120 ", " 12 ")

    problems, remarks, _ = told(changed(form, change), known)
    assert (problems, remarks) == ([], ["workbook.other_due_on", "workbook.other_target_value"])


# CSV.


@pytest.fixture(scope="module")
def harbour() -> str:
    return to_csv(small_return("harbour", PERIOD, {"2026-1.1": 23})).decode("utf-8-sig")


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Known:
    return receiving._known(history(tmp_path_factory.mktemp("history")), small_plan(), PERIOD)


def with_columns(text: str, line: Callable[[str], str]) -> str:
    return "".join(line(row) + "\r\n" for row in text.splitlines())


def in_other_order(text: str) -> str:
    return with_columns(text, lambda row: ",".join(reversed(row.split(","))))


CSV: dict[str, Callable[[str], bytes]] = {
    "columns in another order": lambda text: in_other_order(text).encode(),
    "columns in another order, blank ones and tabs": lambda text: in_other_order(text).replace(",", "\t\t").encode(),
    "names in other letters": lambda text: text.replace("task_id", "Task_ID", 1).replace("value", " VALUE", 1).encode(),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-16 without a mark, the other end first": lambda text: text.encode("utf-16-be"),
    "an end marked by Ctrl-Z": lambda text: (text + "\x1a").encode(),
    "an end marked by Ctrl-Z and a line": lambda text: (text + "\x1a\r\n").encode(),
    "as it is": lambda text: text.encode(),
    "rows of commas": lambda text: (text + ("," * (len(COLUMNS) - 1) + "\r\n") * 3).encode(),
    "blank lines": lambda text: text.replace("\r\n", "\r\n\r\n").encode(),
    "blank lines before the header": lambda text: ("\r\n,,,\r\n" + text).encode(),
    "blank columns behind": lambda text: with_columns(text, lambda row: row + ",,,").encode(),
    "a blank column before": lambda text: with_columns(text, lambda row: "," + row).encode(),
    "semicolons": lambda text: text.replace(",", ";").encode("utf-8-sig"),
    "a line that names the semicolon": lambda text: ("sep=;\r\n" + text.replace(",", ";")).encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "Unicode text": lambda text: text.replace(",", "\t").encode("utf-16"),
    "UTF-16 with the other end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "quoted": lambda text: with_columns(text, lambda row: ",".join(f'"{c}"' for c in row.split(","))).encode(),
    "blanks around": lambda text: text.replace(",2026-1.1,", ",\u00a02026-1.1 ,").encode(),
    "ids that became months": lambda text: text.replace("task,,2026-1,", "task,,2026年1月,").replace(
        "task,,2026-2,", "task,,Feb-26,"
    ).encode(),
    "dates as a spreadsheet writes them": lambda text: text.replace("2026-03-27", "2026/3/27").encode(),
}  # fmt: skip


@pytest.mark.parametrize("what", CSV)
def test_csv_as_spreadsheets_write_it_is_read(harbour, before, what):
    problems, remarks, values = told(CSV[what](harbour), before, "甲.csv")
    assert problems == []
    assert values["2026-1.1"] == 23
    assert remarks == (["return.date_read_as_id"] * 2 if what == "ids that became months" else [])


@pytest.mark.parametrize("name", ["甲.txt", "甲.TSV"])
def test_text_with_tabs_is_read_under_the_names_spreadsheets_give_it(harbour, before, name):
    assert told(harbour.replace(",", "\t").encode("utf-16"), before, name)[0] == []


@pytest.mark.parametrize("typed", ["2026-1-1", "2026/1/1", "2026年1月1日"])
def test_a_target_that_became_a_day_is_read_and_said(typed, harbour, before):
    text = harbour.replace(",2026-1.1,", f",{typed},")
    assert text != harbour
    assert told(text.encode(), before, "甲.csv") == (
        [], ["return.date_read_as_id"], told(harbour.encode(), before, "甲.csv")[2],
    )  # fmt: skip
    (remark,) = read(text.encode(), "甲.csv").remarks
    assert "2026-1.1" in problem_line("zh", remark)


@pytest.mark.parametrize("typed", ["２０２６－１.１", "2026–1.1", "2026—1.1", "2026‑1.1", "2026−1．1"])
def test_ids_are_read_however_wide_they_are_typed(typed, harbour, before):
    text = harbour.replace(",2026-1.1,", f",{typed},")
    assert told(text.encode(), before, "甲.csv") == told(harbour.encode(), before, "甲.csv")


BAD_CSV: dict[str, tuple[Callable[[str], bytes], str]] = {
    "a decimal comma where semicolons separate": (
        lambda text: text.replace(",", ";").replace(";23;", ";23,500;").encode(), "return.comma",
    ),
    "a cell beyond the header": (lambda text: text.replace("照常推进。", "照常,推进。", 1).encode(), "plan.cell_count"),
    "something in a column without a name": (
        lambda text: with_columns(text, lambda row: row + ("," if "unit_id" in row else ",x")).encode(),
        "return.header",
    ),
    "a column missing": (lambda text: text.replace(",note", ",Bemerkung", 1).encode(), "return.header"),
    "a column twice": (lambda text: text.replace(",note", ",value", 1).encode(), "return.header"),
    "a NUL": (lambda text: text.replace("照常推进。", "照常\0推进。", 1).encode(), "return.invisible"),
    "Ctrl-Z inside": (lambda text: text.replace("照常推进。", "照常\x1a。", 1).encode(), "return.control_character"),
    "a form saved as CSV": (
        lambda text: "报送\r\n单位编号,单位名称,报送期止,填报人 *\r\nharbour,港务局,,甲\r\n".encode("gb18030"),
        "return.form_as_csv",
    ),
    "an English form saved as CSV": (
        lambda text: b"Form\r\nTask ID;No.;Task;Judgement *\r\n2026-1;1;x;\r\n", "return.form_as_csv",
    ),
    "the instructions saved as CSV": (lambda text: "进展报送表,\r\n怎样填写,\r\n".encode(), "return.form_as_csv"),
    "another code": (lambda text: text.encode("gb18030"), "plan.not_utf8"),
    "UTF-32": (lambda text: text.encode("utf-32"), "plan.not_utf8"),
    "an odd byte of UTF-16": (lambda text: text.encode("utf-16")[:-1], "plan.not_utf8"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_CSV)
def test_csv_that_cannot_be_read_has_its_sentence(harbour, before, what):
    change, key = BAD_CSV[what]
    assert set(told(change(harbour), before, "甲.csv")[0]) == {key}


def test_the_columns_missing_and_unknown_are_named(harbour):
    with pytest.raises(UserError) as error:
        records_in(harbour.replace(",note", ",Bemerkung", 1).encode(), "甲.csv")
    (problem,) = error.value.problems
    assert problem.params == {"missing": "note", "others": "bemerkung"}


def test_a_nul_is_named_by_its_code_point_and_row(harbour):
    with pytest.raises(UserError) as error:
        records_in(harbour.replace("填报人甲", "填报人甲\0", 1).encode(), "甲.csv")
    (problem,) = error.value.problems
    assert (problem.place.row, problem.params["character"]) == (2, "U+0000")
    assert "填报人甲" in problem_line("zh", problem)
