"""What changed between two snapshots?"""

from __future__ import annotations

from datetime import date

from pages import change_lists, parts
from planboard import ui
from planboard.document.blocks import Block, Document, Paragraph, Section
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.text import listed, sentences

VALUES = (
    "name", "status", "value_then", "value_now", "value_moved_by", "moved_points", "unit", "measured_on_before",
    "measured_on",
)  # fmt: skip
RETURNS = ("unit", "period_ends_on", "has_return", "return_due_on", "received_at", "days_late", "n_sent_back")
LISTS = {
    "value_changes": VALUES,
    "amended": ("object", "id", "name", "field", "old_value", "new_value", "decided_on", "authority", "reason"),
    "restatements": ("restated_as_of", "revision", "published_at", "reason", "name", "unit", "value_then", "value_now"),
    "irregular_returns": RETURNS,
    "help_changes": (
        "change", "task", "asking_unit", "asked_of_unit", "text", "asked_on", "needed_on", "answered_on", "answer",
        "closed_on",
    ),
}  # fmt: skip


def page(view: View) -> None:
    """What differs from an earlier snapshot of the reader's choice: counts, then every change with its cause."""
    since, unknown = parts.compared(view)
    ui.draw(view, document, since=since, unknown=unknown)


def document(view: View, *, since: date | None, unknown: str | None) -> Document:
    """The document of what differs from `since`: a section for each kind of change there was, and in one line the kinds
    of which there was none."""
    notices: list[Block] = []
    notices += parts.not_compared(view, unknown)
    title = view.say("page.changes.title")
    if since is None:
        return Document(title, view.say("page.overview.first_snapshot"), notices)
    lists = {
        "statuses": change_lists.statuses(view, since),
        "values": _values(view, since),
        "amended": change_lists.amended(view, since),
        "restatements": change_lists.restatements(view, since),
        "returns": _returns(view, since),
        "help": change_lists.helped(view, since),
    }
    blocks = [Section(view.say(f"page.changes.{name}"), found) for name, found in lists.items() if found]
    none = [view.say(f"page.changes.no_{name}") for name, found in lists.items() if not found]
    last: list[Block] = [Paragraph(sentences(view.lang, none), "note")] if none else []
    last += change_lists.method(view, since)
    files: ui.Answers = {name: (name, {"since": since}, columns) for name, columns in LISTS.items()}
    every: ui.Answers = {"changes": ("changes", {"pillar_id": None, "since": since}, change_lists.TABLE)}
    last.append(ui.downloads(view, "changes", {**every, **files}))
    return Document(title, _summary(view, since), [*notices, *blocks, *last])


def _values(view: View, since: date) -> list[Block]:
    same = view.row("values_same", since=since)
    blocks: list[Block] = []
    if view.rows("value_changes", since=since):
        blocks.append(ui.table_of(view, "value_changes", VALUES, since=since))
    if same and same["n"]:
        blocks.append(Paragraph(view.say("page.changes.values_same", n=same["n"]), "note"))
    return blocks


def _returns(view: View, since: date) -> list[Block]:
    rows = view.rows("irregular_returns", since=since)
    told = [
        name for name in RETURNS if any(row[name] for row in rows)
    ]  # of missing returns there is no more to say
    return [ui.table_of(view, "irregular_returns", told, since=since)] if rows else []


def _summary(view: View, since: date) -> str:
    counted = [r for r in view.rows("change_counts", since=since) if r["n"]]
    parts = [
        view.say("page.changes.part", change=view.say(f"change.{r['change']}"), n=r["n"]) for r in counted
    ]
    key = "page.changes.summary" if counted else "page.changes.summary_none"
    return view.say(key, since=formats.day(since, view.lang), parts=listed(view.lang, parts))
