"""What the cells of tables show."""

from __future__ import annotations

from datetime import date

import pytest

from planboard.answers.engine import Engine, open_engine
from planboard.folders import data_folder
from planboard.wording import formats
from planboard.wording.readable import shown


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(data_folder())


@pytest.mark.parametrize(("lang", "late"), [("zh", "（逾期）"), ("en", ", late")])
def test_the_day_a_task_was_finished_says_whether_that_was_late(engine: Engine, lang: str, late: str) -> None:
    rows = engine.query("roadmap", as_of=engine.published.current[-1].as_of, plan_year=None, lang=lang)
    finished = shown(rows, ("finished",), lang)["finished"].to_pylist()
    expected = [
        f"{r['finished_on']}{late if r['is_late'] else ''}" if r["finished_on"] else None
        for r in rows.to_pylist()
    ]
    assert finished == expected
    assert any(day and day.endswith(late) for day in finished)
    assert None in finished


def test_a_score_is_the_same_in_its_table_as_in_its_chart(engine):
    units = engine.query("league", as_of=date(2023, 11, 24), plan_year=2023, lang="en")
    table = shown(units, ["unit", "score"], "en").to_pylist()
    exact = units.to_pylist()
    scored = [(a["score"], b["score"]) for a, b in zip(table, exact, strict=True) if b["score"] is not None]
    assert [f"{shown:.2f}" for shown, _ in scored] == [formats.score(score) for _, score in scored]
    assert {0.92, 0.73} <= {row["score"] for row in table}, "11/12 and 8/11, to the nearest"
