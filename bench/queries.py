"""Measures each page's queries on a fresh engine, beside one count(*) over each Parquet file they read."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import duckdb
import pyarrow as pa

from bench.measure import Measure, medians
from bench.pages import PAGES
from bench.scripts import page, run
from planboard.answers.engine import Engine
from planboard.folders import data_folder
from planboard.queries import queries, views
from planboard.schema import TABLES
from planboard.snapshots.published import published
from planboard.ui import view

RUNS, LIMIT = 3, 5.0

Asked = dict[tuple, None]


def measures() -> Iterator[Measure]:
    """For each page, the time to load the engine and run all its queries, in milliseconds."""
    now = published(data_folder())
    for address in PAGES:
        asked = _asked(address)
        files = [s.files[table] for table in _tables(asked) for s in now.snapshots]

        def cold(asked: Asked = asked) -> float:
            started = time.perf_counter()
            engine = Engine(now)
            for name, params in asked:
                engine.query(name, **dict(params))
            return (time.perf_counter() - started) * 1000

        def counted(files: list[Path] = files) -> float:
            started = time.perf_counter()
            with duckdb.connect() as db:
                for file in files:
                    db.execute("select count(*) from read_parquet(?)", [str(file)]).fetchall()
            return (time.perf_counter() - started) * 1000

        value, beside = medians(RUNS, cold, counted)
        yield Measure(f"queries, cold, /{address}", value, beside, "ms", LIMIT)


class Recorder(Engine):
    """A fresh engine that records every query it is asked, once and in order."""

    asked: Asked

    def query(self, name: str, **params: object) -> pa.Table:
        """The answer, with the query recorded."""
        self.asked[name, tuple(params.items())] = None
        return super().query(name, **params)


def _asked(address: str) -> Asked:
    """Every query that a page runs, once each, in order."""
    engine = Recorder(published(data_folder()))
    engine.asked = {}
    with patch.object(view, "engine_of", lambda now: engine):
        run(page(address))
    return engine.asked


def _tables(asked: Asked) -> list[str]:
    """The published tables that the queries read, directly or through views."""
    sql = {v.name: v.sql for v in views()}
    text, seen = " ".join(queries()[name].sql for name, _ in asked), set[str]()
    while new := {name for name in sql if re.search(rf"\b{name}\b", text)} - seen:
        seen |= new
        text += " ".join(sql[name] for name in new)
    return [table for table in TABLES if f"published.{table}" in text]
