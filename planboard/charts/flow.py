"""How tasks moved between statuses: ribbons from the earlier date to the later, each as wide as its number of tasks.

Tasks that stayed as they were are not drawn."""

from __future__ import annotations

from math import ceil
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.theme import widened
from planboard.schema import STATUSES
from planboard.wording.formats import number
from planboard.wording.statuses import status_word
from planboard.wording.text import say, sentences

STEP, GAP, TALLEST = 20, 18, 260  # pixels: of one task at most, between statuses, of all tasks together
THINNEST = 5
# Points of a ribbon: how far along its way, and whether it stands there as at its start (0) or its end (1).
BEND = ((0.0, 0), (0.06, 0), (0.94, 1), (1.0, 1))
Places = dict[tuple[str, str], tuple[float, float]]


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """Four points of each ribbon, the statuses at both ends, and as many empty rows as the picture is steps high."""
    flows = table.to_pylist()
    task = max(THINNEST, min(STEP, TALLEST / (sum(f["n_tasks"] for f in flows) or 1)))
    starts, ends = _places(flows, "status_before", task), _places(flows, "status", task)
    drawn = [
        {
            **_flow(f, lang),
            "x": x,
            "top": place[_key(f)][0],
            "bottom": place[_key(f)][1],
        }
        for f in flows
        for x, place in ((x, (starts, ends)[at]) for x, at in BEND)
    ]
    drawn += _nodes(flows, "status_before", starts, lang) + _nodes(flows, "status", ends, lang)
    height = max((r["bottom"] for r in drawn), default=0)
    drawn += [{**_EMPTY, "slot": str(n)} for n in range(ceil(height / STEP))]
    return widened(pa.Table.from_pylist(drawn, _SCHEMA), demo_mark)


def _alt(table: pa.Table, lang: str) -> str:
    """How many tasks went from which status to which."""
    flows = table.to_pylist()
    if not flows:
        return ""
    total = say(lang, "chart.flow.alt", n=sum(f["n_tasks"] for f in flows), since=flows[0]["since"])
    return sentences(lang, [total, *(_spoken(f, lang) for f in flows)])


_SCHEMA = pa.schema(
    [
        *((n, pa.string()) for n in ("part", "flow", "status", "status_before", "slot", "side", "spoken")),
        *((n, pa.string()) for n in ("word", "before_word", "now_word", "count", "date")),
        *((n, pa.float64()) for n in ("x", "top", "bottom")),
    ]
)
_EMPTY: dict[str, Any] = dict.fromkeys(_SCHEMA.names)


def _key(flow: dict[str, Any]) -> tuple[str, str]:
    return flow["status_before"], flow["status"]


def _places(flows: list[dict[str, Any]], side: str, task: float) -> Places:
    """Where each ribbon ends on one side: its upper and lower edge, in pixels from the top, by status, worst first."""
    worst_first = {status: i for i, status in enumerate(STATUSES)}
    other = "status" if side == "status_before" else "status_before"
    y, last, places = 0.0, None, {}
    for f in sorted(flows, key=lambda f: (worst_first[f[side]], worst_first[f[other]])):
        y += GAP if last not in (None, f[side]) else 0
        last = f[side]
        places[_key(f)] = (y, y + f["n_tasks"] * task)
        y += f["n_tasks"] * task
    return places


def _flow(f: dict[str, Any], lang: str) -> dict[str, Any]:
    return {
        **_EMPTY, "part": "ribbon", "flow": f"{f['status_before']} {f['status']}", "status": f["status"],
        "status_before": f["status_before"], "spoken": _spoken(f, lang), "count": number(f["n_tasks"]),
        "before_word": status_word(lang, f["status_before"]), "now_word": status_word(lang, f["status"]),
    }  # fmt: skip


def _spoken(f: dict[str, Any], lang: str) -> str:
    before, now = (status_word(lang, f[side]) for side in ("status_before", "status"))
    return say(lang, "chart.flow.spoken", before=before, now=now, n=f["n_tasks"])


def _nodes(flows: list[dict[str, Any]], side: str, places: Places, lang: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for status in STATUSES:
        here = [f for f in flows if f[side] == status]
        if here:
            n = number(sum(f["n_tasks"] for f in here))
            word = say(lang, "chart.flow.end", status=status_word(lang, status), n=n)
            node = {"part": "end", "side": side, "status": status, "word": word, "x": float(side == "status")}
            ends = [places[_key(f)] for f in here]
            date = str(here[0]["since" if side == "status_before" else "as_of"]) if not nodes else None
            edges = {"top": min(top for top, _ in ends), "bottom": max(bottom for _, bottom in ends)}
            nodes.append({**_EMPTY, **node, **edges, "date": date})
    return nodes


FLOW = Chart("flow", _rows, _alt, _alt)
