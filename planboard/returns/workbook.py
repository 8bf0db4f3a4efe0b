"""Reads an untrusted workbook in a separate process. Whatever the file does to that process, this one survives and
reports a single reason."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from planboard.errors import Place, Problem, UserError
from planboard.returns import number_format, workbook_child
from planboard.returns.records import Cell
from planboard.wording.text import problem_line

WALL_SECONDS = 30.0
_GRACE_SECONDS = 5.0  # from the end of the child's output to its exit
MOST_ANSWER_BYTES = 60_000_000  # a character takes up to six bytes as escaped JSON
CHILD = Path(workbook_child.__file__)
_RANGE = re.compile(r"([A-Z]{1,3}[0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?")


@dataclass(frozen=True)
class Stored:
    """A cell that is not empty: its value, its formula if any, whether the value is an error such as #REF!, whether it
    is a picture, and its look: what it shows where that is something else than its value, and what is struck out."""

    value: Cell
    formula: str | None = None  # the beginning of it; None: the value was typed
    is_error: bool = False
    is_picture: bool = False
    shown: str | None = None  # None: it shows its value, at most rounded a little
    struck: str = ""  # the beginning of what is struck out
    look: str = ""  # which of workbook_child.LOOKS makes it look otherwise than what it holds


@dataclass(frozen=True)
class Sheet:
    """A sheet: its merged ranges, its cells by row and column, both counted from 1, and which of the rows and columns
    that hold something are hidden. `is_veiled`: the sheet is hidden so that no menu shows it. `notes` by cell, and the
    cells at which a picture or a shape begins that lies over them."""

    name: str
    is_hidden: bool
    merged: tuple[str, ...]
    cells: Mapping[tuple[int, int], Stored]
    is_veiled: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    pictures: tuple[tuple[int, int], ...] = ()


def sheets_of(
    content: bytes, name: str, *, child: Path = CHILD, wall_seconds: float = WALL_SECONDS
) -> tuple[Sheet, ...]:
    """Every sheet of a workbook called `name`. Raises UserError with the one reason why it cannot be read. Whatever the
    file holds, that takes at most `wall_seconds` and a bounded amount of memory."""
    if not content:
        raise UserError([Problem(Place(name), "workbook.empty")])
    if len(content) > workbook_child.LARGEST_FILE:
        raise UserError(
            [Problem(Place(name), "workbook.too_large", {"n": workbook_child.LARGEST_FILE // 1_000_000})]
        )
    try:
        answer = json.loads(_answer(content, child, wall_seconds))
        if "refused" in answer:
            refusal = Problem(Place(name), str(answer["refused"]), dict(answer["params"]))
            problem_line("en", refusal)  # raises KeyError unless the message and its parameters exist
            raise UserError([refusal])
        return tuple(_sheet(sheet) for sheet in answer["sheets"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise UserError([Problem(Place(name), "workbook.stopped")]) from None


def _answer(content: bytes, child: Path, wall_seconds: float) -> bytes:
    """The child's output; empty if it timed out, failed, or wrote too much."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    with tempfile.TemporaryFile() as given:
        given.write(content)
        given.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-I", str(child)], stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=kept, cwd=Path(sys.executable).anchor, start_new_session=True,
        )  # fmt: skip
    heard = bytearray()
    assert process.stdout is not None
    # In a thread, because a grandchild that keeps the pipe open must not keep us waiting.
    listener = threading.Thread(target=_listen, args=(process.stdout, heard), daemon=True)
    listener.start()
    listener.join(wall_seconds)
    is_whole = not listener.is_alive() and len(heard) <= MOST_ANSWER_BYTES
    try:
        is_done = process.wait(min(wall_seconds, _GRACE_SECONDS)) == 0 if is_whole else False
    except subprocess.TimeoutExpired:
        is_done = False
    if not is_done:
        _end(process)
    return bytes(heard) if is_done else b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and every process it started."""
    if process.returncode is None and hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _listen(pipe: IO[bytes], heard: bytearray) -> None:
    with pipe:
        while len(heard) <= MOST_ANSWER_BYTES and (chunk := pipe.read(1 << 16)):
            heard += chunk


def _sheet(answer: dict[str, Any]) -> Sheet:
    cells = {(int(row), int(column)): _stored(*cell) for row, column, *cell in answer["cells"]}
    hidden = {
        column
        for column in {column for _, column in cells}
        for first, last in answer.get("hidden_columns", ())
        if int(first) <= column <= int(last)
    }
    for ranges, code, look in answer.get("conditional", ()):
        for at in [at for at in cells if _is_within(at, str(ranges))]:
            cell = cells[at]
            shown = number_format.otherwise(cell.value, str(code)) if cell.shown is None else cell.shown
            cells[at] = replace(cell, shown=shown, look=cell.look or _look(look))
    notes = {(int(row), int(column)): str(text) for row, column, text in answer.get("notes", ())}
    pictures = tuple((int(row), int(column)) for row, column in answer.get("pictures", ()))
    return Sheet(
        str(answer["name"]), bool(answer["is_hidden"]), tuple(map(str, answer["merged"])), cells,
        bool(answer.get("is_veiled")), frozenset(map(int, answer.get("hidden_rows", ()))), frozenset(hidden),
        notes, pictures,
    )  # fmt: skip


def _is_within(at: tuple[int, int], ranges: str) -> bool:
    """Whether a cell lies in one of some ranges, such as `K3:K9 L4`."""
    for found in _RANGE.finditer(ranges):
        first = workbook_child.row_and_column(found[1])
        last = workbook_child.row_and_column(found[2]) if found[2] else first
        if all(low <= place <= high for low, place, high in zip(first, at, last, strict=True)):
            return True
    return False


def _look(look: object) -> str:
    if look != "" and look not in workbook_child.LOOKS:
        raise ValueError(look)
    return str(look)


def _stored(
    cell_type: str, value: Any, formula: str | None, code: str, struck: str, look: str = ""
) -> Stored:
    if formula is not None:
        formula = str(formula)
    struck = str(struck)
    if cell_type in ("e", "p"):
        return Stored(str(value), formula, is_error=cell_type == "e", is_picture=cell_type == "p")
    if cell_type == "d":
        value = _moment(str(value))
    elif not isinstance(value, str | int | float | bool | None):
        raise TypeError(cell_type)
    return Stored(
        value, formula, shown=number_format.otherwise(value, str(code)), struck=struck, look=_look(look)
    )


def _moment(text: str) -> date | datetime:
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment.date() if moment == moment.replace(hour=0, minute=0, second=0, microsecond=0) else moment
