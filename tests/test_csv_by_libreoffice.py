"""A CSV to take away, as LibreOffice opens it: no row shifts and nothing runs, whatever people wrote."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

from planboard import export
from tests.libreoffice import LibreOffice, running

TEXTS = (
    "说明;=1+1", "说明\t=1+1", "说明,=1+1", "=1+1", "；=1+1", "说明;\u3000@SUM(A1)",
    "\t=1+1", '说"明";+1+1', "说明\n=1+1", "甲;乙;丙",
)  # fmt: skip


@pytest.fixture(scope="module")
def libreoffice() -> Iterator[LibreOffice]:
    with running() as office:
        yield office


def cells(content: bytes) -> list[list[openpyxl.cell.Cell]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


def test_texts_with_separators_and_formulas_behind_them_stay_in_their_cells(libreoffice):
    rows = [[text, 7, "末"] for text in TEXTS]
    opened = cells(libreoffice.opened(export.to_csv(["说明;=1+1", "数", "末"], rows)))
    assert len(opened) == len(TEXTS) + 1
    assert {len(row) for row in opened} == {3}
    assert [(row[1].value, row[2].value) for row in opened[1:]] == [(7, "末")] * len(TEXTS)
    assert not [cell for row in opened for cell in row if cell.data_type == "f"]
    for text, (first, *_) in zip(TEXTS, opened[1:], strict=True):
        assert str(first.value).replace("'", "").split() == text.split()


def test_written_as_other_programs_write_them_they_would_shift_and_run(libreoffice):
    opened = cells(libreoffice.opened("a,b\r\n说明;=1+1,7\r\n".encode("utf-8-sig")))
    assert [cell.data_type for cell in opened[1]] == ["s", "f", "n"]
