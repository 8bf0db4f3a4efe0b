"""A file in the ledger: the hash of its bytes, and everything that has happened to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from planboard.errors import Place, Problem

# What can become of a return: the office sent it back or accepted it, set it aside for another one of the unit, or the
# unit corrected it after publication by another one, or withdrew it before.
DECISIONS = ("sent_back", "accepted", "set_aside", "corrected", "withdrawn")


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
        """Its name without the ending, with which the names of its records begin."""
        return PurePath(self.file).stem

    @property
    def place(self) -> Place:
        """The file as the place of a problem."""
        return Place(f"returns/{self.file}")


@dataclass(frozen=True)
class Event:
    """Something that happened to a return: what, when, by whom, and the details (the problems found on reception, the
    reason for sending it back, the revision it was published in); and the hash of its record, once there is one."""

    event: str
    at: datetime
    by: str
    details: dict[str, Any] = field(default_factory=dict, hash=False)
    sha256: str = field(default="", compare=False)


@dataclass(frozen=True)
class RecordHead:
    """How many records a file in the ledger has, and the hash of the last, which those before it are chained to."""

    file: str  # as in ReturnFile, without its ending
    n: int
    sha256: str


@dataclass(frozen=True)
class Acceptance:
    """When a return was accepted, the hash of the record that says so, and those of the acceptances of its unit that
    stood then: it counts instead of them, whatever a clock says."""

    at: datetime
    sha256: str = ""
    over: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kept:
    """A file that was sent for a period, and everything that has happened to it, in order."""

    as_of: date
    unit_id: str | None  # None: the file names no unit of the plan
    file: ReturnFile
    events: tuple[Event, ...]

    @property
    def id(self) -> str:
        """Its id: the first twelve characters of its hash."""
        return self.file.sha256[:12]

    @property
    def name(self) -> str:
        """The file's name when it was sent."""
        return str(self.events[0].details["name"])

    @property
    def sent_by(self) -> str | None:
        """Who filled it in, according to the file; None if that could not be read."""
        sent_by = self.events[0].details["sent_by"]
        return None if sent_by is None else str(sent_by)

    @property
    def received_at(self) -> datetime:
        """When it was first received."""
        return self.events[0].at

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems found the last time these bytes were received."""
        received = [e for e in self.events if e.event == "received"]
        return tuple(problem_of(record) for record in received[-1].details["problems"])

    @property
    def read_sha256(self) -> str | None:
        """`Return.sha256` of what was read the last time these bytes were received; None if they could not be read, or
        were received before records said so."""
        received = [e for e in self.events if e.event == "received"]
        return received[-1].details.get("read_sha256")

    @property
    def state(self) -> str:
        """The last of DECISIONS; before any, or when it came again after it was withdrawn, `received`, or `faulty` if
        it has problems."""
        decided = ""
        for event in self.events:
            if event.event in DECISIONS:
                decided = event.event
            elif event.event == "received" and decided == "withdrawn":
                decided = ""
        return decided or ("faulty" if self.problems else "received")

    @property
    def published_in(self) -> tuple[tuple[date, int], ...]:
        """The as-of date and revision of each snapshot it was published in."""
        published = [e.details for e in self.events if e.event == "published"]
        return tuple((date.fromisoformat(d["as_of"]), int(d["revision"])) for d in published)

    @property
    def acceptance(self) -> Acceptance | None:
        """Its last acceptance; None if it was never accepted."""
        last = next((e for e in reversed(self.events) if e.event == "accepted"), None)
        return Acceptance(last.at, last.sha256, frozenset(last.details.get("over", ()))) if last else None

    def until(self, accepted_at: datetime | None) -> Kept:
        """This file as it stood when it was accepted at that time; unchanged if it was not accepted then."""
        ends = [n for n, e in enumerate(self.events, 1) if e.event == "accepted" and e.at == accepted_at]
        return replace(self, events=self.events[: ends[-1]]) if ends else self

    def when(self, event: str) -> datetime | None:
        """When this event last happened; None if it never did."""
        return next((e.at for e in reversed(self.events) if e.event == event), None)

    def n_sent_back(self, period: Sequence[Kept]) -> int:
        """How often returns of its unit were sent back in the period, up to its acceptance if it was accepted: as the
        record of that says, which no clock moves."""
        accepted = [n for n, e in enumerate(self.events) if e.event == "accepted"]
        if not accepted:
            return sum(_sent_back(other.events) for other in period if other.unit_id == self.unit_id)
        last = self.events[accepted[-1]]
        if "n_sent_back" in last.details:
            return int(last.details["n_sent_back"])
        # A record from before it said so: what came to other files is only known by the times.
        others = (o for o in period if o.unit_id == self.unit_id and o.file != self.file)
        before = (e for other in others for e in other.events if e.at <= last.at)
        return _sent_back(self.events[: accepted[-1]]) + _sent_back(before)


def _sent_back(events: Iterable[Event]) -> int:
    return sum(event.event == "sent_back" for event in events)


def record_of(problem: Problem) -> dict[str, object]:
    """A problem as a ledger record holds it: the known parts of its place, the key of its message, the parameters."""
    return {**_parts(problem.place), "key": problem.key, "params": as_json(problem.params)}


def as_json(params: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a message, with everything JSON cannot hold turned into text, places into their parts."""
    return {name: _parts(p) if isinstance(p, Place) else _simple(p) for name, p in params.items()}


def _simple(value: object) -> int | float | str:
    return value if isinstance(value, int | float | str) else str(value)


def _parts(place: Place) -> dict[str, object]:
    return {part: value for part, value in asdict(place).items() if value is not None}


# How records of the first format write a place: `表.xlsx, 指标, row 12, "数值"`.
_OLD_PLACE = re.compile(
    r'(?P<file>.*?)(?:, (?P<sheet>[^,"]+?))??(?:, row (?P<row>\d+))?(?:, "(?P<column>.*)")?'
)


def _place_of(text: str) -> Place:
    found = _OLD_PLACE.fullmatch(text)
    if found is None:  # text over several lines
        return Place(text)
    return Place(found["file"], found["sheet"], int(found["row"]) if found["row"] else None, found["column"])


def problem_of(record: dict[str, Any]) -> Problem:
    """The problem that a record holds. Raises TypeError or KeyError if it does not hold one."""
    rest = dict(record)
    key, params = rest.pop("key"), rest.pop("params")
    place = _place_of(rest.pop("where")) if "where" in rest else Place(**rest)
    if not isinstance(key, str) or not isinstance(params, dict):
        raise TypeError("not a problem")
    params = {name: Place(**p) if isinstance(p, dict) else p for name, p in params.items()}
    for found in (place, *(p for p in params.values() if isinstance(p, Place))):
        texts = (found.file, found.sheet or "", found.column or "")
        if not all(isinstance(text, str) for text in texts) or not isinstance(found.row, int | None):
            raise TypeError("not a place")
    return Problem(place, key, params)


def last_of(accepted: Sequence[Acceptance]) -> Acceptance:
    """Of several acceptances, the one that counts: the one that no other came after by the order of the records, and
    where they do not say, the latest."""
    passed = frozenset[str]().union(*(one.over for one in accepted))
    standing = [one for one in accepted if one.sha256 not in passed] or accepted
    return max(standing, key=lambda one: (one.at, one.sha256))


def counting(period: Sequence[Kept]) -> Kept | None:
    """Of the files of one unit, the accepted one that counts, which a publication uses; None if none is accepted."""
    accepted = {k.acceptance: k for k in period if k.state == "accepted" and k.acceptance}
    return accepted[last_of(list(accepted))] if accepted else None
