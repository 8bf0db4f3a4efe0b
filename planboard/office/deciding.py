"""The decision on a return: accepted, or sent back with a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from planboard.errors import Place, Problem, UserError
from planboard.returns import ledger
from planboard.returns.checks import LONGEST_TEXT
from planboard.returns.kept import Event, Kept


def accept(data: Path, kept: Kept, *, at: datetime, by: str) -> Kept:
    """The return with its acceptance recorded. Raises UserError where it came with problems or was accepted already,
    or where by the clock another one of the unit was accepted later: which of them counts must not depend on a clock
    that is wrong."""
    place = Place(kept.name)
    if kept.problems:
        raise UserError([Problem(place, "ledger.faulty", {"n": len(kept.problems)})])
    for other in ledger.of_period(data, kept.as_of, kept.unit_id):
        since = other.when("accepted")
        if other.state == "accepted" and since and since > at:
            raise UserError([Problem(place, "ledger.clock", {"name": other.name, "at": since})])
    is_open = ("received", "sent_back")
    return ledger.record(data, kept, Event("accepted", at, by), lambda now: now.state in is_open)


def send_back(data: Path, kept: Kept, reason: str, *, at: datetime, by: str) -> Kept:
    """The return with its refusal recorded. Raises UserError without a reason or with an endless one, or where it was
    sent back already."""
    place = Place(kept.name)
    if not reason.strip():
        raise UserError([Problem(place, "ledger.no_reason")])
    if len(reason) > LONGEST_TEXT:
        raise UserError([Problem(place, "return.too_long", {"n": len(reason), "most": LONGEST_TEXT})])
    event = Event("sent_back", at, by, {"reason": reason.strip()})
    return ledger.record(data, kept, event, lambda now: now.state != "sent_back")
