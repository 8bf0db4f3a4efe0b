"""Where things lie below the data folder, each place as one value with its path and its printed form."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planboard.errors import Place

_DAY = re.compile(r"as_of=(\d{4}-\d{2}-\d{2})")
_REVISION = re.compile(r"rev=(\d{4})")


def data_folder() -> Path:
    """The folder of the plan, its snapshots and returns: PLANBOARD_DATA, else `data` beside the package."""
    return Path(os.environ.get("PLANBOARD_DATA") or Path(__file__).resolve().parents[1] / "data")


def staging(data: Path) -> Path:
    """Where files are written before they are moved into place, on the same file system."""
    return data / "_staging"


def day_of(name: str) -> date | None:
    """The date in a folder's name, `as_of=2023-11-24`; None where it names no date."""
    found = _DAY.fullmatch(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:  # as_of=2023-02-30
        return None


def is_day(name: str) -> bool:
    """Whether a folder is named like a date, though that day may not exist."""
    return _DAY.fullmatch(name) is not None


def is_revision(name: str) -> bool:
    """Whether a folder is named like a revision."""
    return _REVISION.fullmatch(name) is not None


def place_of_date(as_of: date) -> Place:
    """All revisions of one as-of date, as a problem names them: `snapshots/as_of=2023-11-24`."""
    return Place(f"snapshots/as_of={as_of}")


@dataclass(frozen=True, order=True)
class RevisionFolder:
    """One revision of one as-of date, by the names of its two folders: `snapshots/as_of=2023-11-24/rev=0001`."""

    day: str
    revision: str

    @classmethod
    def of(cls, as_of: date, revision: int) -> RevisionFolder:
        """The folder a snapshot of this date and revision lies in."""
        return cls(f"as_of={as_of}", f"rev={revision:04d}")

    def __str__(self) -> str:
        return f"snapshots/{self.day}/{self.revision}"

    @property
    def number(self) -> int:
        """The revision its name gives."""
        return int(self.revision.removeprefix("rev="))

    def path(self, data: Path) -> Path:
        """Where it is on disk."""
        return data / "snapshots" / self.day / self.revision

    def place(self, file: str = "", sheet: str | None = None) -> Place:
        """The folder, or a file in it, as a problem names it."""
        return Place(f"{self}/{file}" if file else str(self), sheet)


@dataclass(frozen=True, order=True)
class PeriodFolder:
    """What came in for one period: `returns/as_of=2023-11-24`."""

    as_of: date

    def __str__(self) -> str:
        return f"returns/as_of={self.as_of}"

    def path(self, data: Path, file: str = "") -> Path:
        """Where it, or a file in it, is on disk."""
        return data / "returns" / f"as_of={self.as_of}" / file

    def place(self, file: str) -> Place:
        """A file in it as a problem names it."""
        return Place(f"{self}/{file}")
