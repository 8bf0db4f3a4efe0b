"""Search from every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from planboard.answers import search as finding
from planboard.ui.controls import escaped, link
from planboard.ui.view import View

MOST = 8  # results shown; for fewer, one keeps typing


@st.fragment
def search(view: View) -> None:
    """A box and, under it, links to the tasks, targets and units that match what is typed; Enter opens the first. Each
    page has a box of its own, so that it is empty after a link was followed."""
    typed = st.text_input(
        view.say("search.label"), key=f"search-{view.plan}{view.page}-{st.query_params.get('id', '')}", type="search",
        live="200ms", placeholder=view.say("search.hint"), label_visibility="collapsed", icon=":material/search:",
    )  # fmt: skip
    if not typed or not finding.plain(typed):
        return
    found = finding.found(view.engine.keep(finding.entries, view.as_of, view.lang), typed)
    # By this key page.js knows, when Enter is pressed, that these are the hits for what the box holds.
    with st.container(key=f"found-{'-'.join(str(ord(letter)) for letter in typed)}", gap=None):
        _hits(view, typed, found)


def _hits(view: View, typed: str, found: Sequence[finding.Entry]) -> None:
    if not found:
        st.caption(view.say("search.nothing", typed=escaped(typed[:40])))
    alike = Counter(entry.row["name"] for entry in found)
    for entry in found[:MOST]:
        row = entry.row
        note = (row["note"] or "") if alike[row["name"]] > 1 else ""
        label = view.say(f"search.{row['kind']}", name=row["name"], item_no=row["item_no"])
        if row["page"] == "pillar":
            link(view, f"pillar-{row['page_id']}", label)
        else:
            link(view, row["page"], label, note=note, id=row["page_id"])
    if found[MOST:]:
        st.caption(view.say("search.more", n=len(found) - MOST))
