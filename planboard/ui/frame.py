"""What surrounds every page: navigation, its head, where its figures come from, and whether there are newer ones."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from planboard.answers.rollups import read_rollups
from planboard.folders import data_folder, plan_folders
from planboard.ui.controls import choose, escaped
from planboard.ui.guide import guide
from planboard.ui.search import search
from planboard.ui.serving import serve
from planboard.ui.shown import PlansView, Shown
from planboard.ui.view import View
from planboard.wording.readable import moment
from planboard.wording.text import LANGUAGES

LOOKS_EVERY = "10s"


def header(view: Shown, title: str, answer: str = "") -> None:
    """The head of a page: its question, the switches of date and language, notices about the data shown, and the answer
    in one sentence (Markdown)."""
    view.title = title
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="top", key="head"):
            with st.container(width="stretch"):
                st.title(escaped(title), anchor=False)
            if view.is_on_paper:
                st.markdown(view.say("frame.of", as_of=view.dated), width="content")
            else:
                _switches(view)
        for notice in view.notices:
            st.warning(escaped(notice))
        if isinstance(view, View):
            _about_the_snapshot(view)
        if view.is_demo:
            is_some = isinstance(view, PlansView) and view.is_part_demo
            kind = view.say("frame.some_demo" if is_some else "data_kind.demo")
            st.markdown(f"**▧ {kind}**　{view.say('frame.demo')}")
        if answer:
            with st.container(key="verdict"):
                st.markdown(f"**{answer}**")


def _about_the_snapshot(view: View) -> None:
    if view.now.problems:
        st.error(view.say("frame.damaged", n=len(view.now.problems)))
    if view.snapshot.revision > 1:
        reason = escaped(view.snapshot.reason)
        st.info(view.say("frame.restatement", revision=view.snapshot.revision, reason=reason))


def _switches(view: Shown) -> None:
    with st.container(horizontal=True, width="content", horizontal_alignment="right", key="switches"):
        guide(view)
        if isinstance(view, View):
            _date_switch(view)
        choose(
            "lang",
            LANGUAGES,
            view.lang,
            view.say("frame.language"),
            lambda c: view.say(f"frame.{c}"),
            pills=True,
        )


def _date_switch(view: View) -> None:
    revisions = {s.as_of.isoformat(): s.revision for s in view.now.current}
    with st.container(width=168):
        choose(
            "as_of", list(reversed(revisions)), view.as_of.isoformat(), view.say("frame.as_of"),
            lambda day: day if revisions[day] == 1
            else view.say("frame.restated", as_of=day, revision=revisions[day]),
        )  # fmt: skip


def sidebar(view: View, groups: dict[str, list[str]]) -> None:
    """The side bar: the pages by group, each a link that keeps the plan, date and language shown and the filters last
    used there; a link to all plans, search, how fresh the data is, and a link to print."""
    kept = st.session_state.get("filters", {})
    plan = view.row("plan")
    with st.sidebar:
        st.markdown(f"**{view.say('app.name')}**  \n{escaped(plan['short'] if plan else '')}")
        if view.plan:
            _link_to_all(view)
        search(view)
        for group, names in groups.items():
            if group and names:
                st.caption(group)
            for name in names:
                page = view.pages[name]
                # The link to the page shown leads to it without its filters.
                chosen = (
                    {}
                    if name == view.page
                    else {k: v for k, v in kept.get((view.plan, name), {}).items() if v}
                )
                st.page_link(page, label=page.title, icon=page.icon, query_params=view.address(**chosen))
        freshness(view)
        _link_to_paper(view)


def plans_sidebar(view: PlansView) -> None:
    """The side bar of the page on all plans: a link to it, how fresh the figures are, and a link to print."""
    with st.sidebar:
        st.markdown(f"**{view.say('app.name')}**")
        _link_to_all(view)
        plans_freshness(view)
        _link_to_paper(view)


def _link_to_all(view: Shown) -> None:
    page = view.pages["plans"]
    st.page_link(page, label=page.title, icon=page.icon, query_params=view.address_of_all)


def _link_to_paper(view: Shown) -> None:
    address = urlencode(
        {**st.query_params.to_dict(), "print": 1, "embed": "true", "embed_options": "light_theme"}
    )
    st.link_button(view.say("frame.print"), f"?{address}", icon=":material/print:", type="tertiary")


@st.fragment(run_every=LOOKS_EVERY)
def freshness(view: View) -> None:
    """Say whether the snapshot shown is the newest, and offer a newer one. That this runs again by itself also brings a
    page back to life after its connection was lost."""
    engine = view.engine if view.is_just_opened else serve(view.data).engine or view.engine
    now = engine.published
    view.is_just_opened = False
    newest = now.current[-1] if now.current else view.snapshot
    selection = {k: v for k, v in st.query_params.items() if k not in ("as_of", "lang")}
    address = {**selection, **({"lang": view.lang} if "lang" in st.query_params else {})}
    if now.identity != view.now.identity:
        st.markdown(f":orange[:material/update:] {view.say('frame.newer_came', as_of=newest.as_of)}")
    elif view.as_of == newest.as_of:
        st.markdown(f":green[:material/check:] {view.say('frame.newest')}")
        return
    else:
        st.markdown(f":gray[:material/history:] {view.say('frame.older')}")
    st.page_link(
        view.pages[view.page], label=view.say("frame.show_newest", as_of=newest.as_of), query_params=address
    )


@st.fragment(run_every=LOOKS_EVERY)
def plans_freshness(view: PlansView) -> None:
    """Say whether any plan has newer figures than those shown, and offer them. Like `freshness`, it runs by itself."""
    found = view.engine if view.is_just_opened else read_rollups(plan_folders(data_folder()))
    view.is_just_opened = False
    if found.identity == view.engine.identity:
        st.markdown(f":green[:material/check:] {view.say('frame.newest')}")
        return
    st.markdown(f":orange[:material/update:] {view.say('page.plans.newer_came')}")
    st.page_link(
        view.pages["plans"], label=view.say("page.plans.show_newest"), query_params=view.address_of_all
    )


def provenance(view: Shown) -> None:
    """A line that says where the page's figures come from."""
    st.caption(source(view, escaped))


def source(view: Shown, escape: Callable[[str], str] = str) -> str:
    """Which snapshot, or which roll-ups, the figures come from, with what people wrote passed through `escape`."""
    if isinstance(view, PlansView):
        names = {"n": view.engine.n_plans, "as_of": view.dated, "hash": view.engine.identity[:12]}
        return view.say("page.plans.provenance", **names)
    assert isinstance(view, View)
    s = view.snapshot
    return view.say(
        "frame.provenance", as_of=s.as_of, revision=s.revision, published_at=moment(s.published_at),
        publisher=escape(s.publisher), hash=s.manifest_sha256[:12],
    )  # fmt: skip
