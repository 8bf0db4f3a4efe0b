"""The ranked units: position, how sure it is, and where the unit stood before."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair
import pyarrow as pa
import pyarrow.compute as pc

from planboard.charts.chart import Chart
from planboard.charts.listing import WIDE, key, line, opener, row, rule
from planboard.charts.theme import ACCENT, NEUTRAL, SMALL, TEXT, demo_mark_below, expr, specification, widened
from planboard.wording.formats import NOTHING, number
from planboard.wording.text import listed, say, sentences

_ROW_HEIGHT = 50
_Y = row("unit_id")
_DOWN = "(wide ? 0 : 13)"  # from a row's middle to its dot


@cache
def _spec(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [
            rule("unit_id"),
            *_dots(),
            *_words(),
            key(lang, "chart.league.key", y="-36"),
            _opener(lang),
            demo_mark_below(15),
        ],
        height=altair.Step(_ROW_HEIGHT),
        padding={"left": 0, "right": 2, "top": 24, "bottom": 22},
        params=[WIDE],
    )


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The units that have a position, in its order."""
    table = table.filter(pc.is_valid(table["position"])).sort_by([("position", "ascending")])
    units = table.to_pylist()
    return widened(
        table,
        demo_mark,
        place=[number(u["position"]) for u in units],
        before=[number(u["position_before"]) for u in units],
        range=[_range(u, lang) for u in units],
        score_text=[number(u["score"]) for u in units],
        scored=[
            say(lang, "chart.league.scored", score=number(u["score"]), n=number(u["n_tasks"])) for u in units
        ],
        band_word=[say(lang, f"band.{u['band']}") if u["band"] else "" for u in units],
        spoken=[_spoken(u, lang) for u in units],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """Who is first, who last, and who needs attention."""
    units = _rows(table, lang).to_pylist()
    if not units:
        return ""
    last = units[-1]["position"]
    attention = [u["unit"] for u in units if u["band"] == "attention"]
    return sentences(
        lang,
        [
            say(lang, "chart.league.alt", n=len(units)),
            *(u["spoken"] for u in units if u["position"] in (1, last)),
            say(lang, "chart.league.attention", names=listed(lang, attention)) if attention else "",
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
        score=number(unit["score"]),
    )


def _x(field: str) -> altair.X:
    axis = altair.Axis(orient="top", format="d", tickMinStep=1, gridOpacity=0.5, ticks=False, labelPadding=3)
    ends = [expr("wide ? 0.36 * width + 12 : 10"), expr("wide ? width - 118 : width - 10")]
    return altair.X(
        f"{field}:Q", axis=axis, scale=altair.Scale(zero=False, nice=False, range=ends), title=None
    )


def _dots() -> list[altair.Chart]:
    down = expr(_DOWN)
    moved = altair.Chart().transform_filter(
        "isValid(datum.position_before) && datum.position_before != datum.position"
    )
    return [
        altair.Chart()
        .mark_rule(strokeWidth=5, color=NEUTRAL, opacity=0.35, strokeCap="round", yOffset=down)
        .encode(y=_Y, x=_x("rank_low"), x2="rank_high:Q"),
        moved.mark_point(
            size=70, stroke=TEXT, strokeWidth=1.4, fill="#ffffff00", opacity=0.8, yOffset=down
        ).encode(y=_Y, x=_x("position_before")),
        altair.Chart()
        .mark_point(size=110, filled=True, color=ACCENT, opacity=1, yOffset=down)
        .encode(y=_Y, x=_x("position")),
    ]


def _words() -> list[altair.Chart]:
    return [
        line(_Y, "place", bold=True, x=0, dy=expr("wide ? -8 : -15")),
        line(
            _Y, "unit", x=20, dy=expr("wide ? -8 : -15"), limit=expr("wide ? 0.36 * width - 20 : width - 20")
        ),
        line(_Y, "scored", faint=True, x=20, dy=expr("wide ? 9 : 0")),
        line(_Y, "band_word", fontSize=SMALL + 0.5, align="right", x=expr("width"), dy=expr("wide ? 0 : -1")),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "unit": "column.unit",
        "place": "column.position",
        "before": "column.position_before",
        "range": "chart.league.range",
        "score_text": "column.score",
        "band_word": "column.band",
    }
    return opener(lang, tooltip, ["unit_id"], y=_Y)


LEAGUE = Chart("league", _spec, _rows, _alt, _alt, row_height=_ROW_HEIGHT)
