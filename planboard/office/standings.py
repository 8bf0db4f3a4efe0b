"""Where each unit stands in a period, and which period comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planboard.publishing.assemble import first_day
from planboard.publishing.newest import before, kind_of, last_published
from planboard.register.duties import owing, still_open
from planboard.register.periods import end_after, first_end
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.kept import Kept, counting

STEPS = ("forms", "receive", "standings", "chase", "publish")  # of a period, in the order of the work


@dataclass(frozen=True)
class Standing:
    """Where a unit stands in a period: the files it sent, in the order received, and the state they give it. A file
    whose unit is unknown stands alone. `is_owed`: the plan requires the unit to report."""

    unit_id: str | None  # None: the unit is unknown
    is_owed: bool
    sent: tuple[Kept, ...]

    @property
    def deciding(self) -> Kept | None:
        """The accepted return that a publication would use, else the newest file that nothing took the place of, else
        the newest; None if nothing was sent."""
        standing = [kept for kept in self.sent if kept.state not in ("set_aside", "corrected", "withdrawn")]
        newest = next(iter((standing or self.sent)[-1:]), None)
        return counting(self.sent) or newest

    @property
    def rivals(self) -> tuple[Kept, ...]:
        """The returns that stand beside each other, so that the office has to choose: several without problems of which
        not each was decided; none if there is one at most."""
        standing = tuple(kept for kept in self.sent if kept.state in ("received", "accepted"))
        return standing if self.unit_id and len(standing) > 1 else ()

    @property
    def is_missing(self) -> bool:
        """Whether the unit owes a return and has sent none that was accepted or can be."""
        return self.is_owed and self.state in ("missing", "faulty", "sent_back", "withdrawn")

    @property
    def n_sent_back(self) -> int:
        """How often a return of the unit was sent back before one was accepted, as a publication would count it."""
        return self.deciding.n_sent_back(self.sent) if self.deciding else 0

    @property
    def state(self) -> str:
        """`missing`, or the state of the deciding return, which is `published` once an accepted one has been
        published."""
        kept = self.deciding
        if kept is None:
            return "missing"
        return "published" if kept.state == "accepted" and kept.published_in else kept.state


def standings(data: Path, plan: Plan, as_of: date) -> list[Standing]:
    """The standing of every unit that owes or sent a return for the period, in the register's order; each file of an
    unknown unit comes last."""
    starts_on = first_day(plan, before(data, as_of, kind_of(data)))
    register = still_open(plan.rows(), starts_on)
    owed = owing(register)
    sent: dict[str | None, list[Kept]] = {}
    for kept in ledger.of_period(data, as_of):
        sent.setdefault(kept.unit_id, []).append(kept)
    units = [unit["unit_id"] for unit in register["units"]]
    strangers = sent.pop(None, [])
    listed = [u for u in units if u in owed or u in sent] + [u for u in sent if u not in units]
    return [
        *(Standing(u, u in owed, tuple(sent.get(u, ()))) for u in listed),
        *(Standing(None, False, (kept,)) for kept in strangers),
    ]


def next_steps(standings: Sequence[Standing]) -> list[str]:
    """The steps of a period to take next, the first one first; none if all that came in is published."""
    states = [standing.state for standing in standings]
    if not any(standing.sent for standing in standings):
        return ["forms", "receive"]
    if "received" in states or any(standing.rivals for standing in standings):
        return ["standings", "receive"]
    if any(standing.is_missing for standing in standings):
        return [] if "published" in states and "accepted" not in states else ["receive", "chase", "publish"]
    return ["publish"] if "accepted" in states else []


def next_period(data: Path, plan: Plan, today: date) -> date:
    """The last day of the period that follows the newest snapshot; where nothing is published yet, that of the first
    period that ends after today and after the plan's start."""
    newest = last_published(data)
    if newest is None:
        return first_end(plan.numbers["period"], max(today, plan.numbers["starts_on"]))
    return end_after(plan.numbers["period"], newest.as_of)


def missed_periods(data: Path, plan: Plan, today: date) -> list[date]:
    """The last days of the periods since the newest snapshot that have ended, and another one after each, without any
    publication. None are missed before the first snapshot, nor in a demonstration, whose dates are made up."""
    missed: list[date] = []
    if last_published(data) and kind_of(data) == "official":
        end = next_period(data, plan, today)
        while (following := end_after(plan.numbers["period"], end)) < today:
            missed.append(end)
            end = following
    return missed
