"""What is due when, and what has slipped?"""

from planboard import charts, ui
from planboard.document.blocks import Block, Cell, Document, Link, Section, Soft, Table
from planboard.schema import STATUSES
from planboard.ui import View
from planboard.wording import formats

MONTHS = ("month", "n_falling_due", "n_done", "n_late", "n_overdue", "n_open", "n_moved_away")
TABLE = ("item_no", "task", "pillar", "unit", "due_on", "original_due_on", "finished", "status", "due")
DATES = ("on_date", "days", "event", "text", "item_no", "task", "unit", "status")

FILES: ui.Answers = {
    "dates": ("dates", {}, DATES),
    "roadmap": ("roadmap", {}, TABLE),
    "deadlines": ("deadlines", {}, MONTHS),
}


def page(view: View) -> None:
    """What is due when: dates that are past and not kept, those that come next, and all deadlines."""
    ui.draw(view, document)


def document(view: View) -> Document:
    """The document of this page."""
    counts = view.row("roadmap_counts") or {}
    busiest = formats.month(counts["busiest_month_on"], view.lang)
    blocks: list[Block] = [
        Section(view.say("page.roadmap.chart"), [*ui.figure(view, charts.ROADMAP, "roadmap", "roadmap")]),
        *_dates(view, is_past=True),
        *_dates(view, is_past=False),
        Section(view.say("page.roadmap.months"), [ui.table_of(view, "deadlines", MONTHS)]),
        Section(view.say("page.roadmap.table"), [ui.table_of(view, "roadmap", TABLE)]),
        ui.downloads(view, "roadmap", FILES),
    ]
    summary = view.say("page.roadmap.summary", **{**counts, "month": busiest})
    return Document(view.say("page.roadmap.title"), summary, blocks)


def _dates(view: View, *, is_past: bool) -> list[Block]:
    """The dates that are past and not kept, or those that come next; nothing where there are none."""
    rows = [row for row in view.rows("dates") if row["is_past"] == is_past]
    if not rows:
        return []
    days = view.rows("plan")[0]["chase_days"]
    title = view.say(
        f"page.roadmap.{'past' if is_past else 'next'}", n=len(rows), days=formats.days(days, view.lang)
    )
    return [Section(title, [_table(view, rows, title)])]


def _table(view: View, rows: list[dict[str, object]], caption: str) -> Table:
    key = {True: "page.roadmap.days_past", False: "figure.left"}
    return ui.listing_of(
        view,
        {
            "on_date": [
                Cell(
                    [
                        formats.short_day(row["on_date"], view.lang), "\n",
                        Soft(
                            view.say("figure.due_today") if not row["days"]
                            else view.say(key[row["is_past"]], days=formats.days(abs(row["days"]), view.lang))
                        ),
                    ],
                    str(row["on_date"]),
                )
                for row in rows
            ],
            "event": [view.say(f"event.{row['event']}") for row in rows],
            "text": [row["text"] or view.say("page.roadmap.due") for row in rows],
            "task": [[Link(row["task"], view.to("task", id=row["task_id"]))] for row in rows],
            "acting_unit": [[Link(row["unit"], view.to("unit", id=row["unit_id"]))] for row in rows],
            "status": [Cell([ui.status_of(view, row["status"])], STATUSES.index(row["status"])) for row in rows],
        },
        caption,
    )  # fmt: skip
