"""Tasks as squares: one each, so that a plan is seen at once and its trouble first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from planboard.charts.svg.parts import PAPER, chart, element, moved, rect, shape, tone, words

_SIDE, _PITCH, _IN_A_ROW = 22, 25, 14  # pixels; as many in a row as a phone has room for
_PALE = ("on_track", "not_started", "done")  # what needs nobody steps back
_NAME = 24  # pixels above the squares of a pillar


def squares(tasks: Sequence[dict[str, Any]], addresses: Mapping[str, str]) -> Markup:
    """The squares of some rows of `charts.SQUARES`, each a link to its address where it has one. Every such picture has
    the same width, so that all are drawn to the same scale."""
    width, height = _IN_A_ROW * _PITCH - (_PITCH - _SIDE), _height(len(tasks))
    drawn = (_linked(task, addresses.get(task["task_id"]), n) for n, task in enumerate(tasks))
    return element(
        "svg", *drawn, class_="squares", viewBox=f"0 0 {width} {height}", width=width, height=height
    )


def squares_by_pillar(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """The squares of every pillar under its name, to be taken away in one picture."""
    parts, y = [], 0
    for name, tasks in groupby(rows, key=lambda row: row["pillar"]):
        listed = list(tasks)
        parts += [words(name, 0, y + 14), moved(squares(listed, {}), 0, y + _NAME)]
        y += _NAME + _height(len(listed)) + 14
    return chart(parts, y, rows[0]["demo_mark"])


def _height(n: int) -> int:
    return -(-n // _IN_A_ROW) * _PITCH - (_PITCH - _SIDE)


def _linked(task: dict[str, Any], address: str | None, n: int) -> Markup:
    square = [element("title", task["spoken"]), *_square(task["status"], n)]
    if address is None:
        return element("g", *square)
    return element("a", *square, href=address, aria_label=task["spoken"])


def _square(status: str, n: int) -> list[Markup]:
    x, y = n % _IN_A_ROW * _PITCH, n // _IN_A_ROW * _PITCH
    is_pale = status in _PALE
    sign = shape(status, tone(status) if is_pale else PAPER)
    return [
        rect(x, y, _SIDE, _SIDE, tone(status), 0.14 if is_pale else None),
        moved(element("svg", sign, x=4, y=4, width=14, height=14, viewBox="0 0 16 16"), x, y),
    ]
