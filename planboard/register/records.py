"""The records of the register: the register it began with, and every act that changed it since.

    data/register/001.json    begun: the whole register as it was
    data/register/002.json    amended: what changed, by which decision, who did it and when

A record is a small file that appears complete under the next number, or not at all, and holds the hash of the one
before. It is written before the register's files are, which follow it; so it says what they must hold, and whoever
finds its number taken comes second.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from planboard.durable import Unconfirmed, place_new_file
from planboard.errors import DiskRefused, Place, Problem, UserError
from planboard.folders import staging
from planboard.register.states import (
    Change,
    State,
    as_document,
    changed,
    completed,
    of_document,
)

FOLDER = "register"
EVENTS = ("begun", "amended", "imported", "year_closed", "adopted")
_MOST_BYTES = 20_000_000  # a register of a thousand tasks is about 1,000,000


@dataclass(frozen=True)
class Record:
    """An act on the register: what, when, by whom, its details such as the decision, and what it changed; or the state
    the register began with."""

    event: str
    at: datetime
    by: str
    changes: tuple[Change, ...] = ()
    begun_with: State | None = None
    details: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""


def record_path(data: Path, number: int) -> Path:
    """The path of a record."""
    return data / FOLDER / f"{number:03d}.json"


def n_records(data: Path) -> int:
    """How many records there are, one after the other."""
    n = 0
    while record_path(data, n + 1).exists():
        n += 1
    return n


def records(data: Path) -> tuple[Record, ...]:
    """Every record, in order; none if nobody has changed the register but by hand. Raises UserError if one is damaged
    or missing."""
    found: list[Record] = []
    previous: bytes | None = None
    folder = data / FOLDER
    n_files = len([*folder.glob("*.json")]) if folder.is_dir() else 0
    while (path := record_path(data, len(found) + 1)).exists():
        try:
            content = path.read_bytes()
            found.append(_read(content, previous))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
            raise UserError([Problem(record_place(len(found) + 1), "register.record_damaged")]) from None
        previous = content
    if len(found) < n_files:  # counted before reading: meanwhile others can only add records
        raise UserError([Problem(record_place(len(found) + 1), "register.record_missing")])
    try:
        led_to(found)
    except (KeyError, TypeError):
        raise UserError([Problem(record_place(len(found)), "register.record_damaged")]) from None
    return tuple(found)


def add(data: Path, known: Sequence[Record], new: Record) -> bool:
    """Write a record behind those that are known, and return whether it was; not if somebody else was first. Raises
    DiskRefused."""
    number = len(known) + 1
    previous = record_path(data, len(known)).read_bytes() if known else None
    document = {
        "format": 1, "event": new.event, "at": new.at.isoformat(), "by": new.by, **new.details,
        "previous": hashlib.sha256(previous).hexdigest() if previous else None,
        **({"tables": new.begun_with} if new.begun_with is not None else {}),
        **({"changes": [as_document(change) for change in new.changes]} if new.changes else {}),
    }  # fmt: skip
    content = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        return place_new_file(staging(data), record_path(data, number), content)
    except OSError as error:
        key = "ledger.unconfirmed" if isinstance(error, Unconfirmed) else "ledger.disk"
        why = {"why": error.strerror or str(error)}
        raise DiskRefused([Problem(record_place(number), key, why)]) from error


def led_to(known: Sequence[Record]) -> State:
    """The state to which the records lead, from the register they begin with."""
    if not known or known[0].begun_with is None:
        return {}
    now = completed(known[0].begun_with)
    for record in known[1:]:
        now = changed(now, record.changes)
    return completed(now)


def led_back(now: State, known: Sequence[Record]) -> State:
    """The state from which the records led to this one."""
    for record in reversed(known[1:]):
        now = changed(now, [change.backwards for change in reversed(record.changes)])
    return now


def record_place(number: int) -> Place:
    """A record as the place of a problem."""
    return Place(f"{FOLDER}/{number:03d}.json")


def _read(content: bytes, previous: bytes | None) -> Record:
    if len(content) > _MOST_BYTES:
        raise ValueError("too large")
    document: dict[str, Any] = json.loads(content)
    is_first = previous is None
    if document.pop("format") != 1 or (document["event"] == "begun") != is_first:
        raise ValueError("not a record")
    if document["event"] not in EVENTS:
        raise ValueError("not an act")
    if document.pop("previous") != (hashlib.sha256(previous).hexdigest() if previous else None):
        raise ValueError("the record before is another one")
    at = datetime.fromisoformat(document.pop("at"))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    tables: Mapping[str, Any] | None = document.pop("tables", None)
    found = tuple(map(of_document, document.pop("changes", ())))
    event, by = document.pop("event"), str(document.pop("by"))
    sha256 = hashlib.sha256(content).hexdigest()
    return Record(event, at, by, found, completed(tables) if tables is not None else None, document, sha256)
