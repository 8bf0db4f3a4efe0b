"""What surrounds every page: navigation, its head, where its figures come from, and whether there are newer ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planboard.answers.rollups import read_rollups
from planboard.document.blocks import Link, Notice, Paragraph, Run, To
from planboard.folders import data_folder, plan_folders
from planboard.ui.about import source
from planboard.ui.controls import choose, escaped
from planboard.ui.guide import guide
from planboard.ui.screen import draw_navigation, draw_part
from planboard.ui.search import search
from planboard.ui.serving import serve
from planboard.ui.shown import PlansView, Shown, Unpublished
from planboard.ui.view import ALL_YEARS, View
from planboard.wording.text import LANGUAGES

LOOKS_EVERY = "10s"


def header(view: Shown, title: str, answer: str = "") -> None:
    """The head of the office's page: its title, the switches, notices about the data shown, and the answer in one
    sentence (Markdown)."""
    view.title = title
    with st.container(gap="xsmall"):
        with bar(view):
            st.title(escaped(title), anchor=False)
        for notice in view.notices:
            st.warning(escaped(notice))
        if isinstance(view, View):
            _about_the_snapshot(view)
        if view.is_demo:
            st.markdown(f"**▧ {view.say('data_kind.demo')}**　{view.say('frame.demo')}")
        if answer:
            with st.container(key="verdict"):
                st.markdown(f"**{answer}**")


def bar(view: Shown) -> DeltaGenerator:
    """What stands over a page's document: the switches in a row of their own, the same on every page; returned is
    where the page's filters go, below them."""
    if not view.is_on_paper:
        with st.container(
            horizontal=True, vertical_alignment="bottom", horizontal_alignment="right", key="head"
        ):
            _switches(view)
    return st.container(horizontal=True, key="chosen")


def _about_the_snapshot(view: View) -> None:
    if view.now.problems:
        st.error(view.say("frame.damaged", n=len(view.now.problems)))
    if view.snapshot.revision > 1:
        reason = escaped(view.snapshot.reason)
        st.info(view.say("frame.restatement", revision=view.snapshot.revision, reason=reason))


def _switches(view: Shown) -> None:
    if not isinstance(view, Unpublished):
        guide(view)
    if isinstance(view, View):
        _date_switch(view)
        _year_switch(view)
    choose(
        view,
        "lang",
        LANGUAGES,
        view.lang,
        view.say("frame.language"),
        lambda c: view.say(f"frame.{c}"),
        pills=True,
    )


def _year_switch(view: View) -> None:
    """The plan year shown, and where there are several, the choice of one or all."""
    years = [str(row["plan_year"]) for row in view.years]
    if len(years) > 1:
        years.append(ALL_YEARS)
    choose(
        view, "year", years, str(view.year or ALL_YEARS), view.say("frame.year"),
        lambda year: view.say("frame.all_years" if year == ALL_YEARS else "frame.of_year", year=year), width=120,
    )  # fmt: skip


def _date_switch(view: View) -> None:
    revisions = {s.as_of.isoformat(): s.revision for s in view.now.current}
    choose(
        view, "as_of", list(reversed(revisions)), view.as_of.isoformat(), view.say("frame.as_of"),
        lambda day: day if revisions[day] == 1
        else view.say("frame.restated", as_of=day, revision=revisions[day]), width=168,
    )  # fmt: skip


def sidebar(view: View, groups: Mapping[str, Sequence[str]]) -> None:
    """The side bar: search; the pages by group, each a link that keeps the plan, date and language shown and the
    filters last used there; links to all plans and to the page on paper; how fresh the data is."""
    kept = st.session_state.get("filters", {})
    plan = view.row("plan")

    def link(name: str) -> Link:
        # The link to the page shown leads to it without its filters.
        last = {} if name == view.page else kept.get((view.plan, name), {})
        return Link(view.pages[name].title, view.to(name, **{k: v for k, v in last.items() if v}))

    with st.sidebar:
        st.markdown(f"**{view.say('app.name')}**  \n{escaped(plan['short'] if plan else '')}")
        search(view)
        pages = [(group, [link(name) for name in names]) for group, names in groups.items()]
        draw_navigation(view, [*_to_all(view), *pages, ("", [_to_paper(view)])])
        freshness(view)


def plans_sidebar(view: PlansView) -> None:
    """The side bar of the page on all plans: a link to it, how fresh the figures are, and a link to print."""
    with st.sidebar:
        st.markdown(f"**{view.say('app.name')}**")
        draw_navigation(view, [*_to_all(view), ("", [_to_paper(view)])])
        plans_freshness(view)


def unpublished_sidebar(view: Unpublished) -> None:
    """The side bar while nothing is published: a link to what the plan holds, to the office's page where there is one,
    and to all plans where there are others."""
    with st.sidebar:
        st.markdown(f"**{view.say('app.name')}**")
        names = [name for name in ("overview", "returns") if name in view.pages]
        draw_navigation(
            view, [*_to_all(view), ("", [Link(view.pages[name].title, view.to(name)) for name in names])]
        )


def _to_all(view: Shown) -> list[tuple[str, list[Link]]]:
    if "plans" not in view.pages:
        return []
    return [("", [Link(view.pages["plans"].title, To("plans", tuple(view.address_of_all.items())))])]


def _to_paper(view: Shown) -> Link:
    paper = {**view.asked, "print": "1", "embed": "true", "embed_options": "light_theme"}
    return Link(view.say("frame.print"), To(view.page, tuple(paper.items()), is_apart=True))


@st.fragment(run_every=LOOKS_EVERY)
def until_published(view: Unpublished) -> None:
    """Open the page anew once something is published. It looks by itself."""
    found = serve(view.data)
    if found.engine or found.making:
        st.rerun()


@st.fragment(run_every=LOOKS_EVERY)
def freshness(view: View) -> None:
    """Say whether the snapshot shown is the newest, and offer a newer one. That this runs again by itself also brings a
    page back to life after its connection was lost."""
    engine = view.engine if view.is_just_opened else serve(view.data).engine or view.engine
    now = engine.published
    view.is_just_opened = False
    newest = now.current[-1] if now.current else view.snapshot
    address = {name: value for name, value in view.asked.items() if name != "as_of"}
    to_newest = Link(view.say("frame.show_newest", as_of=newest.as_of), To(view.page, tuple(address.items())))
    if now.identity != view.now.identity:
        _say_how_fresh(view, view.say("frame.newer_came", as_of=newest.as_of), to_newest, is_news=True)
    elif view.as_of == newest.as_of:
        _say_how_fresh(view, f"✓ {view.say('frame.newest')}")
    else:
        _say_how_fresh(view, view.say("frame.older"), to_newest)


def _say_how_fresh(view: Shown, said: str, to_newest: Link | None = None, *, is_news: bool = False) -> None:
    # Drawn as a whole: of words that a browser has translated, Streamlit would leave the old ones where they are.
    text: tuple[Run, ...] = (said, "\n", to_newest) if to_newest else (said,)
    draw_part(view, "freshness", Notice(text, "warning") if is_news else Paragraph(text, "note"))


@st.fragment(run_every=LOOKS_EVERY)
def plans_freshness(view: PlansView) -> None:
    """Say whether any plan has newer figures than those shown, and offer them. Like `freshness`, it runs by itself."""
    found = view.engine if view.is_just_opened else read_rollups(plan_folders(data_folder()))
    view.is_just_opened = False
    if found.identity == view.engine.identity:
        _say_how_fresh(view, f"✓ {view.say('frame.newest')}")
        return
    to_newest = Link(view.say("page.plans.show_newest"), To("plans", tuple(view.address_of_all.items())))
    _say_how_fresh(view, view.say("page.plans.newer_came"), to_newest, is_news=True)


def provenance(view: Shown) -> None:
    """A line that says where the page's figures come from."""
    st.caption(source(view, escaped))
