"""Measures in Chromium, beside an empty page: loads, date switches, ways between pages, each to its last drawing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle

from playwright.sync_api import BrowserContext, Page

from bench.chromium import load, profile, settle
from bench.measure import Measure, medians
from bench.pages import DATES, PILLARS, TASK
from bench.server import ROOT, running, written_ahead
from planboard.wording.text import say

EMPTY, SWITCH, TWO = (ROOT / "bench" / f"{name}.py" for name in ("empty", "switch", "two_pages"))
READ = ("overview", PILLARS[0], "league", "targets", f"task?id={TASK['task_id']}")  # what leaders open most
NEWEST_FIRST = DATES[::-1]
RUNS, WARMING = 7, 3
COLD, WARM, SEEN, NEW, ANOTHER = 1.5, 1.5, 1.5, 2.5, 2.0


def measures() -> Iterator[Measure]:
    """Of each page: cold and warm load, and the switch to a date seen before and to a new one; and from one page to
    another; in milliseconds."""
    written_ahead()
    with (
        running() as dashboard,
        running(EMPTY) as empty,
        running(SWITCH, BENCH_DATES=" ".join(NEWEST_FIRST)) as switch,
        running(TWO) as two,
    ):
        for page in READ:
            yield from _loads(page, empty.url, f"{dashboard.url}/{page}")
        for page in READ:
            with profile() as context:
                empty_board, board = context.new_page(), context.new_page()
                load(empty_board, switch.url)
                load(board, f"{dashboard.url}/{page}")
                yield from _switches(page, empty_board, board)
        with profile() as context:
            empty_board, board = context.new_page(), context.new_page()
            load(empty_board, two.url)
            load(board, f"{dashboard.url}/league")
            yield _ways(empty_board, board)


def _loads(page: str, *urls: str) -> Iterator[Measure]:
    beside, value = medians(RUNS, *(partial(_cold, url) for url in urls))
    yield Measure(f"{page}, cold browser", value, beside, "ms", COLD)
    with profile() as context:
        for _ in range(WARMING):
            for url in urls:
                _warm(context, url)
        beside, value = medians(RUNS, *(partial(_warm, context, url) for url in urls))
        yield Measure(f"{page}, warm browser", value, beside, "ms", WARM)


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


def _switches(page: str, *boards: Page) -> Iterator[Measure]:
    """Switch both boards in the same way: first to dates not seen yet, then between two that were."""
    new = [iter(NEWEST_FIRST[1:]) for _ in boards]
    rerun, first = medians(
        RUNS, *(lambda b=b, d=d: _choose(b, next(d)) for b, d in zip(boards, new, strict=True))
    )
    seen = [cycle(NEWEST_FIRST[:2]) for _ in boards]
    again, second = medians(
        RUNS, *(lambda b=b, d=d: _choose(b, next(d)) for b, d in zip(boards, seen, strict=True))
    )
    yield Measure(f"{page}, to a date seen before", second, again, "ms", SEEN)
    yield Measure(f"{page}, to a new date", first, rerun, "ms", NEW)


def _choose(page: Page, as_of: str) -> float:
    page.bring_to_front()
    page.locator(".st-key-choose_as_of input").fill(as_of)
    page.get_by_role("option", name=as_of).click()
    return _since_click(page)


def _ways(empty_board: Page, board: Page) -> Measure:
    """Between two pages by the links of the side bar, on both boards."""
    links = {
        empty_board: ("one", "two"),
        board: [say("zh", f"page.{name}.name") for name in ("overview", "league")],
    }
    ways = {
        page: cycle(reversed(names)) if page is empty_board else cycle(names) for page, names in links.items()
    }
    for _ in range(2):
        for page in ways:
            _follow(page, next(ways[page]))
    beside, value = medians(RUNS, *(lambda p=p: _follow(p, next(ways[p])) for p in ways))
    return Measure("from one page to another", value, beside, "ms", ANOTHER)


def _follow(page: Page, link: str) -> float:
    page.bring_to_front()
    page.get_by_test_id("stSidebar").get_by_role("link", name=link, exact=True).click()
    return _since_click(page)


def _since_click(page: Page) -> float:
    return settle(page) - page.evaluate("window.clickedAt")
