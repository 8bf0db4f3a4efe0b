"""The progress callback of long-running work, called after each step with the number done, the total, and the last
item."""

from __future__ import annotations

from collections.abc import Callable

Tick = Callable[[int, int, str], None]


def silent(done: int, of: int, what: str) -> None:
    """Ignore progress."""
