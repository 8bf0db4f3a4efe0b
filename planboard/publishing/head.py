"""The head: one hash on which everything published rests, and the records of returns and calls.

A manifest names the publication before it and the records the ledger had got by then, so the hash of the manifest that
was published last stands for all of it. Each record made since extends it. A head that somebody kept is found again
among those of all earlier states, or something behind it was changed or removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from planboard.errors import Place, Problem, UserError
from planboard.register import records as register
from planboard.returns import calls, ledger
from planboard.returns.kept import RecordHead
from planboard.snapshots.published import Published, Snapshot, published

LEAST = 16  # characters of a head that tell it from any other


@dataclass(frozen=True)
class State:
    """A state that the data had: its head, and how many publications and records have come since."""

    head: str
    n_snapshots: int
    n_records: int


def head(data: Path) -> str:
    """The head of everything published and recorded under `data`. Raises UserError if nothing is published."""
    states = _states(data)
    if not states:
        raise UserError([Problem(Place("snapshots"), "cli.no_snapshot")])
    return states[-1].head


def state_of(data: Path, kept: str) -> State:
    """The state that a head, or at least its first LEAST characters, stands for. Raises UserError if it is too short or
    the head of no state the data had, or if no snapshot is there."""
    if len(kept) < LEAST:
        raise UserError([Problem(Place(kept), "chain.short_head", {"n": LEAST})])
    states = _states(data)
    if not states:
        raise UserError([Problem(Place(kept), "chain.nothing_published")])
    found = [state for state in states if state.head.startswith(kept.lower())]
    if not found:
        raise UserError([Problem(Place(kept), "chain.no_such_head", {"head": head(data)})])
    return found[-1]


def new_records(data: Path) -> list[RecordHead]:
    """The head of every file in the ledger, of every period's calls and of the register, that has got records since
    the publication before."""
    return _heads(data, _counts(published(data).snapshots))


def path_of_record(data: Path, file: str, number: int) -> Path:
    """The path of a record of a return, of calls or of the register, by `RecordHead.file`."""
    if file == register.FOLDER:
        return register.record_path(data, number)
    if file.startswith(f"{calls.FOLDER}/"):
        return calls.record_path(data, file, number)
    return ledger.record_path(data, file, number)


def _heads(data: Path, known: Mapping[str, int]) -> list[RecordHead]:
    """The head of every file in the ledger, of calls and of the register, that has got more records than are known."""
    n = register.n_records(data)
    found = [*ledger.heads(data, known), *calls.heads(data, known)]
    if n > known.get(register.FOLDER, 0):
        sha256 = hashlib.sha256(register.record_path(data, n).read_bytes()).hexdigest()
        found.append(RecordHead(register.FOLDER, n, sha256))
    return found


def _states(data: Path) -> list[State]:
    """Every state of the data that is known, the newest last; none if nothing is published."""
    now = published(data)
    order = _order(now)
    heads = [(s.manifest_sha256, len(order), 0) for s in now.snapshots if s not in order]
    for n, (snapshot, records) in enumerate(_with_records_since(data, order), 1):
        digest = snapshot.manifest_sha256
        heads.append((digest, len(order) - n, len(records)))
        for left, record in zip(reversed(range(len(records))), records, strict=True):
            digest = hashlib.sha256(f"{digest} {record}".encode()).hexdigest()
            heads.append((digest, len(order) - n, left))
    return [State(*found) for found in heads]


def _order(now: Published) -> list[Snapshot]:
    """The publications in their order, as far back as the last one leads."""
    by_hash = {s.manifest_sha256: s for s in now.snapshots}
    order, link = [], now.published_last
    while link:
        order.append(link)
        link = by_hash.get(link.manifest.after.sha256) if link.manifest.after else None
    return order[::-1]


def _with_records_since(data: Path, order: list[Snapshot]) -> Iterator[tuple[Snapshot, list[str]]]:
    """Each publication with the name and hash of every record from then until the next, in the order of their times."""
    known: dict[str, int] = {}
    for snapshot, following in zip(order, [*order, None][1:], strict=True):
        known |= _counts([snapshot])
        later = following.manifest.records or () if following else _heads(data, known)
        yield snapshot, _records(data, known, later)


def _records(data: Path, known: Mapping[str, int], heads: Iterable[RecordHead]) -> list[str]:
    found = []
    for of in heads:
        for number in range(known.get(of.file, 0) + 1, of.n + 1):
            path = path_of_record(data, of.file, number)
            content = path.read_bytes() if path.is_file() else b""
            found.append((_time(content), f"{of.file} {number} {hashlib.sha256(content).hexdigest()}"))
    return [line for _, line in sorted(found)]


def _time(content: bytes) -> datetime:
    try:
        return datetime.fromisoformat(json.loads(content)["at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return datetime.min.replace(tzinfo=UTC)  # verifying names it


def _counts(snapshots: Iterable[Snapshot]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for snapshot in snapshots:
        for of in snapshot.manifest.records or ():
            counts[of.file] = max(of.n, counts.get(of.file, 0))
    return counts
