"""A dial: how far, where it should be by now, and how far is all."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

from markupsafe import Markup

from planboard.charts.labels import text_width
from planboard.charts.svg.parts import (
    INK,
    SOFT,
    TRACK,
    chart,
    element,
    mark,
    moved,
    path,
    picture,
    tone,
    words,
)
from planboard.charts.svg.small import spark
from planboard.charts.theme import SMALL

_SWEEP = 2 * pi / 3  # either side of the top
SIZE, HEIGHT = 104, 98
_MIDDLE, _RADIUS, _WIDTH = 52, 42, 10
_BESIDE, _LINE = SIZE + 20, 19  # pixels


def dial(row: dict[str, Any]) -> Markup:
    """The dial of a row that `charts.GAUGE` gives."""
    parts = _face(row)
    percent, status = row["percent"], row["status_word"]
    parts.append(
        words(percent, _MIDDLE, _MIDDLE + (6 if status else 8), anchor="middle", size=22, weight=600)
    )
    if status:
        left = _MIDDLE - text_width(status, SMALL) / 2
        parts.append(mark(row["status"], left - 3, HEIGHT - 8, 11))
        parts.append(words(status, left + 6, HEIGHT - 4, size=SMALL, colour=SOFT))
    return picture(parts, HEIGHT, SIZE, "dial")


def small_dial(row: dict[str, Any]) -> Markup:
    """The same dial without its words, beside which they stand."""
    box = f"0 0 {SIZE} {HEIGHT - 12}"
    return element("svg", *_face(row), class_="dial", viewBox=box, width=46, height=38)


def _face(row: dict[str, Any]) -> list[Markup]:
    parts = [_arc(1.0, TRACK)]
    if row["share"] is not None:
        parts.append(_arc(row["share"], tone(row["tone"])))
    if row["due"] is not None:
        x, y = _at(row["due"], _RADIUS + 6)
        turn = (2 * row["due"] - 1) * _SWEEP * 180 / pi
        place = f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})"
        parts += [_radial(row["due"], 1.6), path("M-4 -6h8l-4 6z", fill=INK, transform=place)]
    return [*parts, _radial(1.0, 3.2)]


def gauge(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """The dial of the last of the rows with what a page says at its side, to be taken away in one picture."""
    now = rows[-1]
    said = [said for said in (now["expected_line"], now["change"], now["caption"], now["attention"]) if said]
    parts = [dial(now), *(words(text, _BESIDE, 18 + n * _LINE) for n, text in enumerate(said))]
    if len(rows) > 1:
        parts.append(moved(spark_of(rows), _BESIDE, len(said) * _LINE + 6))
    return chart(parts, HEIGHT + 12, now["demo_mark"])


def spark_of(rows: Sequence[dict[str, Any]]) -> Markup:
    """How the shares of the rows developed, from 0 to 100 %, so that dials beside each other compare."""
    return spark(tuple(row["share"] for row in rows), 1, tone("on_track"), width=96, height=26)


def _at(share: float, radius: float) -> tuple[float, float]:
    angle = (2 * share - 1) * _SWEEP
    return _MIDDLE + radius * sin(angle), _MIDDLE - radius * cos(angle)


def _arc(share: float, colour: str) -> Markup:
    (x, y), (to_x, to_y) = _at(0, _RADIUS), _at(share, _RADIUS)
    is_long = int(share * 2 * _SWEEP > pi)
    drawn = f"M{x:.2f} {y:.2f}A{_RADIUS} {_RADIUS} 0 {is_long} 1 {to_x:.2f} {to_y:.2f}"
    return path(drawn, fill="none", stroke=colour, stroke_width=_WIDTH)


def _radial(share: float, width: float) -> Markup:
    (x, y), (to_x, to_y) = _at(share, _RADIUS - 9), _at(share, _RADIUS + 6)
    return path(f"M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}", stroke=INK, stroke_width=width)
