"""Where labels find room: how wide a text is, where it breaks, and how labels beside each other are kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# A line may end after a space or a Chinese character; none begins with a mark that closes or ends with one that opens.
_PIECE = re.compile(r"[（“《]*[\u2e80-\uffff][，。：；、）”》]*|[^\s\u2e80-\uffff]+\s*|\s+")


def text_width(text: str, size: float) -> float:
    """Approximate width of a text in pixels, set at `size` pixels."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.54 for letter in text)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The lines of a text set at `size` pixels, none wider than `width` unless a single word is."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def apart(places: Sequence[float], gap: float, top: float) -> list[float]:
    """The places in their order, moved so that labels there stand at least `gap` from each other and none above
    `top`."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = dict(enumerate(places))
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    ceiling = top
    for i in reversed(order):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap
    return [moved[i] for i in range(len(places))]
