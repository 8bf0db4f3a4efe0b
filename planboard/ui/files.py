"""Files to download from a page, named so that an old one is never mistaken for a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from planboard import export
from planboard.snapshots import exports
from planboard.ui.shown import Answering, Params, Shown
from planboard.ui.view import View, answer
from planboard.wording.readable import as_file

Answers = Mapping[
    str, tuple[str, Mapping[str, object]]
]  # by the table's name: the query and what is chosen of it


def file_name(view: Shown, page: str, table: str, content: str, ending: str) -> str:
    """A file's name: plan where there are many, page, table, date, revision and content hash, and `demo` while the data
    is a demonstration."""
    plan, demo = f"{view.plan}_" if view.plan else "", "_demo" if view.is_demo else ""
    return f"planboard_{plan}{page}_{table}_{view.edition}_{content}{demo}.{ending}"


def _csv(
    engine: Answering, query: str, params: Params, lang: str, as_of: object, kind: str
) -> tuple[bytes, str]:
    header, rows = as_file(answer(engine, query, params), lang, as_of, kind)
    content = export.to_csv(header, rows)
    return content, export.content_hash(content)


def _content(view: Shown, query: str, chosen: Mapping[str, object]) -> tuple[bytes, str]:
    return view.engine.keep(_csv, query, view.params(query, chosen), view.lang, view.as_of, view.kind)


def downloads(
    view: Shown, page: str, answers: Answers, *, together: str = "", only: Sequence[str] | None = None
) -> None:
    """Buttons to download answers of the page: each as CSV (or `only` some), and all as one workbook, whose button may
    be called `together`."""
    if view.is_on_paper:
        return
    with st.container(horizontal=True, key="downloads"):
        for table in only or answers:
            query, chosen = answers[table]
            content, hashed = _content(view, query, chosen)
            st.download_button(
                view.say("frame.csv", name=view.say(f"table.{table}")),
                content,
                file_name(view, page, table, hashed, "csv"),
                "text/csv",
                key=f"csv_{page}_{table}",
                on_click="ignore",
                icon=":material/download:",
            )
        hashes = "".join(_content(view, query, chosen)[1] for query, chosen in answers.values())
        st.download_button(
            together or view.say("frame.xlsx"),
            lambda: workbook(view, answers),
            file_name(view, page, "all", export.content_hash(hashes.encode()), "xlsx"),
            key=f"xlsx_{page}",
            on_click="ignore",
            icon=":material/download:",
        )


def workbook(view: Shown, answers: Answers) -> bytes:
    """The answers as one workbook, each on a sheet of its own."""
    sheets = {
        view.say(f"table.{table}"): as_file(
            answer(view.engine, query, view.params(query, chosen)),
            view.lang,
            view.as_of,
            view.kind,
        )
        for table, (query, chosen) in answers.items()
    }
    return export.to_xlsx(sheets)


def return_file(view: View, sha256: str | None, key: str) -> None:
    """A button to download the return that a row cites, as it was read: unlike in the bytes that came in, cells that a
    spreadsheet would run are neutralised. Nothing if the row cites none."""
    if view.is_on_paper or sha256 is None or sha256 not in exports.sources(view.now):
        return
    st.download_button(
        view.say("frame.return_file", hash=sha256[:12]),
        lambda: exports.return_csv(view.data, view.now, sha256),
        file_name(view, "return", "records", sha256[:12], "csv"),
        "text/csv",
        key=f"return_{key}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
