"""What is wrong with a user's input, where it is, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where a problem is: a file (or what stands in for one: a folder, a unit, an option of a command), and within it
    as much as is known of the sheet, the row (numbered as a spreadsheet does) and the column."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """The place in English, as logs and the office's records have it: `tasks.csv, row 12, "due_on"`."""
        return self.line(", row {n}")

    def line(self, row: str) -> str:
        """The place in one line; `row` is the words for its row with `{n}` for the number."""
        sheet = f", {self.sheet}" if self.sheet else ""
        at_row = row.format(n=self.row) if self.row else ""
        return f"{self.file}{sheet}{at_row}" + (f', "{self.column}"' if self.column else "")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a user's input: its place, and the message `problem.<key>` of text.toml with its parameters,
    which says what is wrong and what would be right. A place among the parameters is written in the reader's language.
    `blocks_draft`: no snapshot can be assembled, not even as a draft, from a return with this problem."""

    place: Place
    key: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    blocks_draft: bool = False

    @property
    def where(self) -> str:
        """Its place in English."""
        return str(self.place)


class Refused(ValueError):
    """A cell that cannot be read, for the reason `problem.<key>` of text.toml."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


MOST = 200  # problems reported per file
LONGEST = 400  # characters of any text in one


def bounded(file: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problems of a file, with texts from the file cut short, and one that says how many more there are: so
    that whatever a file holds, its problems can be recorded and read."""
    n_more = len(problems) - MOST
    more = [Problem(Place(file), "return.more", {"n": n_more})] if n_more > 0 else []
    return (*map(_cut, problems[:MOST]), *more)


def _cut(problem: Problem) -> Problem:
    at = problem.place
    place = Place(_shortened(at.file), _shortened(at.sheet), at.row, _shortened(at.column))
    params = {name: _shortened(value) for name, value in problem.params.items()}
    return replace(problem, place=place, params=params)


def _shortened(value: T) -> T:
    return value[: LONGEST - 1] + "…" if isinstance(value, str) and len(value) > LONGEST else value  # type: ignore[return-value]


class UserError(Exception):
    """The user's input cannot be used, for every reason in `problems`. Reported without a traceback, in both
    languages."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(self.problems)} problems: " + "; ".join(f"{p.where}: {p.key}" for p in self.problems)
        )


class DiskRefused(UserError):
    """The disk did not take what was to be written, or did not confirm it."""
