"""What is waiting for help, and from whom?"""

from __future__ import annotations

from typing import Any

from pages import parts
from planboard import ui
from planboard.document.blocks import Document, Item, Items, Link, Notice, Paragraph, Section, Strong
from planboard.schema import HELP_STATES
from planboard.ui import View
from planboard.wording import formats

UNITS = (
    "asked_of_unit", "n_unanswered", "n_unanswered_overdue", "longest_waiting_days", "n_requests", "n_answered",
    "n_answered_late", "mean_days_to_answer",
)  # fmt: skip
TABLE = ("help_state", "task", "asking_unit", "asked_of_unit", "text", "needed_on", "answer")
EVERYTHING = {"unit_id": None, "help_state": None}


def page(view: View) -> None:
    """Help that units ask of each other: what is still open, with whom, and every request there was."""
    chosen = _chosen(view)
    ui.draw(view, document, **chosen)


def document(view: View, *, unit_id: str | None, help_state: str | None) -> Document:
    """The document of this page, of requests that concern a unit and are in a state."""
    title, answer = view.say("page.coordination.title"), _summary(view)
    if not view.rows("coordination", **EVERYTHING):
        return Document(title, answer)
    chosen = {"unit_id": unit_id, "help_state": help_state}
    found = view.rows("coordination", **chosen)
    waiting = [_open(view, row) for row in found if row["is_open"]]
    none_open = Paragraph(view.say("page.coordination.none_open"), "note")
    columns = (*TABLE, *parts.told(found))
    files: ui.Answers = {
        "coordination": ("coordination", chosen, columns),
        "coordination_units": ("coordination_units", {}, UNITS),
    }
    every = (
        ui.table_of(view, "coordination", columns, **chosen) if found else Notice(view.say("notice.no_rows"))
    )
    return Document(
        title,
        answer,
        [
            Section(view.say("page.coordination.open"), [Items(waiting) if waiting else none_open]),
            Section(
                view.say("page.coordination.units"), [ui.table_of(view, "coordination_units", UNITS)],
                view.say("page.coordination.units_note"),
            ),
            Section(view.say("page.coordination.all"), [every]),
            ui.downloads(view, "coordination", files),
        ],
    )  # fmt: skip


def _summary(view: View) -> str:
    counts = view.row("coordination_counts") or {}
    key = "none" if not counts["n_requests"] else "summary" if counts["n_unanswered"] else "settled"
    days = formats.days(counts["longest_waiting_days"], view.lang)
    return view.say(f"page.coordination.{key}", **{**counts, "days": days})


def _chosen(view: View) -> dict[str, object]:
    everything = view.rows("coordination", **EVERYTHING)
    units = {r[f"{side}_unit_id"]: r[f"{side}_unit"] for r in everything for side in ("asking", "asked_of")}
    states = {s: view.say(f"help_state.{s}") for s in HELP_STATES}
    with view.bar:
        of_unit = ui.filtered(view, "unit", units, view.say("page.coordination.unit"))
        in_state = ui.filtered(view, "state", states, view.say("page.coordination.state"))
    return {"unit_id": of_unit, "help_state": in_state}


def _open(view: View, row: dict[str, Any]) -> Item:
    days = formats.days(row["days_overdue"] or row["days_waiting"], view.lang)
    state = Strong(view.say(f"page.coordination.{row['help_state']}", days=days))
    units = [Link(row[f"{s}_unit"], view.to("unit", id=row[f"{s}_unit_id"])) for s in ("asking", "asked_of")]
    said = parts.joined([[state], *parts.help_asked(view, row)])
    return parts.task_item(view, row, lines=[said, parts.joined([[unit] for unit in units])])
