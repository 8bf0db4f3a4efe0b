"""How far the rules can be trusted: what became of forecasts, what depends on thresholds, how often a band errs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import streamlit as st

from planboard import ui
from planboard.answers import backtest, league, sensitivity
from planboard.answers.engine import Engine
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.readable import is_percent, shown
from planboard.wording.statuses import status_with_sign
from planboard.wording.text import listed

SCORED = ("horizon", "n_scored", "hit_share", "coverage_share")
GENERATED = ("shape", "n_scored", "hit_share", "coverage_share")
CHANCES = ("unit", "n_tasks", "false_alarm_share", "found_share")


def forecasts(view: View) -> None:
    """Hit rate and measured coverage on the published snapshots up to the date shown, and on generated histories."""
    st.header(view.say("page.method.forecasts"), anchor=False)
    found = view.query("forecast_coverage", pillar_id=None)
    ahead = found.to_pylist()[0]
    as_of = formats.day(view.as_of, view.lang)
    if not ahead["n_scored"]:
        st.markdown(view.say("page.method.forecasts_none", as_of=as_of))
    else:
        st.markdown(
            view.say(
                "page.method.forecasts_scored", as_of=as_of, n=ahead["n_scored"], n_targets=ahead["n_targets"],
                hit=formats.percent(ahead["hit_share"], view.lang),
                coverage=formats.percent(ahead["coverage_share"], view.lang),
            )
        )  # fmt: skip
        _still(view, found, SCORED)
        if view.is_demo:
            st.caption(view.say("page.method.forecasts_demo"))
    fold = st.expander(view.say("page.method.generated"), key="generated", on_change="rerun")
    if fold.open:
        with fold:
            st.caption(view.say("page.method.generated_note", n_each=backtest.N_EACH))
            _still(view, view.engine.keep(backtest.generated_scores, view.as_of), GENERATED)


def thresholds(view: View) -> None:
    """How many tasks would change status under other thresholds or start dates. Computed when the fold is opened."""
    st.header(view.say("page.method.sensitivity"), anchor=False)
    fold = st.expander(view.say("page.method.sensitivity_open"), key="sensitivity", on_change="rerun")
    if fold.open:
        with fold:
            found = view.engine.keep(sensitivity.sensitivity, view.as_of)
            most = sensitivity.most(found)
            key = "sensitivity_some" if most["n_points"] or most["n_starts"] else "sensitivity_none"
            st.markdown(view.say(f"page.method.{key}", **most))
            rows: dict[str, dict[str, Any]] = {}
            for row in found.to_pylist():
                line = rows.setdefault(row["variation"], {**row, "moves": []})
                if row["status"]:
                    before, now = (status_with_sign(view.lang, row[n]) for n in ("status_before", "status"))
                    line["moves"].append(f"{before} → {now} × {row['n_moved']}")
            moves = [listed(view.lang, row["moves"]) for row in rows.values()]
            ui.still_table(
                {
                    "variation": [view.say(f"variation.{name}") for name in rows],
                    "n_changed": [row["n_changed"] for row in rows.values()],
                    "moves": [text or formats.NOTHING for text in moves],
                },
                view.lang,
                alt=view.say("table.thresholds"),
            )


def bands(view: View) -> None:
    """How often the band that calls for attention accuses a unit by chance, and how often it finds a weak one."""
    st.header(view.say("page.method.chances"), anchor=False)
    found = view.engine.keep(_chances, view.as_of, view.lang)
    errors = league.errors(found)
    if errors is None:
        st.markdown(view.say("page.method.chances_none"))
        return
    chances = {name: formats.likely(share, view.lang) for name, share in errors.items()}
    st.markdown(view.say("page.method.chances_said", **chances))
    columns = found.select(CHANCES).to_pydict()
    shares = {n: [formats.likely(s, view.lang) for s in columns[n]] for n in CHANCES if n.endswith("_share")}
    ui.still_table(columns | shares, view.lang, alt=view.say("table.chances"))


def _chances(engine: Engine, as_of: date, lang: str) -> pa.Table:
    table = engine.query("league", as_of=as_of, lang=lang)
    return league.chances(table, engine.query("league_points", as_of=as_of))


def _still(view: View, found: pa.Table, columns: tuple[str, ...]) -> None:
    """The chosen columns as a small table, with their shares in whole per cent."""
    rows = shown(found, columns, view.lang).to_pylist()
    cells = {n: [formats.NOTHING if r[n] is None else r[n] for r in rows] for n in columns}
    percents = {
        n: [v if v == formats.NOTHING else f"{v}%" for v in cells[n]] for n in columns if is_percent(n)
    }
    ui.still_table(cells | percents, view.lang, alt=view.say("table.forecast_coverage"))
