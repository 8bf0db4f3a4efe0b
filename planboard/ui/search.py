"""Search from every page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from planboard import search as finding
from planboard.engine import Engine
from planboard.search import Entry
from planboard.ui.controls import link, plain
from planboard.ui.view import NO_FILTER, View


def _entries(engine: Engine, params: tuple) -> Sequence[Entry]:
    return finding.entries(engine.query("search", **dict(params)).to_pylist())


def search(view: View) -> None:
    """A place to type and, under it, links to what was found."""
    typed = st.text_input(
        view.say("search.label"), key="search", placeholder=view.say("search.hint"), label_visibility="collapsed",
        icon=":material/search:",
    )  # fmt: skip
    if not typed or not typed.strip():
        return
    found = finding.find(view.engine.keep(_entries, tuple(view.asked("search", {}).items())), typed)
    if not found:
        st.caption(view.say("search.nothing", typed=plain(typed[:40])))
    for entry in found:
        _link(view, entry)


def _link(view: View, entry: Entry) -> None:
    label = view.say("search.found", kind=view.say(f"search.{entry.kind}"), name=entry.name)
    if entry.kind != "target":
        link(view, entry.kind, label, id=entry.id)
        return
    target = next(r for r in view.rows("targets", **NO_FILTER) if r["target_id"] == entry.id)
    if target["task_id"]:
        link(view, "task", label, id=target["task_id"])
    else:
        link(view, f"pillar-{target['pillar_id']}", label)
