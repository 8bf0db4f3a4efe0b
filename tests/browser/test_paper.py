"""Every page on paper: light, without the side bar, its tables as text, charts whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from ui import Ui

from bench.server import Server

PAGES = (
    "",
    "pillar-1",
    "league",
    "task?id=2023-12",
    "targets",
    "changes",
    "roadmap",
    "responsibility",
    "data",
    "method",
)
A4 = {"width": 794, "height": 1123}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_prints_light_and_whole(browser: Browser, server: Server, path: str) -> None:
    with browser.new_context(viewport=A4, color_scheme="dark", locale="zh-CN") as context:
        ui = Ui(context, server.url).open(path, print="1", embed="true", embed_options="light_theme")
        page = ui.page
        page.emulate_media(media="print", color_scheme="dark")
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
            == "rgb(255, 255, 255)"
        )
        assert (
            page.locator(
                "[data-testid=stSidebar]:visible, [data-testid=stDataFrame], .stDownloadButton:visible"
            ).count()
            == 0
        )
        assert page.locator("h1").is_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= A4["width"]
        pdf = page.pdf(format="A4", prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF")
        assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= 1
        assert not ui.noticed, ui.noticed


def test_the_side_bar_leads_to_the_page_on_paper(ui: Ui) -> None:
    ui.open("league", lang="en", as_of="2023-10-20")
    link = ui.page.get_by_role("link", name="Print this page")
    address = link.get_attribute("href")
    assert all(part in address for part in ("print=1", "light_theme", "lang=en", "as_of=2023-10-20"))
