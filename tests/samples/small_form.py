"""A board on which forms of the small plan (tests/second_plan) can be made, and functions that alter workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from planboard.answers.engine import Engine, open_engine
from planboard.publishing.accepted import Accepted
from planboard.publishing.publish import publish
from planboard.register.plan import load_plan
from planboard.returns.content import HelpRow, Return, TargetRow, TaskRow
from planboard.returns.kept import ReturnFile
from tests.places import SECOND_PLAN

BEFORE, AS_OF = date(2026, 3, 6), date(2026, 3, 13)
NOON = datetime(2026, 3, 6, 4, tzinfo=UTC)

HARBOUR = Return(
    "harbour", BEFORE, "甲", "本周说明",
    (
        TaskRow("2026-1", "green", None, False, narrative="=1+1", next_step="@下周清理", evidence="照片"),
        TaskRow("2026-2", "yellow", None, False, reason="人手不足"),
    ),
    (TargetRow("2026-1.1", 12.5, BEFORE), TargetRow("2026-2.1", 7, BEFORE)),
    (HelpRow("2026-1-H1", "2026-1", "parks", "=请借用垃圾船", BEFORE, date(2026, 3, 20)),),
)  # fmt: skip
WATERWORKS = Return(
    "waterworks", BEFORE, "乙", None,
    (TaskRow("2026-3", "green", "drafted", False, narrative="已成稿", next_step_on=date(2026, 4, 1)),),
)  # fmt: skip


def small_board(data: Path) -> Engine:
    """An engine over a week published with returns, and the next week, for which none has come in yet."""
    plan = load_plan(SECOND_PLAN)
    files = [ReturnFile(f"as_of={BEFORE}/x-{str(n) * 12}.csv", str(n) * 64) for n in range(2)]
    returned = [
        Accepted(ret, file, NOON, NOON) for ret, file in zip((HARBOUR, WATERWORKS), files, strict=True)
    ]
    for as_of, accepted in ((BEFORE, returned), (AS_OF, [])):
        publish(data, plan, as_of, accepted, kind="official", publisher="办公室", published_at=NOON)
    return open_engine(data)


def changed(content: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The workbook as saved by somebody who opened and changed it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(content: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The archive with some of its parts changed or new parts added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        files[name] = part(files[name]) if callable(part) else part
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def stored_result(content: bytes, sheet_part: str, cell: str, formula: str, value: str) -> bytes:
    """The workbook with a formula and its stored result in a cell, as a spreadsheet program saves them."""

    def put(part: bytes) -> bytes:
        text = part.decode()
        before, _, rest = text.partition(f'<c r="{cell}"')
        attributes, _, after = rest.partition("/>" if rest.index("/>") < rest.index(">") else ">")
        assert not after.startswith("<v>")
        return f'{before}<c r="{cell}"{attributes}><f>{formula}</f><v>{value}</v></c>{after}'.encode()

    return rezipped(content, {sheet_part: put})
