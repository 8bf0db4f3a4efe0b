"""Files to take away from a page, named so that an old one is never mistaken for a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from planboard import export
from planboard.answers.engine import Engine
from planboard.folders import data_folder
from planboard.snapshots import exports
from planboard.ui.drawing import answer
from planboard.ui.view import View
from planboard.wording import readable as tables

Answers = Mapping[str, tuple[str, dict[str, object]]]  # name in the file -> query and its parameters


def file_name(view: View, page: str, table: str, content: str, ending: str) -> str:
    """Page, table, date, revision and content hash, with `demo` while the data is one."""
    demo = "_demo" if view.is_demo else ""
    return f"planboard_{page}_{table}_{view.as_of}_r{view.snapshot.revision}_{content}{demo}.{ending}"


def _csv(engine: Engine, query: str, params: tuple, lang: str, as_of: object, kind: str) -> tuple[bytes, str]:
    header, rows = tables.as_file(answer(engine, query, params), lang, as_of, kind)
    content = export.to_csv(header, rows)
    return content, export.content_hash(content)


def _content(view: View, query: str, params: dict[str, object]) -> tuple[bytes, str]:
    asked = tuple(view.asked(query, params).items())
    return view.engine.keep(_csv, query, asked, view.lang, view.as_of, view.snapshot.kind)


def downloads(
    view: View, page: str, answers: Answers, *, together: str = "", only: Sequence[str] | None = None
) -> None:
    """Buttons for each answer of the page (`only` these) as CSV, and for all of them as one workbook, called
    `together`."""
    if view.is_on_paper:
        return
    with st.container(horizontal=True, key="downloads"):
        for table in only or answers:
            query, params = answers[table]
            content, hashed = _content(view, query, params)
            st.download_button(
                view.say("frame.csv", name=view.say(f"table.{table}")),
                content,
                file_name(view, page, table, hashed, "csv"),
                "text/csv",
                key=f"csv_{page}_{table}",
                on_click="ignore",
                icon=":material/download:",
            )
        mark = export.content_hash("".join(_content(view, q, p)[1] for q, p in answers.values()).encode())
        st.download_button(
            together or view.say("frame.xlsx"),
            lambda: workbook(view, answers),
            file_name(view, page, "all", mark, "xlsx"),
            key=f"xlsx_{page}",
            on_click="ignore",
            icon=":material/download:",
        )


def workbook(view: View, answers: Answers) -> bytes:
    """The answers as one workbook, a sheet each."""
    sheets = {
        view.say(f"table.{table}"): tables.as_file(
            answer(view.engine, query, tuple(view.asked(query, params).items())),
            view.lang,
            view.as_of,
            view.snapshot.kind,
        )
        for table, (query, params) in answers.items()
    }
    return export.to_xlsx(sheets)


def return_file(view: View, sha256: str | None, key: str) -> None:
    """A button for the return that a row cites, as it was read: cells that a spreadsheet would run are neutralised,
    which the bytes as they came in are not. Nothing where the row cites none."""
    if view.is_on_paper or sha256 is None or sha256 not in exports.sources(view.now):
        return
    st.download_button(
        view.say("frame.return_file", hash=sha256[:12]),
        lambda: exports.return_csv(data_folder(), view.now, sha256),
        file_name(view, "return", "records", sha256[:12], "csv"),
        "text/csv",
        key=f"return_{key}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
