"""Measures how much a server computes from its start to its first answered page, beside an empty one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.measure import Measure, medians
from bench.server import ROOT, running
from bench.tab import Tab

RUNS, LIMIT = 3, 4.0


def measures() -> Iterator[Measure]:
    """Seconds of processor time, which other processes on the machine disturb less than the clock."""
    scripts = (ROOT / "app.py", ROOT / "bench" / "empty.py")
    value, beside = medians(RUNS, *(partial(started, script) for script in scripts))
    yield Measure("server start to its first page", value, beside, "s", LIMIT)


def started(script: Path, **environment: str) -> float:
    """The processor time in seconds a server took until it had answered its first page (on Linux)."""
    with running(script, **environment) as server, Tab(server.url) as tab:
        tab.rerun()
        fields = Path(f"/proc/{server.process.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
