"""One gauge: how far a pillar or a target is, how far it should be today, and where 100 % is."""

from __future__ import annotations

from functools import cache
from math import pi
from typing import Any

import altair
import pyarrow as pa

from planboard.charts.listing import opener
from planboard.charts.theme import (
    ACCENT,
    SMALL,
    STATUS_COLOUR,
    TEXT,
    TRACK,
    Look,
    demo_mark,
    expr,
    specification,
    status_mark,
    text_width,
    widened,
)
from planboard.charts.words import sentences, status_word
from planboard.figures import amount_of, percent
from planboard.text import say

HEIGHT = 132
_SWEEP = 2 * pi / 3  # either side of the top
_PARAMS = [
    altair.param(name="roomy", expr="width >= 210"),
    altair.param(name="R", expr="min(54, width / 2 - (roomy ? 52 : 30))"),
    altair.param(name="cx", expr="width / 2"),
    altair.param(name="cy", expr="16 + R + (54 - R) * 0.7"),
]


@cache
def spec(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws the one row `rows` gives."""
    return specification(
        [*_arcs(), *_expected(), *_target(lang), *_words(), _opener(lang), demo_mark(below=16, centred=True)],
        height=HEIGHT,
        padding={"left": 0, "right": 0, "top": 0, "bottom": 20},
        params=_PARAMS,
    )


def rows(table: pa.Table, lang: str, mark: str = "") -> pa.Table:
    """The first row of `pillar_gauges` or of `targets`, as one gauge."""
    table = table.slice(0, 1)
    gauges = table.to_pylist()
    words = [status_word(lang, g.get("status")) for g in gauges]
    identity = "target_id" if "target_id" in table.column_names else "pillar_id"
    return widened(
        table.append_column("gauge_id", table[identity]),
        mark,
        share=[_clipped(g["attainment_share"]) for g in gauges],
        due=[_clipped(g["expected_share"]) for g in gauges],
        percent=[percent(_clipped(g["attainment_share"]), lang) for g in gauges],
        expected=[percent(g["expected_share"], lang) for g in gauges],
        expected_word=[say(lang, "chart.gauge.expected")] * len(gauges),
        caption=[_caption(g, lang) for g in gauges],
        status=[g.get("status") for g in gauges],
        status_word=words,
        status_width=[text_width(word, SMALL) for word in words],
        colour=[STATUS_COLOUR.get(g.get("status"), ACCENT) for g in gauges],
        said=[_said(g, lang) for g in gauges],
    )


def alt(table: pa.Table, lang: str) -> str:
    """How far the pillar or target is, how far it should be, and how many targets that counts."""
    return sentences(lang, (_said(g, lang) for g in table.slice(0, 1).to_pylist()))


def _theta(field: str | None) -> altair.Theta | altair.ThetaDatum:
    scale = altair.Scale(domain=[0, 1], range=[-_SWEEP, _SWEEP])
    if field is None:
        return altair.ThetaDatum(0, scale=scale, stack=None)
    return altair.Theta(field, scale=scale, stack=None)


def _arcs() -> list[altair.Chart]:
    arc: Look = {
        "outerRadius": expr("R"),
        "innerRadius": expr("R - (roomy ? 13 : 10)"),
        "x": expr("cx"),
        "y": expr("cy"),
    }
    return [
        altair.Chart().mark_arc(color=TRACK, **arc).encode(_theta(None), altair.Theta2Datum(1)),
        altair.Chart()
        .transform_filter("isValid(datum.share)")
        .mark_arc(**arc)
        .encode(_theta("share:Q"), altair.Theta2Datum(0), color=altair.Color("colour:N", scale=None)),
    ]


def _polar(radius: str, share: str, end: str = "") -> dict[str, Any]:
    """Where a share stands on the dial, so far from its centre."""
    angle = f"({2 * _SWEEP:.6f} * {share} - {_SWEEP:.6f})"
    x, y = expr(f"cx + ({radius}) * sin{angle}"), expr(f"cy - ({radius}) * cos{angle}")
    return {f"x{end}": altair.value(x), f"y{end}": altair.value(y)}


def _radial(chart: altair.Chart, share: str, inner: str, outer: str, **look: Any) -> altair.Chart:
    ends = {**_polar(inner, share), **_polar(outer, share, "2")}
    return chart.mark_rule(color=TEXT, opacity=1, **look).encode(**ends)


def _expected() -> list[altair.Chart]:
    due = altair.Chart().transform_filter("isValid(datum.due)")
    top = "(datum.due > 0.34 && datum.due < 0.66)"
    label = due.mark_text(
        align=expr("datum.due > 0.56 ? 'left' : datum.due < 0.44 ? 'right' : 'center'"),
        baseline=expr(f"{top} ? 'bottom' : 'middle'"),
        dy=expr(f"roomy && !{top} ? -6 : 0"),
        fontSize=10.5,
        lineHeight=12,
        color=TEXT,
        opacity=0.85,
    )
    lines = "[datum.expected_word, datum.expected]"
    one_line = "datum.expected_word + ' ' + datum.expected"
    words = f"!roomy ? datum.expected : {top} ? {one_line} : {lines}"
    return [
        _radial(due, "datum.due", "R - 17", "R + 6", strokeWidth=1.4),
        label.encode(
            **_polar("R + 11", "datum.due"),
            text=altair.value(expr(words)),
        ),
    ]


def _target(lang: str) -> list[altair.Chart]:
    label = altair.Chart().mark_text(fontSize=10.5, color=TEXT, opacity=0.85, baseline="middle", dy=14)
    return [
        _radial(altair.Chart(), "1", "R - 18", "R + 4", strokeWidth=3.2),
        label.encode(**_polar("R", "1"), text=altair.value(say(lang, "chart.gauge.target"))),
    ]


def _words() -> list[altair.Chart]:
    word: Look = {"color": TEXT, "baseline": "middle", "x": expr("cx")}
    number = altair.Chart().mark_text(
        **word, y=expr("cy - 1"), fontSize=expr("roomy ? 28 : 22"), fontWeight=600
    )
    status = altair.Chart().mark_text(**word, y=expr("cy + 23"), dx=6, fontSize=SMALL)
    caption = altair.Chart().mark_text(
        **{**word, "baseline": "alphabetic"}, y=HEIGHT - 1, fontSize=SMALL, limit=expr("width")
    )
    return [
        number.encode(text="percent:N"),
        status.encode(text="status_word:N"),
        status_mark(altair.Chart(), 55, x=expr("cx - datum.status_width / 2 - 4"), y=expr("cy + 22.5")),
        caption.encode(text="caption:N"),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "name": "column.name",
        "percent": "column.attainment_share",
        "expected": "column.expected_share",
        "caption": "column.n_targets",
    }
    return opener(lang, tooltip, ["gauge_id"], y=altair.value(0), y2=altair.value(HEIGHT))


def _clipped(share: float | None) -> float | None:
    return None if share is None else max(0.0, min(1.0, share))


def _caption(gauge: dict[str, Any], lang: str) -> str:
    if "n_targets" in gauge:
        return say(lang, "chart.gauge.caption", n=gauge["n_measured"], total=gauge["n_targets"])
    scale, unit = gauge["unit_scale"], gauge["unit_of_measure"]
    return amount_of(gauge["value"], gauge["target_value"], scale, unit, lang)


def _said(gauge: dict[str, Any], lang: str) -> str:
    message = "chart.gauge.alt_none" if gauge["attainment_share"] is None else "chart.gauge.alt"
    return say(
        lang,
        message,
        name=gauge["name"],
        percent=percent(_clipped(gauge["attainment_share"]), lang),
        expected=percent(gauge["expected_share"], lang),
        caption=_caption(gauge, lang),
    )
