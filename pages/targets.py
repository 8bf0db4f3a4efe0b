"""Which targets will be met?"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import parts
from planboard import charts, ui
from planboard.schema import STATUSES
from planboard.ui import NO_FILTER, View

TABLE = (
    "name", "status", "value_of_target", "progress", "attainment_share", "deviation_points",
    "forecast", "unit",
)  # fmt: skip


def page(view: View) -> None:
    """All targets as bars or steps, with expected share and forecast, and as a table."""
    everything = view.rows("targets", **NO_FILTER)
    ui.header(view, view.say("page.targets.title"), parts.targets_message(view, "page.targets.summary"))
    chosen = _chosen(view, everything)
    if not view.query("targets", **chosen).num_rows:
        st.info(view.say("notice.no_rows"))
        return
    st.header(view.say("page.targets.bullets"), anchor=False)
    st.caption(view.say("page.targets.bullets_note", range=parts.forecast_range(view)))
    ui.chart(view, charts.BULLET, "targets", "bullets", opens="target", **chosen)
    st.header(view.say("page.targets.steps"), anchor=False)
    st.caption(view.say("page.targets.steps_note"))
    ui.chart(view, charts.STEPS, "targets", "steps", opens="target", **chosen)
    st.header(view.say("page.targets.table"), anchor=False)
    ui.hint(view)
    ui.table(view, "targets", TABLE, "targets", opens="target", by="target_id", **chosen)
    ui.why_each(view, "target", [r["target_id"] for r in view.rows("targets", **chosen)])
    ui.downloads(view, "targets", {"targets": ("targets", chosen)})


def _chosen(view: View, everything: Sequence[dict[str, Any]]) -> dict[str, object]:
    pillars = {str(r["pillar_id"]): r["pillar"] for r in everything}
    units = {r["unit_id"]: r["unit"] for r in everything}
    years = {str(r["plan_year"]): str(r["plan_year"]) for r in everything}
    states = {s: view.say(f"status.{s}") for s in STATUSES}
    columns = st.columns(4)
    with columns[0]:
        pillar = ui.filtered(view, "pillar", dict(sorted(pillars.items())), view.say("page.targets.pillar"))
    with columns[1]:
        unit = ui.filtered(view, "unit", units, view.say("page.targets.unit"))
    with columns[2]:
        status = ui.filtered(view, "status", states, view.say("page.targets.state"))
    with columns[3]:
        year = ui.filtered(view, "year", years, view.say("page.targets.year"))
    return {
        **NO_FILTER,
        "pillar_id": int(pillar) if pillar else None,
        "unit_id": unit,
        "status": status,
        "plan_year": int(year) if year else None,
    }
