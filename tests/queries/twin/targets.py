"""How each target stands, and by which rule."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.queries.tables import Row
from tests.queries.twin.forecasts import Forecasts
from tests.queries.twin.history import STATUS_OF_RULE
from tests.queries.twin.numbers import attainment, exact, expected


class Targets(Forecasts):
    """What is found of every target."""

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
            "value_age_days": None if value is None else (day - reported["measured_on"]).days,
        }
        found |= self._baseline(target, measured)
        way = attainment(target["comparator"], found["baseline"], value, goal)
        only_one = found["is_first_value_baseline"] and reported["measured_on"] <= found["baseline_on"]
        found["is_first_value"] = way is not None and only_one
        found["attainment_share"] = None if only_one else way
        is_plain = way is None and wants_more and value is not None and goal != 0
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
        if found["attainment_share"] is None:
            found |= {f"forecast_{name}_share": None for name in ("low", "mid", "high")}
        found["rule"] = self._target_rule(day, target, found)
        found["rule_alone"] = self._target_rule(day, target, found, alone=True)
        found["status"] = STATUS_OF_RULE[found["rule"]]
        return found

    def _met_since(self, day: date, target: Row, measured: dict[date, Fraction]) -> date | None:
        since = None
        for measured_on, value in measured.items():
            if not self._is_met(day, target, value):
                since = None
            elif since is None:
                since = measured_on
        return since

    def _target_rule(self, day: date, target: Row, found: Row, *, alone: bool = False) -> str:
        """The rule that decides; `alone`, by the figures without what the unit judges or waits for."""
        plan, due_on = self._plan(day), target["due_on"]
        value, measured_on = found["value"], found["measured_on"]
        stays_met = target["basis"] in ("flow", "stock") and target["comparator"] in ("at_least", "about")
        if found["is_met"] and (stays_met or measured_on >= due_on):
            return "met"
        is_awaited = value is not None and measured_on < due_on < day <= due_on + timedelta(
            days=plan["closing_days"]
        )
        if day > due_on and not is_awaited:
            return "past_due"
        if day < target["starts_on"]:
            return "before_start"
        judged = None
        if target["task_id"] is not None and not alone:
            judged = self._find(day, "task_returns", "task_id", target["task_id"])["reported_status"]
        behind_by = 0 if found["deviation_points"] is None else -found["deviation_points"]
        if behind_by > exact(plan["behind_points"]):
            return "far_behind_time"
        if judged == "red":
            return "reported_red"
        if value is None:
            return "never_reported"
        if not self._has_returned(day, self._answering(day, target)):
            return "no_return"
        if found["value_age_days"] > 2 * (target["value_days"] or plan["value_days"]):
            return "value_too_old"
        if is_awaited:
            return "final_awaited"
        if behind_by >= exact(plan["at_risk_points"]):
            return "behind_time"
        if judged == "yellow":
            return "reported_yellow"
        if found["is_forecast_short"]:
            return "forecast_short"
        if self._is_waiting_for_help(day, target["task_id"]) and not alone:
            return "help_overdue"
        return "met_for_now" if found["is_met"] else "in_time"

    def _answering(self, day: date, target: Row) -> str:
        if target["task_id"] is not None:
            return self._find(day, "tasks", "task_id", target["task_id"])["unit_id"]
        for row in self.said[day]["measure_units"]:
            if row["measure_id"] == target["measure_id"] and row["role"] == "lead":
                return row["unit_id"]
        raise AssertionError("a measure without a lead unit")
