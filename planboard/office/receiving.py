"""Receives files from units: reads, checks and keeps each of them, with or without problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from planboard import export
from planboard.answers.engine import open_engine
from planboard.errors import Problem, UserError, bounded
from planboard.office.missing_reasons import missing_reasons
from planboard.publishing.assemble import first_day
from planboard.publishing.newest import before, kind_of
from planboard.register.duties import ids, units_by_name
from planboard.register.plan import Plan
from planboard.returns import checks, ledger, unread
from planboard.returns.checks import Known
from planboard.returns.content import MOST_BYTES, Return
from planboard.returns.files import records_in, shown_name
from planboard.returns.kept import Kept
from planboard.returns.reading import Located, read_partly, sender
from planboard.returns.unread import Unread
from planboard.snapshots.published import read
from planboard.ticks import Tick, silent
from planboard.wording.text import LANGUAGES, problem_text


@dataclass(frozen=True)
class Arrival:
    """A file that came in: its name, its bytes, the time it arrived, and who took it in, unsaid who has it read."""

    name: str
    content: bytes
    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Received:
    """The result for one file: its entry in the ledger, its return if it could be read, its problems and its remarks. A
    file with problems cannot be accepted."""

    kept: Kept | None  # None: too large to keep
    name: str
    ret: Return | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


@dataclass(frozen=True)
class _Finding:
    """What was found in a file: its return if it could be read, its unit, who filled it in, and its problems."""

    found: Located | None = None
    unit_id: str | None = None
    sent_by: str | None = None
    problems: tuple[Problem, ...] = ()


def receive(
    data: Path, plan: Plan, files: Sequence[Arrival], as_of: date, by: str, *, tick: Tick = silent
) -> list[Received]:
    """The result for each file that came in for the period that ends on `as_of`, in the order given. A bad file does
    not stop the good ones. Raises UserError if the ledger is damaged, DiskRefused if a file could not be kept."""
    known = _known(data, plan, as_of)
    findings = []
    for n, file in enumerate(files, 1):
        tick(n, len(files), shown_name(file.name))
        findings.append(_examine(file, plan, as_of, known))
    readable = {
        n: finding.found for n, finding in enumerate(findings) if finding.found and _can_be_drafted(finding)
    }
    without_reason = missing_reasons(data, plan, as_of, readable)
    received = []
    for n, (file, finding) in enumerate(zip(files, findings, strict=True)):
        reported = {problem.place for problem in finding.problems}
        more = [problem for problem in without_reason.get(n, ()) if problem.place not in reported]
        problems = bounded(shown_name(file.name), (*finding.problems, *more))
        received.append(_keep(data, as_of, file, replace(finding, problems=problems), by))
    return received


def hold(data: Path, files: Sequence[Arrival], as_of: date, by: str) -> None:
    """Keep files that came in until they are read, so that none is lost if that is broken off. One that is too large is
    not kept, as it cannot be received. Raises DiskRefused."""
    for file in files:
        if len(file.content) <= MOST_BYTES:
            name = shown_name(file.name)
            unread.keep(data, as_of, file.content, name=name, at=file.at, by=file.by or by)


def held(data: Path, files: Sequence[Unread]) -> list[Arrival]:
    """Files that were kept and not read, as they arrived, without those that are gone by now."""
    found = ((one, unread.content(data, one)) for one in files)
    return [Arrival(one.name, content, one.at, one.by) for one, content in found if content is not None]


def _known(data: Path, plan: Plan, as_of: date) -> Known:
    register = plan.rows()
    previous = before(data, as_of, kind_of(data))
    starts_on = first_day(plan, previous)
    if previous is None:
        return Known.of(register, starts_on)
    old = read(previous)
    paces = open_engine(data).query("usual_pace", as_of=previous.as_of).to_pylist()
    return Known.of(
        register, starts_on, paces=paces, tasks=old["task_returns"].to_pylist(),
        requests=old["help_requests"].to_pylist(),
    )  # fmt: skip


def _examine(file: Arrival, plan: Plan, as_of: date, known: Known) -> _Finding:
    name, finding = shown_name(file.name), _Finding()
    try:
        sent = records_in(file.content, name)
        unit_id, sent_by = sender(sent)
        is_known = unit_id in {unit["unit_id"] for unit in known.register["units"]}
        finding = _Finding(None, unit_id if is_known else None, sent_by)
        rows = plan.rows()
        found = read_partly(sent, name, units_by_name(rows["units"]), ids(rows))
    except UserError as error:
        return replace(finding, problems=error.problems)
    found = replace(found, remarks=(*found.remarks, *checks.remarks_of(found, known)))
    return replace(finding, found=found, problems=(*found.problems, *checks.problems_of(found, as_of, known)))


def _can_be_drafted(finding: _Finding) -> bool:
    return not any(problem.blocks_draft for problem in finding.problems)


def _keep(data: Path, as_of: date, file: Arrival, finding: _Finding, by: str) -> Received:
    name, kept = shown_name(file.name), None
    read = finding.found.ret.sha256 if finding.found and not finding.found.problems else None
    if len(file.content) <= MOST_BYTES:
        kept = ledger.receive(
            data, as_of, file.content, name=name, unit_id=finding.unit_id, sent_by=finding.sent_by,
            problems=finding.problems, at=file.at, by=file.by or by, read_sha256=read,
        )  # fmt: skip
        unread.drop(data, as_of, kept.file.sha256)
    ret, remarks = (finding.found.ret, finding.found.remarks) if finding.found else (None, ())
    return Received(kept, name, ret, finding.problems, remarks)


def problems_csv(received: Sequence[Received]) -> bytes:
    """Every problem of every file as CSV, one per row, with its message in both languages."""
    header = ("file", "where", "problem_zh", "problem_en")
    rows = [
        (one.name, problem.where, *(problem_text(lang, problem) for lang in LANGUAGES))
        for one in received
        for problem in one.problems
    ]
    return export.to_csv(header, rows)
