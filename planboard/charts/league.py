"""The ranked units: position, how sure it is, and where the unit stood before."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from planboard.charts.chart import Chart
from planboard.charts.svg.positions import positions
from planboard.charts.theme import widened
from planboard.wording.bands import bands
from planboard.wording.formats import NOTHING, number, score
from planboard.wording.text import say, sentences


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The units that have a position, in its order."""
    table = table.filter(pc.is_valid(table["position"])).sort_by([("position", "ascending")])
    units = table.to_pylist()
    return widened(
        table,
        demo_mark,
        place=[number(u["position"]) for u in units],
        scored=[
            say(lang, "chart.league.scored", score=score(u["score"]), n=number(u["n_scored_tasks"]))
            for u in units
        ],
        band_word=[say(lang, f"band.{u['band']}") if u["band"] else "" for u in units],
        spoken=[_spoken(u, lang) for u in units],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """What the bands say; then who is first and who last."""
    units = _rows(table, lang).to_pylist()
    if not units:
        return ""
    last = units[-1]["position"]
    return sentences(
        lang,
        [
            say(lang, "chart.league.alt", n=len(units)),
            bands(units, lang),
            *(u["spoken"] for u in units if u["position"] in (1, last)),
        ],
    )


def _range(unit: dict[str, Any], lang: str) -> str:
    if unit["rank_low"] is None:
        return NOTHING
    return say(lang, "chart.range", low=number(unit["rank_low"]), high=number(unit["rank_high"]))


def _spoken(unit: dict[str, Any], lang: str) -> str:
    return say(
        lang,
        "chart.league.spoken",
        unit=unit["unit"],
        position=number(unit["position"]),
        range=_range(unit, lang),
        score=score(unit["score"]),
    )


LEAGUE = Chart("league", _rows, _alt, _alt, svg=positions, row_height=62)
