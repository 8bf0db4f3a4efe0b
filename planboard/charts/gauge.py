"""One gauge: how far a pillar or a target is, how far it should be today, where 100 % is, and how it got there."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.labels import text_width
from planboard.charts.theme import ACCENT, SMALL, STATUS_COLOUR, widened
from planboard.wording.formats import amount_of, percent, points, signed_points
from planboard.wording.statuses import status_word
from planboard.wording.text import say, sentences


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """One gauge: the newest row of `pillar_movement`, with the earlier ones as its spark line; or the first row of
    `pillar_gauges` or `targets`, which has none."""
    has_history = "attainment_change_points" in table.column_names
    table = table if has_history else table.slice(0, 1)
    gauges = table.to_pylist()
    words = [status_word(lang, g.get("status")) for g in gauges]
    identity = "target_id" if "target_id" in table.column_names else "pillar_id"
    return widened(
        table.append_column("gauge_id", table[identity]),
        demo_mark,
        share=[_clipped(g["attainment_share"]) for g in gauges],
        due=[_clipped(g["expected_share"]) for g in gauges],
        percent=[percent(_clipped(g["attainment_share"]), lang) for g in gauges],
        expected=[percent(g["expected_share"], lang) for g in gauges],
        expected_line=[
            say(lang, "chart.gauge.expected", share=percent(g["expected_share"], lang)) for g in gauges
        ],
        change=[_change(g, "change", lang) for g in gauges],
        short_change=[_change(g, "short_change", lang) for g in gauges],
        caption=[_caption(g, lang) for g in gauges],
        status=[g.get("status") for g in gauges],
        status_word=words,
        status_width=[text_width(word, SMALL) for word in words],
        colour=[STATUS_COLOUR.get(g.get("status"), ACCENT) for g in gauges],
        spoken=[_spoken(g, lang) for g in gauges],
        when=[g["as_of"].isoformat() if has_history else None for g in gauges],
        newest=["x" if g is gauges[-1] else None for g in gauges],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """How far the pillar or target is, how far it should be, how far it moved, and how many targets that counts."""
    return sentences(lang, (r["spoken"] for r in _rows(table, lang).to_pylist() if r["newest"]))


def _title(table: pa.Table, lang: str) -> str:
    """Empty: the number in the middle is the message, and the name stands above the dial."""
    return ""


def _clipped(share: float | None) -> float | None:
    return None if share is None else max(0.0, min(1.0, share))


def _caption(gauge: dict[str, Any], lang: str) -> str:
    if "n_targets" in gauge:
        return say(lang, "chart.gauge.caption", n=gauge["n_measured"], total=gauge["n_targets"])
    scale, unit = gauge["unit_scale"], gauge["unit_of_measure"]
    return amount_of(gauge["value"], gauge["target_value"], scale, unit, lang)


def _change(gauge: dict[str, Any], key: str, lang: str) -> str | None:
    change = gauge.get("attainment_change_points")
    return (
        None
        if change is None
        else say(lang, f"chart.gauge.{key}", points=points(change, lang), n=signed_points(change))
    )


def _spoken(gauge: dict[str, Any], lang: str) -> str:
    message = "chart.gauge.alt_none" if gauge["attainment_share"] is None else "chart.gauge.alt"
    state = say(
        lang,
        message,
        name=gauge["name"],
        percent=percent(_clipped(gauge["attainment_share"]), lang),
        expected=percent(gauge["expected_share"], lang),
        caption=_caption(gauge, lang),
    )
    moved = _change(gauge, "change", lang)
    return sentences(lang, [state, say(lang, "chart.gauge.alt_moved", change=moved) if moved else ""])


GAUGE = Chart("gauge", _rows, _alt, _title, picture_width=420)
