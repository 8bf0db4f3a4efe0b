"""Verifies everything published: hashes, chain, schema, keys, references, and the returns and calls behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from planboard.errors import Place, Problem, UserError
from planboard.publishing.accepted import READ_OTHERWISE, as_read_now
from planboard.publishing.assemble import assemble
from planboard.publishing.crossing import recorded, said_by_records
from planboard.register.plan import Plan
from planboard.register.records import records
from planboard.returns import calls, ledger, unread
from planboard.schema import TABLES
from planboard.snapshots.manifest import Link
from planboard.snapshots.published import MANIFEST, Listing, Snapshot, examine, listing, read
from planboard.snapshots.table_rules import problems_of
from planboard.snapshots.writing import parquet
from planboard.ticks import Tick, silent

_CITES_RETURN = ("returns", "task_returns", "target_values")


def verify(data: Path, *, deep: bool = False, tick: Tick = silent) -> list[Problem]:
    """Every problem of the snapshots and kept returns under `data`, empty if all is in order. With `deep`, every
    snapshot is also assembled again from its returns and must come out the same; a return that today's reader reads
    otherwise is told (READ_OTHERWISE) and what came of it is left out of that, since the file is as it was."""
    folders = listing(data)
    problems = list(_unexpected_files(data, folders))
    readable: list[Snapshot] = []
    known: set[str] = set()
    for n, folder in enumerate(sorted(folders), 1):
        tick(n, len(folders), f"{folder.day}/{folder.revision}")
        snapshot, found = examine(data, folder, folders[folder])
        problems += found
        if snapshot is None:
            continue
        readable.append(snapshot)
        problems += _links(readable)
        problems += _kept(data, snapshot)
        problems += recorded(data, snapshot)
        known |= {file.sha256 for file in snapshot.returns}
        if not found:
            problems += _contents(snapshot, known)
            problems += _assembled_again(data, snapshot, readable) if deep else ()
    problems += _order(readable)
    problems += said_by_records(data, folders, readable)
    try:
        records(data)
    except UserError as error:
        problems += error.problems
    more = (*ledger.verify(data), *calls.verify(data), *unread.verify(data))
    return list(dict.fromkeys((*problems, *more)))


def _assembled_again(data: Path, snapshot: Snapshot, readable: list[Snapshot]) -> Iterator[Problem]:
    plan = Plan.of(read(snapshot))
    base = snapshot.manifest.carried_from
    bases = [s for s in readable if base and s.manifest_sha256 == base.sha256]
    if base and not bases:
        yield Problem(
            snapshot.folder.place(), "chain.broken", {"as_of": base.as_of, "revision": base.revision}
        )
        return
    try:
        using, otherwise = as_read_now(data, snapshot, plan)
        for file in otherwise:
            yield Problem(file.place, READ_OTHERWISE, {"as_of": snapshot.as_of})
        chain = calls.file_of(snapshot.as_of)
        n = next((of.n for of in snapshot.manifest.records or () if of.file == chain), 0)
        said = calls.calls(data, snapshot.as_of, first=n).standing
        again = assemble(plan, snapshot.as_of, using, bases[0] if bases else None, said)
    except UserError as error:
        yield from error.problems
        return
    for name, path in snapshot.files.items():
        held = pq.read_schema(path).names  # what was added since, an older snapshot does not hold
        made = again[name].select([column for column in again[name].column_names if column in held])
        if otherwise:
            if not _is_same_without(path, made, name, {file.sha256 for file in otherwise}):
                yield Problem(snapshot.folder.place(sheet=name), "chain.assembled_otherwise")
        elif parquet(made) != path.read_bytes() and not _is_only_encoded_differently(path, made):
            yield Problem(snapshot.folder.place(sheet=name), "chain.assembled_otherwise")


def _is_same_without(path: Path, again: pa.Table, name: str, returns: set[str]) -> bool:
    """Whether the table is the same but for what came of these returns, of which requests for help say nothing."""
    if name == "help_requests":
        return True
    key, rows = TABLES[name].key[0], pq.read_table(path).to_pylist()
    left_out = {row[key] for row in rows if row.get("return_sha256") in returns}
    kept, made = ([r for r in of if r[key] not in left_out] for of in (rows, again.to_pylist()))
    return kept == made


def _is_only_encoded_differently(path: Path, again: pa.Table) -> bool:
    """Whether the table is the same and only its bytes differ, because another release of the Parquet library wrote
    it."""
    held = pq.ParquetFile(path)
    made = pq.read_metadata(pa.BufferReader(parquet(again))).created_by
    return held.metadata.created_by != made and held.read().equals(again)


def _unexpected_files(data: Path, folders: Listing) -> Iterator[Problem]:
    """A problem for every file among the snapshots that no manifest names."""
    paths = {folder.path(data) for folder in folders}
    parents = {path.parent for path in paths}
    root = data / "snapshots"
    if root.is_dir():
        for path in sorted([*root.iterdir(), *(p for day in parents for p in day.iterdir())]):
            is_empty = path.is_dir() and not any(path.iterdir())  # left by a publisher that was killed
            if path not in paths | parents and not is_empty and not path.name.startswith("."):
                yield Problem(Place(path.relative_to(data).as_posix()), "snapshot.stranger")
    for folder, files in sorted(folders.items()):
        snapshot, _ = examine(data, folder, files)
        named = {MANIFEST, *(path.name for path in snapshot.files.values())} if snapshot else set(files)
        for name in sorted(n for n in set(files) - named if not n.startswith(".")):
            yield Problem(folder.place(name), "snapshot.stranger")


def _links(readable: list[Snapshot]) -> Iterator[Problem]:
    """Problems in the links of the last of `readable`: to the snapshot before it, and to the revision before it."""
    *before, last = readable
    link = last.manifest.previous
    place = last.folder.place(MANIFEST)
    if link is None:
        if before:
            yield Problem(place, "chain.no_previous")
    elif not _linked(link, before):
        yield Problem(place, "chain.broken", {"as_of": link.as_of, "revision": link.revision})
    base = _linked(last.manifest.carried_from, before)
    if base and base.kind != last.kind:
        yield Problem(place, "chain.another_kind", {"as_of": base.as_of, "revision": base.revision})
    revisions = {s.revision for s in readable if s.as_of == last.as_of}
    if last.revision > 1 and last.revision - 1 not in revisions:
        yield Problem(place, "chain.revision_missing", {"revision": last.revision - 1})
    if last.revision > 1 and not last.reason:
        yield Problem(place, "snapshot.no_reason", {"revision": last.revision})


def _linked(link: Link | None, among: Sequence[Snapshot]) -> Snapshot | None:
    return next((s for s in among if link and s.manifest_sha256 == link.sha256), None)


def _order(readable: Sequence[Snapshot]) -> Iterator[Problem]:
    """A problem for each publication whose predecessor in the order of publication is missing or changed."""
    for snapshot in readable:
        link = snapshot.manifest.after
        if link and not _linked(link, readable):
            params = {"as_of": link.as_of, "revision": link.revision}
            yield Problem(snapshot.folder.place(MANIFEST), "chain.broken", params)


def _kept(data: Path, snapshot: Snapshot) -> Iterator[Problem]:
    for file in snapshot.returns:
        path = data / "returns" / file.file
        try:
            same = hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
        except OSError:
            yield Problem(file.place, "chain.return_missing", {"as_of": snapshot.as_of})
            continue
        if not same:
            yield Problem(file.place, "chain.return_changed", {"as_of": snapshot.as_of})


def _contents(snapshot: Snapshot, known: set[str]) -> Iterator[Problem]:
    tables = read(snapshot)
    for problem in problems_of(tables):
        yield replace(problem, place=snapshot.folder.place(sheet=problem.place.file))
    for name in _CITES_RETURN:
        cited = set(tables[name]["return_sha256"].drop_null().to_pylist())
        if cited - known:
            yield Problem(snapshot.folder.place(sheet=f"{name}.return_sha256"), "chain.return_unknown")
