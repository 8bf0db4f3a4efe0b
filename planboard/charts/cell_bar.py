"""A bar small enough for a table's cell: how far something is, how far it should be today, and where 100 % is."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from planboard.charts.theme import NEUTRAL, STATUS_COLOUR, TRACK

WIDTH, HEIGHT = 102, 23
_FULL = 90  # pixels to 100 %; a bar that goes beyond ends at the picture's edge


@lru_cache(maxsize=4096)
def picture(percent: int, expected: int | None, status: str | None, height: int = HEIGHT) -> str:
    """A bar as an SVG in a data address: whole per cent done, and where there is one, the per cent expected. Addresses
    sort as the shares do, since a table sorts pictures by their address."""
    top = (height - HEIGHT) / 2
    reached = min(max(percent, 0) * _FULL / 100, WIDTH - 2)
    colour = STATUS_COLOUR.get(status or "", NEUTRAL)
    parts = [
        f'<rect x="1" y="9" width="{_FULL}" height="7" fill="{TRACK[:7]}" fill-opacity=".2"/>',
        f'<rect x="1" y="9" width="{reached:g}" height="7" fill="{colour}"/>',
        f'<rect x="{_FULL - 0.5:g}" y="6" width="3" height="13" fill="{NEUTRAL}"/>',
    ]
    if expected is not None:  # the wedge of the other charts, above the bar, where no colour is behind it
        at = 1 + min(max(expected, 0), 100) * _FULL / 100
        parts.append(f'<path d="M{at - 4:g} 2h8l-4 6z" fill="{NEUTRAL}"/>')
        parts.append(f'<path d="M{at:g} 7V19" stroke="{NEUTRAL}" stroke-width="1.2"/>')
    order = f"{max(percent, -9999) + 10000:06d}"
    svg = (
        f'<svg id="p{order}" xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 {-top:g} {WIDTH} {height}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
