"""Pages that are shaped otherwise than Streamlit's: one as wide as a sheet, one that fills the screen."""

from __future__ import annotations

import streamlit as st

from planboard.ui import paper
from planboard.ui.shown import Shown

_SCREEN = """
[data-testid=stHeader], [data-testid=stSidebar] { display: none }
[data-testid=stMainBlockContainer] { padding: 0; max-width: none }
[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock] { gap: 0 }
"""


def fit_sheet(view: Shown) -> None:
    """Make the page as wide as a sheet, to be printed."""
    st.html(f"<style>{paper.style(view)}</style>")


def fill_screen() -> None:
    """Take away what stands around the page."""
    st.html(f"<style>{_SCREEN}</style>")
