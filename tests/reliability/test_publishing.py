"""R1 to R5, R8 and R9 of docs/reliability.md: whatever happens while publishing, readers see the old or the new."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from planboard.errors import UserError
from planboard.office import publication
from planboard.publishing.verify import verify
from planboard.returns import ledger
from planboard.schema import TABLES
from planboard.snapshots.published import published
from tests.places import SECOND_PLAN
from tests.reliability import steps
from tests.reliability.steps import (
    NEXT,
    NOON,
    SCENARIOS,
    go,
    prepared,
    started,
    together,
    wanted,
)
from tests.samples.small_returns import FRIDAY, small_plan
from tests.scale import EXHAUSTIVE, long, sizes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills, links and /proc as Linux has them")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every scenario's data folder, to be copied."""
    return {scenario: prepared(tmp_path_factory.mktemp("ready"), scenario) for scenario in SCENARIOS}


@pytest.fixture(scope="module")
def logs(ready: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Every write step of each scenario, in order."""
    found = {}
    for scenario, data in ready.items():
        folder = tmp_path_factory.mktemp("log")
        copy = shutil.copytree(data, folder / "data")
        started(steps.publish_with, copy, scenario, 0, "", folder / "log").join()
        found[scenario] = (folder / "log").read_text("utf-8").splitlines()
    return found


def keys(data: Path) -> set:
    return {(s.as_of, s.revision) for s in published(data).snapshots}


ONE_OF_EACH, EVERY = 0, 1_000


def chosen(log: list[str], scenario: str, how_many: int) -> list[int]:
    """Steps to break off at, the last among them: so many, evenly, or, spread over the scenarios, one of each kind."""
    n = len(log)
    if how_many == ONE_OF_EACH:
        names = [line.split()[0] for line in log]
        kinds = sorted(set(names))[SCENARIOS.index(scenario) :: len(SCENARIOS)]
        return sorted({*(names.index(kind) + 1 for kind in kinds), n})
    return sorted({*range(1, n + 1, max(1, n // how_many)), n})


def assert_goes_on(data: Path, scenario: str, before: set) -> bool:
    """Old or new and nothing between; proven whole; and the next publication makes one revision and no more."""
    seen = keys(data)
    assert seen in (before, before | {wanted(scenario)})
    assert published(data).problems == ()
    assert verify(data, deep=True) == []
    again = go(data, scenario)
    assert (again.as_of, again.revision) == wanted(scenario)
    assert keys(data) == before | {wanted(scenario)}
    used = {file.file for file in again.returns}
    period = [k for k in ledger.of_period(data, again.as_of) if k.file.file in used]
    assert all(wanted(scenario) in kept.published_in for kept in period)
    assert verify(data, deep=True) == []
    return seen != before


@pytest.mark.parametrize("n_steps", sizes(ONE_OF_EACH, 7, EVERY))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_at_any_write_step_readers_see_the_old_or_the_new(ready, logs, tmp_path, scenario, n_steps):
    before, kills, done = keys(ready[scenario]), 0, 0
    for at in chosen(logs[scenario], scenario, n_steps):
        data = shutil.copytree(ready[scenario], tmp_path / str(at))
        killed = started(steps.publish_with, data, scenario, at, "kill")
        killed.join()
        assert killed.exitcode == -9
        done += assert_goes_on(data, scenario, before)
        kills += 1
        shutil.rmtree(data)
    assert 0 < done < kills, "kills before and after the rename"
    print(
        f"\nR1, R4 {scenario}: {kills} kills at {len(logs[scenario])} steps, {done} after the rename; 0 bad"
    )


REFUSALS = ("ENOSPC", "EROFS", "EACCES", "EDQUOT")
FULL = [(scenario, "ENOSPC", ONE_OF_EACH) for scenario in SCENARIOS]
# Each other refusal in one scenario: at its first step, half way and at its last.
OTHERS = [(scenario, fault, 2) for scenario, fault in zip(SCENARIOS, REFUSALS[1:], strict=True)]
AT_SCALE = [
    (s, fault, EVERY if EXHAUSTIVE else 5 if fault == "ENOSPC" else 2)
    for s in SCENARIOS
    for fault in REFUSALS
]


@pytest.mark.parametrize(
    ("scenario", "fault", "n_steps"),
    [*FULL, *OTHERS, *(pytest.param(*case, marks=long) for case in AT_SCALE)],
)
def test_a_disk_that_refuses_at_any_step_is_told_and_nothing_is_half_done(
    ready, logs, tmp_path, scenario, fault, n_steps
):
    before, told = keys(ready[scenario]), {0: 0, 1: 0, 11: 0}
    for at in chosen(logs[scenario], scenario, n_steps):
        step = logs[scenario][at - 1]
        if step.startswith("unlink"):
            continue  # taking a temporary name away needs no room
        data = shutil.copytree(ready[scenario], tmp_path / str(at))
        refused = started(steps.publish_with, data, scenario, at, fault)
        refused.join()
        told[refused.exitcode] += 1
        assert refused.exitcode or step.startswith("mkdir"), (
            step
        )  # of a folder that is there: nothing to refuse
        assert (wanted(scenario) in keys(data)) == (refused.exitcode in (0, 11))
        assert not any((data / "_staging").iterdir())
        assert_goes_on(data, scenario, before)
        shutil.rmtree(data)
    print(
        f"\nR5 {scenario} {fault}: {told[1]} refused before anything was seen, {told[11]} seen, unconfirmed or unnoted"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a file system cannot be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full_keeps_the_old_and_goes_on_when_there_is_room(ready, small_disk):
    data = shutil.copytree(ready["next"], small_disk / "data")
    before = keys(data)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    with pytest.raises(UserError) as error:
        go(data, "next")
    assert {p.key for p in error.value.problems} <= {"snapshot.disk", "ledger.disk"}
    assert keys(data) == before
    ballast.unlink()
    assert_goes_on(data, "next", before)


@pytest.mark.parametrize("n_kills", sizes(4, 12, 200))
def test_killed_at_random_while_readers_look_nobody_sees_anything_torn(tmp_path, n_kills):
    data, rng = tmp_path / "data", Random(20260306)
    shutil.copytree(SECOND_PLAN, data / "plan")
    stop, counted = tmp_path / "stop", [tmp_path / f"counted{n}" for n in range(2)]
    readers = [started(steps.read_on_and_on, data, stop, file) for file in counted]
    kills = 0
    try:
        while kills < n_kills:
            publisher = started(steps.publish_on_and_on, data, len(keys(data)), 50)
            time.sleep(rng.uniform(0.02, 0.4))
            publisher.kill()
            publisher.join()
            kills += publisher.exitcode == -9
            if len(keys(data)) > 60:
                shutil.rmtree(data / "_staging", ignore_errors=True)
        assert verify(data, deep=True) == []
    finally:
        stop.touch()
        for reader in readers:
            reader.join()
    assert [reader.exitcode for reader in readers] == [0, 0]
    checks = sum(int(file.read_text("utf-8")) for file in counted)
    assert checks >= 3 * n_kills
    print(f"\nR2: {kills} kills, {len(keys(data))} snapshots, {checks} looks of two readers; 0 torn, 0 mixed")


@pytest.mark.parametrize("rounds", sizes(1, 3, 100))
def test_of_eight_publishers_who_decided_on_an_empty_date_one_wins_and_the_others_are_told(tmp_path, rounds):
    for n in range(rounds):
        data = tmp_path / str(n)
        shutil.copytree(SECOND_PLAN, data / "plan")
        said = together(8, steps.race, data)
        winners = [s for s in said if s[1] == 0]
        assert len(winners) == 1, said
        assert {s[1:] for s in said if s[1]} == {(3, "snapshot.conflict")}
        (snapshot,) = published(data).snapshots
        assert snapshot.publisher == str(winners[0][0])
        assert not any((data / "_staging").iterdir())
        shutil.rmtree(data)
    print(f"\nR3: {rounds} rounds of 8 publishers, 1 winner in each")


@pytest.mark.parametrize("rounds", sizes(1, 2, 20))
def test_eight_publishers_of_the_same_returns_make_one_revision(ready, tmp_path, rounds):
    for n in range(rounds):
        data = shutil.copytree(ready["first"], tmp_path / str(n))
        said = together(8, steps.same, data, numbered=False)
        assert set(said) <= {(0, 1), (3, "snapshot.conflict")}
        assert keys(data) == {(FRIDAY, 1)}
        assert verify(data, deep=True) == []


@pytest.mark.parametrize("rounds", sizes(1, 2, 20))
def test_of_decisions_on_one_return_each_stands_on_the_one_before_and_none_is_lost(ready, tmp_path, rounds):
    for n in range(rounds):
        data = tmp_path / str(n)
        shutil.copytree(SECOND_PLAN, data / "plan")
        steps.together(8, steps.take_in, data)
        (kept,) = ledger.of_period(data, FRIDAY)
        assert len(kept.events) == 1, "received once, however many did"
        said = together(8, steps.decide, data)
        (after,) = ledger.of_period(data, FRIDAY)
        told = [e.event for e in after.events[1:]]
        assert len(told) == sum(code == 0 for _, code in said) >= 1
        assert all(a != b for a, b in pairwise(told)), "each changed what the one before decided"
        assert list(ledger.verify(data)) == []


def test_every_file_is_on_disk_before_the_name_that_vouches_for_it(logs):
    for scenario, log in logs.items():
        as_of, _ = wanted(scenario)
        renamed = next(n for n, line in enumerate(log) if line.startswith("rename") and "rev=" in line)
        synced = [line.removeprefix("fsync ") for line in log[:renamed] if line.startswith("fsync")]
        assert synced[-2].endswith("manifest.json")
        assert all(path.endswith(".parquet") for path in synced[:-2])
        assert len(synced) == len(TABLES) + 2  # the manifest and the folder
        assert synced[-1] == str(Path(synced[0]).parent)
        after = [line.removeprefix("fsync ") for line in log[renamed:] if line.startswith("fsync")]
        assert after[0].endswith(f"as_of={as_of}")
        assert after[1].endswith("snapshots")
        for n, line in enumerate(log):
            if line.startswith("link"):
                assert log[n - 1].startswith("fsync")
                assert any(x.startswith("fsync") and x.endswith(f"as_of={as_of}") for x in log[n + 1 : n + 4])


@pytest.mark.parametrize("years", [-6, 10])
def test_a_clock_that_is_wrong_changes_no_order(ready, tmp_path, years):
    data = shutil.copytree(ready["restated"], tmp_path / "data")
    at = NOON + timedelta(days=365 * years)
    publication.publish_period(data, small_plan(), FRIDAY, at=at, by="乙", reason="时钟有误")
    (current,) = published(data).current
    assert (current.revision, current.published_at) == (2, at)
    publication.publish_period(data, small_plan(), NEXT, at=NOON, by="乙")
    assert [(s.as_of, s.revision) for s in published(data).current] == [(FRIDAY, 2), (NEXT, 1)]
    assert verify(data, deep=True) == []


@pytest.mark.parametrize("n_weeks", sizes(12, 24, 60))
def test_a_copy_made_while_publishing_goes_on_is_whole(tmp_path, n_weeks):
    """Snapshots before returns, as docs/operations.md says: what a snapshot cites was there before it."""
    data, copies = tmp_path / "data", 0
    shutil.copytree(SECOND_PLAN, data / "plan")
    publisher = started(steps.publish_on_and_on, data, 0, n_weeks)
    while publisher.is_alive():
        copy = tmp_path / f"copy{copies}"
        for part in ("snapshots", "returns", "plan"):
            if (data / part).exists():
                shutil.copytree(data / part, copy / part)
        if published(copy).snapshots:
            assert verify(copy, deep=True) == []
            copies += 1
        shutil.rmtree(copy, ignore_errors=True)
    publisher.join()
    assert copies >= 2
    print(f"\nR10: {copies} copies made while publishing, all whole")


@long
@pytest.mark.skipif(not EXHAUSTIVE, reason="measures; where PLANBOARD_LONG is set")
def test_verifying_a_year_of_days_is_told_beside_reading_its_bytes(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(SECOND_PLAN, data / "plan")
    for day in range(365):
        publication.publish_period(data, small_plan(), FRIDAY + timedelta(days=day), at=NOON, by="乙")
    files = [p for p in (data / "snapshots").rglob("*") if p.is_file()]
    begun = time.perf_counter()
    for path in files:
        hashlib.sha256(path.read_bytes()).hexdigest()
    beside = time.perf_counter() - begun
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "planboard", "--data", str(data), "verify"], check=True, capture_output=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    whole = time.perf_counter() - begun
    assert b"365" in done.stdout
    print(
        f"\nR10: verify of 365 snapshots, {len(files)} files: {whole / beside:.0f} x reading and hashing them"
    )
