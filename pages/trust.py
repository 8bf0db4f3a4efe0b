"""How far the rules can be trusted: what became of forecasts, what depends on thresholds, how often a band errs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from pages.parts import forecast_share
from planboard import ui
from planboard.answers import backtest, league, sensitivity
from planboard.answers.engine import Engine
from planboard.document.blocks import Block, Cell, Document, Paragraph, Section, Table
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.readable import is_percent, shown
from planboard.wording.statuses import status_with_sign
from planboard.wording.text import listed, sentences

SCORED = ("horizon", "n_scored", "hit_share", "coverage_share")
FORECASTS = (
    "name", "made_on", "horizon", "measured_on", "value", "outcome_on", "outcome", "forecast_low", "forecast_mid",
    "forecast_high", "is_reaching_said", "is_reaching", "is_hit", "is_inside",
)  # fmt: skip
GENERATED = ("shape", "n_scored", "hit_share", "coverage_share")
CHANCES = ("unit", "n_scored_tasks", "false_alarm_share", "found_share")


def forecasts(view: View) -> Section:
    """Hit rate and measured coverage on the published snapshots up to the date shown, and on generated histories."""
    found = view.query("forecast_coverage", pillar_id=None)
    ahead = found.to_pylist()[0]
    as_of = formats.day(view.as_of, view.lang)
    blocks: list[Block] = []
    if not ahead["n_scored"]:
        blocks.append(Paragraph(view.say("page.method.forecasts_none", as_of=as_of)))
    else:
        scored = view.say(
            "page.method.forecasts_scored", as_of=as_of, n=ahead["n_scored"], n_targets=ahead["n_targets"],
            hit=formats.percent(ahead["hit_share"], view.lang),
        )  # fmt: skip
        ranged = view.say(
            "page.method.forecasts_ranged" if ahead["n_ranged"] else "page.method.forecasts_unranged",
            n_ranged=ahead["n_ranged"], share=formats.percent(forecast_share(view), view.lang),
            coverage=formats.percent(ahead["coverage_share"], view.lang),
        )  # fmt: skip
        blocks += [Paragraph(sentences(view.lang, [scored, ranged])), _scores(view, found, SCORED)]
        if view.is_demo:
            blocks.append(Paragraph(view.say("page.method.forecasts_demo"), "note"))
    return Section(view.say("page.method.forecasts"), blocks)


def generated(view: View) -> Document:
    """What became of the forecasts of generated histories."""
    scores = view.engine.keep(backtest.generated_scores, view.as_of)
    note = Paragraph(view.say("page.method.generated_note", n_each=backtest.N_EACH), "note")
    return Document(view.say("page.method.generated"), blocks=[note, _scores(view, scores, GENERATED)])


def thresholds(view: View) -> Document:
    """How many tasks would change status under other thresholds or start dates."""
    found = view.engine.keep(sensitivity.sensitivity, view.as_of)
    most = sensitivity.most(found)
    key = "sensitivity_some" if most["n_points"] or most["n_starts"] else "sensitivity_none"
    rows: dict[str, dict[str, Any]] = {}
    for row in found.to_pylist():
        line = rows.setdefault(row["variation"], {**row, "moves": []})
        if row["status"]:
            before, now = (status_with_sign(view.lang, row[n]) for n in ("status_before", "status"))
            line["moves"].append(f"{before} → {now} × {row['n_moved']}")
    columns = {
        "variation": [view.say(f"variation.{name}") for name in rows],
        "n_changed": [row["n_changed"] for row in rows.values()],
        "moves": [listed(view.lang, row["moves"]) or formats.NOTHING for row in rows.values()],
    }
    blocks: list[Block] = [
        Paragraph(view.say(f"page.method.{key}", **most)), ui.listing_of(view, columns, view.say("table.thresholds"))
    ]  # fmt: skip
    return Document(view.say("page.method.sensitivity_open"), blocks=blocks)


def bands(view: View) -> Section:
    """How often the band that calls for attention accuses a unit by chance, and how often it finds a weak one."""
    found = view.engine.keep(_chances, view.as_of, view.year, view.lang)
    errors = league.errors(found)
    title = view.say("page.method.chances")
    if errors is None:
        return Section(title, [Paragraph(view.say("page.method.chances_none"))])
    chances = {name: formats.likely(share, view.lang) for name, share in errors.items()}
    columns = found.select(CHANCES).to_pydict()
    shares = {
        n: [Cell(formats.likely(s, view.lang), s) for s in columns[n]]
        for n in CHANCES
        if n.endswith("_share")
    }
    said = Paragraph(view.say("page.method.chances_said", **chances))
    return Section(title, [said, ui.listing_of(view, columns | shares, view.say("table.chances"))])


def _chances(engine: Engine, as_of: date, year: int | None, lang: str) -> pa.Table:
    table = engine.query("league", as_of=as_of, plan_year=year, lang=lang)
    return league.chances(table, engine.query("league_points", as_of=as_of, plan_year=year))


def _scores(view: View, found: pa.Table, columns: tuple[str, ...]) -> Table:
    """The chosen columns as a small table, with their shares in whole per cent."""
    rows = shown(found, columns, view.lang).to_pylist()
    cells = {n: [_score(n, row[n]) for row in rows] for n in columns}
    return ui.listing_of(view, cells, view.say("table.forecast_coverage"))


def _score(name: str, value: Any) -> object:
    if value is None:
        return formats.NOTHING
    return Cell(f"{value}%", value) if is_percent(name) else value
