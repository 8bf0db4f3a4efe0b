"""The meeting in a browser: keys turn its screens, each has an address, and it fits projectors and phones."""

from __future__ import annotations

import re

import pytest
from ui import Ui

from planboard.wording.text import say

WIDER = "document.documentElement.scrollWidth > innerWidth"
IN_VIEW = """() => { const box = document.querySelector('.screens'), top = box.getBoundingClientRect().top;
  return [...box.children].findIndex((s) => Math.abs(s.getBoundingClientRect().top - top) < 2) + 1 }"""


def at(ui: Ui, n: int) -> None:
    ui.page.wait_for_function(f"({IN_VIEW})() === {n}")
    assert ui.address.endswith(f"#{n}")
    current = ui.main.locator(".turn nav [aria-current=step]")
    assert current.get_attribute("aria-label").startswith(
        say("en", "page.meeting.screen", n=n, total="").rstrip(" of")
    )


def test_keys_turn_the_screens_and_escape_leads_back_to_the_overview(ui: Ui) -> None:
    ui.page.set_viewport_size({"width": 1440, "height": 1600})
    ui.open("meeting", lang="en", as_of="2023-11-24")
    at(ui, 1)
    for key, n in (
        ("ArrowRight", 2), ("PageDown", 3), ("Space", 4), ("ArrowDown", 5), ("ArrowLeft", 4), ("PageUp", 3),
        ("Shift+Space", 2), ("ArrowUp", 1), ("ArrowLeft", 1), ("End", 9), ("ArrowRight", 9), ("Home", 1),
    ):  # fmt: skip
        ui.page.keyboard.press(key)
        at(ui, n)
    ui.page.keyboard.press("ArrowRight")
    ui.page.keyboard.press("Escape")
    ui.arrives(r"/overview\?lang=en&as_of=2023-11-24$|/overview\?as_of=2023-11-24&lang=en$")
    ui.page.wait_for_timeout(500)
    assert "#" not in ui.address
    assert ui.page.get_by_test_id("stSidebar").is_visible()
    assert not ui.noticed


def test_each_screen_has_its_address_and_its_mark_leads_to_it(ui: Ui) -> None:
    ui.page.set_viewport_size({"width": 1440, "height": 900})
    ui.open("meeting?lang=en&as_of=2023-11-24#4")
    at(ui, 4)
    ui.page.reload()
    ui.ready()
    at(ui, 4)
    ui.main.locator(".turn nav a").nth(5).click()
    at(ui, 6)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1440, 900), (1920, 1080)])
def test_every_screen_fits_a_projector(ui: Ui, lang: str, width: int, height: int) -> None:
    ui.page.set_viewport_size({"width": width, "height": height})
    ui.open("meeting", lang=lang, as_of="2023-11-24")
    assert not ui.page.evaluate(WIDER)
    heights = ui.page.evaluate("[...document.querySelectorAll('.screen')].map((s) => s.scrollHeight)")
    box = ui.page.evaluate("document.querySelector('.screens').clientHeight")
    assert [h for h in heights if h > box * 1.02] == []


def test_on_a_phone_it_scrolls(ui: Ui) -> None:
    ui.page.set_viewport_size({"width": 390, "height": 700})
    ui.open("meeting", lang="zh", as_of="2023-11-24")
    assert not ui.page.evaluate(WIDER)
    ui.page.evaluate("document.querySelector('.screens').scrollTo(0, 99999)")
    ui.page.wait_for_url(re.compile("#9$"))


@pytest.mark.parametrize("has_clipboard", [True, False])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_address_of_what_is_shown_is_copied_by_keyboard(ui: Ui, lang: str, has_clipboard: bool) -> None:
    if has_clipboard:
        ui.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:  # as over plain http
        ui.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ui.open("league", lang=lang, as_of="2023-11-17")
    button = ui.main.get_by_role("button", name=say(lang, "frame.copy")).first
    button.focus()
    ui.page.evaluate("addEventListener('copy', () => { window.copied = getSelection().toString() })")
    ui.page.keyboard.press("Enter")
    ui.main.get_by_role("status").filter(has_text=say(lang, "frame.copied")).wait_for()
    copied = "navigator.clipboard.readText()" if has_clipboard else "window.copied"
    assert ui.page.evaluate(copied) == ui.page.url
    assert not ui.noticed
