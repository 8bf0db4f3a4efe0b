"""An engine for tests that computes only what a test asks for, with the code that makes models."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from planboard.answers.engine import Engine
from planboard.models.computing import Earlier, in_duckdb, listed, sources
from planboard.models.readings import READINGS, readings
from planboard.queries import HISTORY, Query, asked, followed, kept, needed, queries, views
from planboard.snapshots.published import Published, published


class Board(Engine):
    """The queries over everything published under a folder, of which no model is written."""

    rows: _Rows

    def __init__(self, data: Path) -> None:
        super().__init__(_Rows(published(data)))

    def query(self, name: str, **params: object) -> pa.Table:
        """As of an Engine."""
        if name in queries():
            below = asked(name)
            self.rows.wanted |= {view for view in below if view.is_kept}
            self.rows.over_time |= _over_time([queries()[name], *(v for v in below if not v.is_kept)])
        return super().query(name, **params)


class _Rows:
    """The rows of the views, computed when they are first read: on the dates before the one that is asked for, only
    those `over_time`. If others are read later, all are computed."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.snapshots = listed(published.in_use)
        self.dates = tuple(s.as_of for s in published.current)
        self.wanted: set[Query] = set()
        self.over_time: set[Query] = set()
        self._tables: dict[date, dict[str, pa.Table]] = {day: {} for day in self.dates}

    def table(self, view: str, as_of: date) -> pa.Table:
        """The rows of a view on one date."""
        tables = self._tables[as_of]
        if view == READINGS and view not in tables:
            self._compute(kept(), as_of)
            tables[view] = readings(as_of, tables, None)
        elif view not in tables:
            self._compute({*self.wanted, *(v for v in views() if v.name == view)}, as_of)
        return tables[view]

    def history(self, view: str) -> ds.Dataset:
        """The rows of a followed view of every date."""
        return self._histories(_over_time([], view), self.dates)[view]

    def earlier(self, as_of: date) -> Earlier:
        """The rows of every followed view of the dates before this one."""
        return self._histories(followed(), self._before(as_of))

    def _before(self, as_of: date) -> list[date]:
        return [day for day in self.dates if day < as_of]

    def _histories(self, views: Collection[Query], days: Collection[date]) -> Earlier:
        for day in days:
            self._compute(views, day)
        held = {v.name: [ds.dataset(self._tables[day][v.name]) for day in days] for v in views}
        return {name: ds.dataset(rows) for name, rows in held.items() if rows}

    def _compute(self, wanted: Collection[Query], as_of: date) -> None:
        tables = self._tables[as_of]
        if any(view.name not in tables for view in wanted):
            below = needed(kept() if tables else {*wanted, *self.over_time})
            earlier = self._histories(_over_time(below) | self.over_time, self._before(as_of))
            tables |= in_duckdb(sources(self.published.in_use, as_of), earlier, below)


def _over_time(readers: Iterable[Query], *names: str) -> set[Query]:
    """The views whose rows of earlier dates are read, or that are named."""
    read = {relation for query in readers for relation in query.reads}
    return {view for view in followed() if view.name + HISTORY in read or view.name in names}
