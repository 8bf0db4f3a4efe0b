"""What is measured, and beside what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Measure:
    """One figure, what it is compared with, and the limit that their ratio keeps to."""

    name: str
    value: float
    beside: float
    unit: str
    limit: float

    @property
    def ratio(self) -> float:
        """How many times what it is compared with."""
        return self.value / self.beside

    @property
    def is_kept(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio <= self.limit


def medians(runs: int, *timed: Callable[[], float]) -> Sequence[float]:
    """The median of each, taken in turns, and in the opposite order every other time, so that what else the machine
    does falls on all alike."""
    results: list[list[float]] = [[] for _ in timed]
    for run in range(runs):
        order = list(zip(timed, results, strict=True))
        for time, kept in order if run % 2 else reversed(order):
            kept.append(time())
    return [median(kept) for kept in results]
