"""The overview reads in ten seconds: what a leader comes for is seen without scrolling, in the order of its weight."""

from __future__ import annotations

import pytest
from ui import Ui

pytestmark = pytest.mark.browser

FOLD, SHOWN = 900, 7
ORDER = ("[class*=st-key-verdict]", "[class*=st-key-gauges]", "[class*=st-key-exceptions]")


def boxes(ui: Ui) -> list[dict[str, float]]:
    found = [ui.page.locator(part).first.bounding_box() for part in ORDER]
    assert all(found), found
    return [box for box in found if box]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verdict_gauges_and_exceptions_are_above_the_fold(ui: Ui, lang: str) -> None:
    ui.page.set_viewport_size({"width": 1440, "height": FOLD})
    ui.open(lang=lang)
    verdict, gauges, exceptions = boxes(ui)
    assert verdict["y"] < gauges["y"] < exceptions["y"]
    assert gauges["y"] >= verdict["y"] + verdict["height"]
    assert exceptions["y"] >= gauges["y"] + gauges["height"]
    assert exceptions["y"] + exceptions["height"] <= FOLD
    assert ui.page.locator("[class*=st-key-exceptions] a").count() == SHOWN
    assert ui.page.locator("[class*=st-key-gauges] svg.marks").count() == 4


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_they_come_in_the_same_order_and_no_exception_is_cut_off(
    ui_on_phone: Ui, lang: str
) -> None:
    verdict, gauges, exceptions = boxes(ui_on_phone.open(lang=lang))
    assert verdict["y"] < gauges["y"] < exceptions["y"]
    cut = ui_on_phone.page.locator("[class*=st-key-exceptions] a p").evaluate_all(
        "all => all.filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.innerText)"
    )
    assert cut == []


def test_every_gauge_says_what_moved_and_draws_how_it_came_there(ui: Ui) -> None:
    ui.open(lang="zh")
    for gauge in ui.page.locator("[class*=st-key-gauges] [data-testid=stVegaLiteChart]").all():
        assert "较上期" in (gauge.locator("svg").text_content() or "")
        assert gauge.locator("g.mark-line path").first.get_attribute("d").count("L") > 1  # type: ignore[union-attr]
