"""Which units lead, which need attention?"""

import streamlit as st

from planboard import charts, ui
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.text import listed

RANKED = (
    "position", "unit", "movement", "rank_range", "band_sure", "score", "n_tasks", "n_done", "n_overdue", "n_stale",
    "unit_note",
)  # fmt: skip
FEW = ("unit", "score", "n_tasks", "n_done", "n_overdue", "n_stale", "unit_note")
DIFFICULTY = (
    "unit", "n_tasks", "numeric_share", "mean_attainment_share", "n_attainment", "helped_share", "n_help_open", "n_led",
    "n_participating",
)  # fmt: skip
ROSIER = ("unit", "n_judged", "n_rosier", "rosier_share", "n_rosier_now")
CELLS = ("unit", "pillar", "n_tasks", "score", "n_attention", "n_done")
DISCIPLINE = (
    "unit",
    "has_return",
    "n_due",
    "n_received",
    "n_on_time",
    "n_missing",
    "n_sent_back",
    "on_time_share",
    "n_task_periods",
    "n_stale_periods",
)


def page(view: View) -> None:
    """The league table with how sure each position is, units with few tasks apart, and reporting on its own."""
    counts = view.row("league_counts")
    plan = view.row("plan")
    first = listed(view.lang, counts["first_units"])
    score = formats.number(counts["first_score"])
    key = "page.league.summary" if counts["n_ranked"] else "page.league.summary_none"
    summary = view.say(key, **{**counts, "first": first, "score": score})
    ui.header(view, view.say("page.league.title"), ui.escaped(summary))
    st.caption(
        view.say(
            "page.league.caution", n_tasks=counts["n_tasks"], n_units=counts["n_units"], minimum=plan["league_minimum"],
            range=formats.percent(plan["league_range_share"], view.lang),
        )
    )  # fmt: skip
    st.header(view.say("page.league.chart"), anchor=False)
    ui.chart(view, charts.LEAGUE, "league", "league", opens="unit", only=("is_ranked", True))
    st.header(view.say("page.league.ranked"), anchor=False)
    ui.hint(view, note=view.say("page.league.score_note"))
    ui.table(view, "league", RANKED, "ranked", opens="unit", by="unit_id", only=("is_ranked", True))
    st.header(view.say("page.league.few"), anchor=False)
    few = view.say("page.league.few")
    ui.table(view, "league", FEW, "few", opens="unit", by="unit_id", only=("is_ranked", False), alt=few)
    st.header(view.say("page.league.difficulty"), anchor=False)
    st.caption(view.say("page.league.difficulty_note"))
    ui.table(view, "difficulty", DIFFICULTY, "difficulty", opens="unit", by="unit_id")
    st.header(view.say("page.league.heatmap"), anchor=False)
    ui.chart(view, charts.HEATMAP, "unit_pillars", "heatmap", opens="unit")
    ui.numbers(view, "unit_pillars", CELLS, "heatmap")
    st.header(view.say("page.league.discipline"), anchor=False)
    st.caption(view.say("page.league.discipline_note"))
    ui.table(view, "discipline", DISCIPLINE, "discipline", opens="unit", by="unit_id")
    st.header(view.say("page.league.rosier"), anchor=False)
    st.caption(view.say("page.league.rosier_note"))
    ui.table(view, "rosier", ROSIER, "rosier", opens="unit", by="unit_id")
    answers = {name: (name, {}) for name in ("league", "difficulty", "unit_pillars", "discipline", "rosier")}
    ui.downloads(view, "league", answers)
