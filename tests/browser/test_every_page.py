"""What holds for every page: in both languages, light and dark, on a desk and on a phone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from ui import PHONE, Ui, script

from bench.pages import BEFORE, BEHIND, KINDS, NEWEST, PAGES, PILLARS
from bench.server import ROOT, running
from planboard.answers.making import make
from planboard.schema import TABLES
from planboard.snapshots.published import published
from tests.samples.newest_weeks import newest_weeks
from tests.scale import long

pytestmark = pytest.mark.browser

HTML_LANG = {"zh": "zh-CN", "en": "en"}
NAMES = {
    "AEO", "EyeShenzhen", "English", "CSV", "Excel", "XLSX", "UTF", "zip",
    "Theil", "Sen", "Vovk", "Gammerman", "Shafer", "Beta", "Few", "Stephen",
    "Spiegelhalter", "Goldstein", "OWASP", "ASVS", "CWE", "week", "month",
}  # fmt: skip
IDENTIFIERS = {
    part
    for table in TABLES.values()
    for name in (table.name, *table.schema.names)
    for part in name.split("_")
}


def background(theme: str) -> str:
    """The page's background of a theme, as the browser writes colours."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    red, green, blue = bytes.fromhex(settings["theme"][theme]["backgroundColor"].removeprefix("#"))
    return f"rgb({red}, {green}, {blue})"


def assert_shown(ui: Ui, lang: str, theme: str) -> None:
    """One question, in its language, on the theme's ground, every picture drawn, described and legible."""
    assert ui.page.locator("h1").count() == 1
    assert ui.lang == HTML_LANG[lang]
    ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    ui.page.wait_for_function(f"(colour) => {ground} === colour", arg=background(theme))
    for picture in ui.pictures():
        assert picture.locator("svg").first.bounding_box(), "a picture is empty"
    assert ui.page.evaluate(script("faint_text")) == []


def assert_fits(ui: Ui) -> None:
    """Nothing makes the page itself scroll sideways."""
    wide = (
        "[document.scrollingElement, document.querySelector('[data-testid=stMain]')].map(n => n.scrollWidth)"
    )
    assert max(ui.page.evaluate(wide)) <= PHONE["width"]


def english_words(text: str) -> set[str]:
    """The English words in a Chinese page, apart from names, file names and identifiers."""
    text = re.sub(r"\b[0-9a-f]{8,}\b|\S+\.(csv|xlsx|toml)\b|\w+/\S+", "", text)
    return set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES - IDENTIFIERS


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_drawn_on_a_desk_in_one_language_light_and_dark(ui: Ui, path: str, lang: str) -> None:
    ui.page.emulate_media(color_scheme="light")
    ui.open(path, lang=lang)
    assert_shown(ui, lang, "light")
    if lang == "zh":
        assert english_words(ui.text()) == set()
    else:  # what units have reported stays in the language they wrote
        assert [
            words for words in ui.own_words() if re.search(r"[\u4e00-\u9fff]", words) and words != "中文"
        ] == []
    ui.page.emulate_media(color_scheme="dark")
    assert_shown(ui, lang, "dark")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", KINDS)
def test_a_page_is_drawn_on_a_phone_and_does_not_scroll_sideways(
    ui_on_phone: Ui, path: str, lang: str
) -> None:
    ui_on_phone.page.emulate_media(color_scheme="dark")
    ui_on_phone.open(path, lang=lang)
    assert_shown(ui_on_phone, lang, "dark")
    assert_fits(ui_on_phone)
    ui_on_phone.page.emulate_media(color_scheme="light")
    assert_shown(ui_on_phone, lang, "light")


FIRST = ("", "league", *PILLARS[:1], "task", BEHIND[-1])  # one of each way to a page
DEEP = [path if path in FIRST else pytest.param(path, marks=long) for path in KINDS]


@pytest.mark.parametrize("path", DEEP)
def test_a_deep_link_works_as_the_first_request_after_the_server_started(
    browser, path: str, tmp_path: Path
) -> None:
    data = newest_weeks(tmp_path / "data")
    make(data, published(data))  # as publishing does
    with running(PLANBOARD_DATA=str(data)) as fresh, browser.new_context(locale="zh-CN") as context:
        ui = Ui(context, fresh.url)
        ui.open(path, as_of=BEFORE, lang="en")
        assert ui.lang == "en"
        assert f"as_of={BEFORE}" in ui.address
        assert ui.address.startswith(f"/{path}")
        assert BEFORE in ui.text()
        assert NEWEST != BEFORE
        assert ui.noticed == []
