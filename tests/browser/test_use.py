"""What a reader does: follow a mark or a row, change date and language, go back, take a file."""

from __future__ import annotations

import csv
import hashlib
import io
import re

import pytest
from playwright.sync_api import Locator
from ui import Ui

from bench.pages import BEFORE, LISTED, NEWEST, PILLARS, TASK
from pages.league import RANKED
from planboard.answers.engine import open_engine
from planboard.folders import data_folder
from planboard.snapshots.published import published
from planboard.ui.columns import row_height
from planboard.wording.text import say

pytestmark = pytest.mark.browser

# The table is one canvas; these are the heights of its rows.
HEADER, ROW = 35, row_height(RANKED, "zh") or 35


def title(name: str, lang: str) -> str:
    """The question a listed page asks, where it is the same for every date."""
    return say(lang, f"page.{name}.title")


@pytest.fixture(scope="module")
def ranked_units() -> list[str]:
    """The ranked units in the order of the league table."""
    now = published(data_folder())
    rows = open_engine(data_folder()).query("league", as_of=now.current[-1].as_of, lang="zh").to_pylist()
    return [row["unit_id"] for row in rows if row["is_ranked"]]


def click_cell(table: Locator, row: int) -> None:
    """Click into the second column of a row."""
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    table.page.mouse.click(box["x"] + 150, box["y"] + HEADER + ROW * row + ROW / 2)


def test_the_navigation_leads_to_every_page(ui: Ui) -> None:
    ui.open()
    links = ui.page.get_by_test_id("stSidebar").locator("a").all()
    assert {link.get_attribute("href").split("?")[0].rsplit("/", 1)[-1] for link in links} == set(LISTED)  # type: ignore[union-attr]
    ui.page.get_by_test_id("stSidebar").get_by_role("link", name=say("zh", "page.league.name")).click()
    ui.arrives("/league")
    assert ui.title == title("league", "zh")


def test_a_click_on_a_row_opens_what_it_stands_for(ui: Ui, ranked_units: list[str]) -> None:
    ui.open("league")
    click_cell(ui.page.locator("[class*=st-key-ranked]").get_by_test_id("stDataFrame"), row=1)
    ui.arrives(rf"/unit\?.*id={ranked_units[1]}")


def test_a_row_opens_the_same_thing_after_the_table_was_sorted(ui: Ui, ranked_units: list[str]) -> None:
    ui.open("league")
    table = ui.page.locator("[class*=st-key-ranked]").get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    for _ in range(2):  # ascending, then descending; the canvas says nowhere that it has sorted
        ui.page.mouse.click(box["x"] + 16, box["y"] + HEADER / 2)
        ui.page.wait_for_timeout(700)  # longer than a selection takes to reach the server
        assert ui.address.startswith("/league")
    click_cell(table, row=0)
    ui.arrives(rf"/unit\?.*id={ranked_units[-1]}")


@pytest.mark.parametrize(
    ("path", "table", "opened"),
    [
        ("changes", "values", r"/task\?.*id="),
        ("changes", "returns", r"/unit\?.*id="),
        ("coordination", "units", r"/unit\?.*id="),
        ("coordination", "requests", r"/task\?.*id="),
    ],
)
def test_a_row_of_what_changed_or_is_waited_for_opens_what_it_is_about(
    ui: Ui, path: str, table: str, opened: str
) -> None:
    ui.open(path)
    click_cell(ui.page.locator(f".st-key-{table}").get_by_test_id("stDataFrame"), row=0)
    ui.arrives(opened)


def test_the_date_compared_with_is_in_the_address_and_stays_while_reading(ui: Ui) -> None:
    ui.open("changes", lang="en")
    ui.page.locator(".st-key-choose_since input").click()
    ui.page.get_by_role("option", name="2023-09-15").click()
    ui.arrives(r"/changes\?.*since=2023-09-15")
    assert "Compared with 15 Sep 2023" in ui.text()
    ui.page.reload()
    assert "Compared with 15 Sep 2023" in ui.ready().text()


@pytest.mark.parametrize(
    ("path", "chart", "opened"),
    [
        ("", "gauge2", f"/{PILLARS[1]}$"),
        ("", "status", "/pillar-"),
        ("targets", "bullets", r"/(task\?id=|pillar-)"),
        ("league", "league", r"/unit\?id="),
        ("league", "heatmap", r"/unit\?id="),
        ("roadmap", "roadmap", r"/task\?id="),
    ],
)
def test_a_click_on_a_mark_opens_what_it_stands_for(ui: Ui, path: str, chart: str, opened: str) -> None:
    ui.open(path)
    ui.mark(chart).click()
    ui.arrives(opened)


def test_a_click_on_a_mark_keeps_the_date_and_the_language(ui: Ui) -> None:
    ui.open(as_of=BEFORE, lang="en")
    ui.mark("gauge1").click()
    ui.arrives(f"/{PILLARS[0]}")
    assert f"as_of={BEFORE}" in ui.address
    assert "lang=en" in ui.address


@pytest.mark.parametrize(
    "path", ["", PILLARS[1], "league", f"unit?id={TASK['unit_id']}", f"task?id={TASK['task_id']}"]
)
def test_another_date_and_another_language_stay_on_the_page(ui: Ui, path: str) -> None:
    ui.open(path)
    n_charts = len(ui.charts())
    ui.choose_date(BEFORE)
    assert ui.address.startswith(f"/{path}")
    assert len(ui.charts()) == n_charts
    ui.choose_language("English", "en")
    assert ui.address.startswith(f"/{path}")
    assert f"as_of={BEFORE}" in ui.address
    assert ui.lang == "en"
    assert say("en", "app.name") in ui.page.title()


def test_a_link_keeps_the_date_and_the_language(ui: Ui) -> None:
    ui.open("league", as_of=BEFORE, lang="en")
    ui.page.get_by_test_id("stSidebar").get_by_role("link", name=say("en", "page.roadmap.name")).click()
    ui.arrives(f"/roadmap\\?as_of={BEFORE}&lang=en")
    assert ui.title == title("roadmap", "en")
    assert ui.lang == "en"


def test_back_returns_to_the_page_left(ui: Ui) -> None:
    ui.open("league")
    ui.page.get_by_test_id("stSidebar").get_by_role("link", name=say("zh", "page.roadmap.name")).click()
    ui.arrives("/roadmap")
    ui.page.go_back()
    ui.arrives("/league$")
    assert ui.title == title("league", "zh")


def test_back_returns_to_the_date_and_the_language_left(ui: Ui) -> None:
    ui.open("league").choose_date(BEFORE).choose_language("English", "en")
    ui.page.go_back()
    ui.arrives(rf"/league\?as_of={BEFORE}$")
    assert ui.title == title("league", "zh")
    assert ui.lang == "zh-CN"
    ui.page.go_back()
    ui.arrives("/league$")
    assert NEWEST in ui.page.locator(".st-key-choose_as_of input").input_value()


def test_a_file_says_in_its_name_what_it_holds_and_opens_in_excel(ui: Ui) -> None:
    ui.open("league", as_of=BEFORE)
    with ui.page.expect_download() as started:
        ui.page.locator("[class*=st-key-csv_league]").first.get_by_role("button").click()
    named = re.fullmatch(
        r"planboard_league_league_(.+)_r(\d+)_([0-9a-f]+)_demo\.csv", started.value.suggested_filename
    )
    assert named
    assert named[1] == BEFORE
    content = started.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert hashlib.sha256(content).hexdigest().startswith(named[3])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) > 13


def test_what_the_address_asks_for_in_vain_is_said_and_the_page_still_works(ui: Ui) -> None:
    ui.open("league", as_of="1999-12-31", lang="fr")
    text = ui.text()
    assert "1999-12-31" in text
    assert "fr" in text
    assert ui.title == title("league", "zh")
    assert ui.charts()
