"""Publishes the snapshot of a date from the register, the accepted returns and the previous snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from planboard.errors import UserError
from planboard.publishing.accepted import Accepted
from planboard.publishing.assemble import assemble, last_of_each_unit
from planboard.publishing.head import new_records
from planboard.publishing.newest import before
from planboard.publishing.register import unexplained
from planboard.register.plan import Plan
from planboard.returns.calls import calls
from planboard.snapshots import writing
from planboard.snapshots.published import Snapshot


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
    """The snapshot of `as_of`, assembled and published. Raises what `assemble` and `writing.write` raise, and UserError
    if the register differs from what was published last and no decision covers it."""
    if problems := unexplained(data, plan, as_of, kind):
        raise UserError(problems)
    previous = before(data, as_of, kind)
    said = calls(data, as_of)
    # Of these records those that were read, also if more have come by now: what is made of them is verified by that.
    records = [head for head in new_records(data) if head.file not in {one.file for one in said.heads}]
    return writing.write(
        data, as_of, assemble(plan, as_of, accepted, previous, said.standing), kind=kind, publisher=publisher,
        published_at=published_at, reason=reason, expected_revision=expected_revision,
        returns=[a.file for a in last_of_each_unit(accepted)], records=[*records, *said.heads], carried_from=previous,
    )  # fmt: skip
