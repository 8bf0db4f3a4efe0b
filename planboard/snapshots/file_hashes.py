"""Checks that a revision's files are, byte for byte, those its manifest names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard.errors import Problem
from planboard.folders import RevisionFolder
from planboard.schema import TABLES
from planboard.snapshots.manifest import Manifest, TableFile

Files = dict[str, tuple[int, int]]  # name -> (size, change time in ns)


def damage(data: Path, folder: RevisionFolder, manifest: Manifest, files: Files) -> Iterator[Problem]:
    """A problem for each table file in a revision's folder that is missing or differs from the manifest."""
    for name, table in manifest.tables.items():
        path = folder.path(data) / table.file
        key = _flaw(str(path), name, table, files.get(table.file))
        if key == "snapshot.file_size":
            sizes = {"bytes": files[table.file][0], "expected": table.bytes}
            yield Problem(folder.place(table.file), key, sizes)
        elif key:
            yield Problem(folder.place(table.file), key)


def _flaw(path: str, name: str, table: TableFile, found: tuple[int, int] | None) -> str | None:
    if found is None:
        return "snapshot.file_missing"
    if found[0] != table.bytes:
        return "snapshot.file_size"
    if hash_of(path, *found) != table.sha256:
        return "snapshot.file_hash"
    return None if _fits(path, name, table.rows, table.sha256) else "snapshot.file_schema"


@lru_cache(maxsize=100_000)
def hash_of(path: str, size: int, changed: int) -> str | None:
    """The file's SHA-256, computed once per size and change time; None if it cannot be read. DuckDB would not notice a
    flipped bit."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


@lru_cache(maxsize=100_000)
def _fits(path: str, name: str, rows: int, sha256: str) -> bool:
    try:
        metadata = pq.read_metadata(path)
        return metadata.num_rows == rows and TABLES[name].fits(metadata.schema.to_arrow_schema())
    except (OSError, pa.ArrowException):
        return False
