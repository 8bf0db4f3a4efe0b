"""Reads an untrusted workbook in a separate process. Whatever the file does to that process, this one survives and
reports a single reason."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from planboard.errors import Place, Problem, UserError
from planboard.returns import workbook_child
from planboard.returns.records import Cell
from planboard.wording.text import problem_line

WALL_SECONDS = 30.0
_GRACE_SECONDS = 5.0  # from the end of the child's output to its exit
MOST_ANSWER_BYTES = 60_000_000  # a character takes up to six bytes as escaped JSON
CHILD = Path(workbook_child.__file__)


@dataclass(frozen=True)
class Stored:
    """A cell that is not empty: its value, its formula if any, and whether the value is an error such as #REF!."""

    value: Cell
    formula: str | None = None  # the beginning of it; None: the value was typed
    is_error: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells by row and column, both counted from 1, and its merged ranges."""

    name: str
    is_hidden: bool
    merged: tuple[str, ...]
    cells: Mapping[tuple[int, int], Stored]


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
    cells = {
        (int(row), int(column)): _stored(cell_type, value, formula)
        for row, column, cell_type, value, formula in answer["cells"]
    }
    return Sheet(str(answer["name"]), bool(answer["is_hidden"]), tuple(map(str, answer["merged"])), cells)


def _stored(cell_type: str, value: Any, formula: str | None) -> Stored:
    if formula is not None:
        formula = str(formula)
    if cell_type == "e":
        return Stored(str(value), formula, is_error=True)
    if cell_type == "d":
        return Stored(_moment(str(value)), formula)
    if not isinstance(value, str | int | float | bool | None):
        raise TypeError(cell_type)
    return Stored(value, formula)


def _moment(text: str) -> date | datetime:
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment.date() if moment == moment.replace(hour=0, minute=0, second=0, microsecond=0) else moment
