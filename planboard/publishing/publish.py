"""Publishing the snapshot of a date from the register, the accepted returns and the snapshot before."""

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
    """Assemble the snapshot of `as_of` and publish it. Raises what `assemble` and `writing.write` raise."""
    previous = before(data, as_of, kind)
    return writing.write(
        data, as_of, assemble(plan, as_of, accepted, previous), kind=kind, publisher=publisher,
        published_at=published_at, reason=reason, expected_revision=expected_revision,
        returns=[a.file for a in last_of_each_unit(accepted)], carried_from=previous,
    )  # fmt: skip


def kind_of(data: Path) -> str:
    """The kind of data the next publication here is of, "demo" or "official": that of what is there. An empty folder
    begins with official data."""
    kinds = {snapshot.kind for snapshot in published(data).snapshots}
    return "demo" if kinds == {"demo"} else "official"


def before(data: Path, as_of: date, kind: str) -> Snapshot | None:
    """The snapshot whose values are carried forward into `as_of`: the current one of the date before. Official figures
    never rest on demonstration ones. None where there is none."""
    earlier = [s for s in published(data).current if s.as_of < as_of and s.kind == kind]
    return earlier[-1] if earlier else None
