"""Finding one's way: search and the guide, from any page."""

from __future__ import annotations

from ui import Ui


def test_initials_in_pinyin_lead_to_a_unit_and_the_date_stays(ui: Ui) -> None:
    ui.open("league", as_of="2023-10-20")
    ui.page.get_by_label("搜索").fill("sjyj")
    ui.page.get_by_role("link", name="市教育局").first.click()
    ui.arrives(".*unit.*id=education")
    assert "as_of=2023-10-20" in ui.address
    ui.page.go_back()
    ui.arrives(".*league.*")


def test_enter_opens_the_first_hit_of_all_that_is_typed(ui: Ui) -> None:
    ui.open("league", as_of="2023-10-20")
    box = ui.page.get_by_label("搜索")
    box.fill("sjyj")
    ui.page.get_by_role("link", name="市教育局").first.wait_for()
    box.fill("2023-12")  # before what was found for the first word has gone
    box.press("Enter")
    ui.arrives(".*task.*id=2023-12.*")
    assert "as_of=2023-10-20" in ui.address


def test_what_is_not_found_is_said(ui: Ui) -> None:
    ui.open("", lang="en")
    ui.page.get_by_label("Search", exact=True).fill("perpetual motion")
    ui.page.keyboard.press("Enter")
    ui.page.get_by_text("Nothing found for").wait_for()


def test_the_guide_opens_over_the_page_and_goes_away_again(ui: Ui) -> None:
    ui.open("targets")
    button = ui.page.get_by_role("button", name="看板说明")
    button.click()
    ui.page.get_by_text("六种状态，由重到轻").wait_for()
    ui.page.keyboard.press("Escape")
    ui.page.get_by_text("六种状态，由重到轻").wait_for(state="hidden")
