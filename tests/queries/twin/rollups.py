"""What is said of many tasks together: how they stand, what is due, how far pillars are, how units compare."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from tests.queries.tables import Row
from tests.queries.twin.history import SEVERITY
from tests.queries.twin.numbers import clipped, exact, mean
from tests.queries.twin.tasks import Tasks

NEEDS_NO_ATTENTION = ("done", "on_track", "not_started")
FALLEN_DUE = ("done_in_time", "done_late", "overdue", "awaited", "due_today")


class Rollups(Tasks):
    """What is found of the plan, its years, pillars, units and months."""

    def of(
        self,
        day: date,
        plan_year: int | None = None,
        pillar_id: int | None = None,
        unit_id: str | None = None,
    ) -> list[Row]:
        """The tasks of the plan, of a year, a pillar or a unit, each as registered and as found."""
        wanted = {"plan_year": plan_year, "pillar_id": pillar_id, "unit_id": unit_id}
        return [
            task | self.tasks[day][task["task_id"]]
            for task in self.said[day]["tasks"]
            if all(value in (None, task[name]) for name, value in wanted.items())
        ]

    def counts(self, day: date, pillar_id: int | None = None) -> dict[str, int]:
        """How many tasks of the plan or of one pillar have each status."""
        count = Counter(task["status"] for task in self.of(day, pillar_id=pillar_id))
        return {status: count[status] for status in SEVERITY}

    def headline(self, day: date, **of: int | str | None) -> Row:
        """What has fallen due and what became of it, what is to come, and how many tasks need attention."""
        tasks = self.of(day, **of)
        states, statuses = (Counter(task[name] for task in tasks) for name in ("due_state", "status"))
        ahead = Counter(task["due_on"] for task in tasks if task["due_state"] == "not_due")
        busiest = min(ahead, key=lambda on: (-ahead[on], on), default=None)
        before = [task["status_before"] not in (None, *NEEDS_NO_ATTENTION) for task in tasks]
        attention = {s: statuses[s] for s in SEVERITY if statuses[s] and s not in NEEDS_NO_ATTENTION}
        n_attention, is_first = sum(attention.values()), day == self.days[0]
        not_due = Counter(task["status"] for task in tasks if task["due_state"] == "not_due")
        soonest, n_failing = min(ahead, default=None), statuses["overdue"] + statuses["behind"]
        return {
            "n_tasks": len(tasks),
            "n_due": sum(states[state] for state in FALLEN_DUE),
            "n_due_originally": sum(task["is_due_originally"] for task in tasks),
            **{f"n_{state}": states[state] for state in (*FALLEN_DUE, "done_early", "not_due")},
            "busiest_due_on": busiest,
            "n_busiest_due": ahead[busiest],
            **{f"n_{status}": statuses[status] for status in SEVERITY},
            "n_fine": statuses["done"] + statuses["on_track"],
            "n_attention": n_attention,
            "n_attention_before": None if is_first else sum(before),
            "n_attention_change": None if is_first else n_attention - sum(before),
            "attention_statuses": list(attention),
            "n_attention_each": list(attention.values()),
            "next_due_on": soonest,
            "n_next_due": ahead[soonest],
            "ahead_statuses": [s for s in SEVERITY if not_due[s]],
            "n_ahead_each": [not_due[s] for s in SEVERITY if not_due[s]],
            "n_failing": n_failing,
            "answer": self._answer(day, n_failing, statuses["stale"], len(tasks)),
        }

    def _answer(self, day: date, n_failing: int, n_stale: int, n_tasks: int) -> str:
        risk, behind, unreported = (
            exact(self._plan(day)[f"answer_{name}_share"]) for name in ("risk", "behind", "unreported")
        )
        if n_failing > behind * n_tasks:
            return "clearly_behind"
        if n_stale >= unreported * n_tasks:
            return "incomplete"
        return "at_risk" if n_failing >= risk * n_tasks else "under_control"

    def elapsed(self, day: date, **of: int | None) -> Fraction | None:
        """The share of the time that is gone, from the first start to the last deadline in force."""
        tasks = self.of(day, **of)
        starts_on, ends_on = min(t["starts_on"] for t in tasks), max(t["due_on"] for t in tasks)
        return (
            clipped(Fraction((day - starts_on).days, (ends_on - starts_on).days))
            if ends_on > starts_on
            else None
        )

    def months(self, day: date, plan_year: int | None = None) -> dict[date, Row]:
        """What falls due in each month, and what was first due in it and has since been moved to another."""
        tasks, found = self.of(day, plan_year), {}
        moved = [t for t in tasks if t["original_due_on"].replace(day=1) != t["due_on"].replace(day=1)]
        months = {t["falls_due_on"].replace(day=1) for t in tasks}
        for month in months | {t["original_due_on"].replace(day=1) for t in moved}:
            falling = [t for t in tasks if t["falls_due_on"].replace(day=1) == month]
            found[month] = {
                "n_falling_due": len(falling),
                "n_done": sum(t["status"] == "done" for t in falling),
                "n_done_early": sum(t["due_state"] == "done_early" for t in falling),
                "n_late": sum(t["is_late"] is True for t in falling),
                "n_overdue": sum(t["status"] == "overdue" for t in falling),
                "n_open": sum(t["status"] not in ("done", "overdue") for t in falling),
                "n_moved_away": sum(t["original_due_on"].replace(day=1) == month for t in moved),
            }
        return found

    def steps(self, day: date, **of: int | str | None) -> dict[str, dict[date, int]]:
        """How many tasks should be done by each day, now and as first promised, and how many were at each snapshot."""
        tasks = self.of(day, **of)
        starts_on = min(task["starts_on"] for task in tasks)
        lines = {"due": [task["falls_due_on"] for task in tasks]}
        originally = [task["original_due_on"] for task in tasks]
        if originally != [task["due_on"] for task in tasks]:
            lines["due_originally"] = originally
        steps = {
            name: {on: sum(due <= on for due in dues) for on in {starts_on, day, *dues}}
            for name, dues in lines.items()
        }
        then = {d: [t["status"] for t in self.of(d, **of)] for d in self.days if d <= day}
        return steps | {"done": {d: statuses.count("done") for d, statuses in then.items() if statuses}}

    def gauge(self, day: date, pillar_id: int) -> Row:
        """A pillar's mean attainment beside the mean expected share, and its worst task."""
        tasks = {task["task_id"]: task["status"] for task in self.of(day, pillar_id=pillar_id)}
        targets = [g for g in self.targets[day].values() if g["task_id"] in tasks]
        reached = [g for g in targets if g["attainment_share"] is not None]
        return {
            "attainment_share": mean([clipped(g["attainment_share"]) for g in reached]),
            "expected_share": mean([g["expected_share"] for g in reached if g["expected_share"] is not None]),
            "n_measured": len(reached),
            "n_targets": len(targets),
            "n_met": sum(g["status"] == "done" for g in targets),
            "worst_status": min(tasks.values(), key=SEVERITY.index, default=None),
            "n_attention": sum(status not in NEEDS_NO_ATTENTION for status in tasks.values()),
            "dial_status": self._dial(day, reached, set(tasks.values())),
        }

    def _dial(self, day: date, reached: list[Row], statuses: set[str]) -> str | None:
        """What the two means of a gauge would mean for a target; none where that would hide a failing task."""
        shares = [g["expected_share"] for g in reached if g["expected_share"] is not None]
        if not shares:
            return None
        behind_by = 100 * (mean(shares) - mean([clipped(g["attainment_share"]) for g in reached]))
        if behind_by > exact(self._plan(day)["behind_points"]):
            return "behind"
        if behind_by >= exact(self._plan(day)["at_risk_points"]):
            return "at_risk"
        return None if statuses & {"behind", "overdue"} else "on_track"

    def _league(self, day: date, year: int | None) -> dict[str, Row]:
        plan = self._plan(day)
        units: dict[str, Row] = {}
        for unit_id in {task["unit_id"] for task in self.of(day, year)}:
            tasks = self.of(day, year, unit_id=unit_id)
            statuses, reasons = ([task[name] for task in tasks] for name in ("status", "unscored_because"))
            points = [task["points"] for task in tasks if task["points"] is not None]
            means = [task["mean_attainment_share"] for task in tasks]
            shares = [share for share in means if share is not None]
            units[unit_id] = {
                "n_tasks": len(tasks),
                "n_scored_tasks": len(points),
                "n_unchecked": reasons.count("unchecked"),
                "n_unreported": reasons.count("unreported"),
                "n_unbegun": reasons.count("not_started"),
                "points": sum(points, Fraction(0)),
                "score": mean(points),
                "mean_attainment_share": mean(shares),
                "n_attainment": len(shares),
                **{f"n_{status}": statuses.count(status) for status in SEVERITY},
            }
        ranked = {
            i: u["score"] for i, u in units.items() if u["n_scored_tasks"] >= max(plan["league_minimum"], 1)
        }
        for unit_id, unit in units.items():
            ahead = [score for score in ranked.values() if unit_id in ranked and score > ranked[unit_id]]
            unit["position"] = len(ahead) + 1 if unit_id in ranked else None
            unit["position_before"] = self._position_before(day, year, unit_id)
        return units

    def _position_before(self, day: date, year: int | None, unit_id: str) -> int | None:
        """The unit's position there at the snapshot before; without a task then, that of the one unit it succeeded."""
        earlier = [d for d in self.days if d < day]
        there = self.units.get((earlier[-1], year), {}) if earlier else {}
        if unit_id not in there:
            before = [u for u in self._predecessors(day, unit_id) if u in there]
            unit_id = before[0] if len(before) == 1 else ""
        return there[unit_id]["position"] if unit_id in there else None

    def _predecessors(self, day: date, unit_id: str) -> list[str]:
        direct = [
            s["unit_id"]
            for s in self.said[day]["successions"]
            if s["successor_id"] == unit_id and s["since_on"] <= day
        ]
        return direct + [earlier for unit in direct for earlier in self._predecessors(day, unit)]
