"""What becomes of returns in the next snapshot: told on the small plan of tests/second_plan."""

from datetime import UTC, date, datetime, timedelta

import pytest

from planboard.errors import UserError
from planboard.office import deciding
from planboard.publishing.accepted import Accepted
from planboard.publishing.publish import publish
from planboard.publishing.verify import verify
from planboard.register.plan import load_plan
from planboard.returns import checks, ledger
from planboard.returns.content import AnswerRow, HelpRow, Return, TargetRow, TaskRow
from planboard.returns.csv_file import to_csv
from planboard.snapshots import published
from tests.places import SECOND_PLAN

DAY = date(2026, 3, 6)
WEEK = timedelta(weeks=1)
FRIDAY_NOON = datetime(2026, 3, 6, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan():
    return load_plan(SECOND_PLAN)


def accept(data, ret, hours=0, **more):
    """Keep and accept a return past the checks of its content: these tests are about what becomes of it."""
    at = FRIDAY_NOON + (ret.period_ends_on - DAY) + timedelta(hours=hours)
    kept = ledger.receive(
        data, ret.period_ends_on, to_csv(ret), name=f"{ret.unit_id}.csv", unit_id=ret.unit_id,
        sent_by=ret.reported_by, problems=(), at=at, by="办公室",
    )  # fmt: skip
    deciding.accept(data, kept, at=at, by="办公室", reason="以此份为准")
    return Accepted(ret, kept.file, at, at, **more)


def harbour(as_of, value=None, text="照常推进", **more):
    measured_on = as_of if value is not None else None
    tasks = (
        TaskRow("2026-1", "green", None, False, narrative=text),
        TaskRow("2026-2", "yellow", None, False),
    )
    targets = (TargetRow("2026-1.1", value, measured_on), TargetRow("2026-2.1"))
    return Return("harbour", as_of, "甲", "本周说明", tasks, targets, **more)


def send(data, plan, as_of, *accepted, **more):
    said = {"kind": "official", "publisher": "办公室", "published_at": FRIDAY_NOON} | more
    return publish(data, plan, as_of, accepted, **said)


def rows(snapshot, table, key):
    found = published.read(snapshot)[table].to_pylist()
    return {row[key]: {k: v for k, v in row.items() if k != key} for row in found}


def test_every_task_and_target_is_there_even_before_anybody_reported(plan, tmp_path):
    first = send(tmp_path, plan, DAY)
    tables = published.read(first)
    assert tables["task_returns"]["task_id"] == plan.tables["tasks"]["task_id"]
    assert tables["target_values"]["target_id"] == plan.tables["targets"]["target_id"]
    nothing = {
        "value": None,
        "measured_on": None,
        "note": None,
        "is_carried_forward": False,
        "return_sha256": None,
    }
    assert rows(first, "target_values", "target_id")["2026-1.1"] == nothing
    assert set(rows(first, "task_returns", "task_id")["2026-1"].values()) == {None, False}


def test_what_never_was_reported_is_not_carried_forward_either(plan, tmp_path):
    send(tmp_path, plan, DAY)
    second = send(tmp_path, plan, DAY + WEEK)
    assert rows(second, "task_returns", "task_id")["2026-1"]["is_carried_forward"] is False


def test_a_report_stands_with_the_return_it_came_from(plan, tmp_path):
    accepted = accept(tmp_path, harbour(DAY, 12.5), hours=13, n_sent_back=2)
    first = send(tmp_path, plan, DAY, accepted)
    task = rows(first, "task_returns", "task_id")["2026-1"]
    assert (task["narrative"], task["reported_by"], task["return_sha256"]) == (
        "照常推进",
        "甲",
        accepted.sha256,
    )
    assert task["reported_on"] == DAY + timedelta(days=1)  # at one in the morning in China
    assert rows(first, "target_values", "target_id")["2026-1.1"]["value"] == 12.5
    assert rows(first, "returns", "unit_id")["harbour"] == {
        "period_starts_on": date(2026, 1, 1), "period_ends_on": DAY, "due_on": DAY + timedelta(days=3),
        "received_at": accepted.received_at, "accepted_at": accepted.accepted_at, "n_sent_back": 2,
        "return_sha256": accepted.sha256, "unit_note": "本周说明",
    }  # fmt: skip
    assert [file.sha256 for file in first.returns] == [accepted.sha256]
    assert verify(tmp_path) == []


def test_a_silent_unit_keeps_its_last_known_values_marked_as_carried(plan, tmp_path):
    accepted = accept(tmp_path, harbour(DAY, 12.5))
    send(tmp_path, plan, DAY, accepted)
    third = [send(tmp_path, plan, DAY + n * WEEK) for n in (1, 2)][-1]
    task = rows(third, "task_returns", "task_id")["2026-1"]
    assert (task["narrative"], task["is_carried_forward"], task["return_sha256"]) == (
        "照常推进", True, accepted.sha256,
    )  # fmt: skip
    value = rows(third, "target_values", "target_id")["2026-1.1"]
    assert (value["value"], value["measured_on"], value["is_carried_forward"]) == (12.5, DAY, True)
    assert rows(third, "returns", "unit_id") == {}
    assert third.returns == ()


def test_a_return_with_an_empty_value_keeps_the_last_one_as_carried(plan, tmp_path):
    first = accept(tmp_path, harbour(DAY, 12.5))
    send(tmp_path, plan, DAY, first)
    second = send(tmp_path, plan, DAY + WEEK, accept(tmp_path, harbour(DAY + WEEK, text="新的进展")))
    value = rows(second, "target_values", "target_id")["2026-1.1"]
    assert (value["value"], value["is_carried_forward"], value["return_sha256"]) == (12.5, True, first.sha256)
    task = rows(second, "task_returns", "task_id")["2026-1"]
    assert (task["narrative"], task["is_carried_forward"]) == ("新的进展", False)


def test_zero_is_a_value_and_not_an_empty_cell(plan, tmp_path):
    send(tmp_path, plan, DAY, accept(tmp_path, harbour(DAY, 12.5)))
    second = send(tmp_path, plan, DAY + WEEK, accept(tmp_path, harbour(DAY + WEEK, 0.0)))
    value = rows(second, "target_values", "target_id")["2026-1.1"]
    assert (value["value"], value["is_carried_forward"]) == (0, False)


def test_a_period_begins_the_day_after_the_snapshot_before(plan, tmp_path):
    send(tmp_path, plan, DAY)
    second = send(tmp_path, plan, DAY + WEEK, accept(tmp_path, harbour(DAY + WEEK)))
    assert rows(second, "returns", "unit_id")["harbour"]["period_starts_on"] == DAY + timedelta(days=1)


def test_a_correction_rests_on_the_date_before_and_the_next_date_rests_on_the_correction(plan, tmp_path):
    send(tmp_path, plan, DAY, accept(tmp_path, harbour(DAY, 10.0)))
    wrong = accept(tmp_path, harbour(DAY + WEEK, 5.0))
    right = accept(tmp_path, harbour(DAY + WEEK, 15.0), hours=48)
    send(tmp_path, plan, DAY + WEEK, wrong)
    again = send(tmp_path, plan, DAY + WEEK, wrong, right, reason="误录", expected_revision=1)
    assert (again.revision, rows(again, "target_values", "target_id")["2026-1.1"]["value"]) == (2, 15)
    assert rows(again, "returns", "unit_id")["harbour"]["period_starts_on"] == DAY + timedelta(days=1)
    assert [file.sha256 for file in again.returns] == [right.sha256]
    after = send(tmp_path, plan, DAY + 2 * WEEK)
    assert rows(after, "target_values", "target_id")["2026-1.1"]["value"] == 15
    assert verify(tmp_path) == []


def test_official_figures_never_rest_on_demonstration_ones(plan, tmp_path):
    send(tmp_path, plan, DAY, accept(tmp_path, harbour(DAY, 10.0)), kind="demo")
    official = send(tmp_path, plan, DAY + WEEK)
    assert rows(official, "target_values", "target_id")["2026-1.1"]["value"] is None


def test_help_is_asked_answered_and_closed_and_never_forgotten(plan, tmp_path):
    ask = HelpRow("2026-1-H1", "2026-1", "library", "请提供场地", DAY, DAY + WEEK)
    close = HelpRow("2026-1-H1", "2026-1", "library", "请提供场地", DAY, DAY + WEEK, DAY + 2 * WEEK)
    answer = AnswerRow("2026-1-H1", DAY + WEEK, "可以")
    said = [
        harbour(DAY, help=(ask,)),
        Return("library", DAY + WEEK, "丙", answers=(answer,)),
        harbour(DAY + 2 * WEEK, help=(close,)),
    ]
    found = [
        rows(send(tmp_path, plan, r.period_ends_on, accept(tmp_path, r)), "help_requests", "request_id")
        for r in said
    ]
    found.append(rows(send(tmp_path, plan, DAY + 3 * WEEK), "help_requests", "request_id"))
    seen = [
        (f["2026-1-H1"]["answered_on"], f["2026-1-H1"]["answer"], f["2026-1-H1"]["closed_on"]) for f in found
    ]
    assert seen == [
        (None, None, None),
        (DAY + WEEK, "可以", None),
        (DAY + WEEK, "可以", DAY + 2 * WEEK),
        (DAY + WEEK, "可以", DAY + 2 * WEEK),
    ]


def test_what_is_not_the_units_own_is_refused_all_at_once(plan, tmp_path):
    ret = Return(
        "harbour", DAY + WEEK, "甲", None,
        tasks=(TaskRow("2026-3", "green", None, False),),
        targets=(TargetRow("2026-4.1", 1.0, DAY),),
        answers=(AnswerRow("nobody-asked", DAY, "x"),),
    )  # fmt: skip
    stranger = Return("nobody", DAY, "x")
    with pytest.raises(UserError) as refused:
        send(tmp_path, plan, DAY, accept(tmp_path, ret), accept(tmp_path, stranger))
    assert [p.key for p in refused.value.problems] == [
        "return.period", "return.foreign_task", "return.foreign_target", "return.unknown_request",
        "return.unknown_unit",
    ]  # fmt: skip
    assert published.published(tmp_path).snapshots == ()


def test_a_measures_target_is_reported_by_its_lead_unit(plan):
    register = {name: table.to_pylist() for name, table in plan.tables.items()}
    unit_of = checks.reporters(register)
    leads = {m["measure_id"]: m["unit_id"] for m in register["measure_units"] if m["role"] == "lead"}
    of_measures = {t["target_id"]: leads[t["measure_id"]] for t in register["targets"] if t["measure_id"]}
    assert of_measures
    assert of_measures.items() <= unit_of.items()
    assert unit_of["2026-1.1"] == "harbour"


def test_publishing_the_same_returns_twice_is_one_publication(plan, tmp_path):
    accepted = accept(tmp_path, harbour(DAY, 12.5))
    assert send(tmp_path, plan, DAY, accepted) == send(tmp_path, plan, DAY, accepted, expected_revision=0)
