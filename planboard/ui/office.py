"""What only the office's page needs: whether there is one, a place to drop files, and problems in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from planboard.errors import Problem
from planboard.ticks import Tick
from planboard.ui.controls import escaped
from planboard.ui.view import View
from planboard.wording.text import problem_line

SHOWN = 50  # problems on the page; the file to download has all


def is_office() -> bool:
    """Whether this server does the office's work: only if its secrets say `[office] enabled = true`."""
    if not st.secrets.load_if_toml_exists():
        return False
    office = st.secrets.get("office") or {}
    return office.get("enabled") is True


# Streamlit writes the words of its uploader in English and has no option for them (streamlit/streamlit#13500).
_UPLOADER = """<style>
.st-key-{key} [data-testid=stFileUploaderDropzone] button p {{font-size: 0}}
.st-key-{key} [data-testid=stFileUploaderDropzone] button p::after {{content: "{choose}"; font-size: .875rem}}
.st-key-{key} [data-testid=stFileUploaderDropzoneInstructions] span {{font-size: 0 !important}}
.st-key-{key} [data-testid=stFileUploaderDropzoneInstructions]::after {{content: "{drop}"; font-size: .875rem}}
</style>"""


def uploader(view: View, key: str, label: str, *, many: bool = True) -> Sequence[tuple[str, bytes]]:
    """A place to drop or choose files, or one; comes back with their names and bytes."""
    with st.container(key=f"{key}_place"):
        words = {"choose": view.say("page.returns.choose_files"), "drop": view.say("page.returns.drop_files")}
        st.html(_UPLOADER.format(key=f"{key}_place", **words))
        given = st.file_uploader(label, accept_multiple_files=many, key=key)
    files = given if isinstance(given, list) else [given] if given else []
    return [(file.name, file.getvalue()) for file in files]


@contextmanager
def progress(view: View, key: str) -> Iterator[Tick]:
    """A bar that shows what is being done in the block, and how far it is, and disappears at its end. The work tells
    the callback that is yielded of each step."""
    doing = view.say(key)
    bar = st.progress(0.0, view.say("page.returns.working", doing=doing))

    def show(n: int, of: int, what: str) -> None:
        words = view.say("page.returns.working_on", doing=doing, n=n, of=of, what=what)
        bar.progress((n - 1) / max(of, 1), escaped(words))

    try:
        yield show
    finally:
        bar.empty()


def problems(view: View, found: Iterable[Problem], *, are_remarks: bool = False) -> None:
    """A box with each problem once, as a line: where it stands, what is wrong, what would be right."""
    lines = list(dict.fromkeys(problem_line(view.lang, problem) for problem in found))
    if not lines:
        return
    items = [f"- {escaped(line)}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        items.append(f"- {view.say('page.returns.more_problems', n=len(lines) - SHOWN)}")
    box = st.info if are_remarks else st.error
    box("\n".join(items))
