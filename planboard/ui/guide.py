"""How to read this board, on one screen, from every page."""

from __future__ import annotations

import streamlit as st

from planboard.schema import STATUSES
from planboard.ui.controls import status_markdown
from planboard.ui.shown import Shown

TOPICS = ("gauge", "bar", "forecast", "league", "trace", "date")


def guide(view: Shown) -> None:
    """A button that opens the guide, which is drawn only then."""
    pop = st.popover(
        view.say("guide.title"), key="guide", on_change="rerun", icon=":material/help:", type="tertiary"
    )
    if not pop.open:
        return
    with pop:
        st.markdown(f"**{view.say('guide.statuses')}**")
        lines = [f"{status_markdown(view, s)}　{view.say(f'guide.status.{s}')}" for s in STATUSES]
        st.markdown("  \n".join(lines))
        for topic in TOPICS:
            st.markdown(f"**{view.say(f'guide.{topic}.name')}**　{view.say(f'guide.{topic}.text')}")
