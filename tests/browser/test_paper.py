"""Every page on paper: light, without the side bar, its tables as text, charts whole."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from ui import Ui

from bench.server import Server
from planboard.wording.text import say

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
A4 = {"width": 1123, "height": 794}  # across, as the pages ask for
SHEET = 186 * 96 / 25.4  # pixels of it between the margins


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
        for chart in page.locator("figure").all():
            assert (chart.bounding_box() or {})["height"] <= SHEET, "a chart is cut between two sheets"
        whole = "[...document.querySelectorAll('.page :is(tr, li, figure)')].map(c => getComputedStyle(c).breakInside)"
        assert set(page.evaluate(whole)) <= {"avoid"}, (
            "a row, an item or a picture may be cut between two sheets"
        )
        assert page.evaluate("getComputedStyle(document.querySelector('.page')).color") == "rgb(0, 0, 0)"
        said = page.locator(".page section:visible").all_inner_texts()
        assert [text for text in said if "\n" not in text.strip()] == [], "a heading without content"
        words = page.locator("[data-testid=stMain]").inner_text()
        assert say("zh", "frame.chart_hint") not in words
        pdf = page.pdf(prefer_css_page_size=True)
        sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert {(round(float(w)), round(float(h))) for w, h in sheets} == {(842, 595)}  # points
        assert not ui.noticed, ui.noticed


def test_on_paper_a_filter_is_said_and_not_offered(ui: Ui) -> None:
    ui.open("targets", unit="market", print="1", embed="true", embed_options="light_theme")
    assert ui.page.get_by_text("市市场监管局").first.is_visible()
    assert ui.page.locator("[data-testid=stSelectbox]:visible").count() == 0


def test_the_side_bar_leads_to_the_page_on_paper(ui: Ui) -> None:
    ui.open("league", lang="en", as_of="2023-10-20")
    link = ui.page.get_by_role("link", name="Print this page")
    address = link.get_attribute("href")
    assert all(part in address for part in ("print=1", "light_theme", "lang=en", "as_of=2023-10-20"))
