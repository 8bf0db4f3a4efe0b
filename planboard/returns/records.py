"""What a file that was sent holds, cell by cell, before anything is believed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planboard.errors import Problem

Cell = object  # text, number, boolean, date or datetime as the file has it; None where it is empty
UNREADABLE: Cell = object()  # a cell whose problem is told already


@dataclass(frozen=True)
class Record:
    """One record: its kind (`unit`, `task`, `target`, `help`, `answer`), its cells by the columns of
    `returns.COLUMNS`, and where each stands, as a problem names it: `市商务局.xlsx, 指标, row 12, "数值"`."""

    kind: str
    cells: Mapping[str, Cell]
    places: Mapping[str, str]
    place: str  # of the record as a whole

    def where(self, column: str) -> str:
        """Where the cell of this column stands; the record as a whole where the file has no such cell."""
        return self.places.get(column, self.place)


@dataclass(frozen=True)
class Sent:
    """The records of one file in their order; remarks: what was read otherwise than it stands there, and is said
    without being refused; and problems of the file itself that leave the records readable."""

    records: tuple[Record, ...]
    remarks: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
