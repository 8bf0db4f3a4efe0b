"""How many repetitions a test makes: a few by default, more in the long command (`pytest -m long`), all of them if
PLANBOARD_LONG is set as well. docs/reliability.md says what each is for."""

from __future__ import annotations

import os
from typing import Any

import pytest

EXHAUSTIVE = bool(os.environ.get("PLANBOARD_LONG"))

long = pytest.mark.long


def sizes(few: int, many: int, all_of_them: int | None = None) -> list[Any]:
    """A test's sizes as parameters: `few` by default; in the long command `many`, or `all_of_them` if exhaustive."""
    return [few, pytest.param((EXHAUSTIVE and all_of_them) or many, marks=long)]


def first(n: int, values: Any) -> list[Any]:
    """The values as parameters: the first n by default, the others in the long command."""
    return [value if k < n else pytest.param(value, marks=long) for k, value in enumerate(values)]
