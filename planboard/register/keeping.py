"""Changes the register: a record of what was done is written first, then the files, whole, as the record says."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from planboard.durable import replace_file
from planboard.errors import DiskRefused, Place, Problem, UserError
from planboard.folders import staging
from planboard.register.amendments import ADDED
from planboard.register.differences import GONE, Difference
from planboard.register.plan import Plan, load_plan, plan_key, read_files, table_of
from planboard.register.records import Record, add, led_to, record_place, records
from planboard.register.states import Cells, Change, State, changes, digest, state
from planboard.schema import PLAN, PLANNED, TEXT


class Conflict(UserError):
    """Somebody else has changed the register in the meantime; look at it again before changing it."""

    exit_code = 3


def version(plan: Plan) -> str:
    """The hash of a register as it was read, for whoever changes it to say what the change was made from."""
    return digest(state(plan.tables))


def change(
    data: Path, new: Plan, *, based_on: str, event: str, at: datetime, by: str, details: Mapping[str, Any]
) -> Record:
    """The record of an act that makes the register in `data/plan` what `new` is; written, with the files. Raises
    UserError with every problem if the register would not be in order, was changed by hand since the last record, or
    nothing would change; Conflict if it is not the one with the version `based_on` any more; DiskRefused."""
    known = finish(data)
    now = load_plan(data / "plan")
    before, after = state(now.tables), state(new.tables)
    if digest(before) != based_on:
        raise _conflict()
    if problems := _unrecorded(known, before):
        raise UserError(problems)
    found = changes(before, after)
    if not found:
        raise UserError([Problem(Place("plan"), "register.nothing_changes")])
    check(data, new)
    if not known:
        begun = Record("begun", at, by, begun_with=before)
        if not add(data, known, begun):
            raise _conflict()
        known = records(data)[:1]
    record = Record(event, at, by, tuple(found), details=dict(details))
    if not add(data, known, record):
        raise _conflict()
    _write_out(data)
    return record


def adopt(data: Path, *, at: datetime, by: str) -> Record:
    """The record of what was changed in the files by hand since the last record. Raises UserError if nothing was, or
    DiskRefused."""
    known = records(
        data
    )  # not finished: files that were put back by hand look like ones that were never written
    now = state(load_plan(data / "plan").tables)
    found = changes(led_to(known), now) if known else []
    record = Record("adopted", at, by, tuple(found)) if known else Record("begun", at, by, begun_with=now)
    if known and not found:
        raise UserError([Problem(Place("plan"), "register.nothing_changes")])
    if not add(data, known, record):
        raise _conflict()
    return record


def unrecorded(data: Path, plan: Plan) -> list[Problem]:
    """A problem for each difference between the register and what its records lead to; none without records. Raises
    UserError if a record is damaged."""
    return _unrecorded(records(data), state(plan.tables))


def by_hand(data: Path, plan: Plan) -> list[Change]:
    """What was changed in the files since the last record. Raises UserError if a record is damaged."""
    known = records(data)
    return changes(led_to(known), state(plan.tables)) if known else []


def check(data: Path, new: Plan) -> None:
    """Raise UserError with every problem of the register if its files held what `new` does."""
    with tempfile.TemporaryDirectory(prefix="planboard-") as folder:
        trial = Path(folder) / "plan"
        shutil.copytree(data / "plan", trial)
        for name, content in contents(trial, state(new.tables)).items():
            (trial / name).write_bytes(content)
        found = load_plan(trial)
    if differing := changes(state(new.tables), state(found.tables)):  # such as a cell that ends in a space
        raise UserError([Problem(change.of.place, "register.not_as_written") for change in differing])


def finish(data: Path) -> tuple[Record, ...]:
    """The records, after the files were written out that somebody who died left unwritten. Raises UserError if a record
    is damaged, and DiskRefused."""
    known = records(data)
    if len(known) > 1 and _is_unfinished(data, known):
        _write_out(data)
    return known


def _is_unfinished(data: Path, known: Sequence[Record]) -> bool:
    """Whether every file holds what the last record or the one before it leads to, and not all of them the last."""
    held, now, before = _held(data), led_to(known), led_to(known[:-1])
    return (
        held is not None
        and any(held[name] != now[name] for name in PLANNED)
        and all(held[name] in (now[name], before[name]) for name in PLANNED)
    )


def _held(data: Path) -> State | None:
    """What the files hold, each for itself; None if one cannot be read."""
    files = read_files(data / "plan")
    if any(row.problems for file in files.values() for row in file.rows):
        return None
    if any(file.problems for file in files.values()):
        return None
    return state({name: table_of(name, file) for name, file in files.items()})


def _unrecorded(known: Sequence[Record], now: State) -> list[Problem]:
    words, found = {ADDED: "unrecorded_row", GONE: "unrecorded_loss"}, []
    for d in (change.of for change in (changes(led_to(known), now) if known else ())):
        # Which of the two was changed nobody can tell from them, so both are named.
        params = {"record": record_place(_last_on(known, d)), "old": d.old or "", "new": d.new or ""}
        found.append(Problem(d.place, f"register.{words.get(d.field, 'unrecorded')}", params))
    return found


def _last_on(known: Sequence[Record], of: Difference) -> int:
    """The number of the last record that says something of a cell or row; of the first, if only that one does."""
    numbered = reversed([*enumerate(known, 1)])
    fields = (of.field, ADDED, GONE)
    return next(
        (
            n
            for n, record in numbered
            if any(
                (c.of.object, c.of.id) == (of.object, of.id)
                and (c.of.field in fields or of.field in (ADDED, GONE))
                for c in record.changes
            )
        ),
        1,
    )


def _conflict() -> Conflict:
    return Conflict([Problem(Place("plan"), "register.changed_meanwhile")])


def _write_out(data: Path) -> None:
    """Write the files that do not hold what the records lead to, until no newer record has come."""
    n = 0
    while len(known := records(data)) != n:
        n = len(known)
        for name, content in contents(data / "plan", led_to(known)).items():
            try:
                replace_file(staging(data), data / "plan" / name, content)
            except OSError as error:
                why = {"why": error.strerror or str(error)}
                raise DiskRefused([Problem(Place(name), "register.not_written_out", why)]) from error


def contents(folder: Path, wanted: State) -> dict[str, bytes]:
    """The content of every file of the register in `folder` that would have to change to hold this state: a table with
    its rows in the order they had, plan.toml with its comments."""
    files, found = read_files(folder), {}
    for name, rows in wanted.items():
        file = files[name]
        is_read = not file.problems and not any(row.problems for row in file.rows)
        was = state({name: table_of(name, file)})[name] if is_read else {}
        if was == rows and is_read:
            continue
        if name == "plan":
            found[file.name] = toml_content(folder / file.name, rows["plan"])
        else:
            order = [*(id for id in was if id in rows), *(id for id in rows if id not in was)]
            found[file.name] = csv_content(name, (rows[id] for id in order))
    return found


def csv_content(name: str, rows: Iterable[Cells]) -> bytes:
    """A table of the register as its file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [column.name for column in PLANNED[name].columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def toml_content(path: Path, cells: Cells) -> bytes:
    """The content of plan.toml with these values; comments and order as they are in the file."""
    text = path.read_text("utf-8-sig") if path.exists() else ""
    section = ""
    lines = []
    left = {plan_key(name): _toml_value(name, value or "") for name, value in cells.items()}
    for line in text.splitlines():
        if head := re.match(r"\s*\[(\w+)\]", line):
            section = f"{head[1]}."
        found = re.match(r"(\s*)([\w-]+)(\s*=\s*)((?:\"(?:[^\"\\]|\\.)*\"|[^#\"]*?))(\s*(?:#.*)?)$", line)
        key = f"{section}{found[2]}" if found else ""
        if found and key in left:
            line = f"{found[1]}{found[2]}{found[3]}{_kept(found[4], left.pop(key))}{found[5]}"
        lines.append(line)
    unwritten = {plan_key(c.name): _toml_value(c.name, str(c.older)) for c in PLAN.columns if not c.required}
    if any(unwritten.get(key) != value for key, value in left.items()):  # written otherwise, or no file
        lines = _whole_toml(cells)
    return ("\n".join(lines) + "\n").encode()


def _kept(old: str, new: str) -> str:
    """The value as it stands if it is the same: 10.0 is not rewritten to 10."""
    try:
        return old if tomllib.loads(f"v = {old}") == tomllib.loads(f"v = {new}") else new
    except tomllib.TOMLDecodeError:
        return new


def _whole_toml(cells: Cells) -> list[str]:
    sections: dict[str, list[str]] = {}
    for name, value in cells.items():
        section, _, key = plan_key(name).rpartition(".")
        sections.setdefault(section, []).append(f"{key} = {_toml_value(name, value or '')}")
    return [
        line for section, held in sections.items() for line in ([f"[{section}]"] if section else []) + held
    ]


def _toml_value(name: str, value: str) -> str:
    column = next(column for column in PLAN.columns if column.name == name)
    return json.dumps(value, ensure_ascii=False) if column.type == TEXT else value
