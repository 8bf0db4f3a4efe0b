"""The office's page, second half: what publishing would change, and publishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.reception import Desk
from planboard import ui
from planboard.errors import Problem, UserError
from planboard.office import publication
from planboard.office.standings import Standing
from planboard.publishing import accepted
from planboard.publishing.newest import kind_of
from planboard.publishing.preview import Difference, Preview, preview
from planboard.publishing.preview_words import amendment_sentence, before_and_after, summary
from planboard.register.plan import Plan
from planboard.returns.calls import calls
from planboard.snapshots.published import published
from planboard.visible import trimmed
from planboard.wording import formats
from planboard.wording.statuses import rule_sentence


@dataclass(frozen=True)
class State:
    """What a preview was made from. Once the plan or its register, the period, the language, the published set or the
    state of any return or call differs, the preview no longer holds."""

    plan: str
    register: Plan
    as_of: date
    lang: str
    published: str
    n_events: tuple[tuple[str, int], ...]  # by the return's id
    n_calls: int  # records of calls


def show(desk: Desk, standings: list[Standing]) -> None:
    """A preview when it is asked for, and a button that publishes only what was previewed."""
    view = desk.view
    kind = kind_of(desk.data)
    st.caption(view.say(f"page.returns.goes_on_as_{kind}"))
    too_soon = refused(desk)
    if too_soon:
        _say_when(desk, too_soon)
    if st.button(view.say("page.returns.preview"), key="preview", disabled=bool(too_soon)):
        look(desk, standings)
    if too_soon:
        return
    if found := looked_at(desk, standings):
        _preview(desk, found)
        _publish(desk, found)
    elif st.session_state.get("office_preview"):
        st.warning(view.say("page.returns.preview_old"))
    else:
        st.caption(view.say("page.returns.preview_first"))


def refused(desk: Desk) -> Sequence[Problem]:
    """Why the period cannot be published on this day, whatever came in; nothing if it can."""
    try:
        publication.check_day(desk.data, desk.as_of, desk.clock())
    except UserError as error:
        return error.problems
    return ()


def _say_when(desk: Desk, problems: Sequence[Problem]) -> None:
    if any(problem.key == "snapshot.not_come" for problem in problems):
        st.info(desk.view.say("page.returns.not_yet", day=formats.day(desk.as_of, desk.view.lang)))
    else:
        ui.problems(desk.view, problems)


def look(desk: Desk, standings: list[Standing]) -> None:
    """Make the preview and run the page again, which then has it, or the problems that stand in the way."""
    st.session_state["office_preview"] = None
    with ui.progress(desk.view, "page.returns.previewing") as progress:
        try:
            publication.check_day(desk.data, desk.as_of, desk.clock())
            using = accepted.accepted(desk.data, desk.as_of, desk.plan, tick=progress)
            with ui.progress(desk.view, "page.returns.comparing"):
                found = preview(desk.data, desk.plan, desk.as_of, using, desk.view.lang)
            st.session_state["office_preview"] = (_state(desk, standings), found)
        except UserError as error:
            desk.tell(error.problems)
    st.rerun()


def looked_at(desk: Desk, standings: list[Standing]) -> Preview | None:
    """The preview that was made last; None if there is none, or it no longer holds."""
    made: tuple[State, Preview] | None = st.session_state.get("office_preview")
    return made[1] if made and made[0] == _state(desk, standings) else None


def _state(desk: Desk, standings: list[Standing]) -> State:
    n_events = tuple((kept.id, len(kept.events)) for standing in standings for kept in standing.sent)
    now = published(desk.data).identity
    n_calls = len(calls(desk.data, desk.as_of).records)
    return State(desk.view.plan, desk.plan, desk.as_of, desk.view.lang, now, n_events, n_calls)


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
    if found.amended:
        st.markdown(f"**{view.say('preview.amended')}**")
    for amendment in found.amended:
        st.markdown(f"- {ui.escaped(amendment_sentence(amendment, view.lang))}")


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
        disabled=found.revision > 1 and not trimmed(reason),
    ):  # fmt: skip
        with ui.progress(view, "page.returns.publishing") as progress:

            def publish() -> None:
                now = desk.clock()
                publication.check_day(desk.data, desk.as_of, now)
                publication.publish_period(
                    desk.data, desk.plan, desk.as_of, at=now, by=desk.by, reason=reason,
                    expected_revision=found.revision - 1, tick=progress,
                )  # fmt: skip

            done = view.say("page.returns.published", as_of=found.as_of, revision=found.revision)
            is_done = desk.do(publish, done)
        with ui.progress(view, "page.returns.modelling") as progress:
            desk.tell(publication.make_models(desk.data, tick=progress))
        st.session_state["office_preview"] = None
        if is_done:  # the page goes on with the next period
            st.query_params.pop("period", None)
        st.rerun()
