"""What changed between two snapshots?"""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages import change_lists
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Cell,
    Column,
    Columns,
    Document,
    Notice,
    Paragraph,
    Section,
    Table,
)
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.readable import label
from planboard.wording.text import listed

FLOW = ("status_before", "status", "change", "n_tasks")
VALUES = (
    "name", "status", "value_then", "value_now", "value_moved_by", "moved_points", "unit", "measured_on_before",
    "measured_on",
)  # fmt: skip
RETURNS = ("unit", "period_ends_on", "has_return", "return_due_on", "received_at", "days_late", "n_sent_back")
LISTS = ("value_changes", "amended", "restatements", "irregular_returns", "help_changes")


def page(view: View) -> None:
    """What differs from an earlier snapshot of the reader's choice: counts, then every change with its cause."""
    earlier = {s.as_of.isoformat(): s.as_of for s in view.now.current if s.as_of < view.as_of}
    asked = st.query_params.get("since")
    since = earlier.get(asked or "", max(earlier.values(), default=None))
    unknown = asked[:40] if asked is not None and asked not in earlier else None
    if since:
        with view.bar:
            ui.choose(
                "since", list(reversed(earlier)), since.isoformat(), view.say("page.changes.since"),
                lambda day: view.say("page.changes.since_option", as_of=day), width=260,
            )  # fmt: skip
    ui.draw(view, document, since=since, unknown=unknown)
    if since is None:
        return
    if view.rows("status_flow", since=since):
        ui.chart(view, charts.FLOW, "status_flow", "flow", since=since)


def document(view: View, *, since: date | None, unknown: str | None) -> Document:
    """The document of what differs from `since`; how tasks moved between statuses follows as a chart to explore."""
    notices: list[Block] = []
    if unknown is not None:
        notices.append(Notice(view.say("notice.since", value=unknown, as_of=view.as_of), "warning"))
    title = view.say("page.changes.title")
    if since is None:
        return Document(title, view.say("page.overview.first_snapshot"), notices)
    blocks: list[Block] = [*notices, _counts(view, since)]
    lists = {
        "statuses": change_lists.statuses(view, since),
        "values": _values(view, since),
        "amended": change_lists.amended(view, since),
        "restatements": [*change_lists.restatements(view, since), *change_lists.method(view, since)],
        "returns": change_lists.table_or_none(view, "irregular_returns", RETURNS, since),
        "help": change_lists.helped(view, since),
    }
    blocks += [Section(view.say(f"page.changes.{name}"), found) for name, found in lists.items()]
    if view.rows("status_flow", since=since):
        numbers = ui.numbers(view, "status_flow", FLOW, "flow", since=since)
        blocks.append(Section(view.say("page.changes.flow"), [numbers]))
    files: ui.Answers = {name: (name, {"since": since}) for name in LISTS}
    every = ("changes", {"pillar_id": None, "since": since})
    blocks.append(ui.downloads(view, "changes", {"changes": every, **files}))
    return Document(title, _summary(view, since), blocks)


def _values(view: View, since: date) -> list[Block]:
    blocks = change_lists.table_or_none(view, "value_changes", VALUES, since)
    same = view.row("values_same", since=since)
    if same and same["n"]:
        blocks.append(Paragraph(view.say("page.changes.values_same", n=same["n"]), "note"))
    return blocks


def _summary(view: View, since: date) -> str:
    counted = [r for r in view.rows("change_counts", since=since) if r["n"]]
    parts = [
        view.say("page.changes.part", change=view.say(f"change.{r['change']}"), n=r["n"]) for r in counted
    ]
    key = "page.changes.summary" if counted else "page.changes.summary_none"
    return view.say(key, since=formats.day(since, view.lang), parts=listed(view.lang, parts))


def _counts(view: View, since: date) -> Columns:
    counted = view.rows("change_counts", since=since)
    heads = [Column("change", label("change", view.lang)), Column("n", label("n", view.lang), is_number=True)]
    caption = view.say("table.change_counts")

    def counts(is_of_status: bool) -> Table:
        chosen = [r for r in counted if r["is_of_status"] == is_of_status]
        rows = [[Cell(view.say(f"change.{r['change']}")), Cell(str(r["n"]), r["n"])] for r in chosen]
        return Table(caption, heads, rows)

    return Columns([(6, [counts(True)]), (6, [counts(False)])])
