"""Whether something was published is seen by one look at one folder."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from planboard.durable import announced
from planboard.office import publication
from planboard.snapshots import published as reading
from planboard.snapshots.published import published
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import FRIDAY, NOON, WEEK, small_plan


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three published weeks that were looked at until nothing more is looked for."""
    data = history(tmp_path)
    published(data)
    published(data)
    return data


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The data folders whose revisions were looked through."""
    found: list[Path] = []
    listing = reading.listing
    monkeypatch.setattr(reading, "listing", lambda data: found.append(data) or listing(data))
    return found


def test_with_nothing_new_no_revision_is_looked_at(data, searches):
    known = published(data)
    for _ in range(3):
        assert published(data) is known
    assert searches == []


@pytest.mark.parametrize(("as_of", "reason"), [(PERIOD, None), (FRIDAY, "更正"), (FRIDAY + WEEK, "更正")])
def test_a_new_date_and_a_correction_are_seen_at_once(data, as_of, reason):
    before = published(data)
    if reason:  # with the same content, nothing would be published
        for record in (data / "returns" / f"as_of={as_of}").glob("parks*"):
            record.unlink()
    publication.publish_period(data, small_plan(), as_of, at=NOON + 4 * WEEK, by="乙", reason=reason)
    reading._memory[data] = reading._Known(  # as a reader in another process has it
        reading._memory[data].changed - 1, {}, before, is_settled=True
    )
    assert published(data).of_date(as_of)[-1].published_at == NOON + 4 * WEEK


def test_what_was_found_good_is_examined_once(data, monkeypatch):
    seen: list[str] = []
    examine = reading.examine
    monkeypatch.setattr(reading, "examine", lambda *of: seen.append(of[1].day) or examine(*of))
    publication.publish_period(data, small_plan(), PERIOD, at=NOON + 4 * WEEK, by="乙")
    found = published(data)
    assert seen == [f"as_of={PERIOD}"]
    reading._memory.clear()
    assert published(data) == found


def test_a_folder_put_there_by_hand_is_seen(data):
    as_of = FRIDAY + 2 * WEEK
    folder = data / "snapshots" / f"as_of={as_of}"
    away = folder.rename(data / "away")
    assert [s.as_of for s in published(data).current] == [FRIDAY, FRIDAY + WEEK]
    published(data)
    away.rename(folder)
    assert published(data).current[-1].as_of == as_of


def test_while_a_publisher_is_at_work_every_look_goes_through_all(data, searches):
    with announced(data / "snapshots", data / "_staging"):
        for _ in range(3):
            published(data)
        assert len(searches) == 3
    published(data)
    published(data)
    assert len(searches) == 5
    published(data)
    assert len(searches) == 5


def test_the_mark_of_a_killed_publisher_goes_after_a_day(data, searches):
    mark = data / "_staging" / "changing-0"
    mark.mkdir(parents=True)
    os.utime(data / "snapshots")
    for _ in range(3):
        published(data)
    assert len(searches) == 3
    old = mark.stat().st_mtime - timedelta(hours=25).total_seconds()
    os.utime(mark, (old, old))
    publication.publish_period(data, small_plan(), PERIOD, at=NOON + 4 * WEEK, by="乙")
    assert not mark.exists()


def test_a_close_look_sees_that_a_file_was_changed(data):
    file = next((data / "snapshots").glob("as_of=*/rev=0001/tasks-*.parquet"))
    file.write_bytes(b"")
    assert published(data).problems == ()
    assert published(data, closely=True).problems
    assert published(data).problems  # from then on, everybody knows
