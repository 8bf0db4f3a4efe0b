"""Measures what a province pays for its plans: 300 of them beside 10, each with 2,420 tasks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.grown import country
from bench.measure import Measure, medians
from bench.server import ROOT
from planboard.answers.making import make
from planboard.snapshots.published import published

FEW, MANY, DATES, RUNS, LIMIT = 10, 300, 14, 3, 3.0


def measures() -> Iterator[Measure]:
    """The processor time of a first run of two pages, in a process of its own. Ten plans are generated and computed,
    which takes some minutes; the others are copies of them under other names."""
    with tempfile.TemporaryDirectory(prefix="planboard-bench-") as folder:
        few, many = country(Path(folder) / "few", FEW, DATES), Path(folder) / "many"
        for plan in few.iterdir():
            make(plan, published(plan))
        for n, plan in enumerate(sorted(few.iterdir()) * (MANY // FEW)):
            shutil.copytree(plan, many / f"city-{n:03}", copy_function=os.link)
        for name, page, plan in (("all plans", "plans", ""), ("one plan's overview", "overview", "city-001")):
            value, beside = medians(RUNS, *(partial(_first, data, page, plan) for data in (many, few)))
            yield Measure(f"country: {name}, {MANY} plans", value, beside, "s", LIMIT)


def _first(data: Path, page: str, plan: str) -> float:
    command = [sys.executable, "-W", "ignore", "-c", _TIMED, page, plan]
    environment = os.environ | {"PLANBOARD_DATA": str(data)}
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return float(said.stdout.split()[-1])


_TIMED = """
import sys, time
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
import planboard.ui
test = AppTest.from_file("pages/frame.py", default_timeout=120)
test._page_hash = calc_hash(sys.argv[1])
test.query_params["plan"] = sys.argv[2]
before = time.process_time()
test.run()
assert not test.exception and test.title
print(time.process_time() - before)
"""
