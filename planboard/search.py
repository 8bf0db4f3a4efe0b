"""Finds tasks, targets and units by what people type: part of a name in either language, an id, the number of an item,
or the initials of a Chinese name in pinyin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

MOST = 8  # results; who gets more types on


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: a task, a target or a unit, and every text it is found by, in lower case."""

    kind: str
    id: str
    name: str
    names: tuple[str, ...]
    initials: tuple[str, ...]
    words: tuple[str, ...]


def entries(rows: Iterable[dict]) -> Sequence[Entry]:
    """The rows of search.sql, ready to be searched."""
    return tuple(
        Entry(
            row["kind"], row["id"], row["name"], tuple(n.lower() for n in (row["name"], row["other_name"])),
            tuple(_initials(n) for n in (row["name"], row["other_name"])),
            (row["id"].lower(), *(word.lower() for word in row["words"])),
        )
        for row in rows
    )  # fmt: skip


def _initials(name: str) -> str:
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")).lower()


def find(among: Sequence[Entry], typed: str) -> list[Entry]:
    """At most eight entries that fit what was typed, the closest first: the very id or number, a name that begins so,
    initials that begin so, then wherever it stands. Nothing for nothing typed."""
    wanted = " ".join(typed.lower().split())
    ranked = [(rank, n) for n, entry in enumerate(among) if (rank := _rank(entry, wanted)) is not None]
    return [among[n] for _, n in sorted(ranked)[:MOST]] if wanted else []


def _rank(entry: Entry, wanted: str) -> int | None:
    if wanted in entry.words:
        return 0
    if any(name.startswith(wanted) for name in entry.names):
        return 1
    if wanted.isascii() and any(initials.startswith(wanted) for initials in entry.initials):
        return 2
    if any(wanted in name for name in (*entry.names, *entry.words)):
        return 3
    return 4 if wanted.isascii() and len(wanted) > 1 and any(wanted in i for i in entry.initials) else None
