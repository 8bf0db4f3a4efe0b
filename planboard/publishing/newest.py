"""Which of the published snapshots a publication goes on from, and which kind of data it continues."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planboard.snapshots.published import Snapshot, published


def kind_of(data: Path) -> str:
    """The kind of data of the next publication: "demo" if everything published so far is a demonstration, else
    "official", also in an empty folder."""
    kinds = {snapshot.kind for snapshot in published(data).snapshots}
    return "demo" if kinds == {"demo"} else "official"


def before(data: Path, as_of: date, kind: str) -> Snapshot | None:
    """The snapshot whose values are carried forward into `as_of`: the newest current one of an earlier date and of the
    same kind of data, None if there is none."""
    earlier = [s for s in published(data).current if s.as_of < as_of and s.kind == kind]
    return earlier[-1] if earlier else None


def last_published(data: Path, as_of: date | None = None, kind: str | None = None) -> Snapshot | None:
    """The newest current snapshot, or the newest up to a date, of a kind of data; None if there is none."""
    wanted = kind or kind_of(data)
    fit = [s for s in published(data).current if s.kind == wanted and (as_of is None or s.as_of <= as_of)]
    return fit[-1] if fit else None
