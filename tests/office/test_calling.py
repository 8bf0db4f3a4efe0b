"""What units say by telephone about requests for help: recorded, published with its source, taken back, verified."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from planboard.errors import UserError
from planboard.office import calling, chasing, deciding, publication, receiving
from planboard.office.calling import Said
from planboard.office.receiving import Arrival
from planboard.office.requests import waiting
from planboard.publishing.accepted import accepted
from planboard.publishing.draft import draft
from planboard.publishing.head import head, state_of
from planboard.publishing.verify import verify
from planboard.returns.calls import Call, add, calls, file_of, record_path
from planboard.returns.content import AnswerRow, HelpRow
from planboard.returns.csv_file import to_csv
from planboard.snapshots.published import Snapshot, published, read
from tests.samples.small_history import PERIOD, VALUES, history
from tests.samples.small_returns import NOON, WEEK, small_plan, small_return

AT = NOON + timedelta(days=20)  # the day before the period ends
ON = date(2026, 3, 25)
ASKED = "2026-1-H1"  # the harbour asks the parks
SAID = Said("answered", ASKED, "李四", ON, "周五起可借用。")
CLOSED = Said("closed", ASKED, "王五", ON, "已另行租船。")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history(tmp_path_factory.mktemp("history"))


@pytest.fixture
def data(told: Path, tmp_path: Path) -> Path:
    return shutil.copytree(told, tmp_path / "data")


def record(data: Path, said: Said = SAID, as_of: date = PERIOD) -> Call:
    return calling.record(data, small_plan(), as_of, said, at=AT, by="甲")


def publish(data: Path, as_of: date = PERIOD, **more: Any) -> Snapshot:
    return publication.publish_period(data, small_plan(), as_of, at=AT + timedelta(hours=9), by="甲", **more)


def returned(data: Path, unit_id: str, as_of: date = PERIOD, **more: Any) -> str:
    """The hash of an accepted return of the unit."""
    ret = replace(small_return(unit_id, as_of, VALUES | {"2026-1.1": 23}), **more)
    (one,) = receiving.receive(data, small_plan(), [Arrival(f"{unit_id}.csv", to_csv(ret), AT)], as_of, "甲")
    assert one.kept is not None
    assert not one.problems, one.problems
    deciding.accept(data, one.kept, at=AT, by="甲")
    return one.kept.file.sha256


def asked(snapshot: Snapshot) -> dict[str, Any]:
    (row,) = read(snapshot)["help_requests"].to_pylist()
    names = ("answered_on", "answer", "closed_on", "said_by", "recorded_by")
    return {name: row[name] for name in names if row[name] is not None}


BY_CALL = {"answered_on": ON, "answer": "周五起可借用。", "said_by": "李四", "recorded_by": "甲"}
BY_RETURN = {"answered_on": date(2026, 3, 24), "answer": "可以借用。"}
ANSWER = AnswerRow(ASKED, BY_RETURN["answered_on"], BY_RETURN["answer"])


def test_what_was_said_is_published_with_who_said_it_and_who_wrote_it_down(data):
    call = record(data)
    assert (call.unit_id, call.after) == ("parks", frozenset())
    assert asked(publish(data)) == BY_CALL
    assert verify(data, deep=True) == []
    assert asked(publish(data, PERIOD + WEEK)) == BY_CALL, "carried forward"
    assert verify(data, deep=True) == []


def test_who_has_answered_by_telephone_is_not_reminded_of_it(data):
    def owe() -> set[str]:
        return {one.unit_id for one in chasing.reminders(data, small_plan(), PERIOD) if one.help}

    assert (owe(), set(waiting(data, PERIOD))) == ({"parks"}, {"parks"})
    record(data)
    assert (owe(), set(waiting(data, PERIOD))) == (set(), set())
    calling.take_back(data, PERIOD, 1, "记错事项", at=AT, by="乙")
    assert (owe(), set(waiting(data, PERIOD))) == ({"parks"}, {"parks"})


def test_the_unit_that_asks_can_close_by_telephone(data):
    assert record(data, CLOSED).unit_id == "harbour"
    assert asked(publish(data)) == {"closed_on": ON, "said_by": "王五", "recorded_by": "甲"}
    assert verify(data, deep=True) == []


def test_a_later_return_counts_instead_and_both_stay(data):
    record(data)
    returned(data, "parks", answers=(ANSWER,))
    assert asked(publish(data)) == BY_RETURN
    assert calls(data, PERIOD).standing
    assert verify(data, deep=True) == []


def test_a_call_after_the_return_counts_whatever_the_days_say(data):
    sha256 = returned(data, "parks", answers=(ANSWER,))
    assert record(data).after == {sha256}
    assert asked(publish(data)) == BY_CALL
    assert verify(data, deep=True) == []


@pytest.mark.parametrize(
    ("said", "found"),
    [(SAID, BY_CALL | {"closed_on": ON}), (CLOSED, {"closed_on": ON})],
)  # fmt: skip
def test_a_return_of_the_next_period_that_closes_takes_over_only_the_closing(said, found, data):
    record(data, said)
    publish(data)
    following = PERIOD + WEEK
    close = HelpRow(ASKED, "2026-1", "parks", "请借用垃圾船", date(2026, 3, 2), date(2026, 5, 1), ON)
    returned(data, "harbour", following, help=(close,))
    assert asked(publish(data, following)) == found
    assert verify(data, deep=True) == []


def test_a_return_of_the_next_period_that_answers_differs_and_counts(data):
    record(data)
    publish(data)
    later = AnswerRow(ASKED, PERIOD + timedelta(days=3), "改为下月借用。")
    returned(data, "parks", PERIOD + WEEK, answers=(later,))
    assert asked(publish(data, PERIOD + WEEK)) == {"answered_on": later.answered_on, "answer": later.answer}
    assert verify(data, deep=True) == []


def test_a_wrong_record_is_taken_back_and_stays(data):
    record(data)
    calling.take_back(data, PERIOD, 1, "记错事项", at=AT, by="乙")
    again = replace(SAID, text="下周起可借用。")
    record(data, again)
    now = calls(data, PERIOD)
    assert [back.event if back else None for _, _, back in now.numbered] == ["withdrawn", None]
    assert asked(publish(data)) == BY_CALL | {"answer": again.text}
    assert verify(data, deep=True) == []


def test_after_publication_a_wrong_record_is_corrected_by_the_next_revision(data):
    record(data)
    first = publish(data)
    with pytest.raises(UserError) as refused:
        record(data, CLOSED)
    assert [p.key for p in refused.value.problems] == ["calls.is_published"]
    assert calling.take_back(data, PERIOD, 1, "记错事项", at=AT, by="乙").event == "corrected"
    assert verify(data, deep=True) == [], "the first revision is assembled of what was there then"
    second = publish(data, reason="电话记录有误")
    assert (asked(first), asked(second), second.revision) == (BY_CALL, {}, 2)
    assert verify(data, deep=True) == []


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ({"said_by": " "}, ["plan.empty"]),
        ({"said_by": "", "text": ""}, ["plan.empty", "plan.empty"]),
        ({"text": "字" * 4001}, ["return.too_long"]),
        ({"text": "可以\x07"}, ["return.control_character"]),
        ({"said_on": date(2026, 3, 27)}, ["calls.future"]),  # the clock stands at the 26th
        ({"said_on": date(2026, 3, 1)}, ["return.before_asked"]),
        ({"request_id": "2026-9-H1"}, ["calls.not_waiting"]),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_leaves_nothing(said, keys, data):
    with pytest.raises(UserError) as refused:
        record(data, replace(SAID, **said))
    assert [p.key for p in refused.value.problems] == keys
    assert not (data / "calls").exists()


def test_a_request_has_one_standing_record(data):
    record(data)
    with pytest.raises(UserError) as refused:
        record(data, CLOSED)
    assert [p.key for p in refused.value.problems] == ["calls.not_waiting"]
    for number, reason, key in ((2, "x", "calls.not_standing"), (1, " ", "plan.empty")):
        with pytest.raises(UserError) as refused:
            calling.take_back(data, PERIOD, number, reason, at=AT, by="乙")
        assert [p.key for p in refused.value.problems] == [key]


def test_of_two_who_record_at_once_one_is_told(data):
    seen = calls(data, PERIOD)
    call = record(data)
    assert not add(data, seen, replace(call, text="另一句"))
    assert calls(data, PERIOD).standing == [call]


def test_what_would_be_published_shows_it_already(data):
    record(data)
    using = accepted(data, PERIOD, small_plan())
    params = {"as_of": PERIOD, "lang": "zh", "task_id": "2026-1"}
    (row,) = draft(data, small_plan(), PERIOD, using, ["task_help"]).query("task_help", **params).to_pylist()
    assert (row["answer"], row["said_by"], row["recorded_by"]) == ("周五起可借用。", "李四", "甲")


def spoil(old: str, new: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@pytest.mark.parametrize("since", [False, True])
@pytest.mark.parametrize(
    ("what", "spoiled", "keys"),
    [
        (1, spoil("周五", "周六"), {"calls.damaged"}),
        (1, Path.unlink, {"calls.missing"}),
        (2, spoil('"number": 1', '"number": 2'), {"calls.damaged"}),
        (3, spoil('"event": "answered"', '"event": "said"'), {"calls.damaged"}),
        (3, spoil('"said_by": "李四"', '"said_by": 4'), {"calls.damaged"}),
        (3, spoil("周五", "周六"), set()),
        (3, Path.unlink, set()),
    ],
)  # fmt: skip
def test_a_record_that_was_changed_or_removed_is_found(what, spoiled, keys, since, data):
    """Made since the last publication, or before it: then the manifest names even the last one."""
    record(data)
    calling.take_back(data, PERIOD, 1, "记错事项", at=AT, by="乙")
    record(data)
    if since:
        publish(data)
    kept = head(data)
    path = record_path(data, file_of(PERIOD), what)
    spoiled(path)
    published(data, closely=True)
    found = {problem.key for problem in verify(data)}
    assert found == keys | ({"chain.record_changed"} if since and what == 3 else set())
    if not since and not keys:
        with pytest.raises(UserError):  # what nothing follows is found by a head that was kept
            state_of(data, kept)


def test_each_record_moves_the_head_and_older_heads_are_found_again(data):
    kept = [head(data)]
    record(data)
    kept.append(head(data))
    calling.take_back(data, PERIOD, 1, "记错事项", at=AT, by="乙")
    kept.append(head(data))
    publish(data)
    assert len({*kept, head(data)}) == 4
    assert [(state_of(data, one).n_snapshots, state_of(data, one).n_records) for one in kept] == [
        (1, 2),
        (1, 1),
        (1, 0),
    ]


def test_a_stray_file_beside_the_records_is_named(data):
    record(data)
    (data / file_of(PERIOD) / "notes.txt").write_text("x")
    assert [p.key for p in verify(data)] == ["calls.stranger"]


def test_a_call_about_a_request_that_is_gone_stops_publication(data):
    record(data)
    path = record_path(data, file_of(PERIOD), 1)
    document = json.loads(path.read_text("utf-8")) | {"request_id": "2026-9-H1"}
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(UserError) as refused:
        publish(data)
    assert [p.key for p in refused.value.problems] == ["calls.unknown_request"]
