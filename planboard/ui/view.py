"""What one run of a page shows: the language, the date and the data, all read from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from planboard import charts
from planboard.answers import league
from planboard.answers.engine import Engine
from planboard.folders import data_folder
from planboard.queries import queries
from planboard.snapshots.published import Published, Snapshot
from planboard.ui.serving import Making, serve
from planboard.wording.text import LANGUAGES, problem_line, say

NO_FILTER = dict.fromkeys(("pillar_id", "unit_id", "task_id", "plan_year", "status", "owner"))

Params = tuple[tuple[str, object], ...]  # the parameters of a query with their values; can be a key
Only = tuple[str, object] | None  # keep the rows in which this column has this value

WAITS = "2s"  # for the first date to be ready


@dataclass(frozen=True)
class Drawn:
    """One chart a page drew: its rows, its key on the page, and, where the page draws the same chart several times,
    what this one shows."""

    chart: charts.Chart
    rows: pa.Table
    key: str
    of: str = ""


@dataclass
class View:
    """What one run of a page shows: the language, the published set and the snapshot; and in `notices`, which parts of
    the address could not be honoured."""

    lang: str
    now: Published
    engine: Engine
    snapshot: Snapshot
    notices: list[str] = field(default_factory=list)
    pages: dict[str, StreamlitPage] = field(default_factory=dict)
    page: str = ""
    title: str = ""
    filters: list[str] = field(default_factory=list)  # in words, as chosen
    drawn: list[Drawn] = field(default_factory=list)
    is_just_opened: bool = True  # so nothing newer can have been published yet
    is_on_paper: bool = False  # the address asks for the page as it is to be printed

    @property
    def as_of(self) -> date:
        """The as-of date shown."""
        return self.snapshot.as_of

    @property
    def is_demo(self) -> bool:
        """Whether the data shown is a demonstration."""
        return self.snapshot.kind == "demo"

    @property
    def demo_mark(self) -> str:
        """What every chart carries while the data is a demonstration; empty otherwise."""
        return self.say("frame.mark", as_of=self.as_of) if self.is_demo else ""

    def say(self, key: str, **params: object) -> str:
        """A message in the reader's language."""
        return say(self.lang, key, **params)

    def params(self, query: str, chosen: Mapping[str, object]) -> Params:
        """The parameters of a query: the date and language shown, as far as it takes them, and those chosen."""
        shown: dict[str, object] = {"as_of": self.as_of, "lang": self.lang}
        taken = {name: value for name, value in shown.items() if name in queries()[query].params}
        return tuple({**taken, **chosen}.items())

    def query(self, name: str, **chosen: object) -> pa.Table:
        """The answer of a query for the date and language shown."""
        return self.engine.query(name, **dict(self.params(name, chosen)))

    def rows(self, name: str, **chosen: object) -> Sequence[dict[str, Any]]:
        """The rows of a query for the date and language shown. Every visitor is given the same ones: read, don't change
        them."""
        return self.engine.keep(_rows, name, self.params(name, chosen))

    def row(self, name: str, **chosen: object) -> dict[str, Any] | None:
        """The first row of a query for the date and language shown, None if there is none."""
        rows = self.rows(name, **chosen)
        return rows[0] if rows else None

    def address(self, **selection: object) -> dict[str, str]:
        """The query of a link that keeps the date and language shown and selects what is given."""
        return {**self._kept, **{k: str(v) for k, v in selection.items()}}

    @cached_property
    def _kept(self) -> dict[str, str]:
        return {k: v for k, v in st.query_params.items() if k in ("as_of", "lang")}


def _rows(engine: Engine, name: str, params: Params) -> Sequence[dict[str, Any]]:
    return tuple(engine.query(name, **dict(params)).to_pylist())


def answer(engine: Engine, query: str, params: Params, only: Only = None) -> pa.Table:
    """The rows of a query, those of the league table with their rank ranges; of them `only` some."""
    return engine.keep(_answer, query, params, only)


def _answer(engine: Engine, query: str, params: Params, only: Only) -> pa.Table:
    table = engine.query(query, **dict(params))
    if query == "league":
        table = league.with_ranges(table)
    if only:
        column = table[only[0]]
        table = table.filter(pc.equal(column, pa.scalar(only[1], column.type)))
    return table


def open_view() -> View | None:
    """The view the address asks for, None when nothing is published. Its `notices` name parts of the address that could
    not be honoured."""
    asked = st.query_params.get("lang", LANGUAGES[0])
    lang = asked if asked in LANGUAGES else LANGUAGES[0]
    data = data_folder()
    found = serve(data)
    if found.engine is None:
        if found.making is None:
            st.error(say(lang, "notice.no_snapshot", folder=data))
        else:
            _wait(data, lang)
        return None
    now = found.engine.published
    by_date = {s.as_of.isoformat(): s for s in now.current}
    newest = now.current[-1]
    wanted = st.query_params.get("as_of")
    view = View(lang, now, found.engine, by_date.get(wanted or "", newest))
    view.is_on_paper = st.query_params.get("print") == "1"
    if asked != lang:
        view.notices.append(say(lang, "notice.lang", value=asked[:40]))
    if found.making:
        view.notices.append(_progress(lang, found.making, "notice.making"))
    elif wanted is not None and wanted not in by_date:
        view.notices.append(say(lang, "notice.as_of", value=wanted[:40], newest=newest.as_of))
    return view


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
