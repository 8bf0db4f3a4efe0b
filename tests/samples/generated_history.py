"""Generated histories: a register of tasks and targets, and what was reported of it on several dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.queries.tables import Row, Section, complete
from tests.queries.twin import exact

# A hundred days, so that shares of time are whole points.
START, DEADLINE = date(2023, 1, 1), date(2023, 4, 11)
UNITS = ("a", "b", "c", "d")
# Days on which something changes, counted from the deadline; some lie 14 or 28 days apart, as paces do.
DAYS = (-101, -100, -60, -46, -45, -31, -30, -17, -15, -10, -1, 1, 10, 31, 32, 60)
# How far a value is from what time asks, in points: at, just inside and just outside of every threshold.
OFFSETS = ("-60", "-30.1", "-30", "-29.9", "-10.1", "-10", "-9.9", "-5", "0", "8", "50")

Pick = Callable[[Sequence[Any]], Any]  # one of several, as Hypothesis or a seed has it
OFTEN = (True, True, True, False)
SELDOM = (False, False, False, True)


class History(list[Section]):
    """What was published; a failure names the row that differs, so nobody needs to see all of them."""

    def __repr__(self) -> str:
        return f"{len(self)} snapshots"


@st.composite
def histories(draw: Callable[[st.SearchStrategy[Any]], Any]) -> History:
    """A register of some twenty tasks and thirty targets, and what was reported of it on several dates."""
    offsets = draw(st.lists(st.sampled_from(DAYS), min_size=3, max_size=6, unique=True))
    days = [DEADLINE + timedelta(days=n) for n in sorted([*offsets, 0])]
    return history(lambda options: draw(st.sampled_from(options)), days, n_tasks=22)


def large(seed: int, n_tasks: int, n_snapshots: int, until: int = 35) -> History:
    """A register and its reports of any size, with a snapshot every three days `until` so many days after the deadline;
    the more snapshots there are, the less is said in each."""
    last = DEADLINE + timedelta(days=until)
    days = [last - timedelta(days=3 * n) for n in reversed(range(n_snapshots))]
    says = (True,) + (False,) * (n_snapshots // 6)
    return history(Random(seed).choice, days, n_tasks, says)


def history(pick: Pick, days: list[date], n_tasks: int, says: Sequence[bool] = OFTEN) -> History:
    tasks, targets = register(pick, n_tasks)
    measures = [{"measure_id": n, "pillar_id": n} for n in (1, 2)]
    sections: list[Section] = [(days[0], {"plan": [plans(pick)], "tasks": tasks, "measures": measures})]
    sections[0][1]["targets"] = targets
    sections += [(day, {}) for day in days[1:]]
    for day, tables in sections:
        tables["returns"] = [{"unit_id": unit} for unit in UNITS if pick(OFTEN)]
        tables["help_requests"] = help_requests(pick, day, tasks)
    for (_, before), (day, tables) in pairwise(sections):
        amend(pick, day, tables, tasks, targets)
        tables["amendments"] = before.get("amendments", []) + tables["amendments"]
    report(pick, sections, tasks, targets, says)
    return History(complete(sections))


def plans(pick: Pick) -> Row:
    choices = {
        "document_number": ("1",), "at_risk_points": (10.0, 10.0, 5.0), "behind_points": (30.0, 30.0, 29.9),
        "about_tolerance": (0.05, 0.1), "closing_days": (31, 0), "warn_days": (45, 30), "pace_days": (28, 14),
        "forecast_minimum": (2, 3, 4), "forecast_least": (10.0, 3.0), "forecast_targets": (1, 2, 10),
        "forecast_share": (0.8, 0.5),
        "value_days": (45, 15), "concern_days": (30, 10), "concern_places": (3, 2, 1), "concerns_shown": (7, 4),
        "league_minimum": (3, 1), "points_at_risk": (0.5, 0.3), "points_stale": (0.0, 0.1),
    }  # fmt: skip
    return {name: pick(values) for name, values in choices.items()}


def register(pick: Pick, n_tasks: int) -> tuple[list[Row], list[Row]]:
    tasks: list[Row] = []
    targets: list[Row] = []
    for number in range(n_tasks):
        profile = pick(("linear", "linear", "at_deadline", "ongoing"))
        slip = timedelta(days=pick((0, 0, 1, -15, 40)))
        starts_on = START + timedelta(days=pick((0, 0, 0, 60)))
        task = {
            "task_id": f"t{number:03}",
            "unit_id": pick(UNITS),
            "pillar_id": pick((1, 2, 3)),
            "plan_year": pick((2023, 2023, 2022, 2024)),
            "profile": profile,
            "starts_on": starts_on,
            "due_on": DEADLINE + slip,
        }
        tasks.append(task)
        owned = pick((1, 1, 2, 3)) if profile == "linear" else 0
        for n in range(owned):
            early = timedelta(days=pick((0, 0, 0, 20)))
            owner = task | {"due_on": max(task["due_on"] - early, task["starts_on"] + timedelta(days=1))}
            targets.append(a_target(pick, f"{task['task_id']}.{n}", owner))
    targets += [a_target(pick, f"M{n}.1", {"measure_id": n, "due_on": DEADLINE}) for n in (1, 2)]
    return tasks, targets


def a_target(pick: Pick, target_id: str, owner: Row) -> Row:
    comparator = pick(("at_least", "at_least", "about", "at_most", "rank_within"))
    goal = pick((100.0, 100.0, 7.3, 5.0, 1.0, 0.0))
    basis = pick(("flow", "flow", "stock", "level"))
    apart = pick((None, None, "0", "40", "12.5", "-3")) if basis != "flow" else None
    if comparator == "at_most" and apart:
        apart = str(-Fraction(apart))
    row = {
        "target_id": target_id,
        "task_id": owner.get("task_id"),
        "measure_id": owner.get("measure_id"),
        "comparator": comparator,
        "basis": basis,
        "target_value": goal,
        "starts_on": owner.get("starts_on", START),
        "due_on": owner["due_on"],
        "is_countable": pick((True, False)),
    }
    if apart is not None:
        row["baseline"] = float(exact(goal) - Fraction(apart))
        row["baseline_on"] = START + timedelta(days=pick((-20, 0, 20, 100, 120)))
    return row


def help_requests(pick: Pick, day: date, tasks: list[Row]) -> list[Row]:
    asked = []
    for task in tasks[:: pick((3, 5, 7))]:
        if pick(SELDOM):
            answered_on = day if pick(SELDOM) else None
            needed_on = day + timedelta(days=pick((-1, 0, 1, 20)))
            asked.append(
                {
                    "request_id": task["task_id"],
                    "task_id": task["task_id"],
                    "asked_of_unit_id": "e",
                    "needed_on": needed_on,
                    "answered_on": answered_on,
                    "closed_on": day if answered_on is None and pick(SELDOM) else None,
                }
            )
    return asked


def amend(pick: Pick, day: date, tables: dict[str, list[Row]], tasks: list[Row], targets: list[Row]) -> None:
    """Move a deadline, lower a target, hand a task to another unit."""
    tables["amendments"] = []
    if pick(SELDOM):
        task = pick(tasks)
        due_on = task["due_on"] + timedelta(days=pick((-5, 30, 50)))
        tables["amendments"].append(
            {
                "object": "tasks", "id": task["task_id"], "field": "due_on", "decided_on": day,
                "old_value": str(task["due_on"]), "new_value": str(due_on),
            }
        )  # fmt: skip
        task["due_on"] = due_on
        owned = [g for g in targets if g["task_id"] == task["task_id"]]
        for target in owned:
            target["due_on"] = due_on
        tables["tasks"] = [{"task_id": task["task_id"], "due_on": due_on}]
        tables["targets"] = [{"target_id": g["target_id"], "due_on": due_on} for g in owned]
    if pick(SELDOM):
        target = pick(targets)
        target["target_value"] = pick((90.0, 6.0, 1.0))
        changed = {name: target[name] for name in ("target_id", "target_value")}
        tables["targets"] = [*tables.get("targets", []), changed]
    if pick(SELDOM):
        task = pick(tasks)
        task["unit_id"] = pick(UNITS)
        tables["tasks"] = [*tables.get("tasks", []), {"task_id": task["task_id"], "unit_id": task["unit_id"]}]


def report(
    pick: Pick, sections: list[Section], tasks: list[Row], targets: list[Row], says: Sequence[bool]
) -> None:
    """What the units that returned say of their tasks and targets on each date."""
    unit_of = {t["task_id"]: t["unit_id"] for t in tasks}
    last_on: dict[str, date] = {}
    for day, tables in sections:
        returned = {row["unit_id"] for row in tables["returns"]}
        mine = [t for t in tasks if unit_of[t["task_id"]] in returned]
        tables["task_returns"] = [a_task_return(pick, day, t) for t in mine if pick(says)]
        values = tables["target_values"] = []
        for target in targets:
            owner = unit_of.get(target["task_id"], "a")
            if owner in returned and pick(says):
                values.append(a_value(pick, day, target, last_on.get(target["target_id"])))
                last_on[target["target_id"]] = values[-1]["measured_on"]


def a_task_return(pick: Pick, day: date, task: Row) -> Row:
    is_done = pick(SELDOM)
    return {
        "task_id": task["task_id"],
        "reported_status": pick(("green", "green", "green", "yellow", "red")),
        "stage": pick(("started", "started", "drafted", "awaiting_approval")),
        "is_done": is_done,
        "evidence": pick(("notice 1", " ", None)) if is_done else None,
        "finished_on": pick((day, DEADLINE - timedelta(days=20), None)) if is_done else None,
        "narrative": pick(("as before", "as before", "otherwise", None)),
        "next_step": pick(("a meeting", "a meeting", "a draft", None)),
        "next_step_on": day + timedelta(days=pick((-20, -1, 0, 15, 45))) if pick(OFTEN) else None,
    }


def a_value(pick: Pick, day: date, target: Row, last_on: date | None) -> Row:
    """A value aimed at a distance from what time asks, measured a while ago, or the last one corrected."""
    measured_on = day - timedelta(days=pick((0, 0, 1, 7, 40)))
    if last_on is not None and pick(SELDOM):
        measured_on = last_on
    goal, base = exact(target["target_value"]), exact(target.get("baseline")) or Fraction(0)
    if target["comparator"] in ("at_most", "rank_within") and target.get("baseline") is None:
        base = goal + 4
    starts_on = max(target["starts_on"], target.get("baseline_on") or target["starts_on"])
    length = max((target["due_on"] - starts_on).days, 1)
    gone = Fraction((measured_on - starts_on).days, length)
    gone = max(Fraction(0), min(Fraction(1), gone))
    aim = base + (goal - base) * (gone + Fraction(pick(OFFSETS)) / 100)
    return {
        "target_id": target["target_id"],
        "value": round(float(aim), pick((6, 6, 0))),
        "measured_on": measured_on,
    }
