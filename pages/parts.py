"""Parts that more than one page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from planboard import figures, ui
from planboard.ui import NO_FILTER, View

TARGETS = (
    "name",
    "status",
    "value_of_target",
    "attainment_share",
    "expected_share",
    "deviation_points",
    "due_on",
)
STATUSES = ("overdue", "behind", "stale", "at_risk")  # those that call for attention, worst first


def verdict(view: View, page: str, headline: dict[str, Any]) -> str:
    """The state of the plan or of a pillar in one sentence, from the same counts as the table under it."""
    attention = headline["n_attention"]
    separator = view.say("page.overview.part_separator")
    parts = separator.join(
        view.say("page.overview.verdict_part", status=view.say(f"status.{s}"), n=headline[f"n_{s}"])
        for s in STATUSES
        if headline[f"n_{s}"]
    )
    return view.say(
        f"page.{page}.verdict" if attention else f"page.{page}.verdict_all_fine",
        n_tasks=headline["n_tasks"], n_fine=headline["n_tasks"] - attention, n_attention=attention, parts=parts,
        elapsed=figures.percent(headline["elapsed_share"], view.lang),
    )  # fmt: skip


def why(view: View, row: dict[str, Any]) -> str:
    """The sentence of the rule that gave a status, with its thresholds."""
    return rule(view, row["rule"], view.as_of)


def rule(view: View, name: str, as_of: date) -> str:
    """The sentence of a rule, with the thresholds in force on a date."""
    plan = view.row("plan", as_of=as_of) or {}
    names = ("at_risk_points", "behind_points", "closing_days", "warn_days")
    return view.say(f"rule.{name}", **{n: f"{plan[n]:g}" for n in names})


def forecast_range(view: View) -> str:
    """What a forecast's range is called: by how often such ranges held, as far as is known on the date shown."""
    share = view.rows("forecast_coverage", pillar_id=None)[0]["coverage_share"]
    if share is None:
        return view.say("forecast.range_unknown")
    return view.say("forecast.range", coverage=figures.percent(share, view.lang))


def exceptions(view: View, pillar_id: int | None) -> None:
    """The tasks that need a leader, each with who, how far, since when and what help is asked."""
    rows = view.rows("exceptions", pillar_id=pillar_id)
    if not rows:
        st.markdown(view.say("page.overview.no_exceptions"))
        return
    if rows[0]["n_exceptions"] > len(rows):
        st.caption(view.say("page.overview.exceptions_more", n=rows[0]["n_exceptions"], shown=len(rows)))
    with st.container(gap="xsmall"):
        for row in rows:
            ui.link(view, "task", row["task"], status=row["status"], id=row["task_id"])
            st.caption(" · ".join(_exception(view, row)))


def _exception(view: View, row: dict[str, Any]) -> list[str]:
    lang = view.lang
    kind = row["consequence"]
    if kind == "off_pace" and row["deviation_points"] is None:
        kind = "off_pace_milestone"
    said = view.say(
        f"exception.{kind}",
        days=figures.days(row["days_overdue"] if kind == "overdue" else row["help_days_overdue"], lang),
        due_on=figures.day(row["due_on"], lang), why=why(view, row),
        deviation=figures.points(row["deviation_points"], lang), unit=ui.plain(row["help_unit"]),
        text=ui.plain(row["help_text"]), n=row["n_stale_in_row"], status=view.say(f"status.{row['status']}"),
        reported=view.say(f"reported_status.{row['reported_status']}") if row["reported_status"] else "",
    )  # fmt: skip
    parts = [ui.plain(who) for who in (row["unit"], row["responsible_person"]) if who] + [said]
    if kind != "overdue":
        parts.append(view.say("exception.since", since_on=figures.short_day(row["since_on"], lang)))
    if row["help_text"] and kind != "blocked":
        needed = figures.short_day(row["help_needed_on"], lang)
        asked, text = ui.plain(row["help_unit"]), ui.plain(row["help_text"])
        parts.append(view.say("exception.help", unit=asked, text=text, needed_on=needed))
    return parts


def status_counts(view: View, scope_id: int) -> None:
    """How many tasks have which status, and the change since the previous snapshot, as a small table."""
    counted = [r for r in view.rows("status_counts") if r["scope_id"] == scope_id]
    columns: dict[str, list] = {
        "status": [ui.status_mark(view, r["status"]) for r in counted],
        "n_tasks": [r["n_tasks"] for r in counted],
    }
    if counted[0]["n_tasks_before"] is not None:
        columns["difference"] = [_change(r) for r in counted]
    ui.still_table(columns, view.lang)


def _change(row: dict[str, Any]) -> str:
    n = row["n_tasks"] - row["n_tasks_before"]
    return f"+{n}" if n > 0 else f"−{-n}" if n < 0 else "0"


def targets_message(view: View, key: str, **filters: object) -> str:
    """How many of the targets chosen are done, need attention, or will fall short."""
    counts = view.row("target_counts", **{**NO_FILTER, **filters}) or {}
    return view.say(key, **counts)


def help_asked(view: View, row: dict[str, Any]) -> list[str]:
    """What one unit asked of another, by when, and what came of it."""
    lang = view.lang
    asked = view.say(
        "page.coordination.asked", unit=row["asking_unit"], asked_of_unit=row["asked_of_unit"], text=row["text"],
        asked_on=figures.day(row["asked_on"], lang), needed_on=figures.day(row["needed_on"], lang),
    )  # fmt: skip
    said = [ui.plain(asked)]
    if row["answered_on"]:
        answered = view.say("page.coordination.answered", answered_on=figures.day(row["answered_on"], lang))
        said.append(ui.plain(answered + (row["answer"] or figures.NOTHING)))
    elif row["closed_on"]:
        said.append(view.say("page.coordination.closed", closed_on=figures.day(row["closed_on"], lang)))
    return said
