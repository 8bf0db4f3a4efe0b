"""The pages on what changed and on help asked, over what an address may ask of them."""

from __future__ import annotations

from datetime import date

import pytest

from planboard.answers.engine import Engine, open_engine
from tests.places import ROOT

LANGUAGES = ("zh", "en")


@pytest.fixture
def data_engine() -> Engine:
    return open_engine(ROOT / "data")


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
    assert len(at.warning) == 1
    assert "2023\\-10\\-20" in at.warning[0].value
    assert compared_with(at) == "2023-10-13"


def test_the_date_chosen_is_written_to_the_address(app):
    at = app.open("changes", as_of="2023-10-20", lang="en")
    at.selectbox(key="choose_since").set_value("2023-09-15").run()
    assert at.query_params["since"] == "2023-09-15"
    assert any(m.value.startswith("**Compared with 15 Sep 2023") for m in at.markdown)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("since", [{}, {"since": "2023-08-04"}])
def test_the_first_snapshot_has_nothing_to_compare_with_and_says_so(app, lang, since):
    at = app.open("changes", as_of="2023-08-11", lang=lang, **since)
    assert not at.exception
    assert not at.header
    assert len(at.warning) == len(since)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_snapshots_without_any_report_differ_in_their_missing_returns_alone(open_on, second_plan, lang):
    app = open_on(second_plan)
    at = app.open("changes", lang=lang)
    assert not at.exception
    said = {"zh": "没有任务改变状态。", "en": "No target's value was updated."}[lang]
    assert said in [caption.value for caption in at.caption]
    assert len(at.dataframe) == 1


def test_every_changed_task_is_a_link_with_its_cause_under_it(app, data_engine):
    at = app.open("changes", as_of="2023-10-20", since="2023-09-15", lang="en")
    dates = {"as_of": date(2023, 10, 20), "since": date(2023, 9, 15)}
    rows = data_engine.query("changes", lang="en", pillar_id=None, **dates).to_pylist()
    captions = [c.value for c in at.caption]
    assert len(rows) == 14
    assert sum("was on track" in c or "was at risk" in c or "was behind" in c for c in captions) == 14
    assert any("deadline moved from 30 Sep 2023 to 8 Dec 2023" in c for c in captions)
    linked = {link.proto.query_string for link in at.get("page_link")}
    assert all(any(f"id={row['task_id']}" in address for address in linked) for row in rows)


def test_the_overview_leads_to_all_changes(app):
    at = app.open("overview", lang="en", as_of="2023-10-20")
    assert "All changes, with their causes" in [link.proto.label for link in at.get("page_link")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_is_chosen_by_unit_and_state_in_the_address(app, lang):
    everything = app.open("coordination", lang=lang).dataframe[-1].value
    of_market = app.open("coordination", lang=lang, unit="market").dataframe[-1].value
    overdue = app.open("coordination", lang=lang, state="overdue").dataframe[-1].value
    assert (len(everything), len(of_market), len(overdue)) == (7, 1, 3)
    at = app.open("coordination", lang=lang, unit="market", state="answered")
    assert len(at.info) == 1
    assert not at.exception


def test_an_unknown_unit_or_state_of_help_is_named_and_ignored(app):
    at = app.open("coordination", lang="en", unit="nobody", state="sunny")
    assert len(at.warning) == 2
    assert len(at.dataframe[-1].value) == 7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_without_requests_says_that_nobody_asked(open_on, second_plan, lang):
    at = open_on(second_plan).open("coordination", lang=lang)
    assert not at.exception
    assert not at.dataframe
    assert any(
        {"zh": "没有单位提出协调事项", "en": "No unit has asked for help"}[lang] in m.value
        for m in at.markdown
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_task_shows_its_three_newest_returns_as_text(app, lang):
    app.open("task", lang=lang, id="2023-12")
    said = {"zh": "**截至2023年", "en": "**As of "}[lang]
    assert sum(text.startswith(said) for text in app.texts()) == 3
