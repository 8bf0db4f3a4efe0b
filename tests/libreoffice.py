"""LibreOffice at work on a workbook, as a unit's liaison or the office's clerk uses it: opened, typed into, saved."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

PATIENCE_SECONDS = 90
# Tab, comma and semicolon separate, quotation marks hold together, UTF-8, from the first line on; the rest as it comes,
# but formulas are computed.
AS_OFFERED = "9/44/59,34,76,1,,0,false,true,false,false,false,0,true"
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's python3-uno is for this one; a virtual environment has no uno


class LibreOffice:
    """A headless LibreOffice with a profile of its own."""

    def __init__(self, child: subprocess.Popen[str], folder: Path) -> None:
        self._child, self._folder = child, folder

    def typed(self, content: bytes, cells: Mapping[str, Mapping[str, str]]) -> bytes:
        """The workbook with texts typed into cells (by sheet and address, "B7"), saved as .xlsx; each text becomes what
        the cell's format makes of it. Raises RuntimeError for a cell that is locked or not there."""
        given, saved = self._folder / "given.xlsx", self._folder / "saved.xlsx"
        given.write_bytes(content)
        saved.unlink(missing_ok=True)
        answer = self._ask({"given": given.as_uri(), "saved": saved.as_uri(), "cells": cells})
        if answer != "done":
            raise RuntimeError(answer)
        return saved.read_bytes()

    def opened(self, content: bytes) -> bytes:
        """A CSV opened as the dialog for text offers it, formulas computed, and saved as .xlsx."""
        given, saved = self._folder / "given.csv", self._folder / "saved.xlsx"
        given.write_bytes(content)
        saved.unlink(missing_ok=True)
        task = {"given": given.as_uri(), "saved": saved.as_uri(), "cells": {}, "csv": AS_OFFERED}
        if (answer := self._ask(task)) != "done":
            raise RuntimeError(answer)
        return saved.read_bytes()

    def _ask(self, task: object) -> str:
        assert self._child.stdin
        assert self._child.stdout
        clock = Timer(PATIENCE_SECONDS, self._child.kill)
        clock.start()
        try:
            self._child.stdin.write(json.dumps(task) + "\n")
            self._child.stdin.flush()
            line = self._child.stdout.readline()
        finally:
            clock.cancel()
        return json.loads(line) if line else f"LibreOffice ended or took over {PATIENCE_SECONDS} s"


def is_installed() -> bool:
    """Whether LibreOffice and the module that drives it are there."""
    return bool(shutil.which("soffice")) and (
        subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
    )


@contextmanager
def running() -> Iterator[LibreOffice]:
    """A LibreOffice until the block ends. Skips the test where there is none, unless PLANBOARD_BROWSER=require."""
    if not is_installed() and os.environ.get("PLANBOARD_BROWSER") != "require":
        pytest.skip("no LibreOffice; install libreoffice-calc-nogui and python3-uno")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen(
            [SYSTEM_PYTHON, Path(__file__).with_name("libreoffice_child.py"), folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        try:
            yield LibreOffice(child, Path(folder))
        finally:
            child.communicate(
                timeout=PATIENCE_SECONDS
            )  # the end of its input ends it, and LibreOffice with it
