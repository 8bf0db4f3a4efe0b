"""The few rules of style that reach into Streamlit's own elements, each because there is no option for it."""

from __future__ import annotations

import streamlit as st

# A link to a page is cut off where it does not fit, and stands further in than the text under it. The mark of a status
# and its word stay together.
_LINKS = """
[data-testid=stMain] [data-testid=stPageLink-NavLink] {height: auto; min-height: 0}
[data-testid=stMain] [data-testid=stPageLink-NavLink] p {white-space: normal; overflow: visible}
.st-key-exceptions [data-testid=stPageLink-NavLink] {padding-left: 0}
"""


def style() -> None:
    """Apply them to the page."""
    st.html(f"<style>{_LINKS}</style>")
