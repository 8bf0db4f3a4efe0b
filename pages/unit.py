"""What is this unit responsible for?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import parts
from planboard import charts, ui
from planboard.ui import NO_FILTER, Answers, View
from planboard.wording import formats

TASKS = (
    "item_no",
    "task",
    "status",
    "progress",
    "attainment_share",
    "deviation_points",
    "due",
    "pillar",
    "marks",
)
PARTICIPATION = ("measure_id", "measure", "role", "pillar", "lead_unit", "n_tasks")
HISTORY = (
    "as_of", "has_return", "is_on_time", "received_at", "n_sent_back", "score", "position", "n_done", "n_on_track",
    "n_at_risk", "n_behind", "n_overdue", "n_stale", "short_hash",
)  # fmt: skip


def page(view: View) -> None:
    """One unit: its tasks, targets, measures and returns; without a valid id in the address, a choice of units."""
    units = {r["unit_id"]: r for r in view.rows("units")}
    asked = st.query_params.get("id")
    if asked is not None and asked not in units:
        view.notices.append(view.say("notice.unit", value=asked[:40]))
    unit = units.get(asked or "")
    if unit is None:
        ui.header(view, view.say("page.unit.choose_title"))
        _choice(view, units, None)
        return
    ui.around(view, "unit", {u: r["unit"] for u, r in units.items()}, asked or "")
    ui.header(view, view.say("page.unit.title", unit=unit["unit"]), _summary(view, unit))
    _choice(view, units, asked)
    if unit["n_tasks"]:
        _note(view, asked)
        ui.why(view, "unit", asked)
    chosen = {**NO_FILTER, "unit_id": asked}
    st.header(view.say("page.unit.tasks"), anchor=False)
    if unit["n_tasks"]:
        ui.hint(view)
        ui.table(view, "tasks", TASKS, "tasks", opens="task", by="task_id", unit_id=asked, pillar_id=None)
    else:
        st.caption(view.say("page.unit.no_tasks"))
    if unit["n_targets"]:
        st.header(view.say("page.unit.targets"), anchor=False)
        ui.chart(view, charts.BULLET, "targets", f"targets-{asked}", opens="target", **chosen)
        ui.chart(view, charts.STEPS, "targets", f"steps-{asked}", opens="target", **chosen)
        ui.numbers(view, "targets", parts.TARGETS, f"targets-{asked}", **chosen)
    st.header(view.say("page.unit.participation"), anchor=False)
    if unit["n_led"] or unit["n_participating"]:
        ui.table(view, "participation", PARTICIPATION, "participation", unit_id=asked)
    else:
        st.caption(view.say("page.unit.no_participation"))
    if unit["n_tasks"]:
        st.header(view.say("page.unit.history"), anchor=False)
        ui.table(view, "unit_history", HISTORY, "history", unit_id=asked)
    ui.downloads(view, f"unit-{asked}", _files(unit, chosen), together=view.say("page.unit.brief"))


def _files(unit: dict[str, Any], chosen: dict[str, object]) -> Answers:
    files: Answers = {"participation": ("participation", {"unit_id": unit["unit_id"]})}
    if unit["n_targets"]:
        files = {"targets": ("targets", chosen), **files}
    if unit["n_tasks"]:
        tasks = ("tasks", {"unit_id": unit["unit_id"], "pillar_id": None})
        files = {"tasks": tasks, **files, "unit_history": ("unit_history", {"unit_id": unit["unit_id"]})}
    return files


def _choice(view: View, units: dict[str, dict[str, Any]], asked: str | None) -> None:
    ids = list(units) if asked else ["", *units]
    with st.container(width=420):
        ui.choose(
            "id", ids, asked or "", view.say("column.unit"),
            lambda u: units[u]["unit"] if u else view.say("frame.choose"),
        )  # fmt: skip


def _note(view: View, unit_id: str) -> None:
    newest = view.row("unit_history", unit_id=unit_id)
    if newest and newest["unit_note"]:
        st.caption(view.say("page.unit.note", text=ui.escaped(newest["unit_note"])))
    judged = next(r for r in view.rows("rosier") if r["unit_id"] == unit_id)
    if judged["n_rosier"]:
        share = formats.percent(judged["rosier_share"], view.lang)
        st.caption(view.say("page.unit.rosier", **{**judged, "share": share}))


def _summary(view: View, unit: dict[str, Any]) -> str:
    sentences = [
        view.say(
            "page.unit.summary", **{n: unit[n] for n in ("n_tasks", "n_targets", "n_led", "n_participating")}
        )
    ]
    if unit["score"] is not None:
        key = "page.unit.position" if unit["position"] else "page.unit.no_position"
        score = formats.number(unit["score"])
        sentences.append(view.say(key, score=score, position=unit["position"], n_ranked=unit["n_ranked"]))
    if not unit["has_return"] and (unit["n_tasks"] or unit["n_targets"]):
        sentences.append(view.say("page.unit.no_return"))
    return ui.escaped(" ".join(sentences))
