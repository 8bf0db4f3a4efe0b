"""The charts of a page as pictures to download."""

from __future__ import annotations

from functools import partial

import streamlit as st

from planboard import export
from planboard.charts import pictures
from planboard.document.blocks import Taken
from planboard.ui.about import source
from planboard.ui.controls import escaped
from planboard.ui.files import file_name
from planboard.ui.shown import Shown
from planboard.ui.view import View

_MAKE = {"png": (pictures.png, "image/png"), "svg": (pictures.svg, "image/svg+xml")}


def offer(view: Shown) -> None:
    """A fold with every chart the page drew, to download as PNG and SVG; each is made when its button is pressed.
    Nothing if the page drew none."""
    if not view.drawn or view.is_on_paper:
        return
    fold = st.expander(view.say("picture.fold"), key="pictures", on_change="rerun")
    if not fold.open:
        return
    with fold:
        if not pictures.has_font(view.lang):
            st.warning(view.say("problem.no_font"))
            return
        for drawn in view.drawn:
            _buttons(view, drawn)


def _buttons(view: Shown, drawn: Taken) -> None:
    words = _words(view, drawn)
    hashed = export.content_hash(pictures.content(drawn.chart, drawn.rows, view.lang, words))
    with st.container(horizontal=True, vertical_alignment="center", key=f"picture-{drawn.key}"):
        st.markdown(escaped(words.title), width="stretch")
        for ending, (make, mime) in _MAKE.items():
            st.download_button(
                view.say(f"picture.{ending}"),
                partial(make, drawn.chart, drawn.rows, view.lang, words),
                file_name(view, [view.pages[view.page].title, words.title], hashed, ending),
                mime,
                key=f"{ending}-{drawn.key}",
                help=words.title,
                on_click="ignore",
                icon=":material/download:",
            )


def _words(view: Shown, drawn: Taken) -> pictures.Words:
    """What stands around a picture: its title, what its page is about, the date with the filters chosen, the source."""
    title = view.say(f"picture_title.{drawn.chart.name}")
    if drawn.of:
        title = view.say("picture.of", title=title, of=drawn.of)
    plan = view.row("plan") if isinstance(view, View) else None
    about = " · ".join([*([plan["short"]] if plan else []), view.title])
    as_of = " · ".join([view.say("picture.as_of", as_of=view.as_of), *view.filters])
    return pictures.Words(title, (about, as_of), source(view))
