"""What can be proved of all that is published: hashes, chain, schema, keys, references, kept returns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard.errors import Problem, UserError
from planboard.office import receiving as office
from planboard.publishing import assemble as publish
from planboard.register.plan import Plan
from planboard.returns import ledger
from planboard.schema import REGISTER
from planboard.snapshots.store import MANIFEST, Listing, Snapshot, examine, listing, parquet, read
from planboard.snapshots.table_rules import problems_of
from planboard.ticks import Progress, silent

_CITES_RETURN = ("returns", "task_returns", "target_values")


def verify(data: Path, *, deep: bool = False, progress: Progress = silent) -> list[Problem]:
    """Every problem of the snapshots and kept returns under `data`; none: all of it can be believed. `deep`: besides,
    every snapshot is assembled again from the returns it was made of, and must come out the same."""
    seen = listing(data)
    problems = list(_strangers(data, seen))
    readable: list[Snapshot] = []
    known: set[str] = set()
    for n, key in enumerate(sorted(seen), 1):
        progress(n, len(seen), "/".join(key))
        snapshot, found = examine(data, key, seen[key])
        problems += found
        if snapshot is None:
            continue
        readable.append(snapshot)
        problems += _links(readable)
        problems += _kept(data, snapshot)
        known |= {file.sha256 for file in snapshot.returns}
        if not found:
            problems += _contents(snapshot, known)
            problems += _assembled_again(data, snapshot, readable) if deep else ()
    return list(dict.fromkeys((*problems, *ledger.verify(data))))


def _assembled_again(data: Path, snapshot: Snapshot, readable: list[Snapshot]) -> Iterator[Problem]:
    tables = read(snapshot)
    plan = Plan({name: tables[name] for name in ("plan", *REGISTER)})
    base = snapshot.manifest.carried_from
    bases = [s for s in readable if base and s.manifest_sha256 == base.sha256]
    if base and not bases:
        yield Problem(_place(snapshot), "chain.broken", {"as_of": base.as_of, "revision": base.revision})
        return
    try:
        using = office.as_published(data, snapshot, plan)
        again = publish.assemble(plan, snapshot.as_of, using, bases[0] if bases else None)
    except UserError as error:
        yield from error.problems
        return
    for name, path in snapshot.files.items():
        if parquet(again[name]) != path.read_bytes() and not _is_only_written_otherwise(path, again[name]):
            yield Problem(f"{_place(snapshot)}, {name}", "chain.assembled_otherwise")


def _is_only_written_otherwise(path: Path, again: pa.Table) -> bool:
    """Whether another release of the Parquet library wrote the same table in other bytes."""
    held = pq.ParquetFile(path)
    made = pq.read_metadata(pa.BufferReader(parquet(again))).created_by
    return held.metadata.created_by != made and held.read().equals(again)


def _place(snapshot: Snapshot) -> str:
    return f"snapshots/as_of={snapshot.as_of}/rev={snapshot.revision:04d}"


def _strangers(data: Path, seen: Listing) -> Iterator[Problem]:
    """What lies among the snapshots and is named by no manifest."""
    folders = {data / "snapshots" / day / revision for day, revision in seen}
    parents = {folder.parent for folder in folders}
    root = data / "snapshots"
    if root.is_dir():
        for path in sorted([*root.iterdir(), *(p for day in parents for p in day.iterdir())]):
            is_empty = path.is_dir() and not any(path.iterdir())  # left by a publisher that died
            if path not in folders | parents and not is_empty and not path.name.startswith("."):
                yield Problem(path.relative_to(data).as_posix(), "snapshot.stranger")
    for (day, revision), files in sorted(seen.items()):
        snapshot, _ = examine(data, (day, revision), files)
        named = {MANIFEST, *(path.name for path in snapshot.files.values())} if snapshot else set(files)
        for name in sorted(n for n in set(files) - named if not n.startswith(".")):
            yield Problem(f"snapshots/{day}/{revision}/{name}", "snapshot.stranger")


def _links(readable: list[Snapshot]) -> Iterator[Problem]:
    """Whether the last of `readable` follows one that is there, unchanged, or is the first."""
    *before, last = readable
    said = last.manifest.previous
    where = f"{_place(last)}/{MANIFEST}"
    if said is None:
        if before:
            yield Problem(where, "chain.no_previous")
    elif said.sha256 not in {
        s.manifest_sha256 for s in before if (s.as_of, s.revision) == (said.as_of, said.revision)
    }:
        yield Problem(where, "chain.broken", {"as_of": said.as_of, "revision": said.revision})
    revisions = {s.revision for s in readable if s.as_of == last.as_of}
    if last.revision > 1 and last.revision - 1 not in revisions:
        yield Problem(where, "chain.revision_missing", {"revision": last.revision - 1})
    if last.revision > 1 and not last.reason:
        yield Problem(where, "snapshot.no_reason", {"revision": last.revision})


def _kept(data: Path, snapshot: Snapshot) -> Iterator[Problem]:
    for file in snapshot.returns:
        path = data / "returns" / file.file
        try:
            same = hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
        except OSError:
            yield Problem(f"returns/{file.file}", "chain.return_missing", {"as_of": snapshot.as_of})
            continue
        if not same:
            yield Problem(f"returns/{file.file}", "chain.return_changed", {"as_of": snapshot.as_of})


def _contents(snapshot: Snapshot, known: set[str]) -> Iterator[Problem]:
    tables = read(snapshot)
    for problem in problems_of(tables):
        yield Problem(f"{_place(snapshot)}, {problem.where}", problem.key, problem.params)
    for name in _CITES_RETURN:
        cited = set(tables[name]["return_sha256"].drop_null().to_pylist())
        if cited - known:
            yield Problem(f"{_place(snapshot)}, {name}.return_sha256", "chain.return_unknown")
