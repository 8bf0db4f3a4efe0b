"""The addresses of every page, for the plan and the dates that the dashboard shows."""

from __future__ import annotations

from planboard.folders import data_folder
from planboard.register.plan import load_plan
from planboard.snapshots.published import published

_TABLES = load_plan(data_folder() / "plan").tables
PILLARS = [f"pillar-{n}" for n in _TABLES["pillars"]["pillar_id"].to_pylist()]
TASK = _TABLES["tasks"].slice(0, 1).to_pylist()[0]

# "" is the overview. The pages of a unit and a task are reached by links; without an id they offer a choice.
LISTED = [
    "",
    "concerns",
    "changes",
    "targets",
    "league",
    *PILLARS,
    "roadmap",
    "coordination",
    "responsibility",
    "data",
    "method",
]
BEHIND = ["unit", f"unit?id={TASK['unit_id']}", "task", f"task?id={TASK['task_id']}"]
PAGES = [*LISTED, *BEHIND]
KINDS = [page for page in PAGES if page not in PILLARS[1:]]  # every pillar's page is the same code

DATES = [s.as_of.isoformat() for s in published(data_folder()).current]
BEFORE, NEWEST = DATES[-2:]
