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


class UserError(Exception):
    """The user's input cannot be used, for every reason in `problems`. Told without a traceback, in both languages."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(self.problems)} problems: " + "; ".join(f"{p.where}: {p.key}" for p in self.problems)
        )
