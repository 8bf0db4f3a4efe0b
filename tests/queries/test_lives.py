"""Every task and target of the register, walked through its life, has the status a person would give it.

Each is led through seven lives side by side. In each it answers by itself, as if it had a unit of its own.
"""

from datetime import date, timedelta

import pytest

from planboard.register.plan import load_plan
from tests.queries.tables import ROOT, Row, complete, publish, rows

PLAN = {name: table.to_pylist() for name, table in load_plan(ROOT / "data/plan").tables.items()}
CLOSING = timedelta(days=PLAN["plan"][0]["closing_days"])
DAY = timedelta(days=1)

# What a person would say before the start, at the start, midway, at the deadline, the day after, on the last
# day on which a final figure may be awaited, and the day after that.
LIVES = {
    "keeps pace and is done on time": {
        "count": "not_started on_track on_track done done done done",
        "level": "not_started on_track on_track done done done done",
        "rank": "not_started on_track on_track done done done done",
        "document": "not_started on_track on_track done done done done",
        "duty": "not_started on_track on_track done done done done",
    },
    "is twenty points late midway and catches up": {
        "count": "not_started on_track at_risk done done done done",
        "level": "not_started on_track at_risk done done done done",
        "rank": "not_started on_track on_track done done done done",
        "document": "not_started on_track at_risk done done done done",
        "duty": "not_started on_track at_risk done done done done",
    },
    "stands still": {
        "count": "not_started on_track behind behind overdue overdue overdue",
        "level": "not_started on_track behind behind overdue overdue overdue",
        "rank": "not_started on_track on_track on_track overdue overdue overdue",
        "document": "not_started on_track on_track at_risk overdue overdue overdue",
        "duty": "not_started on_track on_track on_track overdue overdue overdue",
    },
    "is last measured midway": {
        "count": "not_started on_track on_track stale stale stale overdue",
        "level": "not_started on_track on_track stale stale stale overdue",
        "rank": "not_started on_track on_track stale stale stale overdue",
        "yearly": "not_started on_track on_track on_track at_risk at_risk overdue",  # not too old at the deadline
        "document": "not_started on_track on_track on_track overdue overdue overdue",
        "duty": "not_started on_track on_track on_track overdue overdue overdue",
    },
    "is not reported after midway": {
        "count": "not_started on_track on_track stale stale stale overdue",
        "level": "not_started on_track on_track stale stale stale overdue",
        "rank": "not_started on_track on_track stale stale stale overdue",
        "document": "not_started on_track on_track stale overdue overdue overdue",
        "duty": "not_started on_track on_track stale overdue overdue overdue",
    },
    "is never reported": {
        "count": "not_started stale stale stale overdue overdue overdue",
        "level": "not_started stale stale stale overdue overdue overdue",
        "rank": "not_started stale stale stale overdue overdue overdue",
        "document": "not_started stale stale stale overdue overdue overdue",
        "duty": "not_started stale stale stale overdue overdue overdue",
    },
    "is there midway and lost again": {
        "count": "not_started on_track done behind overdue overdue overdue",
        "level": "not_started on_track on_track behind overdue overdue overdue",
        "rank": "not_started on_track on_track on_track overdue overdue overdue",
        "document": "not_started on_track done at_risk overdue overdue overdue",
        "duty": "not_started on_track on_track on_track overdue overdue overdue",
    },
}
PACE, LATE, STILL, MEASURED, SILENT, NEVER, LOST = LIVES
STARTING_FROM = {"at_least": 0.5, "about": 0.5, "at_most": 2.0, "rank_within": 6.0}  # times the target


def midway(thing: Row) -> date:
    return thing["starts_on"] + (thing["due_on"] - thing["starts_on"]) // 2


def phases(thing: Row) -> list[date]:
    due_on = thing["due_on"]
    start = thing["starts_on"]
    return [
        start - 2 * DAY,
        start,
        midway(thing),
        due_on,
        due_on + DAY,
        due_on + CLOSING,
        due_on + CLOSING + DAY,
    ]


def share_reported(life: str, thing: Row, day: date) -> float | None:
    """How far a target or task is on its way by what is reported on `day`; None where nothing new is."""
    start, middle, due_on = thing["starts_on"], midway(thing), thing["due_on"]
    gone = (day - start) / (due_on - start)
    if not start <= day <= due_on or life == NEVER:
        return None
    if life == STILL:
        return 0.0
    if life == LATE:
        return 1.0 if day == due_on else max(0.0, gone - 0.2)
    if life == LOST and day == due_on:
        return 0.5
    if life == LOST and day == middle:
        return 1.0
    if life in (MEASURED, SILENT, LOST) and day > middle:
        return None
    return gone


def is_returned(life: str, thing: Row, day: date) -> bool:
    return life != NEVER and not (life == SILENT and day > midway(thing))


def task_return(life: str, task: Row, day: date) -> Row | None:
    share = share_reported(life, task, day)
    if share is None:
        return None
    claims_early = task["profile"] == "ongoing" and life in (PACE, LOST) and day == midway(task)
    is_done = share == 1 or claims_early
    is_yellow = life == LATE and task["profile"] != "linear" and midway(task) <= day < task["due_on"]
    return {
        "task_id": f"{task['task_id']} {life}",
        "reported_status": "yellow" if is_yellow else "green",
        "is_done": is_done,
        "evidence": "文号" if is_done else None,
        "finished_on": day if is_done else None,
        "next_step_on": None if life in (STILL, LOST) else task["due_on"],
    }


def target_value(life: str, target: Row, day: date) -> Row | None:
    share = share_reported(life, target, day)
    if share is None:
        return None
    goal = target["target_value"]
    start = 0.0 if target["basis"] == "flow" else goal * STARTING_FROM[target["comparator"]]
    value = goal if share == 1 else start + (goal - start) * share
    return {"target_id": f"{target['target_id']} {life}", "value": value}


def lived(life: str, number: int) -> dict[str, list[Row]]:
    """The register, each of its keys marked with a life."""
    tasks = [
        t | {"task_id": f"{t['task_id']} {life}", "unit_id": f"{t['task_id']} {life}"} for t in PLAN["tasks"]
    ]
    measures = [m | {"measure_id": m["measure_id"] + 100 * number} for m in PLAN["measures"]]
    leads = [
        {"measure_id": m["measure_id"], "unit_id": f"M{m['measure_id']}", "role": "lead"} for m in measures
    ]
    targets = [
        t | {
            "target_id": f"{t['target_id']} {life}",
            "task_id": t["task_id"] and f"{t['task_id']} {life}",
            "measure_id": t["measure_id"] and t["measure_id"] + 100 * number,
        }
        for t in PLAN["targets"]
    ]  # fmt: skip
    return {"tasks": tasks, "measures": measures, "measure_units": leads, "targets": targets}


def answering(life: str, number: int, thing: Row) -> str:
    if thing.get("task_id"):
        return f"{thing['task_id']} {life}"
    return f"M{thing['measure_id'] + 100 * number}"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Every row on every date that is a turn in some life: (date, task or target in its life) -> row."""
    things = [*PLAN["tasks"], *PLAN["targets"]]
    days = sorted({day for thing in things for day in phases(thing)})
    register = [lived(life, number) for number, life in enumerate(LIVES)]
    sections = [(day, {"returns": [], "task_returns": [], "target_values": []}) for day in days]
    sections[0][1].update({"plan": PLAN["plan"], "pillars": PLAN["pillars"]})
    sections[0][1].update({name: [row for r in register for row in r[name]] for name in register[0]})
    for day, tables in sections:
        for number, life in enumerate(LIVES):
            returned = {answering(life, number, thing) for thing in things if is_returned(life, thing, day)}
            tables["returns"] += [{"unit_id": unit} for unit in sorted(returned)]
            tables["task_returns"] += filter(None, (task_return(life, t, day) for t in PLAN["tasks"]))
            tables["target_values"] += filter(None, (target_value(life, t, day) for t in PLAN["targets"]))
    engine = publish(tmp_path_factory.mktemp("lives"), complete(sections))
    return {
        (day, row[key]): row
        for day in days
        for query, key in (("tasks", "task_id"), ("targets", "target_id"))
        for row in rows(engine, query, as_of=day)
    }


def kind_of(target: Row) -> str:
    if target["comparator"] == "rank_within":
        return "rank"
    return "level" if target["basis"] == "level" or target["comparator"] == "at_most" else "count"


def kind_of_task(task: Row) -> str:
    kinds = {kind_of(t) for t in PLAN["targets"] if t["task_id"] == task["task_id"]}
    if kinds:
        [kind] = kinds  # no task of the register mixes them
        return kind
    return {"at_deadline": "document", "ongoing": "duty"}[task["profile"]]


each_task = pytest.mark.parametrize("task", PLAN["tasks"], ids=lambda task: task["task_id"])
each_target = pytest.mark.parametrize("target", PLAN["targets"], ids=lambda target: target["target_id"])


def statuses(seen, thing: Row, key: str, life: str) -> str:
    return " ".join(seen[day, f"{thing[key]} {life}"]["status"] for day in phases(thing))


@each_task
def test_a_task_has_the_status_a_person_would_give_it(seen, task):
    found = {life: statuses(seen, task, "task_id", life) for life in LIVES}
    assert found == {life: by_kind[kind_of_task(task)] for life, by_kind in LIVES.items()}


@each_target
def test_a_target_has_the_status_a_person_would_give_it(seen, target):
    found = {life: statuses(seen, target, "target_id", life) for life in LIVES}
    kind = kind_of(target)
    expected = {life: by_kind[kind] for life, by_kind in LIVES.items()}
    if 2 * (target["value_days"] or 0) > (target["due_on"] - midway(target)).days:
        expected[MEASURED] = LIVES[MEASURED]["yearly"]
    assert found == expected


@each_task
def test_a_task_is_reopened_when_it_was_done_and_is_no_longer(seen, task):
    _, _, middle, deadline, after, *_ = phases(task)
    was_done = seen[middle, f"{task['task_id']} {LOST}"]["status"] == "done"
    assert was_done == (kind_of_task(task) in ("count", "document"))
    assert seen[deadline, f"{task['task_id']} {LOST}"]["is_reopened"] == was_done
    assert not seen[after, f"{task['task_id']} {PACE}"]["is_reopened"]


@each_task
def test_a_stale_task_remembers_what_it_was(seen, task):
    _, _, _, deadline, after, *_ = phases(task)
    silent, never = (seen[deadline, f"{task['task_id']} {life}"] for life in (SILENT, NEVER))
    assert (silent["last_known_status"], silent["rule"]) == ("on_track", "no_return")
    assert (never["last_known_status"], never["rule"]) == ("not_started", "never_reported")
    later = seen[after, f"{task['task_id']} {SILENT}"]
    assert (later["last_known_status"] is not None) == (later["status"] == "stale")


@each_task
def test_a_task_done_on_its_deadline_is_not_late(seen, task):
    done = seen[task["due_on"], f"{task['task_id']} {PACE}"]
    is_about = task["task_id"] == "2023-29"  # about 400 is met a little earlier
    assert done["finished_on"] == (date(2023, 12, 1) if is_about else task["due_on"])
    assert done["is_late"] is False


@each_target
def test_a_target_that_keeps_pace_deviates_by_nothing_if_it_has_a_percentage_at_all(seen, target):
    found = seen[midway(target), f"{target['target_id']} {PACE}"]
    if kind_of(target) == "rank":
        assert (found["attainment_share"], found["deviation_points"]) == (None, None)
    else:
        assert found["attainment_share"] == pytest.approx(found["expected_share"])
        assert found["deviation_points"] == pytest.approx(0, abs=1e-6)


def test_the_register_is_the_one_of_44_tasks_and_32_targets():
    assert (len(PLAN["tasks"]), len(PLAN["targets"])) == (44, 32)
