"""What the cells of tables show."""

from __future__ import annotations

import pytest

from planboard.answers.engine import Engine
from planboard.folders import data_folder
from planboard.snapshots.published import published
from planboard.wording.readable import shown


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(published(data_folder()))


@pytest.mark.parametrize(("lang", "late"), [("zh", "（逾期）"), ("en", ", late")])
def test_the_day_a_task_was_finished_says_whether_that_was_late(engine: Engine, lang: str, late: str) -> None:
    rows = engine.query("roadmap", as_of=engine.published.current[-1].as_of, lang=lang)
    finished = shown(rows, ("finished",), lang)["finished"].to_pylist()
    expected = [
        f"{r['finished_on']}{late if r['is_late'] else ''}" if r["finished_on"] else None
        for r in rows.to_pylist()
    ]
    assert finished == expected
    assert any(day and day.endswith(late) for day in finished)
    assert None in finished
