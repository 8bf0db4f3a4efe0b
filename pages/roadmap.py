"""What is due when, and what has slipped?"""

from planboard import charts, ui
from planboard.document.blocks import Document, Section
from planboard.ui import View
from planboard.wording import formats

MONTHS = ("month", "n_falling_due", "n_done", "n_late", "n_overdue", "n_open", "n_moved_away")
TABLE = ("item_no", "task", "pillar", "unit", "due_on", "original_due_on", "finished", "status", "due")


FILES: ui.Answers = {"roadmap": ("roadmap", {}, TABLE), "deadlines": ("deadlines", {}, MONTHS)}


def page(view: View) -> None:
    """Deadlines of all tasks, moved ones beside the original, and their count by month."""
    ui.draw(view, document)
    ui.chart(view, charts.ROADMAP, "roadmap", "roadmap", opens="task")


def document(view: View) -> Document:
    """The document of this page; its tasks follow as a chart to explore."""
    counts = view.row("roadmap_counts") or {}
    busiest = formats.month(counts["busiest_month_on"], view.lang)
    return Document(
        view.say("page.roadmap.title"),
        view.say("page.roadmap.summary", **{**counts, "month": busiest}),
        [
            Section(view.say("page.roadmap.months"), [ui.table_of(view, "deadlines", MONTHS)]),
            Section(view.say("page.roadmap.table"), [ui.table_of(view, "roadmap", TABLE)]),
            ui.downloads(view, "roadmap", FILES),
            Section(
                view.say("page.roadmap.chart"), [], "" if view.is_on_paper else view.say("frame.chart_hint")
            ),
        ],
    )
