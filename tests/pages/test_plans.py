"""A folder of plans: which plan an address shows, and that everything on its pages stays with it."""

from __future__ import annotations

import shutil
from urllib.parse import parse_qs

import pytest

from planboard import ui
from planboard.wording.text import say
from tests.pages.conftest import PAGES
from tests.pages.document import DocumentShown, text_of

HERE = "深圳"
LANGUAGES = ("zh", "en")
LEFT_OUT = "Left out, or not as of the newest snapshot: empty. The reasons are at the end of the page."


def led(app) -> list[tuple[str, dict[str, str]]]:
    """The page and the query of every link, around the document and in it."""
    around = [
        (link.proto.page, {k: v[-1] for k, v in parse_qs(link.proto.query_string).items()})
        for link in app.test.get("page_link")
    ]
    shown = [DocumentShown(e.proto.bytes) for e in app.test.get("bidi_component")]
    links = [link for document in shown for link in document.links]
    return around + [(link.page, link.query) for link in links if "print" not in link.query]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_plan_of_the_address_and_every_link_keeps_it(open_on, many_plans, page):
    app = open_on(many_plans)
    at = app.open(page, lang="en", plan=HERE, as_of="2023-09-01")
    assert not at.exception
    assert not at.warning
    assert app.page.notices == [n for n in app.page.notices if "Show the newest" in n]
    kept = {"plan": HERE, "lang": "en"}
    files = {link.page for link in app.page.links if link.is_file}  # some are of a hash, whatever the date
    for to, query in led(app):
        if to == "plans":
            assert query == {"lang": "en"}
        elif to in files:
            assert query["plan"] == HERE
        else:
            assert query.items() >= kept.items(), to
    shown = [query for to, query in led(app) if to not in ("plans", *files)]
    # All but those to the newest date, on the page and in the side bar.
    assert sum(query.get("as_of") != "2023-09-01" for query in shown) == 2
    [printed] = [link.query for link in app.navigation.links if "print" in link.query]
    assert printed["plan"] == HERE


def test_no_link_leads_to_a_plan_that_is_not_there(open_on, many_plans):
    app = open_on(many_plans)
    app.open("overview", lang="en", plan="nowhere")
    assert "nowhere" in app.page.notices[0]
    assert [link for link in app.navigation.links if "print" in link.query]
    assert [link for link in app.navigation.links if "nowhere" in link.query.values()] == []


def test_two_plans_are_not_mixed_up(open_on, many_plans):
    app = open_on(many_plans)
    for plan, words in ((HERE, "of 44 tasks"), ("coast", "of 5 tasks"), (HERE, "of 44 tasks")):
        app.open("overview", lang="en", plan=plan)
        assert words in app.page.title, plan


def test_switching_the_date_or_language_stays_with_the_plan(open_on, many_plans):
    app = open_on(many_plans)
    at = app.open("league", lang="zh", plan=HERE)
    at.selectbox[0].set_value("2023-09-01").run()
    at.segmented_control[0].set_value("en").run()
    assert dict(at.query_params) == {"lang": "en", "plan": HERE, "as_of": "2023-09-01"}
    assert app.page.title == "Which units lead, which need attention?"


def test_search_finds_only_what_the_plan_has(open_on, many_plans):
    app = open_on(many_plans)
    found = ("task", {"lang": "en", "plan": HERE, "id": "2023-12"})
    at = app.open("league", lang="en", plan=HERE)
    assert found not in led(app)
    at.text_input(key=f"search-{HERE}league-").set_value("2023-12").run()
    assert found in led(app)
    at = open_on(many_plans).open("league", lang="en", plan="coast")
    at.text_input(key="search-coastleague-").set_value("2023-12").run()
    assert any("Nothing found for" in c.value for c in at.caption)


def test_a_filter_is_not_carried_to_another_plan(open_on, many_plans):
    app = open_on(many_plans)
    app.open("targets", plan=HERE, unit="market")
    app.open("league", plan=HERE)
    assert ("targets", {"plan": HERE, "unit": "market"}) in led(app)
    app.open("league", plan="coast")
    assert ("targets", {"plan": "coast"}) in led(app)


def test_files_to_download_are_named_after_their_plan(open_on, many_plans):
    app = open_on(many_plans)
    app.open("league", lang="en", plan="coast")
    files = [link for link in app.page.links if link.page.startswith("files/answers/")]
    assert files
    names = [ui.answers_file(link.page.rsplit("/", 1)[1], link.query)[0] for link in files]
    assert all(name.startswith("coast_League-table_") for name in names)


def test_the_command_of_a_reason_names_the_plan(open_on, many_plans):
    app = open_on(many_plans)
    app.open("task", lang="en", plan=HERE, id="2023-12")
    commands = [text_of(code) for code in app.page.root.iter("code") if "query why" in text_of(code)]
    assert commands
    begins = f"python -m planboard --data \"$PLANBOARD_DATA\"/'{HERE}' query why "
    assert all(command.startswith(begins) for command in commands)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "plan", ["广州", "../深圳", "深圳/../coast", "", ".", "深圳/", "_staging", "x" * 999]
)
def test_a_plan_that_is_not_there_is_named_and_a_choice_offered(open_on, many_plans, lang, plan):
    for page in ("overview", "task", "plans"):
        app = open_on(many_plans)
        assert not app.open(page, lang=lang, plan=plan).exception
        assert app.page.title == say(lang, "page.plans.title")
        assert len(app.page.notices) == bool(plan) + 1  # one plan is empty, and named
        assert len(app.page.table(say(lang, "table.plans")).rows) == 2


def test_a_plan_without_a_snapshot_says_what_it_holds_and_leads_to_the_others(open_on, many_plans):
    app = open_on(many_plans)
    at = app.open("overview", lang="en", plan="empty")
    assert not at.exception
    assert any("No progress is published yet" in text for text in app.texts())
    assert any(page == "plans" for page, _ in led(app))


def test_a_plan_without_a_register_or_a_snapshot_is_named_and_the_others_offered(
    open_on, many_plans, tmp_path
):
    folder = shutil.copytree(many_plans, tmp_path / "plans")
    (folder / "bare" / "snapshots").mkdir(parents=True)
    app = open_on(folder)
    assert not app.open("overview", lang="en", plan="bare").exception
    assert "no snapshot" in app.page.notices[0]
    assert len(app.page.table(say("en", "table.plans")).rows) == 2


@pytest.mark.parametrize("page", PAGES)
def test_without_a_plan_in_the_address_every_page_offers_them_all(open_on, many_plans, page):
    app = open_on(many_plans)
    assert not app.open(page, lang="en").exception
    assert app.page.notices == [LEFT_OUT]
    assert app.page.title == say("en", "page.plans.title")


def test_where_there_is_one_plan_there_is_no_parameter_and_no_page_of_all(app):
    app.open("overview", lang="en")
    assert not any("plan" in query for _, query in led(app))
    assert not any(page == "plans" for page, _ in led(app))


def test_another_plan_in_the_address_of_the_only_one_is_named_and_dropped(app):
    app.open("overview", lang="en", plan="coast")
    assert "coast" in app.page.notices[0]
    assert not any("plan" in query for _, query in led(app))


def test_the_only_plan_of_a_folder_of_plans_is_shown_like_any_single_one(open_on, second_plan, tmp_path):
    (tmp_path / "coast").symlink_to(second_plan, target_is_directory=True)
    app = open_on(tmp_path)
    assert not app.open("overview", lang="en").exception
    assert not any("plan" in query for _, query in led(app))
    assert "of 5 tasks" in app.page.title
