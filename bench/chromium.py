"""Times Chromium from a navigation or a click to the last visible drawing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, sync_playwright

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
QUIET_MS = 600

# Drawing shows as a change of the document: charts are SVG, and a table's canvas is resized when it is drawn. What a
# table later puts inside its canvas for screen readers is not visible and does not count.
WATCH = """
window.lastDrawn = 0;
const element = (node) => (node.nodeType === 1 ? node : node.parentElement);
const isSeen = (change) => !element(change.target)?.closest("canvas");
new MutationObserver((changes) => { if (changes.some(isSeen)) window.lastDrawn = performance.now(); })
  .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
addEventListener("pointerup", () => { window.clickedAt = performance.now(); }, true);
"""

SETTLED = """(quiet) => {
  const app = document.querySelector('[data-testid="stApp"]')?.dataset;
  if (app?.testConnectionState !== "CONNECTED" || app.testScriptState !== "notRunning") return false;
  if (document.querySelector('[data-testid="stSkeleton"], [data-stale="true"], .page[aria-busy="true"]')) return false;
  return window.lastDrawn > (window.clickedAt ?? 0) && performance.now() - window.lastDrawn > quiet;
}"""


def executable() -> str | None:
    """The Chromium to use: PLANBOARD_CHROMIUM, else the first one on the path; None if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("PLANBOARD_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def profile() -> Iterator[BrowserContext]:
    """A freshly started browser with a new profile on disk. Unlike a private window, it keeps compiled scripts from one
    load to the next."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=executable(),
            args=ARGS,
            viewport={"width": 1440, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.add_init_script(WATCH)
        yield context
        context.close()


def load(page: Page, url: str) -> float:
    """Open a page; the milliseconds from navigation to the last drawing."""
    page.goto(url, wait_until="commit")
    return settle(page)


def settle(page: Page) -> float:
    """Wait until nothing is drawn for QUIET_MS; the time of the last drawing, in milliseconds of the page's clock."""
    page.wait_for_function(SETTLED, arg=QUIET_MS, timeout=60_000)
    return page.evaluate("window.lastDrawn")
