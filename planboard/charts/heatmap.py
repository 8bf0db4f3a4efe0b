"""Each unit's tasks in each pillar: how many need attention, in a stronger colour the lower the score.
Where nothing is scored yet there is no colour."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg.heat import heat_map
from planboard.charts.theme import widened
from planboard.wording.formats import number
from planboard.wording.text import listed, say, sentences

_SHADES = ((0.9, 0.13), (0.75, 0.36), (0.5, 0.62), (0.0, 1.0))  # least score, opacity


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """Each unit in each pillar; where it has no task there, the cell stays empty."""
    cells = table.to_pylist()
    return widened(
        table,
        demo_mark,
        shade=[_shade(c) for c in cells],
        counted=[f"{number(c['n_attention'])}/{number(c['n_tasks'])}" if c["n_tasks"] else "" for c in cells],
        spoken=[_spoken(c, lang) for c in cells],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """How many tasks need attention in all, and the cells with most of them."""
    cells = [c for c in table.to_pylist() if c["n_tasks"]]
    if not cells:
        return ""
    worst = sorted((c for c in cells if c["n_attention"]), key=lambda c: -c["n_attention"])[:3]
    places = [
        say(lang, "chart.heatmap.cell", **{k: c[k] for k in ("unit", "pillar", "n_attention", "n_tasks")})
        for c in worst
    ]
    total = say(
        lang,
        "chart.heatmap.alt",
        n=sum(c["n_attention"] for c in cells),
        total=sum(c["n_tasks"] for c in cells),
    )
    return sentences(
        lang, [total, say(lang, "chart.heatmap.most", cells=listed(lang, places)) if worst else ""]
    )


def _shade(cell: dict[str, Any]) -> float | None:
    """None without a task; no colour where there are tasks and none is scored."""
    if not cell["n_tasks"]:
        return None
    score = cell["score"]
    return 0.0 if score is None else next(shade for least, shade in _SHADES if score >= least)


def _spoken(cell: dict[str, Any], lang: str) -> str:
    message = "chart.heatmap.cell" if cell["n_tasks"] else "chart.heatmap.empty"
    return say(lang, message, **{k: cell[k] for k in ("unit", "pillar", "n_attention", "n_tasks")})


HEATMAP = Chart("heatmap", _rows, _alt, _alt, svg=heat_map)
