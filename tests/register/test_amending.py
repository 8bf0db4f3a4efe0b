"""The register is amended by commands: shown first, recorded, written whole, and led back by its records."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from planboard import durable
from planboard.commands.main import main
from planboard.errors import UserError
from planboard.office import register_book
from planboard.office.amending import carry_out, propose
from planboard.office.publication import publish_period
from planboard.publishing.accepted import Accepted
from planboard.publishing.draft import draft
from planboard.publishing.effects import amended
from planboard.publishing.head import head, state_of
from planboard.publishing.preview_words import amendment_sentence
from planboard.publishing.register import check_register, register_on
from planboard.publishing.verify import verify
from planboard.register import acts, keeping
from planboard.register.acts import Decision
from planboard.register.amendments import ADDED
from planboard.register.duties import reporters, still_open
from planboard.register.plan import Plan, load_plan
from planboard.register.records import led_back, led_to, record_path, records
from planboard.register.states import changes, state
from planboard.returns.content import Return, TargetRow, TaskRow
from planboard.returns.kept import ReturnFile
from planboard.schema import PLANNED
from planboard.wording.text import LANGUAGES, problem_line
from tests.places import SECOND_PLAN
from tests.samples.real_register import AT, NOW, published_once
from tests.samples.small_history import PERIOD, UNITS, VALUES, history
from tests.samples.small_returns import FRIDAY, NOON, WEEK, small_return
from tests.scale import sizes

DECIDED = ("--on", "2023-10-09", "--authority", "市领导小组", "--reason", "场地调整", "--by", "甲", "--yes")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The real register, published once with nothing reported."""
    return published_once(tmp_path)


def run(data: Path, *words: str, asked: str | None = None) -> Result:
    env = {"PLANBOARD_DATA": str(data), "PLANBOARD_LANG": "en"}
    return CliRunner().invoke(main, words, env=env, input=asked)


def amend(data: Path, *words: str) -> Result:
    done = run(data, "amend", *words, *DECIDED)
    assert done.exit_code == 0, done.output + done.stderr
    return done


def files(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "plan").iterdir()}


def test_a_deadline_is_amended_with_old_value_and_effect_shown(data):
    done = amend(data, "set", "tasks", "2023-24", "due_on=2023-12-31")
    assert "deadline 2023-09-30 → 2023-12-31" in done.output
    assert "overdue → stale, because its deadline was changed" in done.output
    (row,) = load_plan(data / "plan").rows()["amendments"]
    assert (row["old_value"], row["new_value"], row["authority"]) == (
        "2023-09-30",
        "2023-12-31",
        "市领导小组",
    )
    begun, amended = records(data)
    assert (begun.event, amended.event, amended.by) == ("begun", "amended", "甲")
    checked = run(data, "check")
    assert (checked.exit_code, "1 acts lead to today's" in checked.output) == (0, True)
    publish_period(data, register_on(data, NOW), NOW, at=AT, by="t")
    assert verify(data) == []


ACTS = {
    "a target value": (("set", "targets", "2023-12.1", "target_value=150"), {"targets"}),
    "a baseline": (("set", "targets", "2023-12.2", "baseline=1", "baseline_on=2023-01-01"), {"targets"}),
    "a responsible unit": (("set", "tasks", "2023-5", "unit_id=commerce"), {"tasks"}),
    "a responsible person": (("set", "tasks", "2023-1", "responsible_person=李四"), {"tasks"}),
    "a unit's names": (("set", "units", "science", "name_zh=市科技局", "name_en=Science Bureau"), {"units"}),
    "a threshold": (("set", "plan", "at_risk_points=12.5"), {"plan"}),
    "points of a status": (("set", "plan", "points_at_risk=0.25"), {"plan"}),
    "a task withdrawn": (("withdraw", "tasks", "2023-24"), set()),
    "a part in a measure withdrawn": (("withdraw", "measure_units", "9 customs"), set()),
    "a unit renamed": (
        ("succeed", "science", "tech", "--kind", "renamed", "--new-unit", "tech", "市科技局", "Science Bureau",
         "municipal"), {"units", "successions", "tasks", "measure_units"},
    ),
    "a unit merged": (("succeed", "science", "commerce", "--kind", "merged", "--all-tasks"),
                      {"successions", "tasks", "measure_units"}),
    "a unit split": (
        ("succeed", "science", "--new-unit", "labs", "市实验室管理局", "Laboratories Bureau", "municipal",
         "--task", "2023-1=labs"), {"units", "tasks"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_recorded_and_covered(act, data):
    words, touched = ACTS[act]
    before = state(load_plan(data / "plan").tables)
    if act == "a baseline" and load_plan(data / "plan").rows()["targets"]:
        stock = next(t for t in load_plan(data / "plan").rows()["targets"] if t["basis"] == "level")
        words = ("set", "targets", stock["target_id"], *words[3:])
    amend(data, *words)
    now = state(load_plan(data / "plan").tables)
    assert {c.of.object for c in changes(before, now)} - {"amendments"} == touched
    assert check_register(data) == []
    assert keeping.unrecorded(data, load_plan(data / "plan")) == []
    assert led_back(now, records(data)) == before
    assert run(data, "check").exit_code == 0


def test_a_unit_that_ends_hands_over_its_tasks_and_its_parts_in_measures(data):
    def held(unit: str) -> tuple[set[str], dict[int, str]]:
        rows = load_plan(data / "plan").rows()
        parts = {m["measure_id"]: m["role"] for m in rows["measure_units"] if m["unit_id"] == unit}
        return {t["task_id"] for t in rows["tasks"] if t["unit_id"] == unit}, parts

    tasks, parts = held("science")
    assert "lead" in parts.values()
    new = ("--new-unit", "tech", "市科技局", "Science Bureau", "municipal")
    amend(data, "succeed", "science", "tech", "--kind", "renamed", *new)
    assert (held("science"), held("tech")) == ((set(), {}), (tasks, parts))
    others, roles = held("industry")  # which takes part in the measure that the other leads
    later = ("--on", "2023-10-10", *DECIDED[2:])
    assert run(data, "amend", "succeed", "tech", "industry", "--kind", "merged", *later).exit_code == 0
    assert held("tech") == (set(), {})
    leads = {measure: role for measure, role in parts.items() if role == "lead"}
    assert held("industry") == (others | tasks, parts | roles | leads)
    assert check_register(data) == []
    assert run(data, "check").exit_code == 0


def test_tasks_that_are_not_handed_over_are_told(data):
    done = amend(data, "succeed", "science", "commerce", "--kind", "merged", "--task", "2023-1")
    assert "Tasks that stay with the unit" in done.output


def test_comments_and_order_of_the_files_stay(data):
    before = files(data)
    amend(data, "set", "plan", "at_risk_points=12.5")
    after = files(data)
    assert after["plan.toml"] == before["plan.toml"].replace(
        b"at_risk_points = 10.0 ", b"at_risk_points = 12.5 "
    )
    assert {name for name in before if before[name] != after[name]} == {"plan.toml", "amendments.csv"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "tasks", "2023-24", "due_on=2023/12/31"), "write 2023-12-31"),
        (("set", "tasks", "2023-24", "due_on=2023-09-30"), "already"),
        (("set", "tasks", "2023-99", "due_on=2023-12-31"), 'tasks.csv has no "2023-99"'),
        (("set", "tasks", "2023-24", "task_id=x"), "is not a column that can be amended"),
        (("set", "tasks", "2023-24", "unit_id=nobody"), 'is not in units.csv'),
        (("withdraw", "units", "science"), "cannot be withdrawn"),
        (("succeed", "science", "tech", "--kind", "renamed"), 'is not in units.csv'),
        (("succeed", "science", "--task", "2023-24=industry"), "is not a task of science"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_nothing_is_written(words, said, data):
    before = files(data)
    refused = run(data, "amend", *words, *DECIDED)
    assert (refused.exit_code, said in refused.stderr) == (1, True), refused.stderr
    assert files(data) == before
    assert records(data) == ()


def test_without_authority_reason_or_a_yes_nothing_is_written(data):
    before = files(data)
    words = ("amend", "set", "tasks", "2023-24", "due_on=2023-12-31")
    assert run(data, *words, "--reason", "r").exit_code == 2
    assert run(data, *words, "--authority", "a").exit_code == 2
    assert "is empty" in run(data, *words, "--authority", "a", "--reason", " ").stderr
    refused = run(data, *words, *DECIDED[:-1], asked="n\n")
    assert (refused.exit_code, "→" in refused.output) == (1, True)
    assert files(data) == before


def test_a_decision_of_a_day_to_come_does_nothing_before_it(data):
    words = ("amend", "set", "tasks", "2023-24", "due_on=2023-12-31", "--on", "2090-01-01", *DECIDED[2:])
    done = run(data, *words)
    assert done.exit_code == 0, done.stderr
    assert "in force from 2090-01-01; before that day it changes no status" in done.output
    assert "overdue →" not in done.output
    assert str(register_on(data, NOW).rows()["tasks"][23]["due_on"]) != "2023-12-31"


def test_nothing_was_decided_on_a_plan_before_it_was_issued(data):
    words = ("amend", "set", "tasks", "2023-24", "due_on=2023-12-31", "--on", "2023-08-04", *DECIDED[2:])
    refused = run(data, *words)
    assert (refused.exit_code, records(data)) == (1, ())
    assert "2023-08-04 is before the plan was issued, 2023-08-05" in refused.stderr


def test_who_comes_second_is_told(data):
    seen = load_plan(data / "plan")
    decision = Decision(date(2023, 10, 9), "市领导小组", "场地调整")
    first, second = (
        propose(data, seen, acts.amend(seen, decision, "tasks", "2023-24", {"due_on": due}))
        for due in ("2023-11-30", "2023-12-31")
    )
    carry_out(data, first, at=AT, by="甲")
    with pytest.raises(keeping.Conflict) as told:
        carry_out(data, second, at=AT, by="乙")
    assert told.value.exit_code == 3
    assert all(problem_line(lang, told.value.problems[0]) for lang in LANGUAGES)
    assert len(records(data)) == 2


def test_what_was_changed_by_hand_is_named_and_recorded_only_when_somebody_says_so(data):
    amend(data, "set", "tasks", "2023-1", "responsible_person=李四")
    path = data / "plan" / "units.csv"
    path.write_text(path.read_text("utf-8").replace("市科技创新委", "市科技局"), "utf-8")
    checked = run(data, "check")
    assert checked.exit_code == 1
    assert 'is "市科技局" in the file and "市科技创新委" by the records (register/001.json)' in checked.stderr
    refused = run(data, "amend", "set", "tasks", "2023-2", "responsible_person=王五", *DECIDED)
    assert (refused.exit_code, "by the records" in refused.stderr) == (1, True)
    adopted = run(data, "register", "adopt", "--yes", "--by", "乙")
    assert "市科技创新委 → 市科技局" in adopted.output
    assert keeping.unrecorded(data, load_plan(data / "plan")) == []
    assert [p.key for p in check_register(data)] == ["register.not_amended"]  # recorded is not decided


def test_acts_undone_by_hand_are_not_published(data):
    before = files(data)
    amend(data, "set", "tasks", "2023-24", "due_on=2023-12-31")
    for name in ("tasks.csv", "amendments.csv"):
        (data / "plan" / name).write_bytes(before[name])
    for words in (
        ("check",),
        ("publish", "--as-of", str(NOW), "--dry-run"),
        ("publish", "--as-of", str(NOW)),
    ):
        refused = run(data, *words)
        assert (refused.exit_code, "tasks.csv, 2023-24" in refused.stderr) == (1, True)
        assert 'and "2023-12-31" by the records (register/002.json)' in refused.stderr


def test_a_reason_changed_in_the_newest_record_names_both_files(data):
    amend(data, "set", "tasks", "2023-24", "due_on=2023-12-31")
    path = record_path(data, 2)
    path.write_text(path.read_text("utf-8").replace("场地调整", "另有原因"), "utf-8")
    refused = run(data, "publish", "--as-of", str(NOW), "--dry-run")
    assert refused.exit_code == 1
    assert "amendments.csv" in refused.stderr
    assert '"另有原因" by the records (register/002.json)' in refused.stderr


def test_a_record_that_is_gone_stops_publication(data):
    amend(data, "set", "tasks", "2023-24", "due_on=2023-12-31")
    publish_period(data, register_on(data, NOW), NOW, at=AT, by="t")
    shutil.rmtree(data / "register")
    with pytest.raises(UserError) as refused:
        publish_period(data, register_on(data, NOW + WEEK), NOW + WEEK, at=AT, by="t")
    assert {p.key for p in refused.value.problems} == {"chain.record_changed"}


def test_records_that_are_gone_are_missed_when_checking(data):
    amend(data, "set", "tasks", "2023-1", "responsible_person=李四")
    publish_period(data, register_on(data, NOW), NOW, at=AT, by="t")
    shutil.rmtree(data / "register")
    checked = run(data, "check")
    assert (checked.exit_code, "register/002.json: was there when" in checked.stderr) == (1, True)


@pytest.mark.parametrize("n_written", [0, 1])
def test_what_a_writer_who_died_left_is_written_by_the_next(n_written, data, monkeypatch):
    written = []

    def dies(*arguments):
        if len(written) == n_written:
            raise KeyboardInterrupt
        written.append(durable.replace_file(*arguments))

    monkeypatch.setattr(keeping, "replace_file", dies)
    run(data, "amend", "set", "tasks", "2023-24", "due_on=2023-12-31", *DECIDED)
    assert len(records(data)) == 2
    monkeypatch.undo()
    keeping.finish(data)
    assert load_plan(data / "plan").rows()["amendments"][0]["new_value"] == "2023-12-31"
    assert keeping.unrecorded(data, load_plan(data / "plan")) == []


def test_a_record_changed_or_removed_is_found(data):
    amend(data, "set", "tasks", "2023-1", "responsible_person=李四")
    amend(data, "set", "tasks", "2023-2", "responsible_person=王五")
    kept = head(data)
    publish_period(data, register_on(data, NOW), NOW, at=AT, by="t")
    assert state_of(data, kept).n_snapshots == 1
    path = record_path(data, 3)
    content = path.read_bytes()
    path.write_bytes(content.replace("场地调整".encode(), "另有原因".encode()))
    assert any(p.key == "chain.record_changed" for p in verify(data))
    path.unlink()
    assert any(p.key == "chain.record_changed" for p in verify(data))
    path.write_bytes(content)
    assert verify(data) == []
    record_path(data, 2).write_bytes(b"{}")
    with pytest.raises(UserError):
        records(data)
    assert "register/002.json" in run(data, "check").stderr


def test_a_record_from_before_a_column_was_added_still_leads_here(data):
    amend(data, "set", "tasks", "2023-1", "responsible_person=李四")
    first = json.loads(record_path(data, 1).read_bytes())
    del first["tables"]["successions"]
    for row in first["tables"]["targets"].values():
        row.pop("value_days")
    known = records(data)
    held = {**first["tables"]}
    from planboard.register.states import completed

    assert completed(held)["targets"].keys() == known[0].begun_with["targets"].keys()
    assert completed(held)["successions"] == {}


# What the commands may be given, at random; what the register does not allow is refused and changes nothing.
SMALL = load_plan(SECOND_PLAN).rows()
TASKS, TARGETS, UNIT_IDS = (
    [row[f"{name[:-1]}_id"] for row in SMALL[name]] for name in ("tasks", "targets", "units")
)
UNIT, TASK, DUE = (
    st.sampled_from(UNIT_IDS),
    st.sampled_from(TASKS),
    st.dates(date(2026, 2, 1), date(2027, 12, 31)),
)
NEW = ("--new-unit", "new", "新设单位", "New Unit", "municipal")
WORDS = st.one_of(
    st.tuples(st.just("set"), st.just("tasks"), TASK, st.one_of(
        DUE.map("due_on={}".format), st.sampled_from(["赵一", "钱二", "孙 三"]).map("responsible_person={}".format),
        UNIT.map("unit_id={}".format), st.sampled_from(["ongoing", "at_deadline"]).map("profile={}".format),
    )),
    st.tuples(st.just("set"), st.just("targets"), st.sampled_from(TARGETS), st.one_of(
        st.integers(1, 500).map("target_value={}".format), DUE.map("due_on={}".format),
        st.just("comparator=at_most"), st.just("name_en=Another name"),
    )),
    st.tuples(st.just("set"), st.just("units"), UNIT, st.just("name_zh=又名")),
    st.tuples(st.just("set"), st.just("plan"), st.one_of(
        st.floats(1, 20, allow_nan=False).map(lambda n: f"at_risk_points={n:.2f}"),
        st.integers(1, 99).map("warn_days={}".format), st.integers(1, 30).map("value_days={}".format),
        st.integers(0, 90).map("closing_days={}".format),
    )),
    st.tuples(st.just("withdraw"), st.just("tasks"), TASK),
    st.tuples(st.just("withdraw"), st.just("targets"), st.sampled_from(TARGETS)),
    st.tuples(st.just("withdraw"), st.just("measure_units"), st.sampled_from(["1 waterworks", "2 streets"])),
    st.tuples(st.just("succeed"), UNIT, UNIT, st.just("--kind"), st.just("merged"), st.just("--all-tasks")),
    UNIT.map(lambda unit: ("succeed", unit, "new", "--kind", "renamed", *NEW, "--all-tasks")),
    TASK.map(lambda id: ("succeed", next(t["unit_id"] for t in SMALL["tasks"] if t["task_id"] == id), *NEW, "--task",
                         f"{id}=new")),
    st.tuples(st.just("import"), st.integers(1, 2), st.booleans()),
)  # fmt: skip
ACTS_AT_RANDOM = st.lists(st.tuples(WORDS, st.dates(FRIDAY, PERIOD)), min_size=1, max_size=6)


def imported(data: Path, folder: Path, n_tasks: int, has_target: bool) -> str:
    """A workbook with more tasks of 2027, and with one more target of a task that was there."""
    plan = load_plan(data / "plan")
    rows = plan.rows()
    known = len(rows["tasks"])
    task, target = rows["tasks"][4], rows["targets"][0]
    more = {
        "tasks": [
            task | {"task_id": f"2027-{n}", "plan_year": 2027, "item_no": n, "starts_on": date(2027, 1, 1),
                    "due_on": date(2027, 12, 31), "profile": "at_deadline"}
            for n in range(90 + known, 90 + known + n_tasks)
        ],
        "targets": [target | {"target_id": "2026-1.9", "name_zh": "另一个量", "name_en": "Another", "target_value": 1}],
    }  # fmt: skip
    tables = {
        name: pa.Table.from_pylist([*rows[name], *found], schema=PLANNED[name].schema)
        for name, found in more.items()
        if name == "tasks" or (has_target and "2026-1.9" not in {t["target_id"] for t in rows["targets"]})
    }
    path = folder / "book.xlsx"
    path.write_bytes(register_book.book(Plan(plan.tables | tables), "zh"))
    return str(path)


def act(data: Path, folder: Path, words: tuple, on: date) -> bool:
    """Whether a command was carried out; otherwise it was refused and changed nothing."""
    was = files(data)
    is_import = words[0] == "import"
    command = ("register", "import", imported(data, folder, *words[1:])) if is_import else ("amend", *words)
    done = run(data, *command, "--on", str(on), *DECIDED[2:])
    assert done.exit_code in (0, 1), done.output + done.stderr
    assert done.exit_code == 0 or files(data) == was
    return done.exit_code == 0


def reported(plan: Plan, of: Plan, units: set[str]) -> list[Accepted]:
    """What these units report, as `of` has them answer for it, in the returns of those that answer for it in `plan`."""
    rows = {unit: still_open(p.rows(), PERIOD) for unit, p in (("now", plan), ("of", of))}
    owner, teller = (
        {t["task_id"]: t["unit_id"] for t in held["tasks"]} | reporters(held) for held in rows.values()
    )
    all_of_it = [small_return(unit, PERIOD, VALUES | {"2026-1.1": 24}) for unit in UNITS]
    said = [row for ret in all_of_it for row in (*ret.tasks, *ret.targets)]
    found: dict[str, list] = {row["unit_id"]: [] for row in plan.rows()["units"] if row["unit_id"] in units}
    for row in said:
        id = getattr(row, "task_id", None) or row.target_id
        if teller.get(id) in units and id in owner:
            found.setdefault(owner[id], []).append(row)
    at = NOON + 3 * WEEK
    return [
        Accepted(
            Return(unit, PERIOD, "甲", None, *(tuple(r for r in held if isinstance(r, of_type)) for of_type in
                                              (TaskRow, TargetRow))),
            ReturnFile(f"{unit}.csv", hashlib.sha256(unit.encode()).hexdigest()), at, at,
        )
        for unit, held in found.items()
    ]  # fmt: skip


def statuses(data: Path, plan: Plan, using: list[Accepted]) -> dict[str, str]:
    engine = draft(data, plan, PERIOD, using, only=["task_statuses"])
    return {r["task_id"]: r["status"] for r in engine.query("task_statuses", as_of=PERIOD).to_pylist()}


@pytest.mark.parametrize("n_registers", sizes(4, 40, 400))
def test_records_lead_back_and_every_status_changed_has_its_amendment(n_registers, tmp_path_factory):
    told = history(tmp_path_factory.mktemp("history"))

    @settings(
        max_examples=n_registers,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.generate],
    )
    # A unit that does not report, and one more target, which is met.
    @example(acts=[(("set", "tasks", "2026-1", "unit_id=library"), FRIDAY)], silent={"library"})
    @example(acts=[(("import", 1, True), FRIDAY)], silent=set())
    # A unit that is split while nobody reports: what it keeps becomes stale with what it hands over.
    @example(
        acts=[(("succeed", "parks", *NEW, "--task", "2027-1=new"), FRIDAY)],
        silent={"parks", "waterworks", "library"},
    )
    @given(acts=ACTS_AT_RANDOM, silent=st.sets(st.sampled_from([*UNITS, "new"]), max_size=3))
    def holds(acts, silent):
        folder = tmp_path_factory.mktemp("work")
        data = Path(shutil.copytree(told, folder / "data"))
        first = load_plan(data / "plan")
        before = state(first.tables)
        n_done = sum(act(data, folder, words, on) for words, on in acts)
        known, plan = records(data), load_plan(data / "plan")
        now = state(plan.tables)
        assert len(known) == (n_done + 1 if n_done else 0)
        assert keeping.unrecorded(data, plan) == []
        if known:
            assert led_to(known) == now
            assert led_back(now, known) == before == known[0].begun_with
        assert check_register(data) == []
        # The same is reported to the register as it was and as it is; whatever differs has an amendment beside it.
        units = {row["unit_id"] for row in plan.rows()["units"]} - silent
        using = reported(plan, plan, units)
        were, are = statuses(data, first, reported(first, plan, units)), statuses(data, plan, using)
        changed = {id: (were[id], are.get(id)) for id in were if were[id] != are.get(id)}
        found = amended(data, plan, PERIOD, using)
        assert {e.task_id: (e.before, e.after) for one in found for e in one.effects} == changed
        of = {row["target_id"]: row["task_id"] for row in plan.rows()["targets"]}
        unit_of = {row["task_id"]: row["unit_id"] for row in (*first.rows()["tasks"], *plan.rows()["tasks"])}
        for one in found:
            row = one.amendment
            assert all(amendment_sentence(one, lang) for lang in LANGUAGES)
            for effect in one.effects:
                names_it = effect.task_id in (row["id"], of.get(row["id"]))
                is_of_its_units = unit_of[effect.task_id] in (row["old_value"], row["new_value"])
                assert row["object"] == "plan" or names_it or is_of_its_units
        added = {one.amendment["id"] for one in found if one.amendment["field"] == ADDED}
        assert {id for id in are if id not in were} == set() or "2027" in added
        shutil.rmtree(folder)

    holds()
