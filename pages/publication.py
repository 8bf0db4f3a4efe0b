"""The office's page, second half: what publishing would change, and publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.reception import Desk
from planboard import ui
from planboard.errors import UserError
from planboard.office import publication
from planboard.office.standings import Standing
from planboard.publishing import accepted
from planboard.publishing.preview import Difference, Preview, preview
from planboard.publishing.preview_words import before_and_after, summary
from planboard.publishing.publish import kind_of
from planboard.snapshots.published import published
from planboard.wording.statuses import rule_sentence


@dataclass(frozen=True)
class State:
    """What a preview was made from. Once the plan, the period, the language, the published set or the state of any
    return differs, the preview no longer holds."""

    plan: str
    as_of: date
    lang: str
    published: str
    n_events: tuple[tuple[str, int], ...]  # by the return's id


def show(desk: Desk, standings: list[Standing]) -> None:
    """A preview when it is asked for, and a button that publishes only what was previewed."""
    view = desk.view
    st.header(view.say("page.returns.publish"), anchor=False)
    kind = kind_of(desk.data)
    st.caption(view.say(f"page.returns.goes_on_as_{kind}"))
    state = _state(desk, standings)
    if st.button(view.say("page.returns.preview"), key="preview"):
        st.session_state["office_preview"] = None
        with ui.progress(view, "page.returns.previewing") as progress:
            try:
                using = accepted.accepted(desk.data, desk.as_of, desk.plan, tick=progress)
                found = preview(desk.data, desk.plan, desk.as_of, using, view.lang)
                st.session_state["office_preview"] = (state, found)
            except UserError as error:
                ui.problems(view, error.problems)
    looked_at = st.session_state.get("office_preview")
    if not looked_at:
        st.caption(view.say("page.returns.preview_first"))
    elif looked_at[0] != state:
        st.warning(view.say("page.returns.preview_old"))
    else:
        _preview(desk, looked_at[1])
        _publish(desk, looked_at[1])


def _state(desk: Desk, standings: list[Standing]) -> State:
    n_events = tuple((kept.id, len(kept.events)) for standing in standings for kept in standing.sent)
    return State(desk.view.plan, desk.as_of, desk.view.lang, published(desk.data).identity, n_events)


def _preview(desk: Desk, found: Preview) -> None:
    view = desk.view
    head, *rest = summary(found, view.lang)
    st.markdown(f"**{ui.escaped(head)}**")
    for sentence in rest:
        st.caption(ui.escaped(sentence))
    if found.compared_with and found.differences:
        moves = [before_and_after(one, view.lang) for one in found.differences]
        ui.listing(
            view,
            {
                "what": [f"{one.id}  {one.name}" for one in found.differences],
                "before": [before for before, _ in moves],
                "after": [after for _, after in moves],
                "unit": [one.row["unit"] for one in found.differences],
                "cause": [_cause(desk, one) for one in found.differences],
            },
            height="content" if len(found.differences) < 12 else 420,
            alt=view.say("table.differences"),
        )


def _cause(desk: Desk, one: Difference) -> str:
    plan = desk.plan.tables["plan"].to_pylist()[0]
    return rule_sentence(desk.view.lang, one.row["rule"], plan)


def _publish(desk: Desk, found: Preview) -> None:
    view = desk.view
    reason = ""
    if found.revision > 1:
        reason = st.text_input(view.say("page.returns.correction"), key="correction")
    if st.button(
        view.say("page.returns.publish_button", as_of=found.as_of, revision=found.revision), key="publish",
        disabled=found.revision > 1 and not reason.strip(),
    ):  # fmt: skip
        with ui.progress(view, "page.returns.publishing") as progress:
            desk.do(
                lambda: publication.publish_period(
                    desk.data, desk.plan, desk.as_of, at=desk.clock(), by=desk.by, reason=reason.strip() or None,
                    expected_revision=found.revision - 1, tick=progress,
                ),
                view.say("page.returns.published", as_of=found.as_of, revision=found.revision),
            )  # fmt: skip
            desk.tell(publication.make_models(desk.data, tick=progress))
        st.session_state["office_preview"] = None
        st.rerun()
