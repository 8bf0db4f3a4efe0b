"""One server and one browser for the whole suite, which is skipped where there is no browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from ui import PHONE, WIDE, Ui

from bench.chromium import ARGS, executable
from bench.server import Server, running

# What is asked for outside fails at once, so that the suite needs no network and sends nothing.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip with a reason where there is no Chromium, unless PLANBOARD_BROWSER=require asks for one, and where
    PLANBOARD_BROWSER=skip asks for none."""
    asked = os.environ.get("PLANBOARD_BROWSER")
    if asked == "skip" or (executable() is None and asked != "require"):
        reason = "no Chromium on the path; install one or name it in PLANBOARD_CHROMIUM"
        if asked == "skip":
            reason = "PLANBOARD_BROWSER=skip"
        for item in items:
            if "browser" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The dashboard on the repository's data. What it logged must hold no warning and no traceback."""
    with running() as server:
        yield server
        bad = [
            line
            for line in server.log().splitlines()
            if re.search(r"deprecat|traceback|warning|error", line, re.I)
        ]
    assert not bad, bad


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser every tab is opened in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=[*ARGS, OFFLINE])
        yield browser
        browser.close()


def _context(browser: Browser, size: dict[str, int]) -> BrowserContext:
    return browser.new_context(
        viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
    )


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A desk's screen."""
    with _context(browser, WIDE) as context:
        yield context


@pytest.fixture(scope="session")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone's screen."""
    with _context(browser, PHONE) as context:
        yield context


def _tab(context: BrowserContext, server: Server) -> Iterator[Ui]:
    ui = Ui(context, server.url)
    yield ui
    ui.page.close()
    assert not ui.noticed, ui.noticed


@pytest.fixture
def ui(desk: BrowserContext, server: Server) -> Iterator[Ui]:
    """A tab on a desk. When it closes, nothing may have gone wrong in it or been asked for outside."""
    yield from _tab(desk, server)


@pytest.fixture
def ui_on_phone(phone: BrowserContext, server: Server) -> Iterator[Ui]:
    """A tab on a phone. When it closes, nothing may have gone wrong in it or been asked for outside."""
    yield from _tab(phone, server)
