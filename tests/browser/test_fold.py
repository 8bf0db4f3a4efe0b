"""The overview reads in ten seconds: what a leader comes for is seen without scrolling, in the order of its weight."""

from __future__ import annotations

import pytest
from ui import Ui

from planboard.wording.text import say

pytestmark = pytest.mark.browser

FOLD, SHOWN, PILLARS = 900, 7, 4


def exceptions(ui: Ui):
    """The list of what needs a leader."""
    head = say("en" if ui.lang == "en" else "zh", "page.overview.exceptions")
    return (
        ui.main.locator("section").filter(has=ui.page.get_by_role("heading", name=head)).locator("ul.items")
    )


def boxes(ui: Ui) -> list[dict[str, float]]:
    parts = (ui.main.locator("p.lead"), ui.main.locator("ul.tiles"), exceptions(ui))
    found = [part.bounding_box() for part in parts]
    assert all(found), found
    return [box for box in found if box]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verdict_gauges_and_exceptions_are_above_the_fold(ui: Ui, lang: str) -> None:
    ui.page.set_viewport_size({"width": 1440, "height": FOLD})
    ui.open(lang=lang)
    verdict, gauges, needed = boxes(ui)
    assert gauges["y"] >= verdict["y"] + verdict["height"]
    assert needed["y"] >= gauges["y"] + gauges["height"]
    assert needed["y"] + needed["height"] <= FOLD
    assert exceptions(ui).locator("li").count() == SHOWN
    assert ui.main.locator("ul.tiles svg.dial").count() == PILLARS


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_they_come_in_the_same_order_and_no_exception_is_cut_off(
    ui_on_phone: Ui, lang: str
) -> None:
    verdict, gauges, needed = boxes(ui_on_phone.open(lang=lang))
    assert verdict["y"] < gauges["y"] < needed["y"]
    cut = (
        exceptions(ui_on_phone)
        .locator("p")
        .evaluate_all("all => all.filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.innerText)")
    )
    assert cut == []


def test_every_gauge_says_what_moved_and_draws_how_it_came_there(ui: Ui) -> None:
    ui.open(lang="zh")
    for tile in ui.main.locator("ul.tiles > li").all():
        assert "较上期" in tile.inner_text()
        assert (tile.locator("polyline").get_attribute("points") or "").count(",") > 1
