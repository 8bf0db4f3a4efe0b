"""What one run of a page shows: the language, the plan, the date and the data, all read from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from planboard.answers import league
from planboard.answers.engine import Engine
from planboard.folders import data_folder, plan_folders
from planboard.snapshots.published import Published, Snapshot
from planboard.ui.serving import Making, serve
from planboard.ui.shown import Answering, Only, Params, PlansView, Shown
from planboard.wording.text import LANGUAGES, problem_line, say

NO_FILTER = dict.fromkeys(("pillar_id", "unit_id", "task_id", "plan_year", "status", "owner"))

WAITS = "2s"  # for the first date to be ready


@dataclass
class View(Shown):
    """What one run of a plan's page shows: the plan, its published set and the snapshot."""

    engine: Engine
    now: Published
    snapshot: Snapshot
    folders: Mapping[str, Path] = field(kw_only=True)  # of every plan there is, by its name

    @property
    def data(self) -> Path:
        """The plan's folder."""
        return self.folders[self.plan]

    @cached_property
    def every(self) -> PlansView:
        """The view of all plans, where there are others."""
        return PlansView.over(self.lang, self.folders, is_on_paper=self.is_on_paper)

    @property
    def kept(self) -> Sequence[str]:
        """The parameters of the address that every link keeps."""
        return ("plan", "as_of", "lang") if self.plan else ("as_of", "lang")

    @property
    def as_of(self) -> date:
        """The as-of date shown."""
        return self.snapshot.as_of

    @property
    def kind(self) -> str:
        """The kind of data shown: "demo" or "official"."""
        return self.snapshot.kind

    @property
    def edition(self) -> str:
        """What the figures are of, for the names of files."""
        return f"{self.as_of}_r{self.snapshot.revision}"


def answer(engine: Answering, query: str, params: Params, only: Only = None) -> pa.Table:
    """The rows of a query, those of the league table with their rank ranges; of them `only` some."""
    return engine.keep(_answer, query, params, only)


def _answer(engine: Answering, query: str, params: Params, only: Only) -> pa.Table:
    table = engine.query(query, **dict(params))
    if query == "league":
        table = league.with_ranges(table)
    if only:
        column = table[only[0]]
        table = table.filter(pc.equal(column, pa.scalar(only[1], column.type)))
    return table


def open_view() -> View | PlansView | None:
    """The view the address asks for; where there are many plans and it names none that can be shown, the view of them
    all. None when nothing is published. Its `notices` name parts of the address that could not be honoured."""
    asked = st.query_params.get("lang", LANGUAGES[0])
    lang = asked if asked in LANGUAGES else LANGUAGES[0]
    is_on_paper = st.query_params.get("print") == "1"
    notices = [] if asked == lang else [say(lang, "notice.lang", value=asked[:40])]
    folders, plan = plan_folders(data_folder()), st.query_params.get("plan", "")
    is_many = "" not in folders
    if plan not in folders:
        if is_many:
            notices += [say(lang, "notice.plan", value=plan[:40])] if plan else []
            return PlansView.over(lang, folders, notices=notices, is_on_paper=is_on_paper)
        notices.append(say(lang, "notice.only_plan", value=plan[:40]))
        plan = ""
    found = serve(folders[plan])
    if found.engine is None and found.making is not None:
        _wait(folders[plan], lang)
        return None
    if found.engine is None:
        if is_many:
            notices.append(say(lang, "notice.empty_plan", value=plan))
            return PlansView.over(lang, folders, notices=notices, is_on_paper=is_on_paper)
        st.error(say(lang, "notice.no_snapshot", folder=folders[plan]))
        return None
    now = found.engine.published
    by_date = {s.as_of.isoformat(): s for s in now.current}
    newest = now.current[-1]
    wanted = st.query_params.get("as_of")
    if found.making:
        notices.append(_progress(lang, found.making, "notice.making"))
    elif wanted is not None and wanted not in by_date:
        notices.append(say(lang, "notice.as_of", value=wanted[:40], newest=newest.as_of))
    return View(
        lang, found.engine, now, by_date.get(wanted or "", newest), folders=folders, plan=plan, notices=notices,
        is_on_paper=is_on_paper,
    )  # fmt: skip


@st.fragment(run_every=WAITS)
def _wait(data: Path, lang: str) -> None:
    """Say how far the first models are, and show the page once one is there."""
    found = serve(data)
    if found.engine or not found.making:
        st.rerun()
    else:
        st.info(_progress(lang, found.making, "notice.making_first"))


def _progress(lang: str, making: Making, key: str) -> str:
    if making.problems:
        return say(lang, "notice.making_stopped", why=problem_line(lang, making.problems[0]))
    return say(lang, key, n_made=making.n_made, n_missing=making.n_missing)
