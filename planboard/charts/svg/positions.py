"""Positions of units: how sure each is, and where the unit stood before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from planboard.charts.labels import wrapped
from planboard.charts.svg.axes import nice
from planboard.charts.svg.parts import (
    ACCENT,
    INK,
    LINE,
    SOFT,
    TRACK,
    chart,
    dot,
    line,
    lines_of_words,
    share,
    soft,
    titled,
    words,
)
from planboard.charts.theme import NORMAL, SMALL
from planboard.wording.text import say

_KEY_LINE, _HEAD, _ROW, _LINE = 16, 26, 62, 17  # heights
_EDGE = 0.03  # of the width, left free at either side
_NARROW = 330  # pixels of a phone's width, into which words must fit
_NAME = 24  # pixels before a unit's name, for its position
_LABELS = 12  # positions that find room for their numbers


def positions(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """For each unit, from rows of `charts.LEAGUE`, its position as a dot on the range that chance allows, and a ring
    where it stood before."""
    named = ("position", "position_before", "rank_low", "rank_high")
    last = max(2, *(row[name] for row in rows for name in named if row[name]))
    key = wrapped(say(lang, "chart.league.key"), SMALL, _NARROW)
    start = len(key) * _KEY_LINE + _HEAD
    drawn: list[Markup] = []
    top = start
    for row in rows:
        name = wrapped(row["unit"], NORMAL, _NARROW - _NAME)
        drawn.append(titled(_unit(row, name, last, top), row["spoken"]))
        top += _ROW + (len(name) - 1) * _LINE
    keys = lines_of_words(key, 0, 12, _KEY_LINE, colour=SOFT, size=SMALL)
    return chart([*keys, *_scale(last, start, top), *drawn], top, rows[0]["demo_mark"])


def _scale(last: int, top: float, foot: float) -> Iterator[Markup]:
    for place in sorted({1, *(int(at) for at in nice(1, last, _LABELS, least_step=1))}):
        x = _x(place, last)
        yield soft(str(place), x, top - 8, anchor="middle")
        yield line(x, top - 3, x, foot, TRACK)


def _x(place: float, last: int) -> str:
    return share(_EDGE + (place - 1) / (last - 1) * (1 - 2 * _EDGE))


def _unit(row: dict[str, Any], name: Sequence[str], last: int, top: float) -> Iterator[Markup]:
    below = top + (len(name) - 1) * _LINE
    middle = below + 50
    yield line(0, top, "100%", top, LINE)
    yield words(row["place"], 0, top + 17, weight=600, has_halo=True)
    yield from lines_of_words(name, _NAME, top + 17, _LINE, has_halo=True)
    scored = " · ".join(part for part in (row["scored"], row["band_word"]) if part)
    yield soft(scored, _NAME, below + 34, has_halo=True)
    if row["rank_low"] is not None:
        low, high = (_x(row[end], last) for end in ("rank_low", "rank_high"))
        yield line(low, middle, high, middle, SOFT, 5, cap="round")
    if row["position_before"] is not None and row["position_before"] != row["position"]:
        yield dot(_x(row["position_before"], last), middle, 5, "none", INK)
    yield dot(_x(row["position"], last), middle, 6, ACCENT)
