"""The callback of long-running work: called at every step with how many are done, of how many, and what was done
last."""

from __future__ import annotations

from collections.abc import Callable

Tick = Callable[[int, int, str], None]


def silent(done: int, of: int, what: str) -> None:
    """For those who need no progress."""
