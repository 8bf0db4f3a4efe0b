"""Makes the models of what is published, and with them the plan's roll-up."""

from __future__ import annotations

from pathlib import Path

from planboard.answers.engine import Engine
from planboard.answers.rollup import keep_rollup, rollup, rollup_of
from planboard.errors import DiskRefused, Place, Problem
from planboard.models.computing import Computes, in_duckdb
from planboard.models.store import Models
from planboard.snapshots.published import Published
from planboard.ticks import Tick, silent


def make(
    data: Path, now: Published, *, anew: bool = False, compute: Computes = in_duckdb, tick: Tick = silent
) -> tuple[Models, int]:
    """The models of a published set, and how many had to be made (`anew`: all); the roll-up of the newest is put beside
    them. Raises DiskRefused."""
    models = Models(data, now)
    n_made = models.make(anew=anew, compute=compute, tick=tick)
    if models.dates and (n_made or rollup_of(data) != models.identity):
        newest = models.dates[-1]
        try:
            keep_rollup(data, rollup(Engine(models), newest, models.identity))
        except OSError as error:
            params = {"why": error.strerror or str(error)}
            raise DiskRefused([Problem(Place("models/rollup.json"), "model.disk", params)]) from error
    return models, n_made
