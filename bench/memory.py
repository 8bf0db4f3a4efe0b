"""Measures the server's memory after every page in both languages, beside an empty app with the same imports."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from bench.measure import Measure
from bench.pages import PAGES
from bench.server import ROOT, running
from bench.tab import Tab

LIMIT = 1.3

_IMPORTED = """
import sys
from bench.scripts import page, run
from bench.pages import PAGES
import app
for address in PAGES:
    run(page(address))
print(*sorted(name for name in sys.modules if not name.startswith(("bench", "__", "pages.frame"))))
"""


def measures() -> Iterator[Measure]:
    """The resident memory of the dashboard's server, beside the empty one's, in megabytes."""
    opened = [f"{page}{'&' if '?' in page else '?'}lang={lang}" for lang in ("zh", "en") for page in PAGES]
    dashboard = resident_after(str(ROOT / "app.py"), opened)
    empty = resident_after(str(ROOT / "bench" / "empty.py"), [""], BENCH_IMPORTS=_imports())
    yield Measure(f"server memory after {len(opened)} pages", dashboard, empty, "MB", LIMIT)


def resident_after(script: str, pages: Sequence[str], **environment: str) -> float:
    """The resident memory in megabytes of a server that has drawn these pages."""
    with running(script, **environment) as server:
        for page in pages:
            with Tab(server.url, page) as tab:
                tab.rerun()
        time.sleep(1)
        return server.resident() / 1024


def _imports() -> str:
    """The modules the dashboard has imported after running every page, as found in a fresh process."""
    command = [sys.executable, "-W", "ignore", "-c", _IMPORTED]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[
        -1
    ]
