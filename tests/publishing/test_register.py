"""Nothing in the register changes unseen: what differs from the newest snapshot needs a decision."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from planboard.answers.engine import open_engine
from planboard.commands.main import main
from planboard.errors import UserError
from planboard.office.publication import publish_period
from planboard.publishing.effects import amended
from planboard.publishing.preview import preview
from planboard.publishing.preview_words import amendment_sentence
from planboard.publishing.register import check_register, load_register, register_on, unexplained
from planboard.register.amending import undone
from planboard.register.plan import Plan, load_plan
from planboard.snapshots.published import published, read
from planboard.wording.text import LANGUAGES, problem_line
from tests.places import DATA
from tests.samples.real_register import AT, BEFORE, NOW, published_once

DECIDED = ("2023-10-09", "市领导小组", "场地调整")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The real register, published once with nothing reported, so that what was due by then is overdue."""
    return published_once(tmp_path)


def edit(data: Path, name: str, id: str | None = None, column: str = "", value: str | None = None) -> None:
    """Set a cell of the register; without a value, remove its row; with no id, replace in a text file."""
    path = data / "plan" / name
    if id is None:
        text = path.read_text("utf-8")
        assert column in text
        path.write_text(text.replace(column, value or "", 1), "utf-8")
        return
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    of = [row for row in rows if id in (row[0], f"{row[0]} {row[2]}")]
    assert len(of) == 1
    if value is None:
        rows.remove(of[0])
    else:
        of[0][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def decide(data: Path, *cells: str, by: tuple[str, str, str] = DECIDED) -> None:
    """Add an amendment."""
    with (data / "plan" / "amendments.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([*cells, *by])


def go(data: Path, as_of: date = NOW) -> None:
    publish_period(data, register_on(data, as_of), as_of, at=AT, by="t")


def told(data: Path, as_of: date = NOW) -> list[str]:
    """The problems with which a publication is refused; nothing is published."""
    with pytest.raises(UserError) as refused:
        go(data, as_of)
    assert all(s.as_of < as_of or s.revision == 1 for s in published(data).snapshots)
    for lang in LANGUAGES:  # every problem can be said in both
        assert all(problem_line(lang, problem) for problem in refused.value.problems)
    return [problem_line("en", problem) for problem in refused.value.problems]


ROW = "2024-1,2024,1,1,1,新任务,New task,science,张林,at_deadline,2024-01-01,2024-12-31,附件"
# A file, the row and column changed (None: a text replaced), its new value (None: the row removed), and what is told.
UNSEEN = {
    "a deadline moved after it passed": (
        ("tasks.csv", "2023-24", "due_on", "2024-12-31"),
        'tasks.csv, 2023-24, "due_on": was published as "2023-09-30" and is now "2024-12-31" without an amendment',
    ),
    "a task deleted": (("tasks.csv", "2023-44", "", None), "tasks.csv, 2023-44: was published and is no longer"),
    "a target cut": (("targets.csv", "2023-12.1", "target_value", "18"), '"target_value": was published as "180"'),
    "a responsible person": (("tasks.csv", "2023-1", "responsible_person", "李四"), '"李四" without an amendment'),
    "a unit's name": (("units.csv", "science", "name_zh", "市科技局"), 'units.csv, science, "name_zh"'),
    "a threshold": (
        ("plan.toml", None, "at_risk_points = 10.0 ", "at_risk_points = 25.0 "),
        'plan.toml, "at_risk_points": was published as "10" and is now "25"',
    ),
    "points of a status": (("plan.toml", None, "at_risk = 0.5", "at_risk = 1.0"), 'plan.toml, "points_at_risk"'),
    "the plan's end": (("plan.toml", None, "ends_on = 2025", "ends_on = 2026"), 'plan.toml, "ends_on"'),
    "a task handed over": (("tasks.csv", "2023-5", "unit_id", "commerce"), 'tasks.csv, 2023-5, "unit_id"'),
    "a task begun later": (("tasks.csv", "2023-1", "starts_on", "2023-09-01"), 'tasks.csv, 2023-1, "starts_on"'),
    "a milestone made a standing duty": (("tasks.csv", "2023-24", "profile", "ongoing"), '"profile"'),
    "a target read more kindly": (("targets.csv", "2023-12.1", "comparator", "about"), '"comparator"'),
    "a target counted in other units": (("targets.csv", "2023-12.2", "unit_scale", "10000"), '"unit_scale"'),
    "a deadline of a target": (("targets.csv", "2023-12.1", "due_on", "2024-12-31"), '"due_on"'),
    "an id of a target": (("targets.csv", "2023-12.1", "target_id", "2023-12.3"), "targets.csv, 2023-12.1"),
    "a participating unit dropped": (("measure_units.csv", "9 customs", "", None), "measure_units.csv, 9 customs"),
    "a measure under another pillar": (("measures.csv", "9", "pillar_id", "4"), 'measures.csv, 9, "pillar_id"'),
    "a pillar's title": (("pillars.csv", "1", "title_en", "Innovation"), 'pillars.csv, 1, "title_en"'),
    "English names alone": (("tasks.csv", "2023-1", "title_en", "Approve it"), 'tasks.csv, 2023-1, "title_en"'),
    "the order of a measure's units": (("measure_units.csv", "9 customs", "seq", "99"), '9 customs, "seq"'),
    "the list's number of a task": (("tasks.csv", "2023-44", "item_no", "99"), 'tasks.csv, 2023-44, "item_no"'),
    "the unit of measure": (("targets.csv", "2023-12.1", "unit_of_measure_zh", "个"), '"unit_of_measure_zh"'),
    "how old a value may be": (("targets.csv", "2023-12.1", "value_days", "400"), '"value_days"'),
    "how much is named": (("plan.toml", None, "same_words = 3", "same_words = 9"), 'plan.toml, "same_words"'),
    "how often units report": (("plan.toml", None, '"week"', '"month"'), 'plan.toml, "period"'),
    "a character nobody sees": (("units.csv", "science", "name_zh", "市科技\u200b创新委"), 'science, "name_zh"'),
    "a unit that nobody needs": (
        ("units.csv", None, "science,", "ghost,某局,Some Bureau,municipal\nscience,"), "units.csv, ghost",
    ),
    "a task added": (("tasks.csv", None, "2023-1,2023,", f"{ROW}\n2023-1,2023,"), "tasks.csv, 2024: 1 tasks of 2024"),
}  # fmt: skip


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_no_decision_covers_is_named_and_not_published(unseen, data):
    change, said = UNSEEN[unseen]
    edit(data, *change)
    problems = told(data)
    assert any(said in problem for problem in problems), problems
    checked = CliRunner().invoke(main, ["check"], env={"PLANBOARD_DATA": str(data)})
    shown = CliRunner().invoke(
        main, ["publish", "--as-of", str(NOW), "--dry-run"], env={"PLANBOARD_DATA": str(data)}
    )
    assert (checked.exit_code, shown.exit_code) == (1, 1)
    assert said in checked.stderr
    assert said in shown.stderr


def lines(change):
    return lambda content: b"\n".join(change(content.splitlines())) + b"\n"


@pytest.mark.parametrize(
    "written",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lines(lambda held: [held[0], *reversed(held[1:])]),
        lines(lambda held: [held[0], b",,,", *held[1:]]),
    ],
)
def test_what_is_only_written_otherwise_is_no_difference(written, data):
    path = data / "plan" / "units.csv"
    content = written(path.read_bytes())
    assert content != path.read_bytes()
    path.write_bytes(content)
    assert check_register(data) == []


def test_the_first_publication_needs_no_amendment_and_an_unchanged_register_none_either(data):
    assert check_register(data) == []
    go(data)
    assert [s.as_of for s in published(data).current] == [BEFORE, NOW]


def test_an_amendment_of_the_same_object_field_and_values_covers_a_difference(data):
    edit(data, "tasks.csv", "2023-24", "due_on", "2023-12-31")
    decide(data, "tasks", "2023-24", "due_on", "2023-09-30", "2023-12-31")
    go(data)
    (row,) = read(published(data).current[-1])["amendments"].to_pylist()
    assert (row["id"], row["reason"]) == ("2023-24", "场地调整")
    assert check_register(data) == []


@pytest.mark.parametrize(
    ("amendment", "said"),
    [
        (("tasks", "2023-24", "due_on", "2023-10-31", "2023-12-31"), 'says that "2023-10-31" stood before'),
        (("tasks", "2023-24", "due_on", "2023-09-30", "2023-11-30"), "the latest amendment says"),
        (("tasks", "2023-23", "due_on", "2023-09-30", "2023-12-31"), "2023-24"),
        (("targets", "2023-12.1", "due_on", "2023-09-30", "2023-12-31"), "2023-24"),
    ],
)  # fmt: skip
def test_an_amendment_of_something_else_or_of_other_values_covers_nothing(amendment, said, data):
    edit(data, "tasks.csv", "2023-24", "due_on", "2023-12-31")
    decide(data, *amendment)
    assert any(said in problem for problem in told(data))


def test_two_amendments_of_a_field_in_one_period_lead_from_old_to_new(data):
    edit(data, "tasks.csv", "2023-24", "due_on", "2023-12-31")
    decide(
        data, "tasks", "2023-24", "due_on", "2023-09-30", "2023-11-30", by=("2023-10-07", "市领导小组", "一")
    )
    decide(data, "tasks", "2023-24", "due_on", "2023-11-30", "2023-12-31")
    go(data)
    assert len(read(published(data).current[-1])["amendments"]) == 2


MOVED, AGAIN, LEFT = (
    f"tasks,2023-24,due_on,{values},市领导小组,{reason}\n"
    for values, reason in (
        ("2023-09-30,2023-11-30,2023-10-07", "场地调整"),
        ("2023-11-30,2023-12-31,2023-10-09", "审批延后"),
        ("2023-12-31,2024-03-31,2023-10-11", "审批再延"),
    )
)
# What is done to the rows of published amendments, and the problems told: keys with the old and the new value.
REWRITTEN = {
    "the reason": ((MOVED, MOVED.replace("场地调整", "另有安排")), {("register.amendment_changed", "场地调整")}),
    "the authority": ((MOVED, MOVED.replace("市领导小组", "市政府")), {("register.amendment_changed", "市领导小组")}),
    "the date": (("2023-10-07", "2023-10-06"), {("register.decision_gone", None)}),
    "the date, to a day not come": (("2023-10-09", "2023-11-09"), {("register.decision_gone", None)}),
    "the value between two": ((MOVED + AGAIN, (MOVED + AGAIN).replace("2023-11-30", "2023-10-31")),
                              {("register.amendment_changed", "2023-11-30")}),
    "both made one": ((MOVED + AGAIN, AGAIN.replace("2023-11-30", "2023-09-30")),
                      {("register.decision_gone", None), ("register.amendment_changed", "2023-11-30")}),
    "removed, as if it had begun later": ((MOVED, ""), {("register.decision_gone", None)}),
    "the last one removed": ((AGAIN, ""), {("plan.not_in_force", None)}),
    "twice": ((MOVED, MOVED + MOVED), {("plan.repeated", None), ("plan.broken_chain", None)}),
    "of another task": ((MOVED, MOVED.replace("2023-24", "2023-23")), {("plan.not_in_force", None)}),
    "one put before them": (
        (MOVED, MOVED.replace("10-07", "10-01").replace("09-30,2023-11-30", "08-31,2023-09-30") + MOVED),
        {("register.did_not_stand", None)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_published_amendment_can_neither_be_rewritten_nor_removed(how, data):
    edit(data, "tasks.csv", "2023-24", "due_on", "2023-12-31")
    record = data / "plan" / "amendments.csv"
    record.write_text(record.read_text("utf-8") + MOVED + AGAIN, "utf-8")
    go(data)
    (old, new), problems = REWRITTEN[how]
    edit(data, "amendments.csv", None, old, new)
    with pytest.raises(UserError) as refused:
        go(data, date(2023, 10, 20))
    found = {(p.key, p.params["old"] if "changed" in p.key else None) for p in refused.value.problems}
    assert found >= problems
    assert all(problem_line(lang, p) for lang in LANGUAGES for p in refused.value.problems)


def test_the_order_of_published_amendments_may_change_and_another_may_follow(data):
    edit(data, "tasks.csv", "2023-24", "due_on", "2023-12-31")
    record = data / "plan" / "amendments.csv"
    header = record.read_text("utf-8")
    record.write_text(header + MOVED + AGAIN, "utf-8")
    go(data)
    edit(data, "tasks.csv", "2023-24", "due_on", "2024-03-31")
    record.write_text(header + LEFT + AGAIN + MOVED, "utf-8")
    go(data, date(2023, 10, 20))
    assert read(published(data).current[-1])["amendments"].num_rows == 3


def test_a_years_list_is_added_by_one_decision_that_says_how_many(data):
    edit(data, "tasks.csv", None, "2023-1,2023,", f"{ROW}\n2023-1,2023,")
    decide(data, "tasks", "2024", "added", "", "2")
    assert any("1 tasks of 2024 are new, and the decision adds 2" in problem for problem in told(data))
    edit(data, "amendments.csv", None, "added,,2,", "added,,1,")
    go(data)
    edit(
        data,
        "tasks.csv",
        None,
        "2023-1,2023,",
        ROW.replace("2024-1,2024,1", "2024-2,2024,2") + "\n2023-1,2023,",
    )
    assert any("the decision adds 0" in problem for problem in told(data, date(2023, 10, 20)))
    found = open_engine(data).query("amended", as_of=NOW, since=BEFORE, lang="en").to_pylist()
    assert [(row["id"], row["field"], row["is_unregistered"]) for row in found] == [("2024", "added", False)]


def test_what_is_withdrawn_stays_in_the_register_and_is_counted_no_more(data):
    decide(data, "tasks", "2023-24", "withdrawn", "", "")
    decide(data, "measure_units", "9 customs", "withdrawn", "", "")
    go(data)
    engine, newest = open_engine(data), published(data).current[-1]
    assert "2023-24" in read(newest)["tasks"]["task_id"].to_pylist()
    statuses = {row["task_id"] for row in engine.query("task_statuses", as_of=NOW).to_pylist()}
    assert ("2023-24" in statuses, len(statuses)) == (False, 43)
    found = engine.query("amended", as_of=NOW, since=BEFORE, lang="zh").to_pylist()
    assert [(row["id"], row["field"], row["reason"], row["is_unregistered"]) for row in found] == [
        ("2023-24", "withdrawn", "场地调整", False),
        ("9 customs", "withdrawn", "场地调整", False),
    ]
    assert found[0]["name"]
    edit(data, "tasks.csv", "2023-24", "", None)
    with pytest.raises(UserError) as refused:
        check_register(data)
    assert "2023-24" in problem_line("en", refused.value.problems[0])


def test_an_amended_rule_stands_on_the_method_page_with_its_date(data):
    edit(data, "plan.toml", None, "at_risk_points = 10.0 ", "at_risk_points = 25.0 ")
    decide(data, "plan", "plan", "at_risk_points", "10", "25")
    go(data)
    (row,) = open_engine(data).query("rule_amendments", as_of=NOW).to_pylist()
    assert (row["field"], row["old_value"], row["decided_on"]) == ("at_risk_points", "10", date(2023, 10, 9))


def test_what_is_decided_later_is_not_in_force_yet(data):
    edit(data, "tasks.csv", "2023-24", "due_on", "2023-12-31")
    decide(
        data, "tasks", "2023-24", "due_on", "2023-09-30", "2023-12-31", by=("2023-10-16", "市领导小组", "一")
    )
    tasks = {row["task_id"]: row for row in register_on(data, NOW).rows()["tasks"]}
    assert tasks["2023-24"]["due_on"] == date(2023, 9, 30)
    go(data)
    assert read(published(data).current[-1])["amendments"].num_rows == 0
    go(data, date(2023, 10, 20))
    assert read(published(data).current[-1])["amendments"].num_rows == 1
    # A correction of the earlier date still knows the register of that date.
    assert unexplained(data, register_on(data, NOW), NOW) == []
    assert register_on(data, NOW).rows()["amendments"] == []


def test_a_preview_lists_each_amendment_with_what_it_does_to_statuses(data):
    edit(data, "tasks.csv", "2023-24", "due_on", "2024-12-31")
    edit(data, "tasks.csv", "2023-1", "responsible_person", "李四")
    decide(data, "tasks", "2023-24", "due_on", "2023-09-30", "2024-12-31")
    decide(data, "tasks", "2023-1", "responsible_person", "张林", "李四")
    seen = preview(data, register_on(data, NOW), NOW, [], "en")
    assert [amendment_sentence(one, "en") for one in seen.amended] == [
        "2023-24 Issue the plan for an international live-commerce platform: overdue → stale, because its deadline was "
        "changed from 2023-09-30 to 2024-12-31 by 市领导小组 on 2023-10-09 (场地调整)",
        "the responsible person of 2023-1 Approve key technology research projects was changed from 张林 to 李四 by "
        "市领导小组 on 2023-10-09 (场地调整); no status changes",
    ]
    assert amendment_sentence(seen.amended[0], "zh") == (
        "2023-24 印发国际化直播电商平台建设方案：逾期 → 未报，原因：市领导小组2023-10-09决定将其完成时限"
        "由2023-09-30改为2024-12-31（场地调整）"
    )
    shown = CliRunner().invoke(
        main, ["--lang", "en", "publish", "--as-of", str(NOW), "--dry-run"], env={"PLANBOARD_DATA": str(data)}
    )
    assert amendment_sentence(seen.amended[0], "en") in shown.output


def test_a_withdrawal_says_what_status_the_task_had(data):
    decide(data, "tasks", "2023-24", "withdrawn", "", "")
    (found,) = amended(data, register_on(data, NOW), NOW, [])
    assert [(e.task_id, e.before, e.after) for e in found.effects] == [("2023-24", "overdue", None)]
    assert "overdue → withdrawn, because it was withdrawn by" in amendment_sentence(found, "en")


def test_what_is_undone_is_the_register_as_it_was(data):
    before = load_plan(data / "plan")
    edit(data, "tasks.csv", "2023-24", "due_on", "2024-12-31")
    edit(data, "targets.csv", "2023-12.1", "target_value", "18")
    decide(data, "tasks", "2023-24", "due_on", "2023-09-30", "2024-12-31")
    decide(data, "targets", "2023-12.1", "target_value", "180", "18")
    now = load_plan(data / "plan")
    assert undone(now, now.rows()["amendments"]).tables == before.tables


def test_the_made_up_amendments_of_a_demonstration_go_on_without_standing_in_the_register():
    assert load_plan(DATA / "plan").rows()["amendments"] == []
    assert load_register(DATA) == Plan.of(read(published(DATA).current[-1]))
    assert check_register(DATA) == []
    assert load_register(DATA, "official") == load_plan(DATA / "plan")  # and are in no official snapshot
