"""How to read this board, on one screen: found on every page, in nobody's way."""

from __future__ import annotations

import streamlit as st

from planboard.schema import STATUSES
from planboard.ui.controls import status_mark
from planboard.ui.view import View

LINES = ("gauge", "bar", "forecast", "league", "trace", "date")


def guide(view: View) -> None:
    """A button that opens the guide; what is in it is drawn only then."""
    pop = st.popover(
        view.say("guide.title"), key="guide", on_change="rerun", icon=":material/help:", type="tertiary"
    )
    if not pop.open:
        return
    with pop:
        st.markdown(f"**{view.say('guide.statuses')}**")
        said = [f"{status_mark(view, s)}　{view.say(f'guide.status.{s}')}" for s in STATUSES]
        st.markdown("  \n".join(said))
        for line in LINES:
            st.markdown(f"**{view.say(f'guide.{line}.name')}**　{view.say(f'guide.{line}.text')}")
