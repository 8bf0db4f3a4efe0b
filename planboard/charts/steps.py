"""Ranks and limits as places on a ladder: where a target stands and where it should, never as a percentage."""

from __future__ import annotations

from collections import Counter
from functools import cache
from math import ceil
from typing import Any

import altair
import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.listing import WIDE, line, opener, row, rule, status
from planboard.charts.theme import (
    FAINT,
    NEUTRAL,
    SMALL,
    TEXT,
    TRACK,
    Look,
    by_status,
    demo_mark_below,
    expr,
    specification,
)
from planboard.wording.formats import amount, number
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import say, sentences

_ROW_HEIGHT = 62
PLACES = 10  # more do not fit on a phone; beyond, a box stands for 2, 5, 10 … places
_Y = row("target_id")
_DOWN = "(wide ? 0 : 15)"  # from a row's middle to its boxes


def takes(target: dict[str, Any]) -> bool:
    """Whether a target is drawn as steps: a rank always, a limit if it has no attainment."""
    has_attainment = target["attainment_share"] is not None
    return target["comparator"] == "rank_within" or (target["comparator"] == "at_most" and not has_attainment)


@cache
def _spec(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [_once_each(rule("target_id")), *_boxes(), *_words(), _opener(lang), demo_mark_below(15)],
        height=altair.Step(_ROW_HEIGHT),
        padding={"left": 0, "right": 2, "top": 4, "bottom": 22},
        params=[WIDE],
    )


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """One row for each place of each target that is a rank or a limit."""
    places = [place for t in table.to_pylist() if takes(t) for place in _places(t, lang, demo_mark)]
    return pa.Table.from_pylist(places, _SCHEMA)


def _alt(table: pa.Table, lang: str) -> str:
    """Where each rank and limit stands and where it should."""
    return sentences(lang, (_spoken(t, lang) for t in table.to_pylist() if takes(t)))


def _title(table: pa.Table, lang: str) -> str:
    """How many of the ranks and limits have which status."""
    statuses = [t["status"] for t in table.to_pylist() if takes(t)]
    if not statuses:
        return ""
    return say(lang, "chart.steps.title", n=len(statuses), counts=counts(lang, Counter(statuses)))


_TEXTS = ("target_id", "name", "status", "status_word", "now", "spoken", "demo_mark", "label")
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [("place", pa.int32())]
    + [(name, pa.bool_()) for name in ("is_now", "is_goal", "is_last_goal")]
)


def _places(t: dict[str, Any], lang: str, demo_mark: str) -> list[dict[str, Any]]:
    furthest = max(t["target_value"], t["value"] or 0) + 1
    each = next(size for power in range(12) for size in (10**power, 2 * 10**power, 5 * 10**power)
                if furthest <= size * PLACES)  # fmt: skip
    goal = ceil(t["target_value"] / each)
    now = None if t["value"] is None else max(1, ceil(t["value"] / each))
    whole = {
        "target_id": t["target_id"], "name": t["name"], "status": t["status"], "demo_mark": demo_mark,
        "status_word": status_word(lang, t["status"]), "now": _now(t, lang), "spoken": _spoken(t, lang),
    }  # fmt: skip
    return [
        {
            **whole,
            "place": n,
            "label": number(n * each),
            "is_now": n == now,
            "is_goal": n <= goal,
            "is_last_goal": n == goal,
        }
        for n in range(1, ceil(furthest / each) + 1)
    ]


def _x() -> altair.X:
    start = "(wide ? 0.32 * width + 12 : 1)"
    scale = altair.Scale(domain=[0.5, PLACES + 0.5], range=[expr(start), expr(f"{start} + 30 * {PLACES}")])
    return altair.X("place:Q", axis=None, scale=scale)


def _boxes() -> list[altair.Chart]:
    box: Look = {"shape": "square", "size": 530, "yOffset": expr(_DOWN), "opacity": 1, "strokeWidth": 1}
    text: Look = {"fontSize": SMALL, "dy": expr(f"{_DOWN} + 0.5"), "baseline": "middle"}
    every = altair.Chart()
    now, other = every.transform_filter("datum.is_now"), every.transform_filter("!datum.is_now")
    return [
        other.mark_point(stroke=NEUTRAL, strokeOpacity=0.5, **box).encode(
            y=_Y,
            x=_x(),
            fill=altair.condition("datum.is_goal", altair.value(TRACK), altair.value("#ffffff00")),
        ),
        now.mark_point(filled=True, **box).encode(y=_Y, x=_x(), color=altair.Color(**by_status())),
        other.mark_text(color=TEXT, opacity=FAINT, **text).encode(y=_Y, x=_x(), text="label:N"),
        now.mark_text(color="#ffffff", fontWeight=700, **text).encode(y=_Y, x=_x(), text="label:N"),
        every.transform_filter("datum.is_last_goal")
        .mark_tick(
            orient="vertical", size=25, thickness=3, color=TEXT, opacity=1, xOffset=15, yOffset=expr(_DOWN)
        )
        .encode(y=_Y, x=_x()),
    ]


def _words() -> list[altair.Chart]:
    words = [
        line(_Y, "name", x=0, dy=expr("wide ? -9 : -20"), limit=expr("wide ? 0.32 * width : width")),
        line(
            _Y,
            "now",
            faint=True,
            x=0,
            dy=expr("wide ? 9 : -5"),
            limit=expr("wide ? 0.32 * width : width - 74"),
        ),
        *status(_Y, "(width - 62)", "(wide ? 0 : -4)"),
    ]
    return [_once_each(layer) for layer in words]


def _once_each(layer: altair.Chart) -> altair.Chart:
    return layer.transform_filter("datum.place == 1")


def _opener(lang: str) -> altair.Chart:
    tooltip = {"name": "column.target", "now": "column.value", "status_word": "column.status"}
    return _once_each(opener(lang, tooltip, ["target_id"], y=_Y))


def _now(t: dict[str, Any], lang: str) -> str:
    if t["comparator"] == "rank_within":
        message = "chart.steps.rank_first" if t["target_value"] == 1 else "chart.steps.rank"
        return say(lang, message, value=number(t["value"]), target=number(t["target_value"]))
    unit = t["unit_of_measure"]
    limit = amount(t["target_value"], t["unit_scale"], unit, lang)
    return say(lang, "chart.steps.limit", value=number(t["value"], up=True), limit=limit)


def _spoken(t: dict[str, Any], lang: str) -> str:
    return say(
        lang, "chart.steps.spoken", name=t["name"], now=_now(t, lang), status=status_word(lang, t["status"])
    )


STEPS = Chart("steps", _spec, _rows, _alt, _title, row_height=_ROW_HEIGHT)
