"""What units sent, byte for byte, and what became of it: for each file a list of records that is only added to.

    data/returns/as_of=2023-11-24/commerce-3b5a279185a8.xlsx        the bytes, under their hash
    data/returns/as_of=2023-11-24/commerce-3b5a279185a8.001.json    received
    data/returns/as_of=2023-11-24/commerce-3b5a279185a8.002.json    accepted

A record is a small file that appears whole under the next number or not at all. Whoever comes second to a number
reads again and decides again: that is the only lock.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from planboard.durable import Unconfirmed, place_file, place_new_file
from planboard.errors import Problem, UserError
from planboard.snapshots.manifest import ReturnFile

EVENTS = ("received", "sent_back", "accepted", "published")
UNREAD = "unread"  # stands for the unit in the name of a file that names none
ENDINGS = ("xlsx", "csv")

_STEM = re.compile(r"(?P<unit>[\w.-]+)-(?P<hash>[0-9a-f]{12})")
_RECORD = re.compile(r"(?P<stem>[\w.-]+-[0-9a-f]{12})\.(?P<number>\d{3})\.json")
_DAY = re.compile(r"as_of=(\d{4}-\d{2}-\d{2})")
_LARGEST_RECORD = 1_000_000  # bytes


@dataclass(frozen=True)
class Event:
    """One thing that happened to a return: what, when, by whom, and what belongs to it (the reason it was sent
    back for, the revision it was published in, the problems it came with)."""

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
        said = self.events[0].details["sent_by"]
        return None if said is None else str(said)

    @property
    def received_at(self) -> datetime:
        """When it came in."""
        return self.events[0].at

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found wrong with it when it came in, the last time its bytes did."""
        received = [e for e in self.events if e.event == "received"]
        return tuple(Problem(**problem) for problem in received[-1].details["problems"])

    @property
    def state(self) -> str:
        """`received`, `faulty` (received with problems), `sent_back` or `accepted`: the last decision on it."""
        decided = [e.event for e in self.events if e.event in ("sent_back", "accepted")]
        return decided[-1] if decided else "faulty" if self.problems else "received"

    @property
    def published_in(self) -> tuple[tuple[date, int], ...]:
        """The snapshots it went into, by as-of date and revision."""
        said = [e.details for e in self.events if e.event == "published"]
        return tuple((date.fromisoformat(d["as_of"]), int(d["revision"])) for d in said)

    def until(self, accepted_at: datetime | None) -> Kept:
        """The same, as it stood when it was accepted at this time; unchanged if it never was."""
        ends = [n for n, e in enumerate(self.events, 1) if e.event == "accepted" and e.at == accepted_at]
        return replace(self, events=self.events[: ends[-1]]) if ends else self

    def when(self, event: str) -> datetime | None:
        """When this happened to it last; None if it never did."""
        return next((e.at for e in reversed(self.events) if e.event == event), None)


def receive(
    data: Path,
    as_of: date,
    content: bytes,
    *,
    name: str,
    unit_id: str | None,
    sent_by: str | None,
    problems: Sequence[Problem],
    at: datetime,
    by: str,
) -> Kept:
    """Keep the bytes of a file that came in for a period, unchanged under their hash. Bytes that were kept for this
    period before keep their records; what is found in them now, if it is something else, is added."""
    sha256 = hashlib.sha256(content).hexdigest()
    ending = PurePath(name).suffix.lower().lstrip(".")
    stem = f"{unit_id or UNREAD}-{sha256[:12]}"
    file = ReturnFile(f"as_of={as_of}/{stem}.{ending if ending in ENDINGS else 'bin'}", sha256)
    _keep(data, file, content)
    details = {
        "name": name, "sent_by": sent_by, "sha256": sha256, "file": PurePath(file.file).name,
        "problems": [{"where": p.where, "key": p.key, "params": _plain(p.params)} for p in problems],
    }  # fmt: skip
    event = Event("received", at, by, details)
    _write(data, as_of, stem, 1, event, None)  # the first to come is the one that counts
    kept = one(data, as_of, stem)
    if kept.state == "accepted" or _found(kept.problems) == _found(problems):
        return kept
    return record(data, kept, event)


def _found(problems: Sequence[Problem]) -> list[tuple[str, dict[str, object]]]:
    return [(p.key, _plain(p.params)) for p in problems]  # without the place: it has the name of the file


def _plain(params: Mapping[str, object]) -> dict[str, object]:
    return {k: v if isinstance(v, int | float | str) else str(v) for k, v in params.items()}


def _keep(data: Path, file: ReturnFile, content: bytes) -> None:
    path = data / "returns" / file.file
    try:
        place_file(data / "_staging", path, content)
    except OSError as error:
        raise _disk(file.file, error) from error


def record(data: Path, kept: Kept, event: Event, allowed: Callable[[Kept], bool] = lambda _: True) -> Kept:
    """Add what happened to a return, if it is still `allowed` by all that happened before. Raises UserError where
    it no longer is."""
    stem = PurePath(kept.file.file).stem
    while True:
        now = one(data, kept.as_of, stem)
        if not allowed(now):
            raise UserError([Problem(now.name, f"ledger.is_{now.state}")])
        last = (data / "returns" / f"as_of={kept.as_of}" / f"{stem}.{len(now.events):03d}.json").read_bytes()
        if _write(data, kept.as_of, stem, len(now.events) + 1, event, last):
            return replace(now, events=(*now.events, event))


def _write(data: Path, as_of: date, stem: str, number: int, event: Event, last: bytes | None) -> bool:
    said = {
        "format": 1, "event": event.event, "at": event.at.isoformat(), "by": event.by, **event.details,
        "previous": hashlib.sha256(last).hexdigest() if last else None,
    }  # fmt: skip
    path = data / "returns" / f"as_of={as_of}" / f"{stem}.{number:03d}.json"
    content = (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        return place_new_file(data / "_staging", path, content)
    except OSError as error:
        raise _disk(f"returns/as_of={as_of}/{path.name}", error) from error


def _disk(where: str, error: OSError) -> UserError:
    key = "ledger.unconfirmed" if isinstance(error, Unconfirmed) else "ledger.disk"
    return UserError([Problem(where, key, {"why": error.strerror or str(error)})])


def of_period(data: Path, as_of: date, unit_id: str | None = None) -> list[Kept]:
    """Everything that came in for the period that ends on `as_of`, from one unit or all, in the order it came in."""
    folder = data / "returns" / f"as_of={as_of}"
    stems = {found["stem"] for path in _listed(folder) if (found := _RECORD.fullmatch(path.name))}
    if unit_id:
        stems = {stem for stem in stems if (found := _STEM.fullmatch(stem)) and found["unit"] == unit_id}
    return sorted((one(data, as_of, stem) for stem in stems), key=lambda k: (k.received_at, k.file.file))


def periods(data: Path) -> list[date]:
    """The periods something came in for."""
    found = []
    for day in map(_DAY.fullmatch, (path.name for path in _listed(data / "returns"))):
        with suppress(ValueError):  # a folder named like a day that does not exist is none
            found += [date.fromisoformat(day[1])] if day else []
    return sorted(found)


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def one(data: Path, as_of: date, stem: str) -> Kept:
    """One return with its records. Raises UserError where they cannot be believed."""
    folder = data / "returns" / f"as_of={as_of}"
    where = f"returns/as_of={as_of}/{stem}"
    names = os.listdir(folder) if folder.is_dir() else []
    n_there = sum(name.startswith(f"{stem}.") and name.endswith(".json") for name in names)
    events: list[Event] = []
    previous: bytes | None = None
    while (path := folder / f"{stem}.{len(events) + 1:03d}.json").exists():
        try:
            content = path.read_bytes()
            events.append(_event(content, previous))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError, OSError):
            raise UserError([Problem(f"returns/as_of={as_of}/{path.name}", "ledger.damaged")]) from None
        previous = content
    if events and len(events) < n_there:  # counted before they were read: others only ever add to them
        raise UserError([Problem(where, "ledger.gap")])
    name = _STEM.fullmatch(stem)
    if not events or not name or events[0].event != "received":
        raise UserError([Problem(where, "ledger.damaged")])
    said = events[0].details
    file = ReturnFile(f"as_of={as_of}/{said['file']}", said["sha256"])
    return Kept(as_of, None if name["unit"] == UNREAD else name["unit"], file, tuple(events))


def _event(content: bytes, previous: bytes | None) -> Event:
    if len(content) > _LARGEST_RECORD:
        raise ValueError("too large")
    said = json.loads(content)
    if not isinstance(said, dict):
        raise TypeError("not a record")
    if said.pop("format") != 1 or said["event"] not in EVENTS:
        raise ValueError("not a record")
    if said.pop("previous") != (hashlib.sha256(previous).hexdigest() if previous else None):
        raise ValueError("the record before is another one")
    at = datetime.fromisoformat(said.pop("at"))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    event = Event(str(said.pop("event")), at, str(said.pop("by")), said)
    if event.event == "received":
        if not all(isinstance(Problem(**problem).params, dict) for problem in said["problems"]):
            raise TypeError("not a problem")
        if not isinstance(said["sent_by"], str | None):
            raise TypeError("not a name")
        if not (isinstance(said["name"], str) and re.fullmatch(r"[0-9a-f]{64}", said["sha256"])):
            raise ValueError("not a file")
        if PurePath(said["file"]).name != said["file"]:
            raise ValueError("not in this folder")
    if event.event == "published":
        date.fromisoformat(said["as_of"])
        int(said["revision"])
    return event


def content(data: Path, kept: Kept) -> bytes:
    """The bytes as they came in. Raises UserError where they are gone or others."""
    where = f"returns/{kept.file.file}"
    try:
        held = (data / "returns" / kept.file.file).read_bytes()
    except OSError:
        raise UserError([Problem(where, "chain.return_missing", {"as_of": kept.as_of})]) from None
    if hashlib.sha256(held).hexdigest() != kept.file.sha256:
        raise UserError([Problem(where, "chain.return_changed", {"as_of": kept.as_of})])
    return held


def n_sent_back(kept: Kept, period: Sequence[Kept]) -> int:
    """How often a return of this one's unit was sent back, in its period, before it was accepted."""
    until = kept.when("accepted")
    return sum(
        1
        for other in period
        if other.unit_id == kept.unit_id
        for e in other.events
        if e.event == "sent_back" and (until is None or e.at <= until)
    )


def verify(data: Path) -> Iterator[Problem]:
    """Every record that cannot be believed, every file without records, every file that is gone or changed."""
    for as_of in periods(data):
        folder = data / "returns" / f"as_of={as_of}"
        files = {path.name for path in _listed(folder) if not path.name.startswith(".")}
        known: set[str] = set()
        for stem in sorted({f["stem"] for name in files if (f := _RECORD.fullmatch(name))}):
            known |= {name for name in files if name.startswith(f"{stem}.") and name.endswith(".json")}
            try:
                kept = one(data, as_of, stem)
                known.add(PurePath(kept.file.file).name)
                content(data, kept)
            except UserError as error:
                known |= {name for name in files if name.startswith(f"{stem}.")}
                yield from error.problems
        for name in sorted(files - known):
            yield Problem(f"returns/as_of={as_of}/{name}", "ledger.stranger")
