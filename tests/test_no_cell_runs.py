"""S8 of docs/reliability.md: no file for download has a cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import fields, replace
from pathlib import Path

import openpyxl
import pytest

from planboard import export
from planboard.answers.engine import Engine, open_engine
from planboard.office import deciding, forms, publication, receiving
from planboard.office.receiving import Arrival
from planboard.publishing.accepted import Accepted
from planboard.publishing.publish import publish
from planboard.queries import queries
from planboard.returns.content import HelpRow
from planboard.returns.csv_file import to_csv
from planboard.returns.kept import ReturnFile
from planboard.snapshots import exports
from planboard.snapshots.published import published
from planboard.wording import readable
from planboard.wording.text import messages
from tests.queries.test_headers import asked
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import NOON, WEEK, small_plan, small_return

STARTS = ("+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "=", " =", "\u3000=", "\ufeff=")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
TEXTS = {"narrative", "reason", "next_step", "evidence", "note", "text", "unit_note", "reported_by"}
PAYLOAD = "cmd|' /C calc'!A1"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week in which every text of the harbour's return begins like a formula, each in another way."""
    data, n = history(tmp_path_factory.mktemp("history")), 0

    def spoiled(row):
        nonlocal n
        changed = {}
        for field in fields(row):
            if field.name in (
                "narrative",
                "reason",
                "next_step",
                "evidence",
                "note",
                "text",
                "unit_note",
                "reported_by",
            ):
                start = STARTS[n % 10]  # not "=", with which a CSV cell is refused as a formula
                changed[field.name], n = f"{start}{PAYLOAD}", n + 1
        return replace(row, **changed)

    ret = small_return("harbour", PERIOD, {"2026-1.1": 23})
    asks = HelpRow("", "2026-1", "parks", "x", PERIOD, PERIOD)
    ret = spoiled(ret)
    ret = replace(
        ret,
        tasks=tuple(map(spoiled, ret.tasks)),
        targets=tuple(map(spoiled, ret.targets)),
        help=(spoiled(asks),),
    )
    (one,) = receiving.receive(data, small_plan(), [Arrival("=x.csv", to_csv(ret), NOON)], PERIOD, "=甲")
    assert one.problems == ()
    deciding.accept(data, one.kept, at=NOON, by="=甲")
    publication.publish_period(data, small_plan(), PERIOD, at=NOON, by="=甲")
    return data


@pytest.fixture(scope="module")
def engine(data: Path) -> Engine:
    return open_engine(data)


def cells_of_csv(content: bytes, separator: str = ",") -> list[str]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator)
    return [cell for row in rows for cell in row]


def assert_nothing_runs(cells: list[str]) -> None:
    """No text begins, even after spaces, with a sign a spreadsheet would run; numbers may be negative."""
    for cell in cells:
        bare = cell.lstrip(" \u00a0\u3000\ufeff")
        assert not cell.startswith(RUNS) or _is_number(cell), repr(cell)
        assert not bare.startswith(RUNS) or _is_number(bare), repr(cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def texts_of_xlsx(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    return [cell.value for cell in cells if isinstance(cell.value, str)]


@pytest.mark.parametrize("start", STARTS)
def test_a_text_gets_an_apostrophe_before_it_and_a_number_does_not(start):
    content = export.to_csv([f"{start}head"], [[f"{start}{PAYLOAD}"], [-5], [-0.5]])
    head, text, *numbers = cells_of_csv(content)
    assert head.startswith("'")
    assert text == f"'{start}{PAYLOAD}"
    assert numbers == ["-5", "-0.5"]


@pytest.mark.parametrize("between", [";", "\t", "; ", ";\u3000", "\t\t"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_nothing_runs_behind_what_another_spreadsheet_takes_for_the_end_of_a_cell(between, sign):
    content = export.to_csv(["a", "b"], [[f"进展见附件{between}{sign}1+1", 5]]).decode("utf-8-sig")
    assert content.splitlines()[1] == f'"进展见附件{between}\'{sign}1+1",5'
    # LibreOffice takes comma, semicolon and tab for separators; others only one of them, with quotes only at the start.
    for separator in ",;\t":
        cells = cells_of_csv(content.replace(",", separator).encode(), separator)
        assert_nothing_runs(cells)
    for cell in re.split("[,;\t]", content.replace('"', "")):
        assert_nothing_runs([cell])


@pytest.mark.parametrize("text", ["甲;乙", "甲\t乙", "甲,乙", "甲\n乙", '甲"乙'])
def test_a_text_with_anything_that_ends_a_cell_is_quoted_and_read_back(text):
    content = export.to_csv(["a"], [[text]])
    assert content.decode("utf-8-sig").splitlines()[1].startswith('"')
    assert cells_of_csv(content) == ["a", text]


def test_numbers_truths_and_nothing_are_not_quoted():
    assert export.to_csv(["a"], [[1.5, True, None, -2]]).decode("utf-8-sig") == "a\r\n1.5,True,,-2\r\n"


def test_no_cell_of_an_answer_runs_in_csv_or_workbook(engine):
    with_payload = set()
    for name in queries():
        for params in [p for p in asked(engine, name) if p.get("as_of", PERIOD) == PERIOD][:9]:
            table = engine.query(name, **params)
            cells = cells_of_csv(export.table_csv(table))
            if all(f"column.{column}" in messages() for column in table.column_names):
                header, rows = readable.as_file(table, table.column_names, "zh", PERIOD, "official")
                cells += cells_of_csv(export.to_csv(header, rows))
                cells += texts_of_xlsx(export.to_xlsx({"=x": (header, rows)}))
            assert_nothing_runs(cells)
            with_payload |= {name} if any(PAYLOAD in cell for cell in cells) else set()
    assert with_payload >= {"task", "task_history", "task_help", "coordination", "unit_history", "form_tasks"}


def test_no_cell_of_the_data_package_runs(data):
    snapshot = published(data).current[-1]
    with zipfile.ZipFile(io.BytesIO(exports.data_package(snapshot, "=title"))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        assert len(names) == len(json.loads(archive.read("datapackage.json"))["resources"])
        for name in names:
            assert_nothing_runs(cells_of_csv(archive.read(name)))
    assert_nothing_runs(texts_of_xlsx(exports.workbook(snapshot)))
    for name in snapshot.files:
        assert_nothing_runs(cells_of_csv(exports.csv(snapshot, name)))


def test_no_cell_of_a_return_a_form_or_a_list_of_problems_runs(data):
    now = published(data)
    for sha256 in exports.sources(now):
        assert_nothing_runs(cells_of_csv(exports.return_csv(data, now, sha256)))
    for _, content in forms.forms(data, small_plan(), PERIOD, ["harbour", "parks"], "zh"):
        assert_nothing_runs(texts_of_xlsx(content))
    bad = to_csv(replace(small_return("parks", PERIOD), tasks=())).replace(b"parks", b"@moon")
    received = receiving.receive(data, small_plan(), [Arrival("=cmd.csv", bad, NOON)], PERIOD, "甲")
    assert_nothing_runs(cells_of_csv(receiving.problems_csv(received)))


def test_characters_a_workbook_cannot_hold_are_left_out():
    content = export.to_xlsx({"x": (["a"], [["甲\x07乙\x00"], ["\x1b"]])})
    assert "甲乙" in texts_of_xlsx(content)


def test_a_negative_value_of_a_return_stays_a_number(tmp_path):
    data = history(tmp_path)
    ret = small_return("harbour", PERIOD, {"2026-2.1": -1.5})
    (one,) = receiving.receive(data, small_plan(), [Arrival("x.csv", to_csv(ret), NOON)], PERIOD, "甲")
    deciding.accept(data, one.kept, at=NOON, by="甲")
    publication.publish_period(data, small_plan(), PERIOD, at=NOON, by="甲")
    content = exports.return_csv(data, published(data), one.kept.file.sha256)
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert {row["target_id"]: row["value"] for row in rows if row["value"]} == {"2026-2.1": "-1.5"}


def test_a_form_opens_even_if_odd_characters_were_published_before(tmp_path):
    data = history(tmp_path)
    ret = small_return("harbour", PERIOD)
    odd = tuple(replace(t, next_step="甲\ufffe乙\x0b丙", evidence="\x07=1+1") for t in ret.tasks)
    sent = Accepted(
        replace(ret, tasks=odd), ReturnFile("as_of=2026-03-27/x-111111111111.csv", "1" * 64), NOON, NOON
    )
    publish(data, small_plan(), PERIOD, [sent], kind="official", publisher="甲", published_at=NOON)
    ((_, form),) = forms.forms(data, small_plan(), PERIOD + WEEK, ["harbour"], "zh")
    texts = texts_of_xlsx(form)
    assert "甲乙丙" in texts
    assert "'=1+1" in texts
    assert_nothing_runs(texts)
