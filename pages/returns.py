"""Who has reported, what is wrong, and can we publish? The office's page; it is there only where secrets turn it on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import streamlit as st

from pages import calls, publication, reception, register
from planboard import ui
from planboard.errors import UserError
from planboard.local_time import LOCAL_TIME
from planboard.office.standings import STEPS, Standing, missed_periods, next_period, next_steps
from planboard.office.standings import standings as standings_of
from planboard.publishing.register import register_on, register_or_published
from planboard.register.periods import end_after
from planboard.returns.calls import calls as calls_of
from planboard.ui import OnePlan
from planboard.visible import trimmed


def page(view: OnePlan) -> None:
    """One period: who has reported, forms to send out, files that came in, the decision on each, and publication."""
    if not ui.is_office():  # not in the list of pages either; this is for those who ask for it by name
        ui.header(view, view.say("page.returns.closed"))
        return
    data, today = view.data, datetime.now(LOCAL_TIME).date()
    now, faults = register_or_published(data)
    try:
        if now is None:
            raise UserError(faults)
        as_of = _asked(view) or next_period(data, now, today)
        plan = now if faults else register_on(data, as_of)
        standings = standings_of(data, plan, as_of)
        calls_of(data, as_of)
    except UserError as error:
        ui.header(view, view.say("page.returns.title"), view.say("page.returns.broken"))
        ui.problems(view, error.problems)
        return
    ui.header(view, view.say("page.returns.title"), _summary(view, as_of, standings))
    # What comes and goes stands in containers that stay: what moves to another place on the page forgets which of its
    # folds are open.
    with st.container():
        _outcomes()
    by = _who(view, as_of)
    desk = reception.Desk(view, data, plan, as_of, by, lambda: datetime.now(LOCAL_TIME))
    with st.container():
        register.faults(view, faults)
        reception.not_read(desk)
        if not faults:
            _missed(desk, standings, missed_periods(data, plan, today))
    _steps(desk, standings, can_publish=not faults)
    calls.show(desk)
    if not faults:
        register.show(desk)


def _steps(desk: reception.Desk, standings: list[Standing], *, can_publish: bool) -> None:
    """The steps of a period, each in a fold: those to take next on top and open."""
    draw = {
        "forms": partial(reception.forms_out, desk), "receive": partial(reception.receive, desk, standings),
        "standings": partial(reception.decide, desk, standings),
        "chase": partial(reception.chase, desk), "publish": partial(publication.show, desk, standings),
    }  # fmt: skip
    if not can_publish:
        del draw["publish"]
    now = ["publish"] if can_publish and publication.looked_at(desk, standings) else next_steps(standings)
    for name in (n for n in (*now, *(n for n in STEPS if n not in now)) if n in draw):
        with st.expander(f"**{desk.view.say(f'page.returns.{name}')}**", expanded=name in now):
            draw[name]()


def _missed(desk: reception.Desk, standings: list[Standing], missed: Sequence[date]) -> None:
    """Of a period that is over without a publication: publish it as it is, or pass it over."""
    if desk.as_of not in missed:
        return
    view, period = desk.view, desk.plan.numbers["period"]
    st.warning(view.say("page.returns.missed", as_of=desk.as_of))
    with st.container(horizontal=True):
        if not any(standing.sent for standing in standings) and st.button(
            view.say("page.returns.publish_empty"), key="publish_empty"
        ):
            publication.look(desk, standings)
        following = end_after(period, desk.as_of)
        st.button(
            view.say("page.returns.pass_over", as_of=following), key="pass_over", on_click=reception.open_period,
            args=[following],
        )  # fmt: skip
        left = [end for end in missed if end >= desk.as_of]
        if len(left) > 1:
            current = end_after(period, left[-1])
            words = view.say("page.returns.pass_over_all", n=len(left), as_of=current)
            st.button(words, key="pass_over_all", on_click=reception.open_period, args=[current])


def _outcomes() -> None:
    """The result of the click that led to this run of the page."""
    outcomes: list[reception.Outcome] = st.session_state.pop("office_outcomes", [])
    for outcome in outcomes:
        box = st.success if outcome.is_done else st.error
        box(ui.escaped(outcome.text))


def _asked(view: OnePlan) -> date | None:
    """The period the address asks for; None if it asks for none, or for what is no date."""
    asked = st.query_params.get("period")
    try:
        return date.fromisoformat(asked or "")
    except ValueError:
        if asked:
            view.notices.append(view.say("notice.period", value=asked[:40]))
    return None


def _who(view: OnePlan, as_of: date) -> str:
    """Ask for the period and for the name of the person working, and return the name; both are kept from run to run."""

    def write() -> None:
        reception.open_period(st.session_state["office_period"])

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
    return trimmed(str(name))


def _summary(view: OnePlan, as_of: date, standings: list[Standing]) -> str:
    owed = [standing for standing in standings if standing.is_owed]
    states = ["missing" if standing.state == "withdrawn" else standing.state for standing in owed]
    counts = {f"n_{state}": states.count(state) for state in ("missing", "received", "faulty", "sent_back")}
    ready = sum(standing.state in ("accepted", "published") for standing in owed)
    return view.say("page.returns.summary", as_of=as_of, n=len(owed), n_accepted=ready, **counts)
