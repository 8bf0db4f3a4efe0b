"""Which tasks need a leader, and which of them have a place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.queries.tables import Row
from tests.queries.twin.tasks import Tasks

REASONS = ("overdue", "off_pace", "blocked", "rosier", "stale_twice")


class Leaders(Tasks):
    """What needs a leader on every date."""

    def _concerns(self, day: date) -> dict[str, Row]:
        """Every task that needs a leader, under its reason, with its rank among those of that reason."""
        earlier = [d for d in self.days if d < day]
        found = {}
        for task in self.said[day]["tasks"]:
            task_id = task["task_id"]
            reason = self._reason(day, task_id)
            if reason is None:
                continue
            row = {"reason": reason} | self._weight(day, task, reason)
            was = self.concerns[earlier[-1]].get(task_id) if earlier else None
            is_graver = was is None or REASONS.index(reason) < REASONS.index(was["reason"])
            row["is_new"] = bool(earlier) and is_graver
            known_for = (day - row["since_on"]).days
            row["is_long"] = not row["is_new"] and known_for > self._plan(day)["concern_days"]
            found[task_id] = row
        return found

    def _reason(self, day: date, task_id: str) -> str | None:
        task, help_open = self.tasks[day][task_id], self._open_help(day, task_id)
        falls_short = any(
            g["task_id"] == task_id and g["status"] == "at_risk" and g["is_forecast_short"]
            for g in self.targets[day].values()
        )
        if task["status"] == "overdue":
            return "overdue"
        if task["status"] == "behind" or (task["status"] == "at_risk" and falls_short):
            return "off_pace"
        if task["status"] != "done" and help_open and help_open[0]["needed_on"] < day:
            return "blocked"
        if task["is_rosier"]:
            return "rosier"
        return "stale_twice" if task["n_stale_in_row"] >= 2 else None

    def _weight(self, day: date, task: Row, reason: str) -> Row:
        """Since when, and what puts a task before the others of its reason: the smaller, the further in front."""
        found = self.tasks[day][task["task_id"]]
        since_on, days_overdue = found["status_since"], 0
        weight = Fraction(0)
        if reason == "overdue":
            since_on = found["deciding_due_on"]
            days_overdue = (day - since_on).days
            weight = -days_overdue
        elif reason == "blocked":
            since_on = self._open_help(day, task["task_id"])[0]["needed_on"]
            weight = -(day - since_on).days
        elif reason == "stale_twice":
            weight = -found["n_stale_in_row"]
        else:
            behind = found["deviation_points"]
            weight = Fraction(10**9) if behind is None else behind
        if reason == "rosier":
            since_on = self._rosier_since(day, task["task_id"])
        order = (REASONS.index(reason), weight, task["plan_year"], task["item_no"])
        return {"since_on": since_on, "days_overdue": days_overdue, "order": order}

    def _rosier_since(self, day: date, task_id: str) -> date:
        since = day
        for earlier in reversed([d for d in self.days if d < day and task_id in self.tasks[d]]):
            if not self.tasks[earlier][task_id]["is_rosier"]:
                break
            since = earlier
        return since

    def leaders(self, day: date, plan_year: int | None = None, pillar_id: int | None = None) -> list[Row]:
        """What needs a leader of the plan, a year or a pillar, in the order in which it is read."""
        shown = {
            task["task_id"]: self.concerns[day][task["task_id"]] | {"task_id": task["task_id"]}
            for task in self.said[day]["tasks"]
            if task["task_id"] in self.concerns[day]
            and plan_year in (None, task["plan_year"])
            and pillar_id in (None, task["pillar_id"])
        }
        in_order = sorted(shown.values(), key=lambda row: row["order"])
        listed = self._listed(day, in_order)
        read = sorted(in_order, key=lambda row: (row["task_id"] not in listed, not row["is_new"]))
        return [
            row | {"is_listed": row["task_id"] in listed, "consequence": row["reason"], "position": n}
            for n, row in enumerate(read, 1)
        ]

    def _listed(self, day: date, in_order: list[Row]) -> set[str]:
        """Who has a place: turn by turn, but of a reason no more than the plan allows while another waits."""
        plan = self._plan(day)
        gravest = {row["reason"]: row["task_id"] for row in reversed(in_order)}
        turns = (
            lambda row: row["is_new"],
            lambda row: gravest[row["reason"]] == row["task_id"],
            lambda row: not row["is_long"],
            lambda row: True,
        )
        waiting: list[Row] = []
        for is_in in turns:
            waiting += [row for row in in_order if is_in(row) and row not in waiting]
        placed: list[Row] = []
        for row in waiting:
            if sum(other["reason"] == row["reason"] for other in placed) < plan["concern_places"]:
                placed.append(row)
        placed += [row for row in waiting if row not in placed]
        return {row["task_id"] for row in placed[: plan["concerns_shown"]]}
