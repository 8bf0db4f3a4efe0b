"""The lists on the page of changes: each change in words, with its cause and a link to what changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from pages import parts
from planboard import ui
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.readable import cell, label, moment
from planboard.wording.text import aside, sentences

TABLE = (
    "change",
    "task",
    "status_before",
    "status",
    "unit",
    "target",
    "deviation_points_before",
    "deviation_points",
)


def has_rows(view: View, query: str, since: date, **params: object) -> bool:
    """Whether the query has rows; if it has none, the page says so in a sentence."""
    if view.rows(query, since=since, **params):
        return True
    st.caption(view.say(f"page.changes.no_{query}"))
    return False


def statuses(view: View, since: date) -> None:
    """Every task whose status changed: from what to what, and by which rule, figure, deadline or return."""
    if not has_rows(view, "changes", since, pillar_id=None):
        return
    rows = view.rows("changes", pillar_id=None, since=since)
    for row in rows:
        with st.container(gap=None):
            ui.link(view, "task", row["task"], status=row["status"], id=row["task_id"])
            st.caption(" · ".join(_cause(view, row, since)))
    ui.numbers(view, "changes", TABLE, "changes", opens="task", by="task_id", pillar_id=None, since=since)


def _cause(view: View, row: dict[str, Any], since: date) -> list[str]:
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
    causes = [f"**{change}**", ui.escaped(row["unit"]), before + now]
    if row["target"]:
        causes.append(ui.escaped(_moved(view, row, row["target"])))
    if row["deviation_points_before"] is not None and row["deviation_points"] is not None:
        points = {n: formats.points(row[f"deviation_points{n}"], lang) for n in ("_before", "")}
        causes.append(view.say("page.changes.deviation", before=points["_before"], now=points[""]))
    if row["is_deadline_moved"]:
        was, due = (formats.day(row[n], lang) for n in ("due_on_before", "due_on"))
        causes.append(view.say("page.changes.deadline", before=was, now=due))
    if row["has_late_return"]:
        causes.append(view.say("page.changes.late_return"))
    if row["reason"]:
        causes.append(view.say("page.changes.reason", text=ui.escaped(row["reason"])))
    if row["return_sha256"]:
        causes.append(view.say("page.changes.hash", hash=row["return_sha256"][:12]))
    return causes


def _moved(view: View, row: dict[str, Any], name: str) -> str:
    then, now = (cell(column, row, view.lang) for column in ("value_then", "value_now"))
    return view.say("page.changes.moved", name=name, before=then, now=now)


def amended(view: View, since: date) -> None:
    """Every change of the register: what it was and is, who decided it when, and why."""
    if not has_rows(view, "amended", since):
        return
    for row in view.rows("amended", since=since):
        name = row["name"] or row["id"]
        with st.container(gap=None):
            if row["task_id"]:
                ui.link(view, "task", name, id=row["task_id"])
            else:
                st.markdown(ui.escaped(name))
            st.caption(" · ".join(_amendment(view, row)))


def _amendment(view: View, row: dict[str, Any]) -> list[str]:
    moved = view.say(
        "page.changes.moved",
        name=sentences(view.lang, (view.say(f"registered.{row['object']}"), label(row["field"], view.lang))),
        before=row["old_value"] or formats.NOTHING, now=row["new_value"] or formats.NOTHING,
    )  # fmt: skip
    if row["is_unregistered"]:
        return [f"**{view.say('change.unregistered')}**", ui.escaped(moved)]
    decided = view.say("page.changes.decided", decided_on=formats.day(row["decided_on"], view.lang))
    return [ui.escaped(text) for text in (moved, decided, row["authority"], row["reason"])]


def restatements(view: View, since: date) -> None:
    """Every date that was published again: why, and which values changed."""
    if not has_rows(view, "restatements", since):
        return
    revision = None
    with st.container(gap="xsmall"):
        for row in view.rows("restatements", since=since):
            if revision != (row["restated_as_of"], row["revision"]):
                revision = row["restated_as_of"], row["revision"]
                head = view.say(
                    "page.changes.restated", as_of=row["restated_as_of"], revision=row["revision"],
                    published_at=moment(row["published_at"]), reason=row["reason"],
                )  # fmt: skip
                st.markdown(ui.escaped(head))
            if row["target_id"] is None:
                st.caption(view.say("page.changes.no_value_restated"))
                continue
            moved = aside(view.lang, _moved(view, row, row["name"]), row["unit"])
            if row["task_id"]:
                ui.link(view, "task", moved, id=row["task_id"])
            else:
                st.caption(ui.escaped(moved))


def helped(view: View, since: date) -> None:
    """Help requests that are new, or were answered or closed."""
    if has_rows(view, "help_changes", since):
        for row in view.rows("help_changes", since=since):
            with st.container(gap=None):
                ui.link(view, "task", row["task"], id=row["task_id"])
                change = view.say(f"change.{row['change']}")
                st.caption(" · ".join([f"**{change}**", *parts.help_asked(view, row)]))
    ui.link(view, "coordination", view.say("page.changes.all_help"))
