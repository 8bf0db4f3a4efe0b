"""Ranks and limits as places on a ladder: where a target stands and where it should, never as a percentage."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg.targets import ladders
from planboard.wording.formats import amount, number
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import say, sentences

PLACES = 10  # more do not fit on a phone; beyond, a box stands for 2, 5, 10 … places


def takes(target: dict[str, Any]) -> bool:
    """Whether a target is drawn as steps: a rank always, a limit if it has no attainment."""
    has_attainment = target["attainment_share"] is not None
    return target["comparator"] == "rank_within" or (target["comparator"] == "at_most" and not has_attainment)


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


STEPS = Chart("steps", _rows, _alt, _title, svg=ladders)
