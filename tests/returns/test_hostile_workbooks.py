"""What hostile files and a misbehaving child do to the process that reads them: nothing."""

import io
import random
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from planboard.errors import UserError
from planboard.office import form_writing
from planboard.returns import form_reading, workbook, workbook_child
from planboard.returns.records import Sent
from planboard.returns.workbook import CHILD, sheets_of
from planboard.wording.text import LANGUAGES, problem_line
from tests.samples.small_form import AS_OF, rezipped, small_board
from tests.scale import sizes

PLAIN = "xl/worksheets/sheet1.xml"


def book_of(rows, **formats):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, code in formats.items():
        book.active[cell].number_format = code
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def simple():
    return book_of([["甲", 1], ["乙", 2.5]])


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    return form_writing.form(small_board(tmp_path_factory.mktemp("data")), AS_OF, "harbour", "zh")


def refused(content, **more):
    """The key of the one problem, told within seconds and in both languages."""
    started = time.monotonic()
    with pytest.raises(UserError) as error:
        sheets_of(content, "表.xlsx", **more)
    assert time.monotonic() - started < 10
    (problem,) = error.value.problems
    assert problem.where == "表.xlsx"
    assert all(problem_line(lang, problem) for lang in LANGUAGES)
    return problem.key


def sheet_xml(rows, before=""):
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f"<worksheet {space}>{before}<sheetData>{rows}</sheetData></worksheet>".encode()


def sharing(texts, rows):
    """Parts of a sheet whose texts stand in a part of their own, as spreadsheet programs write them."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rIdT" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    return {
        "xl/_rels/workbook.xml.rels": lambda part: part.replace(b"</Relationships>", relation.encode()),
        "xl/sharedStrings.xml": f"<sst>{texts}</sst>".encode(),
        PLAIN: sheet_xml(rows),
    }


def test_cells_keep_their_type(simple):
    cells = sheets_of(book_of([["甲", 1, 2.5, True, date(2023, 11, 24), None, " "]]), "表.xlsx")[0].cells
    assert {at: cell.value for at, cell in cells.items()} == {
        (1, 1): "甲", (1, 2): 1, (1, 3): 2.5, (1, 4): True, (1, 5): date(2023, 11, 24), (1, 7): " ",
    }  # fmt: skip
    assert [type(cell.value) for cell in cells.values()] == [str, int, float, bool, date, str]


@pytest.mark.parametrize("number", [14, 27, 31, 36, 50, 57, 58])
def test_dates_in_the_formats_of_chinese_spreadsheets_are_dates(number):
    def style(part):
        text = part.decode()
        assert 'numFmtId="164"' in text
        return text.replace('numFmtId="164" fontId', f'numFmtId="{number}" fontId').encode()

    content = rezipped(book_of([[45254]], A1="yyyy/mm"), {"xl/styles.xml": style})
    assert sheets_of(content, "表.xlsx")[0].cells[1, 1].value == date(2023, 11, 24)


def test_a_moment_stays_a_moment_and_1904_counts_from_1904():
    noon = sheets_of(book_of([[datetime(2023, 11, 24, 12)]]), "表.xlsx")[0].cells[1, 1].value
    assert noon == datetime(2023, 11, 24, 12)
    late = rezipped(
        book_of([[45254 - 1462]], A1="yyyy-mm-dd"),
        {"xl/workbook.xml": lambda part: part.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')},
    )
    assert sheets_of(late, "表.xlsx")[0].cells[1, 1].value == date(2023, 11, 24)


def test_a_web_address_that_became_a_link_is_accepted():
    book = openpyxl.Workbook()
    book.active["A1"] = "https://example.invalid/a"
    book.active["A1"].hyperlink = "https://example.invalid/a"
    out = io.BytesIO()
    book.save(out)
    assert sheets_of(out.getvalue(), "表.xlsx")[0].cells[1, 1].value == "https://example.invalid/a"


def test_pronunciation_is_no_part_of_a_text(simple):
    texts = "<si><r><t>深</t></r><r><t>圳</t></r><rPh><t>shenzhen</t></rPh></si>"
    content = rezipped(simple, sharing(texts, '<row><c t="s"><v>0</v></c></row>'))
    assert sheets_of(content, "表.xlsx")[0].cells[1, 1].value == "深圳"


HOSTILE = {
    "a million empty rows": ({PLAIN: sheet_xml("".join(f'<row r="{n}"/>' for n in range(1, 1_000_001)))}, "extent"),
    "a far cell": ({PLAIN: sheet_xml('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')}, "extent"),
    "a far row": ({PLAIN: sheet_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')}, "extent"),
    "a row of no number": ({PLAIN: sheet_xml('<row r="x"/>')}, "extent"),
    "a nameless column too many": ({PLAIN: sheet_xml("<row>" + "<c><v>1</v></c>" * 61 + "</row>")}, "extent"),
    "one text many times": (
        sharing(f"<si><t>{'x' * 30_000}</t></si>", '<row><c t="s"><v>0</v></c></row>' * 5_000),
        "unpacks",
    ),
    "a text that is not there": (sharing("<si/>", '<row><c t="s"><v>99</v></c></row>'), "damaged"),
    "a text too long for a cell": (
        sharing(f"<si><t>{'x' * 33_000}</t></si>", '<row><c t="s"><v>0</v></c></row>'), "unpacks",
    ),
    "deep elements": ({PLAIN: b"<a>" * 2_000_000}, None),
    "billion laughs": ({PLAIN: b'<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><a>&b;</a>'}, "markup"),
    "an outside entity": ({PLAIN: b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'}, "markup"),
    "a doctype in a part nobody reads": ({"docProps/x.xml": b"<!DOCTYPE a><a/>"}, "markup"),
    "UTF-16": ({PLAIN: "<worksheet/>".encode("utf-16")}, "markup"),
    "UTF-16 without a mark": ({PLAIN: "<worksheet/>".encode("utf-16-be")}, "markup"),
    "a stated encoding": ({PLAIN: b'<?xml version="1.0" encoding="utf-7"?><worksheet/>'}, "markup"),
    "a bomb": ({"xl/media/a.png": bytes(200_000_000)}, "unpacks"),
    "connections": ({"xl/connections.xml": b"<connections/>"}, "active"),
    "ActiveX": ({"xl/activeX/activeX1.xml": b"<a/>"}, "active"),
    "a backslash": ({"xl\\..\\a.xml": b"<a/>"}, "part_name"),
    "an absolute name": ({"/etc/passwd": b""}, "part_name"),
    "a drive": ({"C:a": b""}, "part_name"),
    "no workbook part": ({"_rels/.rels": b"<Relationships/>"}, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_part_is_refused_with_its_sentence(what, simple):
    parts, key = HOSTILE[what]
    assert refused(rezipped(simple, parts)) in (
        {f"workbook.{key}"} if key else {"workbook.unpacks", "workbook.damaged", "workbook.stopped"}
    )


def test_too_many_sheets_are_refused():
    book = openpyxl.Workbook()
    for _ in range(workbook_child.SHEETS):
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    assert refused(out.getvalue()) == "workbook.sheets"


def test_a_part_that_states_a_password_is_refused(simple):
    flagged = bytearray(simple)
    with zipfile.ZipFile(io.BytesIO(simple)) as archive:
        flagged[archive.start_dir + 8] |= 1
    assert refused(bytes(flagged)) == "workbook.encrypted"


def test_a_part_that_lies_about_its_size_is_counted_while_it_unpacks(simple):
    content = bytearray(rezipped(simple, {"xl/media/a.png": bytes(3_000_000)}))
    at = content.rindex(b"xl/media/a.png") - 46
    content[at + 24 : at + 28] = (1).to_bytes(4, "little")
    assert refused(bytes(content)) in ("workbook.unpacks", "workbook.damaged")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + bytes(workbook_child.LARGEST_FILE), "too_large"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"MZ" + bytes(100), "not_workbook"),
        ("单位,任务".encode("utf-8-sig"), "not_workbook"),
        (workbook_child.OLE + bytes(4_000), "encrypted"),
    ],
)
def test_what_is_no_workbook_is_refused(content, key):
    assert refused(content) == f"workbook.{key}"


def test_bytes_before_an_archive_are_refused(simple):
    assert refused(b"GIF89a" + simple) == "workbook.not_workbook"


MISBEHAVIOUR = {
    "fails": "raise SystemExit(3)",
    "says nothing": "",
    "says no JSON": "print('<html>')",
    "says half": "print('{\"sheets\": [')",
    "says another shape": 'print(\'{"sheets": [{"name": 1}]}\')',
    "says a list": "print('[]')",
    "refuses without a message": 'print(\'{"refused": "workbook.no_such", "params": {}}\')',
    "refuses without its numbers": 'print(\'{"refused": "workbook.parts", "params": {}}\')',
    "nests without end": "print('[' * 100_000)",
    "says it, then fails": "print('{\"sheets\": []}', flush=True); raise SystemExit(1)",
    "hangs": "import time; time.sleep(60)",
    "closes its mouth and hangs": "import os, time; os.close(1); time.sleep(60)",
    "kills itself": "import os; os.kill(os.getpid(), 9)",
    "floods": "import sys\nwhile True: sys.stdout.write('x' * 65536)",
    "floods its errors": "import sys\nfor _ in range(999): sys.stderr.write('x' * 65536)\nraise SystemExit(1)",
    "takes memory": "import sys; x = [bytearray(1 << 20) for _ in range(300)]; raise MemoryError",
    "leaves a child behind": "import os, time\nif os.fork() == 0: time.sleep(20)\nraise SystemExit(0)",
}


@pytest.mark.parametrize("what", MISBEHAVIOUR)
def test_the_parent_outlives_a_child_that(what, simple, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ANSWER_BYTES", 5_000_000)
    child = tmp_path / "child.py"
    child.write_text(MISBEHAVIOUR[what], "utf-8")
    assert refused(simple, child=child, wall_seconds=1) == "workbook.stopped"
    assert sheets_of(simple, "表.xlsx")


def test_the_child_may_neither_write_nor_grow_nor_see_our_surroundings(simple, tmp_path, monkeypatch):
    monkeypatch.setenv("PLANBOARD_SECRET", "x")
    child = tmp_path / "child.py"
    child.write_text(
        f"import importlib.util, json, os\n"
        f"spec = importlib.util.spec_from_file_location('c', {str(CHILD)!r})\n"
        "c = importlib.util.module_from_spec(spec); spec.loader.exec_module(c); c.limit()\n"
        "said = []\n"
        f"try: open({str(tmp_path / 'written')!r}, 'w').write('x' * 9999)\n"
        "except OSError as e: said.append('no file')\n"
        "try: bytearray(700 << 20)\n"
        "except MemoryError: said.append('no memory')\n"
        "said.append('no secret' if 'PLANBOARD_SECRET' not in os.environ else 'secret')\n"
        "print(json.dumps({'sheets': [{'name': ', '.join(said), 'is_hidden': False, 'merged': [], 'cells': []}]}))\n",
        "utf-8",
    )
    (sheet,) = sheets_of(simple, "表.xlsx", child=child)
    assert sheet.name == "no file, no memory, no secret"


def test_the_largest_sheet_is_read_within_the_limits():
    """As many rows as are allowed, of three columns."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="str"><v>x</v></c></row>'
        for n in range(1, workbook_child.ROWS + 1)
    )
    (sheet,) = sheets_of(rezipped(book_of([["甲"]]), {PLAIN: sheet_xml(rows)}), "表.xlsx")
    assert len(sheet.cells) == 2 * workbook_child.ROWS


def outcome(content):
    try:
        return form_reading.read(content, "表.xlsx")
    except UserError as error:
        return error


def mutated(content, chance):
    """The bytes with a few of them changed, cut or doubled; of the archive, or of one unpacked part."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[at] = chance.randrange(256)
        elif kind == 2:
            del data[at : at + chance.choice((1, 4, 300))]
        else:
            data[at:at] = data[at : at + chance.choice((1, 16, 300))]
        if not data:
            return b"PK\x03\x04"
    return bytes(data)


@pytest.mark.parametrize("mutations", sizes(60, 200, 3_000))
def test_mutated_workbooks_are_read_or_refused_and_nothing_else(form, mutations):
    chance = random.Random(20260313)
    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        names = archive.namelist()
    outcomes = []
    for n in range(mutations):
        if n % 2:
            content = mutated(form, chance)
        else:
            content = rezipped(form, {chance.choice(names): lambda part: mutated(part, chance)})
        outcomes.append(outcome(content))
    assert {type(found) for found in outcomes} == {Sent, UserError}
    problems = [problem for found in outcomes for problem in found.problems]
    assert all(problem_line(lang, problem) for problem in problems for lang in LANGUAGES)
