"""Writes the table of what each change of the score does to the real units into both pages of the method, from the
demonstration as of one date: `python -m docs.league_changes`.

A test fails while the pages and the figures differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from planboard.answers.engine import Engine, open_engine
from planboard.wording.formats import score as shown

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"en": ROOT / "docs" / "method.md", "zh": ROOT / "docs" / "method.zh-CN.md"}
AS_OF = date(2023, 11, 24)
YEAR = 2023
HEADS = {
    "en": (
        "unit",
        "tasks",
        "scored",
        "all tasks",
        "only what can be checked",
        "and was reported",
        "own word left out",
    ),
    "zh": ("单位", "任务", "计分", "全部任务", "只计可查的", "不计未报的", "不计自评和协助"),
}

Row = dict[str, Any]
Score = tuple[int | None, float | None]  # position, score


def table(engine: Engine, lang: str) -> str:
    """The units with their position and score before the changes and after each, as a Markdown table."""
    tasks = _tasks(engine)
    steps = [
        _league(engine, tasks, lambda task: True, "old_points"),
        _league(
            engine,
            tasks,
            lambda task: task["unscored_because"] not in ("unchecked", "not_started"),
            "old_points",
        ),
        _league(engine, tasks, lambda task: task["is_scored"], "old_points"),
        _league(engine, tasks, lambda task: task["is_scored"], "points"),
    ]
    units = engine.query("league", as_of=AS_OF, plan_year=YEAR, lang=lang).to_pylist()
    lines = [_line(HEADS[lang]), _line(["---"] * len(HEADS[lang]))]
    for unit in units:
        counts = [str(unit["n_tasks"]), str(unit["n_scored_tasks"])]
        lines.append(_line([unit["unit"], *counts, *(_said(step.get(unit["unit_id"])) for step in steps)]))
    return "\n".join(lines)


def written(page: str, lang: str, engine: Engine) -> str:
    """The page with the table made anew."""
    found = re.search(rf"^{re.escape(_line(HEADS[lang]))}\n(?:\|.*\n)+", page, re.MULTILINE)
    if found is None:
        raise ValueError(f"no table with the heads of {lang}")
    return page.replace(found[0], f"{table(engine, lang)}\n")


def _tasks(engine: Engine) -> list[Row]:
    """Each task as it is scored, with the points its status gave when every status had some (before its start, those
    of on track)."""
    points = {row["status"]: row["points"] for row in engine.rows.table("statuses", AS_OF).to_pylist()}
    points["not_started"] = points["on_track"]
    status = {row["task_id"]: row["status"] for row in engine.query("task_statuses", as_of=AS_OF).to_pylist()}
    scored = engine.rows.table("task_scores", AS_OF).to_pylist()
    return [
        task | {"old_points": points[status[task["task_id"]]]} for task in scored if task["plan_year"] == YEAR
    ]


def _league(engine: Engine, tasks: list[Row], is_in: Callable[[Row], bool], points: str) -> dict[str, Score]:
    """Position and score of each unit over those of its tasks that are in."""
    counted: dict[str, list[float]] = {}
    for task in tasks:
        if is_in(task):
            counted.setdefault(task["unit_id"], []).append(task[points])
    minimum = engine.query("plan", as_of=AS_OF, lang="en")["league_minimum"][0].as_py()
    score = {unit: sum(its) / len(its) for unit, its in counted.items()}
    ranked = [round(score[unit], 9) for unit, its in counted.items() if len(its) >= minimum]
    return {
        unit: (
            1 + sum(r > round(score[unit], 9) for r in ranked) if len(its) >= minimum else None,
            score[unit],
        )
        for unit, its in counted.items()
    }


def _said(found: Score | None) -> str:
    if found is None:
        return "—"
    position, score = found
    return f"{position or '—'} · {shown(score)}"


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the table into both pages."""
    engine = open_engine(ROOT / "data")
    for lang, page in PAGES.items():
        page.write_text(written(page.read_text("utf-8"), lang, engine), "utf-8")


if __name__ == "__main__":
    main()
