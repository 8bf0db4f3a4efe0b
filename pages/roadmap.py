"""What is due when, and what has slipped?"""

import streamlit as st

from planboard import charts, ui
from planboard.ui import View
from planboard.wording import formats

MONTHS = ("month", "n_falling_due", "n_done", "n_late", "n_overdue", "n_open", "n_moved_away")
TABLE = ("item_no", "task", "pillar", "unit", "due_on", "original_due_on", "finished", "status", "due")


def page(view: View) -> None:
    """Deadlines of all tasks, moved ones beside the original, and their count by month."""
    counts = view.row("roadmap_counts")
    summary = view.say(
        "page.roadmap.summary", **{**counts, "month": formats.month(counts["busiest_month_on"], view.lang)}
    )
    ui.header(view, view.say("page.roadmap.title"), summary)
    st.header(view.say("page.roadmap.months"), anchor=False)
    ui.table(view, "deadlines", MONTHS, "months")
    st.header(view.say("page.roadmap.chart"), anchor=False)
    ui.hint(view, "frame.chart_hint")
    ui.chart(view, charts.ROADMAP, "roadmap", "roadmap", opens="task")
    st.header(view.say("page.roadmap.table"), anchor=False)
    ui.hint(view)
    ui.table(view, "roadmap", TABLE, "tasks", opens="task", by="task_id")
    ui.downloads(view, "roadmap", {"roadmap": ("roadmap", {}), "deadlines": ("deadlines", {})})
