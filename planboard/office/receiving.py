"""What the leading group's office does: receive returns, accept them or send them back, look ahead, publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path, PurePath

from planboard import export
from planboard.answers.engine import Engine
from planboard.errors import Problem, UserError, bounded
from planboard.office import form_writing as workbook
from planboard.publishing import assemble as publish
from planboard.publishing.assemble import Accepted
from planboard.publishing.preview import draft
from planboard.register.plan import Plan
from planboard.returns import checks, ledger
from planboard.returns import form_reading as workbook_reading
from planboard.returns.checks import Known
from planboard.returns.ledger import Event, Kept
from planboard.returns.model import LARGEST, Return
from planboard.returns.reading import Located, read, read_csv, read_partly, sender
from planboard.returns.records import Sent
from planboard.snapshots import store as snapshots
from planboard.snapshots.manifest import ReturnFile
from planboard.snapshots.store import Snapshot, published
from planboard.ticks import Progress, silent
from planboard.wording.text import LANGUAGES, say

NEEDS_A_REASON = ("at_risk", "behind", "overdue")


@dataclass(frozen=True)
class Received:
    """What became of one file: how it is kept, the return in it, and what was found; no return where it could not
    be read. With problems it cannot be accepted."""

    kept: Kept | None  # None: too large to be kept
    name: str
    ret: Return | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def next_period(data: Path) -> date | None:
    """The as-of date that follows if the interval between the newest two goes on; None before there are two."""
    days = [snapshot.as_of for snapshot in published(data).current]
    return days[-1] + (days[-1] - days[-2]) if len(days) > 1 else None


@dataclass(frozen=True)
class Arrival:
    """A file that came in: what it is called, its bytes, and when."""

    name: str
    content: bytes
    at: datetime


def receive(
    data: Path, plan: Plan, files: Sequence[Arrival], as_of: date, by: str, *, progress: Progress = silent
) -> list[Received]:
    """Read and check files that came in for the period that ends on `as_of`, and keep every one, whatever is wrong
    with it. One bad file stops no good one."""
    known = _known(data, plan, as_of)
    looked_at = []
    for n, file in enumerate(files, 1):
        looked_at.append(_look_at(file, plan, as_of, known))
        progress(n, len(files), _shown(file.name))
    fitting = {n: one.found for n, one in enumerate(looked_at) if one.found and _fits(one)}
    without_reason = _without_reason(data, plan, as_of, fitting)
    done = []
    for n, (file, one) in enumerate(zip(files, looked_at, strict=True)):
        told = {problem.where for problem in one.problems}
        more = [problem for problem in without_reason.get(n, ()) if problem.where not in told]
        problems = bounded(_shown(file.name), (*one.problems, *more))
        done.append(_keep(data, as_of, file, replace(one, problems=problems), by))
    return done


@dataclass(frozen=True)
class _Look:
    """What was seen in a file: the return if it could be read, whose it is, what is wrong with it."""

    found: Located | None = None
    unit_id: str | None = None
    sent_by: str | None = None
    problems: tuple[Problem, ...] = ()


def _fits(look: _Look) -> bool:
    """Whether a snapshot can be drafted from it, whatever else is wrong with it."""
    strangers = ("return.period", "return.unknown", "return.foreign", "return.missing", "return.half")
    return not any(problem.key.startswith(strangers) for problem in look.problems)


def _look_at(file: Arrival, plan: Plan, as_of: date, known: Known) -> _Look:
    name, look = _shown(file.name), _Look()
    try:
        sent = _sent(file.content, name)
        unit_id, sent_by = sender(sent)
        is_known = unit_id in {unit["unit_id"] for unit in known.register["units"]}
        look = _Look(None, unit_id if is_known else None, sent_by)
        found = read_partly(sent, name, checks.units_by_name(plan))
    except UserError as error:
        return replace(look, problems=error.problems)
    return replace(look, found=found, problems=(*found.problems, *checks.problems_of(found, as_of, known)))


def _keep(data: Path, as_of: date, file: Arrival, look: _Look, by: str) -> Received:
    name, kept = _shown(file.name), None
    if len(file.content) <= LARGEST:
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
        (
            one.name,
            problem.where,
            *(say(lang, f"problem.{problem.key}", **problem.params) for lang in LANGUAGES),
        )
        for one in received
        for problem in one.problems
    ]
    return export.to_csv(header, rows)


def read_return(content: bytes, name: str, plan: Plan) -> Located:
    """The return in a file. Raises UserError with every problem."""
    return read(_sent(content, name), name, checks.units_by_name(plan))


@lru_cache(maxsize=40)  # reading a workbook takes a process of its own; a period has some dozens
def _sent(content: bytes, name: str) -> Sent:
    if len(content) > LARGEST:
        raise UserError([Problem(name, "return.too_large", {"n": LARGEST // 1_000_000})])
    if not content:
        raise UserError([Problem(name, "return.nothing")])
    is_text = PurePath(name).suffix.lower() == ".csv"
    if is_text and content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):  # a workbook, or an old one
        raise UserError([Problem(name, "return.not_its_ending", {"ending": ".csv"})])
    return read_csv(content, name) if is_text else workbook_reading.read(content, name)


def _shown(name: str) -> str:
    """A file's own name without folders, as it can stand in a line of text."""
    return "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[-100:] or "?"


def _known(data: Path, plan: Plan, as_of: date) -> Known:
    register = plan.rows()
    previous = publish.before(data, as_of, publish.kind_of(data))
    if previous is None:
        return Known(register, {}, {}, {})
    old = snapshots.read(previous)
    paces = Engine(published(data)).query("usual_pace", as_of=previous.as_of).to_pylist()
    return Known(
        register,
        {row["target_id"]: row for row in paces},
        {row["task_id"]: row for row in old["task_returns"].to_pylist()},
        {row["request_id"]: row for row in old["help_requests"].to_pylist()},
    )


def _without_reason(
    data: Path, plan: Plan, as_of: date, fitting: Mapping[int, Located]
) -> dict[int, list[Problem]]:
    """The tasks that the figures put at risk, behind or overdue and that give no reason, by the number of the file.
    Only a snapshot of what was sent can tell, and a snapshot takes one return of each unit."""
    told: dict[int, list[Problem]] = {}
    waiting = dict(fitting)
    while waiting:
        first = {found.ret.unit_id: n for n, found in reversed(waiting.items())}
        together = {n: waiting.pop(n) for n in first.values()}
        status = _statuses(data, plan, as_of, [found.ret for found in together.values()])
        for n, found in together.items():
            told[n] = [
                Problem(
                    found.where("task", task.task_id, "reason"), f"return.no_reason_{status[task.task_id]}"
                )
                for task in found.ret.tasks
                if status.get(task.task_id) in NEEDS_A_REASON and not task.reason
            ]
    return told


def _statuses(data: Path, plan: Plan, as_of: date, rets: Sequence[Return]) -> dict[str, str]:
    """What the status of each task of these returns would be; nothing of a return that stands in the way of a
    snapshot."""
    try:
        with draft(data, plan, as_of, [_pretend(ret, as_of) for ret in rets]) as now:
            rows = (
                Engine(now).query("tasks", as_of=as_of, lang="zh", pillar_id=None, unit_id=None).to_pylist()
            )
    except UserError:  # one of them is in the way, of the others perhaps; no bad file stops a good one
        alone = [_statuses(data, plan, as_of, [ret]) for ret in rets] if len(rets) > 1 else []
        return {id: status for one in alone for id, status in one.items()}
    told = {task.task_id for ret in rets for task in ret.tasks}
    return {row["task_id"]: row["status"] for row in rows if row["task_id"] in told}


def _pretend(ret: Return, as_of: date) -> Accepted:
    at = datetime.combine(as_of, time(), publish.OFFICE_TIME)
    return Accepted(ret, ReturnFile("", "0" * 64), at, at)


def accept(data: Path, kept: Kept, *, at: datetime, by: str) -> Kept:
    """Accept a return. Raises UserError where it came with problems or was accepted already, or where by the clock
    another one of the unit was accepted later: which of them counts must not depend on a clock that is wrong."""
    if kept.problems:
        raise UserError([Problem(kept.name, "ledger.faulty", {"n": len(kept.problems)})])
    for other in ledger.of_period(data, kept.as_of, kept.unit_id):
        since = other.when("accepted")
        if other.state == "accepted" and since and since > at:
            raise UserError([Problem(kept.name, "ledger.clock", {"name": other.name, "at": since})])
    return ledger.record(
        data, kept, Event("accepted", at, by), lambda now: now.state in ("received", "sent_back")
    )


def send_back(data: Path, kept: Kept, reason: str, *, at: datetime, by: str) -> Kept:
    """Send a return back, for a reason. Raises UserError without one or with an endless one, or where it was
    sent back already."""
    if not reason.strip():
        raise UserError([Problem(kept.name, "ledger.no_reason")])
    if len(reason) > checks.LONGEST_TEXT:
        most = {"n": len(reason), "most": checks.LONGEST_TEXT}
        raise UserError([Problem(kept.name, "return.too_long", most)])
    event = Event("sent_back", at, by, {"reason": reason.strip()})
    return ledger.record(data, kept, event, lambda now: now.state != "sent_back")


def accepted(data: Path, as_of: date, plan: Plan, *, progress: Progress = silent) -> list[Accepted]:
    """The returns of a period that count as accepted now, each as it reads."""
    period = ledger.of_period(data, as_of)
    counting, read = [kept for kept in period if kept.state == "accepted"], []
    for n, kept in enumerate(counting, 1):
        read.append(_accepted(data, kept, period, plan))
        progress(n, len(counting), kept.name)
    return read


def as_published(data: Path, snapshot: Snapshot, plan: Plan) -> list[Accepted]:
    """The returns that went into a snapshot, as they stood when it was published: by the acceptance it cites, since
    the record of the publication itself may be late."""
    cited = snapshots.read(snapshot)["returns"].to_pylist()
    at = {row["return_sha256"]: row["accepted_at"] for row in cited}
    period = [kept.until(at.get(kept.file.sha256)) for kept in ledger.of_period(data, snapshot.as_of)]
    files = {file.file for file in snapshot.returns}
    return [_accepted(data, kept, period, plan) for kept in period if kept.file.file in files]


def _accepted(data: Path, kept: Kept, period: Sequence[Kept], plan: Plan) -> Accepted:
    found = read_return(ledger.content(data, kept), kept.name, plan)
    accepted_at = kept.when("accepted") or kept.received_at
    return Accepted(found.ret, kept.file, kept.received_at, accepted_at, ledger.n_sent_back(kept, period))


def forms(
    data: Path, plan: Plan, as_of: date, unit_ids: Sequence[str], lang: str
) -> Iterator[tuple[str, bytes]]:
    """The form of each unit for the period that ends on `as_of`, as file name and workbook."""
    with draft(data, plan, as_of, []) as now:
        engine = Engine(now)
    names = {unit["unit_id"]: unit[f"name_{lang}"] for unit in plan.tables["units"].to_pylist()}
    for unit_id in unit_ids:
        yield form_name(data, as_of, names[unit_id], "xlsx"), workbook.form(engine, as_of, unit_id, lang)


def form_name(data: Path, as_of: date, whose: str, ending: str) -> str:
    """What a file of forms is called; forms of a demonstration say so."""
    return f"{whose}_{as_of}{'_demo' if publish.kind_of(data) == 'demo' else ''}.{ending}"


def publish_period(
    data: Path,
    plan: Plan,
    as_of: date,
    *,
    at: datetime,
    by: str,
    kind: str | None = None,
    reason: str | None = None,
    expected_revision: int | None = None,
    progress: Progress = silent,
) -> Snapshot:
    """Publish the accepted returns of the period that ends on `as_of`, and note in each where it went. What a
    publisher who died left unnoted is noted by the next. `publish.publish` says what can stand in the way."""
    using = accepted(data, as_of, plan, progress=progress)
    made = publish.publish(
        data, plan, as_of, using, kind=kind or publish.kind_of(data), publisher=by, published_at=at, reason=reason,
        expected_revision=expected_revision,
    )  # fmt: skip
    of_date = [snapshot for snapshot in published(data).snapshots if snapshot.as_of == as_of]
    unnoted = [problem for snapshot in of_date for problem in note(data, snapshot, at=at, by=by)]
    if unnoted:
        said = {"n": len(unnoted), "why": unnoted[0].params["why"]}
        raise UserError([Problem(f"snapshots/as_of={as_of}", "snapshot.unnoted", said)])
    return made


def note(data: Path, snapshot: Snapshot, *, at: datetime, by: str) -> list[Problem]:
    """Note in every return that went into a snapshot that it did; what the disk refused of it."""
    refused: list[Problem] = []
    went = (snapshot.as_of, snapshot.revision)
    files = {file.file for file in snapshot.returns}
    event = Event("published", at, by, {"as_of": str(snapshot.as_of), "revision": snapshot.revision})
    for kept in ledger.of_period(data, snapshot.as_of):
        if kept.file.file in files and went not in kept.published_in:
            try:
                ledger.record(data, kept, event, lambda now: went not in now.published_in)
            except UserError as error:  # or noted by somebody else in the same moment
                refused += [p for p in error.problems if p.key in ("ledger.disk", "ledger.unconfirmed")]
    return refused


@dataclass(frozen=True)
class Standing:
    """Where one unit stands in a period: what it sent, in order, and the return that decides its state; no return
    where it sent nothing. `is_owed`: the plan has it report."""

    unit_id: str | None  # None: files that name no unit
    is_owed: bool
    sent: tuple[Kept, ...]

    @property
    def deciding(self) -> Kept | None:
        """The accepted return if there is one, the newest otherwise."""
        deciding = [kept for kept in self.sent if kept.state == "accepted"] or self.sent
        return deciding[-1] if deciding else None

    @property
    def n_sent_back(self) -> int:
        """How often a return of the unit was sent back, before one was accepted: what a publication would count."""
        return ledger.n_sent_back(self.deciding, self.sent) if self.deciding else 0

    @property
    def state(self) -> str:
        """`missing`, or the state of the return that decides, or `published`."""
        kept = self.deciding
        if kept is None:
            return "missing"
        return "published" if kept.state == "accepted" and kept.published_in else kept.state


def standings(data: Path, plan: Plan, as_of: date) -> list[Standing]:
    """Every unit that owes a return for the period or sent one, in the register's order; files without a unit last."""
    register = plan.rows()
    owing = {*checks.reporters(register).values(), *(task["unit_id"] for task in register["tasks"])}
    sent: dict[str | None, list[Kept]] = {}
    for kept in ledger.of_period(data, as_of):
        sent.setdefault(kept.unit_id, []).append(kept)
    units = [unit["unit_id"] for unit in register["units"]]
    told = [u for u in units if u in owing or u in sent] + [u for u in sent if u not in units]
    return [Standing(u, u in owing, tuple(sent.get(u, ()))) for u in told]
