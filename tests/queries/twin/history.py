"""What was published, and what follows from it without a rule of status."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.queries.tables import Row, Section
from tests.queries.twin.numbers import exact

SEVERITY = ("overdue", "behind", "stale", "at_risk", "on_track", "not_started", "done")
STATUS_OF_RULE = {
    "met": "done",
    "delivered": "done",
    "past_due": "overdue",
    "never_reported": "stale",
    "no_return": "stale",
    "value_too_old": "stale",
    "far_behind_time": "behind",
    "reported_red": "behind",
    "final_awaited": "at_risk",
    "behind_time": "at_risk",
    "reported_yellow": "at_risk",
    "forecast_short": "at_risk",
    "no_next_step": "at_risk",
    "help_overdue": "at_risk",
    "before_start": "not_started",
    "met_for_now": "on_track",
    "in_time": "on_track",
}


class History:
    """What was published of a plan, by date; a date's tasks are those of the years that were not closed before it."""

    def __init__(self, history: list[Section]) -> None:
        self.days = sorted({day for day, _ in history})
        self.published = dict(history)  # the last revision of a date is the one in force
        self.said = {day: self._without_closed_years(day) for day in self.days}
        self._index: dict[tuple[date, str], dict[str, Row]] = {}
        self.targets: dict[date, dict[str, Row]] = {}
        self.tasks: dict[date, dict[str, Row]] = {}
        self.concerns: dict[date, dict[str, Row]] = {}
        self.units: dict[tuple[date, int | None], dict[str, Row]] = {}  # of a plan year, of all

    # Plan years

    def closed_before(self, day: date) -> set[int]:
        """The plan years that stand as they stood in an earlier snapshot, the first from the day of closing on."""
        closed = {row["plan_year"]: row["final_on"] for row in self.published[day]["closed_years"]}
        return {year for year, on in closed.items() if any(on <= earlier < day for earlier in self.days)}

    def year_shown(self, day: date) -> int:
        """The plan year that pages show unless another is asked for."""
        years: dict[int, date] = {}
        for task in self.published[day]["tasks"]:
            year = task["plan_year"]
            years[year] = min(task["starts_on"], years.get(year, task["starts_on"]))
        for left in (years.keys() - self.closed_before(day), years.keys()):
            begun = [year for year in left if max(years[year], date(year, 1, 1)) <= day]
            if left:
                return max(begun) if begun else min(left)
        raise AssertionError("a plan without tasks")

    def years(self, day: date) -> set[int]:
        """The plan years that have tasks on a date."""
        return {task["plan_year"] for task in self.said[day]["tasks"]}

    def _without_closed_years(self, day: date) -> dict[str, list[Row]]:
        tables, closed = self.published[day], self.closed_before(day)
        tasks = [task for task in tables["tasks"] if task["plan_year"] not in closed]
        ids = {None, *(task["task_id"] for task in tasks)}
        return tables | {"tasks": tasks, "targets": [g for g in tables["targets"] if g["task_id"] in ids]}

    # What is looked up

    def _plan(self, day: date) -> Row:
        return self.said[day]["plan"][0]

    def _find(self, day: date, table: str, key: str, value: Any) -> Row | None:
        if (day, table) not in self._index:
            self._index[day, table] = {row[key]: row for row in self.said[day][table]}
        return self._index[day, table].get(value)

    def _has_returned(self, day: date, unit_id: str) -> bool:
        return any(row["unit_id"] == unit_id for row in self.said[day]["returns"])

    def _open_help(self, day: date, task_id: str | None) -> list[Row]:
        """The requests for a task that are neither answered nor closed, the one needed first at the beginning."""
        asked = [r for r in self.said[day]["help_requests"] if r["task_id"] == task_id]
        still = [r for r in asked if r["answered_on"] is None and r["closed_on"] is None]
        return sorted(still, key=lambda request: (request["needed_on"], request["request_id"]))

    def _is_waiting_for_help(self, day: date, task_id: str | None) -> bool:
        return any(day > request["needed_on"] for request in self._open_help(day, task_id))

    # Values

    def _measured(self, day: date, target_id: str) -> dict[date, Fraction]:
        """Every value known on `day`, by the date on which it was measured."""
        values: dict[date, Fraction] = {}
        for earlier in self.days:
            if earlier <= day:
                row = self._find(earlier, "target_values", "target_id", target_id)
                if row and row["value"] is not None and not row["is_carried_forward"]:
                    values[row["measured_on"]] = exact(row["value"])
        return dict(sorted(values.items()))

    def _is_met(self, day: date, target: Row, value: Fraction) -> bool:
        goal = exact(target["target_value"])
        if target["comparator"] == "at_least":
            return value >= goal
        if target["comparator"] == "about":
            return value >= min(goal, (1 - exact(self._plan(day)["about_tolerance"])) * goal)
        return value <= goal
