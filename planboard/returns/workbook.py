"""Sheets of a workbook from outside. A process of its own reads it; whatever the file does to that process, this one
goes on and says a sentence."""

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

from planboard.errors import Problem, UserError
from planboard.returns import workbook_child as xlsx_child
from planboard.returns.records import Cell
from planboard.wording.text import problem_line

WALL_SECONDS = 30.0
_GRACE_SECONDS = 5.0  # from its last word to its end
LARGEST_ANSWER = 60_000_000  # bytes; one character of text takes up to six
CHILD = Path(xlsx_child.__file__)


@dataclass(frozen=True)
class Stored:
    """A cell that holds something: its value, the formula that gave it, and whether the value is an error (#REF!)."""

    value: Cell
    formula: str | None = None  # its beginning; None: typed
    is_error: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells by row and column, both from 1, and the ranges that are merged."""

    name: str
    is_hidden: bool
    merged: tuple[str, ...]
    cells: Mapping[tuple[int, int], Stored]


def sheets_of(
    content: bytes, name: str, *, child: Path = CHILD, wall_seconds: float = WALL_SECONDS
) -> tuple[Sheet, ...]:
    """Every sheet of the workbook in `content`, a file called `name`. Raises UserError with the one reason why it
    cannot be read, within `wall_seconds` and a bounded amount of memory whatever the file holds."""
    if not content:
        raise UserError([Problem(name, "workbook.empty")])
    if len(content) > xlsx_child.LARGEST_FILE:
        raise UserError([Problem(name, "workbook.too_large", {"n": xlsx_child.LARGEST_FILE // 1_000_000})])
    try:
        said = json.loads(_answer(content, child, wall_seconds))
        if "refused" in said:
            refusal = Problem(name, str(said["refused"]), dict(said["params"]))
            problem_line("en", refusal)  # a message there is, with what it needs
            raise UserError([refusal])
        return tuple(_sheet(sheet) for sheet in said["sheets"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise UserError([Problem(name, "workbook.stopped")]) from None


def _answer(content: bytes, child: Path, wall_seconds: float) -> bytes:
    """What the child says, or nothing where it was cut short, failed, or said too much."""
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
    # A thread of its own: a grandchild that keeps the pipe open must not keep us waiting either.
    listener = threading.Thread(target=_listen, args=(process.stdout, heard), daemon=True)
    listener.start()
    listener.join(wall_seconds)
    is_whole = not listener.is_alive() and len(heard) <= LARGEST_ANSWER
    try:
        is_done = process.wait(min(wall_seconds, _GRACE_SECONDS)) == 0 if is_whole else False
    except subprocess.TimeoutExpired:
        is_done = False
    if not is_done:
        _end(process)
    return bytes(heard) if is_done else b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    if process.returncode is None and hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _listen(pipe: IO[bytes], heard: bytearray) -> None:
    with pipe:
        while len(heard) <= LARGEST_ANSWER and (chunk := pipe.read(1 << 16)):
            heard += chunk


def _sheet(said: dict[str, Any]) -> Sheet:
    cells = {
        (int(row), int(column)): _stored(kind, value, formula)
        for row, column, kind, value, formula in said["cells"]
    }
    return Sheet(str(said["name"]), bool(said["is_hidden"]), tuple(map(str, said["merged"])), cells)


def _stored(kind: str, value: Any, formula: str | None) -> Stored:
    if formula is not None:
        formula = str(formula)
    if kind == "e":
        return Stored(str(value), formula, is_error=True)
    if kind == "d":
        return Stored(_moment(str(value)), formula)
    if not isinstance(value, str | int | float | bool | None):
        raise TypeError(kind)
    return Stored(value, formula)


def _moment(text: str) -> date | datetime:
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment.date() if moment == moment.replace(hour=0, minute=0, second=0, microsecond=0) else moment
