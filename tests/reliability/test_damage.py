"""R6 and R7 of docs/reliability.md: what is damaged is found, named and never shown."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from planboard.answers.engine import open_engine
from planboard.errors import UserError
from planboard.office import publication
from planboard.publishing.verify import verify
from planboard.returns import ledger
from planboard.snapshots.published import MANIFEST, published
from tests.reliability.steps import NEXT, NOON, go, prepared
from tests.samples.small_returns import FRIDAY, small_plan
from tests.scale import sizes


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A date with two revisions, and a date after it."""
    data = prepared(tmp_path_factory.mktemp("whole"), "restated")
    go(data, "restated")
    publication.publish_period(data, small_plan(), NEXT, at=NOON, by="甲")
    return data


@pytest.fixture
def data(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "data")


def newest(data: Path) -> Path:
    """The folder of the second revision, which readers see."""
    return data / "snapshots" / f"as_of={FRIDAY}" / "rev=0002"


def assert_left_out(data: Path, file: Path) -> None:
    """The file is named, its revision not shown, and figures come from the one before."""
    now = published(data, closely=True)
    assert [(s.as_of, s.revision) for s in now.current] == [(FRIDAY, 1), (NEXT, 1)]
    # What a changed manifest says of a file may be what is found.
    named = [file.name, MANIFEST, *([".parquet"] if file.name == MANIFEST else [])]
    assert any(name in p.where for p in now.problems for name in named), now.problems
    assert any(name in p.where for p in verify(data) for name in named)


_ticks = count(1)


def rewrite(file: Path, content: bytes) -> None:
    """Write a file anew, at a time of its own: the disk's clock may stand still between two writes of a test."""
    file.write_bytes(content)
    at = 1_700_000_000_000_000_000 + next(_ticks) * 1_000_000
    os.utime(file, ns=(at, at))


def lengths(size: int) -> Iterator[int]:
    """Where a file is cut off: at every tenth, at almost nothing, shortly before its end."""
    yield from {*(size * n // 10 for n in range(10)), 0, 1, size - 1, max(0, size - 8)}


@pytest.mark.parametrize("n_lengths", sizes(2, 5, 13))
def test_a_file_cut_off_anywhere_is_found_and_the_revision_before_is_shown(data, n_lengths):
    n = 0
    for number, file in enumerate(sorted(newest(data).iterdir())):
        content = file.read_bytes()
        found = sorted(lengths(len(content)))
        apart = max(1, len(found) // n_lengths)
        for length in found[number % apart :: apart]:  # every length at some file
            rewrite(file, content[:length])
            assert_left_out(data, file)
            n += 1
        file.unlink()
        assert_left_out(data, file)
        rewrite(file, content)
    assert published(data, closely=True).problems == ()
    engine = open_engine(data)
    assert engine.query("snapshots").num_rows == 3
    print(
        f"\nR6: {n} truncations and {len(list(newest(data).iterdir()))} missing files, all found, none shown"
    )


@pytest.mark.parametrize("flips", sizes(30, 60, 1000))
def test_a_flipped_bit_anywhere_is_found(data, flips):
    rng, files = Random(6), sorted(newest(data).iterdir())
    for _ in range(flips):
        file = rng.choice(files)
        content = bytearray(file.read_bytes())
        at = rng.randrange(len(content))
        content[at] ^= 1 << rng.randrange(8)
        held = file.read_bytes()
        rewrite(file, bytes(content))
        now = published(data, closely=True)
        if file.name == MANIFEST and (FRIDAY, 2) in {(s.as_of, s.revision) for s in now.current}:
            # A word such as the publisher's name may still read well; then the chain says that it was changed.
            assert any(p.key == "chain.broken" for p in verify(data)), at
        else:
            assert_left_out(data, file)
        rewrite(file, held)
    assert published(data, closely=True).problems == ()
    print(f"\nR6: {flips} single bits flipped, all found")


MANIFESTS = {
    "empty": b"", "a_list": b"[]", "not_json": b"{", "not_text": b"\xff\xfe\x00", "a_number": b"7",
    "nested": b"[" * 100_000, "ten_megabytes": b" " * 10_000_000,
}  # fmt: skip
CHANGES = {
    "no_tables": {"tables": 3}, "no_returns": {"returns": None}, "another_date": {"as_of": "2026-03-07"},
    "a_revision_of_text": {"revision": "2"}, "a_revision_of_truth": {"revision": True},
    "no_zone": {"published_at": "2026-03-06T04:00:00"}, "another_format": {"format": 99},
    "a_return_elsewhere": {"returns": [{"file": "../../etc/passwd", "sha256": "0" * 64}]},
    "another_kind": {"kind": "rumour"}, "a_base_of_text": {"carried_from": "yesterday"},
}  # fmt: skip


@pytest.mark.parametrize("flaw", [*MANIFESTS, *CHANGES, "path", "count", "extra_table"])
def test_a_manifest_that_cannot_be_believed_leaves_its_revision_out(data, flaw):
    file = newest(data) / MANIFEST
    said = json.loads(file.read_bytes())
    if flaw in MANIFESTS:
        file.write_bytes(MANIFESTS[flaw])
    else:
        said |= CHANGES.get(flaw, {})
        table = said["tables"]["tasks"] if isinstance(said["tables"], dict) else {}
        if flaw == "path":
            table["file"] = "../../../plan/tasks.csv"
        if flaw == "count":
            table["rows"] += 1
        if flaw == "extra_table":
            said["tables"]["gossip"] = table
        file.write_text(json.dumps(said), "utf-8")
    now = published(data, closely=True)
    assert (FRIDAY, 2) not in {(s.as_of, s.revision) for s in now.current}
    assert now.problems
    assert verify(data)
    open_engine(data)


def record(data: Path, n: int = 1) -> Path:
    return next((data / "returns" / f"as_of={FRIDAY}").glob(f"harbour-*.00{n}.json"))


def spoiled(flaw: str, file: Path) -> None:
    """Damage a record of a return."""
    said = json.loads(file.read_bytes())
    if flaw == "gone":
        file.unlink()
    elif flaw == "cut":
        file.write_bytes(file.read_bytes()[:40])
    elif flaw == "large":
        file.write_bytes(b" " * 10_000_000)
    elif flaw == "not_a_record":
        file.write_text("[]", "utf-8")
    elif flaw == "somebody_else":
        file.write_text(json.dumps(said | {"by": "他人"}, ensure_ascii=False), "utf-8")
    elif flaw == "elsewhere":
        file.write_text(json.dumps(said | {"file": "../../plan/plan.toml"}), "utf-8")
    elif flaw == "unknown_event":
        file.write_text(json.dumps(said | {"event": "forgotten"}), "utf-8")


@pytest.mark.parametrize(
    "flaw", ["gone", "cut", "large", "not_a_record", "somebody_else", "elsewhere", "unknown_event"]
)
def test_a_damaged_record_is_named_and_nothing_is_published_on_it(data, flaw):
    spoiled(flaw, record(data))
    assert any("returns/" in p.where for p in verify(data))
    assert len(published(data, closely=True).current) == 2, "readers see what they saw"
    with pytest.raises(UserError) as error:
        publication.publish_period(data, small_plan(), FRIDAY, at=NOON, by="甲", reason="更正")
    assert all("harbour" in p.where for p in error.value.problems)


def test_a_gap_in_the_records_is_named(data):
    record(data, 2).unlink()
    assert "ledger.gap" in {p.key for p in verify(data)} | {p.key for p in ledger.verify(data)}


def test_a_return_that_was_changed_is_named_and_nothing_is_published_on_it(data):
    file = next((data / "returns" / f"as_of={FRIDAY}").glob("parks-*.csv"))
    file.write_bytes(file.read_bytes() + b"\r\n")
    assert any(p.key == "chain.return_changed" for p in verify(data))
    with pytest.raises(UserError):
        publication.publish_period(
            data, small_plan(), FRIDAY, at=NOON + timedelta(days=1), by="甲", reason="更正"
        )


def test_strangers_among_the_returns_are_named(data):
    (data / "returns" / f"as_of={FRIDAY}" / "note.txt").write_text("x", "utf-8")
    assert [p.key for p in ledger.verify(data)] == ["ledger.stranger"]
