"""What the office does with returns: receive, decide, look ahead, publish; told on three weeks of the small plan."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from planboard.answers.engine import open_engine
from planboard.commands.main import main
from planboard.errors import LONGEST, MOST, Place, Problem, UserError
from planboard.office import comparing, deciding, publication, receiving, standings
from planboard.office.receiving import Arrival
from planboard.publishing import accepted
from planboard.publishing.newest import kind_of
from planboard.publishing.preview import preview
from planboard.publishing.publish import publish
from planboard.publishing.verify import _is_same_without, verify
from planboard.returns import ledger
from planboard.returns.content import HelpRow, TargetRow, TaskRow
from planboard.returns.csv_file import COLUMNS, to_csv
from planboard.returns.files import read_return
from planboard.returns.kept import Event
from planboard.returns.reading import read_partly
from planboard.schema import TABLES
from planboard.snapshots.published import published, read
from tests.places import DATA
from tests.samples.small_history import PERIOD, UNITS, VALUES, history
from tests.samples.small_returns import FRIDAY, NOON, WEEK, small_plan, small_return

LAST = PERIOD - WEEK


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history(tmp_path_factory.mktemp("history"))


@pytest.fixture
def data(told: Path, tmp_path: Path) -> Path:
    return shutil.copytree(told, tmp_path / "data")


def send(data: Path, *rets, as_of=PERIOD, at=NOON, names=()):
    names = names or [f"{ret.unit_id}.csv" for ret in rets]
    files = [Arrival(name, to_csv(ret), at) for name, ret in zip(names, rets, strict=True)]
    return receiving.receive(data, small_plan(), files, as_of, "甲")


def accept(data: Path, *rets, at=NOON, **more):
    return [
        deciding.accept(data, one.kept, at=at, by="甲", reason="以此份为准")
        for one in send(data, *rets, at=at, **more)
    ]


def go(data: Path, as_of=PERIOD, **more):
    return publication.publish_period(data, small_plan(), as_of, at=NOON, by="乙", **more)


def keys(problems):
    return [problem.key for problem in problems]


def harbour(value: float = 23, **more):
    return small_return("harbour", PERIOD, VALUES | {"2026-1.1": value}, **more)


def refused(action, *given, **named):
    with pytest.raises(UserError) as error:
        action(*given, **named)
    return keys(error.value.problems)


def test_a_return_goes_from_received_over_accepted_to_published(data):
    (one,) = send(data, harbour())
    assert (one.kept.state, one.kept.sent_by, one.kept.name) == ("received", "填报人甲", "harbour.csv")
    accepted = deciding.accept(data, one.kept, at=NOON, by="乙")
    assert accepted.state == "accepted"
    made = go(data)
    (kept,) = ledger.of_period(data, PERIOD)
    assert [(e.event, e.by) for e in kept.events] == [
        ("received", "甲"),
        ("accepted", "乙"),
        ("published", "乙"),
    ]
    assert kept.published_in == ((PERIOD, 1),)
    assert made.returns == (kept.file,)
    assert ledger.content(data, kept) == to_csv(harbour())


def test_a_return_with_problems_is_kept_and_cannot_be_accepted(data):
    (one,) = send(data, harbour(20))
    assert (keys(one.problems), one.kept.state) == (["return.falls"], "faulty")
    assert refused(deciding.accept, data, one.kept, at=NOON, by="乙") == ["ledger.faulty"]
    back = deciding.send_back(data, one.kept, "数值有误", at=NOON, by="乙")
    assert (back.state, back.events[-1].details) == ("sent_back", {"reason": "数值有误"})


def test_what_was_decided_once_is_not_decided_the_same_way_twice(data):
    (one,) = send(data, harbour())
    assert refused(deciding.send_back, data, one.kept, " ", at=NOON, by="乙") == ["ledger.no_reason"]
    deciding.send_back(data, one.kept, "再核", at=NOON, by="乙")
    assert refused(deciding.send_back, data, one.kept, "再核", at=NOON, by="乙") == ["ledger.is_sent_back"]
    deciding.accept(data, one.kept, at=NOON, by="乙")
    assert refused(deciding.accept, data, one.kept, at=NOON, by="乙") == ["ledger.is_accepted"]


def test_the_same_bytes_sent_again_keep_their_records(data):
    (first,) = send(data, harbour())
    deciding.send_back(data, first.kept, "再核", at=NOON, by="乙")
    (again,) = send(data, harbour(), names=["又一份.csv"])
    assert (again.kept.state, again.kept.name, len(again.kept.events)) == ("sent_back", "harbour.csv", 2)
    assert len(ledger.of_period(data, PERIOD)) == 1


def test_an_accepted_return_is_checked_again_against_what_was_published_since(data):
    following = PERIOD + WEEK

    def week_after(**more):
        return replace(harbour(23.5, **more), period_ends_on=following)

    accept(data, week_after(), as_of=following)  # more than the 22 that were published last
    accept(data, harbour(24))
    go(data)
    plan, using = small_plan(), accepted.accepted(data, following, small_plan())
    with pytest.raises(UserError) as told:
        preview(data, plan, following, using, "zh")
    (problem,) = told.value.problems
    assert problem.key == "return.falls"
    assert problem.where == f"{using[0].file.place}, 2026-1.1"
    assert refused(go, data, following) == ["return.falls"]
    explained = week_after()
    targets = tuple(replace(row, note="上期多报") if row.value else row for row in explained.targets)
    accept(data, replace(explained, targets=targets), as_of=following, at=NOON + timedelta(hours=1))
    go(data, following)


def test_of_two_accepted_returns_of_a_unit_the_later_counts_and_both_stay(data):
    accept(data, harbour(23))
    (second,) = send(data, harbour(24), at=NOON + timedelta(hours=1))
    assert refused(deciding.accept, data, second.kept, at=NOON, by="乙") == ["ledger.no_choice_reason"]
    deciding.accept(data, second.kept, at=NOON, by="乙", reason="单位来电，以此份为准")
    made = go(data)
    values = {r["target_id"]: r["value"] for r in read(made)["target_values"].to_pylist()}
    assert values["2026-1.1"] == 24
    first, second = ledger.of_period(data, PERIOD)
    assert (first.state, second.state) == ("set_aside", "accepted")
    assert first.events[-1].details == {"reason": "单位来电，以此份为准", "for": second.file.sha256}
    assert verify(data, deep=True) == []


def test_what_two_returns_of_a_unit_say_differently_is_named_by_field(data):
    first, second = send(data, harbour(23), replace(harbour(24), unit_note="已核"), names=("a.csv", "b.csv"))
    (standing,) = [s for s in standings.standings(data, small_plan(), PERIOD) if s.unit_id == "harbour"]
    assert [kept.id for kept in standing.rivals] == [first.kept.id, second.kept.id]
    found = comparing.differing(data, small_plan(), first.kept, second.kept)
    assert {(one.id, one.field): (one.first, one.second) for one in found} == {
        ("", "unit_note"): (None, "已核"), ("2026-1.1", "value"): (23, 24),
    }  # fmt: skip


def test_a_unit_withdraws_before_publication_and_corrects_after_it(data):
    (one,) = send(data, harbour(23))
    deciding.accept(data, one.kept, at=NOON, by="乙")
    assert refused(deciding.withdraw, data, one.kept, "", said_by="甲", at=NOON, by="乙") == [
        "ledger.no_withdrawal_reason"
    ]
    assert refused(deciding.withdraw, data, one.kept, "误报", said_by=" ", at=NOON, by="乙") == [
        "ledger.nobody_said"
    ]
    gone = deciding.withdraw(data, one.kept, "误报", said_by="港务局甲", at=NOON, by="乙")
    assert gone.state == "withdrawn"
    assert gone.events[-1].details == {"reason": "误报", "said_by": "港务局甲"}
    assert accepted.accepted(data, PERIOD, small_plan()) == []
    assert refused(deciding.accept, data, gone, at=NOON, by="乙") == ["ledger.is_withdrawn"]
    (again,) = send(data, harbour(23))
    assert again.kept.state == "received", "sent again, it can be accepted"
    deciding.accept(data, again.kept, at=NOON, by="乙")
    go(data)
    (published_one,) = ledger.of_period(data, PERIOD)
    assert refused(deciding.withdraw, data, published_one, "误报", said_by="甲", at=NOON, by="乙") == [
        "ledger.is_published"
    ]
    (right,) = send(data, harbour(24))
    deciding.accept(data, right.kept, at=NOON, by="乙", reason="录入错误")
    go(data, reason="录入错误")
    states = {kept.id: kept.state for kept in ledger.of_period(data, PERIOD)}
    assert states == {published_one.id: "corrected", right.kept.id: "accepted"}
    assert verify(data, deep=True) == []


def test_returns_sent_back_before_the_accepted_one_are_counted(data):
    for value in (23.5, 23.6):
        (one,) = send(data, harbour(value))
        deciding.send_back(data, one.kept, "再核", at=NOON, by="乙")
    accept(data, harbour(23.7), at=NOON + timedelta(hours=1))
    (row,) = read(go(data))["returns"].to_pylist()
    assert (row["unit_id"], row["n_sent_back"]) == ("harbour", 2)


def test_a_file_that_names_no_unit_is_kept_too(data):
    (one,) = receiving.receive(
        data, small_plan(), [Arrival("../../照片.xlsx", b"\xff\xd8\xff", NOON)], PERIOD, "甲"
    )
    assert (one.kept.unit_id, one.kept.name, one.kept.state) == (None, "照片.xlsx", "faulty")
    assert ledger.content(data, one.kept) == b"\xff\xd8\xff"
    assert list(ledger.verify(data)) == []


def test_two_files_that_cannot_be_read_are_two_standings(data):
    files = [Arrival(name, f"x{name}".encode(), NOON) for name in ("甲.csv", "乙.xlsx")]
    receiving.receive(data, small_plan(), files, PERIOD, "甲")
    unread = [one for one in standings.standings(data, small_plan(), PERIOD) if one.unit_id is None]
    assert [(one.deciding.name, one.state, one.is_owed) for one in unread] == [
        ("甲.csv", "faulty", False), ("乙.xlsx", "faulty", False),
    ]  # fmt: skip


def test_a_file_too_large_is_told_and_not_kept(data):
    (one,) = receiving.receive(data, small_plan(), [Arrival("x.csv", b"x" * 10_000_001, NOON)], PERIOD, "甲")
    assert (one.kept, keys(one.problems)) == (None, ["return.too_large"])
    assert ledger.of_period(data, PERIOD) == []


def test_a_good_file_is_received_beside_a_bad_one(data):
    good, bad = send(data, harbour(), replace(small_return("parks", PERIOD), tasks=()))
    assert (good.problems, good.kept.state, bad.kept.state) == ((), "received", "faulty")


def test_a_fall_needs_its_reason_and_a_jump_its_confirmation(data):
    def told(value, **cells):
        ret = harbour()
        targets = [replace(t, value=value, **cells) if t.target_id == "2026-1.1" else t for t in ret.targets]
        return keys(send(data, replace(ret, targets=tuple(targets)))[0].problems)

    assert told(20.0) == ["return.falls"]
    assert told(20.0, note="盘点更正") == []
    assert told(26.0) == ["return.jumps"]  # a ton a week is usual, three are too many
    assert told(24.0) == []
    assert told(60.0) == ["return.jumps"]
    assert told(60.0, is_confirmed=True) == []


def test_what_is_late_or_far_behind_needs_a_reason_by_the_figures_alone(data):
    overdue = date(2027, 7, 1)  # the day after the branch library was due
    calm = small_return("library", overdue)
    calm = replace(calm, tasks=tuple(replace(t, reason=None) for t in calm.tasks))
    (one,) = send(data, calm, as_of=overdue)
    assert "return.no_reason_overdue" in keys(one.problems)
    late = PERIOD + 20 * WEEK
    quiet = small_return("harbour", late, VALUES | {"2026-1.1": 23}, reason="")
    quiet = replace(quiet, tasks=tuple(replace(t, reason=None) for t in quiet.tasks))
    (one,) = send(data, quiet, as_of=late)
    assert "return.no_reason_behind" in keys(one.problems)


def test_a_unit_that_did_not_report_is_carried_forward_and_stale(data):
    accept(data, harbour())
    tables = read(go(data))
    parks = {r["task_id"]: r for r in tables["task_returns"].to_pylist()}["2026-4"]
    assert (parks["is_carried_forward"], parks["narrative"]) == (True, "照常推进。")
    states = {s.unit_id: s.state for s in standings.standings(data, small_plan(), PERIOD)}
    assert states == {
        "harbour": "published",
        "parks": "missing",
        "library": "missing",
        "waterworks": "missing",
    }


def test_a_correction_needs_a_reason_and_rests_on_the_date_before(data):
    accept(data, replace(harbour(), period_ends_on=LAST, targets=(
        TargetRow("2026-1.1", 22.5, LAST - timedelta(days=1)), *harbour().targets[1:2], TargetRow("M1.1"),
    )), as_of=LAST, at=NOON + timedelta(days=15))  # fmt: skip
    assert refused(go, data, LAST) == ["snapshot.no_reason"]
    made = go(data, LAST, reason="更正")
    assert (made.revision, made.reason) == (2, "更正")
    assert (made.manifest.carried_from.as_of, made.manifest.previous.revision) == (LAST - WEEK, 1)
    assert verify(data, deep=True) == []


def test_publishing_twice_without_a_change_makes_nothing(data):
    accept(data, harbour())
    assert go(data).revision == 1
    assert go(data).revision == 1
    assert len(published(data).current) == 4


def test_a_preview_says_what_the_publication_then_does(data):
    before = {r["task_id"]: r["status"] for r in rows_of(data, "tasks", LAST)}
    accept(data, harbour(24), small_return("parks", PERIOD, VALUES | {"2027-1.1": 14}))
    seen = preview(data, small_plan(), PERIOD, accepted.accepted(data, PERIOD, small_plan()), "en")
    assert (seen.revision, seen.compared_with, seen.n_returned) == (1, LAST, 2)
    assert set(seen.missing) == {"District Library", "Harbour Waterworks"}
    assert len(published(data).snapshots) == 3, "nothing is published by looking"
    go(data)
    after = {r["task_id"]: r["status"] for r in rows_of(data, "tasks", PERIOD)}
    said = {d.id: (d.before, d.after) for d in seen.differences if d.what == "task"}
    assert said == {id: (before[id], after[id]) for id in after if before[id] != after[id]}
    values = {d.id: (d.before, d.after) for d in seen.differences if d.what == "target"}
    assert values == {"2026-1.1": (22, 24), "2027-1.1": (13, 14)}


def rows_of(data, query, as_of):
    return open_engine(data).query(
        query, as_of=as_of, lang="en", plan_year=None, pillar_id=None, unit_id=None
    ).to_pylist()  # fmt: skip


def test_what_is_there_goes_on(data, tmp_path):
    assert kind_of(data) == "official"
    assert kind_of(tmp_path) == "official"
    assert kind_of(DATA) == "demo"
    assert standings.next_period(data, small_plan(), FRIDAY) == PERIOD
    assert standings.next_period(tmp_path, small_plan(), date(2026, 3, 5)) == FRIDAY
    assert standings.next_period(tmp_path, small_plan(), FRIDAY) == FRIDAY + WEEK
    assert standings.next_period(tmp_path, small_plan(), date(2025, 6, 1)) == date(2026, 1, 2)


def test_a_period_is_missed_once_the_one_after_it_has_ended_too(data, tmp_path):
    def missed(today, data=data):
        return standings.missed_periods(data, small_plan(), today)

    assert missed(PERIOD + WEEK) == []
    assert missed(PERIOD + WEEK + timedelta(days=1)) == [PERIOD]
    assert missed(PERIOD + 3 * WEEK) == [PERIOD, PERIOD + WEEK]
    assert missed(date(2026, 12, 31), tmp_path) == []
    assert missed(date(2026, 12, 31), DATA) == [], "a demonstration's dates are made up"


def test_verify_finds_a_snapshot_that_its_returns_do_not_make(data):
    accept(data, harbour())
    plan, using = small_plan(), accepted.accepted(data, PERIOD, small_plan())
    other = [replace(a, ret=replace(a.ret, unit_note="另一句")) for a in using]
    publish(data, plan, PERIOD, other, kind="official", publisher="丙", published_at=NOON)
    assert verify(data) == []
    (found,) = verify(data, deep=True)
    assert (found.key, found.where) == (
        "chain.assembled_otherwise",
        f"snapshots/as_of={PERIOD}/rev=0001, returns",
    )


def test_verify_deep_does_not_mind_what_happened_to_a_return_after_it_was_published(data):
    (kept,) = accept(data, harbour())
    go(data)
    deciding.send_back(data, kept, "有误", at=NOON + timedelta(days=1), by="乙")
    accept(data, harbour(23.5), at=NOON + timedelta(days=1, hours=1))
    go(data, reason="更正")
    assert verify(data, deep=True) == []


def test_an_earlier_date_may_be_corrected_and_later_ones_still_prove(data):
    told = {unit: small_return(unit, FRIDAY, VALUES) for unit in UNITS}
    accept(data, replace(told["parks"], unit_note="补充说明"), as_of=FRIDAY, at=NOON + timedelta(days=20))
    go(data, FRIDAY, reason="补充")
    first = published(data).current[0]
    assert (first.as_of, first.revision) == (FRIDAY, 2)
    assert verify(data, deep=True) == []


def test_a_return_decided_on_again_before_its_publication_was_noted_still_proves(data, monkeypatch):
    (kept,) = accept(data, harbour())
    with monkeypatch.context() as died:
        died.setattr(
            publication, "note", lambda *given, **named: []
        )  # as if the publisher had died just then
        go(data)
    deciding.send_back(data, kept, "再核", at=NOON + timedelta(hours=1), by="乙")
    deciding.accept(data, kept, at=NOON + timedelta(hours=2), by="乙")
    assert verify(data, deep=True) == []


def endless(what: str) -> bytes:
    """A file that gives more to say than a record may hold."""
    head = (",".join(COLUMNS) + "\r\n").encode()
    if what == "rows":
        return head + b"a\r\n" * 4000
    if what == "name":
        return to_csv(replace(harbour(), reported_by="名" * 120_000))
    strange = tuple(TaskRow(f"{n}" + "\x07" * 30_000, "green", None, None) for n in range(300))
    return to_csv(replace(harbour(), tasks=strange))


@pytest.mark.parametrize("what", ["rows", "name", "ids"])
def test_a_file_with_no_end_of_problems_leaves_the_period_as_it_is(data, what):
    files = [Arrival("x.csv", endless(what), NOON), Arrival("h.csv", to_csv(harbour()), NOON)]
    bad, good = receiving.receive(data, small_plan(), files, PERIOD, "甲")
    assert (bad.kept.state, good.kept.state) == ("faulty", "received")
    assert bad.kept.problems == ledger.one(data, PERIOD, bad.kept.file.file[17:-4]).problems
    assert len(bad.problems) <= MOST + 1
    assert all(len(str(v)) <= LONGEST for p in bad.problems for v in p.params.values())
    if what == "rows":
        assert (bad.problems[-1].key, bad.problems[-1].params) == ("return.more", {"n": 4000 - MOST})
    assert {kept.state for kept in ledger.of_period(data, PERIOD)} == {"faulty", "received"}
    assert list(ledger.verify(data)) == []


def clashing():
    """Two units that give the help they ask the same id."""
    day = PERIOD - timedelta(days=1)
    asks = HelpRow("H1", "2026-1", "parks", "借船", day, PERIOD)
    return (
        replace(harbour(), help=(asks,)),
        replace(
            small_return("parks", PERIOD, VALUES),
            help=(replace(asks, task_id="2026-4", asked_of_unit_id="harbour", text="借车"),),
        ),
    )


def test_help_of_two_units_under_one_id_is_not_published_as_one(data):
    accept(data, *clashing())
    assert refused(go, data) == ["return.foreign_request"]
    (parks,) = [kept for kept in ledger.of_period(data, PERIOD) if kept.unit_id == "parks"]
    deciding.send_back(data, parks, "编号与他单位重复", at=NOON, by="乙")
    texts = [row["text"] for row in read(go(data))["help_requests"].to_pylist()]
    assert texts == ["请借用垃圾船", "借船"]


def test_returns_that_stand_in_each_others_way_are_still_asked_for_their_reasons(data):
    late = PERIOD + 20 * WEEK
    rets = [replace(ret, period_ends_on=late) for ret in clashing()]
    # Two days of five gained where three are asked: at risk.
    slow = [
        replace(t, value=6.0, measured_on=late) if t.target_id == "2026-2.1" else t for t in rets[0].targets
    ]
    tasks = tuple(replace(t, reason=None) for t in rets[0].tasks)
    rets[0] = replace(rets[0], tasks=tasks, targets=tuple(slow))
    first, _ = send(data, *rets, as_of=late)
    assert keys(first.problems) == ["return.no_reason_at_risk"]


def test_a_table_of_problems_names_files_and_places_without_running_them(data):
    names = ["=cmd.csv", "+1.csv", "＝1.csv", "\u200b@x.csv"]
    bad = [replace(harbour(), unit_id=f"@moon{n}") for n in range(len(names))]
    told = receiving.problems_csv(send(data, *bad, names=names)).decode("utf-8-sig").splitlines()
    assert [line[:2] for line in told[1:]] == ["'=", "'+", "'＝", "'@"]
    assert all(",'" in line or ",\"'" in line for line in told[1:])


def test_the_same_bytes_can_be_accepted_once_what_was_wrong_beside_them_is_put_right(data):
    late = harbour(20)  # a fall: the week before was reported too high
    assert keys(send(data, late)[0].problems) == ["return.falls"]
    week_before = PERIOD - WEEK
    right = small_return("harbour", LAST, {"2026-1.1": 19})
    right = replace(right, targets=tuple(replace(t, note="上周多报") for t in right.targets))
    accept(data, right, as_of=week_before, at=NOON + timedelta(days=15))
    go(data, week_before, reason="更正")
    (again,) = send(data, late, at=NOON + timedelta(days=1), names=["又一次.csv"])
    assert (again.problems, again.kept.state, again.kept.problems) == ((), "received", ())
    assert (again.kept.name, again.kept.received_at) == ("harbour.csv", NOON), "it came in when it first did"
    assert [e.event for e in again.kept.events] == ["received", "received"]
    deciding.accept(data, again.kept, at=NOON + timedelta(days=1), by="乙")
    go(data)
    assert verify(data, deep=True) == []
    (last,) = send(data, late)
    assert len(last.kept.events) == 4, "what is accepted is not looked at again"


def test_an_endless_reason_is_refused_before_it_is_recorded(data):
    (one,) = send(data, harbour())
    assert refused(deciding.send_back, data, one.kept, "改" * 400_000, at=NOON, by="乙") == [
        "return.too_long"
    ]
    assert deciding.send_back(data, one.kept, "改" * 4000, at=NOON, by="乙").state == "sent_back"


def test_which_acceptance_counts_goes_by_the_records_and_not_by_a_clock(data):
    first, second = send(data, harbour(23), harbour(24), names=("a.csv", "b.csv"))
    deciding.accept(data, first.kept, at=NOON, by="甲", reason="以前报为准")
    years_ago = NOON - timedelta(days=6 * 365)
    deciding.accept(data, second.kept, at=years_ago, by="甲", reason="以后报为准")
    values = {r["target_id"]: r["value"] for r in read(go(data))["target_values"].to_pylist()}
    assert values["2026-1.1"] == 24
    # Sent back and accepted anew, the first counts again.
    deciding.send_back(data, first.kept, "误录", at=NOON, by="甲")
    deciding.accept(data, first.kept, at=NOON, by="甲", reason="以前报为准")
    values = {r["target_id"]: r["value"] for r in read(go(data, reason="更正"))["target_values"].to_pylist()}
    assert values["2026-1.1"] == 23
    assert verify(data, deep=True) == []


def test_what_a_publisher_who_died_left_unnoted_is_noted_with_the_next_revision(data):
    (kept,) = accept(data, harbour())
    using = accepted.accepted(data, PERIOD, small_plan())
    said = {"kind": "official", "publisher": "乙", "published_at": NOON}
    publish(data, small_plan(), PERIOD, using, **said)  # and died before it noted anything
    deciding.send_back(data, kept, "再核", at=NOON + timedelta(hours=1), by="乙")
    deciding.accept(data, kept, at=NOON + timedelta(hours=2), by="甲")
    assert go(data, reason="更正").revision == 2
    (after,) = ledger.of_period(data, PERIOD)
    assert after.published_in == ((PERIOD, 1), (PERIOD, 2))
    assert verify(data, deep=True) == []


def test_what_was_sent_back_stays_counted_when_another_one_is_accepted(data):
    first, second = send(data, harbour(23), harbour(24), names=("a.csv", "b.csv"))
    deciding.send_back(data, first.kept, "缺佐证", at=NOON, by="甲")
    deciding.accept(data, second.kept, at=NOON + timedelta(hours=1), by="甲")
    (standing,) = [s for s in standings.standings(data, small_plan(), PERIOD) if s.unit_id == "harbour"]
    (said,) = [r["n_sent_back"] for r in read(go(data))["returns"].to_pylist() if r["unit_id"] == "harbour"]
    assert standing.n_sent_back == said == 1


def test_what_was_sent_back_before_an_acceptance_goes_by_its_record_and_not_by_a_clock(data):
    first, second = send(data, harbour(23), harbour(24), names=("a.csv", "b.csv"))
    deciding.send_back(data, first.kept, "缺佐证", at=NOON, by="甲")
    deciding.accept(data, second.kept, at=NOON - timedelta(days=400), by="甲")
    (standing,) = [s for s in standings.standings(data, small_plan(), PERIOD) if s.unit_id == "harbour"]
    (said,) = [r["n_sent_back"] for r in read(go(data))["returns"].to_pylist() if r["unit_id"] == "harbour"]
    assert standing.n_sent_back == said == 1
    assert verify(data, deep=True) == []


def test_the_office_is_shown_the_accepted_return_that_is_published(data):
    first, second = send(data, harbour(23), harbour(24), names=("a.csv", "b.csv"))
    over = deciding.accept(data, second.kept, at=NOON, by="甲", reason="以后报为准").acceptance.sha256
    # Whoever accepted the first one after all died before the other was recorded as set aside.
    event = Event("accepted", NOON - timedelta(days=400), "甲", {"over": [over]})
    ledger.record(data, first.kept, event)
    (standing,) = [s for s in standings.standings(data, small_plan(), PERIOD) if s.unit_id == "harbour"]
    (used,) = [file for file in go(data).returns if "harbour" in file.file]
    assert standing.deciding.file == used == first.kept.file


def of_another_reader(monkeypatch, otherwise):
    """From now on the files of the harbour are read otherwise."""

    def read(content, name, plan):
        found = read_return(content, name, plan)
        return otherwise(found) if found.ret.unit_id == "harbour" else found

    monkeypatch.setattr(accepted, "read_return", read)


def refuses(found):
    raise UserError([Problem(Place(found.file), "return.not_number", {"value": "2 6.3"})])


def larger(found):
    targets = tuple(replace(row, value=row.value and row.value + 1) for row in found.ret.targets)
    return replace(found, ret=replace(found.ret, targets=targets))


@pytest.mark.parametrize("otherwise", [refuses, larger])
def test_what_another_reader_reads_otherwise_is_told_apart_from_damage(otherwise, data, monkeypatch):
    accept(data, harbour(), small_return("parks", PERIOD, VALUES), names=("a.csv", "b.csv"))
    made = go(data)
    of_harbour = next(file for file in made.returns if "harbour" in file.file)
    of_another_reader(monkeypatch, otherwise)
    told = verify(data, deep=True)
    assert {problem.key for problem in told} == {"chain.read_otherwise"}
    assert of_harbour.place in {problem.place for problem in told}
    env = {"PLANBOARD_DATA": str(data), "PLANBOARD_LANG": "en"}
    done = CliRunner().invoke(main, ["verify", "--deep"], env=env)
    assert (done.exit_code, "the file is as it came in" in done.stderr) == (0, True), done.stderr
    # What came of the other returns is still proved.
    forged = pq.read_table(made.files["target_values"]).to_pylist()
    wrong = [
        row | {"value": 99.0} if row["return_sha256"] not in (None, of_harbour.sha256) else row
        for row in forged
    ]
    assert wrong != forged
    again = pa.Table.from_pylist(wrong, schema=TABLES["target_values"].schema)
    again_read = {"target_values": again, "help_requests": again.slice(0, 0)}
    for name, table in again_read.items():
        is_same = _is_same_without(made.files[name], table, name, {of_harbour.sha256})
        assert is_same == (name == "help_requests")


def test_what_is_read_otherwise_since_it_was_received_is_not_published_unseen(data, monkeypatch):
    (kept,) = accept(data, harbour())
    of_another_reader(monkeypatch, larger)
    assert refused(go, data) == ["ledger.read_otherwise"]
    monkeypatch.undo()
    monkeypatch.setattr(receiving, "read_partly", lambda *of: larger(read_partly(*of)))
    of_another_reader(monkeypatch, larger)
    deciding.send_back(data, kept, "读法有变", at=NOON, by="乙")
    (again,) = send(data, harbour())
    deciding.accept(data, again.kept, at=NOON, by="乙")
    values = {r["target_id"]: r["value"] for r in read(go(data))["target_values"].to_pylist()}
    assert values["2026-1.1"] == 24


def test_a_date_is_published_from_its_first_hour_where_the_plan_is(tmp_path):
    publication.check_day(tmp_path, FRIDAY, datetime(2026, 3, 5, 16, tzinfo=UTC))
    with pytest.raises(UserError) as refused:
        publication.check_day(tmp_path, FRIDAY, datetime(2026, 3, 5, 15, 59, tzinfo=UTC))
    (problem,) = refused.value.problems
    assert problem.params["today"] == FRIDAY - timedelta(days=1)
