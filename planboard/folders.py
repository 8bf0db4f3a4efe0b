"""The data folder of each plan and the folders below it: their names, their paths, and how problems name them."""

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
    """The folder of one plan with its snapshots and returns, or one with a sub-folder for each of many plans:
    PLANBOARD_DATA, else `data` next to the package."""
    return Path(os.environ.get("PLANBOARD_DATA") or Path(__file__).resolve().parents[1] / "data")


def plan_folders(data: Path) -> dict[str, Path]:
    """The folder of each plan in a folder of plans, by its name, in order. Where `data` is itself the folder of a plan,
    or holds fewer than two, the one folder there is to use, under the name ""."""
    if _is_plan(str(data)):
        return {"": data}
    try:
        names = sorted(os.listdir(data))
    except OSError:  # reading in it says what is wrong
        names = []
    found = {name: data / name for name in names if _is_plan_name(name) and _is_plan(f"{data}/{name}")}
    return found if len(found) > 1 else {"": next(iter(found.values()), data)}


def _is_plan(folder: str) -> bool:
    return os.path.isdir(f"{folder}/snapshots") or os.path.isfile(f"{folder}/plan/plan.toml")


def _is_plan_name(name: str) -> bool:
    return name.isprintable() and not name.startswith((".", "_"))


def staging(data: Path) -> Path:
    """The folder where files are written before they are moved into place; on the same file system, so they can be."""
    return data / "_staging"


def day_name(as_of: date) -> str:
    """What a date's folder is called, among snapshots and among returns: `as_of=2023-11-24`."""
    return f"as_of={as_of}"


def day_of(name: str) -> date | None:
    """The date in a folder's name such as `as_of=2023-11-24`; None if it has none."""
    found = _DAY.fullmatch(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:  # as_of=2023-02-30
        return None


def is_day(name: str) -> bool:
    """Whether a folder is named like a date, even of a day that does not exist."""
    return _DAY.fullmatch(name) is not None


def is_revision(name: str) -> bool:
    """Whether a folder is named like a revision."""
    return _REVISION.fullmatch(name) is not None


def place_of_date(as_of: date) -> Place:
    """The place of problems that concern all revisions of a date, which people know by the date alone."""
    return Place(str(as_of))


@dataclass(frozen=True, order=True)
class RevisionFolder:
    """The folder of one revision, by the names of its two levels: `snapshots/as_of=2023-11-24/rev=0001`."""

    day: str
    revision: str

    @classmethod
    def of(cls, as_of: date, revision: int) -> RevisionFolder:
        """The folder of the snapshot of this date and revision."""
        return cls(day_name(as_of), f"rev={revision:04d}")

    def __str__(self) -> str:
        return f"snapshots/{self.day}/{self.revision}"

    @property
    def number(self) -> int:
        """The revision, from the folder's name."""
        return int(self.revision.removeprefix("rev="))

    def below(self, root: Path) -> Path:
        """The same two folders below another one than that of the snapshots."""
        return root / self.day / self.revision

    def path(self, data: Path) -> Path:
        """Its path on disk."""
        return self.below(data / "snapshots")

    def place(self, file: str = "", sheet: str | None = None) -> Place:
        """The folder, or a file in it, as the place of a problem."""
        return Place(f"{self}/{file}" if file else str(self), sheet)


@dataclass(frozen=True, order=True)
class PeriodFolder:
    """The folder of everything that came in for a period: `returns/as_of=2023-11-24`."""

    as_of: date

    def __str__(self) -> str:
        return f"returns/{day_name(self.as_of)}"

    def path(self, data: Path, file: str = "") -> Path:
        """The path on disk of the folder or of a file in it."""
        return data / "returns" / day_name(self.as_of) / file

    def place(self, file: str) -> Place:
        """A file in it, as the place of a problem."""
        return Place(f"{self}/{file}")
