"""Problems in a user's input: where each is, what is wrong, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where a problem is: a file (or a folder, a unit, an option of a command), and within it the sheet, the row
    (numbered as in a spreadsheet) and the column, as far as they are known."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """The place in English, for logs and the office's records: `tasks.csv, row 12, "due_on"`."""
        return self.line(", row {n}")

    def line(self, row: str) -> str:
        """The place in one line; `row` is the wording for its row, with `{n}` for the number."""
        sheet = f", {self.sheet}" if self.sheet else ""
        at_row = row.format(n=self.row) if self.row else ""
        return f"{self.file}{sheet}{at_row}" + (f', "{self.column}"' if self.column else "")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a user's input: its place, and the message `problem.<key>` of text.toml with its parameters,
    which says what is wrong and what would be right. A Place among the parameters is shown in the reader's language.
    `blocks_draft`: a return with this problem cannot be part of a snapshot, not even of a draft."""

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


class NotYet(Exception):
    """What is asked for is published and still being computed, so it can be asked for again."""


MOST = 200  # problems reported for each file
LONGEST = 400  # characters in each of their texts


def bounded(file: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first MOST problems of a file, with texts cut to LONGEST, and one that says how many more there are; so the
    problems of any file can be recorded and read."""
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
    """The user's input cannot be used, for the reasons in `problems`. It is reported in both languages, without a
    traceback."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(self.problems)} problems: " + "; ".join(f"{p.where}: {p.key}" for p in self.problems)
        )


class DiskRefused(UserError):
    """The disk refused to write something, or did not confirm that it was written."""
