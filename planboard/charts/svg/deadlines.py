"""Deadlines one below the other, with a mark for each task due then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from planboard.charts.svg.parts import LINE, chart, line, mark, share, soft, titled, words

_START, _IN_A_ROW = 0.3, 20  # the share of the width at which marks begin, and how many stand in a row
_PITCH = (1 - _START) / _IN_A_ROW
_MARK, _ROW, _WORDS = 11, 17, 44  # pixels


def deadlines(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """The tasks of rows that `charts.ROADMAP` gives, under a line for the day shown."""
    parts: list[Markup] = []
    y, was_past = 0.0, True
    for _, tasks in groupby(rows, key=lambda row: row["when"]):
        due = list(tasks)
        is_past = any(task["is_past"] for task in due)
        if was_past and not is_past:
            parts += [line(0, y + 8, "100%", y + 8, LINE, 2), soft(due[0]["as_of_text"], 0, y + 24)]
            y += 30
        was_past = is_past
        parts += _due(due, y)
        y += max(_WORDS, -(-len(due) // _IN_A_ROW) * _ROW + 8)
    return chart(parts, y, rows[0]["demo_mark"])


def _due(tasks: Sequence[dict[str, Any]], y: float) -> Iterator[Markup]:
    yield words(tasks[0]["when"], 0, y + 15, weight=600)
    yield soft(tasks[0]["amount"], 0, y + 31)
    for n, task in enumerate(tasks):
        row, place = divmod(n, _IN_A_ROW)
        at = share(_START + (place + 0.5) * _PITCH)
        yield titled([mark(task["status"], at, y + 11 + row * _ROW, _MARK)], task["spoken"])
