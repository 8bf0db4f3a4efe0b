"""Records what becomes of a return: accepted, sent back, set aside, corrected, or withdrawn by its unit.

The office decides between returns; it changes no word and no figure in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from planboard.errors import Place, Problem, UserError
from planboard.returns import ledger
from planboard.returns.checks import bad_text
from planboard.returns.kept import Event, Kept
from planboard.visible import trimmed


def accept(data: Path, kept: Kept, *, at: datetime, by: str, reason: str = "") -> Kept:
    """The return with its acceptance recorded; it counts instead of the unit's other returns that stand. Each of those
    is recorded as set aside, with the reason, or as corrected if it was published, and stays. The record names the
    acceptances that stood then, and how often returns of the unit had been sent back. Raises UserError if it has
    problems, is already accepted, or if others stand and there is no reason."""
    if kept.problems:
        raise UserError([Problem(Place(kept.name), "ledger.faulty", {"n": len(kept.problems)})])
    period = ledger.of_period(data, kept.as_of, kept.unit_id)
    others = beside(kept, period)
    if others:
        _check_text(kept, reason, "ledger.no_choice_reason")
    over = [o.acceptance.sha256 for o in others if o.state == "accepted" and o.acceptance]
    n_sent_back = sum(event.event == "sent_back" for of_unit in period for event in of_unit.events)
    event = Event("accepted", at, by, {"n_sent_back": n_sent_back} | ({"over": over} if over else {}))
    ready = ("received", "sent_back", "set_aside", "corrected")
    accepted = ledger.record(data, kept, event, lambda now: now.state in ready)
    for other in others:
        what = "corrected" if other.published_in else "set_aside"
        details = {"reason": trimmed(reason), "for": kept.file.sha256}
        ledger.record(data, other, Event(what, at, by, details))
    return accepted


def beside(kept: Kept, period: Sequence[Kept]) -> list[Kept]:
    """The other returns of its unit that stand: received without problems, or accepted."""
    return [
        o
        for o in period
        if o.unit_id == kept.unit_id and o.file != kept.file and o.state in ("received", "accepted")
    ]


def send_back(data: Path, kept: Kept, reason: str, *, at: datetime, by: str) -> Kept:
    """The return with its sending back recorded. Raises UserError if the reason is missing or too long, or if the
    return was already sent back or withdrawn."""
    _check_text(kept, reason, "ledger.no_reason")
    event = Event("sent_back", at, by, {"reason": trimmed(reason)})
    return ledger.record(data, kept, event, lambda now: now.state not in ("sent_back", "withdrawn"))


def withdraw(data: Path, kept: Kept, reason: str, *, said_by: str, at: datetime, by: str) -> Kept:
    """The return with its withdrawal by the unit recorded: who of the unit said so, and why. Raises UserError if either
    is missing, if it was withdrawn already, or if it was published: then the unit sends a correction."""
    _check_text(kept, reason, "ledger.no_withdrawal_reason")
    _check_text(kept, said_by, "ledger.nobody_said")
    if kept.published_in:
        raise UserError([Problem(Place(kept.name), "ledger.is_published")])
    event = Event("withdrawn", at, by, {"reason": trimmed(reason), "said_by": trimmed(said_by)})
    return ledger.record(
        data, kept, event, lambda now: now.state != "withdrawn" and now.published_in == kept.published_in
    )


def _check_text(kept: Kept, text: str, missing: str) -> None:
    if not trimmed(text):
        raise UserError([Problem(Place(kept.name), missing)])
    if problems := [*bad_text(Place(kept.name), None, text)]:
        raise UserError(problems)
