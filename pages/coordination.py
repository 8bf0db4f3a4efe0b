"""What is waiting for help, and from whom?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import parts
from planboard import ui
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
    ui.header(view, view.say("page.coordination.title"), _summary(view))
    everything = view.rows("coordination", **EVERYTHING)
    chosen = _chosen(view, everything)
    if not everything:
        return
    found = view.rows("coordination", **chosen)
    st.header(view.say("page.coordination.open"), anchor=False)
    _open(view, found)
    st.header(view.say("page.coordination.units"), anchor=False)
    ui.hint(view, note=view.say("page.coordination.units_note"))
    ui.table(view, "coordination_units", UNITS, "units", opens="unit", by="asked_of_unit_id")
    st.header(view.say("page.coordination.all"), anchor=False)
    if found:
        ui.hint(view)
        ui.table(view, "coordination", TABLE, "requests", opens="task", by="task_id", **chosen)
    else:
        st.info(view.say("notice.no_rows"))
    files = {"coordination": ("coordination", chosen), "coordination_units": ("coordination_units", {})}
    ui.downloads(view, "coordination", files)


def _summary(view: View) -> str:
    counts = view.row("coordination_counts") or {}
    key = "none" if not counts["n_requests"] else "summary" if counts["n_unanswered"] else "settled"
    days = formats.days(counts["longest_waiting_days"], view.lang)
    return ui.escaped(view.say(f"page.coordination.{key}", **{**counts, "days": days}))


def _chosen(view: View, everything: list[dict[str, Any]]) -> dict[str, object]:
    units = {r[f"{side}_unit_id"]: r[f"{side}_unit"] for r in everything for side in ("asking", "asked_of")}
    states = {s: view.say(f"help_state.{s}") for s in HELP_STATES}
    unit, state = st.columns(2)
    with unit:
        of_unit = ui.filtered(view, "unit", units, view.say("page.coordination.unit"))
    with state:
        in_state = ui.filtered(view, "state", states, view.say("page.coordination.state"))
    return {"unit_id": of_unit, "help_state": in_state}


def _open(view: View, found: list[dict[str, Any]]) -> None:
    waiting = [r for r in found if r["is_open"]]
    if not waiting:
        st.caption(view.say("page.coordination.none_open"))
        return
    for row in waiting:
        days = formats.days(row["days_overdue"] or row["days_waiting"], view.lang)
        state = view.say(f"page.coordination.{row['help_state']}", days=days)
        with st.container(gap=None):
            ui.link(view, "task", row["task"], status=row["status"], id=row["task_id"])
            st.caption(" · ".join([f"**{state}**", *parts.help_asked(view, row)]))
            with st.container(horizontal=True):
                for side in ("asking", "asked_of"):
                    ui.link(view, "unit", row[f"{side}_unit"], id=row[f"{side}_unit_id"])
