"""Widgets and links. What is chosen is kept in the address alone: every run reads it there, widgets only write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import streamlit as st

from planboard.ui.shown import Shown
from planboard.wording.statuses import STATUS_GLYPH

# Where an address, an icon or an arrow would begin. No escape helps: Streamlit looks for them in what Markdown has
# read. A character that shows nothing, and lets no line break, keeps the two sides apart.
_BEGINNING = re.compile(r"(?i)(?<=:)(?=[a-z/])|(?<=www)(?=\.)|(?=@)|(?<=[-<>=])(?=[-<>=])")
_WORD_JOINER = "\u2060"


def escaped(text: str | None) -> str:
    """Text from people, escaped so that Markdown shows it as it is and no address in it becomes a link; None becomes an
    empty text."""
    apart = _BEGINNING.sub(_WORD_JOINER, text or "")
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])", r"\\\1", apart).replace("\n", "  \n")


def choose(
    view: Shown,
    name: str,
    options: Sequence[str],
    value: str | None,
    label: str,
    text: Callable[[str], str],
    *,
    pills: bool = False,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """A widget that shows `value` and, when it is changed, writes the choice to the address under `name`; none while
    nobody is looking."""
    if not view.is_seen:
        return
    key = f"choose_{name}"
    st.session_state[key] = value

    def write() -> None:
        st.query_params[name] = st.session_state[key]

    if pills:
        st.segmented_control(
            label,
            options,
            key=key,
            format_func=text,
            on_change=write,
            label_visibility="collapsed",
            required=True,
        )
    else:
        st.selectbox(
            label,
            options,
            key=key,
            format_func=text,
            on_change=write,
            label_visibility="collapsed",
            width=width,
        )


def filtered(view: Shown, name: str, options: Mapping[str, str], label: str) -> str | None:
    """A filter kept in the address: the option chosen, None for all. A warning names a value that is no option."""
    asked = view.take(name) or ""
    if asked and asked not in options:
        view.notices.append(view.say("notice.choice", label=label, value=asked[:40]))
        asked = ""
    if asked:
        view.filters.append(view.say("picture.of", title=label, of=options[asked]))
    if view.is_seen:
        _filter(view, name, options, label, asked)
    return asked or None


def _filter(view: Shown, name: str, options: Mapping[str, str], label: str, asked: str) -> None:
    st.session_state.setdefault("filters", {}).setdefault((view.plan, view.page), {})[name] = asked
    key = f"filter_{name}"
    st.session_state[key] = asked

    def write() -> None:
        if st.session_state[key]:
            st.query_params[name] = st.session_state[key]
        else:
            st.query_params.pop(name, None)

    if view.is_on_paper and asked:
        st.caption(escaped(view.filters[-1]))
    offered = {"": view.say("frame.all"), **options}
    st.selectbox(label, list(offered), key=key, format_func=offered.__getitem__, on_change=write)


# Streamlit's names for the colours that .streamlit/config.toml sets to those of the statuses.
_COLOUR = {
    "overdue": "violet", "behind": "red", "stale": "gray", "at_risk": "orange", "on_track": "blue",
    "not_started": "yellow", "done": "green",
}  # fmt: skip


def status_markdown(view: Shown, status: str) -> str:
    """A status as Markdown: its sign in its own colour, its word in the text's."""
    return f":{_COLOUR[status]}[{STATUS_GLYPH[status]}] {view.say(f'status.{status}')}"


def link(
    view: Shown, page: str, label: str, *, status: str | None = None, note: str = "", **selection: object
) -> None:
    """A link to another page that keeps the plan, date and language shown: a status where one is given, the label, and
    a note in small letters. Label and note are text, not markup."""
    before = f"{status_markdown(view, status)}　" if status else ""
    after = f"　:small[{escaped(note)}]" if note else ""
    st.page_link(
        view.pages[page], label=before + escaped(label) + after, query_params=view.address(**selection)
    )
