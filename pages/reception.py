"""The office's page, first half: forms to send out, files that came in, the decision on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import streamlit as st

from planboard import export, ui
from planboard.errors import Problem, UserError
from planboard.office import chasing, comparing, deciding, forms, receiving
from planboard.office.receiving import Arrival
from planboard.office.requests import concerned
from planboard.office.standings import Standing
from planboard.register.plan import Plan
from planboard.returns import ledger, unread
from planboard.returns.kept import Kept
from planboard.ui import OnePlan
from planboard.wording.formats import number
from planboard.wording.readable import label, moment, on_form
from planboard.wording.text import problem_line


@dataclass(frozen=True)
class Outcome:
    """The result of a click on the office's page, in words, and whether it succeeded."""

    text: str
    is_done: bool


@dataclass(frozen=True)
class Desk:
    """What every action of the office needs: the data, the period, who is working, and the clock."""

    view: OnePlan
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

    def do(self, action: Callable[[], object], done: str) -> bool:
        """Whether an action was done; its result is kept for the next run of the page: `done`, or the problems. Without
        the name of the person working, nothing is done."""
        outcomes: list[Outcome] = st.session_state.setdefault("office_outcomes", [])
        if not self.by:
            outcomes.append(Outcome(self.view.say("page.returns.no_name"), is_done=False))
            return False
        try:
            action()
        except UserError as error:
            self.tell(error.problems)
            return False
        outcomes.append(Outcome(done, is_done=True))
        return True

    def tell(self, problems: Sequence[Problem]) -> None:
        """Keep problems for the next run of the page."""
        outcomes: list[Outcome] = st.session_state.setdefault("office_outcomes", [])
        lang = self.view.lang
        outcomes += [Outcome(problem_line(lang, on_form(p, lang)), is_done=False) for p in problems]


def forms_out(desk: Desk) -> None:
    """The form of a unit, or of every unit, to download."""
    view = desk.view
    units = desk.plan.tables["units"]["unit_id"].to_pylist()
    owed = concerned(desk.data, desk.plan, desk.as_of)
    st.caption(view.say("page.returns.forms_note"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit_id = st.selectbox(
            view.say("page.returns.unit"), [*owed, *(u for u in units if u not in owed)], format_func=desk.name,
            key="form_unit", width=420,
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


def receive(desk: Desk, standings: list[Standing]) -> None:
    """A place for files that came in, and what was found in those received last."""
    view = desk.view
    turn = st.session_state.setdefault("office_turn", 0)  # a new key makes a new, empty uploader
    files = ui.uploader(view, f"files_{turn}", view.say("page.returns.files"))
    if st.button(view.say("page.returns.receive_button"), disabled=not files, key="receive"):
        _read(desk, [Arrival(name, content, desk.clock()) for name, content in files])
    _results(desk, {kept.id: kept.state for standing in standings for kept in standing.sent})


def not_read(desk: Desk) -> None:
    """Files that came in and were not read, because the tab was closed or something else was done meanwhile: which, and
    a button that has them read, or leads to their period."""
    view, found = desk.view, unread.all_unread(desk.data)
    for as_of in dict.fromkeys(one.as_of for one in found):
        files = [one for one in found if one.as_of == as_of]
        lines = [
            view.say("page.returns.not_read_file", name=one.name, at=moment(one.at), by=one.by)
            for one in files
        ]
        said = view.say("page.returns.not_read", as_of=as_of, n=len(files))
        st.warning("\n".join((said, "", *(f"- {ui.escaped(line)}" for line in lines))))
        if as_of != desk.as_of:
            st.button(
                view.say("page.returns.open_period", as_of=as_of), key=f"unread_{as_of}", on_click=open_period,
                args=[as_of],
            )  # fmt: skip
        elif st.button(view.say("page.returns.read_them", n=len(files)), key="read_unread"):
            _read(desk, receiving.held(desk.data, files))


def open_period(as_of: date) -> None:
    """Have the page show this period."""
    st.query_params["period"] = as_of.isoformat()


def _read(desk: Desk, files: Sequence[Arrival]) -> None:
    """Have files read and run the page again, which then has what was found in them. They are kept before that, since
    the run ends in the middle if the tab is closed or anything is clicked."""
    received: list[receiving.Received] = []
    with ui.progress(desk.view, "page.returns.receiving") as progress:

        def read() -> None:
            receiving.hold(desk.data, files, desk.as_of, desk.by)
            st.session_state["office_turn"] = st.session_state.get("office_turn", 0) + 1  # an empty uploader
            received.extend(
                receiving.receive(desk.data, desk.plan, files, desk.as_of, desk.by, tick=progress)
            )

        desk.do(read, desk.view.say("page.returns.received", n=len(files)))
    if received:
        st.session_state["office_received"] = {(desk.view.plan, desk.as_of): received}
    st.rerun()


def _received(desk: Desk) -> list[receiving.Received]:
    """What was found in the files that were received last, if they are of this period."""
    found: list[receiving.Received] = st.session_state.get("office_received", {}).get(
        (desk.view.plan, desk.as_of), []
    )
    return found


def _results(desk: Desk, states: Mapping[str, str]) -> None:
    """What was found in the files received last, with what became of each since, by its id."""
    view, received = desk.view, _received(desk)
    for one in received:
        key = "page.returns.file_faulty" if one.problems else "page.returns.file_fine"
        unit = desk.name(one.kept.unit_id) if one.kept else desk.view.say("page.returns.unread")
        state = view.say(
            f"page.returns.state.{states.get(one.kept.id, 'received') if one.kept else 'faulty'}"
        )
        words = {
            "name": ui.escaped(one.name),
            "unit": ui.escaped(unit),
            "n": len(one.problems),
            "state": state,
        }
        st.markdown(view.say(key, **words))
        ui.problems(view, one.problems)
        ui.problems(view, one.remarks, are_remarks=True)
    if any(one.problems for one in received):
        content = receiving.problems_csv(received)
        name = f"problems_{desk.as_of}_{export.content_hash(content)}.csv"
        st.download_button(
            view.say("page.returns.problems_file"), content, name,
            "text/csv", key="problems", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def decide(desk: Desk, standings: list[Standing]) -> None:
    """Where each unit stands, and the decision on each return."""
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
    for standing in (standing for standing in standings if standing.rivals):
        _rivals(desk, standing)
    sound = [
        k for standing in standings if not standing.rivals for k in standing.sent if k.state == "received"
    ]
    if sound and st.button(view.say("page.returns.accept_all", n=len(sound)), key="accept_all"):
        desk.do(
            lambda: [deciding.accept(desk.data, kept, at=desk.clock(), by=desk.by) for kept in sound],
            view.say("page.returns.accepted_all", n=len(sound)),
        )
        st.rerun()
    letters = {id: letter for standing in standings for id, letter in _letters(standing).items()}
    _one(desk, sent, letters)


def _rivals(desk: Desk, standing: Standing) -> None:
    """The returns of a unit that stand beside each other, and what each says otherwise than the first."""
    view, (first, *others) = desk.view, standing.rivals
    letters = _letters(standing)
    names = {
        row[key]: row[column]
        for table, key, column in (("tasks", "task_id", "title"), ("targets", "target_id", "name"))
        for row in ({**r, column: r[f"{column}_{view.lang}"]} for r in desk.plan.rows()[table])
    }
    with st.container(border=True, gap="small"):
        words = {"unit": ui.escaped(desk.name(standing.unit_id)), "n": len(standing.rivals)}
        st.markdown(f"**{view.say('page.returns.two', **words)}**")
        for kept in standing.rivals:
            line = view.say(
                "page.returns.two_line", letter=letters[kept.id], name=kept.name, at=moment(kept.received_at),
                state=view.say(f"page.returns.state.{kept.state}"), id=kept.id,
            )  # fmt: skip
            st.caption(ui.escaped(line))
        for other in others:
            found = comparing.differing(desk.data, desk.plan, first, other)
            if not found:
                key = "page.returns.two_unreadable" if found is None else "page.returns.two_same"
                st.caption(view.say(key, letter=letters[other.id]))
                continue
            ui.listing(
                view,
                {
                    "what": [
                        f"{one.id}  {names.get(one.id, '')}".strip() or desk.name(standing.unit_id)
                        for one in found
                    ],
                    "column": [label(one.field, view.lang) for one in found],
                    "return_a": [_cell(view, one.field, one.first) for one in found],
                    "return_b": [_cell(view, one.field, one.second) for one in found],
                },
                height="content" if len(found) < 12 else 420,
                alt=view.say("table.rivals"),
            )


def _letters(standing: Standing) -> dict[str, str]:
    """What each of the returns that stand beside each other is called, by its id."""
    return {kept.id: chr(ord("A") + n) for n, kept in enumerate(standing.rivals)}


def _cell(view: OnePlan, field: str, value: object) -> str | None:
    """A field of a return as text, choices in their words."""
    families = {"reported_status": "judgement", "stage": "stage"}
    if isinstance(value, str) and field in families:
        return view.say(f"{families[field]}.{value}")
    if isinstance(value, bool):
        return view.say("form.yes" if value else "form.no")
    return None if value is None else number(value) if isinstance(value, float) else str(value)


def chase(desk: Desk) -> None:
    """What to remind each unit of, as a text to copy, and all of them as one file."""
    view = desk.view
    found = {one.unit_id: one for one in chasing.reminders(desk.data, desk.plan, desk.as_of)}
    if not found:
        st.caption(view.say("page.returns.chase_none"))
        return
    st.caption(chasing.counted(list(found.values()), view.lang))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            view.say("page.returns.chase_one"),
            list(found),
            format_func=desk.name,
            key="chase_unit",
            width=320,
        )
        st.download_button(
            view.say("page.returns.chase_all", n=len(found)),
            chasing.all_texts(list(found.values()), desk.plan, desk.as_of, view.lang),
            forms.form_name(desk.data, desk.as_of, view.say("page.returns.chase_file"), "txt"), "text/plain",
            key="chase_all", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
    st.code(chasing.text(found[chosen], desk.plan, desk.as_of, view.lang), language=None, wrap_lines=True)


def _one(desk: Desk, period: list[Kept], letters: Mapping[str, str]) -> None:
    """One return with its history, to accept or send back."""
    view, by_id = desk.view, {kept.id: kept for kept in reversed(period)}
    chosen = st.selectbox(
        view.say("page.returns.one"), list(by_id), key="office_one",
        format_func=lambda id: view.say(
            "page.returns.one_line", unit=" ".join(filter(None, (desk.name(by_id[id].unit_id), letters.get(id)))),
            name=by_id[id].name, id=id,
        ),
    )  # fmt: skip
    kept = by_id[chosen]
    with st.container(border=True, gap="small"):
        for event in kept.events:
            st.caption(_event(view, event))
        if kept.id not in {one.kept.id for one in _received(desk) if one.kept}:  # else they stand there
            ui.problems(view, kept.problems)
        reason = st.text_area(view.say("page.returns.reason"), key=f"reason_{kept.id}", height=68)
        said_by = st.text_input(view.say("page.returns.said_by"), key=f"said_by_{kept.id}", width=260)
        with st.container(horizontal=True):
            if st.button(
                view.say("page.returns.accept"), key="accept",
                disabled=bool(kept.problems) or kept.state in ("accepted", "withdrawn"),
            ):  # fmt: skip
                desk.do(
                    lambda: deciding.accept(desk.data, kept, at=desk.clock(), by=desk.by, reason=reason),
                    view.say("page.returns.accepted", name=kept.name),
                )
                st.rerun()
            if st.button(
                view.say("page.returns.send_back"),
                key="send_back",
                disabled=kept.state in ("sent_back", "withdrawn"),
            ):
                desk.do(
                    lambda: deciding.send_back(desk.data, kept, reason, at=desk.clock(), by=desk.by),
                    view.say("page.returns.sent_back", name=kept.name),
                )
                st.rerun()
            can_withdraw = kept.unit_id and not kept.published_in and kept.state != "withdrawn"
            if can_withdraw and st.button(view.say("page.returns.withdraw"), key="withdraw"):
                desk.do(
                    lambda: deciding.withdraw(
                        desk.data, kept, reason, said_by=said_by, at=desk.clock(), by=desk.by
                    ),
                    view.say("page.returns.withdrawn", name=kept.name),
                )
                st.rerun()
            st.download_button(
                view.say("page.returns.original"), lambda: _original(desk.data, kept), f"{kept.id}.zip",
                key=f"original_{kept.id}", on_click="ignore", icon=":material/folder_zip:",
                help=view.say("page.returns.original_note"),
            )  # fmt: skip


def _event(view: OnePlan, event: ledger.Event) -> str:
    names = {
        "sent_back": ("reason",), "published": ("as_of", "revision"), "withdrawn": ("reason", "said_by"),
        "set_aside": ("reason",), "corrected": ("reason",),
    }.get(event.event, ())  # fmt: skip
    details = {name: event.details[name] for name in names}
    if "for" in event.details:
        details["id"] = str(event.details["for"])[:12]
    line = view.say(f"page.returns.event.{event.event}", at=moment(event.at), by=event.by, **details)
    return ui.escaped(line)


@lru_cache(maxsize=8)
def _original(data: Path, kept: Kept) -> bytes:
    """The bytes as they came in, in an archive, so that no spreadsheet opens them directly and runs what is in them."""
    return export.to_zip({kept.name: ledger.content(data, kept)})
