"""The overview reads in ten seconds: what a leader comes for is seen without scrolling, in the order of its weight."""

from __future__ import annotations

import pytest
from ui import Ui

from planboard.wording.text import say

pytestmark = pytest.mark.browser

FOLD, SHOWN, PILLARS, TASKS = 900, 7, 4, 44


def exceptions(ui: Ui):
    """The list of what needs a leader."""
    head = say("en" if ui.lang == "en" else "zh", "page.overview.exceptions")
    return (
        ui.main.locator("section").filter(has=ui.page.get_by_role("heading", name=head)).locator("ul.items")
    )


def boxes(ui: Ui) -> list[dict[str, float]]:
    parts = (ui.main.locator("dl.figures"), exceptions(ui), ui.main.locator("svg.squares").first)
    found = [part.bounding_box() for part in parts]
    assert all(found), found
    return [box for box in found if box]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_facts_what_needs_a_leader_and_all_tasks_are_above_the_fold(ui: Ui, lang: str) -> None:
    ui.page.set_viewport_size({"width": 1440, "height": FOLD})
    ui.open(lang=lang)
    facts, needed, squares = boxes(ui)
    assert needed["y"] >= facts["y"] + facts["height"]
    assert squares["y"] >= facts["y"] + facts["height"]
    assert squares["y"] < FOLD
    assert exceptions(ui).locator("li").count() == SHOWN
    assert exceptions(ui).locator("li").nth(3).bounding_box()["y"] < FOLD
    assert ui.main.locator("svg.squares").count() == ui.main.locator("svg.dial").count() == PILLARS


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_they_come_in_the_same_order_and_no_exception_is_cut_off(
    ui_on_phone: Ui, lang: str
) -> None:
    facts, needed, squares = boxes(ui_on_phone.open(lang=lang))
    assert facts["y"] < needed["y"] < squares["y"]
    cut = (
        exceptions(ui_on_phone)
        .locator("p")
        .evaluate_all("all => all.filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.innerText)")
    )
    assert cut == []


def test_every_square_is_a_link_that_opens_its_task(ui: Ui) -> None:
    ui.open(lang="zh")
    links = ui.main.locator("svg.squares a")
    assert links.count() == TASKS
    assert "较上期" in ui.main.locator("li:has(svg.squares)").first.inner_text()
    worst = ui.main.locator("svg.squares").nth(2).locator("a").first
    assert "逾期" in (worst.get_attribute("aria-label") or "")
    worst.click()
    ui.arrives(r"/task\?")
