"""The office's page, first half: forms to send out, files that came in, the decision on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import streamlit as st

from planboard import export, ui
from planboard.errors import Problem, UserError
from planboard.office import deciding, forms, receiving
from planboard.office.receiving import Arrival
from planboard.office.standings import Standing
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.kept import Kept
from planboard.ui import View
from planboard.wording.readable import moment
from planboard.wording.text import problem_line


@dataclass(frozen=True)
class Outcome:
    """The result of a click on the office's page, in words, and whether it succeeded."""

    text: str
    is_done: bool


@dataclass(frozen=True)
class Desk:
    """What every action of the office needs: the data, the period, who is working, and the clock."""

    view: View
    data: Path
    plan: Plan
    as_of: date
    by: str
    clock: Callable[[], datetime]

    def name(self, unit_id: str | None) -> str:
        """What a unit is called; a word for files that name none."""
        names = dict(
            zip(
                *(self.plan.tables["units"][c].to_pylist() for c in ("unit_id", f"name_{self.view.lang}")),
                strict=True,
            )
        )
        return names.get(unit_id or "", self.view.say("page.returns.unread"))

    def do(self, action: Callable[[], object], done: str) -> None:
        """Run an action and keep its result for the next run of the page: `done`, or the problems. Without the name of
        the person working, nothing is done."""
        st.query_params["period"] = self.as_of.isoformat()  # publishing it must not open the next one
        outcomes: list[Outcome] = st.session_state.setdefault("office_outcomes", [])
        if not self.by:
            outcomes.append(Outcome(self.view.say("page.returns.no_name"), is_done=False))
            return
        try:
            action()
            outcomes.append(Outcome(done, is_done=True))
        except UserError as error:
            self.tell(error.problems)

    def tell(self, problems: Sequence[Problem]) -> None:
        """Keep problems for the next run of the page."""
        outcomes: list[Outcome] = st.session_state.setdefault("office_outcomes", [])
        outcomes += [Outcome(problem_line(self.view.lang, problem), is_done=False) for problem in problems]


def show(desk: Desk, standings: list[Standing]) -> None:
    """Forms, files, and where each unit stands."""
    view = desk.view
    st.header(view.say("page.returns.forms"), anchor=False)
    _forms(desk, standings)
    st.header(view.say("page.returns.receive"), anchor=False)
    _receive(desk)
    st.header(view.say("page.returns.standings"), anchor=False)
    _standings(desk, standings)


def _forms(desk: Desk, standings: list[Standing]) -> None:
    view = desk.view
    units = desk.plan.tables["units"]["unit_id"].to_pylist()
    owed = [standing.unit_id for standing in standings if standing.is_owed and standing.unit_id]
    st.caption(view.say("page.returns.forms_note"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit_id = st.selectbox(
            view.say("page.returns.unit"), [*owed, *(u for u in units if u not in owed)], format_func=desk.name,
            key="form_unit", width=320,
        )  # fmt: skip
        st.download_button(
            view.say("page.returns.form"), lambda: _form(desk, unit_id),
            forms.form_name(desk.data, desk.as_of, desk.name(unit_id), "xlsx"), key="form", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            view.say("page.returns.all_forms", n=len(owed)), lambda: _all_forms(desk, owed),
            forms.form_name(desk.data, desk.as_of, view.say("page.returns.forms_file"), "zip"), key="forms",
            on_click="ignore", icon=":material/folder_zip:",
        )  # fmt: skip


def _form(desk: Desk, unit_id: str) -> bytes:
    return next(
        content for _, content in forms.forms(desk.data, desk.plan, desk.as_of, [unit_id], desk.view.lang)
    )


def _all_forms(desk: Desk, unit_ids: list[str]) -> bytes:
    return export.to_zip(dict(forms.forms(desk.data, desk.plan, desk.as_of, unit_ids, desk.view.lang)))


def _receive(desk: Desk) -> None:
    view = desk.view
    turn = st.session_state.setdefault("office_turn", 0)  # a new key makes a new, empty uploader
    files = ui.uploader(view, f"files_{turn}", view.say("page.returns.files"))
    if st.button(view.say("page.returns.receive_button"), disabled=not files, key="receive"):
        received: list[receiving.Received] = []
        arrived = [Arrival(name, content, desk.clock()) for name, content in files]
        with ui.progress(view, "page.returns.receiving") as progress:
            desk.do(
                lambda: received.extend(
                    receiving.receive(desk.data, desk.plan, arrived, desk.as_of, desk.by, tick=progress)
                ),
                view.say("page.returns.received", n=len(files)),
            )
        if received:
            st.session_state["office_turn"] = turn + 1
            st.session_state["office_received"] = {view.plan: received}
        st.rerun()
    _results(desk)


def _results(desk: Desk) -> None:
    view = desk.view
    received = st.session_state.get("office_received", {}).get(view.plan, [])
    for one in received:
        key = "page.returns.file_faulty" if one.problems else "page.returns.file_fine"
        unit = desk.name(one.kept.unit_id) if one.kept else desk.view.say("page.returns.unread")
        st.markdown(view.say(key, name=ui.escaped(one.name), n=len(one.problems), unit=ui.escaped(unit)))
        ui.problems(view, one.problems)
        ui.problems(view, one.remarks, are_remarks=True)
    if any(one.problems for one in received):
        content = receiving.problems_csv(received)
        name = f"problems_{desk.as_of}_{export.content_hash(content)}.csv"
        st.download_button(
            view.say("page.returns.problems_file"), content, name,
            "text/csv", key="problems", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _standings(desk: Desk, standings: list[Standing]) -> None:
    view = desk.view
    decided = [standing.deciding for standing in standings]
    ui.listing(
        view,
        {
            "state": [view.say(f"page.returns.state.{standing.state}") for standing in standings],
            "unit": [desk.name(standing.unit_id) for standing in standings],
            "received_at": [moment(kept.received_at) if kept else None for kept in decided],
            "sent_by": [kept.sent_by if kept else None for kept in decided],
            "file": [kept.name if kept else None for kept in decided],
            "n_problems": [len(kept.problems) if kept else None for kept in decided],
            "n_sent_back": [standing.n_sent_back for standing in standings],
        },
        height="content",
        alt=view.say("table.standings"),
    )
    sent = [kept for standing in standings for kept in standing.sent]
    if not sent:
        st.caption(view.say("page.returns.nothing_came"))
        return
    sound = [kept for kept in sent if kept.state == "received"]
    if sound and st.button(view.say("page.returns.accept_all", n=len(sound)), key="accept_all"):
        desk.do(
            lambda: [deciding.accept(desk.data, kept, at=desk.clock(), by=desk.by) for kept in sound],
            view.say("page.returns.accepted_all", n=len(sound)),
        )
        st.rerun()
    _one(desk, sent)


def _one(desk: Desk, period: list[Kept]) -> None:
    """One return with its history, to accept or send back."""
    view, by_id = desk.view, {kept.id: kept for kept in reversed(period)}
    chosen = st.selectbox(
        view.say("page.returns.one"), list(by_id), key="office_one",
        format_func=lambda id: view.say(
            "page.returns.one_line", unit=desk.name(by_id[id].unit_id), name=by_id[id].name,
            state=view.say(f"page.returns.state.{by_id[id].state}"), id=id,
        ),
    )  # fmt: skip
    kept = by_id[chosen]
    with st.container(border=True, gap="small"):
        for event in kept.events:
            st.caption(_event(view, event))
        ui.problems(view, kept.problems)
        reason = st.text_area(view.say("page.returns.reason"), key=f"reason_{kept.id}", height=68)
        with st.container(horizontal=True):
            if st.button(
                view.say("page.returns.accept"), key="accept",
                disabled=bool(kept.problems) or kept.state == "accepted",
            ):  # fmt: skip
                desk.do(
                    lambda: deciding.accept(desk.data, kept, at=desk.clock(), by=desk.by),
                    view.say("page.returns.accepted", name=kept.name),
                )
                st.rerun()
            if st.button(
                view.say("page.returns.send_back"), key="send_back", disabled=kept.state == "sent_back"
            ):
                desk.do(
                    lambda: deciding.send_back(desk.data, kept, reason, at=desk.clock(), by=desk.by),
                    view.say("page.returns.sent_back", name=kept.name),
                )
                st.rerun()
            st.download_button(
                view.say("page.returns.original"), lambda: _original(desk.data, kept), f"{kept.id}.zip",
                key=f"original_{kept.id}", on_click="ignore", icon=":material/folder_zip:",
                help=view.say("page.returns.original_note"),
            )  # fmt: skip


def _event(view: View, event: ledger.Event) -> str:
    names = {
        "sent_back": ("reason",), "published": ("as_of", "revision"),
    }.get(event.event, ())  # fmt: skip
    details = {name: event.details[name] for name in names}
    line = view.say(f"page.returns.event.{event.event}", at=moment(event.at), by=event.by, **details)
    return ui.escaped(line)


@lru_cache(maxsize=8)
def _original(data: Path, kept: Kept) -> bytes:
    """The bytes as they came in, in an archive, so that no spreadsheet opens them directly and runs what is in them."""
    return export.to_zip({kept.name: ledger.content(data, kept)})
