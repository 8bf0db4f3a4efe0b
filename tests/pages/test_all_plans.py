"""The page on all plans against what is counted from each plan's own pages, in both languages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from planboard.answers import rollups
from planboard.answers.engine import open_engine
from planboard.answers.making import make
from planboard.answers.rollup import rollup_file
from planboard.commands.main import main
from planboard.snapshots.published import published
from tests.pages.conftest import App

HERE = "深圳"


@pytest.fixture
def folder(many_plans: Path, tmp_path: Path) -> Path:
    """A folder of plans of one's own, with their models."""
    folder = shutil.copytree(many_plans, tmp_path / "plans")
    for plan in folder.iterdir():
        make(plan, published(plan))
    return folder


def opened(open_on, folder: Path, lang: str = "en") -> App:
    app = open_on(folder)
    app.makes_models = False
    assert not app.open("plans", lang=lang).exception
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
