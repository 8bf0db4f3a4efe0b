"""Files that were sent and their records: what they say, in which order, and when they are not believed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from planboard.errors import Place, Problem, UserError
from planboard.returns import ledger
from planboard.returns.kept import Event, problem_of
from planboard.returns.kept import record_of as recorded
from planboard.wording.text import problem_line

DAY = date(2026, 3, 6)
NOON = datetime(2026, 3, 6, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
WRONG = (Problem(Place("a.csv", row=3), "return.period", {"period": DAY, "as_of": DAY + HOUR * 24}),)


def come(data: Path, content: bytes = b"x", at=NOON, **more):
    given = {"name": "a.csv", "unit_id": "parks", "sent_by": "甲", "problems": ()} | more
    return ledger.receive(data, DAY, content, at=at, by="乙", **given)


def happen(data: Path, kept, event: str, at=NOON, **details):
    return ledger.record(data, kept, Event(event, at, "乙", details))


def refused(action, *given):
    with pytest.raises(UserError) as error:
        action(*given)
    return [(problem.where, problem.key) for problem in error.value.problems]


def test_bytes_are_kept_as_they_came_under_their_hash(tmp_path):
    content = bytes(range(256))
    kept = come(tmp_path, content)
    hashed = hashlib.sha256(content).hexdigest()
    assert (kept.file.file, kept.file.sha256) == (f"as_of={DAY}/parks-{hashed[:12]}.csv", hashed)
    assert (tmp_path / "returns" / kept.file.file).read_bytes() == ledger.content(tmp_path, kept) == content
    assert (kept.id, kept.name, kept.sent_by, kept.received_at) == (hashed[:12], "a.csv", "甲", NOON)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("甲.XLSX", "xlsx"),
        ("a.csv", "csv"),
        ("a.exe", "bin"),
        ("a", "bin"),
        ("a.csv.zip", "bin"),
        ("?", "bin"),
    ],
)
def test_only_endings_that_are_known_stand_on_the_disk(tmp_path, name, ending):
    kept = come(tmp_path, name=name, unit_id=None)
    assert Path(kept.file.file).suffix == f".{ending}"
    assert Path(kept.file.file).name.startswith("unread-")
    assert (kept.unit_id, kept.name) == (None, name)


def test_the_last_decision_is_its_state(tmp_path):
    kept = come(tmp_path)
    states = [kept.state]
    for n, event in enumerate(("accepted", "published", "sent_back", "accepted"), 1):
        details = {"as_of": str(DAY), "revision": 1} if event == "published" else {}
        kept = happen(tmp_path, kept, event, at=NOON + n * HOUR, **details)
        states.append(kept.state)
    assert states == ["received", "accepted", "accepted", "sent_back", "accepted"]
    assert come(tmp_path, b"y", problems=WRONG).state == "faulty"
    assert (kept.published_in, kept.when("sent_back"), kept.when("received")) == (
        ((DAY, 1),),
        NOON + 3 * HOUR,
        NOON,
    )
    assert [e.event for e in kept.until(NOON + HOUR).events] == ["received", "accepted"]
    assert kept.until(NOON + 4 * HOUR) == kept
    assert kept.until(NOON) == kept, "it was never accepted then"


def test_problems_are_read_back_with_their_places_and_words(tmp_path):
    (problem,) = come(tmp_path, problems=WRONG).problems
    assert (problem.where, problem.key) == ("a.csv, row 3", "return.period")
    assert dict(problem.params) == {"period": "2026-03-06", "as_of": "2026-03-07"}


def test_a_place_is_kept_in_its_parts():
    place = Place("甲.xlsx", "指标", 12, "数值")
    for problem in (
        Problem(place, "plan.empty"),
        Problem(place, "plan.repeated", {"columns": "task_id", "first": Place("甲.xlsx", "任务", 3)}),
    ):
        assert problem_of(json.loads(json.dumps(recorded(problem)))) == problem
    for wrong in ({"file": 7}, {"file": "x", "row": "7"}, {"file": "x", "other": "y"}, {}):
        with pytest.raises((TypeError, KeyError)):
            problem_of({**wrong, "key": "plan.empty", "params": {}})


@pytest.mark.parametrize(
    "place",
    [
        Place("甲.xlsx", "指标", 12, "数值"),
        Place("a, b.csv", None, 3, "value"),
        Place("a.csv", row=1),
        Place("a.xlsx", "任务"),
        Place("a.xlsx"),
    ],
)
def test_a_place_in_an_older_record_is_read_in_its_parts(place):
    older = {"where": str(place), "key": "plan.empty", "params": {}}
    assert problem_line("zh", problem_of(older)) == problem_line("zh", Problem(place, "plan.empty"))


def test_only_a_record_with_problems_is_in_the_second_format(tmp_path):
    for content, problems, number in ((b"x", (), 1), (b"y", WRONG, 2)):
        kept = come(tmp_path, content, problems=problems)
        assert json.loads(record_of(tmp_path, kept).read_bytes())["format"] == number


def test_of_several_returns_each_has_its_records_in_the_order_they_came(tmp_path):
    for n in (3, 1, 2):
        come(tmp_path, bytes([n]), at=NOON + n * HOUR)
    period = ledger.of_period(tmp_path, DAY)
    assert [ledger.content(tmp_path, kept) for kept in period] == [b"\x01", b"\x02", b"\x03"]
    assert ledger.periods(tmp_path) == [DAY]
    assert ledger.of_period(tmp_path, DAY + timedelta(days=1)) == []
    assert ledger.periods(tmp_path / "nowhere") == []


def test_sent_back_counts_what_its_unit_was_sent_back_before_it_was_accepted(tmp_path):
    first, second, third = (come(tmp_path, bytes([n]), at=NOON + n * HOUR) for n in range(3))
    other = come(tmp_path, b"other", unit_id="harbour")
    happen(tmp_path, other, "sent_back", at=NOON)
    happen(tmp_path, first, "sent_back", at=NOON + 3 * HOUR)
    happen(tmp_path, second, "sent_back", at=NOON + 4 * HOUR)
    third = happen(tmp_path, third, "accepted", at=NOON + 5 * HOUR)
    happen(tmp_path, third, "sent_back", at=NOON + 6 * HOUR)  # after it had been accepted
    period = ledger.of_period(tmp_path, DAY)
    of = {kept.file.sha256: kept.n_sent_back(period) for kept in period}
    assert (of[third.file.sha256], of[first.file.sha256], of[other.file.sha256]) == (2, 3, 1)


def test_a_decision_that_no_longer_fits_is_refused_and_leaves_no_record(tmp_path):
    kept = come(tmp_path)
    happen(tmp_path, kept, "sent_back")
    before = sorted(path.name for path in (tmp_path / "returns" / f"as_of={DAY}").iterdir())
    late = Event("accepted", NOON, "乙")
    told = refused(ledger.record, tmp_path, kept, late, lambda now: now.state == "received")
    assert told == [("a.csv", "ledger.is_sent_back")]
    assert sorted(path.name for path in (tmp_path / "returns" / f"as_of={DAY}").iterdir()) == before


def record_of(data: Path, kept, number: int = 1) -> Path:
    return (data / "returns" / kept.file.file).with_suffix(f".{number:03d}.json")


@pytest.mark.parametrize(
    "change",
    [
        {"event": "forgiven"}, {"at": "2026-03-06T04:00:00"}, {"at": "soon"}, {"format": 3}, {"sha256": "00"},
        {"file": "../../plan/units.csv"}, {"problems": [{"what": "x"}]}, {"name": 7}, {"previous": "0" * 64},
    ],
    ids=str,
)  # fmt: skip
def test_a_record_that_cannot_be_true_is_named(tmp_path, change):
    kept = come(tmp_path)
    path = record_of(tmp_path, kept)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    told = [(f"returns/as_of={DAY}/{path.name}", "ledger.damaged")]
    assert refused(ledger.of_period, tmp_path, DAY) == told
    assert [(p.where, p.key) for p in ledger.verify(tmp_path)] == told


def test_a_record_changed_later_breaks_those_that_follow_it(tmp_path):
    kept = happen(tmp_path, come(tmp_path), "accepted")
    path = record_of(tmp_path, kept)
    path.write_bytes(path.read_bytes().replace("乙".encode(), "丙".encode()))
    assert [(p.where[-8:], p.key) for p in ledger.verify(tmp_path)] == [("002.json", "ledger.damaged")]


def test_bytes_changed_gone_or_without_records_are_named(tmp_path):
    changed, gone = come(tmp_path, b"1"), come(tmp_path, b"2")
    (tmp_path / "returns" / changed.file.file).write_bytes(b"3")
    (tmp_path / "returns" / gone.file.file).unlink()
    (tmp_path / "returns" / f"as_of={DAY}" / "note.txt").write_bytes(b"")
    found = {(p.where, p.key) for p in ledger.verify(tmp_path)}
    assert found == {
        (f"returns/{changed.file.file}", "chain.return_changed"),
        (f"returns/{gone.file.file}", "chain.return_missing"),
        (f"returns/as_of={DAY}/note.txt", "ledger.stranger"),
    }
    assert refused(ledger.content, tmp_path, gone) == [(f"returns/{gone.file.file}", "chain.return_missing")]


def records(data: Path) -> list[Path]:
    return sorted((data / "returns" / f"as_of={DAY}").glob("*.json"))


@pytest.mark.parametrize("content", [b"7", b'"x"', b"null", b"[]", b"{}", b""])
def test_a_record_that_is_no_record_is_located_by_all_who_read_it(tmp_path, content):
    come(tmp_path)
    (path,) = records(tmp_path)
    path.write_bytes(content)
    told = [(f"returns/as_of={DAY}/{path.name}", "ledger.damaged")]
    assert refused(ledger.of_period, tmp_path, DAY) == told
    assert [(p.where, p.key) for p in ledger.verify(tmp_path)] == told


@pytest.mark.parametrize(
    "part", ["name", "sent_by", "sha256", "file", "problems", "at", "by", "format", "previous"]
)
@pytest.mark.parametrize("instead", ["gone", 7, [7], [{"where": "x", "key": "x", "params": 7}], float("inf")])
def test_a_record_with_a_part_that_is_not_what_it_has_to_be_fails_no_other_way(tmp_path, part, instead):
    come(tmp_path)
    (path,) = records(tmp_path)
    said = json.loads(path.read_bytes())
    del said[part]
    path.write_text(json.dumps(said | ({} if instead == "gone" else {part: instead})))
    if part == "by" and instead != "gone":  # whatever it is, it is said as text
        assert ledger.of_period(tmp_path, DAY)[0].events[0].by == str(instead)
    else:
        assert refused(ledger.of_period, tmp_path, DAY) == [
            (f"returns/as_of={DAY}/{path.name}", "ledger.damaged")
        ]


def test_a_folder_in_the_place_of_a_record_is_damage(tmp_path):
    come(tmp_path)
    (path,) = records(tmp_path)
    path.unlink()
    path.mkdir()
    assert refused(ledger.of_period, tmp_path, DAY) == [
        (f"returns/as_of={DAY}/{path.name}", "ledger.damaged")
    ]


def test_where_a_record_is_gone_nothing_is_guessed_from_those_before_it(tmp_path):
    kept = happen(tmp_path, happen(tmp_path, come(tmp_path), "accepted"), "sent_back", reason="缺数")
    records(tmp_path)[1].unlink()
    told = [(f"returns/as_of={DAY}/parks-{kept.id}", "ledger.gap")]
    assert refused(ledger.of_period, tmp_path, DAY) == told
    assert [(p.where, p.key) for p in ledger.verify(tmp_path)] == told


def test_a_folder_of_a_day_that_does_not_exist_is_no_period(tmp_path):
    (tmp_path / "returns" / "as_of=2026-02-30").mkdir(parents=True)
    assert ledger.periods(tmp_path) == []
    assert list(ledger.verify(tmp_path)) == []


def test_the_returns_of_one_unit_are_those_under_its_own_name(tmp_path):
    ours, others = come(tmp_path), come(tmp_path, b"y", unit_id="parks-2")
    assert ledger.of_period(tmp_path, DAY, "parks") == [ours]
    assert ledger.of_period(tmp_path, DAY, "parks-2") == [others]
