"""Every task as one square, pillar by pillar, worst first."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg.squares import squares_by_pillar
from planboard.charts.theme import widened
from planboard.schema import STATUSES
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The tasks of each pillar together, worst first, then in the plan's order."""
    tasks = sorted(table.to_pylist(), key=lambda t: (t["pillar_id"], STATUSES.index(t["status"])))
    return widened(
        pa.Table.from_pylist(tasks, table.schema), demo_mark, spoken=[_spoken(task, lang) for task in tasks]
    )


def _spoken(task: dict[str, Any], lang: str) -> str:
    words = {"item": task["item_no"], "task": task["task"], "status": status_word(lang, task["status"])}
    return say(lang, "chart.squares.spoken", **words)


def _counted(tasks: list[dict[str, Any]], lang: str) -> str:
    return counts(lang, {s: sum(t["status"] == s for t in tasks) for s in STATUSES})


def _alt(table: pa.Table, lang: str) -> str:
    """How many tasks of each pillar have which status."""
    rows = _rows(table, lang).to_pylist()
    by_pillar = [(name, list(tasks)) for name, tasks in groupby(rows, key=lambda row: row["pillar"])]
    return sentences(
        lang,
        (
            say(lang, "chart.squares.alt", pillar=name, n=len(tasks), counts=_counted(tasks, lang))
            for name, tasks in by_pillar
        ),
    )


def _title(table: pa.Table, lang: str) -> str:
    """How many tasks have which status."""
    return listed(lang, [_counted(table.to_pylist(), lang)])


SQUARES = Chart("squares", _rows, _alt, _title, svg=squares_by_pillar, picture_width=420)
