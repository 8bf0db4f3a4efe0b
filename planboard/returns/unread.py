"""Files that arrived and were not read yet. They are kept before reading begins, so that a tab that is closed or a
server that stops in the middle loses none.

    data/returns/unread/as_of=2023-12-01/3b5a279185a8.bin     the bytes, under their hash
    data/returns/unread/as_of=2023-12-01/3b5a279185a8.json    the file's name, when it arrived, who took it in

Once the ledger has a file, it is gone from here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from planboard.durable import place_file, place_new_file
from planboard.errors import DiskRefused, Place, Problem
from planboard.folders import day_name, day_of, staging


@dataclass(frozen=True)
class Unread:
    """A file that arrived for a period: its name, the hash of its bytes, when it came, and who took it in."""

    as_of: date
    name: str
    sha256: str
    at: datetime
    by: str


def keep(data: Path, as_of: date, content: bytes, *, name: str, at: datetime, by: str) -> None:
    """Keep a file until it is read. The same bytes are kept once, under the first name. Raises DiskRefused."""
    sha256 = hashlib.sha256(content).hexdigest()
    held, note = _paths(data, as_of, sha256)
    document = {"name": name, "sha256": sha256, "at": at.isoformat(), "by": by}
    try:
        place_file(staging(data), held, content)
        place_new_file(
            staging(data), note, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
        )
    except OSError as error:
        params = {"why": error.strerror or str(error)}
        raise DiskRefused([Problem(Place(name), "ledger.disk", params)]) from error


def all_unread(data: Path) -> list[Unread]:
    """Every file that was not read yet and is as it came, of every period, in the order in which they arrived."""
    sound = (one for one in _noted(data) if content(data, one) is not None)
    return sorted(sound, key=lambda one: (one.at, one.name))


def content(data: Path, one: Unread) -> bytes | None:
    """The bytes of a file; None if they are gone, because somebody else had it read, or changed."""
    try:
        held = _paths(data, one.as_of, one.sha256)[0].read_bytes()
    except OSError:
        return None
    return held if hashlib.sha256(held).hexdigest() == one.sha256 else None


def drop(data: Path, as_of: date, sha256: str) -> None:
    """Forget a file that the ledger has."""
    held, note = _paths(data, as_of, sha256)
    with suppress(OSError):  # then it is offered once more, and reading it again changes nothing
        note.unlink(missing_ok=True)
        held.unlink(missing_ok=True)


def verify(data: Path) -> Iterator[Problem]:
    """A problem for every file that was not read yet, or of which a part is gone or changed."""
    for folder in _folders(data):
        for stem in sorted({path.stem for path in folder.iterdir()}):
            place = Place(f"returns/unread/{folder.name}/{stem}")
            one = _read(day_of(folder.name), folder / f"{stem}.json")
            if one is None:
                yield Problem(place, "ledger.stranger")
            elif content(data, one) is None:
                yield Problem(place, "ledger.damaged")
            else:
                yield Problem(place, "ledger.unread", {"name": one.name, "as_of": one.as_of})


def _paths(data: Path, as_of: date, sha256: str) -> tuple[Path, Path]:
    stem = data / "returns" / "unread" / day_name(as_of) / sha256[:12]
    return stem.with_suffix(".bin"), stem.with_suffix(".json")


def _folders(data: Path) -> list[Path]:
    root = data / "returns" / "unread"
    return sorted(path for path in root.iterdir() if day_of(path.name)) if root.is_dir() else []


def _noted(data: Path) -> Iterator[Unread]:
    for folder in _folders(data):
        for path in folder.glob("*.json"):
            if one := _read(day_of(folder.name), path):
                yield one


def _read(as_of: date | None, path: Path) -> Unread | None:
    try:
        noted = json.loads(path.read_bytes())
        name, sha256, at, by = (str(noted[key]) for key in ("name", "sha256", "at", "by"))
        one = Unread(as_of, name, sha256, datetime.fromisoformat(at), by) if as_of else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # gone by now, or no note of ours
        return None
    return one if one and one.at.tzinfo and path.stem == sha256[:12] else None
