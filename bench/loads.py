"""Measures the overview's load and date switch in Chromium, to the last visible drawing, beside an empty page's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle

from playwright.sync_api import BrowserContext, Page

from bench.chromium import load, profile, settle
from bench.measure import Measure, medians
from bench.pages import DATES
from bench.server import ROOT, running

EMPTY, SWITCH = ROOT / "bench" / "empty.py", ROOT / "bench" / "switch.py"
NEWEST_FIRST = DATES[::-1]
RUNS, WARMING = 7, 3
COLD, WARM, SEEN, NEW = 1.65, 2.5, 1.5, 3.0


def measures() -> Iterator[Measure]:
    """Cold and warm load, and the switch to a date seen before and to a new one, in milliseconds."""
    with (
        running() as dashboard,
        running(EMPTY) as empty,
        running(SWITCH, BENCH_DATES=" ".join(NEWEST_FIRST)) as switch,
    ):
        yield from _loads(empty.url, dashboard.url)
        with profile() as context:
            empty_board, board = context.new_page(), context.new_page()
            load(empty_board, switch.url)
            load(board, dashboard.url)
            yield from _switches(empty_board, board)


def _loads(*urls: str) -> Iterator[Measure]:
    beside, value = medians(RUNS, *(partial(_cold, url) for url in urls))
    yield Measure("overview, cold browser", value, beside, "ms", COLD)
    with profile() as context:
        for _ in range(WARMING):
            for url in urls:
                _warm(context, url)
        beside, value = medians(RUNS, *(partial(_warm, context, url) for url in urls))
        yield Measure("overview, warm browser", value, beside, "ms", WARM)


def _cold(url: str) -> float:
    with profile() as context:
        return load(context.new_page(), url)


def _warm(context: BrowserContext, url: str) -> float:
    """Load in a new tab: in one used before, Chromium would keep the last page's scripts in memory."""
    tab = context.new_page()
    try:
        return load(tab, url)
    finally:
        tab.close()


def _switches(*boards: Page) -> Iterator[Measure]:
    """Switch both boards in the same way: first to dates not seen yet, then between two that were."""
    new = [iter(NEWEST_FIRST[1:]) for _ in boards]
    rerun, first = medians(
        RUNS, *(lambda b=b, d=d: _choose(b, next(d)) for b, d in zip(boards, new, strict=True))
    )
    seen = [cycle(NEWEST_FIRST[:2]) for _ in boards]
    again, second = medians(
        RUNS, *(lambda b=b, d=d: _choose(b, next(d)) for b, d in zip(boards, seen, strict=True))
    )
    yield Measure("overview, to a date seen before", second, again, "ms", SEEN)
    yield Measure("overview, to a new date", first, rerun, "ms", NEW)


def _choose(page: Page, as_of: str) -> float:
    page.bring_to_front()
    page.locator(".st-key-choose_as_of input").fill(as_of)
    page.get_by_role("option", name=as_of).click()
    return _since_click(page)


def _since_click(page: Page) -> float:
    return settle(page) - page.evaluate("window.clickedAt")
