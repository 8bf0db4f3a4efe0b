"""What WCAG 2.2 AA asks of every page, as far as a machine can tell, and what a keyboard and a screen reader reach."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator
from ui import WIDE, Ui

from bench.pages import BEFORE, KINDS, PAGES, TASK
from bench.server import running
from planboard.wording.text import say

pytestmark = pytest.mark.browser

AXE = Path(
    os.environ.get("PLANBOARD_AXE") or Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules of lesser weight that pages are held to as well.
ALSO = {"heading-order", "landmark-unique", "empty-heading", "page-has-heading-one"}
# What Streamlit's own widgets do, as docs/accessibility.md tells: a rule, and how the element's markup begins.
BY_STREAMLIT = (("target-size", '<span role="spinbutton"'),)
OTHERS = cycle([("zh", "dark"), ("en", "light"), ("en", "dark")])

needs_axe = pytest.mark.skipif(
    not AXE.is_file() and os.environ.get("PLANBOARD_BROWSER") != "require",
    reason="no axe-core; run `npm ci` in tests/browser or name axe.min.js in PLANBOARD_AXE",
)


def violations(ui: Ui) -> list[str]:
    """What axe-core finds wrong and serious, each as rule, element and what is wrong with it."""
    ui.page.evaluate(
        AXE.read_text("utf-8") + "\n;undefined"
    )  # as a script it would be against the content policy
    found = ui.page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical") or rule["id"] in ALSO
        for node in rule["nodes"]
        if not any(rule["id"] == known and node["html"].startswith(markup) for known, markup in BY_STREAMLIT)
    ]


@needs_axe
@pytest.mark.parametrize(
    ("path", "lang", "theme"),
    [(path, "zh", "light") for path in (*PAGES, "meeting")]
    + [(path, *other) for path, other in zip(KINDS, OTHERS, strict=False)]
    + [("meeting", "en", "dark")],
)
def test_a_page_breaks_no_rule_of_weight(ui: Ui, path: str, lang: str, theme: str) -> None:
    ui.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    ui.open(path, lang=lang)
    assert violations(ui) == []


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """The office's page, on a server that has one."""
    secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    secrets.write_text("[office]\nenabled = true\n", "utf-8")
    with (
        running(STREAMLIT_SECRETS_FILES=str(secrets)) as server,
        browser.new_context(viewport=WIDE) as context,
    ):  # type: ignore[arg-type]
        yield Ui(context, server.url)


@needs_axe
@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_the_offices_page_breaks_no_rule_of_weight(office: Ui, lang: str, theme: str) -> None:
    office.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    office.open("returns", lang=lang)
    assert office.title == say(lang, "page.returns.title")
    assert violations(office) == []


def reach(ui: Ui, wanted: Locator, within: int = 80) -> None:
    """Press Tab until the wanted element has the focus."""
    element = wanted.element_handle()
    for _ in range(within):
        ui.page.keyboard.press("Tab")
        if ui.page.evaluate("(e) => e === document.activeElement", element):
            return
    raise AssertionError(f"not reached with {within} tabs")


def is_outlined(ui: Ui) -> bool:
    """Whether the eye sees where the focus is."""
    return ui.page.evaluate(
        """() => {
          const look = getComputedStyle(document.activeElement);
          return look.outlineStyle === "solid" && parseFloat(look.outlineWidth) >= 2;
        }"""
    )


def test_an_exception_is_opened_with_the_keyboard_alone(ui: Ui) -> None:
    ui.open()
    reach(ui, ui.main.locator('a[href*="task?"]').first)
    assert is_outlined(ui)
    ui.page.keyboard.press("Enter")
    ui.arrives(r"/task\?.*id=")


def test_date_and_language_are_changed_with_the_keyboard_alone(ui: Ui) -> None:
    ui.open()
    reach(ui, ui.page.locator(".st-key-choose_as_of input"))
    ui.page.keyboard.press("ArrowDown")
    ui.page.get_by_role("option", name=BEFORE).wait_for()
    ui.page.keyboard.type(BEFORE)
    ui.page.keyboard.press("Enter")
    ui.arrives(f".*as_of={BEFORE}")
    reach(ui, ui.page.locator(".st-key-choose_lang button").nth(0))
    ui.page.keyboard.press("ArrowRight")
    ui.page.keyboard.press("Enter")
    ui.arrives(".*lang=en")
    assert ui.lang == "en"


def heard(ui: Ui) -> list[str]:
    """What the browser offers a screen reader of pictures: the name of every mark and every picture that speaks."""
    session = ui.page.context.new_cdp_session(ui.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    spoken = [
        n for n in nodes if not n["ignored"] and n["role"]["value"] in ("graphics-symbol", "image", "img")
    ]
    return [node["name"]["value"] for node in spoken]


@pytest.mark.parametrize("path", KINDS)
def test_every_picture_says_its_message_to_a_screen_reader(ui: Ui, path: str) -> None:
    ui.open(path)
    ui.page.evaluate(
        "document.querySelectorAll('article.page details').forEach((fold) => { fold.open = true; })"
    )
    spoken = heard(ui)
    said = [picture.get_attribute("aria-label") for picture in ui.pictures()]
    for words in said:
        assert words
        assert re.search(r"\d", words), words
        assert words in spoken


@pytest.mark.parametrize("path", [*KINDS, f"task?id={TASK['task_id']}"])
def test_every_table_has_a_name(ui: Ui, path: str) -> None:
    ui.open(path)
    for table in ui.main.locator("table").all():
        assert (table.locator("caption").text_content() or "").strip()


def test_a_table_is_sorted_with_the_keyboard_alone(ui: Ui) -> None:
    ui.open("responsibility")
    head = ui.main.locator("thead button").first
    reach(ui, head)
    assert is_outlined(ui)
    ui.page.keyboard.press("Enter")
    assert ui.main.locator("th[aria-sort=ascending]").count() == 1
