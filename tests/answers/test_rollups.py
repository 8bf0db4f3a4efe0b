"""Roll-ups: what each says of its plan, and what is answered over many of them."""

from __future__ import annotations

import copy
import errno
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planboard.answers.engine import Engine, open_engine
from planboard.answers.rollup import Unreadable, keep_rollup, read_rollup, rollup, rollup_file
from planboard.answers.rollups import Rollups, read_rollups
from planboard.folders import staging
from planboard.queries import plan_queries
from planboard.schema import STATUSES
from planboard.snapshots.published import published
from planboard.wording.text import messages
from tests.places import DATA

AS_OF = date(2023, 11, 24)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(DATA)


@pytest.fixture(scope="module")
def made(engine: Engine) -> dict[str, Any]:
    return rollup(engine, AS_OF, "0123")


def counts(**n: int) -> list[dict[str, Any]]:
    """The status counts of a roll-up; before, there were none of each."""
    return [
        {"status": status, "is_attention": status not in ("on_track", "not_started", "done"),
         "n_tasks": n.get(status, 0), "n_tasks_before": 0, "severity": severity}
        for severity, status in enumerate(STATUSES, start=1)
    ]  # fmt: skip


@pytest.fixture
def plan(made: dict[str, Any], tmp_path: Path) -> Callable[..., None]:
    """Keep the roll-up of a plan with these status counts, and make the folder of the snapshot it is of."""

    def keep(
        name: str, changes: dict[str, Any] | None = None, rules: dict[str, float] | None = None, **n: int
    ):
        new, statuses = copy.deepcopy(made), counts(**n)
        new["statuses"] = statuses
        new["plan"] |= {
            "short_zh": name, "short_en": name, "n_tasks": sum(n.values()), "n_attention_before": None,
            "n_scored_tasks": sum(v for k, v in n.items() if k not in ("stale", "not_started")),
            "n_attention": sum(s["n_tasks"] for s in statuses if s["is_attention"]),
            "points": n.get("done", 0) + n.get("on_track", 0) + n.get("at_risk", 0) / 2, **(changes or {}),
        }  # fmt: skip
        for row in new["rules"]:
            row["in_force"] = (rules or {}).get(row["parameter"], row["in_force"])
        keep_rollup(tmp_path / name, new)
        day, revision = new["plan"]["as_of"], new["plan"]["revision"]
        (tmp_path / name / "snapshots" / f"as_of={day}" / f"rev={revision:04d}").mkdir(
            parents=True, exist_ok=True
        )

    return keep


def over(folder: Path) -> Rollups:
    return Rollups({path.name: path for path in sorted(folder.iterdir())})


def test_a_roll_up_is_small_and_comes_back_from_its_file_as_it_was(made, tmp_path):
    keep_rollup(tmp_path, made)
    assert rollup_file(tmp_path).stat().st_size < 10_000
    assert json.loads(rollup_file(tmp_path).read_bytes()) == made
    tables = read_rollup(tmp_path)
    assert tables["statuses"].to_pylist() == made["statuses"]
    assert tables["rules"].to_pylist() == made["rules"]
    assert tables["plans"]["as_of"][0].as_py() == AS_OF


def test_a_roll_up_that_cannot_be_written_leaves_the_one_before(made, tmp_path, monkeypatch):
    keep_rollup(tmp_path, made)

    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        keep_rollup(tmp_path, made | {"format": 3})
    assert json.loads(rollup_file(tmp_path).read_bytes()) == made
    assert list(staging(tmp_path).iterdir()) == []


def test_a_roll_up_says_of_its_plan_what_the_overview_and_the_league_say(made, engine):
    head = engine.query("headline", as_of=AS_OF, plan_year=None, pillar_id=None, unit_id=None).to_pylist()[0]
    league = engine.query("league", as_of=AS_OF, plan_year=2023, lang="zh").to_pylist()
    said = made["plan"]
    for name in ("n_tasks", "n_attention", "n_attention_before", "n_reported", "elapsed_share"):
        assert said[name] == head[name]
    assert said["points"] / said["n_scored_tasks"] == pytest.approx(league[0]["overall_score"], abs=1e-12)
    assert said["n_units"] == len(league)
    assert {s["status"]: s["n_tasks"] for s in made["statuses"]}["overdue"] == head["n_overdue"]
    snapshot = published(DATA).current[-1]
    assert (said["as_of"], said["revision"], said["kind"]) == ("2023-11-24", 1, "demo")
    assert said["manifest_sha256"] == snapshot.manifest_sha256
    assert made["pillars"][0]["short_en"] == "Innovation"


def test_every_date_of_the_demonstration_can_be_rolled_up(engine, tmp_path):
    for snapshot in published(DATA).current:
        keep_rollup(tmp_path, rollup(engine, snapshot.as_of, "0123"))
        assert read_rollup(tmp_path)["plans"]["as_of"][0].as_py() == snapshot.as_of


def test_a_plan_whose_targets_nobody_reported_has_no_attainment(plan, tmp_path, made):
    plan("a", done=1)
    content = json.loads(rollup_file(tmp_path / "a").read_bytes())
    for pillar in content["pillars"]:
        pillar |= {"attainment_share": None, "expected_share": None, "n_measured": 0}
    keep_rollup(tmp_path / "a", content)
    row = over(tmp_path).query("plans", lang="en").to_pylist()[0]
    assert (row["attainment_share"], row["expected_share"], row["n_measured"]) == (None, None, 0)


def test_an_attainment_is_the_mean_over_all_targets_of_a_plan(plan, tmp_path, engine):
    plan("a", done=1)
    [row] = over(tmp_path).query("plans", lang="en").to_pylist()
    gauges = engine.query("pillar_gauges", as_of=AS_OF, plan_year=None, lang="en").to_pylist()
    n = sum(g["n_measured"] for g in gauges)
    assert (row["n_measured"], row["n_targets"]) == (n, sum(g["n_targets"] for g in gauges)) == (26, 27)
    for share in ("attainment_share", "expected_share"):
        assert row[share] == pytest.approx(sum(g[share] * g["n_measured"] for g in gauges) / n)


def test_plans_are_ranked_by_the_mean_of_their_points_and_the_lowest_comes_first(plan, tmp_path):
    plan("fine", on_track=8, at_risk=2)  # .9
    plan("poor", overdue=1, at_risk=2, done=1)  # .5
    plan("same", behind=5, done=5)  # .5
    plan("tiny", overdue=2)  # two tasks, and the league's minimum is three
    plan("none")
    rows = over(tmp_path).query("plans", lang="zh").to_pylist()
    assert [(r["plan"], r["score"], r["position"]) for r in rows] == [
        ("tiny", 0.0, None), ("same", 0.5, 2), ("poor", 0.5, 2), ("fine", 0.9, 1), ("none", None, None),
    ]  # fmt: skip
    assert rows[0]["attention_share"] == 1.0
    assert rows[-1]["attention_share"] is None


def test_the_headline_sums_over_all_plans_and_names_the_last_and_the_oldest(plan, tmp_path):
    plan("a", {"n_attention_before": 3}, overdue=1, on_track=9)
    plan("b", {"kind": "official", "as_of": "2023-11-17"}, at_risk=4, on_track=6)
    plan("c", {"n_attention_before": 4}, stale=2, at_risk=1)
    [head] = over(tmp_path).query("plans_headline", lang="en").to_pylist()
    assert (head["n_plans"], head["n_demo"], head["n_tasks"], head["n_fine"]) == (3, 2, 23, 15)
    assert (head["n_attention"], head["n_attention_change"]) == (8, -2 - 1)
    assert dict(zip(head["attention_statuses"], head["n_attention_each"], strict=True)) == {
        "overdue": 1, "stale": 2, "at_risk": 5,
    }  # fmt: skip
    assert (head["last_plans"], head["n_last"], head["last_n_tasks"]) == (["c"], 1, 3)
    assert (head["oldest_plans"], head["oldest_as_of"]) == (["b"], date(2023, 11, 17))
    assert (head["newest_as_of"], head["n_dates"]) == (AS_OF, 2)


def test_of_many_that_share_the_last_place_three_are_named_and_all_counted(plan, tmp_path):
    for name in "abcde":
        plan(name, behind=3)
    [head] = over(tmp_path).query("plans_headline", lang="en").to_pylist()
    assert (head["last_plans"], head["n_last"], head["last_n_tasks"]) == (["a", "b", "c"], 5, 15)


def test_the_bars_are_of_all_plans_and_of_those_with_the_lowest_scores(plan, tmp_path):
    for n, name in enumerate("abcd"):
        plan(name, behind=4 - n, done=6)
    rolled = over(tmp_path)
    rows = rolled.query("plans_status", lang="en", n_most=2).to_pylist()
    assert [(r["scope_id"], r["plan"]) for r in rows[::7]] == [(0, None), (1, "a"), (2, "b")]
    together = {r["status"]: r["n_tasks"] for r in rows[:7]}
    assert (together["behind"], together["done"], rows[0]["scope_n_tasks"]) == (10, 24, 34)
    assert rolled.query("plans_status", lang="en", n_most=None).num_rows == 5 * 7


def test_plans_with_other_rule_values_than_most_are_named_with_both_values(plan, tmp_path):
    for name in "abc":
        plan(name, done=3)
    plan("d", rules={"at_risk_points": 15, "points_at_risk": 0.25}, done=3)
    plan("e", rules={"league_minimum": 9, "league_seed": 1, "pace_days": 7, "return_days": 3}, done=3)
    rolled = over(tmp_path)
    assert [(r["plan"], r["parameter"], r["in_force"], r["usual"]) for r in _rows(rolled, "plans_rules")] == [
        ("d", "at_risk_points", 15, 10), ("d", "points_at_risk", 0.25, 0.5),
    ]  # fmt: skip
    assert {r["plan"] for r in _rows(rolled, "plans") if r["has_other_rules"]} == {"d"}


def test_of_two_plans_with_different_rule_values_one_is_said_to_differ(plan, tmp_path):
    plan("a", done=3)
    plan("b", rules={"warn_days": 30}, done=3)
    assert [(r["plan"], r["in_force"], r["usual"]) for r in _rows(over(tmp_path), "plans_rules")] == [
        ("b", 30, 45)
    ]


def test_plans_of_one_name_are_told_apart_by_their_folders(plan, tmp_path):
    for name in ("甲", "乙"):
        plan(name, {"short_zh": "营商环境", "short_en": "Business"}, done=3)
    plan("丙", done=3)
    rolled = over(tmp_path)
    assert {r["plan_name"] for r in _rows(rolled, "plans")} == {"营商环境（甲）", "营商环境（乙）", "丙"}
    assert "Business (甲)" in {r["plan_name"] for r in _rows(rolled, "plans", "en")}


def _rows(rolled: Rollups, query: str, lang: str = "zh") -> list[dict[str, Any]]:
    return rolled.query(query, lang=lang).to_pylist()


@pytest.mark.parametrize("name", plan_queries())
def test_a_query_over_plans_answers_with_its_columns_one_row_per_grain(plan, tmp_path, name):
    query = plan_queries()[name]
    params = {p: {"lang": "en", "n_most": 2}[p] for p in query.params}
    assert Rollups({}).query(name, **params).num_rows == (6 * 0)
    plan("a", done=3)
    plan("b", rules={"warn_days": 30}, overdue=3)
    plan("c")
    answer = over(tmp_path).query(name, **params)
    assert tuple(answer.column_names) == query.columns
    keys = list(zip(*(answer[column].to_pylist() for column in query.grain), strict=True))
    assert answer.num_rows == len(set(keys)) > 0


FLAWS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no object": lambda made: [],
    "another format": lambda made: made | {"format": 3},
    "no format": lambda made: {k: v for k, v in made.items() if k != "format"},
    "no plan": lambda made: made | {"plan": None},
    "no rules": lambda made: {k: v for k, v in made.items() if k != "rules"},
    "a word for a number": lambda made: made | {"plan": made["plan"] | {"n_tasks": "many"}},
    "a date that does not exist": lambda made: made | {"plan": made["plan"] | {"as_of": "2023-02-30"}},
    "a column too few": lambda made: (
        made | {"plan": {k: v for k, v in made["plan"].items() if k != "points"}}
    ),
    "a number left out": lambda made: made | {"plan": made["plan"] | {"n_tasks": None}},
    "a number without end": lambda made: made | {"plan": made["plan"] | {"points": float("inf")}},
    "a number too large": lambda made: made | {"plan": made["plan"] | {"n_tasks": 10**30}},
    "a row that is none": lambda made: made | {"statuses": [1]},
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_file_that_is_no_roll_up_is_named_and_the_others_are_read(made, plan, tmp_path, flaw):
    plan("good", done=3)
    plan("bad", done=3)
    rollup_file(tmp_path / "bad").write_text(json.dumps(FLAWS[flaw](copy.deepcopy(made))), "utf-8")
    with pytest.raises(Unreadable):
        read_rollup(tmp_path / "bad")
    rolled = over(tmp_path)
    assert [r["plan"] for r in _rows(rolled, "plans")] == ["good"]
    assert [(p.place.file, p.key) for p in rolled.problems] == [("bad", "rollup.damaged")]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b" " * 1_000_001])
def test_a_file_cut_short_or_far_too_long_is_damaged(plan, tmp_path, content):
    plan("bad", done=3)
    rollup_file(tmp_path / "bad").write_bytes(content)
    assert [p.key for p in over(tmp_path).problems] == ["rollup.damaged"]


def test_what_is_missing_or_older_than_the_newest_snapshot_is_said(plan, tmp_path):
    (tmp_path / "new" / "snapshots").mkdir(parents=True)
    (tmp_path / "unread" / "snapshots" / "as_of=2023-11-24" / "rev=0001").mkdir(parents=True)
    for name, newer in (("old", "as_of=2023-12-01/rev=0001"), ("corrected", "as_of=2023-11-24/rev=0002")):
        plan(name, done=3)
        (tmp_path / name / "snapshots" / newer).mkdir(parents=True)
    plan("fine", done=3)
    (tmp_path / "fine" / "snapshots" / "as_of=2023-13-01").mkdir()  # no date
    rolled = over(tmp_path)
    assert {(p.place.file, p.key) for p in rolled.problems} == {
        ("new", "rollup.nothing"), ("unread", "rollup.missing"), ("old", "rollup.old"), ("corrected", "rollup.old"),
    }  # fmt: skip
    assert {r["plan"] for r in _rows(rolled, "plans")} == {"fine", "old", "corrected"}
    assert all(f"problem.{p.key}" in messages() for p in rolled.problems)


def test_roll_ups_are_read_again_only_when_one_was_replaced(plan, tmp_path):
    plan("a", done=3)
    plan("b", done=3)
    folders = {name: tmp_path / name for name in "ab"}
    first = read_rollups(folders)
    assert read_rollups(folders) is first
    plan("b", done=2, overdue=1)
    second = read_rollups(folders)
    assert second.identity != first.identity
    assert [r["plan"] for r in _rows(second, "plans")] == ["b", "a"]


def test_nothing_outside_can_be_reached_from_a_query_over_plans(plan, tmp_path):
    plan("a", done=3)
    with pytest.raises(Exception, match=r"disabled|Permission"):
        over(tmp_path)._db.execute("select * from read_text('/etc/hostname')").fetchall()
