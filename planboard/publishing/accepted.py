"""The returns of a period that the office accepted, each as it reads."""

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
    """A return the office accepted, the file it came in, and how it got here."""

    ret: Return
    file: ReturnFile
    received_at: datetime
    accepted_at: datetime
    n_sent_back: int = 0

    @property
    def sha256(self) -> str:
        """The hash of the bytes it came in, which every figure it gives names."""
        return self.file.sha256


def accepted(data: Path, as_of: date, plan: Plan, *, tick: Tick = silent) -> list[Accepted]:
    """The returns of a period that count as accepted now. Raises UserError where one can no longer be read."""
    period = ledger.of_period(data, as_of)
    counting, read = [kept for kept in period if kept.state == "accepted"], []
    for n, kept in enumerate(counting, 1):
        read.append(_accepted(data, kept, period, plan))
        tick(n, len(counting), kept.name)
    return read


def as_published(data: Path, snapshot: Snapshot, plan: Plan) -> list[Accepted]:
    """The returns that went into a snapshot, as they stood when it was published: by the acceptance it cites, since
    the record of the publication itself may be late."""
    cited = read(snapshot)["returns"].to_pylist()
    at = {row["return_sha256"]: row["accepted_at"] for row in cited}
    period = [kept.until(at.get(kept.file.sha256)) for kept in ledger.of_period(data, snapshot.as_of)]
    files = {file.file for file in snapshot.returns}
    return [_accepted(data, kept, period, plan) for kept in period if kept.file.file in files]


def _accepted(data: Path, kept: Kept, period: Sequence[Kept], plan: Plan) -> Accepted:
    found = read_return(ledger.content(data, kept), kept.name, plan)
    accepted_at = kept.when("accepted") or kept.received_at
    return Accepted(found.ret, kept.file, kept.received_at, accepted_at, kept.n_sent_back(period))
