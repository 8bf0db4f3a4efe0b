"""A state of the register as texts, cell by cell, and the changes that lead from one state to another and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from planboard.register.amending import Tables, by_id
from planboard.register.amendments import ADDED
from planboard.register.differences import GONE, Difference, differences_of_rows
from planboard.register.files import written
from planboard.schema import PLANNED

Cells = dict[str, str | None]
State = dict[str, dict[str, Cells]]  # by table and by the id of the row, as amendments call it


@dataclass(frozen=True)
class Change:
    """A difference between two states; for a row that was added or is gone, with its cells."""

    of: Difference
    row: Mapping[str, str | None] | None = None

    @property
    def backwards(self) -> Change:
        """The change that takes this one back."""
        other = {ADDED: GONE, GONE: ADDED}.get(self.of.field, self.of.field)
        return replace(self, of=replace(self.of, field=other, old=self.of.new, new=self.of.old))


def state(tables: Tables) -> State:
    """The state that these tables of a register are in."""
    return {
        name: {
            id: {column: written(value) for column, value in row.items()}
            for id, row in by_id(name, tables).items()
        }
        for name in PLANNED
    }


def digest(of: State) -> str:
    """A hash that is another one as soon as any cell of the register is."""
    return hashlib.sha256(json.dumps(of, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changes(before: State, after: State) -> list[Change]:
    """What leads from one state to the other, table by table."""
    found = (d for name in PLANNED for d in differences_of_rows(name, before[name], after[name]))
    rows = {ADDED: after, GONE: before}
    return [Change(d, rows[d.field][d.object][d.id] if d.field in rows else None) for d in found]


def changed(before: State, by: Iterable[Change]) -> State:
    """The state to which these changes lead."""
    now = deepcopy(before)
    for change in by:
        d, table = change.of, now[change.of.object]
        if d.field == ADDED:
            table[d.id] = dict(change.row or {})
        elif d.field == GONE:
            del table[d.id]
        else:
            table[d.id][d.field] = d.new
    return now


def completed(recorded: Mapping[str, Mapping[str, Cells]]) -> State:
    """A state that was recorded when the schema had fewer tables and columns, with what was added since."""
    return {
        name: {
            id: {c.name: cells.get(c.name, written(c.older)) for c in table.columns}
            for id, cells in recorded.get(name, {}).items()
        }
        for name, table in PLANNED.items()
    }


def as_document(change: Change) -> dict[str, Any]:
    """A change as it stands in a record."""
    return vars(change.of) | ({"row": dict(change.row)} if change.row is not None else {})


def of_document(document: Mapping[str, Any]) -> Change:
    """The change that a record holds. Raises KeyError or TypeError if it holds none."""
    held = dict(document)
    row = held.pop("row", None)
    if held["object"] not in PLANNED or not all(isinstance(v, str | None) for v in held.values()):
        raise TypeError("not a change")
    return Change(Difference(**held), None if row is None else {str(k): v for k, v in row.items()})
