"""What data can I download?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import streamlit as st

from planboard import export, ui
from planboard.errors import Problem, UserError
from planboard.register.plan import load_plan
from planboard.schema import TABLES
from planboard.snapshots import exports
from planboard.ui import View
from planboard.wording.readable import label
from planboard.wording.text import messages, problem_line

SNAPSHOTS = (
    "as_of",
    "revision",
    "is_current",
    "data_kind",
    "published_at",
    "publisher",
    "reason",
    "manifest_sha256",
)


def page(view: View) -> None:
    """Every table to download, the published snapshots with their hashes, what was left out, and the dictionary."""
    summary = view.say(
        "page.data.summary", n_tables=len(TABLES), as_of=view.as_of, n_snapshots=len(view.now.current),
        n_rows=sum(table.rows for table in view.snapshot.manifest.tables.values()),
    )  # fmt: skip
    ui.header(view, view.say("page.data.title"), summary)
    _take(view)
    st.header(view.say("page.data.snapshots"), anchor=False)
    ui.table(view, "snapshots", SNAPSHOTS, "snapshots")
    ui.downloads(view, "data", {"snapshots": ("snapshots", {})})
    st.header(view.say("page.data.damage"), anchor=False)
    if view.now.problems:
        _say(view, view.now.problems)
    else:
        st.caption(view.say("page.data.no_damage"))
    st.header(view.say("page.data.register"), anchor=False)
    _register(view)
    st.header(view.say("page.data.dictionary"), anchor=False)
    _dictionary(view)


def _take(view: View) -> None:
    st.header(view.say("page.data.tables"), anchor=False)
    short_hash = view.snapshot.manifest_sha256[:8]
    title = view.row("plan")["title"]
    with st.container(horizontal=True):
        st.download_button(
            view.say("page.data.package"), lambda: exports.data_package(view.snapshot, title),
            ui.file_name(view, "data", "package", short_hash, "zip"), key="package", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            view.say("page.data.workbook"),
            lambda: exports.workbook(view.snapshot),
            ui.file_name(view, "data", "tables", short_hash, "xlsx"),
            key="workbook",
            on_click="ignore",
        )
    with st.container(horizontal=True):
        for name in TABLES:
            content = exports.csv(view.snapshot, name)
            file = ui.file_name(view, "data", name, export.content_hash(content), "csv")
            st.download_button(
                view.say(f"registered.{name}"),
                content,
                file,
                "text/csv",
                key=f"csv_{name}",
                on_click="ignore",
                type="tertiary",
            )


def _say(view: View, problems: Iterable[Problem]) -> None:
    for problem in problems:
        st.error(ui.escaped(problem_line(view.lang, problem)))


def _register(view: View) -> None:
    folder = view.data / "plan"
    files = sorted((f.name, f.stat().st_size, f.stat().st_mtime_ns) for f in folder.glob("*"))
    problems = _problems(folder, tuple(files))
    if problems:
        st.warning(view.say("page.data.register_broken", n=len(problems)))
        _say(view, problems)
    else:
        st.caption(view.say("page.data.register_fine"))


@lru_cache(maxsize=4)
def _problems(folder: Path, files: tuple[tuple[str, int, int], ...]) -> Sequence[Problem]:
    """What is wrong with the register. It is read again once one of its files has changed: `files` are their names,
    sizes and times."""
    try:
        load_plan(folder)
    except UserError as error:
        return error.problems
    return ()


def _dictionary(view: View) -> None:
    columns = [(table, column) for table in TABLES.values() for column in table.columns]
    ui.listing(
        view,
        {
            "table": [f"{view.say(f'registered.{table.name}')} {table.name}" for table, _ in columns],
            "column": [column.name for _, column in columns],
            "meaning": [_meaning(view, column.name) for _, column in columns],
            "type": [view.say(f"type.{column.type}") for _, column in columns],
            "required": ["✓" if column.required else "" for _, column in columns],
            "refers_to": [column.ref or "" for _, column in columns],
            "allowed": [", ".join(column.allowed or ()) for _, column in columns],
        },
        alt=view.say("table.dictionary"),
    )


def _meaning(view: View, column: str) -> str:
    key = f"parameter.{column}"
    return view.say(key) if key in messages() else label(column, view.lang)
