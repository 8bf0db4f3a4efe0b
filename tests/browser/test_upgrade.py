"""Readers with an old tab, an old browser, or a server that is away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from ui import Ui

from bench.server import ROOT, Server, running
from planboard.wording.text import say
from tests.places import DATA

pytestmark = pytest.mark.browser

PARTS = ("app.py", "pages", "planboard", "queries", ".streamlit")
UPGRADE = {"page.css": ".page h1 { color: rgb(1, 2, 3); }", "page.js": "window.isNew = true;"}


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The dashboard in a folder of its own, to be changed."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    return tmp_path


def test_a_tab_opened_before_an_upgrade_shows_the_new_version_by_itself(
    desk: BrowserContext, installed: Path
) -> None:
    settings = {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1", "PLANBOARD_DATA": str(DATA)}
    with running(installed / "app.py", **settings) as old:
        ui = Ui(desk, old.url).open("league", lang="en")
        title = ui.title
    for name, added in UPGRADE.items():
        with (installed / "planboard" / "web" / "page" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{added}\n")
    with running(installed / "app.py", port=int(old.url.rsplit(":", 1)[1]), **settings):
        ui.page.wait_for_function("() => window.isNew && document.querySelector('h1')")
        assert ui.ready().title == title
        assert ui.page.locator("h1").evaluate("(h1) => getComputedStyle(h1).color") == "rgb(1, 2, 3)"
        ui.page.get_by_test_id("stSidebar").get_by_role("link", name=say("en", "page.targets.name")).click()
        assert ui.arrives(r"/targets\?lang=en").title == say("en", "page.targets.title")
    ui.page.close()


def test_the_address_does_not_run_ahead_of_the_page_while_the_server_is_away(desk: BrowserContext) -> None:
    with running() as server:
        ui = Ui(desk, server.url).open("overview")
        title = ui.title
    ui.page.wait_for_selector("[data-test-connection-state]:not([data-test-connection-state=CONNECTED])")
    ui.main.locator("a[href^='./task']").first.click(no_wait_after=True)
    ui.page.wait_for_timeout(1000)
    assert ui.page.locator("h1", has_text=title).count() == 0  # the browser says itself that nobody answers
    ui.page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_browser_that_cannot_unpack_a_page_is_told_so(browser: Browser, server: Server, lang: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("delete window.DecompressionStream")
        page.goto(f"{server.url}/league?lang={lang}")
        page.wait_for_timeout(500)
        assert page.locator("body").inner_text().strip() == say(lang, "server.too_old")
