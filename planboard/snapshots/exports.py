"""A snapshot's tables as files to download (CSV, workbook, data package), and the returns behind it. Every row states
its kind of data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard import export
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.returns.csv_file import COLUMNS, lines
from planboard.returns.files import read_return
from planboard.returns.kept import ReturnFile
from planboard.schema import TABLES
from planboard.snapshots.published import Published, Snapshot, read

Keys = tuple[str, ...]
NOTHING: Mapping[str, tuple[pa.Table, Keys]] = {}


def table(snapshot: Snapshot, name: str) -> pa.Table:
    """A table as it was published, with the columns as_of, revision and data_kind added to every row."""
    return _stamped(snapshot.files[name], snapshot.as_of, snapshot.revision, snapshot.kind)


@lru_cache(maxsize=256)  # a published file never changes, and its name holds its hash
def _stamped(file: Path, as_of: date, revision: int, kind: str) -> pa.Table:
    return _with_stamp(pq.read_table(file, partitioning=None), as_of, revision, kind)


def _with_stamp(rows: pa.Table, as_of: date, revision: int, kind: str) -> pa.Table:
    stamp = {
        "as_of": (as_of, pa.date32()),
        "revision": (revision, pa.int32()),
        "data_kind": (kind, pa.string()),
    }
    for column, (value, of_type) in stamp.items():
        if column not in rows.column_names:  # an answer with a row for each date has its own
            rows = rows.append_column(column, pa.array([value] * rows.num_rows, of_type))
    return rows


def csv(snapshot: Snapshot, name: str) -> bytes:
    """A table as CSV, with as_of, revision and data_kind on every row."""
    return _csv(snapshot.files[name], snapshot.as_of, snapshot.revision, snapshot.kind)


@lru_cache(maxsize=256)
def _csv(file: Path, as_of: date, revision: int, kind: str) -> bytes:
    return export.table_csv(_stamped(file, as_of, revision, kind))


def workbook(snapshot: Snapshot) -> bytes:
    """Every table as a sheet of one XLSX workbook."""
    sheets = {}
    for name in TABLES:
        rows = table(snapshot, name)
        sheets[name] = (rows.column_names, [list(row.values()) for row in rows.to_pylist()])
    return export.to_xlsx(sheets, identifier=snapshot.manifest_sha256)


def data_package(
    snapshot: Snapshot, title: str, answers: Mapping[str, tuple[pa.Table, Keys]] = NOTHING
) -> bytes:
    """Every table as CSV in one ZIP archive, described by datapackage.json; in its folder `answers`, those given by
    their names, each with the columns that identify a row."""
    name = f"planboard-{snapshot.as_of}-r{snapshot.revision}-{snapshot.kind}"
    tables = {table_name: table(snapshot, table_name) for table_name in TABLES}
    keys = {t.name: t.key for t in TABLES.values()}
    for answer, (rows, key) in answers.items():
        of = f"answers/{answer}"
        tables[of], keys[of] = _with_stamp(rows, snapshot.as_of, snapshot.revision, snapshot.kind), key
    return export.data_package(name, title, tables, keys, snapshot.manifest_sha256)


def machine_name(snapshot: Snapshot, plan: str, what: str, content: bytes, ending: str) -> str:
    """The name of a file that machines read: in no language, as its columns are."""
    edition = f"{snapshot.as_of}_r{snapshot.revision}_{export.content_hash(content)}"
    kind = "_demo" if snapshot.kind == "demo" else ""
    return f"planboard_{plan and f'{plan}_'}data_{what}_{edition}{kind}.{ending}"


def return_csv(data: Path, now: Published, sha256: str) -> bytes:
    """The return with this hash as it was read, as CSV with a row for each record. Raises UserError if its bytes are
    gone or changed, KeyError if nothing published came from it or its record is gone."""
    snapshot, file = sources(now)[sha256]
    kept = {k.file: k for k in ledger.of_period(data, snapshot.as_of)}[file]
    found = read_return(ledger.content(data, kept), kept.name, Plan.of(read(snapshot)))
    number = COLUMNS.index("value")
    rows = [
        [*line[:number], float(line[number]) if line[number] else None, *line[number + 1 :], snapshot.kind]
        for line in lines(found.ret)
    ]
    return export.to_csv([*COLUMNS, "data_kind"], rows)


def sources(now: Published) -> dict[str, tuple[Snapshot, ReturnFile]]:
    """Every return behind what is published, by its hash, with the first snapshot that used it."""
    return {file.sha256: (s, file) for s in reversed(now.snapshots) for file in s.returns}
