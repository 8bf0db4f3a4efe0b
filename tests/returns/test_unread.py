"""Files that arrived and were not read yet: what becomes of them when reading is broken off."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest

from planboard.errors import DiskRefused
from planboard.office import receiving
from planboard.office.receiving import Arrival
from planboard.publishing.verify import verify
from planboard.returns import ledger, unread
from planboard.returns.csv_file import to_csv
from tests.places import SECOND_PLAN
from tests.samples.small_returns import FRIDAY, NOON, small_plan, small_return

UNITS = ("parks", "harbour", "library")


@pytest.fixture
def came(tmp_path):
    """A folder in which three files came in, the last first, and reading them was broken off at the second."""
    shutil.copytree(SECOND_PLAN, tmp_path / "plan")
    files = [
        Arrival(f"{unit}.csv", to_csv(small_return(unit)), NOON - timedelta(minutes=n))
        for n, unit in enumerate(UNITS)
    ]

    def closed(n, of, what):
        if n == 2:
            raise ConnectionAbortedError

    receiving.hold(tmp_path, files, FRIDAY, "甲")
    with pytest.raises(ConnectionAbortedError):
        receiving.receive(tmp_path, small_plan(), files, FRIDAY, "甲", tick=closed)
    return tmp_path


def test_what_was_broken_off_is_there_whole_and_can_be_read(came):
    assert ledger.of_period(came, FRIDAY) == []
    found = unread.all_unread(came)
    assert [(one.name, one.by) for one in found] == [(f"{unit}.csv", "甲") for unit in reversed(UNITS)]
    files = receiving.held(came, found)
    receiving.hold(came, files, FRIDAY, "乙")  # as the page does, whoever has them read
    receiving.receive(came, small_plan(), files, FRIDAY, "乙")
    kept = ledger.of_period(came, FRIDAY)
    assert [(one.unit_id, one.received_at, one.events[0].by) for one in kept] == [
        (file.name.removesuffix(".csv"), file.at, "甲") for file in files
    ]
    assert [ledger.content(came, one) for one in kept] == [file.content for file in files]
    assert unread.all_unread(came) == []
    assert verify(came) == []


def test_verify_names_what_was_not_read_and_what_became_of_it(came):
    assert [problem.key for problem in verify(came)] == ["ledger.unread"] * 3
    first, second, third = (unread._paths(came, FRIDAY, one.sha256) for one in unread.all_unread(came))
    first[0].write_bytes(b"other")
    second[0].unlink()
    third[1].write_text(json.dumps({"name": "x"}), "utf-8")
    assert unread.all_unread(came) == []
    assert sorted(problem.key for problem in verify(came)) == ["ledger.damaged"] * 2 + ["ledger.stranger"]


def test_what_is_too_large_is_not_kept_and_a_full_disk_is_told(came, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    large = Arrival("large.csv", b"x" * 10_000_001, NOON)
    receiving.hold(came, [large], FRIDAY, "甲")
    assert "large.csv" not in {one.name for one in unread.all_unread(came)}
    monkeypatch.setattr(unread, "place_file", full)
    with pytest.raises(DiskRefused) as error:
        receiving.hold(came, [Arrival("a.csv", b"x", NOON)], FRIDAY, "甲")
    assert [str(problem.place) for problem in error.value.problems] == ["a.csv"]
