"""Files that came in: each read, checked and kept, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from planboard import export
from planboard.answers.engine import Engine
from planboard.errors import Problem, UserError, bounded
from planboard.office.missing_reasons import missing_reasons
from planboard.publishing.publish import before, kind_of
from planboard.register.duties import units_by_name
from planboard.register.plan import Plan
from planboard.returns import checks, ledger
from planboard.returns.checks import Known
from planboard.returns.files import records_in, shown_name
from planboard.returns.kept import Kept
from planboard.returns.model import MOST_BYTES, Return
from planboard.returns.reading import Located, read_partly, sender
from planboard.snapshots.published import published, read
from planboard.ticks import Tick, silent
from planboard.wording.text import LANGUAGES, problem_text


@dataclass(frozen=True)
class Arrival:
    """A file that came in: what it is called, its bytes, and when it came."""

    name: str
    content: bytes
    at: datetime


@dataclass(frozen=True)
class Received:
    """What became of one file: how it is kept, the return in it, and what was found; no return where it could not be
    read. With problems it cannot be accepted."""

    kept: Kept | None  # None: too large to be kept
    name: str
    ret: Return | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


@dataclass(frozen=True)
class _Look:
    """What was seen in a file: the return if it could be read, whose it is, what is wrong with it."""

    found: Located | None = None
    unit_id: str | None = None
    sent_by: str | None = None
    problems: tuple[Problem, ...] = ()


def receive(
    data: Path, plan: Plan, files: Sequence[Arrival], as_of: date, by: str, *, tick: Tick = silent
) -> list[Received]:
    """What became of each of the files that came in for the period that ends on `as_of`, in their order. One bad file
    stops no good one. Raises UserError where what was published before cannot be read, or the disk refuses."""
    known = _known(data, plan, as_of)
    looks = []
    for n, file in enumerate(files, 1):
        looks.append(_look_at(file, plan, as_of, known))
        tick(n, len(files), shown_name(file.name))
    readable = {n: look.found for n, look in enumerate(looks) if look.found and _can_be_drafted(look)}
    without_reason = missing_reasons(data, plan, as_of, readable)
    received = []
    for n, (file, look) in enumerate(zip(files, looks, strict=True)):
        reported = {problem.place for problem in look.problems}
        more = [problem for problem in without_reason.get(n, ()) if problem.place not in reported]
        problems = bounded(shown_name(file.name), (*look.problems, *more))
        received.append(_keep(data, as_of, file, replace(look, problems=problems), by))
    return received


def _known(data: Path, plan: Plan, as_of: date) -> Known:
    register = plan.rows()
    previous = before(data, as_of, kind_of(data))
    if previous is None:
        return Known(register, {}, {}, {})
    old = read(previous)
    paces = Engine(published(data)).query("usual_pace", as_of=previous.as_of).to_pylist()
    return Known(
        register,
        {row["target_id"]: row for row in paces},
        {row["task_id"]: row for row in old["task_returns"].to_pylist()},
        {row["request_id"]: row for row in old["help_requests"].to_pylist()},
    )


def _look_at(file: Arrival, plan: Plan, as_of: date, known: Known) -> _Look:
    name, look = shown_name(file.name), _Look()
    try:
        sent = records_in(file.content, name)
        unit_id, sent_by = sender(sent)
        is_known = unit_id in {unit["unit_id"] for unit in known.register["units"]}
        look = _Look(None, unit_id if is_known else None, sent_by)
        found = read_partly(sent, name, units_by_name(known.register["units"]))
    except UserError as error:
        return replace(look, problems=error.problems)
    return replace(look, found=found, problems=(*found.problems, *checks.problems_of(found, as_of, known)))


def _can_be_drafted(look: _Look) -> bool:
    return not any(problem.blocks_draft for problem in look.problems)


def _keep(data: Path, as_of: date, file: Arrival, look: _Look, by: str) -> Received:
    name, kept = shown_name(file.name), None
    if len(file.content) <= MOST_BYTES:
        kept = ledger.receive(
            data, as_of, file.content, name=name, unit_id=look.unit_id, sent_by=look.sent_by, problems=look.problems,
            at=file.at, by=by,
        )  # fmt: skip
    ret, remarks = (look.found.ret, look.found.remarks) if look.found else (None, ())
    return Received(kept, name, ret, look.problems, remarks)


def problems_csv(received: Sequence[Received]) -> bytes:
    """Every problem of every file as CSV, in both languages."""
    header = ("file", "where", "problem_zh", "problem_en")
    rows = [
        (one.name, problem.where, *(problem_text(lang, problem) for lang in LANGUAGES))
        for one in received
        for problem in one.problems
    ]
    return export.to_csv(header, rows)
