"""Where does this task stand and why?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import task_parts
from planboard import ui
from planboard.ui import NO_FILTER, Answers, View
from planboard.wording import formats
from planboard.wording.text import aside, sentences

HISTORY = (
    "as_of", "status", "reported_status", "stage", "attainment_share", "deviation_points", "narrative", "reason",
    "next_step", "next_step_on", "evidence", "reported_on", "reported_by", "due_on", "short_hash",
)  # fmt: skip
ON_PAPER = ("as_of", "status", "reported_status", "attainment_share", "deviation_points", "narrative")
HELP = ("asked_of_unit", "text", "asked_on", "needed_on", "answered_on", "answer", "is_overdue")


def page(view: View) -> None:
    """One task: status and why, targets, what was reported, help asked, every return; without a valid id in the
    address, a choice of tasks."""
    asked = st.query_params.get("id", "")
    row = view.row("task", task_id=asked)
    if row is None:
        if asked:
            view.notices.append(view.say("notice.task", value=asked[:40]))
        ui.header(view, view.say("page.task.choose_title"))
        ui.hint(view)
        ui.table(
            view, "tasks", ("item_no", "task", "status", "unit", "due_on"), "tasks",
            opens="task", by="task_id", pillar_id=None, unit_id=None,
        )  # fmt: skip
        return
    _crumbs(view, row)
    ui.header(view, row["task"], _status(view, row))
    _facts(view, row)
    ui.why(view, "task", row["task_id"], is_open=True)
    document = (view.row("plan") or {})["document_number"]
    st.caption(ui.escaped(view.say("page.task.source", document=document, source=row["source"])))
    if row["n_targets"]:
        task_parts.targets(view, row)
    st.header(view.say("page.task.report"), anchor=False)
    task_parts.newest_returns(view, row)
    st.header(view.say("page.task.help"), anchor=False)
    if view.query("task_help", task_id=asked).num_rows:
        ui.table(view, "task_help", HELP, f"help-{asked}", task_id=asked)
    else:
        st.caption(view.say("page.task.no_help"))
    st.header(view.say("page.task.history"), anchor=False)
    columns = ON_PAPER if view.is_on_paper else HISTORY
    ui.table(view, "task_history", columns, f"history-{asked}", task_id=asked)
    ui.downloads(view, f"task-{asked}", _files(row))


def _files(row: dict[str, Any]) -> Answers:
    task = {"task_id": row["task_id"]}
    files: Answers = {
        "task": ("task", task),
        "task_history": ("task_history", task),
        "task_help": ("task_help", task),
    }
    return {**files, "targets": ("targets", {**NO_FILTER, **task})} if row["n_targets"] else files


def _crumbs(view: View, row: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="crumbs"):
        ui.link(view, "overview", view.say("page.overview.name"))
        st.markdown("›", width="content")
        ui.link(view, f"pillar-{row['pillar_id']}", row["pillar"])
        st.markdown(f"› {view.say('page.task.item', item_no=row['item_no'])}", width="content")
        measure = view.say("page.task.measure", measure_id=row["measure_id"], measure=row["measure"])
        ui.link(view, f"pillar-{row['measure_pillar_id']}", measure)
        for other in ("previous", "next"):
            if row[f"{other}_task_id"] and not view.is_on_paper:
                ui.link(view, "task", view.say(f"page.task.{other}"), id=row[f"{other}_task_id"])


def _status(view: View, row: dict[str, Any]) -> str:
    parts = [
        view.say(
            "page.task.status_line", status=ui.status_markdown(view, row["status"]),
            why=ui.rule_sentence(view, row["rule"]), since=formats.day(row["status_since"], view.lang),
        )
    ]  # fmt: skip
    if row["status"] == "done" and row["finished_on"]:
        parts.append(view.say("page.task.finished", finished_on=formats.day(row["finished_on"], view.lang)))
        if row["is_late"]:
            parts.append(view.say("page.task.late"))
    if row["last_known_status"]:
        known = view.say(f"status.{row['last_known_status']}")
        parts.append(view.say("page.task.last_known", status=known, as_of=row["last_known_as_of"]))
    if row["is_reopened"]:
        parts.append(view.say("page.task.reopened"))
    if row["is_rosier"]:
        parts.append(_rosier(view, row))
    return sentences(view.lang, parts)


def _rosier(view: View, row: dict[str, Any]) -> str:
    history = ui.reason(view, "task", row["task_id"])
    return view.say(
        "page.task.rosier", reported=view.say(f"reported_status.{row['reported_status']}"),
        status=view.say(f"status.{row['status']}"), since=formats.day(history["rosier_since"], view.lang),
        n_judged=history["n_judged"], n_rosier=history["n_rosier"],
    )  # fmt: skip


def _facts(view: View, row: dict[str, Any]) -> None:
    due = formats.day(row["due_on"], view.lang)
    if row["due_on"] != row["original_due_on"]:
        moved = view.say("page.task.moved", original=formats.day(row["original_due_on"], view.lang))
        due = aside(view.lang, due, moved)
    unit, person, deadline, progress = st.columns(4)
    with unit:
        st.caption(view.say("page.task.unit"))
        ui.link(view, "unit", row["unit"], id=row["unit_id"])
    with person:
        st.caption(view.say("page.task.person"))
        st.markdown(ui.escaped(row["responsible_person"]))
    with deadline:
        st.caption(view.say("page.task.due"))
        left = (
            "" if row["status"] == "done" else f" · {formats.days_left(row['due_on'], view.as_of, view.lang)}"
        )
        st.markdown(due + left)
    with progress:
        if row["attainment_share"] is None:
            st.caption(view.say("page.task.stage"))
            st.markdown(view.say(f"stage.{row['stage']}") if row["stage"] else formats.NOTHING)
        else:
            st.caption(view.say("page.task.attainment"))
            expected = view.say(
                "page.task.expected", expected=formats.percent(row["expected_share"], view.lang)
            )
            st.markdown(f"{formats.percent(row['attainment_share'], view.lang)} · {expected}")
