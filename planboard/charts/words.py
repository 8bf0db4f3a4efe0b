"""What charts say of statuses in words, and where labels find room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from planboard.schema import STATUSES
from planboard.wording.text import listed, say


def status_word(lang: str, status: str | None) -> str:
    """A status as people read it, empty where there is none."""
    return say(lang, f"status.{status}") if status else ""


def apart(places: Sequence[float], gap: float, top: float) -> list[float]:
    """The places, moved so that labels there stand `gap` from each other and none above `top`."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = dict(enumerate(places))
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    ceiling = top
    for i in reversed(order):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap
    return [moved[i] for i in range(len(places))]


def counts(lang: str, n_by_status: Mapping[str, int]) -> str:
    """How many have which status, worst first: 逾期2项、滞后4项 or 2 overdue, 4 behind."""
    return listed(
        lang,
        (
            say(lang, "chart.count", n=n_by_status[status], status=status_word(lang, status))
            for status in STATUSES
            if n_by_status.get(status)
        ),
    )
