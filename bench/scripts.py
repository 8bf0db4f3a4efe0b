"""Measures the script time of each page: a rerun with nothing changed, in this process and without a server.

Streamlit's AppTest runs the script as the server does and returns when it ends. A websocket client would also time the
server's waiting: it sends a script's messages every 10 ms, which is longer than an empty page takes.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from bench.measure import Measure, medians
from bench.pages import PAGES
from bench.server import ROOT
from planboard.folders import data_folder
from planboard.ui import serve

RUNS, LIMIT = 25, 3.0


def page(address: str, **query: str) -> AppTest:
    """A page of the dashboard, not yet run."""
    path, _, given = address.partition("?")
    test = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
    test._page_hash = calc_hash(path or "start")  # switch_page() only takes files
    test.query_params.update({**dict(parse_qsl(given)), **query})
    return test


def run(test: AppTest) -> AppTest:
    """Run the page and return it. Raises RuntimeError if it shows an exception."""
    test.run()
    if test.exception:
        raise RuntimeError(test.exception[0].message)
    return test


def measures() -> Iterator[Measure]:
    """Every page's warm script time in milliseconds, beside the empty page's, and how many queries the reruns ran."""
    config.set_option("runner.postScriptGC", False)  # as in .streamlit/config.toml, which belongs to app.py
    tests = [AppTest.from_file(str(ROOT / "bench" / "empty.py")), *(page(address) for address in PAGES)]
    for test in tests * 2:
        run(test)
    gc.collect()
    gc.freeze()
    engine = serve(data_folder()).engine  # the one the pages have just used
    before = engine.n_runs
    if not before:
        raise RuntimeError("the pages were run without a query, so there is nothing to count")
    empty, *pages = medians(RUNS, *map(_timed, tests))
    after = engine.n_runs
    gc.unfreeze()
    for address, value in zip(PAGES, pages, strict=True):
        yield Measure(f"script, /{address}", value, empty, "ms", LIMIT)
    yield Measure(f"queries run in {RUNS * len(PAGES)} reruns with nothing changed", after - before, 1, "", 0)


def _timed(test: AppTest) -> Callable[[], float]:
    def rerun() -> float:
        started = time.perf_counter()
        test.run()
        return (time.perf_counter() - started) * 1000

    return rerun
