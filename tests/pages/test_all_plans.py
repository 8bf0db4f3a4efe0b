"""The page on all plans against what is counted from each plan's own pages, in both languages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from pages import plans
from planboard.answers import rollups
from planboard.answers.engine import open_engine
from planboard.answers.making import make
from planboard.answers.rollup import keep_rollup, rollup_file
from planboard.commands.main import main
from planboard.folders import plan_folders
from planboard.snapshots.published import published
from planboard.ui import PlansView
from planboard.wording.readable import as_file
from planboard.wording.text import say
from tests.pages.conftest import App

HERE = "深圳"
LANGUAGES = ("zh", "en")


@pytest.fixture
def folder(many_plans: Path, tmp_path: Path) -> Path:
    """A folder of plans of one's own, with their models."""
    folder = shutil.copytree(many_plans, tmp_path / "plans")
    for plan in folder.iterdir():
        make(plan, published(plan))
    return folder


def opened(open_on, folder: Path, lang: str = "en", **address: str) -> App:
    app = open_on(folder)
    app.makes_models = False
    assert not app.open("plans", lang=lang, **address).exception
    return app


def head(data: Path) -> dict:
    engine = open_engine(data)
    [row] = engine.query("headline", as_of=engine.rows.dates[-1], pillar_id=None).to_pylist()
    return row


def points(data: Path) -> float:
    engine = open_engine(data)
    rows = engine.query("league", as_of=engine.rows.dates[-1], lang="en").to_pylist()
    return sum(row["points"] for row in rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_adds_up_what_the_plans_say(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    heads = {name: head(folder / name) for name in (HERE, "coast")}
    n_tasks, n_fine, n = (sum(h[k] for h in heads.values()) for k in ("n_tasks", "n_fine", "n_attention"))
    said = " ".join(app.texts()).replace("\\", "")
    expected = {
        "zh": f"共2个计划。{n_tasks}项任务中，{n_fine}项已完成或正常，{n}项需要关注",
        "en": f"Plans: 2. {n_tasks} tasks: {n_fine} done or on track, {n} needing",
    }[lang]
    assert expected in said
    rows = app.test.dataframe[0].value.to_dict("list")
    order = sorted(heads, key=lambda name: points(folder / name) / heads[name]["n_tasks"])
    assert rows["n_tasks"] == [heads[name]["n_tasks"] for name in order]
    assert rows["n_attention"] == [heads[name]["n_attention"] for name in order]
    assert rows["score"] == [round(points(folder / n) / heads[n]["n_tasks"], 2) for n in order]
    for status in ("overdue", "behind", "stale", "at_risk", "on_track", "done"):
        assert rows[f"n_{status}"] == [heads[name][f"n_{status}"] for name in order]


def test_a_publication_is_seen_on_the_page_of_all(open_on, folder):
    app = opened(open_on, folder)
    assert len(app.test.dataframe[0].value) == 2
    shutil.copytree(folder / "coast", folder / "delta")
    app.open("plans", lang="en")
    assert len(app.test.dataframe[0].value) == 3


@pytest.mark.parametrize("flaw", ["gone", "cut", "format", "a number", "another column", "a null"])
def test_a_roll_up_that_cannot_be_read_is_left_out_and_named(open_on, folder, flaw):
    file = rollup_file(folder / "coast")
    said = json.loads(file.read_bytes())
    if flaw == "gone":
        file.unlink()
    elif flaw == "cut":
        file.write_bytes(file.read_bytes()[:-30])
    elif flaw == "a number":
        file.write_text("7")
    elif flaw == "format":
        file.write_text(json.dumps(said | {"format": 99}))
    elif flaw == "another column":
        file.write_text(json.dumps(said | {"plan": said["plan"] | {"mood": "good"}}))
    else:
        file.write_text(json.dumps(said | {"plan": said["plan"] | {"n_tasks": None}}))
    app = opened(open_on, folder)
    assert len(app.test.dataframe[0].value) == 1
    assert any("coast" in w.value for w in app.test.warning)
    make(folder / "coast", published(folder / "coast"), lambda models: models.dates)
    app.open("plans", lang="en")
    assert len(app.test.dataframe[0].value) == 2


def test_nothing_of_a_plan_is_read_but_its_roll_up(folder, monkeypatch):
    for plan in folder.iterdir():
        for file in plan.rglob("*.parquet"):
            file.unlink()
    found = rollups.Rollups({name: folder / name for name in (HERE, "coast")})
    assert found.n_plans == 2
    assert found.query("plans_headline", lang="en").num_rows == 1


def test_models_of_all_plans_are_made_by_one_command(folder, monkeypatch, capsys):
    for plan in folder.iterdir():
        shutil.rmtree(plan / "models", ignore_errors=True)
    monkeypatch.setattr("sys.argv", ["planboard"])
    main(["--lang", "en", "--data", str(folder), "model"], standalone_mode=False)
    said = capsys.readouterr().out
    assert "coast: 2 made, of 2 dates." in said
    assert f"{HERE}: 16 made, of 16 dates." in said
    assert rollup_file(folder / HERE).exists()


def offered(at) -> set[str]:
    """The plans that the table offers to open."""
    return {
        "coast" if name in ("海港区滨水生活", "Harbour waterfront") else HERE
        for name in at.dataframe[0].value["plan_name"]
    }


ANSWERS = {
    "zh": "共2个计划。52项任务中，30项已完成或正常，22项需要关注（逾期1项、滞后3项、未报10项、预警8项），比上期多1项。"
    "得分最低的是海港区滨水生活（得分0.12，8项任务中7项需要关注）。",
    "en": "Plans: 2. 52 tasks: 30 done or on track, 22 needing attention (1 overdue, 3 behind, 10 stale, 8 at risk), "
    "1 more than at the previous snapshot. Lowest score: Harbour waterfront (0.12; 7 of 8 tasks need attention).",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_on_all_plans_answers_its_question_from_the_roll_ups(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    at = app.test
    assert f"**{ANSWERS[lang]}**" in [m.value.replace("\\", "") for m in at.markdown]
    table = at.dataframe[0].value
    row = table.iloc[0].to_dict()
    assert row["plan_name"] in ANSWERS[lang]
    assert (row["position"], row["score"], row["n_tasks"], row["n_attention"]) == (2, 0.12, 8, 7)
    assert table.iloc[1]["attainment_share"] == 82
    assert table.iloc[1]["expected_share"] == 83
    dates = [c.value for c in at.caption if "2023" in c.value]
    assert dates, "the dates differ, so the oldest is said"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_plan_not_shown_is_named_with_its_reason(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    assert any("empty" in text and say(lang, "problem.rollup.nothing") in text for text in said(app))
    assert any("empty" in w.value for w in app.test.warning)


def said(app) -> list[str]:
    return [text.replace("\\", "") for text in app.texts()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plans_with_other_rule_values_are_named(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    at = app.test
    name = {"zh": "深圳国际化营商环境", "en": "Shenzhen international business environment"}[lang]
    assert any(say(lang, "page.plans.other_rules", plans=name) in text for text in said(app))
    rules = at.dataframe[1].value
    assert say(lang, "parameter.warn_days") in set(rules["meaning"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_has_a_bar_for_all_plans_and_one_for_each(open_on, folder, lang):
    at = opened(open_on, folder, lang).test
    [chart] = at.get("vega_lite_chart")
    rows = pa.ipc.open_stream(chart.proto.data.data).read_all().to_pylist()
    assert {row["plan"] for row in rows} == {None, HERE, "coast"}
    assert rows[0]["demo_mark"] == say(lang, "frame.mark_some", as_of="2026-06-30")


def test_a_demonstration_among_official_plans_is_marked_as_one(open_on, folder):
    app = opened(open_on, folder, "en")
    at = app.test
    assert any(say("en", "frame.some_demo") in text for text in said(app))
    kinds = dict(zip(at.dataframe[0].value["plan_name"], at.dataframe[0].value["data_kind"], strict=True))
    assert kinds["Harbour waterfront"] == "Official data"
    assert kinds["Shenzhen international business environment"] == "Demonstration data"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("damage", "reason"), [(b"", "rollup.damaged"), (None, "rollup.missing")], ids=["cut short", "gone"]
)
def test_a_plan_without_a_sound_roll_up_is_named_and_can_still_be_opened(
    open_on, folder, lang, damage, reason
):
    file = rollup_file(folder / "coast")
    file.unlink() if damage is None else file.write_bytes(damage)
    app = opened(open_on, folder, lang)
    at = app.test
    assert not at.exception
    assert offered(at) == {HERE}
    [link] = [link for link in at.get("page_link") if "plan=coast" in link.proto.query_string]
    assert say(lang, f"problem.{reason}") in link.proto.label.replace("\\", "")
    assert app.open("overview", lang=lang, plan="coast").title[0].value == say(lang, "page.overview.title")


def test_a_newer_snapshot_that_is_not_rolled_up_is_said_beside_the_older_figures(open_on, folder):
    (folder / "coast" / "snapshots" / "as_of=2026-09-30" / "rev=0001").mkdir(parents=True)
    app = opened(open_on, folder, "en")
    at = app.test
    assert offered(at) == {HERE, "coast"}
    assert any("without the snapshot of 2026-09-30" in text for text in said(app))


def test_where_no_plan_can_be_shown_the_page_says_so(open_on, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name / "snapshots").mkdir(parents=True)
    app = open_on(tmp_path)
    for address in ({}, {"print": "1"}, {"plan": "a"}):
        at = app.open("plans", lang="en", **address)
        assert not at.exception
        assert f"**{say('en', 'page.plans.none')}**" in said(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_on_all_plans_is_printed_as_text(open_on, folder, lang):
    app = opened(open_on, folder, lang, print="1")
    at = app.test
    assert not at.exception
    assert not at.dataframe
    assert not at.sidebar.children
    assert not at.get("download_button")
    assert any(say(lang, "frame.of", as_of="").rstrip() in text for text in app.texts())
    assert at.get("table") or at.table


def test_folder_are_one_table_and_the_lowest_twenty_bars(open_on, folder):
    made = json.loads(rollup_file(folder / "coast").read_bytes())
    for n in range(40):
        made["plan"] |= {"short_zh": f"计划{n}", "short_en": f"Plan {n}", "points": n / 5 + 0.1}
        keep_rollup(folder / f"plan{n:02d}", made)
        (folder / f"plan{n:02d}" / "snapshots" / "as_of=2026-06-30" / "rev=0001").mkdir(parents=True)
    at = opened(open_on, folder, "en").test
    assert len(at.dataframe[0].value) == 42
    [chart] = at.get("vega_lite_chart")
    rows = pa.ipc.open_stream(chart.proto.data.data).read_all().to_pylist()
    drawn = [row["plan"] for row in rows[::6]]
    assert drawn[:8] == [None, "plan00", "plan01", "plan02", "plan03", "plan04", "coast", "plan05"]
    assert len(drawn) == 21
    assert say("en", "page.plans.drawn", n=20) in [c.value for c in at.caption]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_of_all_plans_say_of_each_row_its_date_and_kind(open_on, folder, lang):
    view = PlansView.over(lang, plan_folders(folder))
    for query, chosen in plans.DOWNLOADS.values():
        table = view.query(query, **chosen)
        header, rows = as_file(table, lang, view.as_of, view.kind)
        assert len(header) == len(set(header)) == len(rows[0])
        assert say(lang, "column.as_of") in header
        assert say(lang, "column.data_kind") in header
