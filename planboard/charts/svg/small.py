"""Pictures small enough for a line of text or a table's cell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from markupsafe import Markup

from planboard.charts.svg.parts import INK, TRACK, dot, element, line, picture, rect, shape, tone, wedge

_BAR, _CELL = 110, 18  # pixels
_BEYOND = 1.06  # the share at which a bar ends


@cache
def mark(status: str) -> Markup:
    """The mark of a status, to stand before its word."""
    return element("svg", shape(status), class_="mark", viewBox="0 0 16 16", aria_hidden="true")


@lru_cache(maxsize=4096)
def bar(attainment: float | None, expected: float | None, status: str | None) -> Markup:
    """A bar of how far, up to 100 %, with a wedge where it should be by now; empty where nothing is known."""
    if attainment is None:
        return Markup("")
    full = _BAR - 8
    parts = [
        rect(1, 9, full, 6, TRACK),
        rect(1, 9, min(max(attainment, 0), _BEYOND) * full, 6, tone(status)),
        rect(full, 6, 2, 12, INK),
    ]
    if expected is not None:
        at = 1 + min(max(expected, 0), 1) * full
        parts += [wedge(at, 7), line(at, 6, at, 18)]
    return picture(parts, _CELL, _BAR)


@lru_cache(maxsize=4096)
def spark(
    values: Sequence[float | None], top: float, colour: str, width: int = 84, height: int = _CELL
) -> Markup:
    """How something developed, oldest first, on a scale from 0 to `top`; a dot marks the newest."""
    step = (width - 6) / max(len(values) - 1, 1)
    places = [
        (3 + n * step, height - 3 - min(max(value, 0), top) / (top or 1) * (height - 6))
        for n, value in enumerate(values)
        if value is not None
    ]
    if not places:
        return Markup("")
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    drawn = element("polyline", points=points, fill="none", stroke=colour, stroke_width=1.6)
    return picture([drawn, dot(*places[-1], 2.5, colour)], height, width)


def counts_so_far(counts: Sequence[int], n_tasks: int, status: str) -> Markup:
    """How many of `n_tasks` had a status at each snapshot, oldest first."""
    return spark(
        counts, max(*counts, n_tasks / 8), tone(status)
    )  # one task more or less must not fill a cell
