"""The page on all plans against what is counted from each plan's own pages, in both languages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from pages import plans
from planboard.answers import rollups
from planboard.answers.engine import open_engine
from planboard.answers.making import make
from planboard.answers.rollup import keep_rollup, rollup_file
from planboard.commands.main import main
from planboard.document.tables import DRAWN
from planboard.folders import plan_folders
from planboard.snapshots.published import published
from planboard.ui import PlansView
from planboard.wording import formats
from planboard.wording.readable import as_file, label
from planboard.wording.text import say
from tests.pages.conftest import App
from tests.pages.document import text_of

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


def table(app: App, lang: str = "en", caption: str = "table.plans") -> dict[str, list[str]]:
    """A table of the page: what stands in each column, by the column's name in the query."""
    shown = app.page.table(say(lang, caption))
    names = {label(name, lang): name for name in (*plans.PLANS, "meaning", "in_force", "usual")}
    return {names[head]: shown.column(head) for head in shown.heads}


def bars(app: App, lang: str = "en") -> list[str]:
    """What each bar of the chart is of, from the top."""
    [drawing] = app.page.section(say(lang, "page.overview.counts")).iterfind(".//svg[@class='chart']")
    return [text_of(text) for text in drawing.findall("text[@x='0']")]


def head(data: Path) -> dict:
    engine = open_engine(data)
    day = engine.rows.dates[-1]
    year = next(r["plan_year"] for r in engine.query("plan_years", as_of=day).to_pylist() if r["is_default"])
    [row] = engine.query("headline", as_of=day, plan_year=year, pillar_id=None, unit_id=None).to_pylist()
    return row


def score(data: Path) -> float | None:
    engine = open_engine(data)
    rows = engine.query("league", as_of=engine.rows.dates[-1], plan_year=None, lang="en").to_pylist()
    n_scored = sum(row["n_scored_tasks"] for row in rows)
    return sum(row["points"] for row in rows) / n_scored if n_scored else None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_adds_up_what_the_plans_say(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    heads = {name: head(folder / name) for name in (HERE, "coast")}
    n_tasks, n_fine, n = (sum(h[k] for h in heads.values()) for k in ("n_tasks", "n_fine", "n_attention"))
    expected = {
        "zh": f"共2个计划。{n_tasks}项任务中，{n_fine}项已完成或正常，{n}项需要关注",
        "en": f"Plans: 2. {n_tasks} tasks: {n_fine} done or on track, {n} needing",
    }[lang]
    assert app.page.answer.startswith(expected)
    rows = table(app, lang)
    order = sorted(heads, key=lambda name: score(folder / name) or 2)  # without a score, last
    for counted in ("n_tasks", "n_attention", "n_overdue", "n_behind"):
        assert rows[counted] == [str(heads[name][counted]) for name in order]
    scores = [score(folder / name) for name in order]
    assert rows["score"] == [formats.NOTHING if s is None else formats.score(s) for s in scores]


def test_a_publication_is_seen_on_the_page_of_all(open_on, folder):
    app = opened(open_on, folder)
    assert len(table(app)["plan_name"]) == 2
    shutil.copytree(folder / "coast", folder / "delta")
    app.open("plans", lang="en")
    assert len(table(app)["plan_name"]) == 3


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
    assert len(table(app)["plan_name"]) == 1
    assert any("coast" in notice for notice in app.page.notices)
    make(folder / "coast", published(folder / "coast"), lambda models: models.dates)
    app.open("plans", lang="en")
    assert len(table(app)["plan_name"]) == 2


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


def offered(app: App) -> set[str]:
    """The plans that the table leads to."""
    [rows] = [t for t in app.page.tables if t.caption in {say(lang, "table.plans") for lang in LANGUAGES}]
    hrefs = [a.get("href") or "" for row in rows.elements for cell in row for a in cell.iter("a")]
    assert all(urlsplit(href).path == "./overview" for href in hrefs)
    return {dict(parse_qsl(urlsplit(href).query))["plan"] for href in hrefs}


ANSWERS = {
    "zh": "共2个计划。49项任务中，29项已完成或正常，20项需要关注（逾期1项、滞后3项、未报8项、预警8项），比上期多1项。"
    "得分最低的是深圳国际化营商环境（得分0.81，44项任务中15项需要关注）。",
    "en": "Plans: 2. 49 tasks: 29 done or on track, 20 needing attention (1 overdue, 3 behind, 8 stale, 8 at risk), "
    "1 more than at the previous snapshot. Lowest score: Shenzhen international business environment "
    "(0.81; 15 of 44 tasks need attention).",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_on_all_plans_answers_its_question_from_the_roll_ups(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    assert app.page.answer == ANSWERS[lang]
    row = {name: column[0] for name, column in table(app, lang).items()}
    assert row["plan_name"] in ANSWERS[lang]
    assert (row["position"], row["score"], row["n_tasks"], row["n_attention"]) == ("1", "0.81", "44", "15")
    assert row["attainment_share"] == "83%"
    notes = [text_of(p) for p in app.page.root.findall("p[@class='note']")]
    assert any("2023" in note for note in notes), "the dates differ, so the oldest is said"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_plan_not_shown_is_named_with_its_reason(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    assert any("empty" in text and say(lang, "problem.rollup.nothing") in text for text in app.page.texts())
    assert any("empty" in notice for notice in app.page.notices)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plans_with_other_rule_values_are_named(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    name = {"zh": "深圳国际化营商环境", "en": "Shenzhen international business environment"}[lang]
    assert any(say(lang, "page.plans.other_rules", plans=name) in text for text in app.page.texts())
    assert say(lang, "parameter.warn_days") in table(app, lang, "table.plans_rules")["meaning"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_has_a_bar_for_all_plans_and_one_for_each(open_on, folder, lang):
    app = opened(open_on, folder, lang)
    names = set(table(app, lang)["plan_name"])
    assert len(names) == 2
    assert bars(app, lang)[0] == say(lang, "chart.status_bar.whole")
    assert set(bars(app, lang)[1:]) == names
    assert say(lang, "frame.mark_some", as_of="2026-06-30") in text_of(
        app.page.section(say(lang, "page.overview.counts"))
    )


def test_a_demonstration_among_official_plans_is_marked_as_one(open_on, folder):
    app = opened(open_on, folder, "en")
    assert any(say("en", "frame.some_demo") in text for text in app.page.texts())
    shown = table(app)
    kinds = dict(zip(shown["plan_name"], shown["data_kind"], strict=True))
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
    assert not app.test.exception
    assert offered(app) == {HERE}
    [item] = [li for li in app.page.root.iter("li") if li.find("p/a[.='coast']") is not None]
    assert say(lang, f"problem.{reason}") in text_of(item)
    [link] = [link for link in app.page.links if link.text == "coast"]
    assert (link.page, link.query) == ("overview", {"lang": lang, "plan": "coast"})
    app.open(link.page, **link.query)
    assert "2026" in app.page.title  # the year of that plan


def test_a_newer_snapshot_that_is_not_rolled_up_is_said_beside_the_older_figures(open_on, folder):
    (folder / "coast" / "snapshots" / "as_of=2026-09-30" / "rev=0001").mkdir(parents=True)
    app = opened(open_on, folder, "en")
    assert offered(app) == {HERE, "coast"}
    assert any("without the snapshot of 2026-09-30" in text for text in app.page.texts())


def test_where_no_plan_can_be_shown_the_page_says_so(open_on, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name / "snapshots").mkdir(parents=True)
    app = open_on(tmp_path)
    for address in ({}, {"print": "1"}, {"plan": "a"}):
        at = app.open("plans", lang="en", **address)
        assert not at.exception
        assert app.page.answer == say("en", "page.plans.none")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_on_all_plans_is_printed_as_text(open_on, folder, lang):
    app = opened(open_on, folder, lang, print="1")
    at = app.test
    assert not at.exception
    assert not at.sidebar.children
    assert not at.get("download_button")
    assert any(say(lang, "frame.of", as_of="").rstrip() in text for text in app.page.texts())
    assert len(table(app, lang)["plan_name"]) == 2


def test_many_plans_are_one_table_and_the_lowest_twenty_bars(open_on, folder):
    made = json.loads(rollup_file(folder / "coast").read_bytes())
    for n in range(40):
        made["plan"] |= {
            "short_zh": f"计划{n}",
            "short_en": f"Plan {n}",
            "points": n / 5 + 0.1,
            "n_scored_tasks": 8,
        }
        keep_rollup(folder / f"plan{n:02d}", made)
        (folder / f"plan{n:02d}" / "snapshots" / "as_of=2026-06-30" / "rev=0001").mkdir(parents=True)
    app = opened(open_on, folder, "en")
    assert len(table(app)["plan_name"]) == 42
    drawn = bars(app)
    assert drawn[1:8] == [f"Plan {n}" for n in range(7)]
    assert len(drawn) == 21
    assert say("en", "page.plans.drawn", n=20) in app.page.texts()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_of_all_plans_say_of_each_row_its_date_and_kind(open_on, folder, lang):
    view = PlansView.over(lang, plan_folders(folder))
    for query, chosen, columns in plans.DOWNLOADS.values():
        shown = [name for name in columns if name not in DRAWN]
        header, rows = as_file(view.query(query, **chosen), shown, lang, view.as_of, view.kind)
        assert len(header) == len(set(header)) == len(rows[0])
        assert say(lang, "column.as_of") in header
        assert say(lang, "column.data_kind") in header
