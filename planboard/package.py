"""A snapshot's own tables as files: CSV, workbook, data package. Each row says its date, revision and kind of data."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard import export
from planboard.schema import TABLES
from planboard.snapshots import Snapshot


def table(snapshot: Snapshot, name: str) -> pa.Table:
    """One table as it was published, with as_of, revision and data_kind on every row."""
    return _stamped(snapshot.files[name], snapshot.as_of, snapshot.revision, snapshot.kind)


@lru_cache(maxsize=256)  # a published file never changes, and its name holds its hash
def _stamped(file: Path, as_of: date, revision: int, kind: str) -> pa.Table:
    rows = pq.read_table(file, partitioning=None)
    stamp = {
        "as_of": (as_of, pa.date32()),
        "revision": (revision, pa.int32()),
        "data_kind": (kind, pa.string()),
    }
    for column, (value, of_type) in stamp.items():
        rows = rows.append_column(column, pa.array([value] * rows.num_rows, of_type))
    return rows


def csv(snapshot: Snapshot, name: str) -> bytes:
    """One table as CSV under its column names."""
    return _csv(snapshot.files[name], snapshot.as_of, snapshot.revision, snapshot.kind)


@lru_cache(maxsize=256)
def _csv(file: Path, as_of: date, revision: int, kind: str) -> bytes:
    return export.table_csv(_stamped(file, as_of, revision, kind))


def workbook(snapshot: Snapshot) -> bytes:
    """Every table as a sheet of one workbook."""
    sheets = {}
    for name in TABLES:
        rows = table(snapshot, name)
        sheets[name] = (rows.column_names, [list(row.values()) for row in rows.to_pylist()])
    return export.to_xlsx(sheets)


def data_package(snapshot: Snapshot, title: str) -> bytes:
    """Every table as CSV in one archive, described by datapackage.json."""
    name = f"planboard-{snapshot.as_of}-r{snapshot.revision}-{snapshot.kind}"
    tables = {table_name: table(snapshot, table_name) for table_name in TABLES}
    return export.data_package(name, title, tables, {t.name: t.key for t in TABLES.values()})
