"""Are we on track, and what needs a leader today?"""

from typing import Any

import streamlit as st

from pages import parts
from planboard import charts, ui
from planboard.ui import NO_FILTER, View
from planboard.wording import formats
from planboard.wording.text import aside, inside
from planboard.wording.verdict import verdict

GAUGES = ("name", "attainment_share", "expected_share", "n_measured", "n_targets", "n_met", "worst_status")
TREND = ("as_of", "series", "share", "n", "n_tasks")
LONG = {**NO_FILTER, "owner": "measure"}


def page(view: View) -> None:
    """The state of the plan: verdict, pillars, exceptions, changes, trend, and the targets of later years."""
    headline = view.row("headline", pillar_id=None)
    with st.container(gap="xsmall"):
        ui.header(view, view.say("page.overview.title"), verdict(headline, view.lang))
        _gauges(view)
        parts.exceptions(view, None)
    st.header(view.say("page.overview.counts"), anchor=False)
    bars, counts = st.columns([3, 2], gap="medium")
    with bars:
        ui.chart(view, charts.STATUS_BAR, "status_counts", "status", opens="pillar")
        ui.numbers(view, "pillar_gauges", GAUGES, "gauges")
    with counts:
        _coverage(view, headline)
        parts.status_counts(view, 0)
    changed, over_time = st.columns([2, 3], gap="medium")
    with changed:
        st.header(view.say("page.overview.changes"), anchor=False)
        _changes(view, headline)
    with over_time:
        st.header(view.say("page.overview.trend"), anchor=False)
        ui.chart(view, charts.TREND, "trend", "trend", pillar_id=None)
        ui.numbers(view, "trend", TREND, "trend", pillar_id=None)
    st.header(view.say("page.overview.long_targets"), anchor=False)
    st.caption(view.say("page.overview.long_targets_note"))
    ui.chart(view, charts.BULLET, "targets", "long", opens="target", **LONG)
    ui.chart(view, charts.STEPS, "targets", "long_steps", opens="target", **LONG)
    ui.numbers(view, "targets", parts.TARGETS, "long", **LONG)
    ui.downloads(
        view,
        "overview",
        {
            "status_counts": ("status_counts", {}),
            "pillar_gauges": ("pillar_gauges", {}),
            "exceptions": ("exceptions", {"pillar_id": None}),
            "changes": ("changes", {"pillar_id": None, "since": headline["previous_as_of"]}),
            "trend": ("trend", {"pillar_id": None}),
            "targets": ("targets", LONG),
        },
        only=("status_counts", "exceptions", "targets"),
    )


def _gauges(view: View) -> None:
    pillars = view.rows("pillars")
    with st.container(key="gauges"):
        grid = st.grid(columns=len(pillars), min_column_width=165)
        for row in pillars:
            with grid.cell(), st.container(gap=None):
                ui.link(view, f"pillar-{row['pillar_id']}", row["short"])
                only = ("pillar_id", row["pillar_id"])
                key = f"gauge{row['pillar_id']}"
                ui.chart(
                    view, charts.GAUGE, "pillar_movement", key, opens="pillar", only=only, of=row["short"]
                )


def _coverage(view: View, headline: dict[str, Any]) -> None:
    st.caption(
        view.say(
            "page.overview.coverage", n_reported=headline["n_reported"], n_tasks=headline["n_tasks"],
            n_attainment=headline["n_attainment"], mean=formats.percent(headline["mean_attainment_share"], view.lang),
        )
    )  # fmt: skip


def _changes(view: View, headline: dict[str, Any]) -> None:
    if headline["previous_as_of"] is None:
        st.caption(view.say("page.overview.first_snapshot"))
        return
    rows = view.rows("changes", pillar_id=None, since=headline["previous_as_of"])
    if rows:
        st.caption(
            view.say("page.overview.changes_since", as_of=formats.day(headline["previous_as_of"], view.lang))
        )
        with st.container(gap="xsmall"):  # with a smaller gap, the links would overlap
            for row in rows:
                change = view.say(f"change.{row['change']}")
                label = aside(view.lang, row["task"], inside(change))
                ui.link(view, "task", label, status=row["status"], id=row["task_id"])
    else:
        st.caption(view.say("page.overview.no_changes"))
    ui.link(view, "changes", view.say("page.overview.all_changes"))
