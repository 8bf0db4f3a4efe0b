"""Makes the models of what is published, and with them the plan's roll-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from planboard.answers.engine import Engine
from planboard.answers.rollup import keep_rollup, rollup, rollup_of
from planboard.errors import DiskRefused, Place, Problem
from planboard.models.computing import Computes, in_duckdb
from planboard.models.store import Models
from planboard.snapshots.published import Published
from planboard.ticks import Tick, silent


def make(
    data: Path,
    now: Published,
    days: Callable[[Models], Sequence[date]] = lambda models: models.missing,
    *,
    compute: Computes = in_duckdb,
    tick: Tick = silent,
) -> tuple[Models, int]:
    """The models of a published set, those of `days` made, and how many these were; the roll-up of the newest is put
    beside them. Raises DiskRefused."""
    models = Models(data, now)
    n_made = models.make(days(models), compute=compute, tick=tick)
    if models.dates and (n_made or rollup_of(data) != models.identity):
        newest = models.dates[-1]
        try:
            keep_rollup(data, rollup(Engine(models), newest, models.identity))
        except OSError as error:
            params = {"why": error.strerror or str(error)}
            raise DiskRefused([Problem(Place("models/rollup.json"), "model.disk", params)]) from error
    return models, n_made
