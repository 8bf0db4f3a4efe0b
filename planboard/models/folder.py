"""A folder of views' rows on disk: how it is written, and how it is checked before anything in it is believed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard.durable import place_folder

FORMAT = 1
MANIFEST = "model.json"


class Damaged(Exception):
    """A file is missing, or not what the manifest says."""


@dataclass(frozen=True)
class ModelFolder:
    """The folder of what was computed under `identity`: a Parquet file for each of `views`, and a manifest with their
    sizes and hashes."""

    path: Path
    identity: str
    views: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        """Whether its manifest is valid; the files are checked when they are read."""
        with suppress(Damaged):
            return bool(self._manifest())
        return False

    @property
    def is_sound(self) -> bool:
        """Whether every file is what the manifest says."""
        with suppress(Damaged):
            return all(self._content(view) is not None for view in self.views)
        return False

    def write(self, tables: Mapping[str, pa.Table], staging: Path) -> None:
        """Write the folder, completely or not at all, in place of one that is there. If another process is faster, its
        folder stays. Raises OSError."""
        contents = {view: _parquet(tables[view]) for view in self.views}
        listed = {
            view: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for view, content in contents.items()
        }
        manifest = {"format": FORMAT, "identity": self.identity, "views": listed}
        files = {f"{view}.parquet": content for view, content in contents.items()}
        files[MANIFEST] = json.dumps(manifest, indent=1).encode()
        shutil.rmtree(self.path, ignore_errors=True)
        with suppress(FileExistsError):
            place_folder(staging, self.path, files, is_flushed=False)

    def read(self, view: str) -> pa.Table:
        """The rows of a view. Raises Damaged."""
        return pq.read_table(pa.BufferReader(self._content(view)))

    def sound_file(self, view: str) -> Path:
        """The path of a view's file, checked. Raises Damaged."""
        self._content(view)
        return self.path / f"{view}.parquet"

    def remove(self) -> None:
        """Delete it, as far as the disk lets us; it can be computed again."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _content(self, view: str) -> bytes:
        declared = self._manifest()[view]
        try:
            content = (self.path / f"{view}.parquet").read_bytes()
        except OSError as error:
            raise Damaged from error
        if declared != {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}:
            raise Damaged
        return content

    def _manifest(self) -> dict[str, dict[str, object]]:
        try:
            document = json.loads((self.path / MANIFEST).read_bytes())
            known = document["format"], document["identity"], tuple(document["views"])
        except (OSError, ValueError, RecursionError, LookupError, TypeError) as error:
            raise Damaged from error
        if known != (FORMAT, self.identity, self.views):
            raise Damaged
        views: dict[str, dict[str, object]] = document["views"]
        return views


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()
