"""What a file that was sent holds, cell by cell, before anything is believed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planboard.errors import Place, Problem

Cell = object  # text, number, boolean, date or datetime as the file has it; None where it is empty
UNREADABLE: Cell = object()  # a cell whose problem is already reported


@dataclass(frozen=True)
class Record:
    """One record: its subject (`unit`, `task`, `target`, `help`, `answer`), its cells by column, the place of each cell
    that the file has, and of the record as a whole."""

    subject: str
    cells: Mapping[str, Cell]
    places: Mapping[str, Place]
    place: Place

    def at(self, column: str) -> Place:
        """The place of the cell in this column; of the record as a whole where the file has no such cell."""
        return self.places.get(column, self.place)


@dataclass(frozen=True)
class Sent:
    """The records of one file in their order; remarks: values read differently from how they were written, which are
    reported and not refused; and problems of the file itself that leave the records readable."""

    records: tuple[Record, ...]
    remarks: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
