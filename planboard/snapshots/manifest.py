"""A snapshot's manifest: what it holds, where it stands in the chain, and how that is written and read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from planboard import schema

FORMAT = 1
KINDS = ("demo", "official")
LARGEST = 1_000_000  # bytes; a manifest of twelve tables and a hundred returns is about 20,000

_SHA256 = re.compile(r"[0-9a-f]{64}")
_RETURN = re.compile(r"as_of=\d{4}-\d{2}-\d{2}/\w[\w.-]*-[0-9a-f]{12}\.[a-z]{3,4}")


class Damaged(ValueError):
    """A manifest that cannot be believed; `field` is the first part of it that is not what it has to be."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True)
class TableFile:
    """One table's Parquet file."""

    file: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ReturnFile:
    """One return that went into a snapshot: its path under data/returns and the SHA-256 of its bytes."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Previous:
    """A snapshot that another rests on: the newest readable one at publication, which it follows; and the one whose
    values it carries forward."""

    as_of: date
    revision: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything manifest.json says."""

    as_of: date
    revision: int
    kind: str
    published_at: datetime
    publisher: str
    reason: str | None
    tables: dict[str, TableFile]
    previous: Previous | None
    carried_from: Previous | None
    returns: tuple[ReturnFile, ...]


def encode(manifest: Manifest) -> bytes:
    """The bytes of manifest.json; equal manifests give equal bytes."""
    said = {"format": FORMAT, **asdict(manifest)}
    return (
        json.dumps(said, ensure_ascii=False, indent=1, default=lambda day: day.isoformat()) + "\n"
    ).encode()


def decode(content: bytes) -> Manifest:
    """The manifest in `content`. Every type is looked at, because nothing else stands between a damaged file
    and the screen. Raises Damaged, and nothing else, whatever the bytes are."""
    if len(content) > LARGEST:
        raise Damaged("manifest.json")
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise Damaged("manifest.json") from None
    if _take(said, "format", int) != FORMAT:
        raise Damaged("format")
    previous = _take(said, "previous", dict, empty=True)
    base = _take(said, "carried_from", dict, empty=True)
    read = Manifest(
        as_of=_date(said, "as_of"),
        revision=_count(said, "revision", least=1),
        kind=_matching(said, "kind", KINDS.__contains__),
        published_at=_time(said, "published_at"),
        publisher=_matching(said, "publisher", bool),
        reason=_take(said, "reason", str, empty=True),
        tables=_tables(_take(said, "tables", dict)),
        previous=_previous(previous) if previous is not None else None,
        carried_from=_previous(base) if base is not None else None,
        returns=tuple(_return(item) for item in _take(said, "returns", list)),
    )
    if encode(read) != content:  # nothing else may stand there, not even another blank
        raise Damaged("manifest.json")
    return read


def file_name(table: str, sha256: str) -> str:
    """What the Parquet file of `table` with this hash is called."""
    return f"{table}-{sha256[:12]}.parquet"


def _take(node: object, name: str, kind: type, *, empty: bool = False):  # type: ignore[no-untyped-def]
    value = node.get(name) if isinstance(node, dict) else Damaged
    if value is None and empty:
        return None
    if type(value) is not kind:  # not isinstance: True is no revision
        raise Damaged(name)
    return value


def _matching(node: object, name: str, fits: Callable[[str], object]) -> str:
    value: str = _take(node, name, str)
    if not fits(value):
        raise Damaged(name)
    return value


def _count(node: object, name: str, least: int = 0) -> int:
    value: int = _take(node, name, int)
    if value < least:
        raise Damaged(name)
    return value


def _date(node: object, name: str) -> date:
    try:
        return date.fromisoformat(_take(node, name, str))
    except ValueError:
        raise Damaged(name) from None


def _time(node: object, name: str) -> datetime:
    try:
        value = datetime.fromisoformat(_take(node, name, str))
    except ValueError:
        raise Damaged(name) from None
    if value.tzinfo is None:
        raise Damaged(name)
    return value


def _tables(node: dict[str, object]) -> dict[str, TableFile]:
    if set(node) != set(schema.TABLES):
        raise Damaged("tables")
    return {name: _table(name, node[name]) for name in schema.TABLES}


def _table(name: str, node: object) -> TableFile:
    sha256 = _matching(node, "sha256", _SHA256.fullmatch)
    # The name follows from the hash, so a manifest cannot point outside its own folder.
    file = _matching(node, "file", file_name(name, sha256).__eq__)
    return TableFile(file, _count(node, "rows"), _count(node, "bytes"), sha256)


def _previous(node: object) -> Previous:
    return Previous(
        _date(node, "as_of"), _count(node, "revision", 1), _matching(node, "sha256", _SHA256.fullmatch)
    )


def _return(node: object) -> ReturnFile:
    return ReturnFile(
        _matching(node, "file", _RETURN.fullmatch), _matching(node, "sha256", _SHA256.fullmatch)
    )
