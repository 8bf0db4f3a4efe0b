"""Whatever an address may ask for of a page, and data of every kind; what pages answer is in test_answers.py."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bench.pages import TASK
from planboard.publishing.publish import publish
from planboard.register.plan import load_plan
from planboard.snapshots.published import published
from planboard.wording import text
from tests.pages.conftest import PAGES
from tests.pages.document import text_of
from tests.places import DATA

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("pillar")])
def test_before_the_first_publication_every_page_says_what_the_plan_holds(open_on, tmp_path, page):
    shutil.copytree(DATA / "plan", tmp_path / "plan")
    app = open_on(tmp_path)
    at = app.open(page, lang="en")
    assert not at.exception
    assert "business environment" in app.page.title
    shown = " ".join(app.texts())
    assert "No progress is published yet" in shown
    assert "Pillars: 4; measures: 12; tasks: 44; targets: 32; units: 34." in shown
    assert str(tmp_path) not in shown
    assert "planboard demo" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_register_a_page_says_so_and_only_the_log_says_where(open_on, tmp_path, lang, caplog):
    app = open_on(tmp_path)
    at = app.open("overview", lang=lang)
    assert not at.exception
    assert app.page.title == text.say(lang, "page.first_day.title")
    assert str(tmp_path) not in " ".join(app.texts())
    app.open("overview", lang=lang)
    assert caplog.text.count(f"nothing to show in {tmp_path}") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "page",
    [
        "overview",
        "changes",
        "pillar-1",
        "pillar-2",
        "targets",
        "league",
        "roadmap",
        "coordination",
        "responsibility",
        "data",
    ],
)
def test_another_plan_runs_on_the_same_code(open_on, second_plan, page, lang):
    app = open_on(second_plan)
    at = app.open(page, lang=lang)
    assert not at.exception
    shown = " ".join(app.texts())
    assert "深圳" not in shown
    assert "Shenzhen" not in shown


def test_another_plan_has_as_many_pillar_pages_as_it_has_pillars(open_on, second_plan):
    app = open_on(second_plan)
    app.open("overview", lang="en")
    pages = [link.page for link in app.navigation.links]
    assert "pillar-3" not in pages
    assert "pillar-2" in pages


def test_an_unknown_language_is_named_and_the_page_is_chinese(app):
    app.open("overview", lang="fr")
    assert "fr" in app.page.notices[0]
    assert "年度总体" in app.page.title


def test_an_unknown_date_is_named_and_the_newest_is_shown(app):
    at = app.open("overview", lang="en", as_of="1999-01-01")
    assert "1999-01-01" in app.page.notices[0]
    assert at.selectbox[0].value == "2023-11-24"


@pytest.mark.parametrize(
    ("page", "value"), [("task", "2023-99"), ("task", "'; drop table tasks"), ("unit", "../../etc")]
)
def test_an_unknown_task_or_unit_is_named_and_a_choice_offered(app, page, value):
    at = app.open(page, lang="en", id=value)
    assert not at.exception
    [notice] = app.page.notices
    assert value in notice
    choice = [a for a in app.page.links if a.page == page and "id" in a.query]
    assert len(choice) == len({a.query["id"] for a in choice}) == {"task": 44, "unit": 34}[page]


def test_an_unknown_filter_is_named_and_ignored(app):
    at = app.open("targets", lang="en", pillar="9", unit="nobody", status="sunny", owner="none", year="1066")
    assert not at.exception
    unknown = ("9", "nobody", "sunny", "none", "1066")
    assert all(sum(value in notice for notice in app.page.notices) == 1 for value in unknown)
    assert len(app.page.notices) == len(unknown)
    assert len(app.page.table(text.say("en", "table.targets")).rows) > 20


def test_a_filter_in_the_address_narrows_what_is_shown(app):
    app.open("targets", lang="en")
    everything = app.page.table(text.say("en", "table.targets")).dicts()
    app.open("targets", lang="en", unit="market")
    of_one_unit = app.page.table(text.say("en", "table.targets")).dicts()
    [unit] = {row["Unit"] for row in of_one_unit}
    assert of_one_unit == [row for row in everything if row["Unit"] == unit]
    assert 0 < len(of_one_unit) < len(everything)


def test_an_older_date_shows_what_was_known_then(app):
    app.open("overview", lang="en")
    now = [text for text in app.page.texts() if " not due yet: " in text]
    app.open("overview", lang="en", as_of="2023-08-11")
    then = [text for text in app.page.texts() if " not due yet: " in text]
    assert len(now) == len(then) == 1
    assert now != then


def test_a_restated_date_says_so_and_why(app):
    app.open("overview", as_of="2023-10-13")
    [notice] = [notice for notice in app.page.notices if "第2版" in notice]
    assert published(DATA).current[9].reason in notice


def test_changing_the_date_or_language_writes_it_to_the_address(app):
    at = app.open("league", lang="zh")
    at.selectbox[0].set_value("2023-09-01").run()
    assert at.query_params["as_of"] == "2023-09-01"
    at.segmented_control[0].set_value("en").run()
    assert at.query_params["lang"] == "en"
    assert app.page.title == "Which units lead, which need attention?"


def test_links_keep_the_date_and_language_of_the_page(app):
    for page in PAGES:
        app.open(page, lang="en", as_of="2023-09-01")
        led = [link for link in app.page.links if not link.is_file]
        assert led or page in ("data", "method")
        other = [a for a in led if (a.query.get("lang"), a.query.get("as_of")) != ("en", "2023-09-01")]
        assert [a.text for a in other] == ["Show the newest (2023-11-24)"]
        assert other[0].query.get("lang") == "en"


def test_links_leave_out_what_of_the_address_is_unknown(app):
    unknown = {"lang": "xx", "as_of": "1999-01-01", "year": "1066", "plan": "nowhere"}
    app.open("league", **unknown)
    assert len(app.page.notices) == len(unknown)
    led = [*app.page.links, *app.navigation.links]
    assert any("print" in link.query for link in led)
    assert [link for link in led if not link.is_file and unknown.keys() & link.query.keys()] == []


def test_every_chart_says_in_words_what_it_shows_and_carries_the_demonstration_mark(app):
    for page in PAGES:
        app.open(page, lang="en")
        for figure in app.page.root.iter("figure"):
            heard = [e.get("aria-label") for e in figure.iter() if e.get("role") == "img"]
            above = text_of(figure.find("figcaption"))
            assert max(map(len, [*heard, above])) > 20
            assert above not in heard, "it is read twice"
            assert "Demonstration data" in text_of(figure), page


def test_persons_are_not_named_on_lists_of_exceptions_while_the_data_is_a_demonstration(app):
    app.open("overview")
    assert not any("张非梦" in text for text in app.texts())


def test_demonstration_data_is_called_so_on_every_page_and_official_data_is_not(
    app, open_on, nothing_reported
):
    for page in PAGES:
        app.open(page)
        assert any("演示数据" in text for text in app.texts()), page
    official = open_on(nothing_reported)
    for page in set(PAGES) - {"method"}:  # which explains the mark
        official.open(page)
        assert not any("演示" in text for text in official.texts()), page


@pytest.fixture
def damaged(tmp_path) -> Path:
    """A copy of the repository's data in which one byte of the newest snapshot's tasks is another."""
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    file = published(data).current[-1].files["tasks"]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    return data


def test_a_damaged_snapshot_is_left_out_and_said_on_every_page_and_named_on_the_data_page(open_on, damaged):
    app = open_on(damaged)
    for page in PAGES:
        at = app.open(page)
        assert not at.exception
        assert app.page.notices[0] == text.say("zh", "frame.damaged", n=1), page
        assert at.selectbox(key="choose_as_of").value == "2023-11-17"
    app.open("data")
    assert any("as_of=2023-11-24" in notice for notice in app.page.notices)


def test_a_missing_manifest_is_left_out_and_the_other_snapshots_still_shown(open_on, damaged):
    next((damaged / "snapshots" / "as_of=2023-11-17").glob("rev=*/manifest.json")).unlink()
    at = open_on(damaged).open("overview")
    assert not at.exception
    assert at.selectbox[0].value == "2023-11-10"


def test_a_register_that_no_longer_parses_is_said_on_the_data_page_and_nothing_else_fails(open_on, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    (data / "plan" / "tasks.csv").write_text("task_id,plan_year\n1,2\n", "utf-8")
    app = open_on(data)
    app.open("overview")
    assert not app.page.notices
    at = app.open("data")
    assert not at.exception
    assert any("tasks.csv" in notice for notice in app.page.notices)


def test_once_there_are_official_figures_the_demonstration_is_neither_shown_nor_computed_with(
    open_on, tmp_path
):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    publish(
        data, load_plan(data / "plan"), date(2023, 12, 1), [], kind="official", publisher="tests",
        published_at=datetime(2023, 12, 1, tzinfo=UTC),
    )  # fmt: skip
    app = open_on(data)
    at = app.open("overview", lang="en")
    assert at.selectbox[0].options == ["2023-12-01"]
    assert not any("emonstration" in text for text in app.texts())
    assert any("39 of 44 tasks stale, 5 overdue" in text for text in app.texts())


def test_a_rerun_with_nothing_changed_runs_no_query(app):
    from planboard.ui import serve

    for page in PAGES:
        app.open(page)
    engine = serve(DATA).engine
    before = engine.n_runs
    for page in PAGES:
        app.open(page)
    assert engine.n_runs == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_method_says_how_far_forecasts_thresholds_and_bands_are_to_be_believed(app, lang):
    app.test.session_state["fold-generated"] = app.test.session_state["fold-sensitivity"] = True
    app.open("method", lang=lang)
    said = app.page.text
    at = app.open("method", lang=lang, as_of="2023-10-27")
    assert not at.exception
    said += app.page.text
    assert re.search({"zh": "实测覆盖率\\d+%", "en": "it held \\d+%"}[lang], said)
    assert text.say(lang, "page.method.chances") in said
    assert text.say(lang, "shape.surge") in app.folds["generated"].tables[0].column(
        text.say(lang, "column.shape")
    )
    thresholds = app.folds["sensitivity"].table(text.say(lang, "table.thresholds"))
    [moves] = [row[-1] for row in thresholds.rows if row[0] == text.say(lang, "variation.behind_lower")]
    assert "→" in moves


def test_before_anything_can_be_scored_a_forecast_is_named_as_unmeasured(app):
    app.open("task", lang="en", id="2023-22", as_of="2023-10-13")
    assert any("80% range; none checked yet" in said for said in app.texts())
    app.open("task", lang="en", id="2023-22", as_of="2023-09-01")
    assert any("at the pace so far, not a promise" in said for said in app.texts())
    app.open("task", lang="en", id="2023-22", as_of="2023-08-18")
    assert any("2 of the 4 needed" in said for said in app.texts())


def test_a_forecast_is_one_sentence_with_its_coverage_and_both_paces(app):
    app.open("task", lang="zh", id="2023-22")
    [said] = [s for s in app.page.texts() if "按当前进度，到期预计" in s and "数据日期" in s and "122个" in s]
    assert re.search(
        "每周需1.48个，近4周每周1.75个；按当前进度，到期预计122个至130个（80%预测区间，实测覆盖76%）。$", said
    )


def test_search_offers_links_to_what_was_typed(app):
    at = app.open("league", lang="en")
    at.text_input(key="search-league-").set_value("2023-12").run()
    found = [link.proto for link in at.get("page_link") if "Widen the pilot" in link.proto.label]
    assert found
    assert "id=2023-12" in found[0].query_string
    at.text_input(key="search-league-").set_value("perpetual motion").run()
    assert any("Nothing found for" in c.value for c in at.caption)


def test_on_paper_there_are_tables_of_text_and_nothing_to_click(app):
    for page in PAGES:
        at = app.open(page, lang="zh", print="1")
        assert not at.exception
        assert not at.dataframe
        assert all(fold.proto.expanded for fold in at.expander)
        assert not at.sidebar.children


def test_what_is_chinese_on_an_english_page_is_marked_so(app):
    app.open("task", lang="en", id=TASK)
    pictures = set(app.page.root.iterfind(".//svg//*"))
    chinese = [
        e for e in app.page.root.iter() if e not in pictures and re.search("[\u4e00-\u9fff]", e.text or "")
    ]
    assert {(e.tag, e.get("lang")) for e in chinese} == {("span", "zh-CN")}
    after = [e for e in app.page.root.iter() if re.search("[\u4e00-\u9fff]", e.tail or "")]
    assert after == []
    app.open("task", lang="zh", id=TASK)
    assert not app.page.root.findall(".//span[@lang]")
