"""Where does this task stand and why?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pages import parts, task_parts
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Columns,
    Document,
    Fact,
    Facts,
    Link,
    Notice,
    Paragraph,
    Run,
    Section,
    Soft,
    Text,
)
from planboard.ui import ANY_YEAR, NO_FILTER, Answers, View
from planboard.wording import formats
from planboard.wording.readable import cell
from planboard.wording.text import aside

HELP = ("asked_of_unit", "text", "asked_on", "needed_on", "answered_on", "answer", "is_overdue")
CHOICE = ("item_no", "task", "status", "unit", "due_on")
TASK = (
    "item_no", "task", "pillar", "measure", "unit", "responsible_person", "due_on", "original_due_on", "status", "due",
    "attainment_share", "expected_share", "deviation_points", "stage", "finished_on", "is_late", "narrative", "reason",
    "next_step", "next_step_on", "evidence", "reported_on", "reported_by", "source",
)  # fmt: skip


def page(view: View) -> None:
    """One task: status and why, targets, what was reported, help asked, every return; without a valid id in the
    address, a choice of tasks."""
    asked = view.take("id") or ""
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
    """The document of a task: what its unit says and who must act, then its figures or stages, its returns, and how its
    status came about."""
    row = view.row("task", task_id=task_id) or {}
    by_telephone = parts.told(view.rows("task_help", task_id=task_id))
    blocks: list[Block] = [
        Columns([(8, task_parts.told(view, row)), (4, [task_parts.must_act(view, row)])]),
        _facts(view, row),
    ]
    if row["n_targets"]:
        blocks.append(task_parts.targets(view, row))
    elif stages := ui.figure(view, charts.STAGES, "task_stages", f"stages-{task_id}", task_id=task_id):
        blocks.append(Section(view.say("page.task.stages"), stages))
    blocks += [task_parts.returns(view, row), *ui.why(view, "task", task_id)]
    blocks.append(ui.downloads(view, f"task-{task_id}", _files(row, by_telephone)))
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


def _files(row: dict[str, Any], by_telephone: Sequence[str]) -> Answers:
    task = {"task_id": row["task_id"]}
    files: Answers = {
        "task": ("task", task, TASK),
        "task_history": ("task_history", task, task_parts.HISTORY),
        "task_help": ("task_help", task, (*HELP, *by_telephone)),
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
        why=_why(view, row, decides),
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
    space = view.say("words.sentence_space")
    return [*line, *(space + sentence for sentence in said)]


def _why(view: View, row: dict[str, Any], decides: dict[str, Any]) -> str:
    """What is the matter, by its size where it has one; else what the rule found."""
    if row["rule"] in parts.SAID_BY_DEVIATION and decides["value"] is not None:
        shares = {n: formats.percent(decides[f"{n}_share"], view.lang) for n in ("attainment", "expected")}
        value = str(cell("value_of_target", decides, view.lang))
        return view.say("page.task.off_pace", target=decides["target"], value=value, **shares)
    if row["status"] == "overdue" and not decides["is_met"] and row["days_left"] < 0:
        return view.say("page.task.overdue", days=formats.days(-row["days_left"], view.lang))
    return ui.rule_sentence(view, row["rule"], is_met=decides["is_met"])


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
            Fact(view.say("page.task.due"), [due, *(["\n", Soft(str(left))] if left else [])]),
            _progress(view, row),
            Fact(view.say("column.source"), _source(view, row)),
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


def _source(view: View, row: dict[str, Any]) -> Text:
    return [(view.row("plan") or {})["document_number"], "\n", Soft(row["source"])]
