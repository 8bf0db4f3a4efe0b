"""How each task stands, by its targets or its milestone; whether it is due, scored, late; what it was before."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.queries.tables import Row
from tests.queries.twin.history import SEVERITY, STATUS_OF_RULE
from tests.queries.twin.numbers import clipped, exact, mean
from tests.queries.twin.targets import Targets


class Tasks(Targets):
    """What is found of every task."""

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
        found |= self._due(day, task, found, parts)
        found |= self._scored(day, task, found, parts)
        return found | self._past(day, task_id, found["status"])

    def _due(self, day: date, task: Row, found: Row, parts: dict[str, Row]) -> Row:
        """Whether the task has fallen due, and what became of it then; from which deadline its days are counted."""
        due_on = task["due_on"]
        if found["status"] == "overdue":
            state = "overdue"
        elif found["status"] == "done":
            state = "done_early" if day < due_on else "done_late" if found["is_late"] else "done_in_time"
        else:
            state = "not_due" if day < due_on else "due_today" if day == due_on else "awaited"
        deciding = self._deciding_deadline(day, task, found, parts)
        return {
            "due_state": state,
            "falls_due_on": deciding if state == "overdue" else due_on,
            "is_due_originally": found["original_due_on"] <= day,
            "deciding_due_on": deciding,
        }

    def _deciding_deadline(self, day: date, task: Row, found: Row, parts: dict[str, Row]) -> date:
        """The earliest deadline that is past of what is not done, of an overdue task only of what is overdue."""
        still = {"overdue"} if found["status"] == "overdue" else set(SEVERITY) - {"done"}
        past = [
            due_on
            for target_id, part in parts.items()
            if part["status"] in still
            and (due_on := self._find(day, "targets", "target_id", target_id)["due_on"]) < day
        ]
        return min([task["due_on"], *past])

    def _scored(self, day: date, task: Row, found: Row, parts: dict[str, Row]) -> Row:
        """What the figures alone say, and whether that is scored: nothing the unit judges or waits for counts."""
        if parts:
            statuses = [STATUS_OF_RULE[p["rule_alone"]] for p in parts.values()]
            alone = min(statuses, key=SEVERITY.index)
            is_due = True
            is_silent_past = alone == "stale" and any(
                STATUS_OF_RULE[part["rule_alone"]] == "stale"
                and self._find(day, "targets", "target_id", target_id)["due_on"] < day
                for target_id, part in parts.items()
            )
        else:
            reported = self._find(day, "task_returns", "task_id", task["task_id"])
            is_silent_past = False
            alone, is_due = STATUS_OF_RULE[found["rule_alone"]], found["status"] in ("done", "overdue")
            if task["profile"] == "at_deadline":
                is_near = (task["due_on"] - day).days <= self._plan(day)["warn_days"]
                is_due = is_due or is_near or reported["stage"] in ("drafted", "awaiting_approval", "done")
        because = {"stale": "unreported", "not_started": "not_started"}.get(alone)
        because = None if is_silent_past else because
        because = because or (None if is_due else "unchecked")
        scored_as = "overdue" if is_silent_past else alone
        is_open = alone not in ("done", "stale", "not_started")
        return {
            "points": exact(self._plan(day)[f"points_{scored_as}"]) if because is None else None,
            "is_scored": because is None,
            "unscored_because": because,
            "figure_status": alone,
            "is_checkable": is_open and (is_due or self._is_waiting_for_help(day, task["task_id"])),
        }

    def _by_targets(self, parts: dict[str, Row]) -> Row:
        def badness(target_id: str) -> tuple:
            part = parts[target_id]
            return (SEVERITY.index(part["status"]), part["deviation_points"] or Fraction(0), target_id)

        worst = min(parts, key=badness)
        shares = [clipped(p["attainment_share"]) for p in parts.values() if p["attainment_share"] is not None]
        # A target may be met by what was reported last though a later day was measured that missed.
        ends = [p["finished_on"] for p in parts.values() if p["finished_on"] is not None]
        n_unmet = sum(p["status"] != "done" for p in parts.values())
        return {
            "rule": parts[worst]["rule"],
            "worst_target_id": worst,
            "n_targets": len(parts),
            "n_targets_unmet": n_unmet,
            **{n: parts[worst][n] for n in ("attainment_share", "expected_share", "deviation_points")},
            "mean_attainment_share": mean(shares),
            "n_attainment": len(shares),
            "finished_on": None if n_unmet else max(ends, default=None),
        }

    def _by_milestone(self, day: date, task: Row) -> Row:
        reported = self._find(day, "task_returns", "task_id", task["task_id"])
        rule = self._milestone_rule(day, task, reported)
        return {
            "rule": rule,
            "rule_alone": self._milestone_rule(day, task, reported, alone=True),
            "worst_target_id": None,
            "n_targets": 0,
            "n_targets_unmet": 0,
            "attainment_share": None,
            "mean_attainment_share": None,
            "n_attainment": 0,
            "expected_share": None,
            "deviation_points": None,
            "finished_on": reported["finished_on"] if rule == "delivered" else None,
        }

    def _milestone_rule(self, day: date, task: Row, reported: Row, *, alone: bool = False) -> str:
        due_on = task["due_on"]
        has_evidence = bool((reported["evidence"] or "").strip())
        if reported["is_done"] and has_evidence and (task["profile"] == "at_deadline" or day >= due_on):
            return "delivered"
        if day > due_on:
            return "past_due"
        if day < task["starts_on"]:
            return "before_start"
        judged = None if alone else reported["reported_status"]
        if judged == "red":
            return "reported_red"
        if reported["reported_on"] is None:
            return "never_reported"
        if not self._has_returned(day, task["unit_id"]):
            return "no_return"
        if judged == "yellow":
            return "reported_yellow"
        if self._lacks_next_step(day, task, reported):
            return "no_next_step"
        return "help_overdue" if self._is_waiting_for_help(day, task["task_id"]) and not alone else "in_time"

    def _lacks_next_step(self, day: date, task: Row, reported: Row) -> bool:
        due_on, step_on = task["due_on"], reported["next_step_on"]
        is_near = task["profile"] == "at_deadline" and (due_on - day).days <= self._plan(day)["warn_days"]
        has_next_step = step_on is not None and day <= step_on <= due_on
        return is_near and reported["stage"] != "awaiting_approval" and not has_next_step

    def _original_deadline(self, day: date, task: Row) -> date:
        moves = [
            (row["decided_on"], row["old_value"])
            for row in self.said[day]["amendments"]
            if (row["object"], row["id"], row["field"]) == ("tasks", task["task_id"], "due_on")
        ]
        return date.fromisoformat(min(moves)[1]) if moves else task["due_on"]

    def _past(self, day: date, task_id: str, status: str) -> Row:
        """What the task was before, and since when it is what it is."""
        held = [(d, self.tasks[d].get(task_id)) for d in self.days if d < day]
        before = [(d, task["status"]) for d, task in held if task]
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
