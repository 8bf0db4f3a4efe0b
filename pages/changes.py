"""What changed between two snapshots?"""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages import change_lists
from planboard import charts, ui
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.text import listed

FLOW = ("status_before", "status", "change", "n_tasks")
VALUES = (
    "name", "status", "value_then", "value_now", "value_moved_by", "moved_points", "unit", "measured_on_before",
    "measured_on",
)  # fmt: skip
RETURNS = ("unit", "period_ends_on", "has_return", "return_due_on", "received_at", "days_late", "n_sent_back")
LISTS = ("value_changes", "amended", "restatements", "irregular_returns", "help_changes")


def page(view: View) -> None:
    """What differs from an earlier snapshot of the reader's choice: counts, then every change with its cause."""
    earlier = {s.as_of.isoformat(): s.as_of for s in view.now.current if s.as_of < view.as_of}
    since = _since(view, earlier)
    title = view.say("page.changes.title")
    if since is None:
        ui.header(view, title, view.say("page.overview.first_snapshot"))
        return
    ui.header(view, title, _summary(view, since))
    with st.container(width=260):
        ui.choose(
            "since", list(reversed(earlier)), since.isoformat(), view.say("page.changes.since"),
            lambda day: view.say("page.changes.since_option", as_of=day),
        )  # fmt: skip
    _counts(view, since)
    st.header(view.say("page.changes.statuses"), anchor=False)
    change_lists.statuses(view, since)
    st.header(view.say("page.changes.values"), anchor=False)
    if change_lists.has_rows(view, "value_changes", since):
        ui.hint(view, note=view.say("page.changes.values_note"))
        ui.table(view, "value_changes", VALUES, "values", opens="target", by="target_id", since=since)
    st.header(view.say("page.changes.amended"), anchor=False)
    change_lists.amended(view, since)
    st.header(view.say("page.changes.restatements"), anchor=False)
    change_lists.restatements(view, since)
    st.header(view.say("page.changes.returns"), anchor=False)
    if change_lists.has_rows(view, "irregular_returns", since):
        ui.hint(view)
        ui.table(view, "irregular_returns", RETURNS, "returns", opens="unit", by="unit_id", since=since)
    st.header(view.say("page.changes.help"), anchor=False)
    change_lists.helped(view, since)
    lists = {name: (name, {"since": since}) for name in LISTS}
    ui.downloads(view, "changes", {"changes": ("changes", {"pillar_id": None, "since": since}), **lists})


def _since(view: View, earlier: dict[str, date]) -> date | None:
    """The date to compare with: the one in the address, else that of the previous snapshot; None at the first."""
    asked = st.query_params.get("since")
    if asked is not None and asked not in earlier:
        view.notices.append(view.say("notice.since", value=asked[:40], as_of=view.as_of))
    return earlier.get(asked or "", max(earlier.values(), default=None))


def _summary(view: View, since: date) -> str:
    counted = [r for r in view.rows("change_counts", since=since) if r["n"]]
    parts = [
        view.say("page.changes.part", change=view.say(f"change.{r['change']}"), n=r["n"]) for r in counted
    ]
    key = "page.changes.summary" if counted else "page.changes.summary_none"
    return view.say(key, since=formats.day(since, view.lang), parts=listed(view.lang, parts))


def _counts(view: View, since: date) -> None:
    picture, of_status, other = st.columns([2, 1, 1], gap="medium")
    with picture:
        if view.rows("status_flow", since=since):
            st.caption(view.say("page.changes.flow"))
            ui.chart(view, charts.FLOW, "status_flow", "flow", since=since)
            ui.numbers(view, "status_flow", FLOW, "flow", since=since)
    counted = view.rows("change_counts", since=since)
    for place, is_of_status in ((of_status, True), (other, False)):
        with place:
            chosen = [r for r in counted if r["is_of_status"] == is_of_status]
            ui.still_table(
                {
                    "change": [view.say(f"change.{r['change']}") for r in chosen],
                    "n": [r["n"] for r in chosen],
                },
                view.lang,
                alt=view.say("table.change_counts"),
            )
