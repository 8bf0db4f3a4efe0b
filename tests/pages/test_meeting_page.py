"""The meeting: one thing on each screen, and nothing else than the other pages say."""

from __future__ import annotations

import pytest

from planboard.wording.text import LANGUAGES, say
from tests.pages.document import text_of


def screens(app):
    return [e for e in app.page.root.iter("section") if e.get("class") == "screen"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_comes_first_then_each_task_that_needs_a_leader_then_what_is_coming(app, lang):
    app.open("overview", lang=lang, as_of="2023-11-24")
    answer, listed = app.page.title, app.page.section(say(lang, "page.overview.exceptions")).find("ul")
    tasks = [text_of(p.find("a")) for p in listed.iter("p") if p.get("class") == "title"]
    app.open("meeting", lang=lang, as_of="2023-11-24")
    titles = [text_of(e.find("h1") if n == 0 else e.find("h2")) for n, e in enumerate(screens(app))]
    assert titles == [answer, *tasks, say(lang, "page.meeting.coming")]
    assert len(tasks) == 7
    names = [e.get("aria-label") for e in screens(app)]
    assert names[0] == say(lang, "page.meeting.screen", n=1, total=9)
    assert [a.get("href") for a in app.page.root.iter("a") if "#" in a.get("href")] == [
        f"#{n}" for n in range(1, 10)
    ]


def test_each_task_says_who_must_act_and_one_figure(app):
    app.open("meeting", lang="en", as_of="2023-11-24")
    for screen in screens(app)[1:-1]:
        told = {text_of(dt): text_of(dd) for dt, dd in zip(screen.iter("dt"), screen.iter("dd"), strict=True)}
        assert told["Who must act"]
        assert told.get("Responsible unit", "") not in told["Who must act"] or not told.get(
            "Responsible unit"
        )
        [figure] = [p for p in screen.iter("p") if p.get("class") == "figure"]
        assert text_of(figure.find("b"))
    words = app.page.text
    assert "55 days" in words  # overdue
    assert "2 periods" in words  # not reported
    assert "answer 16 days late" in words


def test_date_and_kind_of_data_stand_under_every_screen_and_the_way_out_keeps_the_date(app):
    app.open("meeting", lang="en", as_of="2023-11-17")
    foot = next(e for e in app.page.root.iter("footer"))
    assert "17 Nov 2023" in text_of(foot)
    assert say("en", "data_kind.demo") in text_of(foot)
    [leave] = [link for link in app.page.links if link.page == "overview"]
    assert leave.query == {"as_of": "2023-11-17", "lang": "en"}


def test_without_anything_that_needs_a_leader_there_are_two_screens(open_on, nothing_reported):
    app = open_on(nothing_reported)
    assert not app.open("meeting").exception
    assert len(screens(app)) >= 2
    assert "演示" not in app.page.text


def test_there_is_nothing_around_it_and_the_overview_leads_to_it(app):
    app.open("overview", as_of="2023-11-17", lang="en")
    assert [link.query for link in app.page.links if link.page == "meeting"] == [
        {"as_of": "2023-11-17", "lang": "en"}
    ] * 2
    at = app.open("meeting")
    assert not at.selectbox
    assert not at.sidebar.markdown


def test_of_many_plans_it_shows_the_one_asked_for_and_without_one_all_of_them(open_on, many_plans):
    app = open_on(many_plans)
    assert not app.open("meeting", lang="en", plan="coast").exception
    [leave] = [link for link in app.page.links if link.page == "overview"]
    assert leave.query["plan"] == "coast"
    app.open("meeting", lang="en")
    assert app.page.title == say("en", "page.plans.title")
