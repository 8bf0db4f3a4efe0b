"""A line small enough for a table's cell: how a count developed, snapshot by snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from planboard.charts.theme import STATUS_COLOUR

WIDTH, HEIGHT = 84, 18
_EDGE = 3  # pixels left free all around, for half a line and the dot at its end


def picture(counts: Sequence[int], n_tasks: int, status: str) -> str:
    """A line as an SVG in a data address: how many of `n_tasks` had a status at each snapshot, oldest first, on a scale
    from 0. A dot marks the newest."""
    step = (WIDTH - 2 * _EDGE) / max(len(counts) - 1, 1)
    most = max(*counts, n_tasks / 8)  # one task more or less must not fill a cell
    height = (HEIGHT - 2 * _EDGE) / (most or 1)
    points = [(_EDGE + n * step, HEIGHT - _EDGE - count * height) for n, count in enumerate(counts)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    colour, (x, y) = STATUS_COLOUR[status], points[-1]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/></svg>'
    )
    # Parentheses would end the address of a picture in Markdown.
    return f"data:image/svg+xml,{quote(svg, safe='')}"
