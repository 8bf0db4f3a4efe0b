"""The pages on what changed and on help asked, over what an address may ask of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from pages import change_lists
from pages.method_text import method_changes
from planboard.answers.engine import Engine, open_engine
from planboard.wording.text import say
from tests.pages.document import text_of
from tests.places import ROOT

LANGUAGES = ("zh", "en")


@pytest.fixture
def data_engine() -> Engine:
    return open_engine(ROOT / "data")


def notices(app):
    """What must be known, but for that the date is not the newest."""
    words = ("查看最新", "Show the newest")
    return [notice for notice in app.page.notices if not any(w in notice for w in words)]


def compared_with(at) -> str:
    return at.selectbox(key="choose_since").value


def test_changes_are_since_the_previous_snapshot_unless_the_address_says_otherwise(app):
    assert compared_with(app.open("changes", as_of="2023-10-20")) == "2023-10-13"
    assert compared_with(app.open("changes", as_of="2023-10-20", since="2023-08-11")) == "2023-08-11"


@pytest.mark.parametrize("since", ["2023-10-20", "2023-11-24", "1999-01-01", "", "'; drop table tasks"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_date_that_cannot_be_compared_with_is_named_and_the_previous_one_used(app, since, lang):
    at = app.open("changes", as_of="2023-10-20", since=since, lang=lang)
    assert not at.exception
    [notice] = notices(app)
    assert "2023-10-20" in notice
    assert compared_with(at) == "2023-10-13"


def test_the_date_chosen_is_written_to_the_address(app):
    at = app.open("changes", as_of="2023-10-20", lang="en")
    at.selectbox(key="choose_since").set_value("2023-09-15").run()
    assert at.query_params["since"] == "2023-09-15"
    assert app.page.answer.startswith("Compared with 15 Sep 2023")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("since", [{}, {"since": "2023-08-04"}])
def test_the_first_snapshot_has_nothing_to_compare_with_and_says_so(app, lang, since):
    at = app.open("changes", as_of="2023-08-11", lang=lang, **since)
    assert not at.exception
    assert app.page.answer == say(lang, "page.overview.first_snapshot")
    assert not app.page.headings
    assert len(notices(app)) == len(since)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_snapshots_without_any_report_differ_in_their_missing_returns_alone(open_on, second_plan, lang):
    app = open_on(second_plan)
    at = app.open("changes", lang=lang)
    assert not at.exception
    said = {"zh": "没有任务改变状态。", "en": "No target's value moved."}[lang]
    assert [text for text in app.page.texts() if said in text], (
        "in one line with all else that did not happen"
    )
    assert [table.caption for table in app.page.tables] == [say(lang, "table.irregular_returns")]
    assert app.page.headings == [say(lang, "page.changes.returns")]


def test_every_changed_task_is_a_link_with_its_cause_under_it(app, data_engine):
    app.open("changes", as_of="2023-10-20", since="2023-09-15", lang="en")
    dates = {"as_of": date(2023, 10, 20), "since": date(2023, 9, 15)}
    rows = data_engine.query("changes", lang="en", pillar_id=None, plan_year=None, **dates).to_pylist()
    assert len(rows) == 14
    items = [
        li
        for li in app.page.section(say("en", "page.changes.statuses")).iter("li")
        if li.find("p/a") is not None
    ]
    linked = [dict(parse_qsl(urlsplit(li.find("p/a").get("href")).query))["id"] for li in items]
    assert sorted(linked) == sorted(row["task_id"] for row in rows)
    was = ("was on track", "was at risk", "was behind")
    assert all(any(words in text_of(li) for words in was) for li in items)
    assert any("deadline moved from 30 Sep 2023 to 8 Dec 2023" in text_of(li) for li in items)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_what_changed_has_a_section_and_only_columns_that_tell_something_stand_in_it(app, lang):
    app.open("changes", lang=lang)
    for name in ("amended", "help"):
        assert say(lang, f"page.changes.{name}") not in app.page.headings
        assert any(say(lang, f"page.changes.no_{name}") in text for text in app.page.texts())
    assert say(lang, "table.status_flow") not in [t.caption for t in app.page.tables], (
        "no two went the same way"
    )
    missing = app.page.table(say(lang, "table.irregular_returns"))
    assert len(missing.rows) == 3
    assert say(lang, "column.received_at") not in missing.heads
    app.open("changes", lang=lang, since="2023-08-11")
    went = app.page.table(say(lang, "table.status_flow"))
    assert sum(int(n) for n in went.column(say(lang, "column.n_tasks"))) > len(went.rows) > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_unit_is_compared_with_any_earlier_date_and_its_worst_task_comes_first(app, lang):
    at = app.open("unit", id="commerce", lang=lang, since="2023-10-27")
    assert compared_with(at) == "2023-10-27"
    tasks = app.page.table(say(lang, "table.unit_tasks"))
    now, then = (tasks.column(say(lang, f"column.{name}")) for name in ("status", "status_then"))
    assert len(now) == 11
    assert now[0] == say(lang, "status.overdue")
    assert now[-1] == say(lang, "status.done")
    assert (now[4], then[4]) == (say(lang, "status.at_risk"), say(lang, "status.done")), "reopened"
    assert any({"zh": "2023年10月27日", "en": "27 Oct 2023"}[lang] in text for text in app.page.texts())
    app.open("unit", id="commerce", lang=lang, as_of="2023-08-11")
    assert say(lang, "column.status_then") not in app.page.table(say(lang, "table.unit_tasks")).heads
    app.open("unit", id="commerce", lang=lang, since="1999-01-01")
    assert len(app.page.notices) == 1


def test_the_overview_leads_to_all_changes(app):
    app.open("overview", lang="en", as_of="2023-10-20")
    [link] = [link for link in app.page.links if link.text == "All changes, with their causes"]
    assert (link.page, link.query) == ("changes", {"lang": "en", "as_of": "2023-10-20"})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_is_chosen_by_unit_and_state_in_the_address(app, lang):
    found = []
    for chosen in ({}, {"unit": "market"}, {"state": "overdue"}):
        app.open("coordination", lang=lang, **chosen)
        found.append(len(app.page.table(say(lang, "table.coordination")).rows))
    assert found == [7, 1, 3]
    assert not app.open("coordination", lang=lang, unit="market", state="answered").exception
    assert say(lang, "table.coordination") not in [table.caption for table in app.page.tables]
    assert len(notices(app)) == 1


def test_an_unknown_unit_or_state_of_help_is_named_and_ignored(app):
    app.open("coordination", lang="en", unit="nobody", state="sunny")
    assert len(notices(app)) == 2
    assert len(app.page.table(say("en", "table.coordination")).rows) == 7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_without_requests_says_that_nobody_asked(open_on, second_plan, lang):
    app = open_on(second_plan)
    assert not app.open("coordination", lang=lang).exception
    assert not app.page.tables
    assert {"zh": "没有单位提出协调事项", "en": "No unit has asked for help"}[lang] in app.page.answer


def method_said(app, lang: str) -> str:
    """What the page of changes says of the rules, in its fold."""
    return text_of(app.page.folds.get(say(lang, "page.changes.method_fold")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rules_changed_after_a_snapshot_was_published_stand_in_a_fold(app, lang):
    at = app.open("changes", lang=lang)
    assert not at.exception
    listed = method_said(app, lang)
    assert {"zh": "自2026年11月26日起：", "en": "Since 26 Nov 2026:"}[lang] in listed
    assert [c.section in listed and c.what in listed for c in method_changes(lang)] == [True] * 9
    app.open("method", lang=lang)
    assert any(method_changes(lang)[0].what in text for text in app.texts())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_published_under_the_rules_of_today_says_nothing_of_changed_rules(app, monkeypatch, lang):
    known = [replace(change, since=date(2023, 8, 11)) for change in method_changes(lang)]
    monkeypatch.setattr(change_lists, "method_changes", lambda lang: known)
    at = app.open("changes", lang=lang, since="2023-08-18")  # the document of no other test
    assert not at.exception
    assert method_said(app, lang) == ""
