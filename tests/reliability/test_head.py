"""What snapshots and records say of each other is crossed, and one hash kept elsewhere proves the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planboard.commands.main import main
from planboard.errors import UserError
from planboard.office import deciding, publication
from planboard.publishing.crossing import unnoted
from planboard.publishing.head import head, state_of
from planboard.publishing.verify import verify
from planboard.returns import ledger
from planboard.snapshots.published import MANIFEST, published
from tests.places import DATA
from tests.reliability.steps import NEXT, NOON, go, prepared
from tests.samples.small_returns import FRIDAY, WEEK, small_plan


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A date with two revisions, and a date after it for which nobody reported."""
    data = prepared(tmp_path_factory.mktemp("whole"), "restated")
    go(data, "restated")
    publication.publish_period(data, small_plan(), NEXT, at=NOON, by="甲")
    return data


@pytest.fixture
def data(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "data"))


def manifest(data: Path, day: object = FRIDAY, revision: int = 2) -> Path:
    return data / "snapshots" / f"as_of={day}" / f"rev={revision:04d}" / MANIFEST


def last_record(data: Path) -> Path:
    return max((data / "returns" / f"as_of={FRIDAY}").glob("harbour-*.json"))


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text("utf-8")
    assert content.count(old) >= 1
    file.write_text(content.replace(old, new, 1), "utf-8")


def keys(data: Path) -> set[str]:
    published(data, closely=True)
    return {problem.key for problem in verify(data)}


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, words, env={"PLANBOARD_DATA": str(data), "PLANBOARD_LANG": "en"})


def no_such(data: Path, kept: str) -> bool:
    published(data, closely=True)
    try:
        state_of(data, kept)
    except UserError as error:
        return error.problems[0].key == "chain.no_such_head"
    return False


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"kind": "official"', '"kind": "demo"'), ('"publisher": "', '"publisher": "某'),
        ('"published_at": "2026', '"published_at": "2025'), ('"reason": "', '"reason": "某'),
    ],
)  # fmt: skip
def test_changed_words_in_the_newest_manifest_are_found_by_the_records_of_its_returns(old, new, data):
    shutil.rmtree(manifest(data, NEXT, 1).parents[1])  # the newest is now one that has returns
    assert keys(data) == set()
    kept = head(data)
    change(manifest(data), old, new)
    assert "chain.manifest_changed" in keys(data)
    assert no_such(data, kept)


def test_records_from_before_they_held_the_manifests_hash_still_tell_another_publisher_or_time(tmp_path):
    data = prepared(tmp_path, "first")
    go(data, "first")
    for file in (data / "returns" / f"as_of={FRIDAY}").glob("*.003.json"):
        said = json.loads(file.read_bytes())
        for part in ("kind", "publisher", "published_at", "manifest_sha256"):
            del said[part]
        file.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    assert keys(data) == set()
    change(manifest(data, FRIDAY, 1), '"publisher": "乙"', '"publisher": "丙"')
    assert keys(data) == {"chain.manifest_changed"}


def test_a_demonstration_made_official_in_its_newest_manifest_is_found(tmp_path):
    data = Path(shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("models")))
    newest = published(data).current[-1]
    change(newest.folder.path(data) / MANIFEST, '"kind": "demo"', '"kind": "official"')
    assert "chain.another_kind" in keys(data)


def test_a_manifest_without_returns_is_proven_by_the_head_alone(data):
    kept = head(data)
    change(manifest(data, NEXT, 1), '"publisher": "甲"', '"publisher": "乙"')
    assert keys(data) == set()
    assert no_such(data, kept)


def test_the_newest_snapshot_moved_away_is_found_by_the_records_that_say_published(data):
    shutil.rmtree(manifest(data, NEXT, 1).parents[1])
    shutil.move(manifest(data).parent, data.parent / "elsewhere")
    assert "ledger.published_nowhere" in keys(data)


def test_a_record_that_was_there_when_something_was_published_cannot_go(data):
    last_record(data).unlink()
    assert "chain.record_changed" in keys(data)


def test_the_newest_records_are_proven_by_the_head(data):
    publication.publish_period(data, small_plan(), NEXT + WEEK, at=NOON, by="甲")
    before = head(data)
    returned = next(kept for kept in ledger.of_period(data, FRIDAY) if kept.state == "accepted")
    deciding.send_back(data, returned, "有误", at=NOON, by="甲")
    kept = head(data)
    assert kept != before
    last = data / "returns" / f"as_of={FRIDAY}" / f"{returned.file.stem}.{len(returned.events) + 1:03d}.json"
    held = last.read_bytes()
    last.unlink()
    assert keys(data) == set()
    assert no_such(data, kept)
    last.write_bytes(held)
    assert state_of(data, kept).n_records == 0


def test_a_publication_that_no_record_notes_is_told_to_who_expects_a_head(data):
    assert unnoted(data) == []
    shutil.rmtree(manifest(data, NEXT, 1).parents[1])  # its manifest would say that the record was there
    records = (data / "returns" / f"as_of={FRIDAY}").glob("harbour-*.json")
    (record,) = [r for r in records if '"revision": 2' in r.read_text("utf-8")]
    record.unlink()
    assert [problem.key for problem in unnoted(data)] == ["chain.not_noted"]


def test_a_head_stays_good_whatever_is_added_after_it(data):
    first, kept = published(data).snapshots[1].manifest_sha256, head(data)
    publication.publish_period(data, small_plan(), NEXT + WEEK, at=NOON, by="甲")
    assert state_of(data, kept).n_snapshots == 1
    assert state_of(data, first[:16]).n_snapshots == 2
    found = run(data, "verify", "--expect", kept[:16])
    assert (found.exit_code, "publications 1" in found.output) == (0, True), found.output
    assert run(data, "head").output.strip() == head(data)


CASES: dict[str, Callable[[Path], object]] = {
    "the newest snapshot is gone": lambda data: shutil.rmtree(manifest(data, NEXT, 1).parent),
    "an earlier one is gone": lambda data: shutil.rmtree(manifest(data, FRIDAY, 1).parent),
    "its publisher is another": lambda data: change(manifest(data, NEXT, 1), '"publisher": "甲"', '"publisher": "乙"'),
    "a record is gone": lambda data: last_record(data).unlink(),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_verifying_against_a_head_finds_what_was_changed_or_removed(case, data):
    kept = head(data)
    assert run(data, "verify", "--expect", kept).exit_code == 0
    CASES[case](data)
    published(data, closely=True)
    found = run(data, "verify", "--expect", kept)
    assert found.exit_code == 1
    assert found.stderr


def test_a_head_that_is_too_short_is_refused(data):
    assert "fewer than 16" in run(data, "verify", "--expect", head(data)[:15]).stderr


def test_without_any_snapshot_both_commands_say_so(data):
    kept = head(data)
    shutil.rmtree(data / "snapshots")
    published(data, closely=True)
    assert "nothing is published yet" in run(data, "head").stderr
    found = run(data, "verify", "--expect", kept)
    assert (found.exit_code, "no snapshot that can be read is here" in found.stderr) == (1, True)


def published_next(data: Path) -> None:
    publication.publish_period(data, small_plan(), NEXT + WEEK, at=NOON, by="甲")


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.write_bytes(content)


def without_folder(data: Path) -> None:
    shutil.rmtree(manifest(data, NEXT, 1).parents[1])  # that one has no returns, so no record names it
    shutil.rmtree(manifest(data).parent)


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "a table of the newest is damaged": (
        lambda data: flipped(next(manifest(data, NEXT, 1).parent.glob("tasks-*.parquet"))), "tasks-",
    ),
    "the newest manifest is gone": (lambda data: manifest(data, NEXT, 1).unlink(), "the manifest is missing"),
    "the newest that records name is gone": (without_folder, "which is not there"),
    "words of the newest manifest are others": (
        lambda data: (
            shutil.rmtree(manifest(data, NEXT, 1).parents[1]),
            change(manifest(data), '"publisher": "', '"publisher": "某'),
        ),
        "publisher",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_nothing_is_published_behind_a_snapshot_that_is_damaged_or_gone(broken, data):
    BROKEN[broken][0](data)
    now = published(data, closely=True).snapshots
    checked = run(data, "check")
    shown = run(data, "publish", "--as-of", str(NEXT + WEEK), "--dry-run")
    made = run(data, "publish", "--as-of", str(NEXT + WEEK))
    assert (checked.exit_code, shown.exit_code, made.exit_code) == (1, 1, 1)
    assert all(BROKEN[broken][1] in told.stderr for told in (checked, shown, made)), shown.stderr
    assert published(data, closely=True).snapshots == now


def test_what_was_restored_is_published_upon(data):
    file = next(manifest(data, NEXT, 1).parent.glob("tasks-*.parquet"))
    flipped(file)
    with pytest.raises(UserError):
        published_next(data)
    flipped(file)
    published_next(data)
    assert verify(data) == []


def test_an_older_snapshot_that_is_damaged_stops_nothing_that_does_not_rest_on_it(data):
    flipped(next(manifest(data, FRIDAY, 1).parent.glob("tasks-*.parquet")))
    published_next(data)
