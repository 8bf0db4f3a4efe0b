"""Back in a browser, and what stays set."""

from __future__ import annotations

import pytest
from ui import Ui

from bench.pages import BEFORE, PILLARS
from planboard.wording.text import say

pytestmark = pytest.mark.browser


def test_back_after_a_link_in_the_page_returns_to_it_and_stays_there(ui: Ui) -> None:
    ui.open("league", as_of=BEFORE)
    links = ui.table(say("zh", "table.league")).locator("tbody a")
    links.first.click()
    ui.arrives(r"/unit\?.*id=")
    first = ui.address
    ui.page.go_back()
    ui.arrives(rf"/league\?as_of={BEFORE}$")
    ui.page.wait_for_timeout(500)
    assert ui.address == f"/league?as_of={BEFORE}"
    assert ui.title == say("zh", "page.league.title")
    links.nth(2).click()
    ui.arrives(r"/unit\?.*id=")
    assert ui.address != first


def test_back_is_at_the_place_where_the_link_was(ui: Ui) -> None:
    ui.page.set_viewport_size({"width": 1440, "height": 700})
    ui.open("coordination")
    main = ui.page.get_by_test_id("stMain")
    last = ui.main.locator("a[href^='./task']").last
    last.scroll_into_view_if_needed()
    place = main.evaluate("(main) => main.scrollTop")
    assert place > 100
    last.click()
    ui.arrives("/task")
    assert main.evaluate("(main) => main.scrollTop") == 0
    ui.page.go_back()
    ui.arrives("/coordination$")
    ui.page.wait_for_timeout(500)
    assert abs(main.evaluate("(main) => main.scrollTop") - place) < 5


def test_back_after_links_followed_by_a_screen_reader_undoes_one_after_the_other(ui: Ui) -> None:
    ui.open("overview")
    for page in ("league", "targets"):  # a click with no pointer and no key before it
        ui.page.get_by_test_id("stSidebar").locator(f"a[href='./{page}']").dispatch_event("click")
        ui.arrives(f"/{page}$")
    ui.page.go_back()
    ui.arrives("/league$")


def test_of_links_followed_in_quick_succession_the_last_one_counts(ui: Ui) -> None:
    ui.open("overview")
    ui.page.evaluate(
        """async () => { for (const page of ["targets", "league", "changes", "roadmap"]) {
             document.querySelector(`nav a[href="./${page}"]`).click();
             await new Promise((done) => setTimeout(done, 30)); } }"""
    )
    ui.arrives("/roadmap$")
    assert ui.title == say("zh", "page.roadmap.title")
    assert ui.page.locator("[aria-current=page]").inner_text() == say("zh", "page.roadmap.name")


def test_back_after_links_dates_and_languages_undoes_one_after_the_other(ui: Ui) -> None:
    ui.open(f"{PILLARS[0]}")
    ui.main.locator("nav .step a").first.click()
    ui.arrives(f"/{PILLARS[1]}$").choose_date(BEFORE).choose_language("English", "en")
    ui.page.go_back()
    ui.arrives(rf"/{PILLARS[1]}\?as_of={BEFORE}$")
    assert ui.lang == "zh-CN"
    ui.page.go_back()
    ui.arrives(f"/{PILLARS[1]}$")
    ui.page.go_back()
    ui.arrives(f"/{PILLARS[0]}$")


def test_filters_survive_a_visit_to_another_page(ui: Ui) -> None:
    ui.open("targets", unit="market")
    side = ui.page.get_by_test_id("stSidebar")
    side.get_by_role("link", name=say("zh", "page.league.name")).click()
    ui.arrives("/league$")
    side.get_by_role("link", name=say("zh", "page.targets.name")).click()
    ui.arrives(r"/targets\?unit=market")
    assert ui.page.locator(".st-key-filter_unit input").input_value() == "市市场监管局"
