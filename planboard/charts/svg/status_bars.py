"""Bars of how many tasks have which status, worst first, one for each scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from planboard.charts.labels import text_width, wrapped
from planboard.charts.svg.parts import (
    ON_TONE,
    PAPER,
    chart,
    lines_of_words,
    mark,
    rect,
    share,
    soft,
    titled,
    tone,
    words,
)
from planboard.charts.theme import NORMAL, SMALL

_KEY, _ROW, _LINE, _BAR = 44, 46, 17, 20  # heights
_NARROW = 330  # pixels of a phone's width, into which words must fit
_GAP = 1.5  # pixels between parts


def status_bars(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """A bar for each scope, from rows of `charts.STATUS_BAR`, under the words for the statuses."""
    scopes = [list(parts) for _, parts in groupby(rows, key=lambda row: row["scope_id"])]
    drawn, top = list(_key(scopes[0])), _KEY
    for parts in scopes:
        name = wrapped(parts[0]["name"], NORMAL, _NARROW - text_width(parts[0]["total"], SMALL) - 12)
        drawn += _scope(parts, name, top)
        top += _ROW + (len(name) - 1) * _LINE
    return chart(drawn, top, rows[0]["demo_mark"])


def _key(parts: Sequence[dict[str, Any]]) -> Iterator[Markup]:
    """The statuses with their marks, in two lines, for one is too long for a phone."""
    half = (len(parts) + 1) // 2
    for n, line in enumerate((parts[:half], parts[half:])):
        x, y = 5.0, 8 + 19 * n
        for part in line:
            yield mark(part["status"], x + 2, y, 11)
            yield soft(part["status_word"], x + 11, y + 4)
            x += text_width(part["status_word"], SMALL) + 24


def _scope(parts: Sequence[dict[str, Any]], name: Sequence[str], top: float) -> Iterator[Markup]:
    yield from lines_of_words(name, 0, top + 12, _LINE)
    yield soft(parts[0]["total"], "100%", top + 12, anchor="end")
    bar_top = top + 18 + (len(name) - 1) * _LINE
    for part in parts:
        if part["n_tasks"]:
            yield titled(_part(part, bar_top), part["spoken"])


def _part(part: dict[str, Any], top: float) -> Iterator[Markup]:
    start, end = part["start_share"], part["end_share"]
    yield rect(share(start), top, share(end - start), _BAR, tone(part["status"]))
    if end < 1:
        yield rect(share(end), top, _GAP, _BAR, PAPER)
    if (end - start) * _NARROW >= text_width(part["count"], NORMAL) + 4:
        middle = share((start + end) / 2)
        yield words(part["count"], middle, top + 14.5, anchor="middle", colour=ON_TONE, weight=600)
