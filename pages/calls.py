"""The office's page: what units said by telephone about requests for help is recorded."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.reception import Desk
from planboard import ui
from planboard.local_time import LOCAL_TIME
from planboard.office import calling
from planboard.office.calling import Said
from planboard.office.requests import waiting
from planboard.returns.calls import SAID, Call, TakenBack
from planboard.wording import formats
from planboard.wording.readable import moment

Requests = dict[str, dict[str, Any]]


def show(desk: Desk) -> None:
    """A fold with a form for one call, and every call of the period with what became of it; nothing while no help was
    ever asked."""
    view = desk.view
    known, requests = calling.told(desk.data, desk.as_of)
    if not requests and not known.records:
        return
    with st.expander(f"**{view.say('page.calls.title')}**", key="calls"):
        st.caption(view.say("page.calls.note"))
        if calling.is_over(desk.data, desk.as_of):
            st.caption(view.say("page.calls.over", as_of=desk.as_of))
        else:
            _form(
                desk,
                {row["request_id"]: row for rows in waiting(desk.data, desk.as_of).values() for row in rows},
            )
        for n, call, back in known.numbered:
            _line(desk, requests, n, call, back)
        if standing := [n for n, _, back in known.numbered if back is None]:
            _take_back(desk, standing)


def _form(desk: Desk, open_now: Requests) -> None:
    view = desk.view
    if not open_now:
        st.caption(view.say("page.coordination.none_open"))
        return
    turn = st.session_state.setdefault("call_turn", 0)  # new keys make a new, empty form
    request_id = st.selectbox(
        view.say("page.calls.request"), list(open_now), key=f"call_request_{turn}",
        format_func=lambda id: _request(desk, open_now[id]),
    )  # fmt: skip
    event = st.segmented_control(
        view.say("page.calls.what"), SAID, default=SAID[0], key=f"call_event_{turn}", required=True,
        format_func=lambda event: view.say(f"page.calls.{event}"),
    )  # fmt: skip
    unit = desk.name(calling.unit_of(desk.plan, open_now[request_id], event))
    with st.container(horizontal=True):
        said_by = st.text_input(
            ui.escaped(view.say("page.calls.said_by", unit=unit)), key=f"call_said_by_{turn}", width=420
        )
        last = min(desk.clock().astimezone(LOCAL_TIME).date(), desk.as_of)
        said_on = st.date_input(
            view.say("page.calls.said_on"), last, key=f"call_said_on_{turn}", format="YYYY-MM-DD", width=200
        )
    text = st.text_area(view.say("page.calls.text"), key=f"call_text_{turn}", height=68)
    if st.button(view.say("page.calls.record"), key="call_record"):
        said = Said(event, request_id, said_by, said_on, text)
        if desk.do(
            lambda: calling.record(desk.data, desk.plan, desk.as_of, said, at=desk.clock(), by=desk.by),
            view.say("page.calls.recorded", id=request_id),
        ):
            st.session_state["call_turn"] = turn + 1
        st.rerun()


def _request(desk: Desk, row: dict[str, Any]) -> str:
    return desk.view.say(
        "page.calls.request_line", id=row["request_id"], text=row["text"],
        asking_unit=desk.name(calling.unit_of(desk.plan, row, "closed")),
        asked_of_unit=desk.name(row["asked_of_unit_id"]), needed_on=formats.day(row["needed_on"], desk.view.lang),
    )  # fmt: skip


def _line(desk: Desk, requests: Requests, n: int, call: Call, back: TakenBack | None) -> None:
    view = desk.view
    line = view.say(
        f"page.calls.line_{call.event}", n=n, id=call.request_id, said_by=call.said_by, unit=desk.name(call.unit_id),
        on=formats.day(call.said_on, view.lang), text=call.text, at=moment(call.at), by=call.by,
    )  # fmt: skip
    lines = [requests[call.request_id]["text"]] if call.request_id in requests else []
    if back:
        took = {"at": moment(back.at), "by": back.by, "reason": back.reason}
        lines.append(view.say(f"page.calls.line_{back.event}", **took))
    st.markdown(f"{'○' if back else '✔'} {ui.escaped(line)}")
    for more in lines:
        st.caption(ui.escaped(more))


def _take_back(desk: Desk, standing: list[int]) -> None:
    view, turn = desk.view, st.session_state.setdefault("call_back_turn", 0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(view.say("page.calls.number"), standing, key=f"call_number_{turn}", width=120)
        reason = st.text_input(view.say("page.calls.reason"), key=f"call_reason_{turn}", width=420)
        if st.button(view.say("page.calls.take_back"), key="call_take_back"):
            if desk.do(
                lambda: calling.take_back(desk.data, desk.as_of, number, reason, at=desk.clock(), by=desk.by),
                view.say("page.calls.taken_back", n=number),
            ):
                st.session_state["call_back_turn"] = turn + 1
            st.rerun()
