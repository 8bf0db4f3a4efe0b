"""The office's page, last part: the register is amended, and goes out and comes in as a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from pages.reception import Desk
from planboard import ui
from planboard.errors import Problem, Refused, UserError
from planboard.office.amending import Proposal, carry_out, in_words, propose
from planboard.office.register_book import book, read_book
from planboard.publishing.newest import last_published
from planboard.register import acts, keeping
from planboard.register.acts import AMENDABLE, Decision, Succession
from planboard.register.amending import by_id
from planboard.register.amendments import WITHDRAWABLE, amended_column
from planboard.register.files import written
from planboard.register.plan import Plan, copies, load_plan
from planboard.returns import cells
from planboard.schema import BOOL, DATE, PLANNED, SUCCESSIONS, UNIT_KINDS, Column
from planboard.ui import OnePlan
from planboard.wording.readable import amended_field, on_form

ACTS = ("set", "withdraw", "succeed", "import")
_MOST_LINES = 12  # of a proposal that stand on the page; more are scrolled
_MOST_NEW = 6  # units that a split can make at once


@dataclass(frozen=True)
class _Book:
    """A workbook that was dropped."""

    name: str
    content: bytes = field(repr=False)
    sha256: str


def faults(view: OnePlan, found: Sequence[Problem]) -> None:
    """What is wrong with the register's files, which stops publishing and nothing else, and what lies beside them."""
    if found:
        st.markdown(f"**{view.say('page.register.faults')}**")
        ui.problems(view, found)
    ui.problems(view, copies(view.data / "plan"), are_remarks=True)


def show(desk: Desk) -> None:
    """An act is chosen, its object found, its values and its decision filled in; what it does is shown, and then it is
    written if that is what was wanted."""
    with st.expander(f"**{desk.view.say('page.register.title')}**", key="register"):
        _show(desk)


def _show(desk: Desk) -> None:
    view = desk.view
    st.caption(view.say("page.register.note"))
    try:
        plan = load_plan(desk.data / "plan")
    except UserError as error:
        ui.problems(view, error.problems)
        return
    turn = st.session_state.setdefault("amend_turn", 0)  # new keys make a new, empty form
    act = st.segmented_control(
        view.say("page.register.act"), ACTS, default="set", key=f"amend_act_{turn}", required=True,
        format_func=lambda name: view.say(f"page.register.{name}"),
    )  # fmt: skip
    asked: Any
    if act == "import":
        asked = _book(desk, plan, turn)
    else:
        asked = _succession(desk, plan, turn) if act == "succeed" else _cells(desk, plan, turn, str(act))
    if asked is None:
        return
    decision = _decision(desk, turn, is_asked=act != "import" or last_published(desk.data) is not None)
    state = (view.plan, act, repr(asked), decision, view.lang)
    if st.button(view.say("page.register.preview"), key="amend_preview"):
        st.session_state["amend_proposal"] = None
        with st.spinner(view.say("page.register.previewing")):
            try:
                found = _proposal(desk, plan, decision, str(act), asked)
                st.session_state["amend_proposal"] = (state, found)
            except UserError as error:
                ui.problems(view, [on_form(problem, view.lang) for problem in error.problems])
    looked_at = st.session_state.get("amend_proposal")
    if not looked_at:
        return
    if looked_at[0] != state:
        st.warning(view.say("page.returns.preview_old"))
    else:
        _confirm(desk, looked_at[1])


def _confirm(desk: Desk, proposal: Proposal) -> None:
    view = desk.view
    lines = in_words(proposal, view.lang)
    if not lines:
        st.info(view.say("page.register.nothing"))
        return
    with st.container(height=420 if len(lines) > _MOST_LINES else "content", border=False):
        st.markdown("\n".join(f"- {ui.escaped(line)}" for line in lines))
    if proposal.unknown:
        st.caption(view.say("register.effect_unknown"))
        ui.problems(view, proposal.unknown, are_remarks=True)
    if st.button(view.say("page.register.write"), key="amend_write"):
        desk.do(
            lambda: _carry_out(desk, proposal),
            view.say("page.register.written"),
        )
        st.rerun()


def _carry_out(desk: Desk, proposal: Proposal) -> None:
    st.session_state["amend_proposal"] = None  # also if somebody else was first: then it no longer holds
    carry_out(desk.data, proposal, at=desk.clock(), by=desk.by)
    st.session_state["amend_turn"] += 1


def _proposal(desk: Desk, plan: Plan, decision: Decision, act: str, asked: Any) -> Proposal:
    today = desk.clock().date()
    if isinstance(asked, _Book):
        by = decision if decision.authority.strip() or decision.reason.strip() else None
        return read_book(desk.data, plan, asked.content, asked.name, by, today=today)
    return propose(desk.data, plan, _new(plan, decision, act, asked), today=today)


def _book(desk: Desk, plan: Plan, turn: int) -> _Book | None:
    """The register as a workbook to download, and the one that was dropped; None while there is none."""
    view = desk.view
    st.caption(view.say("page.register.book_note"))
    st.download_button(
        view.say("page.register.export"), lambda: book(plan, view.lang),
        f"register_{keeping.version(plan)[:12]}.xlsx", key="register_export", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
    files = ui.uploader(view, f"register_book_{turn}", view.say("page.register.book"), many=False)
    return next((_Book(name, content, hashlib.sha256(content).hexdigest()) for name, content in files), None)


def _new(plan: Plan, decision: Decision, act: str, asked: Any) -> Plan:
    if act == "succeed":
        return acts.succeed(plan, decision, asked)
    name, id, values = asked
    if act == "withdraw":
        return acts.withdraw(plan, decision, name, id)
    return acts.amend(plan, decision, name, id, values)


def _decision(desk: Desk, turn: int, *, is_asked: bool) -> Decision:
    view = desk.view
    with st.container(horizontal=True):
        on = st.date_input(
            view.say("page.register.on"), desk.clock().date(), key=f"amend_on_{turn}", format="YYYY-MM-DD",
            width=200,
        )  # fmt: skip
        kind = "" if is_asked else "_if_any"
        authority = st.text_input(
            view.say(f"page.register.authority{kind}"), key=f"amend_authority_{turn}", width=260
        )
        reason = st.text_input(view.say(f"page.register.reason{kind}"), key=f"amend_reason_{turn}", width=420)
    return Decision(on, authority, reason)


def _object(
    desk: Desk, plan: Plan, names: tuple[str, ...], key: str, *, is_first_chosen: bool = True
) -> tuple[str, str] | None:
    """The table and id of the row that was chosen among those the search finds; None if it finds none."""
    view = desk.view
    with st.container(horizontal=True):
        name = st.selectbox(
            view.say("page.register.table"), names, key=f"{key}_table", width=200,
            format_func=lambda name: view.say(f"registered.{name}"),
        )  # fmt: skip
        text = st.text_input(view.say("page.register.search"), key=f"{key}_search", width=260)
        rows = acts.found(plan, name, text, view.lang)
        called = {row["id"]: f"{row['id']}  {row['name']}".strip() for row in rows}
        if not rows:
            st.caption(view.say("page.register.nothing_found"))
            return None
        id = st.selectbox(
            view.say("page.register.row"), list(called), format_func=called.__getitem__, key=f"{key}_row_{name}",
            width=420, index=0 if is_first_chosen else None, placeholder=view.say("page.register.stays"),
        )  # fmt: skip
    if id is None:
        st.caption(view.say("page.register.choose_one"))
        return None
    return name, id


def _cells(desk: Desk, plan: Plan, turn: int, act: str) -> tuple[str, str, Mapping[str, str]] | None:
    """The row to amend or withdraw, and the new values by column; None while something is missing."""
    view = desk.view
    names = AMENDABLE if act == "set" else WITHDRAWABLE
    chosen = _object(desk, plan, names, f"amend_{act}_{turn}", is_first_chosen=act == "set")
    if chosen is None or act == "withdraw":
        return chosen and (*chosen, {})
    name, id = chosen
    columns = [c.name for c in PLANNED[name].columns if amended_column(name, c.name)]
    fields = st.multiselect(
        view.say("page.register.fields"), columns, key=f"amend_fields_{name}_{turn}",
        placeholder=view.say("page.register.stays"),
        format_func=lambda field: amended_field(field, view.lang),
    )  # fmt: skip
    row = by_id(name, plan.tables)[id]
    values = {field: _value(desk, plan, name, field, row[field], f"{id}_{turn}") for field in fields}
    return (name, id, values) if values else None


def _value(desk: Desk, plan: Plan, name: str, field: str, old: Any, key: str) -> str:
    """A place to fill in a new value, with the old one beside it."""
    view, column = desk.view, amended_column(name, field)
    assert column is not None
    label = view.say("page.register.value", field=amended_field(field, view.lang), old=written(old) or "—")
    choices = _choices(plan, column, view.lang)
    if choices is None:
        return _typed(column, st.text_input(ui.escaped(label), key=f"amend_value_{field}_{key}"))
    given = st.selectbox(
        ui.escaped(label), list(choices), index=None, format_func=choices.__getitem__,
        placeholder=view.say("page.register.stays"),
        key=f"amend_value_{field}_{key}",
    )  # fmt: skip
    return given or ""


def _typed(column: Column, text: str) -> str:
    """A date as the register writes it, however it was typed; anything else as it is."""
    if column.type != DATE:
        return text
    try:
        return written(cells.read(text, replace(column, required=False))) or ""
    except Refused:  # the register says what is wrong with it
        return text


def _choices(plan: Plan, column: Column, lang: str) -> dict[str, str] | None:
    """What may stand in a column, with its words; None for anything."""
    if column.ref:
        name, _, key = column.ref.partition(".")
        rows = by_id(name, plan.tables).values()
        return {str(row[key]): f"{row[key]}  {acts.label(row, lang)}" for row in rows}
    allowed = ("true", "false") if column.type == BOOL else column.allowed
    return {value: value for value in allowed} if allowed else None


def _succession(desk: Desk, plan: Plan, turn: int) -> Succession | None:
    """A unit's succession; None while no unit is found."""
    view, new = desk.view, "+"
    chosen = _object(desk, plan, ("units",), f"amend_unit_{turn}")
    if chosen is None:
        return None
    unit_id = chosen[1]
    units = {
        row["unit_id"]: row[f"name_{view.lang}"] for row in plan.rows()["units"] if row["unit_id"] != unit_id
    }
    words = {"": view.say("page.register.stays"), new: view.say("page.register.new_unit")} | units
    with st.container(horizontal=True):
        successor = st.selectbox(
            view.say("page.register.successor"), list(words), format_func=words.__getitem__,
            key=f"amend_successor_{turn}", width=320,
        )  # fmt: skip
        kind = st.selectbox(
            view.say("page.register.kind"), SUCCESSIONS, format_func=lambda k: view.say(f"succession.{k}"),
            key=f"amend_kind_{turn}", width=200,
        )  # fmt: skip
        since = st.date_input(
            view.say("page.register.since"), desk.clock().date(), key=f"amend_since_{turn}", format="YYYY-MM-DD",
            width=200,
        )  # fmt: skip
    made: dict[str, dict[str, str]] = {}
    to = successor
    if successor == new:
        to = _new_unit(view, f"{turn}", made)
    is_split = st.checkbox(view.say("page.register.split"), key=f"amend_split_{turn}")
    if is_split:
        n_more = st.number_input(
            view.say("page.register.more_units"), 0, _MOST_NEW, key=f"amend_more_{turn}", width=200
        )
        for n in range(int(n_more)):
            _new_unit(view, f"{turn}_{n}", made)
    titles = by_id("tasks", plan.tables)
    tasks = acts.tasks_of(plan, unit_id)
    moved = st.multiselect(
        view.say("page.register.tasks"), tasks, default=tasks, key=f"amend_tasks_{unit_id}_{turn}",
        format_func=lambda id: f"{id}  {titles[id][f'title_{view.lang}']}",
    )  # fmt: skip
    made.pop("", None)
    if not is_split:
        moved = moved if to else []
        return Succession(unit_id, to or None, kind, since, made if to else {}, dict.fromkeys(moved, to))
    heirs = {id: f"{id}  {cells[f'name_{view.lang}']}" for id, cells in made.items()} | units
    at = list(heirs).index(to) if to in heirs else None
    given = {
        id: st.selectbox(
            ui.escaped(view.say("page.register.goes_to", id=id, title=titles[id][f"title_{view.lang}"])),
            list(heirs), index=at, format_func=heirs.__getitem__, key=f"amend_goes_{id}_{to}_{turn}",
            placeholder=view.say("page.register.stays"),
        )
        for id in moved
    }  # fmt: skip
    goes = {id: heir for id, heir in given.items() if heir}
    if len(goes) < len(tasks):
        st.caption(view.say("page.register.kept", n=len(tasks) - len(goes)))
    return Succession(unit_id, to or None, kind, since, made, goes)


def _new_unit(view: OnePlan, key: str, made: dict[str, dict[str, str]]) -> str:
    """The id of a unit to be made, which is added to those that are."""
    with st.container(horizontal=True):
        id = st.text_input(view.say("page.register.unit_id"), key=f"amend_new_id_{key}", width=200)
        made[id] = {
            "name_zh": st.text_input(view.say("page.register.name_zh"), key=f"amend_zh_{key}", width=260),
            "name_en": st.text_input(view.say("page.register.name_en"), key=f"amend_en_{key}", width=260),
            "kind": st.selectbox(
                view.say("page.register.unit_kind"), UNIT_KINDS, key=f"amend_unit_kind_{key}", width=200,
                format_func=lambda k: view.say(f"unit_kind.{k}"),
            ),
        }  # fmt: skip
    return id
