"""Where each unit stands in a period, and which period comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planboard.register.duties import owing
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.kept import Kept
from planboard.snapshots.published import published


@dataclass(frozen=True)
class Standing:
    """Where a unit stands in a period: the files it sent, in the order received, and the state they give it. `is_owed`:
    the plan requires it to report."""

    unit_id: str | None  # None: files whose unit is unknown
    is_owed: bool
    sent: tuple[Kept, ...]

    @property
    def deciding(self) -> Kept | None:
        """The accepted return received last, else the newest file; None if nothing was sent."""
        deciding = [kept for kept in self.sent if kept.state == "accepted"] or self.sent
        return deciding[-1] if deciding else None

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
    """The standing of every unit that owes or sent a return for the period, in the register's order; files of unknown
    units come last."""
    register = plan.rows()
    owed = owing(register)
    sent: dict[str | None, list[Kept]] = {}
    for kept in ledger.of_period(data, as_of):
        sent.setdefault(kept.unit_id, []).append(kept)
    units = [unit["unit_id"] for unit in register["units"]]
    listed = [u for u in units if u in owed or u in sent] + [u for u in sent if u not in units]
    return [Standing(u, u in owed, tuple(sent.get(u, ()))) for u in listed]


def next_period(data: Path) -> date | None:
    """The as-of date that follows the newest two at the same interval; None if fewer than two are published."""
    days = [snapshot.as_of for snapshot in published(data).current]
    return days[-1] + (days[-1] - days[-2]) if len(days) > 1 else None
