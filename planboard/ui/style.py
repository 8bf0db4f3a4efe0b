"""The only rules of style that reach into Streamlit's own elements, each where no option of it does the same."""

from __future__ import annotations

import streamlit as st

from planboard.ui import paper
from planboard.ui.shown import Shown

_STYLE = """<style>
/* A link's words wrap; Streamlit cuts them off, on a phone in the middle of a task's name. */
[data-testid=stPageLink-NavLink] > span, [data-testid=stPageLink-NavLink] :is(div, p, span) {
  white-space: normal; overflow: visible
}

/* The board's name stands beside the button that closes the side bar and not below it; on a phone the bar with the
   button that opens it is no higher than that. */
[data-testid=stSidebarHeader] { position: relative; z-index: 1; margin-bottom: -2.25rem; pointer-events: none }
[data-testid=stSidebarHeader] > * { pointer-events: auto }
@media (max-width: 768px) {
  [data-testid=stHeader], [data-testid=stToolbar] { height: 2.5rem; min-height: 0 }
  [data-testid=stMainBlockContainer] { padding-top: 2.75rem }
}

/* On a phone a table of the method that is wider than the page scrolls in its own frame. */
.st-key-method_text table { display: block; overflow-x: auto }

/* On paper: the page alone, charts and rows of tables whole. */
@media print {
  [data-testid=stSidebar], [data-testid=stHeader], [data-testid=stDecoration],
  [data-testid=stExpander]:has(details:not([open])), [data-testid=stDownloadButton] { display: none !important }
  [data-testid=stMainBlockContainer] { padding: 0 !important }
  [data-testid=stVegaLiteChart], tr { break-inside: avoid }
  h1, h2, h3 { break-after: avoid }
}
</style>"""


# A page that fills the screen has nothing around it.
_FILLS_SCREEN = """<style>
[data-testid=stHeader], [data-testid=stSidebar] { display: none }
[data-testid=stMainBlockContainer] { padding: 0; max-width: none }
[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock] { gap: 0 }
</style>"""


def style(view: Shown, *, fills_screen: bool) -> None:
    """Put the rules into the page, for one that is to be printed those of paper as well, and for one that fills the
    screen those of that."""
    printed = f"<style>{paper.style(view)}</style>" if view.is_on_paper else ""
    st.html(_STYLE + printed + (_FILLS_SCREEN if fills_screen else ""))
