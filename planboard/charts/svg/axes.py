"""Scales and axes of pictures that run over days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from markupsafe import Markup

from planboard.charts.svg.parts import LINE, inside, line, share, soft
from planboard.wording.formats import month_of_year, number, short_day

_HAIR = 1e-9  # of a step, by which a division may miss a whole number
_LABELS = 9  # months that find room for their names
_EVERY = (1, 2, 3, 4, 6, 12, 24, 60, 120, 240, 600, 1200)  # months from one name to the next


@dataclass(frozen=True)
class Plane:
    """Days along the width and values up the height, between the pixels `top` and `foot`."""

    start: date
    end: date
    low: float
    high: float
    top: float
    foot: float

    def x(self, day: date) -> float:
        """The share of the width at which a day stands."""
        return (day - self.start).days / max((self.end - self.start).days, 1)

    def y(self, value: float) -> float:
        """The pixels from the top at which a value stands."""
        return self.foot - (value - self.low) / ((self.high - self.low) or 1) * (self.foot - self.top)


def grid(plane: Plane, ticks: Sequence[float]) -> Iterator[Markup]:
    """A line for each tick with its number above it, at the left."""
    for tick in ticks:
        y = plane.y(tick)
        yield line(0, y, "100%", y, LINE)
        yield soft(number(tick), 0, y - 3, has_halo=True)


def months(plane: Plane, lang: str) -> Iterator[Markup]:
    """The first of each month with its name, January as its year; of many months, only some are named.
    Where no month begins, the first and the last day."""
    firsts = list(_firsts(plane.start, plane.end))
    if not firsts:
        yield soft(short_day(plane.start, lang), 0, plane.foot + 18)
        if plane.end > plane.start:
            yield soft(short_day(plane.end, lang), "100%", plane.foot + 18, anchor="end")
    every = next(n for n in _EVERY if len(firsts) <= n * _LABELS)
    for first in firsts:
        at = plane.x(first)
        is_named = (first.year * 12 + first.month - 1) % every == 0
        if is_named or every < 12:
            yield line(share(at), plane.foot, share(at), plane.foot + 4, LINE)
        if is_named:
            yield soft(month_of_year(first, lang), share(at), plane.foot + 18, anchor=inside(at))


def _firsts(start: date, end: date) -> Iterator[date]:
    for month in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        first = date(month // 12, month % 12 + 1, 1)
        if start <= first:
            yield first


def nice(low: float, high: float, most: int = 5, least_step: float = 0) -> list[float]:
    """Round numbers from `low` to `high` at even steps of 1, 2 or 5 times a power of ten, at most so many steps."""
    span = (high - low) or 1
    power = 10.0 ** floor(log10(span / most))
    step = next(size * power for size in (1, 2, 5, 10) if span / (size * power) <= most)
    step = max(step, least_step)
    return [round(n * step, 10) for n in range(ceil(low / step - _HAIR), floor(high / step + _HAIR) + 1)]
