"""Checks what targets may be: their values, their days beside those of their tasks, and their names."""

from __future__ import annotations

from datetime import date

from planboard.register.amendments import withdrawn_rows
from planboard.register.files import Files, Row

VALUES = ("target_value", "baseline")
BOUNDS = ("lowest_value", "highest_value")


def check_values(files: Files) -> None:
    """Note a problem for each target whose value or baseline lies outside what its values may be, or whose values may
    be none."""
    for row in files["targets"].rows:
        _check_bounds(row)
        for column in (*VALUES, *BOUNDS):
            value = row.cells.get(column)
            if row.cells.get("is_countable") and value is not None and value != int(value):
                row.refuse(column, "plan.not_countable", value=f"{value:g}")
        value = row.cells.get("target_value")
        if row.cells.get("comparator") == "rank_within" and value is not None and value < 1:
            row.refuse("target_value", "plan.no_rank", value=f"{value:g}")
        days = row.cells.get("value_days")
        if days is not None and days <= 0:
            row.refuse("value_days", "plan.no_days", value=days)


def _check_bounds(row: Row) -> None:
    low, high = (row.cells.get(column) for column in BOUNDS)
    if low is not None and high is not None and low > high:
        row.refuse("lowest_value", "plan.no_room", value=f"{low:g}", high=f"{high:g}")
        return
    for column in VALUES:
        value = row.cells.get(column)
        if value is not None and low is not None and value < low:
            row.refuse(column, "plan.below_lowest", value=f"{value:g}", low=f"{low:g}")
        elif value is not None and high is not None and value > high:
            row.refuse(column, "plan.above_highest", value=f"{value:g}", high=f"{high:g}")


def check_days(files: Files) -> None:
    """Note a problem for each task with no day in its plan year, and for each target due after its task."""
    tasks = {row.cells["task_id"]: row for row in files["tasks"].rows if row.has("task_id")}
    for row in tasks.values():
        if row.has("plan_year", "starts_on", "due_on"):
            year, start, due = (row.cells[column] for column in ("plan_year", "starts_on", "due_on"))
            if due < date(year, 1, 1) or start > date(year, 12, 31):
                row.refuse("plan_year", "plan.outside_year", value=year, start=start, due=due)
    for row in files["targets"].rows:
        task = tasks.get(row.cells.get("task_id"))
        if task and task.has("due_on") and row.has("due_on") and row.cells["due_on"] > task.cells["due_on"]:
            row.refuse("due_on", "plan.due_after_task", value=row.cells["due_on"], due=task.cells["due_on"])


def check_names(files: Files) -> None:
    """Note a problem for each target that has the name of another one of its task or measure."""
    gone = withdrawn_rows("targets", files) if files["targets"].is_whole("target_id") else []
    for column in ("name_zh", "name_en"):
        first: dict[tuple, Row] = {}
        for row in files["targets"].rows:
            if row in gone or not row.has("task_id", "measure_id", column):
                continue
            key = (row.cells["task_id"], row.cells["measure_id"], row.cells[column])
            if first.setdefault(key, row) is not row:
                row.refuse(column, "plan.same_name", value=row.cells[column], first=first[key].place)
