"""Where a form is filled in, found as its reader finds it: by the words that stand beside and above a cell."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl

from planboard.returns.form import ANSWERS, BLOCKS, HELP, REPORT, UNIT
from planboard.wording.text import LANGUAGES
from tests.samples.forms import given, in_table

Where = tuple[str, str, str]  # the subject, the id of the record ("" for the unit's own), the field


def places(content: bytes) -> dict[Where, tuple[str, str]]:
    """The sheet and the address of every cell of a form that can be filled in, but for those of new help requests."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    report = next(title for lang in LANGUAGES if (title := REPORT.title(lang)) in book.sheetnames)
    found: dict[Where, tuple[str, str]] = {}
    for (id, name), cell in given(book).items():
        shape = next(shape for shape in BLOCKS if name in {field.name for field in shape.entries})
        if not cell.protection.locked:
            found[shape.subject, "" if shape is UNIT else id, name] = (report, cell.coordinate)
    for shape in (HELP, ANSWERS):
        for title in {shape.title(lang) for lang in LANGUAGES} & set(book.sheetnames):
            cells = in_table(book[title], shape)
            for (row, name), cell in cells.items():
                if not cell.protection.locked and (id := cells[row, "request_id"].value):
                    found[shape.subject, id, name] = (title, cell.coordinate)
    return found


def typed(content: bytes, texts: Mapping[Where, str]) -> dict[str, dict[str, str]]:
    """The same texts by sheet and address, as LibreOffice takes them."""
    at, cells = places(content), {}
    for where, text in texts.items():
        title, address = at[where]
        cells.setdefault(title, {})[address] = text
    return cells


def asked_for(content: bytes, answers: Mapping[str, str]) -> dict[Where, str]:
    """The answer to every field of a form that is named in `answers`, whichever record it belongs to."""
    return {where: answers[where[2]] for where in places(content) if where[2] in answers}
