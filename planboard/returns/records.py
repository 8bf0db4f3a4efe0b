"""The records of a file that was sent, cell by cell, before any cell has been interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planboard.errors import Place, Problem

Cell = object  # text, number, boolean, date or datetime as in the file; None: empty
UNREADABLE: Cell = object()  # a cell whose problem has already been reported


@dataclass(frozen=True)
class Record:
    """A record: its subject (`unit`, `task`, `target`, `help` or `answer`), its cells by column, the place of each cell
    that is in the file, and the place of the record as a whole. `beside`: what the form shows of the task or target
    beside its id, which is no part of the record."""

    subject: str
    cells: Mapping[str, Cell]
    places: Mapping[str, Place]
    place: Place
    beside: Mapping[str, Cell] = field(default_factory=dict)

    def at(self, column: str) -> Place:
        """The place of the cell in this column, or of the record as a whole if the file has no such cell."""
        return self.places.get(column, self.place)


@dataclass(frozen=True)
class Sent:
    """The records of a file, in order; remarks on values read differently from how they were written, which are
    reported but not refused; and problems of the file that leave its records readable."""

    records: tuple[Record, ...]
    remarks: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
