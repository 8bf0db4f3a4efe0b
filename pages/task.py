"""Where does this task stand and why?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import parts, task_parts
from planboard import ui
from planboard.document.blocks import (
    Block,
    Document,
    Fact,
    Facts,
    Link,
    Notice,
    Paragraph,
    Run,
    Section,
    Text,
)
from planboard.ui import ANY_YEAR, NO_FILTER, Answers, View
from planboard.wording import formats
from planboard.wording.readable import cell
from planboard.wording.text import aside, listed

CHOICE = ("item_no", "task", "status", "unit", "due_on")
TASK = (
    "item_no", "task", "pillar", "measure", "unit", "responsible_person", "due_on", "original_due_on", "status", "due",
    "attainment_share", "expected_share", "deviation_points", "stage", "finished_on", "is_late", "narrative", "reason",
    "next_step", "next_step_on", "evidence", "reported_on", "reported_by", "source",
)  # fmt: skip
HISTORY = (
    "as_of", "status", "reported_status", "stage", "attainment_share", "deviation_points", "narrative", "reason",
    "next_step", "next_step_on", "evidence", "reported_on", "reported_by", "due_on", "short_hash",
)  # fmt: skip
HELP = ("asked_of_unit", "text", "asked_on", "needed_on", "answered_on", "answer", "is_overdue")


def page(view: View) -> None:
    """One task: status and why, targets, what was reported, help asked, every return; without a valid id in the
    address, a choice of tasks."""
    asked = st.query_params.get("id", "")
    row = view.row("task", task_id=asked)
    if row is None:
        ui.draw(view, choice, asked=asked[:40])
        return
    ui.draw(view, document, task_id=asked)


def choice(view: View, *, asked: str) -> Document:
    """The tasks to choose from, with a word about the one that was asked for and is not among them."""
    blocks: list[Block] = []
    if closed := _closed_with(view, asked):
        words = view.say("page.task.of_closed_year", **closed)
        blocks.append(Paragraph([Link(words, view.to("task", id=asked, year=closed["year"]))]))
    elif asked:
        blocks.append(Notice(view.say("notice.task", value=asked), "warning"))
    blocks.append(ui.table_of(view, "tasks", CHOICE, pillar_id=None, unit_id=None))
    return Document(view.say("page.task.choose_title"), "", blocks)


def document(view: View, *, task_id: str) -> Document:
    """The document of a task."""
    row = view.row("task", task_id=task_id) or {}
    number = (view.row("plan") or {})["document_number"]
    asked = view.rows("task_help", task_id=task_id)
    told = parts.told(asked)
    help_asked = ui.table_of(view, "task_help", (*HELP, *told), task_id=task_id)
    blocks: list[Block] = [
        _facts(view, row),
        *ui.why(view, "task", task_id, is_open=True),
        Paragraph(view.say("page.task.source", document=number, source=row["source"]), "note"),
    ]
    if row["n_targets"]:
        blocks.append(task_parts.targets(view, row))
    blocks += [
        Section(view.say("page.task.report"), task_parts.newest_returns(view, row)),
        Section(
            view.say("page.task.help"),
            [help_asked if asked else Paragraph(view.say("page.task.no_help"), "note")],
        ),
        Section(view.say("page.task.history"), [ui.table_of(view, "task_history", HISTORY, task_id=task_id)]),
    ]
    blocks.append(ui.downloads(view, f"task-{task_id}", _files(row, told)))
    around = [
        Link(view.say(f"page.task.{word}"), view.to("task", id=row[f"{word}_task_id"]))
        for word in ("previous", "next")
        if row[f"{word}_task_id"]
    ]
    return Document(row["task"], _status(view, row), blocks, crumbs=_crumbs(view, row), around=around)


def _closed_with(view: View, task_id: str) -> dict[str, Any] | None:
    """The name and year of a task whose year was closed before the date shown; None if there is no such task."""
    for year in view.years:
        final = year["final_as_of"]
        if final and final < view.as_of and (row := view.row("task", task_id=task_id, as_of=final)):
            return {"task": row["task"], "year": row["plan_year"]}
    return None


def _files(row: dict[str, Any], told: Sequence[str]) -> Answers:
    task = {"task_id": row["task_id"]}
    files: Answers = {
        "task": ("task", task, TASK),
        "task_history": ("task_history", task, HISTORY),
        "task_help": ("task_help", task, (*HELP, *told)),
    }
    if not row["n_targets"]:
        return files
    return {**files, "targets": ("targets", {**NO_FILTER, **ANY_YEAR, **task}, ui.TARGETS)}


def _crumbs(view: View, row: dict[str, Any]) -> list[Run]:
    measure = view.say("page.task.measure", measure_id=row["measure_id"], measure=row["measure"])
    return [
        Link(view.say("page.overview.name"), view.to("overview")),
        Link(row["pillar"], view.to(f"pillar-{row['pillar_id']}")),
        view.say("page.task.item", item_no=row["item_no"]),
        Link(measure, view.to(f"pillar-{row['measure_pillar_id']}")),
    ]


def _status(view: View, row: dict[str, Any]) -> Text:
    decides = ui.reason(view, "task", row["task_id"])
    line = view.runs(
        "page.task.status_line", status=ui.status_of(view, row["status"]),
        why=ui.rule_sentence(view, row["rule"], is_met=decides["is_met"]),
        since=formats.day(row["status_since"], view.lang),
    )  # fmt: skip
    said = []
    if row["status"] == "done" and row["finished_on"]:
        said.append(view.say("page.task.finished", finished_on=formats.day(row["finished_on"], view.lang)))
        if row["is_late"]:
            said.append(view.say("page.task.late"))
    if row["last_known_status"]:
        known = view.say(f"status.{row['last_known_status']}")
        said.append(view.say("page.task.last_known", status=known, as_of=row["last_known_as_of"]))
    if row["is_reopened"]:
        said.append(view.say("page.task.reopened"))
    if again := parts.repeated(view, row):
        said.append(view.say("page.task.repeated", said=listed(view.lang, again)))
    if row["is_rosier"]:
        said.append(_rosier(view, row))
    space = view.say("words.sentence_space")
    return [*line, *(space + sentence for sentence in said)]


def _rosier(view: View, row: dict[str, Any]) -> str:
    history = ui.reason(view, "task", row["task_id"])
    return view.say(
        "page.task.rosier", reported=view.say(f"reported_status.{row['reported_status']}"),
        status=view.say(f"status.{row['status']}"), since=formats.day(history["rosier_since"], view.lang),
        n_checkable=history["n_checkable"], n_rosier=history["n_rosier"],
    )  # fmt: skip


def _facts(view: View, row: dict[str, Any]) -> Facts:
    due = formats.day(row["due_on"], view.lang)
    if row["due_on"] != row["original_due_on"]:
        moved = view.say("page.task.moved", original=formats.day(row["original_due_on"], view.lang))
        due = aside(view.lang, due, moved)
    left = cell("due", row, view.lang)
    return Facts(
        [
            Fact(view.say("page.task.unit"), [Link(row["unit"], view.to("unit", id=row["unit_id"]))]),
            Fact(view.say("page.task.person"), row["responsible_person"] or formats.NOTHING),
            Fact(view.say("page.task.due"), " · ".join(str(part) for part in (due, left) if part)),
            _progress(view, row),
        ],
        "props",
    )


def _progress(view: View, row: dict[str, Any]) -> Fact:
    if row["n_targets"] and row["attainment_share"] is None:
        decides = ui.reason(view, "task", row["task_id"])
        return Fact(view.say("column.value_of_target"), str(cell("value_of_target", decides, view.lang)))
    if row["attainment_share"] is None:
        stage = view.say(f"stage.{row['stage']}") if row["stage"] else formats.NOTHING
        return Fact(view.say("page.task.stage"), stage)
    expected = view.say("page.task.expected", expected=formats.percent(row["expected_share"], view.lang))
    reached = f"{formats.percent(row['attainment_share'], view.lang)} · {expected}"
    return Fact(view.say("page.task.attainment"), reached)
