"""Records the decision on a return: accepted, or sent back with a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from planboard.errors import Place, Problem, UserError
from planboard.returns import ledger
from planboard.returns.checks import LONGEST_TEXT
from planboard.returns.kept import Event, Kept


def accept(data: Path, kept: Kept, *, at: datetime, by: str) -> Kept:
    """The return with its acceptance recorded. Raises UserError if it has problems, is already accepted, or if another
    return of the unit was accepted at a time later than `at`: a wrong clock must not decide which of them is used."""
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
    """The return with its sending back recorded. Raises UserError if the reason is missing or too long, or if the
    return was already sent back."""
    place = Place(kept.name)
    if not reason.strip():
        raise UserError([Problem(place, "ledger.no_reason")])
    if len(reason) > LONGEST_TEXT:
        raise UserError([Problem(place, "return.too_long", {"n": len(reason), "most": LONGEST_TEXT})])
    event = Event("sent_back", at, by, {"reason": reason.strip()})
    return ledger.record(data, kept, event, lambda now: now.state != "sent_back")
