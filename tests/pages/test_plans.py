"""A folder of plans: which plan an address shows, and that everything on its pages stays with it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
import streamlit as st

from planboard.wording.text import say
from tests.pages.conftest import PAGES

HERE = "深圳"
LANGUAGES = ("zh", "en")
LEFT_OUT = "Left out, or not as of the newest snapshot\\: empty\\. The reasons are at the end of the page\\."


def led(at) -> list[tuple[str, dict[str, str]]]:
    """The page and the query of every link."""
    return [
        (link.proto.page, {k: v[-1] for k, v in parse_qs(link.proto.query_string).items()})
        for link in at.get("page_link")
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_plan_of_the_address_and_every_link_keeps_it(open_on, many_plans, page):
    at = open_on(many_plans).open(page, lang="en", plan=HERE, as_of="2023-09-01")
    assert not at.exception
    assert not at.warning
    kept = {"plan": HERE, "lang": "en"}
    for to, query in led(at):
        if to == "":  # all plans
            assert query == {"lang": "en"}
        else:
            assert query.items() >= kept.items(), to
    shown = [query for to, query in led(at) if to != ""]
    # All but the one to the newest date.
    assert sum(query.get("as_of") != "2023-09-01" for query in shown) == 1
    [printed] = [link.proto.url for link in at.get("link_button")]
    assert parse_qs(printed)["plan"] == [HERE]


def test_two_plans_are_not_mixed_up(open_on, many_plans):
    app = open_on(many_plans)
    for plan, word in ((HERE, "44 tasks"), ("coast", "8 tasks"), (HERE, "44 tasks")):
        app.open("overview", lang="en", plan=plan)
        assert any(text.startswith(f"**{word}") for text in app.texts()), plan


def test_switching_the_date_or_language_stays_with_the_plan(open_on, many_plans):
    at = open_on(many_plans).open("league", lang="zh", plan=HERE)
    at.selectbox[0].set_value("2023-09-01").run()
    at.segmented_control[0].set_value("en").run()
    assert dict(at.query_params) == {"lang": "en", "plan": HERE, "as_of": "2023-09-01"}
    assert at.title[0].value == "Which units lead, which need attention?"


def test_search_finds_only_what_the_plan_has(open_on, many_plans):
    at = open_on(many_plans).open("league", lang="en", plan=HERE)
    at.text_input(key=f"search-{HERE}league-").set_value("2023-12").run()
    assert ("task", {"lang": "en", "plan": HERE, "id": "2023-12"}) in led(at)
    at = open_on(many_plans).open("league", lang="en", plan="coast")
    at.text_input(key="search-coastleague-").set_value("2023-12").run()
    assert any("Nothing found for" in c.value for c in at.caption)


def test_a_filter_is_not_carried_to_another_plan(open_on, many_plans):
    app = open_on(many_plans)
    app.open("targets", plan=HERE, unit="market")
    assert ("targets", {"plan": HERE, "unit": "market"}) in led(app.open("league", plan=HERE))
    assert ("targets", {"plan": "coast"}) in led(app.open("league", plan="coast"))


def test_files_to_download_are_named_after_their_plan(open_on, many_plans, monkeypatch):
    names, button = [], st.download_button
    monkeypatch.setattr(
        st, "download_button", lambda *given, **more: names.append(given[2]) or button(*given, **more)
    )
    open_on(many_plans).open("league", lang="en", plan="coast")
    assert names
    assert all(name.startswith("planboard_coast_league_") for name in names)


def test_the_command_of_a_reason_names_the_plan(open_on, many_plans):
    at = open_on(many_plans).open("task", lang="en", plan=HERE, id="2023-12")
    [command] = [code.value for code in at.get("code") if "query why" in code.value]
    assert command.startswith(f"python -m planboard --data \"$PLANBOARD_DATA\"/'{HERE}' query why ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "plan", ["广州", "../深圳", "深圳/../coast", "", ".", "深圳/", "_staging", "x" * 999]
)
def test_a_plan_that_is_not_there_is_named_and_a_choice_offered(open_on, many_plans, lang, plan):
    for page in ("overview", "task", "plans"):
        at = open_on(many_plans).open(page, lang=lang, plan=plan)
        assert not at.exception
        assert at.title[0].value == say(lang, "page.plans.title")
        assert len(at.warning) == bool(plan) + 1  # one plan is empty, and named
        assert len(at.dataframe[0].value) == 2


def test_a_plan_without_a_snapshot_is_named_and_the_others_offered(open_on, many_plans):
    at = open_on(many_plans).open("overview", lang="en", plan="empty")
    assert not at.exception
    assert "no snapshot" in at.warning[0].value
    assert len(at.dataframe[0].value) == 2


@pytest.mark.parametrize("page", PAGES)
def test_without_a_plan_in_the_address_every_page_offers_them_all(open_on, many_plans, page):
    at = open_on(many_plans).open(page, lang="en")
    assert not at.exception
    assert [w.value for w in at.warning] == [LEFT_OUT]
    assert at.title[0].value == say("en", "page.plans.title")


def test_where_there_is_one_plan_there_is_no_parameter_and_no_page_of_all(app):
    at = app.open("overview", lang="en")
    assert not any("plan" in query for _, query in led(at))
    assert not any(say("en", "page.plans.name") in link.proto.label for link in at.get("page_link"))


def test_another_plan_in_the_address_of_the_only_one_is_named_and_dropped(app):
    at = app.open("overview", lang="en", plan="coast")
    assert "coast" in at.warning[0].value
    assert not any("plan" in query for _, query in led(at))


def test_the_only_plan_of_a_folder_of_plans_is_shown_like_any_single_one(open_on, second_plan, tmp_path):
    (tmp_path / "coast").symlink_to(second_plan, target_is_directory=True)
    at = open_on(tmp_path).open("overview", lang="en")
    assert not at.exception
    assert not any("plan" in query for _, query in led(at))
    assert any(re.match(r"\*\*8 tasks", m.value) for m in at.markdown)
