"""The lists on the page of changes: each change in words, with its cause and a link to what changed."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from pages import parts
from pages.method_text import method_changes
from planboard import ui
from planboard.document.blocks import Block, Fold, Item, Items, Link, Paragraph, Run, Status, Strong, Text
from planboard.local_time import LOCAL_TIME
from planboard.register.amendments import ADDED, WITHDRAWN
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.readable import amended_field, cell, moment
from planboard.wording.text import aside, sentences

FLOW = ("status_before", "status", "change", "n_tasks")
TABLE = (
    "change", "task", "status_before", "status", "unit", "target", "deviation_points_before", "deviation_points",
)  # fmt: skip


def statuses(view: View, since: date) -> list[Block]:
    """Every task whose status changed: from what to what, and by which rule, figure, deadline or return. Where several
    went the same way, how many went which comes first."""
    rows = view.rows("changes", pillar_id=None, since=since)
    if not rows:
        return []
    items = [
        Item(_turn(view, row), beside=row["unit"], lines=[parts.joined(_cause(view, row, since))])
        for row in rows
    ]
    flow = ui.table_of(view, "status_flow", FLOW, since=since)
    numbers = ui.numbers(view, "changes", TABLE, "changes", pillar_id=None, since=since)
    return [*([flow] if len(flow.rows) < len(rows) else []), Items(items), numbers]


def _turn(view: View, row: dict[str, Any]) -> list[Run]:
    """A task's status before and now, and its name."""
    name = Link(row["task"], view.to("task", id=row["task_id"]))
    return [Status(row["status_before"]), "→ ", ui.status_of(view, row["status"]), name]


def _cause(view: View, row: dict[str, Any], since: date) -> list[Text]:
    lang = view.lang
    before = view.say(
        "page.changes.before", status=view.say(f"status.{row['status_before']}"),
        why=ui.rule_sentence(view, row["rule_before"], since),
    )  # fmt: skip
    now = view.say(
        "page.changes.now",
        status=view.say(f"status.{row['status']}"),
        why=ui.rule_sentence(view, row["rule"], view.as_of),
    )
    change = view.say(f"change.{row['change']}")
    causes: list[Text] = [[Strong(change)], before + now]
    if row["target"]:
        causes.append(_moved(view, row, row["target"]))
    if row["deviation_points_before"] is not None and row["deviation_points"] is not None:
        points = {
            n: formats.deviation(row[f"attainment_share{n}"], row[f"expected_share{n}"], lang)
            for n in ("_before", "")
        }
        causes.append(view.say("page.changes.deviation", before=points["_before"], now=points[""]))
    if row["is_deadline_moved"]:
        was, due = (formats.day(row[n], lang) for n in ("due_on_before", "due_on"))
        causes.append(view.say("page.changes.deadline", before=was, now=due))
    if row["has_late_return"]:
        causes.append(view.say("page.changes.late_return"))
    if row["reason"]:
        causes.append(view.say("page.changes.reason", text=row["reason"]))
    return causes


def _moved(view: View, row: dict[str, Any], name: str) -> str:
    then, now = (cell(column, row, view.lang) for column in ("value_then", "value_now"))
    return view.say("page.changes.moved", name=name, before=then, now=now)


def amended(view: View, since: date) -> list[Block]:
    """Every year that was closed; every change of the register: what it was and is, who decided it when, and why."""
    blocks: list[Block] = []
    for year in view.years:
        if (final := year["final_as_of"]) and since < final <= view.as_of:
            words = {"year": year["plan_year"], "as_of": formats.day(final, view.lang), "n": year["n_tasks"]}
            to = view.to("overview", year=year["plan_year"])
            blocks.append(Paragraph([Link(view.say("page.changes.year_closed", **words), to)]))
    rows = view.rows("amended", since=since)
    return [*blocks, Items([_amended(view, row) for row in rows])] if rows else blocks


def _amended(view: View, row: dict[str, Any]) -> Item:
    name = row["name"] or (view.say("registered.plan") if row["object"] == "plan" else row["id"])
    title: Text = [Link(name, view.to("task", id=row["task_id"]))] if row["task_id"] else name
    return Item(title, lines=[parts.joined(_amendment(view, row))])


def _amendment(view: View, row: dict[str, Any]) -> list[Text]:
    moved = _moved_in_register(view, row)
    if row["is_unregistered"]:
        return [[Strong(view.say("change.unregistered"))], moved]
    decided = view.say("page.changes.decided", decided_on=formats.day(row["decided_on"], view.lang))
    return [moved, decided, row["authority"], row["reason"]]


def _moved_in_register(view: View, row: dict[str, Any]) -> str:
    table, field = view.say(f"registered.{row['object']}"), row["field"]
    if field in (ADDED, WITHDRAWN):
        said = "list_added" if row["new_value"] else field
        return sentences(view.lang, (table, view.say(f"page.changes.{said}", n=row["new_value"])))
    return view.say(
        "page.changes.moved", name=sentences(view.lang, (table, amended_field(field, view.lang))),
        before=row["old_value"] or formats.NOTHING, now=row["new_value"] or formats.NOTHING,
    )  # fmt: skip


def restatements(view: View, since: date) -> list[Block]:
    """Every date that was published again: why, and which values changed."""
    rows = view.rows("restatements", since=since)
    if not rows:
        return []
    return [
        Items(
            [
                _restated(view, list(values))
                for _, values in groupby(rows, lambda r: (r["restated_as_of"], r["revision"]))
            ]
        )
    ]


def _restated(view: View, values: list[dict[str, Any]]) -> Item:
    first = values[0]
    head = view.say(
        "page.changes.restated", as_of=first["restated_as_of"], revision=first["revision"],
        published_at=moment(first["published_at"]), reason=first["reason"],
    )  # fmt: skip
    lines: list[Text] = []
    for row in values:
        if row["target_id"] is None:
            lines.append(view.say("page.changes.no_value_restated"))
            continue
        moved = aside(view.lang, _moved(view, row, row["name"]), row["unit"])
        lines.append([Link(moved, view.to("task", id=row["task_id"]))] if row["task_id"] else moved)
    return Item(head, lines=lines)


def method(view: View, since: date) -> list[Block]:
    """The rules that changed after one of the two snapshots was published; nothing where none did."""
    compared = [s for s in view.now.current if s.as_of in (since, view.as_of)]
    published_on = min(s.published_at.astimezone(LOCAL_TIME).date() for s in compared)
    changed = [change for change in method_changes(view.lang) if change.since > published_on]
    if not changed:
        return []
    items = []
    for since_on, changes in groupby(changed, lambda change: change.since):
        said = [view.say("page.changes.method_changed", section=c.section, what=c.what) for c in changes]
        items.append(
            Item(view.say("page.changes.method_since", since=formats.day(since_on, view.lang)), lines=said)
        )
    to_method = Link(view.say("page.changes.to_method"), view.to("method"))
    said: list[Block] = [Paragraph(view.say("page.changes.method")), Items(items), Paragraph([to_method])]
    return [Fold(view.say("page.changes.method_fold"), said, "method-changes")]


def helped(view: View, since: date) -> list[Block]:
    """Help requests that are new, or were answered or closed."""
    every = Paragraph([Link(view.say("page.changes.all_help"), view.to("coordination"))])
    rows = view.rows("help_changes", since=since)
    if not rows:
        return []
    return [Items([_helped(view, row) for row in rows]), every]


def _helped(view: View, row: dict[str, Any]) -> Item:
    change = Strong(view.say(f"change.{row['change']}"))
    return Item(
        [Link(row["task"], view.to("task", id=row["task_id"]))],
        lines=[parts.joined([[change], *parts.help_asked(view, row)])],
    )
