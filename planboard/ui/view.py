"""What one run of a page shows: the language, the plan, the date and the data, all read from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from planboard import charts
from planboard.answers import league
from planboard.answers.engine import Engine
from planboard.folders import data_folder, plan_folders
from planboard.queries import queries
from planboard.snapshots.published import Published, Snapshot
from planboard.ui.serving import Making, serve
from planboard.ui.shown import PlansView, Shown
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
class View(Shown):
    """What one run of a plan's page shows: the plan, its published set and the snapshot."""

    now: Published
    engine: Engine
    snapshot: Snapshot
    data: Path = field(kw_only=True)  # the plan's folder
    plan: str = field(default="", kw_only=True)  # its name in the address; empty where there is no other plan
    every: PlansView | None = field(default=None, kw_only=True)  # all plans, where there are others
    filters: list[str] = field(default_factory=list, kw_only=True)  # in words, as chosen
    drawn: list[Drawn] = field(default_factory=list, kw_only=True)

    @property
    def kept(self) -> Sequence[str]:
        """The parameters of the address that every link keeps."""
        return ("plan", "as_of", "lang") if self.plan else ("as_of", "lang")

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


def open_view() -> View | PlansView | None:
    """The view the address asks for; where there are many plans and it names none that can be shown, the view of them
    all. None when nothing is published. Its `notices` name parts of the address that could not be honoured."""
    asked = st.query_params.get("lang", LANGUAGES[0])
    lang = asked if asked in LANGUAGES else LANGUAGES[0]
    is_on_paper = st.query_params.get("print") == "1"
    notices = [] if asked == lang else [say(lang, "notice.lang", value=asked[:40])]
    folders, plan = plan_folders(data_folder()), st.query_params.get("plan", "")
    every = None
    if "" not in folders:
        every = PlansView(lang, folders, notices=list(notices), is_on_paper=is_on_paper)
    if plan not in folders:
        if every is not None:
            every.notices += [say(lang, "notice.plan", value=plan[:40])] if plan else []
            return every
        notices.append(say(lang, "notice.only_plan", value=plan[:40]))
        plan = ""
    found = serve(folders[plan])
    if found.engine is None and found.making is not None:
        _wait(folders[plan], lang)
        return None
    if found.engine is None:
        if every is not None:
            every.notices.append(say(lang, "notice.empty_plan", value=plan))
            return every
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
        lang, now, found.engine, by_date.get(wanted or "", newest), data=folders[plan], plan=plan, every=every,
        notices=notices, is_on_paper=is_on_paper,
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
