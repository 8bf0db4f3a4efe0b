"""How is this pillar doing, measure by measure?"""

from typing import Any

import streamlit as st

from pages import parts
from planboard import charts, ui
from planboard.ui import NO_FILTER, View
from planboard.wording.text import listed
from planboard.wording.verdict import verdict

TREND = ("as_of", "series", "share", "n", "n_tasks")
TASKS = (
    "item_no", "task", "status", "progress", "attainment_share", "deviation_points", "due", "unit", "marks"
)  # fmt: skip


def page(view: View, pillar_id: int) -> None:
    """One pillar: its state, its measures with their units, its targets and its tasks."""
    pillar = next(r for r in view.rows("pillars") if r["pillar_id"] == pillar_id)
    titles = {str(r["pillar_id"]): r["short"] for r in view.rows("pillars")}
    ui.around(view, "pillar-", titles, str(pillar_id))
    headline = view.row("headline", pillar_id=pillar_id)
    title = view.say("page.pillar.title", pillar=pillar["title"])
    if headline is None:
        ui.header(view, title, view.say("page.pillar.no_tasks"))
    else:
        ui.header(view, title, verdict(headline, view.lang))
        _state(view, pillar_id)
        ui.why(view, "pillar", str(pillar_id))
    st.header(view.say("page.pillar.measures"), anchor=False)
    for row in view.rows("measures", pillar_id=pillar_id):
        _measure(view, row)
    chosen = {**NO_FILTER, "pillar_id": pillar_id, "owner": "task"}
    if pillar["n_targets"]:
        st.header(view.say("page.pillar.targets"), anchor=False)
        ui.chart(view, charts.BULLET, "targets", "targets", opens="target", **chosen)
        ui.chart(view, charts.STEPS, "targets", "steps", opens="target", **chosen)
        ui.numbers(view, "targets", parts.TARGETS, "targets", **chosen)
    if pillar["n_tasks"]:
        st.header(view.say("page.pillar.tasks"), anchor=False)
        ui.hint(view, note=view.say("page.pillar.crossing"))
        ui.table(view, "tasks", TASKS, "tasks", opens="task", by="task_id", pillar_id=pillar_id, unit_id=None)
    ui.downloads(
        view,
        f"pillar-{pillar_id}",
        {
            "tasks": ("tasks", {"pillar_id": pillar_id, "unit_id": None}),
            "targets": ("targets", chosen),
            "measures": ("measures", {"pillar_id": pillar_id}),
            "trend": ("trend", {"pillar_id": pillar_id}),
        },
    )


def _state(view: View, pillar_id: int) -> None:
    left, middle, right = st.columns([4, 6, 6], gap="medium")
    with left:
        st.caption(view.say("page.pillar.gauge"))
        ui.chart(view, charts.GAUGE, "pillar_movement", "gauge", only=("pillar_id", pillar_id))
    with middle:
        ui.chart(view, charts.STATUS_BAR, "status_counts", "status", only=("scope_id", pillar_id))
        parts.status_counts(view, pillar_id)
    with right:
        ui.chart(view, charts.TREND, "trend", "trend", pillar_id=pillar_id)
        ui.numbers(view, "trend", TREND, "trend", pillar_id=pillar_id)
    parts.exceptions(view, pillar_id)


def _measure(view: View, row: dict[str, Any]) -> None:
    with st.container(border=True, gap="xsmall", key=f"card-{row['measure_id']}"):
        st.markdown(f"**{row['measure_id']}. {ui.escaped(row['measure'])}**")
        st.markdown(ui.escaped(row["summary"]))
        others = listed(view.lang, row["participating_units"])
        lead = view.say(
            "page.pillar.measure_line", lead=row["lead_unit"], participating=others or view.say("frame.none")
        )
        st.caption(ui.escaped(lead))
        if row["n_tasks"]:
            counts = view.say(
                "page.pillar.measure_tasks", **{n: row[n] for n in ("n_tasks", "n_done", "n_attention")}
            )
            if not row["n_attention"]:
                st.caption(f"{ui.status_markdown(view, row['worst_status'])}　{counts}")
                return
            st.caption(counts)
            worst = ui.reason(view, "measure", str(row["measure_id"]))
            ui.link(view, "task", worst["task"], status=worst["status"], id=worst["task_id"])
        else:
            st.caption(view.say("page.pillar.measure_no_tasks"))
