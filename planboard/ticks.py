"""How long work says how far it is: called with how much is done, of how much, and what was done last."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]


def silent(done: int, of: int, what: str) -> None:
    """Says nothing."""
