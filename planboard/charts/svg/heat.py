"""Units by pillars: a cell for each pair, in a stronger colour the lower the score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from planboard.charts.labels import wrapped
from planboard.charts.svg.parts import (
    INK,
    ON_TONE,
    chart,
    lines_of_words,
    picture,
    rect,
    share,
    soft,
    titled,
    tone,
    words,
)
from planboard.charts.theme import NORMAL, SMALL
from planboard.wording.text import say

_CELL, _ROW, _KEY, _LINE = 24, 30, 26, 15  # heights
_NAMES = 0.3  # of the width, before the cells
_WIDTH = 900  # pixels, for which names and heads are broken
_DARK, _UNSCORED = 0.9, 0.08  # the shade on which words are white, and that of a cell without a score


def heat_cell(row: dict[str, Any]) -> Markup:
    """A row of `charts.HEATMAP` as the cell of a table, as wide as that; empty where the unit has no task."""
    return picture(_cell(row, 0, 1, 0), _CELL, css="heat") if row["counted"] else Markup("")


def heat_map(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """Every unit and pillar, from rows of `charts.HEATMAP`, as a picture to take away."""
    units = [list(cells) for _, cells in groupby(rows, key=lambda row: row["unit_id"])]
    step = (1 - _NAMES) / len(units[0])
    heads = [wrapped(cell["pillar"], SMALL, step * _WIDTH - 8) for cell in units[0]]
    start = _KEY + max(map(len, heads)) * _LINE + 6
    drawn = [soft(say(lang, "chart.heatmap.key"), 0, 12)]
    for n, head in enumerate(heads):
        middle, top = share(_NAMES + (n + 0.5) * step), start - 8 - (len(head) - 1) * _LINE
        drawn += lines_of_words(head, middle, top, _LINE, anchor="middle", size=SMALL, weight=600)
    for n, cells in enumerate(units):
        drawn += _unit(cells, step, start + n * _ROW)
    return chart(drawn, start + len(units) * _ROW, rows[0]["demo_mark"])


def _unit(cells: Sequence[dict[str, Any]], step: float, top: float) -> Iterator[Markup]:
    name = wrapped(cells[0]["unit"], NORMAL, _NAMES * _WIDTH - 12)
    middle = top + _CELL / 2 + 4.5 - (len(name) - 1) * _LINE / 2
    yield from lines_of_words(name, 0, middle, _LINE)
    for n, cell in enumerate(cells):
        if cell["counted"]:
            yield titled(_cell(cell, _NAMES + n * step, step * 0.97, top), cell["spoken"])


def _cell(row: dict[str, Any], start: float, width: float, top: float) -> Iterator[Markup]:
    shade = row["shade"] or _UNSCORED
    yield rect(share(start), top, share(width), _CELL, tone("on_track" if row["shade"] else None), shade)
    ink = ON_TONE if shade > _DARK else INK
    middle, foot = share(start + width / 2), top + _CELL / 2 + 4.5
    yield words(row["counted"], middle, foot, anchor="middle", colour=ink, weight=600)
