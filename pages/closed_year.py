"""What a closed plan year left open, on the page that shows it."""

from __future__ import annotations

from planboard import ui
from planboard.document.blocks import Paragraph, Section
from planboard.ui import View

SETTLED = (
    "item_no", "task", "unit", "status", "settled_as", "successor_item_no", "successor", "decided_on", "authority",
    "reason",
)  # fmt: skip


def settlements(view: View) -> list[Section]:
    """Each task that was carried over or given up when the year shown was closed, with the decision; nothing on a year
    that is open."""
    year = next((row for row in view.years if row["plan_year"] == view.year), None)
    if year is None or year["final_as_of"] is None:
        return []
    rows = view.rows("settlements")
    title = view.say("page.overview.settled", year=view.year)
    if not rows:
        return [Section(title, [Paragraph(view.say("page.overview.all_done", year=view.year), "note")])]
    carried = sum(row["settled_as"] == "carried_over" for row in rows)
    note = view.say("page.overview.settled_note", n_carried=carried, n_given_up=len(rows) - carried)
    return [Section(title, [ui.table_of(view, "settlements", SETTLED)], note)]
