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

from planboard.answers import league
from planboard.answers.engine import Engine
from planboard.folders import data_folder, plan_folders
from planboard.snapshots.published import Published, Snapshot
from planboard.ui.serving import Making, serve
from planboard.ui.shown import Answering, OnePlan, Only, Params, PlansView, Unpublished
from planboard.wording import formats
from planboard.wording.text import LANGUAGES, listed, problem_line, say

ANY_YEAR = {"plan_year": None}  # for what is chosen by a task or unit, whatever its year
NO_FILTER = dict.fromkeys(("pillar_id", "unit_id", "task_id", "status", "owner"))

ALL_YEARS = "all"  # in the address

WAITS = "2s"  # for the first date to be ready


@dataclass
class View(OnePlan):
    """What one run of a plan's page shows: the plan, its published set, the snapshot and the plan year (None for all
    together)."""

    engine: Engine
    now: Published
    snapshot: Snapshot
    year: int | None = field(default=None, kw_only=True)
    years: Sequence[dict[str, Any]] = field(default=(), kw_only=True)  # rows of queries/plan_years.sql

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
        return f"{self.year or 'all-years'}_{self.as_of}_r{self.snapshot.revision}"

    @property
    def shown(self) -> Mapping[str, object]:
        """What every query is asked for, as far as it takes it."""
        return {**super().shown, "plan_year": self.year}


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


@dataclass(frozen=True)
class Waiting:
    """A plan of which the first figures are being computed."""

    lang: str
    data: Path


def open_view(given: Mapping[str, str]) -> View | Unpublished | PlansView | Waiting:
    """The view that the query of an address asks for; where there are many plans and it names none that can be shown,
    the view of them all. Its `notices` name parts of the address that could not be honoured."""
    asked = given.get("lang", LANGUAGES[0])
    lang = asked if asked in LANGUAGES else LANGUAGES[0]
    is_on_paper = given.get("print") == "1"
    notices, refused = list[str](), set[str]()

    def refuse(name: str, notice: str) -> None:
        notices.append(notice)
        refused.add(name)

    if asked != lang:
        refuse("lang", say(lang, "notice.lang", value=asked[:40]))
    shown: dict[str, Any] = {"notices": notices, "refused": refused, "given": given}
    folders, plan = plan_folders(data_folder()), given.get("plan", "")
    is_many = "" not in folders
    if plan not in folders:
        if is_many:
            if plan:
                refuse("plan", say(lang, "notice.plan", value=plan[:40]))
            return PlansView.over(lang, folders, is_on_paper=is_on_paper, **shown)
        refuse("plan", say(lang, "notice.only_plan", value=plan[:40]))
        plan = ""
    found = serve(folders[plan])
    if found.engine is None and found.making is not None:
        return Waiting(lang, folders[plan])
    if found.engine is None:
        if is_many and not (folders[plan] / "plan").is_dir():
            refuse("plan", say(lang, "notice.empty_plan", value=plan))
            return PlansView.over(lang, folders, is_on_paper=is_on_paper, **shown)
        return Unpublished(lang, folders=folders, plan=plan, **shown)
    now = found.engine.published
    by_date = {s.as_of.isoformat(): s for s in now.current}
    newest = now.current[-1]
    wanted = given.get("as_of")
    if found.making:
        notices.append(_progress(lang, found.making, "notice.making"))
    elif wanted is not None and wanted not in by_date:
        refuse("as_of", say(lang, "notice.as_of", value=wanted[:40], newest=newest.as_of))
    snapshot = by_date.get(wanted or "", newest)
    years = tuple(found.engine.query("plan_years", as_of=snapshot.as_of).to_pylist())
    year, is_known = _year(years, given.get("year"))
    if not is_known:
        refuse("year", say(lang, "notice.year", value=given["year"][:40], year=year))
    final = next((row["final_as_of"] for row in years if row["plan_year"] == year), None)
    if final is not None and final < snapshot.as_of:  # what was closed stays as it was closed
        snapshot = next(s for s in now.current if s.as_of == final)
        words = {"year": year, "as_of": formats.day(final, lang)}
        notices.append(say(lang, "notice.closed_year", **words))
    closed = [row["plan_year"] for row in years if row["final_as_of"] and row["final_as_of"] < snapshot.as_of]
    if year is None and closed:
        notices.append(say(lang, "notice.closed_left_out", years=listed(lang, map(str, sorted(closed)))))
    return View(
        lang, found.engine, now, snapshot, folders=folders, plan=plan, is_on_paper=is_on_paper, year=year,
        years=years, **shown,
    )  # fmt: skip


def _year(years: Sequence[dict[str, Any]], asked: str | None) -> tuple[int | None, bool]:
    """The plan year the address asks for, None for all, and whether it is known; else the default one."""
    known = {str(row["plan_year"]): row["plan_year"] for row in years}
    default = next((row["plan_year"] for row in years if row["is_default"]), None)
    if asked == ALL_YEARS and asked not in known:
        return None, True
    return known.get(asked or "", default), asked is None or asked in known


@st.fragment(run_every=WAITS)
def wait(view: Waiting) -> None:
    """Say how far the first models are, and show the page once one is there."""
    found = serve(view.data)
    if found.engine or not found.making:
        st.rerun()
    else:
        st.info(_progress(view.lang, found.making, "notice.making_first"))


def _progress(lang: str, making: Making, key: str) -> str:
    if making.problems:
        return say(lang, "notice.making_stopped", why=problem_line(lang, making.problems[0]))
    return say(lang, key, n_made=making.n_made, n_missing=making.n_missing)
