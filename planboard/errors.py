"""What is said to a user whose input cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a user's input: where it stands, and the message `problem.<key>` of text.toml that says
    what is wrong and what would be right."""

    where: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


MOST = 200  # problems told of one file
LONGEST = 400  # characters of any text in one


def bounded(where: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problems of a file and how many more there are, with texts from the file cut short: whatever it holds,
    they can be recorded and read."""
    more = [Problem(where, "return.more", {"n": len(problems) - MOST})] if len(problems) > MOST else []
    cut = [
        Problem(p.where[:LONGEST], p.key, {k: _cut(v) for k, v in p.params.items()}) for p in problems[:MOST]
    ]
    return (*cut, *more)


def _cut(value: object) -> object:
    return value[: LONGEST - 1] + "…" if isinstance(value, str) and len(value) > LONGEST else value


class UserError(Exception):
    """The user's input cannot be used, for every reason in `problems`. Told without a traceback, in both languages."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(self.problems)} problems: " + "; ".join(f"{p.where}: {p.key}" for p in self.problems)
        )
