"""A snapshot's manifest: its contents, its links to earlier snapshots, and how it is written and read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from planboard import schema
from planboard.returns.kept import RecordHead, ReturnFile

FORMAT = 1
KINDS = ("demo", "official")
MOST_BYTES = 4_000_000  # a manifest of twelve tables and a hundred returns is about 40,000

_SHA256 = re.compile(r"[0-9a-f]{64}")
_RETURN = re.compile(r"as_of=\d{4}-\d{2}-\d{2}/\w[\w.-]*-[0-9a-f]{12}\.[a-z]{3,4}")

_RECORDED = re.compile(
    r"register|calls/as_of=\d{4}-\d{2}-\d{2}|as_of=\d{4}-\d{2}-\d{2}/\w[\w.-]*-[0-9a-f]{12}"
)


class Damaged(ValueError):
    """A manifest that is not valid; `field` names the first part found invalid."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True)
class TableFile:
    """A table's Parquet file: name, number of rows, size in bytes and hash."""

    file: str
    rows: int
    bytes: int
    sha256: str


def table_file(table: str, n_rows: int, content: bytes) -> TableFile:
    """The manifest's entry for a table whose file has this content."""
    sha256 = hashlib.sha256(content).hexdigest()
    return TableFile(file_name(table, sha256), n_rows, len(content), sha256)


@dataclass(frozen=True)
class Link:
    """A reference to an earlier snapshot: the newest readable one at publication, or the one whose values are carried
    forward."""

    as_of: date
    revision: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The content of manifest.json. `after` is the publication before, in the order of publication, and `records` the
    head of every file in the ledger that has got records since; both are None in a manifest from before they were."""

    as_of: date
    revision: int
    kind: str
    published_at: datetime
    publisher: str
    reason: str | None
    tables: dict[str, TableFile]
    previous: Link | None
    carried_from: Link | None
    returns: tuple[ReturnFile, ...]
    after: Link | None = None
    records: tuple[RecordHead, ...] | None = None


_ADDED = ("after", "records")


def encode(manifest: Manifest) -> bytes:
    """The bytes of manifest.json; equal manifests give equal bytes."""
    held = {name: value for name, value in vars(manifest).items() if name not in _ADDED or value is not None}
    text = json.dumps({"format": FORMAT, **held}, ensure_ascii=False, indent=1, default=_plain)
    return f"{text}\n".encode()


def _plain(value: object) -> object:
    # Not asdict, which copies everything: hundreds of manifests are encoded again whenever a server starts.
    return value.isoformat() if isinstance(value, date) else vars(value)


def decode(content: bytes) -> Manifest:
    """The manifest in `content`. Every type is checked, because nothing else stands between a damaged file and the
    screen. Whatever the bytes, it raises nothing but Damaged."""
    if len(content) > MOST_BYTES:
        raise Damaged("manifest.json")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise Damaged("manifest.json") from None
    if _take(document, "format", int) != FORMAT:
        raise Damaged("format")
    records = _take(document, "records", list, empty=True)
    read = Manifest(
        as_of=_date(document, "as_of"),
        revision=_count(document, "revision", least=1),
        kind=_matching(document, "kind", KINDS.__contains__),
        published_at=_time(document, "published_at"),
        publisher=_matching(document, "publisher", bool),
        reason=_take(document, "reason", str, empty=True),
        tables=_tables(_take(document, "tables", dict)),
        previous=_link(document, "previous"),
        carried_from=_link(document, "carried_from"),
        returns=tuple(_return(item) for item in _take(document, "returns", list)),
        after=_link(document, "after"),
        records=tuple(_record(item) for item in records) if records is not None else None,
    )
    if encode(read) != content:  # there may be nothing else in it, not even a space
        raise Damaged("manifest.json")
    return read


def file_name(table: str, sha256: str) -> str:
    """The name of the Parquet file of `table` with this hash."""
    return f"{table}-{sha256[:12]}.parquet"


def _take(node: object, name: str, of_type: type, *, empty: bool = False):  # type: ignore[no-untyped-def]
    value = node.get(name) if isinstance(node, dict) else Damaged
    if value is None and empty:
        return None
    if type(value) is not of_type:  # not isinstance: True is an int, but not a revision
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
    needed = {name for name, table in schema.TABLES.items() if not table.added}
    if not needed <= set(node) <= set(schema.TABLES):
        raise Damaged("tables")
    return {name: _table(name, node[name]) for name in schema.TABLES if name in node}


def _table(name: str, node: object) -> TableFile:
    sha256 = _matching(node, "sha256", _SHA256.fullmatch)
    # The name follows from the hash, so a manifest cannot point outside its own folder.
    file = _matching(node, "file", file_name(name, sha256).__eq__)
    return TableFile(file, _count(node, "rows"), _count(node, "bytes"), sha256)


def _link(document: object, name: str) -> Link | None:
    node = _take(document, name, dict, empty=True)
    return (
        None
        if node is None
        else Link(
            _date(node, "as_of"), _count(node, "revision", 1), _matching(node, "sha256", _SHA256.fullmatch)
        )
    )


def _return(node: object) -> ReturnFile:
    return ReturnFile(
        _matching(node, "file", _RETURN.fullmatch), _matching(node, "sha256", _SHA256.fullmatch)
    )


def _record(node: object) -> RecordHead:
    return RecordHead(
        _matching(node, "file", _RECORDED.fullmatch),
        _count(node, "n", 1),
        _matching(node, "sha256", _SHA256.fullmatch),
    )
