"""How many tasks have which status, in a plan and its pillars, or in many plans: one bar each, worst first."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg.status_bars import status_bars
from planboard.charts.theme import widened
from planboard.schema import STATUSES
from planboard.wording.formats import number
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The counts, each with its place in its scope's bar."""
    worst_first = {status: i for i, status in enumerate(STATUSES)}
    parts = sorted(table.to_pylist(), key=lambda r: (r["scope_id"], worst_first[r["status"]]))
    starts, ends = _places(parts)
    return widened(
        pa.Table.from_pylist(parts, table.schema),
        demo_mark,
        name=[_scope(r, lang) for r in parts],
        total=[say(lang, "chart.status_bar.total", n=number(r["scope_n_tasks"])) for r in parts],
        start_share=starts,
        end_share=ends,
        count=[number(r["n_tasks"]) for r in parts],
        status_word=[status_word(lang, r["status"]) for r in parts],
        spoken=[
            say(
                lang,
                "chart.status_bar.spoken",
                scope=_scope(r, lang),
                counts=counts(lang, {r["status"]: r["n_tasks"]}),
            )
            for r in parts
        ],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """How many tasks have which status, scope by scope."""
    return sentences(
        lang,
        (
            say(
                lang,
                "chart.status_bar.alt",
                scope=_scope(parts[0], lang),
                n=parts[0]["scope_n_tasks"],
                counts=counts(lang, {p["status"]: p["n_tasks"] for p in parts}),
            )
            for parts in _by_scope(table.to_pylist())
        ),
    )


def _title(table: pa.Table, lang: str) -> str:
    """How many tasks need attention, and in which pillars most of them are."""
    scopes = [
        {
            "scope": _scope(parts[0], lang),
            "total": parts[0]["scope_n_tasks"],
            "n": sum(p["n_tasks"] for p in parts if p["is_attention"]),
        }
        for parts in _by_scope(table.to_pylist())
    ]
    if not scopes:
        return ""
    whole, pillars = scopes[0], scopes[1:]
    most = max((p["n"] for p in pillars), default=0)
    named = [say(lang, "chart.status_bar.of", **p) for p in pillars if p["n"] == most]
    return sentences(
        lang,
        [
            say(lang, "chart.status_bar.title", **whole),
            say(lang, "chart.status_bar.most", scopes=listed(lang, named)) if most else "",
        ],
    )


def _by_scope(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [list(group) for _, group in groupby(parts, key=lambda r: r["scope_id"])]


def _scope(part: dict[str, Any], lang: str) -> str:
    return part["scope"] or say(lang, "chart.status_bar.whole")


def _places(parts: list[dict[str, Any]]) -> tuple[list[float], list[float]]:
    starts, ends = [], []
    for scope in _by_scope(parts):
        reached = 0
        for part in scope:
            total = part["scope_n_tasks"] or 1
            starts.append(reached / total)
            reached += part["n_tasks"]
            ends.append(reached / total)
    return starts, ends


STATUS_BAR = Chart("status_bar", _rows, _alt, _title, svg=status_bars)
PLAN_BAR = Chart("plan_bar", _rows, _alt, _title, svg=status_bars)
