"""Reads the returns of a period that the office accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.files import read_return
from planboard.returns.kept import Kept, ReturnFile
from planboard.returns.model import Return
from planboard.snapshots.published import Snapshot, read
from planboard.ticks import Tick, silent


@dataclass(frozen=True)
class Accepted:
    """A return the office accepted: its content, its file, when it was received and accepted, and how often its unit's
    returns were sent back before."""

    ret: Return
    file: ReturnFile
    received_at: datetime
    accepted_at: datetime
    n_sent_back: int = 0

    @property
    def sha256(self) -> str:
        """The hash of its file, which every figure taken from the return cites."""
        return self.file.sha256


def accepted(data: Path, as_of: date, plan: Plan, *, tick: Tick = silent) -> list[Accepted]:
    """The returns of a period that are accepted now, in the order received. Raises UserError if one can no longer be
    read or its records are damaged."""
    period = ledger.of_period(data, as_of)
    counting, read = [kept for kept in period if kept.state == "accepted"], []
    for n, kept in enumerate(counting, 1):
        read.append(_accepted(data, kept, period, plan))
        tick(n, len(counting), kept.name)
    return read


def as_published(data: Path, snapshot: Snapshot, plan: Plan) -> list[Accepted]:
    """The returns a snapshot was made of, as they stood when it was published. That is told by the acceptance it cites,
    since the publication may be recorded late. Raises UserError as `accepted` does."""
    cited = read(snapshot)["returns"].to_pylist()
    at = {row["return_sha256"]: row["accepted_at"] for row in cited}
    period = [kept.until(at.get(kept.file.sha256)) for kept in ledger.of_period(data, snapshot.as_of)]
    files = {file.file for file in snapshot.returns}
    return [_accepted(data, kept, period, plan) for kept in period if kept.file.file in files]


def _accepted(data: Path, kept: Kept, period: Sequence[Kept], plan: Plan) -> Accepted:
    found = read_return(ledger.content(data, kept), kept.name, plan)
    accepted_at = kept.when("accepted") or kept.received_at
    return Accepted(found.ret, kept.file, kept.received_at, accepted_at, kept.n_sent_back(period))
