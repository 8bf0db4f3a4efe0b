"""What the method does with numbers, in exact fractions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction


def exact(number: float | None) -> Fraction | None:
    """The decimal number that was written down, not the binary one that is nearest to it."""
    return None if number is None else Fraction(repr(number))


def clipped(share: Fraction) -> Fraction:
    return max(Fraction(0), min(Fraction(1), share))


def mean(numbers: list[Fraction]) -> Fraction | None:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def attainment(
    comparator: str, baseline: Fraction | None, value: Fraction | None, goal: Fraction
) -> Fraction | None:
    """The share of the way from the baseline to the target that is behind us; none where there is no way."""
    if baseline is None or value is None or comparator == "rank_within":
        return None
    if comparator == "at_most":
        return (baseline - value) / (baseline - goal) if baseline > goal else None
    return (value - baseline) / (goal - baseline) if baseline < goal else None


def expected(starts_on: date, baseline_on: date | None, due_on: date, on: date) -> Fraction | None:
    """The share of the time that is behind us; none where the baseline leaves no time."""
    since = max(starts_on, baseline_on or starts_on)
    if since >= due_on:
        return None
    return clipped(Fraction((on - since).days, (due_on - since).days))


def quantile(ordered: list[Fraction], share: Fraction) -> Fraction:
    """The value that `share` of the list lies below, on a straight line between neighbours."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
