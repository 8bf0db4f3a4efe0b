"""How often what only repeats is repeated: a few times by default, more often in the long command (`pytest -m long`),
and exhaustively where PLANBOARD_LONG is set besides. docs/reliability.md says what each is for."""

from __future__ import annotations

import os
from typing import Any

import pytest

EXHAUSTIVE = bool(os.environ.get("PLANBOARD_LONG"))

long = pytest.mark.long


def sizes(few: int, many: int, all_of_them: int | None = None) -> list[Any]:
    """A test's sizes as parameters: `few` by default, `many` in the long command, or there what is exhaustive."""
    return [few, pytest.param((EXHAUSTIVE and all_of_them) or many, marks=long)]


def first(n: int, values: Any) -> list[Any]:
    """Parameters of which the first n are tried by default and the others in the long command."""
    return [value if k < n else pytest.param(value, marks=long) for k, value in enumerate(values)]
