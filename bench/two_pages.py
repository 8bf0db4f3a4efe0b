"""Two empty pages with a link to each other, to show what a click on a link costs if nothing else is drawn."""

import streamlit as st


def one() -> None:
    """The first page."""
    st.text("one")


def two() -> None:
    """The second page."""
    st.text("two")


pages = {"one": st.Page(one, default=True), "two": st.Page(two)}
shown = st.navigation(list(pages.values()), position="hidden")
for name, page in pages.items():
    with st.sidebar:
        st.page_link(page, label=name)
shown.run()
