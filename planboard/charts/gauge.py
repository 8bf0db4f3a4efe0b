"""One gauge: how far a pillar or a target is, how far it should be today, where 100 % is, and how it got there."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg import dial
from planboard.charts.theme import widened
from planboard.wording.formats import amount_of, is_less_better, number, percent, points
from planboard.wording.statuses import status_word
from planboard.wording.text import say, sentences


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """One gauge: the newest row of `pillar_movement`, with the earlier ones as its spark line; or the first row of
    `pillar_gauges` or `targets`, which has none."""
    has_history = "attainment_change_points" in table.column_names
    table = table if has_history else table.slice(0, 1)
    gauges = table.to_pylist()
    statuses = [_told(g) for g in gauges]
    words = [status_word(lang, status) for status in statuses]
    return widened(
        table,
        demo_mark,
        share=[_clipped(g["attainment_share"]) for g in gauges],
        due=[_clipped(g["expected_share"]) for g in gauges],
        percent=[percent(g["attainment_share"], lang) for g in gauges],
        expected_line=[
            say(lang, "chart.gauge.expected", share=percent(g["expected_share"], lang)) for g in gauges
        ],
        change=[_change(g, lang) for g in gauges],
        caption=[_caption(g, lang) for g in gauges],
        attention=[_attention(g, lang) for g in gauges],
        status=statuses,
        status_word=words,
        tone=[_tone(g) for g in gauges],
        spoken=[_spoken(g, lang) for g in gauges],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """How far the pillar or target is, how far it should be, how far it moved, and how many targets that counts."""
    return sentences(lang, _rows(table, lang)["spoken"].to_pylist()[-1:])


def _title(table: pa.Table, lang: str) -> str:
    """Empty: the number in the middle is the message, and the name stands above the dial."""
    return ""


def _told(gauge: dict[str, Any]) -> str | None:
    """The status that stands in the dial: a target's own, or what the deviation of a pillar's targets amounts to unless
    that is on track, for a pillar has no status of its own."""
    if "n_targets" not in gauge:
        return gauge["status"]
    return gauge["dial_status"] if gauge["dial_status"] != "on_track" else None


def _tone(gauge: dict[str, Any]) -> str | None:
    """None where nothing may be called fine: without a deviation, and while the pillar holds a task that is behind or
    overdue."""
    status: str | None = gauge["dial_status"] if "n_targets" in gauge else gauge["status"]
    return status


def _attention(gauge: dict[str, Any], lang: str, key: str = "attention") -> str:
    if "n_targets" not in gauge:
        return ""
    return say(lang, f"chart.gauge.{key}", n=number(gauge["n_attention"]), total=number(gauge["n_tasks"]))


def _clipped(share: float | None) -> float | None:
    return None if share is None else max(0.0, min(1.0, share))


def _caption(gauge: dict[str, Any], lang: str) -> str:
    if "n_targets" in gauge:
        key = "chart.gauge.caption" if gauge["plan_year"] is None else "chart.gauge.caption_of_year"
        words = {"n": gauge["n_measured"], "total": gauge["n_targets"], "year": gauge["plan_year"]}
        return say(lang, key, **words)
    scale, unit = gauge["unit_scale"], gauge["unit_of_measure"]
    up = is_less_better(gauge["comparator"])
    return amount_of(gauge["value"], gauge["target_value"], scale, unit, lang, up=up)


def _change(gauge: dict[str, Any], lang: str) -> str | None:
    change = gauge.get("attainment_change_points")
    return None if change is None else say(lang, "chart.gauge.change", points=points(change, lang))


def _spoken(gauge: dict[str, Any], lang: str) -> str:
    message = "chart.gauge.alt_none" if gauge["attainment_share"] is None else "chart.gauge.alt"
    state = say(
        lang,
        message,
        name=gauge["name"],
        percent=percent(gauge["attainment_share"], lang),
        expected=percent(gauge["expected_share"], lang),
        caption=_caption(gauge, lang),
    )
    moved = _change(gauge, lang)
    return sentences(
        lang,
        [
            state,
            say(lang, "chart.gauge.alt_moved", change=moved) if moved else "",
            _attention(gauge, lang, "alt_attention"),
        ],
    )


GAUGE = Chart("gauge", _rows, _alt, _title, svg=dial.gauge, picture_width=420)
