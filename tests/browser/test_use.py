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
from planboard.answers.engine import open_engine
from planboard.folders import data_folder
from planboard.snapshots.published import published
from planboard.wording.text import say

pytestmark = pytest.mark.browser


def title(name: str, lang: str) -> str:
    """The question a listed page asks, where it is the same for every date."""
    return say(lang, f"page.{name}.title")


@pytest.fixture(scope="module")
def ranked_units() -> list[str]:
    """The ranked units in the order of the league table."""
    now = published(data_folder())
    rows = (
        open_engine(data_folder())
        .query("league", as_of=now.current[-1].as_of, plan_year=2023, lang="zh")
        .to_pylist()
    )
    return [row["unit_id"] for row in rows if row["is_ranked"]]


# As a browser that translates changes a page: each text is put into elements of its own, behind Streamlit's back.
TRANSLATE = """() => {
  const app = document.querySelector("[data-testid=stApp]"), found = [];
  const texts = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found.filter((node) => node.data.trim() && !node.parentElement.closest("style"))) {
    const put = document.createElement("font");
    put.textContent = `translated ${text.data}`;
    text.replaceWith(put);
  }
}"""


def test_after_a_change_of_date_nothing_old_is_left_of_a_translated_page(ui: Ui) -> None:
    ui.open("overview", lang="en")
    side = ui.page.get_by_test_id("stSidebar")
    assert say("en", "frame.newest") in side.inner_text()
    ui.page.evaluate(TRANSLATE)
    ui.choose_date(BEFORE)
    assert ui.page.locator(".page font").count() == 0
    assert say("en", "frame.newest") not in side.inner_text()
    assert say("en", "frame.older") in side.inner_text()
    side.locator("a", has_text=NEWEST).click()
    ui.arrives(r"/overview\?lang=en$")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["none", "pillar-9", "returns"])
def test_an_address_without_a_page_shows_the_overview_and_says_so(ui: Ui, name: str, lang: str) -> None:
    ui.open(name, lang=lang, as_of=BEFORE)
    notice = say(lang, "notice.page", value=name)
    assert notice in ui.main.locator(".notice").all_inner_texts()
    assert ui.page.locator("[aria-current=page]").inner_text() == say(lang, "page.overview.name")
    ui.page.get_by_test_id("stSidebar").get_by_role("link", name=say(lang, "page.league.name")).click()
    ui.arrives(r"/league\?")
    assert notice not in ui.main.locator(".notice").all_inner_texts()


def test_the_navigation_leads_to_every_page(ui: Ui) -> None:
    ui.open()
    links = ui.page.get_by_test_id("stSidebar").locator("a:not([target])").all()
    pages = {(link.get_attribute("href") or "").split("?")[0].rsplit("/", 1)[-1] for link in links}
    assert pages == {page or "overview" for page in LISTED}
    ui.page.get_by_test_id("stSidebar").get_by_role("link", name=say("zh", "page.league.name")).click()
    ui.arrives("/league")
    assert ui.title == title("league", "zh")


def test_a_name_in_a_table_opens_what_it_stands_for(ui: Ui, ranked_units: list[str]) -> None:
    ui.open("league")
    table = ui.table(say("zh", "table.league"))
    table.locator("tbody a").nth(1).click()
    ui.arrives(rf"/unit\?.*id={ranked_units[1]}")


def test_a_link_can_be_opened_in_another_tab(ui: Ui, ranked_units: list[str]) -> None:
    ui.open("league", as_of=BEFORE, lang="en")
    link = ui.table(say("en", "table.league")).locator("tbody a").first
    with ui.page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    other = opened.value
    other.wait_for_selector("article.page h1")
    assert f"/unit?as_of={BEFORE}&lang=en&id=" in other.url
    assert ui.address.startswith("/league")
    other.close()


def values(table: Locator, head: str) -> list[str]:
    """The words of a column."""
    n = table.locator("thead th").all_inner_texts().index(head)
    return table.locator(f"tbody tr > :nth-child({n + 1})").all_inner_texts()


def test_a_table_is_sorted_by_its_heads_by_value_and_turned_round(ui: Ui) -> None:
    ui.open("unit", id="commerce", as_of="2023-09-15")
    table = ui.table(say("zh", "table.tasks"))
    head = say("zh", "column.due")
    original = values(table, head)
    button = table.locator("thead").get_by_role("button", name=head, exact=True)
    button.click()
    days = [int(n[0]) for text in values(table, head) if (n := re.findall(r"\d+", text))]
    late = sum("逾期" in text for text in values(table, head))
    assert days[late:] == sorted(days)[late:] or days == sorted(days)
    assert 15 in days
    assert 107 in days
    assert days.index(15) < days.index(107)  # as texts, 107 would come first
    assert table.locator("th[aria-sort=ascending]").count() == 1
    button.click()
    assert values(table, head) != original
    assert table.locator("th[aria-sort=descending]").count() == 1
    button.click()
    assert values(table, head) == original
    assert ui.address.startswith("/unit")


def test_find_in_page_finds_what_stands_in_a_table(ui: Ui) -> None:
    ui.open("responsibility")
    assert ui.page.evaluate("window.find('市教育局')")


def test_a_fold_stays_open_when_the_page_is_drawn_again(ui: Ui) -> None:
    ui.open()
    fold = ui.main.locator("details").first
    fold.locator("summary").click()
    assert fold.evaluate("fold => fold.open")
    ui.choose_date(BEFORE)
    assert ui.main.locator("details").first.evaluate("fold => fold.open")


def test_a_translated_page_shows_nothing_old_after_another_date_was_chosen(ui: Ui) -> None:
    """A browser's translator wraps the words it finds; what is drawn afterwards must replace them."""
    ui.open("league")
    ui.main.evaluate(
        """main => { for (const p of main.querySelectorAll("h1, h2, p, caption, td")) {
             const font = document.createElement("font");
             font.textContent = "translated " + p.textContent; p.replaceChildren(font); } }"""
    )
    assert "translated" in ui.main.inner_text()
    ui.choose_date(BEFORE)
    assert "translated" not in ui.main.inner_text()
    assert ui.title == title("league", "zh")


@pytest.mark.parametrize(
    ("path", "caption", "opened"),
    [
        ("changes", "table.value_changes", r"/(task\?.*id=|pillar-)"),
        ("changes", "table.irregular_returns", r"/unit\?.*id="),
        ("coordination", "table.coordination_units", r"/unit\?.*id="),
        ("coordination", "table.coordination", r"/task\?.*id="),
        ("targets", "table.targets", r"/(task\?id=|pillar-)"),
        ("roadmap", "table.roadmap", r"/task\?id="),
    ],
)
def test_a_row_of_what_changed_or_is_waited_for_opens_what_it_is_about(
    ui: Ui, path: str, caption: str, opened: str
) -> None:
    ui.open(path)
    ui.table(say("zh", caption)).locator("tbody a").first.click()
    ui.arrives(opened)


def test_the_date_compared_with_is_in_the_address_and_stays_while_reading(ui: Ui) -> None:
    ui.open("changes", lang="en")
    ui.page.locator(".st-key-choose_since input").click()
    ui.page.get_by_role("option", name="2023-09-15").click()
    ui.arrives(r"/changes\?.*since=2023-09-15")
    assert "Compared with 15 Sep 2023" in ui.text()
    ui.page.reload()
    assert "Compared with 15 Sep 2023" in ui.ready().text()


def test_a_pillars_name_opens_it_and_keeps_the_date_and_the_language(ui: Ui) -> None:
    ui.open(as_of=BEFORE, lang="en")
    ui.main.locator("li:has(svg.squares) > .title a").first.click()
    ui.arrives(f"/{PILLARS[0]}")
    assert f"as_of={BEFORE}" in ui.address
    assert "lang=en" in ui.address


def test_the_overview_has_an_address_of_its_own(ui: Ui) -> None:
    ui.open("overview")
    assert ui.title.startswith("2023年度总体")
    assert not ui.noticed


def test_a_return_is_taken_from_the_task_that_rests_on_it(ui: Ui) -> None:
    ui.open("task", id="2023-12", lang="en")
    ui.main.evaluate("page => page.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    with ui.page.expect_download() as started:
        ui.main.get_by_role("link", name="This return").first.click()
    assert re.fullmatch(r"planboard_return_[0-9a-f]{12}\.csv", started.value.suggested_filename)
    assert b"2023-12" in started.value.path().read_bytes()


@pytest.mark.parametrize(
    "path", ["", PILLARS[1], "league", f"unit?id={TASK['unit_id']}", f"task?id={TASK['task_id']}"]
)
def test_another_date_and_another_language_stay_on_the_page(ui: Ui, path: str) -> None:
    ui.open(path)
    n_sections = ui.main.locator("h2").count()
    ui.choose_date(BEFORE)
    assert ui.address.startswith(f"/{path}")
    assert ui.main.locator("h2").count() == n_sections > 0
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
        ui.main.locator("ul.files a").first.click()
    named = re.fullmatch(
        r"单位排行_单位排行_2023_(.+)_r(\d+)_([0-9a-f]+)_演示数据\.csv", started.value.suggested_filename
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
    assert ui.pictures()
