"""A file that a unit sent, as the ledger keeps it: its bytes by their hash, and everything that happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from planboard.errors import Place, Problem


@dataclass(frozen=True)
class ReturnFile:
    """The file of one return: its path under data/returns and the SHA-256 of its bytes."""

    file: str
    sha256: str

    @property
    def name(self) -> str:
        """Its name in the folder of its period."""
        return PurePath(self.file).name

    @property
    def stem(self) -> str:
        """The same without the ending, as the names of its records begin."""
        return PurePath(self.file).stem

    @property
    def place(self) -> Place:
        """The file as a problem names it."""
        return Place(f"returns/{self.file}")


@dataclass(frozen=True)
class Event:
    """One thing that happened to a return: what, when, by whom, and what belongs to it (the reason it was sent back
    for, the revision it was published in, the problems it came with)."""

    event: str
    at: datetime
    by: str
    details: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Kept:
    """One file that was sent for one period, and everything that happened to it, in order."""

    as_of: date
    unit_id: str | None  # None: the file names no unit of the plan
    file: ReturnFile
    events: tuple[Event, ...]

    @property
    def id(self) -> str:
        """What it is called by: the first twelve characters of its hash."""
        return self.file.sha256[:12]

    @property
    def name(self) -> str:
        """What the file was called when it was sent."""
        return str(self.events[0].details["name"])

    @property
    def sent_by(self) -> str | None:
        """Who filled it in, as the file says; None where that could not be read."""
        sent_by = self.events[0].details["sent_by"]
        return None if sent_by is None else str(sent_by)

    @property
    def received_at(self) -> datetime:
        """When it came in."""
        return self.events[0].at

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems found the last time these bytes were received."""
        received = [e for e in self.events if e.event == "received"]
        return tuple(problem_of(record) for record in received[-1].details["problems"])

    @property
    def state(self) -> str:
        """`received`, `faulty` (received with problems), `sent_back` or `accepted`: the last decision on it."""
        decided = [e.event for e in self.events if e.event in ("sent_back", "accepted")]
        return decided[-1] if decided else "faulty" if self.problems else "received"

    @property
    def published_in(self) -> tuple[tuple[date, int], ...]:
        """The snapshots it went into, by as-of date and revision."""
        published = [e.details for e in self.events if e.event == "published"]
        return tuple((date.fromisoformat(d["as_of"]), int(d["revision"])) for d in published)

    def until(self, accepted_at: datetime | None) -> Kept:
        """This return as it stood once it had been accepted at that time; unchanged if it never was."""
        ends = [n for n, e in enumerate(self.events, 1) if e.event == "accepted" and e.at == accepted_at]
        return replace(self, events=self.events[: ends[-1]]) if ends else self

    def when(self, event: str) -> datetime | None:
        """When this last happened to it; None if it never did."""
        return next((e.at for e in reversed(self.events) if e.event == event), None)

    def n_sent_back(self, period: Sequence[Kept]) -> int:
        """How often a return of its unit was sent back, among those of its period, before this one was accepted."""
        until = self.when("accepted")
        return sum(
            event.event == "sent_back" and (until is None or event.at <= until)
            for other in period
            if other.unit_id == self.unit_id
            for event in other.events
        )


def record_of(problem: Problem) -> dict[str, object]:
    """A problem as a record holds it: what is known of its place, the key of its message, the parameters."""
    return {**_parts(problem.place), "key": problem.key, "params": as_json(problem.params)}


def as_json(params: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a message as JSON can hold them."""
    return {name: _parts(p) if isinstance(p, Place) else _simple(p) for name, p in params.items()}


def _simple(value: object) -> int | float | str:
    return value if isinstance(value, int | float | str) else str(value)


def _parts(place: Place) -> dict[str, object]:
    return {part: value for part, value in asdict(place).items() if value is not None}


def problem_of(record: dict[str, Any]) -> Problem:
    """The problem in a record. Raises TypeError or KeyError where it is not one."""
    rest = dict(record)
    key, params = rest.pop("key"), rest.pop("params")
    # Records of the first version have the whole place as one text.
    place = Place(rest.pop("where")) if "where" in rest else Place(**rest)
    if not isinstance(key, str) or not isinstance(params, dict):
        raise TypeError("not a problem")
    params = {name: Place(**p) if isinstance(p, dict) else p for name, p in params.items()}
    for found in (place, *(p for p in params.values() if isinstance(p, Place))):
        texts = (found.file, found.sheet or "", found.column or "")
        if not all(isinstance(text, str) for text in texts) or not isinstance(found.row, int | None):
            raise TypeError("not a place")
    return Problem(place, key, params)
