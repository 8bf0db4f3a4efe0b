"""What units said by telephone about requests for help, as the office recorded it: a chain of records for each period.

    data/calls/as_of=2023-12-01/001.json    answered: which request, who said what on which day, who recorded it
    data/calls/as_of=2023-12-01/002.json    withdrawn: the first was recorded wrongly, and why

A record appears complete under the next number, or not at all, and holds the hash of the one before. Which returns of
the unit had come by then is part of it, so that the later word counts whatever a clock says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planboard.durable import Unconfirmed, place_new_file
from planboard.errors import DiskRefused, Place, Problem, UserError
from planboard.folders import day_name, day_of, staging
from planboard.returns.kept import RecordHead

FOLDER = "calls"
SAID = ("answered", "closed")  # the unit asked answers, or the unit that asks needs it no longer
TAKEN_BACK = ("withdrawn", "corrected")  # before publication, and after it
_MOST_BYTES = 1_000_000  # size of a record


@dataclass(frozen=True)
class Call:
    """A record of what a unit said: one of SAID, about which request, by whom of which unit, on which day, in which
    words; the hashes of the unit's returns that had come by then; when it was recorded and by whom."""

    event: str
    request_id: str
    unit_id: str
    said_by: str
    said_on: date
    text: str
    at: datetime
    by: str
    after: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TakenBack:
    """A record that takes an earlier one back, by its number: one of TAKEN_BACK, why, when, and by whom."""

    event: str
    number: int
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Calls:
    """The records of a period, in order, and the hash of the last; None if there are none."""

    as_of: date
    records: tuple[Call | TakenBack, ...] = ()
    sha256: str | None = None

    @property
    def numbered(self) -> list[tuple[int, Call, TakenBack | None]]:
        """Every call with its number, and the record that took it back; None while it stands."""
        back = {record.number: record for record in self.records if isinstance(record, TakenBack)}
        calls = [(n, record) for n, record in enumerate(self.records, 1) if isinstance(record, Call)]
        return [(n, call, back.get(n)) for n, call in calls]

    @property
    def standing(self) -> list[Call]:
        """The calls that nothing took back, in the order recorded."""
        return [call for _, call, back in self.numbered if back is None]

    @property
    def heads(self) -> list[RecordHead]:
        """How many records there are, and the hash of the last; none without records."""
        return [RecordHead(file_of(self.as_of), len(self.records), self.sha256)] if self.sha256 else []


def file_of(as_of: date) -> str:
    """What the records of a period are called in a manifest, as RecordHead.file."""
    return f"{FOLDER}/{day_name(as_of)}"


def record_path(data: Path, file: str, number: int) -> Path:
    """The path of a record, by RecordHead.file."""
    return data / file / f"{number:03d}.json"


def calls(data: Path, as_of: date, *, first: int | None = None) -> Calls:
    """The records of a period, or the first ones of them. Raises UserError if one is damaged or missing."""
    file, found = file_of(as_of), list[Call | TakenBack]()
    previous: bytes | None = None
    folder = data / file
    n_files = len([*folder.glob("*.json")]) if folder.is_dir() else 0
    while len(found) != first and (path := record_path(data, file, len(found) + 1)).exists():
        try:
            content = path.read_bytes()
            found.append(_read(content, previous, found))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
            raise UserError([Problem(_place(file, len(found) + 1), "calls.damaged")]) from None
        previous = content
    if len(found) < (n_files if first is None else first):
        raise UserError([Problem(_place(file, len(found) + 1), "calls.missing")])
    return Calls(as_of, tuple(found), hashlib.sha256(previous).hexdigest() if previous else None)


def add(data: Path, known: Calls, new: Call | TakenBack) -> bool:
    """Write a record behind those that are known, and return whether it was; not if somebody else was first. Raises
    DiskRefused."""
    file, number = file_of(known.as_of), len(known.records) + 1
    said: dict[str, Any] = (
        {"number": new.number, "reason": new.reason}
        if isinstance(new, TakenBack)
        else {
            "request_id": new.request_id, "unit_id": new.unit_id, "said_by": new.said_by,
            "said_on": new.said_on.isoformat(), "text": new.text, "after": sorted(new.after),
        }
    )  # fmt: skip
    head = {"format": 1, "event": new.event, "at": new.at.isoformat(), "by": new.by}
    document = {**head, **said, "previous": known.sha256}
    content = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        return place_new_file(staging(data), record_path(data, file, number), content)
    except OSError as error:
        key = "ledger.unconfirmed" if isinstance(error, Unconfirmed) else "ledger.disk"
        why = {"why": error.strerror or str(error)}
        raise DiskRefused([Problem(_place(file, number), key, why)]) from error


def heads(data: Path, known: Mapping[str, int]) -> Iterator[RecordHead]:
    """Of every period that has more records than are known, by RecordHead.file: how many, and the hash of the last."""
    for as_of in periods(data):
        file, n = file_of(as_of), 0
        while record_path(data, file, n + 1).exists():
            n += 1
        if n > known.get(file, 0):
            content = record_path(data, file, n).read_bytes()
            yield RecordHead(file, n, hashlib.sha256(content).hexdigest())


def periods(data: Path) -> list[date]:
    """The as-of dates of the periods that have records; folders not named after a real date are skipped."""
    folder = data / FOLDER
    days = (day_of(path.name) for path in (folder.iterdir() if folder.is_dir() else ()))
    return sorted(day for day in days if day)


def verify(data: Path) -> Iterator[Problem]:
    """A problem for every damaged or missing record, and for every other file among them."""
    for as_of in periods(data):
        file = file_of(as_of)
        n = 0
        try:
            n = len(calls(data, as_of).records)
        except UserError as error:
            yield from error.problems
            continue
        wanted = {record_path(data, file, number).name for number in range(1, n + 1)}
        for path in sorted((data / file).iterdir()):
            if path.name not in wanted and not path.name.startswith("."):
                yield Problem(Place(f"{file}/{path.name}"), "calls.stranger")


def _place(file: str, number: int) -> Place:
    return Place(f"{file}/{number:03d}.json")


def _read(content: bytes, previous: bytes | None, known: Sequence[Call | TakenBack]) -> Call | TakenBack:
    if len(content) > _MOST_BYTES:
        raise ValueError("too large")
    document: dict[str, Any] = json.loads(content)
    if document.pop("format") != 1:
        raise ValueError("not a record")
    if document.pop("previous") != (hashlib.sha256(previous).hexdigest() if previous else None):
        raise ValueError("the record before is another one")
    at = datetime.fromisoformat(document.pop("at"))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    event = document.pop("event")
    if event in TAKEN_BACK:
        number = document.pop("number")
        if type(number) is not int or number < 1 or not isinstance(known[number - 1], Call):
            raise ValueError("takes back nothing")
        back = TakenBack(event, number, at=at, **document)
        texts: tuple[str, ...] = (back.reason, back.by)
    elif event in SAID:
        said_on = date.fromisoformat(document.pop("said_on"))
        call = Call(event, said_on=said_on, at=at, after=frozenset(document.pop("after")), **document)
        texts = (call.request_id, call.unit_id, call.said_by, call.text, call.by, *call.after)
    else:
        raise ValueError("not a record")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("not a text")
    return back if event in TAKEN_BACK else call
