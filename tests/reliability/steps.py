"""Publishes in separate processes with every write step counted, so that any step can be made the last."""

from __future__ import annotations

import builtins
import errno
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from planboard import durable
from planboard.errors import UserError
from planboard.office import deciding, publication, receiving
from planboard.office.receiving import Arrival
from planboard.publishing.accepted import Accepted
from planboard.publishing.publish import publish
from planboard.returns import ledger
from planboard.returns.csv_file import to_csv
from planboard.returns.kept import ReturnFile
from planboard.snapshots.published import published, read
from tests.places import SECOND_PLAN
from tests.samples.small_returns import FRIDAY, WEEK, small_plan, small_return

UNITS = ("harbour", "parks", "library", "waterworks")
NOON = datetime(2026, 3, 6, 4, tzinfo=UTC)
NEXT, RESTATED = FRIDAY + WEEK, "数字录错，现予更正。"
SCENARIOS = ("first", "next", "restated")

# Processes are forked from one that has loaded everything and started no threads. Pandas is preloaded because Arrow
# would import it at the first table of each process, which takes longer than publishing.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.reliability.steps", "pandas"])


def received(
    data: Path, as_of: date, values: dict[str, float], units: tuple[str, ...] = UNITS, at: datetime = NOON
) -> None:
    """Receive and accept a return without problems from each unit."""
    files = [Arrival(f"{unit}.csv", to_csv(small_return(unit, as_of, values)), at) for unit in units]
    for one in receiving.receive(data, small_plan(), files, as_of, "甲"):
        assert one.kept is not None, one.problems
        deciding.accept(data, one.kept, at=at, by="甲", reason="以此份为准")


def prepared(folder: Path, scenario: str) -> Path:
    """A data folder that is ready for the scenario's publication."""
    data = folder / scenario
    shutil.copytree(SECOND_PLAN, data / "plan")
    received(data, FRIDAY, {"2026-1.1": 20})
    if scenario != "first":
        publication.publish_period(data, small_plan(), FRIDAY, at=NOON, by="甲")
    if scenario == "next":
        received(data, NEXT, {"2026-1.1": 21}, UNITS[:3])
    if scenario == "restated":
        received(data, FRIDAY, {"2026-1.1": 19}, UNITS[:1], NOON + timedelta(minutes=1))
    return data


def wanted(scenario: str) -> tuple[date, int]:
    """The date and revision of the snapshot that the scenario publishes."""
    return (NEXT, 1) if scenario == "next" else (FRIDAY, 2 if scenario == "restated" else 1)


def go(data: Path, scenario: str) -> Any:
    """Publish the scenario's snapshot."""
    as_of, revision = wanted(scenario)
    reason = RESTATED if revision > 1 else None
    return publication.publish_period(
        data, small_plan(), as_of, at=NOON + timedelta(hours=1), by="乙", reason=reason
    )


class Steps:
    """Counts the write steps of this process, and kills it or fails at one of them."""

    def __init__(self, at: int = 0, fault: str = "", log: Path | None = None) -> None:
        self.n, self.at, self.fault, self.log = 0, at, fault, log
        for name in ("fsync", "rename", "link", "mkdir", "unlink", "replace"):
            setattr(os, name, self.wrapped(name, getattr(os, name)))
        durable.open = self.open  # type: ignore[attr-defined]

    def wrapped(self, name: str, call: Callable) -> Callable:
        """The call, counted as a step."""

        def stepped(*given: Any, **named: Any) -> Any:
            what = (
                os.readlink(f"/proc/self/fd/{given[0]}")
                if name == "fsync"
                else str(given[-1] if name in ("rename", "link") else given[0])
            )
            self.step(name, what)
            return call(*given, **named)

        return stepped

    def step(self, name: str, what: str, half: Callable[[], object] = lambda: None) -> None:
        """Count the step; if it is the chosen one, do half of it if it can be halved, and then fail or die."""
        self.n += 1
        if self.log:
            with builtins.open(self.log, "a", encoding="utf-8") as log:
                log.write(f"{name} {what}\n")
        if self.n != self.at or not self.fault:
            return
        half()
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        number = getattr(errno, self.fault)
        raise OSError(number, os.strerror(number))

    def open(self, path: Path, mode: str) -> Half:
        """A file of which every write is a step."""
        self.step("open", str(path))
        return Half(self, path, mode)


class Half:
    """A file of which only half is written if that is the chosen step."""

    def __init__(self, steps: Steps, path: Path, mode: str) -> None:
        self.steps, self.path = steps, path
        self.file = builtins.open(path, mode)  # noqa: SIM115
        self.flush, self.fileno = self.file.flush, self.file.fileno

    def __enter__(self) -> Half:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> None:
        """Write the content; if this is the chosen step, only its first half."""

        def half() -> None:
            self.file.write(content[: len(content) // 2])
            self.file.flush()

        self.steps.step("write", str(self.path), half)
        self.file.write(content)


def publish_with(data: Path, scenario: str, at: int, fault: str, log: Path | None = None) -> None:
    """Publish in this process with a fault at one step. A UserError ends the process with its exit code, plus 10 if the
    snapshot is published all the same."""
    Steps(at, fault, log)
    try:
        go(data, scenario)
    except UserError as error:
        is_published = error.problems[0].key.endswith(("unconfirmed", "unnoted"))
        os._exit(10 + error.exit_code if is_published else error.exit_code)


def race(data: Path, n: int, start: Any, results: Any) -> None:
    """Publish as one of several who all saw that nothing was published for the date."""
    made = small_return("harbour", FRIDAY, {"2026-1.1": 10.0 + n})
    accepted = Accepted(made, ReturnFile(f"as_of={FRIDAY}/harbour-{n:012x}.csv", f"{n:064x}"), NOON, NOON)
    start.wait()
    try:
        done = publish(
            data, small_plan(), FRIDAY, [accepted], kind="official", publisher=str(n), published_at=NOON,
            expected_revision=0,
        )  # fmt: skip
        results.put((n, 0, done.revision))
    except UserError as error:
        results.put((n, error.exit_code, error.problems[0].key))


def same(data: Path, start: Any, results: Any) -> None:
    """Publish as one of several with the same content."""
    start.wait()
    try:
        results.put((0, go(data, "first").revision))
    except UserError as error:
        results.put((error.exit_code, error.problems[0].key))


def decide(data: Path, n: int, start: Any, results: Any) -> None:
    """Decide on a return as one of several, half of whom accept it and half send it back."""
    kept = ledger.of_period(data, FRIDAY)[0]
    start.wait()
    try:
        if n % 2:
            deciding.accept(data, kept, at=NOON, by=str(n), reason="以此份为准")
        else:
            deciding.send_back(data, kept, "退回", at=NOON, by=str(n))
        results.put((n, 0))
    except UserError as error:
        results.put((n, error.exit_code))


def take_in(data: Path, n: int, start: Any, results: Any) -> None:
    """Receive a file as one of several who receive it at the same moment."""
    file = Arrival(f"{n}.csv", to_csv(small_return("parks", FRIDAY)), NOON)
    start.wait()
    (one,) = receiving.receive(data, small_plan(), [file], FRIDAY, str(n))
    results.put((n, one.kept.name if one.kept else None))


def publish_on_and_on(data: Path, first: int, n: int) -> None:
    """Publish n weeks one after the other; the process may be killed before the last."""
    for week in range(first, first + n):
        as_of = FRIDAY + week * WEEK
        publication.publish_period(data, small_plan(), as_of, at=NOON, by="乙")


def read_on_and_on(data: Path, until: Path, counted: Path) -> None:
    """Read what is published until the file `until` exists; no snapshot may vanish or be incomplete."""
    n, before = 0, frozenset[tuple[date, int]]()
    while not until.exists():
        now = published(data)
        keys = frozenset((s.as_of, s.revision) for s in now.snapshots)
        assert before <= keys, "a snapshot is gone"
        assert not now.problems, now.problems
        for snapshot in now.snapshots[-2:]:
            tables = read(snapshot)
            assert len(tables) == len(snapshot.files)
            assert set(tables["returns"]["period_ends_on"].to_pylist()) <= {snapshot.as_of}
        n, before = n + 1, keys
    counted.write_text(str(n), "utf-8")


def started(target: Callable, *given: Any) -> BaseProcess:
    """A new process, already running."""
    process = processes.Process(target=target, args=given)
    # A page test may have left its page as __main__, which a new process would run again before its target.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    return process


def together(n: int, target: Callable, *given: Any, numbered: bool = True) -> list:
    """The results of n processes that begin at the same moment."""
    start, results = processes.Barrier(n, timeout=60), processes.Queue()
    racers = [started(target, *given, *((k,) if numbered else ()), start, results) for k in range(n)]
    answers = [results.get(timeout=120) for _ in racers]
    for racer in racers:
        racer.join()
    return answers
