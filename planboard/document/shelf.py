"""Documents written before anybody asks for them, kept beside the models of what they show."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_HASH_BYTES = 32
_COMPLETE = "complete"


class Shelf:
    """The documents of one published set as this version of the board writes them. Any of them may be missing, and all
    of them may be deleted."""

    def __init__(self, data: Path, identity: str) -> None:
        self._folder = data / "models" / "documents" / f"{identity[:16]}-{_version()[:16]}"

    def get(self, key: object) -> bytes | None:
        """The document kept under a key, None if there is none, or not a whole one."""
        try:
            kept = self._file(key).read_bytes()
        except OSError:
            return None
        content = kept[_HASH_BYTES:]
        return content if kept[:_HASH_BYTES] == hashlib.sha256(content).digest() else None

    def put(self, key: object, content: bytes) -> None:
        """Keep a document under a key, which `repr` must write the same in every process. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file(key).write_bytes(
            hashlib.sha256(content).digest() + content
        )  # half of it would not be read

    @property
    def is_complete(self) -> bool:
        """Whether everything that is written ahead is there."""
        return (self._folder / _COMPLETE).exists()

    def complete(self) -> None:
        """Note that everything is there."""
        with suppress(OSError):
            (self._folder / _COMPLETE).touch()

    def _file(self, key: object) -> Path:
        return self._folder / hashlib.sha256(repr(key).encode()).hexdigest()[:32]


@cache
def _version() -> str:
    """A hash of all that a document rests on besides what is published: the code, the queries and the words."""
    found = hashlib.sha256()
    for folder, ending in (("planboard", "py"), ("planboard", "toml"), ("pages", "py"), ("queries", "sql")):
        for file in sorted((_ROOT / folder).rglob(f"*.{ending}")):
            found.update(file.read_bytes())
    return found.hexdigest()
