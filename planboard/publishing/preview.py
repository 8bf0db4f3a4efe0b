"""Previews a publication: compares a draft of the snapshot with what readers see now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from planboard.answers.engine import Engine, open_engine
from planboard.errors import UserError
from planboard.publishing.accepted import Accepted
from planboard.publishing.basis import in_the_way
from planboard.publishing.draft import draft
from planboard.publishing.effects import Amended, amended
from planboard.queries import queries
from planboard.register.plan import Plan
from planboard.snapshots.published import published


@dataclass(frozen=True)
class Difference:
    """A figure that a publication would change: a task's status or a target's value."""

    what: str  # "task" or "target"
    id: str
    name: str
    before: Any  # None: not published yet, or nothing reported
    after: Any
    row: dict[str, Any]  # the draft's row of the task or target


@dataclass(frozen=True)
class Preview:
    """What a publication would do: the revision it would make, every status and value that would change for readers,
    and every amendment of the period with what it does to statuses."""

    as_of: date
    revision: int
    compared_with: date | None  # None: nothing was published before
    n_returned: int
    missing: tuple[str, ...]  # names of units that owe a return and have none accepted
    differences: tuple[Difference, ...]
    amended: tuple[Amended, ...]


def preview(data: Path, plan: Plan, as_of: date, using: Sequence[Accepted], lang: str) -> Preview:
    """What publishing these returns as `as_of` would change. Raises UserError if they could not be published."""
    if problems := in_the_way(data, plan, as_of, using):
        raise UserError(problems)
    base = next((s.as_of for s in reversed(published(data).current) if s.as_of <= as_of), None)
    old = open_engine(data) if base else None
    new = draft(data, plan, as_of, using, only=("discipline", *(query for query, *_ in _COMPARED)))
    differences = []
    for query, what, key, name, column in _COMPARED:
        after = _rows(new, query, as_of, lang)
        before = {row[key]: row for row in _rows(old, query, base, lang)} if old and base else {}
        for row in after:
            was = before.get(row[key], {}).get(column)
            if was != row[column]:
                differences.append(Difference(what, row[key], row[name], was, row[column], row))
    counted = new.query("discipline", as_of=as_of, plan_year=None, lang=lang).to_pylist()
    owing = [row for row in counted if row["has_return"] is False]
    revision = next(s.revision for s in new.published.current if s.as_of == as_of)
    missing = tuple(row["unit"] for row in owing)
    found = amended(data, plan, as_of, using)
    n_returned = len({a.ret.unit_id for a in using})
    return Preview(as_of, revision, base, n_returned, missing, tuple(differences), tuple(found))


_COMPARED = (
    ("tasks", "task", "task_id", "task", "status"),
    ("targets", "target", "target_id", "name", "value"),
)


def _rows(engine: Engine, query: str, as_of: date, lang: str) -> list[dict[str, Any]]:
    params = dict.fromkeys(queries()[query].params) | {"as_of": as_of, "lang": lang}
    return engine.query(query, **params).to_pylist()
