"""Reads the returns of a period that the office accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from planboard.errors import Problem, UserError
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.content import Return
from planboard.returns.files import read_return
from planboard.returns.kept import Acceptance, Kept, ReturnFile
from planboard.snapshots.published import Snapshot, read
from planboard.ticks import Tick, silent

READ_OTHERWISE = "chain.read_otherwise"  # told when verifying; nothing is damaged


@dataclass(frozen=True)
class Accepted:
    """A return the office accepted: its content, its file, when it was received and accepted, and how often its unit's
    returns were sent back before."""

    ret: Return
    file: ReturnFile
    received_at: datetime
    accepted_at: datetime
    n_sent_back: int = 0
    acceptance: Acceptance | None = None  # None: as if accepted, for a draft

    @property
    def sha256(self) -> str:
        """The hash of its file, which every figure taken from the return cites."""
        return self.file.sha256


def accepted(data: Path, as_of: date, plan: Plan, *, tick: Tick = silent) -> list[Accepted]:
    """The returns of a period that are accepted now, in the order received. Raises UserError if one can no longer be
    read, is read otherwise than when it was received, or its records are damaged."""
    period = ledger.of_period(data, as_of)
    counting, read = [kept for kept in period if kept.state == "accepted"], []
    for n, kept in enumerate(counting, 1):
        tick(n, len(counting), kept.name)
        read.append(_accepted(data, kept, period, plan))
        if not _is_read_as_received(kept, read[-1]):
            raise UserError([Problem(kept.file.place, "ledger.read_otherwise")])
    return read


def as_published(data: Path, snapshot: Snapshot, plan: Plan) -> list[Accepted]:
    """The returns a snapshot was made of, as they stood when it was published. That is told by the acceptance it cites,
    since the publication may be recorded late. Raises UserError as `accepted` does."""
    using, otherwise = as_read_now(data, snapshot, plan)
    if otherwise:
        raise UserError(
            [Problem(file.place, READ_OTHERWISE, {"as_of": snapshot.as_of}) for file in otherwise]
        )
    return using


def as_read_now(data: Path, snapshot: Snapshot, plan: Plan) -> tuple[list[Accepted], list[ReturnFile]]:
    """The same, but for those that today's reader refuses or reads otherwise than when they were received, and the
    files of these. Raises UserError if a file or its records are damaged."""
    cited = read(snapshot)["returns"].to_pylist()
    at = {row["return_sha256"]: row["accepted_at"] for row in cited}
    period = [kept.until(at.get(kept.file.sha256)) for kept in ledger.of_period(data, snapshot.as_of)]
    files = {file.file for file in snapshot.returns}
    using, otherwise = [], []
    for kept in (kept for kept in period if kept.file.file in files):
        ledger.content(data, kept)  # as it came in, so that nothing but the reader can have changed
        try:
            found = _accepted(data, kept, period, plan)
        except UserError:
            otherwise.append(kept.file)
            continue
        if _is_read_as_received(kept, found):
            using.append(found)
        else:
            otherwise.append(kept.file)
    return using, otherwise


def _is_read_as_received(kept: Kept, found: Accepted) -> bool:
    return kept.read_sha256 in (None, found.ret.sha256)


def _accepted(data: Path, kept: Kept, period: Sequence[Kept], plan: Plan) -> Accepted:
    found = read_return(ledger.content(data, kept), kept.name, plan)
    at = kept.acceptance.at if kept.acceptance else kept.received_at
    return Accepted(found.ret, kept.file, kept.received_at, at, kept.n_sent_back(period), kept.acceptance)
