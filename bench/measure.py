"""A measured figure, what it is compared with, and how medians are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Measure:
    """A figure, the figure it is compared with, and the limit of their ratio."""

    name: str
    value: float
    beside: float
    unit: str
    limit: float

    @property
    def ratio(self) -> float:
        """The figure divided by what it is compared with."""
        return self.value / self.beside

    @property
    def is_kept(self) -> bool:
        """Whether the ratio is within the limit."""
        return self.ratio <= self.limit


def medians(runs: int, *timed: Callable[[], float]) -> Sequence[float]:
    """The median of each, over `runs` runs. They take turns, in the opposite order every other time, so that whatever
    else the machine does affects all of them alike."""
    results: list[list[float]] = [[] for _ in timed]
    for run in range(runs):
        order = list(zip(timed, results, strict=True))
        for time, kept in order if run % 2 else reversed(order):
            kept.append(time())
    return [median(kept) for kept in results]
