"""What a leader sees of the overview in ten seconds: everything that matters, without scrolling."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from ui import Ui

from bench.server import Server


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verdict_gauges_and_exceptions_stand_above_the_fold(
    browser: Browser, server: Server, lang: str
) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN") as context:
        ui = Ui(context, server.url).open(lang=lang)
        last = ui.page.locator(".st-key-exceptions [data-testid=stCaptionContainer]")
        assert last.count() == 7
        tops = [
            ui.page.locator(where).first.bounding_box()["y"]
            for where in ("h1", ".st-key-gauges", ".st-key-exceptions")
        ]
        assert tops == sorted(tops)
        box = last.last.bounding_box()
        assert box["y"] + box["height"] <= 900


def test_on_a_phone_they_come_in_the_same_order_and_no_word_is_cut_off(ui_on_phone: Ui) -> None:
    page = ui_on_phone.open(lang="en").page
    tops = [
        page.locator(where).first.bounding_box()["y"]
        for where in ("h1", ".st-key-gauges", ".st-key-exceptions")
    ]
    assert tops == sorted(tops)
    cut = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] [data-testid=stPageLink-NavLink] p')]"
        ".filter(p => p.scrollWidth > p.clientWidth + 1 || p.getBoundingClientRect().right > innerWidth).length"
    )
    assert cut == 0
