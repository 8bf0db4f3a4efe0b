"""The ledger: every file that units sent, byte for byte, with an append-only list of what happened to it.

    data/returns/as_of=2023-11-24/commerce-3b5a279185a8.xlsx        the bytes, under their hash
    data/returns/as_of=2023-11-24/commerce-3b5a279185a8.001.json    received
    data/returns/as_of=2023-11-24/commerce-3b5a279185a8.002.json    accepted

A record is a small file that appears complete under the next number, or not at all. Whoever finds the number taken
reads the records again and decides again: that is the only lock.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path, PurePath

from planboard.durable import Unconfirmed, place_file, place_new_file
from planboard.errors import DiskRefused, Place, Problem, UserError
from planboard.folders import PeriodFolder, day_name, day_of, staging
from planboard.returns.kept import (
    DECISIONS,
    Event,
    Kept,
    RecordHead,
    ReturnFile,
    as_json,
    problem_of,
    record_of,
)

EVENTS = ("received", *DECISIONS, "published")
UNREAD = "unread"  # takes the place of the unit in the name of a file whose unit is unknown
ENDINGS = ("xlsx", "csv")

_STEM = re.compile(r"(?P<unit>[\w.-]+)-(?P<hash>[0-9a-f]{12})")
_RECORD = re.compile(r"(?P<stem>[\w.-]+-[0-9a-f]{12})\.(?P<number>\d{3})\.json")
_MOST_BYTES = 1_000_000  # size of a record


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
    read_sha256: str | None = None,
) -> Kept:
    """Keep a file that came in for a period, byte for byte under its hash, with the hash of what was read if it could
    be. If the same bytes came before, they keep their records, and what was read and found now is appended if it
    differs."""
    sha256 = hashlib.sha256(content).hexdigest()
    ending = PurePath(name).suffix.lower().lstrip(".")
    stem = f"{unit_id or UNREAD}-{sha256[:12]}"
    file = ReturnFile(f"{day_name(as_of)}/{stem}.{ending if ending in ENDINGS else 'bin'}", sha256)
    _keep(data, file, content)
    details = {
        "name": name, "sent_by": sent_by, "sha256": sha256, "file": file.name,
        "problems": [record_of(problem) for problem in problems],
        **({"read_sha256": read_sha256} if read_sha256 else {}),
    }  # fmt: skip
    event = Event("received", at, by, details)
    _write(data, as_of, stem, 1, event, None)  # if somebody else was first, their record stands
    kept = one(data, as_of, stem)
    is_same = (_findings(kept.problems), kept.read_sha256) == (_findings(problems), read_sha256)
    if kept.state == "accepted" or (is_same and kept.state != "withdrawn"):
        return kept
    return record(data, kept, event)


def _findings(problems: Sequence[Problem]) -> list[tuple[object, ...]]:
    # Without the file: the same bytes may come again under another name.
    return [(p.key, as_json(p.params)) for p in problems]


def _keep(data: Path, file: ReturnFile, content: bytes) -> None:
    try:
        place_file(staging(data), data / "returns" / file.file, content)
    except OSError as error:
        raise _disk_refused(Place(file.file), error) from error


def record(data: Path, kept: Kept, event: Event, allowed: Callable[[Kept], bool] = lambda _: True) -> Kept:
    """The return with an event added to its records. Raises UserError if `allowed` no longer holds for what has
    happened so far, DiskRefused if the record could not be written."""
    folder, stem = PeriodFolder(kept.as_of), kept.file.stem
    while True:
        now = one(data, kept.as_of, stem)
        if not allowed(now):
            raise UserError([Problem(Place(now.name), f"ledger.is_{now.state}")])
        last = folder.path(data, _record_name(stem, len(now.events))).read_bytes()
        if _write(data, kept.as_of, stem, len(now.events) + 1, event, last):
            return one(data, kept.as_of, stem)


def _record_name(stem: str, number: int) -> str:
    return f"{stem}.{number:03d}.json"


def _write(data: Path, as_of: date, stem: str, number: int, event: Event, last: bytes | None) -> bool:
    # Format 2 holds the place of a problem in its parts; a record without problems is the same in both.
    document = {
        "format": 2 if event.details.get("problems") else 1,
        "event": event.event, "at": event.at.isoformat(), "by": event.by, **event.details,
        "previous": hashlib.sha256(last).hexdigest() if last else None,
    }  # fmt: skip
    folder, name = PeriodFolder(as_of), _record_name(stem, number)
    content = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        return place_new_file(staging(data), folder.path(data, name), content)
    except OSError as error:
        raise _disk_refused(folder.place(name), error) from error


def _disk_refused(place: Place, error: OSError) -> DiskRefused:
    key = "ledger.unconfirmed" if isinstance(error, Unconfirmed) else "ledger.disk"
    return DiskRefused([Problem(place, key, {"why": error.strerror or str(error)})])


def of_period(data: Path, as_of: date, unit_id: str | None = None) -> list[Kept]:
    """Every file for the period that ends on `as_of`, from one unit or all, in the order received. Raises UserError if
    a record is damaged."""
    files = _listed(PeriodFolder(as_of).path(data))
    stems = {found["stem"] for path in files if (found := _RECORD.fullmatch(path.name))}
    if unit_id:
        stems = {stem for stem in stems if (found := _STEM.fullmatch(stem)) and found["unit"] == unit_id}
    return sorted((one(data, as_of, stem) for stem in stems), key=lambda k: (k.received_at, k.file.file))


def periods(data: Path) -> list[date]:
    """The as-of dates of the periods that have files; folders not named after a real date are skipped."""
    days = (day_of(path.name) for path in _listed(data / "returns"))
    return sorted(day for day in days if day)


def heads(data: Path, known: Mapping[str, int]) -> list[RecordHead]:
    """Of every file that has more records than are known, by `RecordHead.file`: how many, and the hash of the last."""
    found: dict[str, int] = {}
    for as_of in periods(data):
        for path in _listed(PeriodFolder(as_of).path(data)):
            if record := _RECORD.fullmatch(path.name):
                file = f"{day_name(as_of)}/{record['stem']}"
                found[file] = max(found.get(file, 0), int(record["number"]))
    more = {file: n for file, n in found.items() if n > known.get(file, 0)}
    return [
        RecordHead(file, n, hashlib.sha256(record_path(data, file, n).read_bytes()).hexdigest())
        for file, n in more.items()
    ]


def record_path(data: Path, file: str, number: int) -> Path:
    """The path of a record of a file, by `RecordHead.file`."""
    return data / "returns" / _record_name(file, number)


def every(data: Path, since: date | None = None) -> Iterator[Kept]:
    """Every file whose records are in order, of every period or those from a date on."""
    for as_of in (day for day in periods(data) if since is None or day >= since):
        names = (path.name for path in _listed(PeriodFolder(as_of).path(data)))
        for stem in sorted({found["stem"] for name in names if (found := _RECORD.fullmatch(name))}):
            try:
                yield one(data, as_of, stem)
            except UserError:
                continue


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def one(data: Path, as_of: date, stem: str) -> Kept:
    """The file with this stem and its records. Raises UserError if they are damaged or incomplete."""
    folder = PeriodFolder(as_of)
    path = folder.path(data)
    names = os.listdir(path) if path.is_dir() else []
    n_records = sum(name.startswith(f"{stem}.") and name.endswith(".json") for name in names)
    events: list[Event] = []
    previous: bytes | None = None
    while (file := path / _record_name(stem, len(events) + 1)).exists():
        try:
            content = file.read_bytes()
            events.append(_event(content, previous))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError, OSError):
            raise UserError([Problem(folder.place(file.name), "ledger.damaged")]) from None
        previous = content
    if events and len(events) < n_records:  # counted before reading: meanwhile others can only add records
        raise UserError([Problem(folder.place(stem), "ledger.gap")])
    name = _STEM.fullmatch(stem)
    if not events or not name or events[0].event != "received":
        raise UserError([Problem(folder.place(stem), "ledger.damaged")])
    details = events[0].details
    held = ReturnFile(f"{day_name(as_of)}/{details['file']}", details["sha256"])
    return Kept(as_of, None if name["unit"] == UNREAD else name["unit"], held, tuple(events))


def _event(content: bytes, previous: bytes | None) -> Event:
    if len(content) > _MOST_BYTES:
        raise ValueError("too large")
    document = json.loads(content)
    if not isinstance(document, dict):
        raise TypeError("not a record")
    if document.pop("format") not in (1, 2) or document["event"] not in EVENTS:
        raise ValueError("not a record")
    if document.pop("previous") != (hashlib.sha256(previous).hexdigest() if previous else None):
        raise ValueError("the record before is another one")
    at = datetime.fromisoformat(document.pop("at"))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    sha256 = hashlib.sha256(content).hexdigest()
    event = Event(str(document.pop("event")), at, str(document.pop("by")), document, sha256)
    if event.event == "received":
        for problem in document["problems"]:
            problem_of(problem)
        if not isinstance(document["sent_by"], str | None):
            raise TypeError("not a name")
        if not isinstance(document.get("read_sha256"), str | None):
            raise TypeError("not a hash")
        if not (isinstance(document["name"], str) and re.fullmatch(r"[0-9a-f]{64}", document["sha256"])):
            raise ValueError("not a file")
        if PurePath(document["file"]).name != document["file"]:
            raise ValueError("not in this folder")
    if event.event == "accepted":
        frozenset(map(str, document.get("over", ())))
        int(document.get("n_sent_back", 0))
    if event.event in ("set_aside", "corrected", "withdrawn"):
        if not isinstance(document["reason"], str):
            raise TypeError("not a reason")
        if not isinstance(document["said_by" if event.event == "withdrawn" else "for"], str):
            raise TypeError("not a name or a hash")
    if event.event == "published":
        date.fromisoformat(document["as_of"])
        int(document["revision"])
    return event


def content(data: Path, kept: Kept) -> bytes:
    """The bytes as they came in. Raises UserError if they are gone or changed."""
    try:
        held = (data / "returns" / kept.file.file).read_bytes()
    except OSError:
        raise UserError([Problem(kept.file.place, "chain.return_missing", {"as_of": kept.as_of})]) from None
    if hashlib.sha256(held).hexdigest() != kept.file.sha256:
        raise UserError([Problem(kept.file.place, "chain.return_changed", {"as_of": kept.as_of})])
    return held


def verify(data: Path) -> Iterator[Problem]:
    """A problem for every damaged record, every file without records, and every file that is gone or changed."""
    for as_of in periods(data):
        folder = PeriodFolder(as_of)
        files = {path.name for path in _listed(folder.path(data)) if not path.name.startswith(".")}
        known: set[str] = set()
        for stem in sorted({f["stem"] for name in files if (f := _RECORD.fullmatch(name))}):
            known |= {name for name in files if name.startswith(f"{stem}.") and name.endswith(".json")}
            try:
                kept = one(data, as_of, stem)
                known.add(kept.file.name)
                content(data, kept)
            except UserError as error:
                known |= {name for name in files if name.startswith(f"{stem}.")}
                yield from error.problems
        for name in sorted(files - known):
            yield Problem(folder.place(name), "ledger.stranger")
