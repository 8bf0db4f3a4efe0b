"""Who has reported, what is wrong, and can we publish? The office's page; it is there only where secrets turn it on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import streamlit as st

from pages import publication, reception
from planboard import ui
from planboard.errors import UserError
from planboard.local_time import LOCAL_TIME
from planboard.office.standings import Standing, next_period
from planboard.office.standings import standings as standings_of
from planboard.register.plan import load_plan
from planboard.ui import View


def page(view: View) -> None:
    """One period: who has reported, forms to send out, files that came in, the decision on each, and publication."""
    if not ui.is_office():  # not in the list of pages either; this is for those who ask for it by name
        ui.header(view, view.say("page.returns.closed"))
        return
    data, as_of = view.data, _period(view)
    try:
        plan = load_plan(data / "plan")
        standings = standings_of(data, plan, as_of)
    except UserError as error:
        ui.header(view, view.say("page.returns.title"), view.say("page.returns.broken"))
        ui.problems(view, error.problems)
        return
    ui.header(view, view.say("page.returns.title"), _summary(view, as_of, standings))
    _outcomes()
    by = _who(view, as_of)
    desk = reception.Desk(view, data, plan, as_of, by, lambda: datetime.now(LOCAL_TIME))
    reception.show(desk, standings)
    publication.show(desk, standings)


def _outcomes() -> None:
    """The result of the click that led to this run of the page."""
    outcomes: list[reception.Outcome] = st.session_state.pop("office_outcomes", [])
    for outcome in outcomes:
        box = st.success if outcome.is_done else st.error
        box(ui.escaped(outcome.text))


def _period(view: View) -> date:
    """The period the address asks for, else the one that follows the newest snapshot."""
    asked = st.query_params.get("period")
    try:
        return date.fromisoformat(asked or "")
    except ValueError:
        if asked:
            view.notices.append(view.say("notice.period", value=asked[:40]))
    return next_period(view.data) or view.now.current[-1].as_of


def _who(view: View, as_of: date) -> str:
    """Ask for the period and for the name of the person working, and return the name; both are kept from run to run."""

    def write() -> None:
        st.query_params["period"] = st.session_state["office_period"].isoformat()

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.session_state["office_period"] = as_of
        st.date_input(
            view.say("page.returns.period"),
            key="office_period",
            format="YYYY-MM-DD",
            on_change=write,
            width=200,
        )
        name: Any = st.text_input(
            view.say("page.returns.by"), key="office_by", placeholder=view.say("page.returns.by_hint"),
            persist_state="session", width=260,
        )  # fmt: skip
    return str(name).strip()


def _summary(view: View, as_of: date, standings: list[Standing]) -> str:
    owed = [standing for standing in standings if standing.is_owed]
    counts = {
        f"n_{state}": sum(standing.state == state for standing in owed)
        for state in ("missing", "received", "faulty", "sent_back")
    }
    ready = sum(standing.state in ("accepted", "published") for standing in owed)
    return view.say("page.returns.summary", as_of=as_of, n=len(owed), n_accepted=ready, **counts)
