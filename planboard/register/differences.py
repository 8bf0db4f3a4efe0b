"""What differs between two states of the register, and which of it no decision covers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planboard.errors import Place, Problem
from planboard.register.amending import Tables, by_id, canonical
from planboard.register.amendments import ADDED
from planboard.register.duties import Rows
from planboard.register.files import written
from planboard.register.plan import Plan
from planboard.schema import PLANNED

GONE = "gone"  # a row that is there no more, in the place of a column
# Their rows are decisions with a date, an authority and a reason of their own.
DECISIONS = ("amendments", "successions", "closed_years", "settlements")


@dataclass(frozen=True)
class Difference:
    """One cell of the register that differs, with its values as the register writes them, None for an empty cell; or a
    row that was ADDED or is GONE, in the place of the field."""

    object: str
    id: str
    field: str
    old: str | None = None
    new: str | None = None

    @property
    def place(self) -> Place:
        """Where the register holds it: file, row by its id, and column."""
        if self.object == "plan":
            return Place("plan.toml", column=self.field)
        return Place(
            f"{self.object}.csv", self.id, column=None if self.field in (ADDED, GONE) else self.field
        )


def differences(before: Tables, now: Tables) -> list[Difference]:
    """Every cell and row in which two states of the register differ, table by table. What the earlier one could not
    hold, since the schema did not have it, is not compared."""
    return [found for name in PLANNED for found in _of_table(name, before, now)]


def _of_table(name: str, before: Tables, now: Tables) -> Iterator[Difference]:
    return differences_of_rows(name, by_id(name, before), by_id(name, now))


def differences_of_rows(
    name: str, was: Mapping[str, Mapping[str, Any]], held: Mapping[str, Mapping[str, Any]]
) -> Iterator[Difference]:
    """Every cell and row in which two states of one table differ, its rows given by their ids."""
    for id in [*was, *(id for id in held if id not in was)]:
        if id not in held:
            yield Difference(name, id, GONE)
        elif id not in was:
            yield Difference(name, id, ADDED)
        else:
            for column in (c for c in PLANNED[name].schema.names if c in was[id]):
                if was[id][column] != held[id][column]:
                    yield Difference(name, id, column, written(was[id][column]), written(held[id][column]))


def amended_since(before: Tables, now: Plan) -> Rows:
    """The amendments that a later state of the register holds and an earlier one did not, in the order decided."""
    known = by_id("amendments", before)
    new = [row for id, row in by_id("amendments", now.tables).items() if id not in known]
    return sorted(new, key=lambda row: row["decided_on"])


def uncovered(before: Tables, now: Plan, reopening: Collection[int] = ()) -> list[Problem]:
    """A problem for each difference that no decision made since covers, and for each amendment made since whose old
    value is not what stood. Covered is a cell by amendments that lead from its old to its new value; a row that was
    added by an amendment that says so, for a year's tasks once with their number. No row may be gone, but for
    the closing of a year that may be opened again."""
    return [*_Comparison(before, now, reopening).problems()]


class _Comparison:
    """An earlier and a later state of the register, with what was decided in between."""

    def __init__(self, before: Tables, now: Plan, reopening: Collection[int]) -> None:
        self.before, self.now = before, now
        closed = {row["plan_year"] for row in by_id("closed_years", now.tables).values()}
        self.reopened = {year for year in reopening if year not in closed}
        self.differences = differences(before, now.tables)
        self.added = {(d.object, d.id) for d in self.differences if d.field == ADDED}
        self.chains: dict[tuple[str, str, str], Rows] = {}
        for row in amended_since(before, now):
            self.chains.setdefault((row["object"], row["id"], row["field"]), []).append(row)
        successions = by_id("successions", now.tables)
        self.succeeded = {
            id: row["successor_id"] for id, row in successions.items() if ("successions", id) in self.added
        }
        self.roles = {n: by_id("measure_units", t) for n, t in (("was", before), ("is", now.tables))}

    def problems(self) -> Iterator[Problem]:
        for found in self.differences:
            if found.field not in (ADDED, GONE):
                yield from self._cell(found)
            elif found.field == GONE and not (self._went_to_successor(found) or self._is_reopened(found)):
                key = "register.decision_gone" if found.object in DECISIONS else "register.gone"
                yield Problem(found.place, key)
        yield from self._additions()
        yield from self._what_did_not_stand()

    def _cell(self, found: Difference) -> Iterator[Problem]:
        values = {"old": found.old or "", "new": found.new or ""}
        if found.object == "amendments":
            yield Problem(found.place, "register.amendment_changed", values)
        elif not self._leads_to(found):
            yield Problem(found.place, "register.not_amended", values)

    def _leads_to(self, found: Difference) -> bool:
        chain = self.chains.get((found.object, found.id, found.field), [])
        return bool(chain) and canonical(chain[-1], "new_value") == found.new

    def _went_to_successor(self, gone: Difference) -> bool:
        """Whether a role in a measure went over with the unit's duties."""
        row = self.roles["was"].get(gone.id) if gone.object == "measure_units" else None
        heirs = self._heirs(row["unit_id"]) if row else ()
        return any(row and f"{row['measure_id']} {heir}" in self.roles["is"] for heir in heirs)

    def _heirs(self, unit_id: str) -> list[str]:
        """Who went on for a unit since, one after the other."""
        heirs = [unit_id]
        while (heir := self.succeeded.get(heirs[-1])) and heir not in heirs:
            heirs.append(heir)
        return heirs[1:]

    def _is_reopened(self, gone: Difference) -> bool:
        """Whether it was the closing of a year that is open again, or went with it."""
        if gone.object not in ("closed_years", "settlements"):
            return False
        of = "tasks" if gone.object == "settlements" else "closed_years"
        return by_id(of, self.before)[gone.id]["plan_year"] in self.reopened

    def _additions(self) -> Iterator[Problem]:
        lists: dict[str, list[str]] = {}
        for name, id in sorted(self.added):
            if name in DECISIONS or self._is_decided(name, id):
                continue
            row = by_id(name, self.now.tables)[id]
            if name == "tasks":
                lists.setdefault(str(row["plan_year"]), []).append(id)
            elif not self._comes_with_another(name, row):
                yield Problem(Place(f"{name}.csv", id), "register.added", {"object": name, "id": id})
        decided = {id for object, id, field in self.chains if (object, field) == ("tasks", ADDED)}
        tasks = by_id("tasks", self.now.tables)
        for year in sorted({*lists, *(id for id in decided if id not in tasks)}):
            chain, n = self.chains.get(("tasks", year, ADDED), []), len(lists.get(year, ()))
            n_decided = sum(int(row["new_value"]) for row in chain)
            if n != n_decided:
                numbers = {"n": n, "decided": n_decided, "id": year}
                yield Problem(Place("tasks.csv", year), "register.list_added", numbers)

    def _is_decided(self, name: str, id: str) -> bool:
        return (name, id, ADDED) in self.chains

    def _comes_with_another(self, name: str, row: dict[str, Any]) -> bool:
        """Whether the row belongs to one that was added, whose decision covers both, or to a unit's successor."""
        if name == "targets":
            return ("tasks", row["task_id"]) in self.added
        if name == "measure_units":
            measure, unit = row["measure_id"], row["unit_id"]
            predecessors = [id for id in self.succeeded if unit in self._heirs(id)]
            went_over = any(f"{measure} {id}" in self.roles["was"] for id in predecessors)
            return ("measures", str(measure)) in self.added or went_over
        return name == "units" and row["unit_id"] in self.succeeded.values()

    def _what_did_not_stand(self) -> Iterator[Problem]:
        """An amendment that begins at another value than was published, or adds what was there or is not."""
        for (name, id, field), chain in self.chains.items():
            was, place = (
                by_id(name, self.before).get(id),
                Place("amendments.csv", f"{name} {id}", column=field),
            )
            if field == ADDED and was:
                yield Problem(place, "register.not_new", {"decided_on": chain[0]["decided_on"]})
            elif was and field in was and canonical(chain[0], "old_value") != written(was[field]):
                values = {"value": chain[0]["old_value"] or "", "stood": written(was[field]) or ""}
                yield Problem(place, "register.did_not_stand", values)
