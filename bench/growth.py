"""Measures what growth costs: three years of weekly dates beside four months of them, in the same plan."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.grown import grown
from bench.measure import Measure, medians
from bench.memory import resident_after
from bench.pages import PAGES
from bench.queries import asked, cold
from bench.server import ROOT
from bench.start import started
from planboard.answers.making import make
from planboard.snapshots.published import published

FEW, MANY, RUNS = 16, 156, 3
APP = ROOT / "app.py"


def measures() -> Iterator[Measure]:
    """Each figure with 156 dates, beside that with 16."""
    with tempfile.TemporaryDirectory(prefix="planboard-bench-") as folder:
        few, many = (grown(Path(folder) / str(n), n) for n in (FEW, MANY))
        for data in (few, many):
            make(data, published(data))
        yield from measured(few, many, folder)


def measured(few: Path, many: Path, scratch: str) -> Iterator[Measure]:
    """The measures over two data folders that have their models."""
    value, beside = medians(RUNS, *(partial(started, APP, PLANBOARD_DATA=str(data)) for data in (many, few)))
    yield Measure("growth: server start to its first page", value, beside, "s", 1.3)
    value, beside = (resident_after(str(APP), PAGES, PLANBOARD_DATA=str(data)) for data in (many, few))
    yield Measure("growth: server memory after every page", value, beside, "MB", 1.2)
    for address in PAGES:
        value, beside = medians(RUNS, *(partial(cold, data, asked(address, data)) for data in (many, few)))
        yield Measure(f"growth: queries, cold, /{address}", value, beside, "ms", 1.5)
    value, beside = medians(RUNS, *(partial(_newest, data, scratch) for data in (many, few)))
    yield Measure("growth: computing the newest date", value, beside, "s", 1.5)
    value, beside = medians(RUNS, *(partial(_look, data) for data in (many, few)))
    yield Measure("growth: looking whether anything is new", value, beside, "us", 2.0)


def _newest(data: Path, scratch: str) -> float:
    """The processor time in seconds of a process that computes the newest date's model anew."""
    copy = Path(scratch) / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data, copy)
    newest = max((copy / "models").glob("as_of=*"))
    shutil.rmtree(newest)
    code = f"import sys, time; sys.argv = ['', '--data', {str(copy)!r}, 'model']\n{_TIMED}"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(said.stdout.split()[-1])


_TIMED = """
from planboard.commands.main import main
main(standalone_mode=False)
print(time.process_time())
"""


def _look(data: Path) -> float:
    """The microseconds of one look."""
    published(data), published(data)
    before = time.perf_counter()
    for _ in range(1000):
        published(data)
    return (time.perf_counter() - before) * 1000
