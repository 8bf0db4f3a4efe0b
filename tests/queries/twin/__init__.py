"""The assessment rules once more: slow, obvious, and written from the method, not from the SQL.

Everything is worked out by looping over what was published, in exact fractions: the history, then the targets with
their forecasts, the tasks, and what is said of many tasks together.
"""

from __future__ import annotations

from tests.queries.tables import Section
from tests.queries.twin.history import SEVERITY
from tests.queries.twin.leaders import Leaders
from tests.queries.twin.numbers import exact
from tests.queries.twin.rollups import Rollups
from tests.queries.twin.words import Words

__all__ = ["SEVERITY", "Twin", "exact"]


class Twin(Leaders, Rollups, Words):
    """Every assessment of a history, as of each of its dates."""

    def __init__(self, history: list[Section]) -> None:
        super().__init__(history)
        for day in self.days:
            self._limit = self._miss_limit(day)
            self.targets[day] = {g["target_id"]: self._target(day, g) for g in self.said[day]["targets"]}
            self.tasks[day] = {t["task_id"]: self._task(day, t) for t in self.said[day]["tasks"]}
            self.concerns[day] = self._concerns(day)
            for year in (None, *self.years(day)):
                self.units[day, year] = self._league(day, year)
