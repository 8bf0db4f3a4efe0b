"""A target in a table's cell, or many in one picture: as a bar towards what it should reach, or as the places of a rank
or limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from planboard.charts.labels import text_width
from planboard.charts.svg.parts import (
    INK,
    LINE,
    ON_TONE,
    SOFT,
    TRACK,
    chart,
    line,
    mark,
    moved,
    path,
    picture,
    rect,
    soft,
    tone,
    wedge,
    words,
)
from planboard.charts.theme import SMALL
from planboard.wording.text import say

WIDTH, HEIGHT = 220, 22
CLIP = 1.2  # the share at which a bar ends, however far beyond its target a value is
_FULL = WIDTH / CLIP
_ROW = 50  # pixels of a target in a list
_DRAWING, _PERCENT, _STATUS = "46%", "79%", "82%"  # where each part of it begins; percents end


def bullet(row: dict[str, Any]) -> Markup:
    """The bar of a row of `charts.BULLET`: how far, a wedge where it should be by now, and a thin line over the range
    of the forecast with a tick in its middle and an arrow where it goes on."""
    parts = [rect(0, 8, _FULL, 8, TRACK)]
    if row["bar"] is not None:
        parts.append(rect(0, 8, max(row["bar"] * _FULL, 1), 8, tone(row["status"])))
    elif row["hollow"] is not None:
        parts.append(rect(0, 8, max(row["hollow"] * _FULL, 1), 8, SOFT, 0.45))
    parts.append(rect(_FULL - 1, 4, 2, 16, INK))
    parts += _forecast(*(row[n] and row[n] * _FULL for n in ("low", "mid", "line_end", "beyond")))
    if row["expected"] is not None:
        at = min(max(row["expected"], 0), 1) * _FULL
        parts += [wedge(at, 6), line(at, 5, at, 17, INK, 1.2)]
    return picture(parts, HEIGHT, WIDTH)


def _forecast(
    low: float | None, mid: float | None, end: float | None, beyond: float | None
) -> Iterator[Markup]:
    if low is not None and end is not None:
        yield line(low, 19.5, end, 19.5, SOFT, 2)
    if mid is not None:
        yield line(mid, 16.5, mid, 22, SOFT, 2)
    if beyond is not None:
        yield path(f"M{beyond - 5:.1f} 17l5 2.5-5 2.5z", fill=SOFT)


def ladder(places: Sequence[dict[str, Any]]) -> Markup:
    """The places of one target, from its rows of `charts.STEPS`: those that are good enough underlined, the one it is
    on filled. Numbers too long for their places are left out."""
    wide = WIDTH / max(len(places), 1)
    box = wide - 3
    is_room = max((text_width(place["label"], SMALL) for place in places), default=0) <= box
    parts = []
    for n, place in enumerate(places):
        x = n * wide
        parts.append(rect(x, 4, box, 15, tone(place["status"]) if place["is_now"] else TRACK))
        if place["is_goal"]:
            parts.append(rect(x, 19.5, box, 2, INK))
        if is_room:
            colour = ON_TONE if place["is_now"] else SOFT
            label = words(place["label"], x + box / 2, 15.5, anchor="middle", size=SMALL, colour=colour)
            parts.append(label)
    return picture(parts, HEIGHT, WIDTH)


def bullets(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """The targets of a table with their bars, to be taken away in one picture."""
    listed = [(row, bullet(row), row["amount"], row["percent"]) for row in rows]
    return _list(listed, rows[0]["demo_mark"], say(lang, "chart.bullet.key"))


def ladders(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """The ranks and limits of a table with their places, to be taken away in one picture."""
    targets = [list(places) for _, places in groupby(rows, key=lambda row: row["target_id"])]
    listed = [(places[0], ladder(places), places[0]["now"], "") for places in targets]
    return _list(listed, rows[0]["demo_mark"])


def _list(listed: Sequence[tuple[dict[str, Any], Markup, str, str]], demo_mark: str, key: str = "") -> Markup:
    start = 24 if key else 0
    parts = [soft(key, 0, 12)] if key else []
    for n, (row, drawing, amount, percent) in enumerate(listed):
        top = start + n * _ROW
        parts += [
            line(0, top + 1, "100%", top + 1, LINE),
            words(row["name"], 0, top + 18),
            soft(amount, 0, top + 38),
            moved(drawing, _DRAWING, top + 22),
            mark(row["status"], _STATUS, top + 34, 11),
            soft(row["status_word"], _STATUS, top + 38, dx=10),
        ]
        parts += [words(percent, _PERCENT, top + 38, anchor="end", weight=600)] if percent else []
    return chart(parts, start + len(listed) * _ROW + 2, demo_mark)
