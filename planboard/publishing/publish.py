"""Publishes the snapshot of a date from the register, the accepted returns and the previous snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from planboard.publishing.accepted import Accepted
from planboard.publishing.assemble import assemble, last_of_each_unit
from planboard.register.plan import Plan
from planboard.snapshots import writing
from planboard.snapshots.published import Snapshot, published


def publish(
    data: Path,
    plan: Plan,
    as_of: date,
    accepted: Sequence[Accepted],
    *,
    kind: str,
    publisher: str,
    published_at: datetime,
    reason: str | None = None,
    expected_revision: int | None = None,
) -> Snapshot:
    """The snapshot of `as_of`, assembled and published. Raises what `assemble` and `writing.write` raise."""
    previous = before(data, as_of, kind)
    return writing.write(
        data, as_of, assemble(plan, as_of, accepted, previous), kind=kind, publisher=publisher,
        published_at=published_at, reason=reason, expected_revision=expected_revision,
        returns=[a.file for a in last_of_each_unit(accepted)], carried_from=previous,
    )  # fmt: skip


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
