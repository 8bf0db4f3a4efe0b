"""What two returns of a unit say differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from planboard.errors import UserError
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.content import Return
from planboard.returns.files import read_return
from planboard.returns.kept import Kept


@dataclass(frozen=True)
class Unequal:
    """A field in which two returns differ: of which task, target or request, or of the unit; None where one is empty or
    does not report on it."""

    id: str
    field: str
    first: Any
    second: Any


def differing(data: Path, plan: Plan, first: Kept, second: Kept) -> list[Unequal] | None:
    """Every field in which two returns differ, in the order of their rows; None if one can no longer be read."""
    try:
        texts = [
            _fields(read_return(ledger.content(data, kept), kept.name, plan).ret) for kept in (first, second)
        ]
    except UserError:
        return None
    one, other = texts
    keys: Sequence[tuple[str, str]] = list(dict.fromkeys([*one, *other]))
    return [Unequal(*key, one.get(key), other.get(key)) for key in keys if one.get(key) != other.get(key)]


def _fields(ret: Return) -> dict[tuple[str, str], Any]:
    return dict(_each(ret))


def _each(ret: Return) -> Iterator[tuple[tuple[str, str], Any]]:
    yield ("", "reported_by"), ret.reported_by
    yield ("", "unit_note"), ret.unit_note
    for rows, key in (
        (ret.tasks, "task_id"),
        (ret.targets, "target_id"),
        (ret.help, "request_id"),
        (ret.answers, "request_id"),
    ):
        for row in rows:
            held = asdict(row)
            id = str(held.pop(key))
            yield from (((id, name), value) for name, value in held.items())
