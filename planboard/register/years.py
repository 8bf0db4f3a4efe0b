"""Checks what carries the plan from one year into the next: years that were closed, the tasks settled with them, and
units that others succeeded."""

from __future__ import annotations

from datetime import date

from planboard.register.amendments import withdrawn_rows
from planboard.register.files import Files, Row

LONGEST_LINE = 3  # successions in a row; queries/views/28_unit_lines.sql follows as many


def check_successions(files: Files) -> None:
    """Note a problem for each succession of a unit to itself, in a circle, or in too long a row."""
    rows = [row for row in files["successions"].rows if row.has("unit_id", "successor_id")]
    followed = {row.cells["unit_id"]: row.cells["successor_id"] for row in rows}
    for row in rows:
        unit = row.cells["unit_id"]
        line = [unit]
        while line[-1] in followed and followed[line[-1]] not in line:
            line.append(followed[line[-1]])
        if row.cells["successor_id"] == unit:
            row.refuse("successor_id", "plan.succeeds_itself", value=unit)
        elif followed.get(line[-1]) == unit:
            row.refuse("successor_id", "plan.succession_circle", units=" → ".join([*line, unit]))
        elif len(line) - 1 > LONGEST_LINE:
            most = {"n": len(line) - 1, "most": LONGEST_LINE}
            row.refuse("successor_id", "plan.succession_long", **most, units=" → ".join(line))


def check_years(files: Files) -> None:
    """Note a problem for each closed year of which the plan has no task, or that is closed before an earlier year or
    before its own last deadline, and for each task settled otherwise than its year and its settlement allow."""
    tasks = {row.cells["task_id"]: row for row in files["tasks"].rows if row.has("task_id", "plan_year")}
    if files["tasks"].is_whole("plan_year"):
        years = sorted({row.cells["plan_year"] for row in tasks.values()})
        for row in (row for row in files["closed_years"].rows if row.has("plan_year")):
            if row.cells["plan_year"] not in years:
                allowed = ", ".join(map(str, years))
                row.refuse("plan_year", "plan.unknown_year", value=row.cells["plan_year"], allowed=allowed)
    _check_order(files)
    closed = {row.cells.get("plan_year") for row in files["closed_years"].rows}
    for row in files["settlements"].rows:
        task = tasks.get(row.cells.get("task_id"))
        if task and task.cells["plan_year"] not in closed and files["closed_years"].is_whole("plan_year"):
            row.refuse("task_id", "plan.year_open", year=task.cells["plan_year"])
        if row.has("settled_as", "successor_id"):
            _check_successor(row, task, tasks)


def _check_order(files: Files) -> None:
    if not files["tasks"].is_whole("plan_year", "due_on") or files["amendments"].problems:
        return
    gone = withdrawn_rows("tasks", files)
    last_due: dict[int, date] = {}
    for row in (row for row in files["tasks"].rows if row not in gone):
        year = row.cells["plan_year"]
        # What is due after the year is carried over rather than waited for.
        due_on = min(row.cells["due_on"], date(year, 12, 31))
        last_due[year] = max(due_on, last_due.get(year, due_on))
    rows = [row for row in files["closed_years"].rows if row.has("plan_year", "final_on")]
    closed = {row.cells["plan_year"]: row.cells["final_on"] for row in rows}
    for row in rows:
        year, final_on = row.cells["plan_year"], row.cells["final_on"]
        if (due_on := last_due.get(year, final_on)) > final_on:
            row.refuse("final_on", "plan.closed_before_due", value=final_on, year=year, due=due_on)
        for earlier in sorted(earlier for earlier in last_due if earlier < year):
            if closed.get(earlier, date.max) > final_on:
                row.refuse("plan_year", "plan.closed_out_of_order", value=year, earlier=earlier)


def _check_successor(row: Row, task: Row | None, tasks: dict[str, Row]) -> None:
    successor_id = row.cells["successor_id"]
    successor = tasks.get(successor_id)
    if row.cells["settled_as"] == "given_up":
        if successor_id is not None:
            row.refuse("successor_id", "plan.given_up_goes_on", value=successor_id)
    elif successor_id is None:
        row.refuse("successor_id", "plan.carried_nowhere")
    elif task and successor and successor.cells["plan_year"] <= task.cells["plan_year"]:
        years = {"year": successor.cells["plan_year"], "after": task.cells["plan_year"]}
        row.refuse("successor_id", "plan.carried_back", value=successor_id, **years)
