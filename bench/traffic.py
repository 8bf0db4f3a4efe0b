"""Measures what one run of a page sends: messages and bytes, after another date was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measure import Measure
from bench.pages import BEFORE, PAGES
from bench.server import running
from bench.tab import Tab

MESSAGES, BYTES = 25, 60_000


def measures() -> Iterator[Measure]:
    """The messages and bytes of each page's run for another date, beside what they may be."""
    with running() as dashboard:
        for page in PAGES:
            with Tab(dashboard.url, page) as tab:
                tab.rerun()
                tab.ask.rerun_script.query_string = "&".join(
                    filter(None, [tab.ask.rerun_script.query_string, f"as_of={BEFORE}"])
                )
                tab.rerun()
                yield Measure(f"messages, /{page}", tab.n_messages, MESSAGES, "", 1)
                yield Measure(f"bytes, /{page}", tab.n_bytes / 1000, BYTES / 1000, "kB", 1)
