"""The lists of the page on changes: each change in words, with its cause, and a link to what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from pages import parts
from planboard import ui
from planboard.ui import View
from planboard.wording import formats as figures
from planboard.wording import readable as tables
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
    """Whether a list has anything in it; where not, the page says so in a sentence."""
    if view.rows(query, since=since, **params):
        return True
    st.caption(view.say(f"page.changes.no_{query}"))
    return False


def statuses(view: View, since: date) -> None:
    """Every task whose status changed: from what to what, by which rule, figure, deadline or return."""
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
        why=ui.rule(view, row["rule_before"], since),
    )  # fmt: skip
    now = view.say(
        "page.changes.now",
        status=view.say(f"status.{row['status']}"),
        why=ui.rule(view, row["rule"], view.as_of),
    )
    change = view.say(f"change.{row['change']}")
    said = [f"**{change}**", ui.plain(row["unit"]), before + now]
    if row["target"]:
        said.append(ui.plain(_moved(view, row, row["target"])))
    if row["deviation_points_before"] is not None and row["deviation_points"] is not None:
        points = {n: figures.points(row[f"deviation_points{n}"], lang) for n in ("_before", "")}
        said.append(view.say("page.changes.deviation", before=points["_before"], now=points[""]))
    if row["is_deadline_moved"]:
        was, due = (figures.day(row[n], lang) for n in ("due_on_before", "due_on"))
        said.append(view.say("page.changes.deadline", before=was, now=due))
    if row["has_late_return"]:
        said.append(view.say("page.changes.late_return"))
    if row["reason"]:
        said.append(view.say("page.changes.reason", text=ui.plain(row["reason"])))
    if row["return_sha256"]:
        said.append(view.say("page.changes.hash", hash=row["return_sha256"][:12]))
    return said


def _moved(view: View, row: dict[str, Any], name: str) -> str:
    then, now = (tables.COMPOSED[column](row, view.lang) for column in ("value_then", "value_now"))
    return view.say("page.changes.moved", name=name, before=then, now=now)


def amended(view: View, since: date) -> None:
    """What of the register is otherwise: what it was and is, who decided when, and why."""
    if not has_rows(view, "amended", since):
        return
    for row in view.rows("amended", since=since):
        name = row["name"] or row["id"]
        with st.container(gap=None):
            if row["task_id"]:
                ui.link(view, "task", name, id=row["task_id"])
            else:
                st.markdown(ui.plain(name))
            st.caption(" · ".join(_amendment(view, row)))


def _amendment(view: View, row: dict[str, Any]) -> list[str]:
    moved = view.say(
        "page.changes.moved",
        name=sentences(view.lang, (view.say(f"registered.{row['object']}"), tables.label(row["field"], view.lang))),
        before=row["old_value"] or figures.NOTHING, now=row["new_value"] or figures.NOTHING,
    )  # fmt: skip
    if row["is_unregistered"]:
        return [f"**{view.say('change.unregistered')}**", ui.plain(moved)]
    decided = view.say("page.changes.decided", decided_on=figures.day(row["decided_on"], view.lang))
    return [ui.plain(text) for text in (moved, decided, row["authority"], row["reason"])]


def restatements(view: View, since: date) -> None:
    """What was published anew, why, and which values came out otherwise."""
    if not has_rows(view, "restatements", since):
        return
    said = None
    with st.container(gap="xsmall"):
        for row in view.rows("restatements", since=since):
            if said != (row["restated_as_of"], row["revision"]):
                said = row["restated_as_of"], row["revision"]
                head = view.say(
                    "page.changes.restated", as_of=row["restated_as_of"], revision=row["revision"],
                    published_at=tables.moment(row["published_at"]), reason=row["reason"],
                )  # fmt: skip
                st.markdown(ui.plain(head))
            if row["target_id"] is None:
                st.caption(view.say("page.changes.no_value_restated"))
                continue
            moved = aside(view.lang, _moved(view, row, row["name"]), row["unit"])
            if row["task_id"]:
                ui.link(view, "task", moved, id=row["task_id"])
            else:
                st.caption(ui.plain(moved))


def helped(view: View, since: date) -> None:
    """Help newly asked, or answered or closed since."""
    if has_rows(view, "help_changes", since):
        for row in view.rows("help_changes", since=since):
            with st.container(gap=None):
                ui.link(view, "task", row["task"], id=row["task_id"])
                change = view.say(f"change.{row['change']}")
                st.caption(" · ".join([f"**{change}**", *parts.help_asked(view, row)]))
    ui.link(view, "coordination", view.say("page.changes.all_help"))
