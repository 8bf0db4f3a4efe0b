"""The assessment rules once more: slow, obvious, and written from the method, not from the SQL.

Everything is worked out by looping over what `tables.complete` says was published, in exact fractions.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

from tests.queries.tables import Row, Section

SEVERITY = ("overdue", "behind", "stale", "at_risk", "on_track", "done")
STATUS_OF_RULE = {
    "met": "done",
    "delivered": "done",
    "past_due": "overdue",
    "never_reported": "stale",
    "no_return": "stale",
    "far_behind_time": "behind",
    "reported_red": "behind",
    "final_awaited": "at_risk",
    "behind_time": "at_risk",
    "reported_yellow": "at_risk",
    "forecast_short": "at_risk",
    "no_next_step": "at_risk",
    "help_overdue": "at_risk",
    "before_start": "on_track",
    "met_for_now": "on_track",
    "in_time": "on_track",
}


def exact(number: float | None) -> Fraction | None:
    """The decimal number that was written down, not the binary one that is nearest to it."""
    return None if number is None else Fraction(repr(number))


def clipped(share: Fraction) -> Fraction:
    return max(Fraction(0), min(Fraction(1), share))


def mean(numbers: list[Fraction]) -> Fraction | None:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


class Twin:
    """Every assessment of a history, as of each of its dates."""

    def __init__(self, history: list[Section]) -> None:
        self.days = sorted({day for day, _ in history})
        self.said = dict(history)  # the last revision of a date is the one in force
        self._index: dict[tuple[date, str], dict[str, Row]] = {}
        self.targets: dict[date, dict[str, Row]] = {}
        self.tasks: dict[date, dict[str, Row]] = {}
        self.units: dict[date, dict[str, Row]] = {}
        for day in self.days:
            self.targets[day] = {g["target_id"]: self._target(day, g) for g in self.said[day]["targets"]}
            self.tasks[day] = {t["task_id"]: self._task(day, t) for t in self.said[day]["tasks"]}
            self.units[day] = self._league(day)

    def _plan(self, day: date) -> Row:
        return self.said[day]["plan"][0]

    def _find(self, day: date, table: str, key: str, value: Any) -> Row:
        if (day, table) not in self._index:
            self._index[day, table] = {row[key]: row for row in self.said[day][table]}
        return self._index[day, table][value]

    def _has_returned(self, day: date, unit_id: str) -> bool:
        return any(row["unit_id"] == unit_id for row in self.said[day]["returns"])

    def _is_waiting_for_help(self, day: date, task_id: str | None) -> bool:
        for request in self.said[day]["help_requests"]:
            is_open = request["answered_on"] is None and request["closed_on"] is None
            if request["task_id"] == task_id and is_open and day > request["needed_on"]:
                return True
        return False

    # Targets

    def _measured(self, day: date, target_id: str) -> dict[date, Fraction]:
        """Every value known on `day`, by the date on which it was measured."""
        values: dict[date, Fraction] = {}
        for earlier in self.days:
            if earlier <= day:
                row = self._find(earlier, "target_values", "target_id", target_id)
                if row["value"] is not None and not row["is_carried_forward"]:
                    values[row["measured_on"]] = exact(row["value"])
        return dict(sorted(values.items()))

    def _is_met(self, day: date, target: Row, value: Fraction) -> bool:
        goal = exact(target["target_value"])
        if target["comparator"] == "at_least":
            return value >= goal
        if target["comparator"] == "about":
            return value >= (1 - exact(self._plan(day)["about_tolerance"])) * goal
        return value <= goal

    def _target(self, day: date, target: Row) -> Row:
        reported = self._find(day, "target_values", "target_id", target["target_id"])
        measured = self._measured(day, target["target_id"])
        value, goal = exact(reported["value"]), exact(target["target_value"])
        wants_more = target["comparator"] in ("at_least", "about")
        found: Row = {
            "task_id": target["task_id"],
            "value": value,
            "measured_on": reported["measured_on"],
            "is_met": None if value is None else self._is_met(day, target, value),
            "distance": None if value is None else goal - value if wants_more else value - goal,
        }
        found |= self._baseline(target, measured)
        found["attainment_share"] = attainment(target["comparator"], found["baseline"], value, goal)
        is_plain = found["attainment_share"] is None and wants_more and value is not None and goal != 0
        found["of_target_share"] = value / goal if is_plain else None
        found["expected_share"] = found["deviation_points"] = None
        if found["attainment_share"] is not None:
            found["expected_share"] = expected(
                target["starts_on"], found["baseline_on"], target["due_on"], reported["measured_on"] or day
            )
        if found["expected_share"] is not None:
            found["deviation_points"] = 100 * (found["attainment_share"] - found["expected_share"])
        found["finished_on"] = self._met_since(day, target, measured) if found["is_met"] else None
        found |= self._forecast(day, target, measured)
        found["rule"] = self._target_rule(day, target, found)
        found["status"] = STATUS_OF_RULE[found["rule"]]
        return found

    def _baseline(self, target: Row, measured: dict[date, Fraction]) -> Row:
        if target["basis"] == "flow":
            return {"baseline": Fraction(0), "baseline_on": None, "is_first_value_baseline": False}
        if target["baseline"] is None and measured:
            first_on = min(measured)
            return {
                "baseline": measured[first_on],
                "baseline_on": first_on,
                "is_first_value_baseline": True,
            }
        on = None if target["baseline"] is None else target["baseline_on"]
        return {"baseline": exact(target["baseline"]), "baseline_on": on, "is_first_value_baseline": False}

    def _met_since(self, day: date, target: Row, measured: dict[date, Fraction]) -> date | None:
        since = None
        for measured_on, value in measured.items():
            if not self._is_met(day, target, value):
                since = None
            elif since is None:
                since = measured_on
        return since

    def _forecast(self, day: date, target: Row, measured: dict[date, Fraction]) -> Row:
        """Where the target will stand at its deadline, by the slopes between every two measurements."""
        plan, due_on = self._plan(day), target["due_on"]
        names = ("low", "mid", "high")
        none = {f"forecast_{n}": None for n in names} | {f"forecast_{n}_share": None for n in names}
        none |= dict.fromkeys(("reaching_share", "required_per_week", "recent_per_week"))
        none["is_forecast_short"] = False
        none["n_measurements"] = len(measured)
        is_enough = len(measured) >= plan["forecast_minimum"]
        none["is_too_few"] = target["comparator"] != "rank_within" and day <= due_on and not is_enough
        if target["comparator"] == "rank_within" or len(measured) < plan["forecast_minimum"]:
            return none
        newest_on = max(measured)
        if due_on <= newest_on or due_on < day:
            return none
        newest, left = measured[newest_on], (due_on - newest_on).days
        slopes = sorted(
            (measured[b] - measured[a]) / (b - a).days for a, b in combinations(sorted(measured), 2)
        )
        low, mid, high = (
            newest + left * quantile(slopes, share)
            for share in (
                exact(plan["forecast_low_share"]),
                Fraction(1, 2),
                exact(plan["forecast_high_share"]),
            )
        )
        goal = exact(target["target_value"])
        best = low if target["comparator"] == "at_most" else high
        found = {
            "forecast_low": low,
            "forecast_mid": mid,
            "forecast_high": high,
            "n_measurements": len(measured),
            "is_too_few": False,
            "is_forecast_short": not self._is_met(day, target, best),
            "reaching_share": mean(
                [Fraction(self._is_met(day, target, newest + left * slope)) for slope in slopes]
            ),
            "required_per_week": 7 * (goal - newest) / left,
            "recent_per_week": None,
        }
        recent = [on for on in measured if newest_on - timedelta(days=plan["pace_days"]) <= on < newest_on]
        if recent:
            since = min(recent)
            found["recent_per_week"] = 7 * (newest - measured[since]) / (newest_on - since).days
        base = self._baseline(target, measured)["baseline"]
        for name in names:
            found[f"forecast_{name}_share"] = attainment(
                target["comparator"], base, found[f"forecast_{name}"], goal
            )
        return found

    def _target_rule(self, day: date, target: Row, found: Row) -> str:
        plan, due_on = self._plan(day), target["due_on"]
        value, measured_on = found["value"], found["measured_on"]
        stays_met = target["basis"] in ("flow", "stock") and target["comparator"] in ("at_least", "about")
        if found["is_met"] and (stays_met or measured_on >= due_on):
            return "met"
        if day > due_on:
            is_closing = day <= due_on + timedelta(days=plan["closing_days"])
            is_awaited = value is not None and measured_on < due_on
            return "final_awaited" if is_closing and is_awaited else "past_due"
        if day < target["starts_on"]:
            return "before_start"
        if value is None:
            return "never_reported"
        if not self._has_returned(day, self._answering(day, target)):
            return "no_return"
        judged = None
        if target["task_id"] is not None:
            judged = self._find(day, "task_returns", "task_id", target["task_id"])["reported_status"]
        behind_by = 0 if found["deviation_points"] is None else -found["deviation_points"]
        if behind_by > exact(plan["behind_points"]):
            return "far_behind_time"
        if judged == "red":
            return "reported_red"
        if behind_by >= exact(plan["at_risk_points"]):
            return "behind_time"
        if judged == "yellow":
            return "reported_yellow"
        if found["is_forecast_short"]:
            return "forecast_short"
        if self._is_waiting_for_help(day, target["task_id"]):
            return "help_overdue"
        return "met_for_now" if found["is_met"] else "in_time"

    def _answering(self, day: date, target: Row) -> str:
        if target["task_id"] is not None:
            return self._find(day, "tasks", "task_id", target["task_id"])["unit_id"]
        for row in self.said[day]["measure_units"]:
            if row["measure_id"] == target["measure_id"] and row["role"] == "lead":
                return row["unit_id"]
        raise AssertionError("a measure without a lead unit")

    # Tasks

    def _task(self, day: date, task: Row) -> Row:
        task_id = task["task_id"]
        parts = {i: g for i, g in self.targets[day].items() if g["task_id"] == task_id}
        found = self._by_targets(parts) if parts else self._by_milestone(day, task)
        found["status"] = STATUS_OF_RULE[found["rule"]]
        reported = self._find(day, "task_returns", "task_id", task_id)
        found["is_rosier"] = not reported["is_carried_forward"] and (
            (reported["reported_status"], found["status"])
            in {
                ("green", "at_risk"),
                ("green", "behind"),
                ("green", "overdue"),
                ("yellow", "behind"),
                ("yellow", "overdue"),
            }
        )
        found["original_due_on"] = self._original_deadline(day, task)
        found["is_late"] = False
        if found["status"] == "done":
            finished_on = found["finished_on"]
            found["is_late"] = None if finished_on is None else finished_on > found["original_due_on"]
        return found | self._past(day, task_id, found["status"])

    def _by_targets(self, parts: dict[str, Row]) -> Row:
        def badness(target_id: str) -> tuple:
            part = parts[target_id]
            return (SEVERITY.index(part["status"]), part["deviation_points"] or Fraction(0), target_id)

        worst = min(parts, key=badness)
        shares = [clipped(p["attainment_share"]) for p in parts.values() if p["attainment_share"] is not None]
        times = [p["expected_share"] for p in parts.values() if p["expected_share"] is not None]
        deviations = [p["deviation_points"] for p in parts.values() if p["deviation_points"] is not None]
        # A target may be met by what was reported last though a later day was measured that missed.
        ends = [p["finished_on"] for p in parts.values() if p["finished_on"] is not None]
        n_unmet = sum(p["status"] != "done" for p in parts.values())
        return {
            "rule": parts[worst]["rule"],
            "worst_target_id": worst,
            "n_targets": len(parts),
            "n_targets_unmet": n_unmet,
            "attainment_share": mean(shares),
            "n_attainment": len(shares),
            "expected_share": mean(times),
            "deviation_points": min(deviations, default=None),
            "finished_on": None if n_unmet else max(ends, default=None),
        }

    def _by_milestone(self, day: date, task: Row) -> Row:
        reported = self._find(day, "task_returns", "task_id", task["task_id"])
        rule = self._milestone_rule(day, task, reported)
        return {
            "rule": rule,
            "worst_target_id": None,
            "n_targets": 0,
            "n_targets_unmet": 0,
            "attainment_share": None,
            "n_attainment": 0,
            "expected_share": None,
            "deviation_points": None,
            "finished_on": reported["finished_on"] if rule == "delivered" else None,
        }

    def _milestone_rule(self, day: date, task: Row, reported: Row) -> str:
        due_on = task["due_on"]
        has_evidence = bool((reported["evidence"] or "").strip())
        if reported["is_done"] and has_evidence and (task["profile"] == "at_deadline" or day >= due_on):
            return "delivered"
        if day > due_on:
            return "past_due"
        if day < task["starts_on"]:
            return "before_start"
        if reported["reported_on"] is None:
            return "never_reported"
        if not self._has_returned(day, task["unit_id"]):
            return "no_return"
        if reported["reported_status"] == "red":
            return "reported_red"
        if reported["reported_status"] == "yellow":
            return "reported_yellow"
        is_near = task["profile"] == "at_deadline" and (due_on - day).days <= self._plan(day)["warn_days"]
        step_on = reported["next_step_on"]
        has_next_step = step_on is not None and day <= step_on <= due_on
        if is_near and reported["stage"] != "awaiting_approval" and not has_next_step:
            return "no_next_step"
        return "help_overdue" if self._is_waiting_for_help(day, task["task_id"]) else "in_time"

    def _original_deadline(self, day: date, task: Row) -> date:
        moves = [
            (row["decided_on"], row["old_value"])
            for row in self.said[day]["amendments"]
            if (row["object"], row["id"], row["field"]) == ("tasks", task["task_id"], "due_on")
        ]
        return date.fromisoformat(min(moves)[1]) if moves else task["due_on"]

    def _past(self, day: date, task_id: str, status: str) -> Row:
        """What the task was before, and since when it is what it is."""
        before = [(d, self.tasks[d][task_id]["status"]) for d in self.days if d < day]
        since, n_alike = day, 1
        for earlier, was in reversed(before):
            if was != status:
                break
            since, n_alike = earlier, n_alike + 1
        is_stale = status == "stale"
        known = [(d, was) for d, was in before if was != "stale"]
        return {
            "status_before": before[-1][1] if before else None,
            "status_since": since,
            "last_known_as_of": known[-1][0] if is_stale and known else None,
            "last_known_status": known[-1][1] if is_stale and known else None,
            "n_stale_in_row": n_alike if is_stale else 0,
            "is_reopened": status != "done" and any(was == "done" for _, was in before),
        }

    # Roll-ups

    def counts(self, day: date, pillar_id: int | None = None) -> dict[str, int]:
        """How many tasks of the plan or of one pillar have each status."""
        count = dict.fromkeys(SEVERITY, 0)
        for task in self.said[day]["tasks"]:
            if pillar_id in (None, task["pillar_id"]):
                count[self.tasks[day][task["task_id"]]["status"]] += 1
        return count

    def gauge(self, day: date, pillar_id: int) -> Row:
        """A pillar's mean attainment beside the mean expected share, and its worst task."""
        tasks = [t["task_id"] for t in self.said[day]["tasks"] if t["pillar_id"] == pillar_id]
        targets = [g for g in self.targets[day].values() if g["task_id"] in tasks]
        reached = [g for g in targets if g["attainment_share"] is not None]
        statuses = [self.tasks[day][task_id]["status"] for task_id in tasks]
        return {
            "attainment_share": mean([clipped(g["attainment_share"]) for g in reached]),
            "expected_share": mean([g["expected_share"] for g in reached if g["expected_share"] is not None]),
            "n_measured": len(reached),
            "n_targets": len(targets),
            "n_met": sum(g["status"] == "done" for g in targets),
            "worst_status": min(statuses, key=SEVERITY.index, default=None),
        }

    def _league(self, day: date) -> dict[str, Row]:
        plan = self._plan(day)
        units: dict[str, Row] = {}
        for unit_id in {task["unit_id"] for task in self.said[day]["tasks"]}:
            tasks = [t["task_id"] for t in self.said[day]["tasks"] if t["unit_id"] == unit_id]
            statuses = [self.tasks[day][task_id]["status"] for task_id in tasks]
            points = [exact(plan[f"points_{status}"]) for status in statuses]
            shares = [self.tasks[day][task_id]["attainment_share"] for task_id in tasks]
            shares = [share for share in shares if share is not None]
            units[unit_id] = {
                "n_tasks": len(tasks),
                "points": sum(points),
                "score": mean(points),
                "mean_attainment_share": mean(shares),
                "n_attainment": len(shares),
                **{f"n_{status}": statuses.count(status) for status in SEVERITY},
            }
        earlier = [d for d in self.days if d < day]
        for unit_id, unit in units.items():
            unit["position"] = None
            if unit["n_tasks"] >= plan["league_minimum"]:
                ahead = [
                    other
                    for other in units.values()
                    if other["n_tasks"] >= plan["league_minimum"] and other["score"] > unit["score"]
                ]
                unit["position"] = len(ahead) + 1
            before = self.units[earlier[-1]].get(unit_id) if earlier else None
            unit["position_before"] = before["position"] if before else None
        return units


def attainment(
    comparator: str, baseline: Fraction | None, value: Fraction | None, goal: Fraction
) -> Fraction | None:
    """The share of the way from the baseline to the target that is behind us; none where there is no way."""
    if baseline is None or value is None or comparator == "rank_within":
        return None
    if comparator == "at_most":
        return (baseline - value) / (baseline - goal) if baseline > goal else None
    return (value - baseline) / (goal - baseline) if baseline < goal else None


def expected(starts_on: date, baseline_on: date | None, due_on: date, on: date) -> Fraction | None:
    """The share of the time that is behind us; none where the baseline leaves no time."""
    since = max(starts_on, baseline_on or starts_on)
    if since >= due_on:
        return None
    return clipped(Fraction((on - since).days, (due_on - since).days))


def quantile(ordered: list[Fraction], share: Fraction) -> Fraction:
    """The value that `share` of the list lies below, on a straight line between neighbours."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
