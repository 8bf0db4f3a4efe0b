"""Times each page's queries on an engine that has answered nothing yet, beside DuckDB counting the same files' rows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

import duckdb
import pyarrow as pa

from bench.measure import Measure, medians
from bench.pages import PAGES
from bench.scripts import page, run
from planboard import queries as sql
from planboard.answers.engine import Engine
from planboard.folders import data_folder
from planboard.models.store import Models, models
from planboard.snapshots.published import published
from planboard.ui import view
from planboard.ui.serving import Serving

RUNS, LIMIT = 3, 5.0

Asked = dict[tuple, None]


def measures() -> Iterator[Measure]:
    """For each page, the time to run all its queries on the models there are, in milliseconds."""
    data = data_folder()
    for address in PAGES:
        queries = asked(address, data)
        value, beside = medians(RUNS, partial(cold, data, queries), partial(_counted, _files(data, queries)))
        yield Measure(f"queries, cold, /{address}", value, beside, "ms", LIMIT)


def cold(data: Path, queries: Asked) -> float:
    """The milliseconds of a page's queries on a fresh engine."""
    found = Models(data, published(data))
    started = time.perf_counter()
    engine = Engine(found)
    for name, params in queries:
        engine.query(name, **dict(params))
    return (time.perf_counter() - started) * 1000


def _counted(files: list[Path]) -> float:
    started = time.perf_counter()
    with duckdb.connect() as db:
        for file in files:
            db.execute("select count(*) from read_parquet(?)", [str(file)]).fetchall()
    return (time.perf_counter() - started) * 1000


class Recorder(Engine):
    """A fresh engine that records every query it is asked, once and in order."""

    asked: Asked

    def query(self, name: str, **params: object) -> pa.Table:
        """The answer, with the query recorded."""
        self.asked[name, tuple(params.items())] = None
        return super().query(name, **params)


def asked(address: str, data: Path) -> Asked:
    """Every query that a page runs, once each, in order."""
    engine = Recorder(models(data, published(data)))
    engine.asked = {}
    with (
        patch.dict(os.environ, PLANBOARD_DATA=str(data)),
        patch.object(view, "serve", lambda data: Serving(engine)),
    ):
        run(page(address))
    return engine.asked


def _files(data: Path, queries: Asked) -> list[Path]:
    """The files of the newest model that the queries read."""
    newest = max((data / "models").glob("as_of=*/*"))
    views = {view.name for name, _ in queries for view in sql.asked(name) if view.is_kept}
    return [newest / f"{name}.parquet" for name in sorted(views)]
