"""Whatever an address may ask for of a page, and data of every kind; what pages answer is in test_answers.py."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from planboard.publishing.publish import publish
from planboard.register.plan import load_plan
from planboard.snapshots.published import published
from planboard.wording import text
from tests.pages.conftest import PAGES
from tests.places import DATA

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_when_there_is_no_snapshot(open_on, tmp_path, page):
    at = open_on(tmp_path).open(page)
    assert not at.exception
    assert "python -m planboard demo" in at.error[0].value


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
    assert not any("pillar-3" in str(link.proto.page) for link in app.test.get("page_link"))
    assert any("pillar-2" in str(link.proto.page) for link in app.test.get("page_link"))


def test_an_unknown_language_is_named_and_the_page_is_chinese(app):
    at = app.open("overview", lang="fr")
    assert "fr" in at.warning[0].value
    assert at.title[0].value.startswith("总体进展")


def test_an_unknown_date_is_named_and_the_newest_is_shown(app):
    at = app.open("overview", lang="en", as_of="1999-01-01")
    assert "1999\\-01\\-01" in at.warning[0].value
    assert at.selectbox[0].value == "2023-11-24"


@pytest.mark.parametrize(
    ("page", "value"), [("task", "2023-99"), ("task", "'; drop table tasks"), ("unit", "../../etc")]
)
def test_an_unknown_task_or_unit_is_named_and_a_choice_offered(app, page, value):
    at = app.open(page, lang="en", id=value)
    assert not at.exception
    assert len(at.warning) == 1
    assert at.get("arrow_data_frame") or at.selectbox


def test_an_unknown_filter_is_named_and_ignored(app):
    at = app.open("targets", lang="en", pillar="9", unit="nobody", status="sunny", year="1066")
    assert len(at.warning) == 4
    assert not at.exception


def test_a_filter_in_the_address_narrows_what_is_shown(app):
    everything = len(json.dumps(_rows(app.open("targets", lang="en"))))
    of_one_unit = len(json.dumps(_rows(app.open("targets", lang="en", unit="market"))))
    assert 0 < of_one_unit < everything


def _rows(at) -> list:
    table = at.dataframe[-1].value
    return table.astype(str).to_numpy().tolist()


def test_an_older_date_shows_what_was_known_then(app):
    now = app.open("overview", lang="en").markdown
    shown_now = next(m.value for m in now if m.value.startswith("**44 tasks"))
    then = app.open("overview", lang="en", as_of="2023-08-11").markdown
    assert shown_now != next(m.value for m in then if m.value.startswith("**44 tasks"))


def test_a_restated_date_says_so_and_why(app):
    at = app.open("overview", as_of="2023-10-13")
    assert "第2版" in at.info[0].value


def test_changing_the_date_or_language_writes_it_to_the_address(app):
    at = app.open("league", lang="zh")
    at.selectbox[0].set_value("2023-09-01").run()
    assert at.query_params["as_of"] == "2023-09-01"
    at.segmented_control[0].set_value("en").run()
    assert at.query_params["lang"] == "en"
    assert at.title[0].value == "Which units lead, which need attention?"


def test_links_keep_the_date_and_language_of_the_page(app):
    at = app.open("overview", lang="en", as_of="2023-09-01")
    addresses = {link.proto.query_string for link in at.get("page_link") if "task" in str(link.proto.page)}
    assert addresses
    assert all("lang=en" in a and "as_of=2023-09-01" in a for a in addresses)


def test_every_chart_says_in_words_what_it_shows_and_carries_the_demonstration_mark(app):
    for page in PAGES:
        at = app.open(page, lang="en")
        for chart in at.get("vega_lite_chart"):
            assert chart.proto.alt
            spec = json.loads(chart.proto.spec)
            assert "values" not in json.dumps(spec.get("data", {}))
            rows = pa.ipc.open_stream(chart.proto.data.data).read_all()
            assert len(rows["alt"][0].as_py()) > 20
            assert rows["demo_mark"][0].as_py().startswith("Demonstration data")


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
    at = app.open("overview")
    assert not at.exception
    assert at.error
    assert at.selectbox[0].value == "2023-11-17"
    app.open("data")
    assert any("as_of\\=2023" in t or "2023\\-11\\-24" in t for t in app.texts())


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
    assert not app.open("overview").error
    at = app.open("data")
    assert not at.exception
    assert any("tasks\\.csv" in e.value for e in at.error)


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
    assert any("5 overdue, 39 stale" in text for text in app.texts())


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
    app.test.session_state["generated"] = app.test.session_state["sensitivity"] = True  # both folds are open
    at = app.open("method", lang=lang, as_of="2023-10-27")
    assert not at.exception
    said = " ".join(app.texts())
    shown = [json.dumps(table.value.to_dict("list"), ensure_ascii=False) for table in at.table]
    assert re.search({"zh": "实测覆盖率\\d+%", "en": "inside the range in \\d+%"}[lang], said)
    assert any(text.say(lang, "shape.surge") in table for table in shown)
    assert any("→" in table and text.say(lang, "variation.behind_lower") in table for table in shown)
    assert text.say(lang, "page.method.chances") in said


def test_before_anything_can_be_scored_a_forecast_is_named_as_unmeasured(app):
    app.open("task", lang="en", id="2023-22", as_of="2023-09-01")
    assert any("coverage is not yet measured" in said for said in app.texts())
    app.open("task", lang="en", id="2023-22", as_of="2023-08-18")
    assert any("2 of the 4 needed" in said for said in app.texts())


def test_a_forecast_is_one_sentence_with_its_coverage_and_both_paces(app):
    app.open("task", lang="zh", id="2023-22")
    [said] = [s for s in app.texts() if "的推算速度能够达标" in s and "122个" in s]
    assert re.search(
        "（实测覆盖率\\d+%的预测区间），98%的推算速度能够达标，需每周1.48个，近4周平均1.75个。$", said
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
        assert not at.sidebar.children
