"""Parts that more than one page shows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from planboard import ui
from planboard.charts import cell_line
from planboard.ui import NO_FILTER, View
from planboard.wording import formats
from planboard.wording.text import listed

TARGETS = (
    "name",
    "status",
    "value_of_target",
    "progress",
    "attainment_share",
    "expected_share",
    "deviation_points",
    "due_on",
)

SAID_BY_DEVIATION = ("far_behind_time", "behind_time")  # rules whose sentence says no more than the deviation


def forecast_range(view: View) -> str:
    """What a forecast's range is called: by how often such ranges held, as far as is known on the date shown."""
    share = view.rows("forecast_coverage", pillar_id=None)[0]["coverage_share"]
    if share is None:
        return view.say("forecast.range_unknown")
    return view.say("forecast.range", coverage=formats.percent(share, view.lang))


def exceptions(view: View, pillar_id: int | None) -> None:
    """The tasks that need a leader, with who is responsible, how far they are, since when, and what help is asked. Two
    lines each, so that those of the whole plan are seen without scrolling."""
    rows = view.rows("exceptions", pillar_id=pillar_id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(view.say("page.overview.exceptions"), anchor=False, width="content")
        if rows and rows[0]["n_exceptions"] > len(rows):
            more = view.say("page.overview.exceptions_more", n=rows[0]["n_exceptions"], shown=len(rows))
            st.caption(more, width="content")
    if not rows:
        st.markdown(view.say("page.overview.no_exceptions"))
        return
    with st.container(gap="xsmall", key="exceptions"):
        for row in rows:
            who = " · ".join(
                who for who in (row["unit"], row["responsible_person"], _since(view, row)) if who
            )
            with st.container(gap=None):
                ui.link(view, "task", row["task"], status=row["status"], note=who, id=row["task_id"])
                st.caption(" · ".join(_exception(view, row, is_brief=pillar_id is None)))


def _since(view: View, row: dict[str, Any]) -> str:
    if row["consequence"] == "overdue":
        return ""
    return view.say("exception.since", since_on=formats.short_day(row["since_on"], view.lang))


def _exception(view: View, row: dict[str, Any], *, is_brief: bool) -> list[str]:
    lang, consequence = view.lang, row["consequence"]
    sentence = view.say(
        f"exception.{consequence}",
        days=formats.days(row["days_overdue"] if consequence == "overdue" else row["help_days_overdue"], lang),
        due_on=formats.day(row["due_on"], lang), why=ui.rule_sentence(view, row["rule"]),
        unit=ui.escaped(row["help_unit"]), text=ui.escaped(row["help_text"]), n=row["n_stale_in_row"],
        status=view.say(f"status.{row['status']}"),
        reported=view.say(f"reported_status.{row['reported_status']}") if row["reported_status"] else "",
    )  # fmt: skip
    parts = [] if consequence == "off_pace" and row["rule"] in SAID_BY_DEVIATION else [sentence]
    if consequence in ("overdue", "off_pace", "rosier"):
        parts += _by_how_much(view, row, is_brief=is_brief)
    if row["last_known_status"]:
        known = view.say(f"status.{row['last_known_status']}")
        parts.append(
            view.say(
                "exception.last_known", status=known, as_of=formats.short_day(row["last_known_as_of"], lang)
            )
        )
    if row["help_text"] and consequence != "blocked":
        needed = formats.short_day(row["help_needed_on"], lang)
        asked, text = ui.escaped(row["help_unit"]), ui.escaped(row["help_text"])
        parts.append(view.say("exception.help", unit=asked, text=text, needed_on=needed))
    if row["n_help_open"] and row["n_help_open"] > 1:
        parts.append(view.say("exception.more_help", n=row["n_help_open"]))
    return parts


def _by_how_much(view: View, row: dict[str, Any], *, is_brief: bool) -> list[str]:
    if row["value"] is None:
        return []
    lang, up = view.lang, formats.is_less_better(row["comparator"])
    scale = (row["unit_scale"], row["unit_of_measure"], lang)
    value = formats.amount_of(row["value"], row["target_value"], *scale, up=up)
    parts = [view.say("exception.progress", target=ui.escaped(row["target"]), value=value)]
    if row["deviation_points"] is not None:
        deviation = formats.points(row["deviation_points"], lang)
        parts.append(view.say("exception.deviation", deviation=deviation))
    if row["shortfall"] is not None:
        best = formats.estimate(row["forecast_best"], *scale, up=up)
        shortfall = formats.estimate(row["shortfall"], *scale, up=True)
        parts.append(view.say("exception.misses", best=best, shortfall=shortfall))
        if row["recent_per_week"] is not None and not is_brief:
            required = formats.estimate(row["required_per_week"], *scale, up=True)
            recent = formats.estimate(row["recent_per_week"], *scale)
            parts.append(view.say("exception.pace", required=required, recent=recent))
    return parts


def status_counts(view: View, scope_id: int) -> None:
    """A small table of how many tasks have which status, the change since the previous snapshot, and a line of all
    snapshots so far."""
    counted = [r for r in view.rows("status_counts") if r["scope_id"] == scope_id]
    columns: dict[str, list[object]] = {
        "status": [ui.status_markdown(view, r["status"]).replace(" ", "\u00a0") for r in counted],
        "n_tasks": [r["n_tasks"] for r in counted],
    }
    if counted[0]["difference"] is not None:
        columns["difference"] = [formats.difference(r["difference"]) for r in counted]
        columns["so_far"] = _sparks(view, scope_id, counted)
    ui.still_table(columns, view.lang, alt=view.say("table.status_counts"))


def _sparks(view: View, scope_id: int, counted: list[dict[str, Any]]) -> list[str]:
    history = view.rows("status_history", pillar_id=scope_id or None)
    made = []
    for now in counted:
        line = [r["n_tasks"] for r in history if r["status"] == now["status"]]
        picture = cell_line.picture(line, now["scope_n_tasks"], now["status"])
        made.append(f"![{listed(view.lang, map(str, line))}]({picture})")
    return made


def targets_message(view: View, key: str, **filters: object) -> str:
    """A message with how many of the targets chosen are done, need attention, or will fall short."""
    counts = view.row("target_counts", **{**NO_FILTER, **filters}) or {}
    return view.say(key, **counts)


def help_asked(view: View, row: dict[str, Any]) -> list[str]:
    """Sentences on a request for help: who asked what of whom, by when, and what came of it."""
    lang = view.lang
    asked = view.say(
        "page.coordination.asked", unit=row["asking_unit"], asked_of_unit=row["asked_of_unit"], text=row["text"],
        asked_on=formats.day(row["asked_on"], lang), needed_on=formats.day(row["needed_on"], lang),
    )  # fmt: skip
    sentences = [ui.escaped(asked)]
    if row["answered_on"]:
        answered = view.say("page.coordination.answered", answered_on=formats.day(row["answered_on"], lang))
        sentences.append(ui.escaped(answered + (row["answer"] or formats.NOTHING)))
    elif row["closed_on"]:
        sentences.append(view.say("page.coordination.closed", closed_on=formats.day(row["closed_on"], lang)))
    return sentences
