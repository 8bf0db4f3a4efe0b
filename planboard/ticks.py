"""The progress callback of long-running work, called before each step with its number, how many there are, and what it
is about, so that what is shown is what is being done."""

from __future__ import annotations

from collections.abc import Callable

Tick = Callable[[int, int, str], None]


def silent(n: int, of: int, what: str) -> None:
    """Ignore progress."""
