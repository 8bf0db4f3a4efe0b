"""Publishing is whole or not at all; what is damaged is named and never shown."""

import builtins
import hashlib
import io
import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planboard import durable, schema
from planboard.errors import UserError
from planboard.publishing.verify import verify
from planboard.returns import ledger
from planboard.returns.kept import ReturnFile
from planboard.snapshots import manifest, published, writing

DAY = date(2023, 8, 11)
NOON = datetime(2023, 8, 14, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def tables(title="创新"):
    held = {name: table.schema.empty_table() for name, table in schema.TABLES.items()}
    pillar = {"pillar_id": 1, "title_zh": title, "title_en": "x", "short_zh": title, "short_en": "x"}
    return held | {"pillars": pa.Table.from_pylist([pillar], schema=schema.TABLES["pillars"].schema)}


def write(data, as_of=DAY, title="创新", **given):
    said = {"kind": "demo", "publisher": "测试", "published_at": NOON} | given
    return writing.write(data, as_of, tables(title), **said)


def keys(problems):
    return [problem.key for problem in problems]


def refusal(action, **given):
    with pytest.raises(UserError) as refused:
        action(**given)
    return refused.value


def folder(data, as_of=DAY, revision=1):
    return data / "snapshots" / f"as_of={as_of}" / f"rev={revision:04d}"


def every_file(root):
    return {p.relative_to(root): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    folder = tmp_path_factory.mktemp("three")
    write(folder)
    write(folder, DAY + WEEK)
    write(folder, DAY + WEEK, title="产业", reason="更正")
    return folder


@pytest.fixture
def data(three, tmp_path):
    """Three snapshots: two dates, the second of them restated."""
    return shutil.copytree(three, tmp_path / "data")


def test_what_was_written_is_read_back(tmp_path):
    written = write(tmp_path, reason=None, returns=[])
    (found,) = published.published(tmp_path).snapshots
    assert found == written
    assert published.read(found) == tables()
    assert (found.as_of, found.revision, found.kind, found.is_current) == (DAY, 1, "demo", True)
    assert found.published_at == NOON


def test_the_same_tables_give_the_same_bytes(tmp_path):
    write(tmp_path / "a")
    write(tmp_path / "b")
    assert every_file(tmp_path / "a") == every_file(tmp_path / "b")


def test_nothing_published_is_no_problem(tmp_path):
    assert published.published(tmp_path).snapshots == ()
    assert verify(tmp_path) == []


def test_the_newest_revision_of_each_date_is_current(data):
    marked = [(s.as_of, s.revision, s.is_current) for s in published.published(data).snapshots]
    assert marked == [(DAY, 1, True), (DAY + WEEK, 1, False), (DAY + WEEK, 2, True)]


def test_each_snapshot_names_the_manifest_before_it(data):
    first, second, third = published.published(data).snapshots
    assert first.manifest.previous is None
    assert [s.manifest.previous.sha256 for s in (second, third)] == [
        first.manifest_sha256,
        second.manifest_sha256,
    ]
    assert verify(data) == []


def test_the_identity_changes_with_every_publication_and_with_nothing_else(data):
    before = published.published(data).identity
    shutil.copytree(data, data.parent / "copy")
    assert published.published(data.parent / "copy").identity == before
    write(data, DAY + 2 * WEEK)
    assert published.published(data).identity != before


def test_publishing_equal_content_again_changes_nothing(data):
    before = every_file(data)
    assert write(data, DAY + WEEK, title="产业", expected_revision=0).revision == 2
    assert every_file(data) == before


def test_an_earlier_content_may_become_the_next_revision(data):
    assert write(data, DAY + WEEK, reason="撤回更正").revision == 3


def test_a_publisher_who_looked_at_an_older_revision_is_told_of_the_newer(data):
    error = refusal(write, data=data, as_of=DAY + WEEK, title="第三稿", reason="x", expected_revision=1)
    assert isinstance(error, writing.Conflict)
    assert (error.exit_code, error.problems[0].params) == (3, {"revision": 2, "expected": 1})


def test_a_publisher_overtaken_at_the_last_moment_is_told(data, monkeypatch):
    rename = os.rename

    def overtaken(source, target):
        shutil.copytree(folder(data), target)  # what the other publisher put there
        rename(source, target)

    monkeypatch.setattr(os, "rename", overtaken)
    error = refusal(write, data=data, as_of=DAY + 2 * WEEK, expected_revision=0)
    assert isinstance(error, writing.Conflict)
    assert list((data / "_staging").iterdir()) == []


def test_a_correction_needs_a_reason(data):
    assert keys(refusal(write, data=data, title="改").problems) == ["snapshot.no_reason"]


def test_a_new_date_before_the_newest_is_refused(data):
    assert keys(refusal(write, data=data, as_of=DAY + WEEK / 7).problems) == ["snapshot.too_early"]


def test_no_demonstration_is_added_to_official_data(tmp_path):
    write(tmp_path, kind="official")
    error = refusal(write, data=tmp_path, as_of=DAY + WEEK)
    assert keys(error.problems) == ["snapshot.official_exists"]


def test_tables_that_break_their_schema_are_not_published(tmp_path):
    row = {"pillar_id": 1, "title_zh": None, "title_en": "x", "short_zh": "x", "short_en": "x"}
    twice = pa.Table.from_pylist([row, row], schema=schema.TABLES["pillars"].schema)
    unit = {"unit_id": "a", "name_zh": "甲", "name_en": "A", "kind": "planet"}
    lead = {"measure_id": 9, "seq": 1, "unit_id": "b", "role": "lead"}
    bad = tables() | {
        "pillars": twice,
        "units": pa.Table.from_pylist([unit], schema=schema.TABLES["units"].schema),
        "measure_units": pa.Table.from_pylist([lead], schema=schema.TABLES["measure_units"].schema),
    }
    del bad["plan"]
    error = refusal(
        writing.write, data=tmp_path, as_of=DAY, tables=bad, kind="demo", publisher="x", published_at=NOON
    )
    assert keys(error.problems) == ["table.missing"]
    bad["plan"] = tables()["plan"]
    error = refusal(
        writing.write, data=tmp_path, as_of=DAY, tables=bad, kind="demo", publisher="x", published_at=NOON
    )
    assert [(p.where, p.key) for p in error.problems] == [
        ("pillars.title_zh", "table.empty"),
        ("pillars.pillar_id", "table.twice"),
        ("units.kind", "table.not_allowed"),
        ("measure_units.measure_id", "table.reference"),
        ("measure_units.unit_id", "table.reference"),
    ]
    assert every_file(tmp_path) == {}


def test_files_are_on_disk_before_the_manifest_and_all_before_the_rename(tmp_path, monkeypatch):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc to name what was synced")
    calls = []
    sync, rename = os.fsync, os.rename

    def fsync(handle):
        calls.append(os.readlink(f"/proc/self/fd/{handle}"))
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", lambda a, b: (calls.append("rename"), rename(a, b)))
    write(tmp_path)
    at = calls.index("rename")
    names = [os.path.basename(path) for path in calls[: at - 1]]
    assert all(name.endswith(".parquet") for name in names[:-1])
    assert names[-1] == "manifest.json"
    assert len(names) == len(schema.TABLES) + 1
    assert os.path.dirname(calls[at - 1]) == str(tmp_path / "_staging")
    assert calls[at + 1 :] == [str(folder(tmp_path).parent), str(tmp_path / "snapshots")]


@pytest.mark.parametrize("step", range(1, 20))
def test_a_disk_that_fails_at_any_step_leaves_what_was_there(data, monkeypatch, step):
    before = every_file(data)
    sync, seen = os.fsync, iter(range(1, 100))

    def fails(handle):
        if next(seen) == step:
            raise OSError(28, "No space left on device")
        sync(handle)

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        is_whole = step > len(schema.TABLES) + 2  # the rename is done, only the parents are not synced
        if step > len(schema.TABLES) + 4:
            write(data, DAY + 2 * WEEK)
        else:
            told = "snapshot.unconfirmed" if is_whole else "snapshot.disk"
            assert keys(refusal(write, data=data, as_of=DAY + 2 * WEEK).problems) == [told]
    assert list((data / "_staging").iterdir()) == []
    if not is_whole:
        assert every_file(data) == before
    assert write(data, DAY + 2 * WEEK, expected_revision=0).revision == 1
    assert verify(data) == []


def test_old_staging_folders_are_swept_and_young_ones_are_left(data):
    old, young = data / "_staging" / "old", data / "_staging" / "young"
    for path in (old, young):
        path.mkdir(parents=True)
        (path / "half.parquet").write_bytes(b"x")
    days_ago = young.stat().st_mtime - (durable.ABANDONED_HOURS + 1) * 3600
    os.utime(old, (days_ago, days_ago))
    write(data, DAY + 2 * WEEK)
    assert [path.name for path in (data / "_staging").iterdir()] == ["young"]


def a_table(data):
    return next(folder(data, DAY + WEEK, 2).glob("pillars-*.parquet"))


def assert_left_out(data, key):
    """The restated revision is left out and named; the one before is shown in its place."""
    now = published.published(data)
    assert [(s.as_of, s.revision, s.is_current) for s in now.snapshots] == [
        (DAY, 1, True),
        (DAY + WEEK, 1, True),
    ]
    assert keys(now.problems) == [key]
    assert now.problems[0].where.startswith(f"snapshots/as_of={DAY + WEEK}/rev=0002/")
    assert key in keys(verify(data))


@pytest.mark.parametrize("tenth", range(10))
def test_a_truncated_table_is_found(data, tenth):
    content = a_table(data).read_bytes()
    a_table(data).write_bytes(content[: len(content) * tenth // 10])
    assert_left_out(data, "snapshot.file_size")


@pytest.mark.parametrize("tenth", range(10))
def test_a_flipped_byte_is_found(data, tenth):
    content = bytearray(a_table(data).read_bytes())
    content[len(content) * tenth // 10] ^= 1
    a_table(data).write_bytes(content)
    assert_left_out(data, "snapshot.file_hash")


def test_a_missing_table_is_found(data):
    a_table(data).unlink()
    assert_left_out(data, "snapshot.file_missing")


def test_a_missing_manifest_is_found(data):
    (folder(data, DAY + WEEK, 2) / "manifest.json").unlink()
    assert_left_out(data, "snapshot.no_manifest")


def test_an_empty_folder_of_a_date_is_nothing(data):
    (data / "snapshots" / "as_of=2023-12-01").mkdir()
    assert published.published(data).problems == ()
    assert verify(data) == []


def test_a_table_of_another_shape_is_found_even_under_a_right_hash(data):
    path = folder(data, DAY + WEEK, 2) / "manifest.json"
    said = json.loads(path.read_bytes())
    a_table(data).unlink()
    strange = pa.BufferOutputStream()
    pq.write_table(pa.table({"x": [1]}), strange)
    content = strange.getvalue().to_pybytes()
    sha256 = hashlib.sha256(content).hexdigest()
    name = manifest.file_name("pillars", sha256)
    (path.parent / name).write_bytes(content)
    said["tables"]["pillars"] = {"file": name, "rows": 1, "bytes": len(content), "sha256": sha256}
    path.write_bytes((json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
    assert_left_out(data, "snapshot.file_schema")


ESCAPE = {"file": "../../../etc/passwd", "rows": 1, "bytes": 1, "sha256": "0" * 64}
WRONG = {
    "empty": lambda said: b"",
    "not json": lambda said: b"{",
    "not utf-8": lambda said: b"\xff\xfe",
    "a list": lambda said: b"[]",
    "a number": lambda said: b"7",
    "nested without end": lambda said: b"[" * 200_000,
    "a number without end": lambda said: b'{"format": ' + b"9" * 10_000 + b"}",
    "ten megabytes": lambda said: b" " * 10_000_000,
    "another format": lambda said: said | {"format": 2},
    "a true revision": lambda said: said | {"revision": True},
    "revision zero": lambda said: said | {"revision": 0},
    "an unknown kind": lambda said: said | {"kind": "draft"},
    "no publisher": lambda said: {k: v for k, v in said.items() if k != "publisher"},
    "a time without zone": lambda said: said | {"published_at": "2023-08-14T12:00:00"},
    "a day that does not exist": lambda said: said | {"as_of": "2023-02-30"},
    "tables as a number": lambda said: said | {"tables": 3},
    "tables as nulls": lambda said: said | {"tables": dict.fromkeys(said["tables"])},
    "a table missing": lambda said: said | {"tables": dict(list(said["tables"].items())[1:])},
    "a path outside": lambda said: said | {"tables": said["tables"] | {"plan": ESCAPE}},
    "rows as text": lambda said: (
        said | {"tables": said["tables"] | {"plan": said["tables"]["plan"] | {"rows": "1"}}}
    ),
    "returns as text": lambda said: said | {"returns": "x"},
    "a return outside": lambda said: (
        said | {"returns": [{"file": "../x-000000000000.csv", "sha256": "0" * 64}]}
    ),
    "previous as text": lambda said: said | {"previous": "x"},
}


@pytest.mark.parametrize("flaw", WRONG)
def test_a_wrong_manifest_is_left_out_and_never_raises(data, flaw):
    path = folder(data, DAY + WEEK, 2) / "manifest.json"
    wrong = WRONG[flaw](json.loads(path.read_bytes()))
    path.write_bytes(wrong if isinstance(wrong, bytes) else json.dumps(wrong).encode())
    assert_left_out(data, "snapshot.manifest")


def test_a_manifest_in_another_folder_than_its_own_is_found(data):
    shutil.copy(folder(data) / "manifest.json", folder(data, DAY + WEEK, 2))
    assert_left_out(data, "snapshot.elsewhere")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["format", "as_of", "revision", "kind", "tables"]), json_values)
    | json_values
)
def test_no_manifest_raises_anything_but_damaged(said):
    with pytest.raises(manifest.Damaged):
        manifest.decode(json.dumps(said).encode())


def test_a_manifest_of_two_dates_and_returns_is_read_back(data):
    said = published.published(data).snapshots[-1].manifest
    with_returns = ReturnFile("as_of=2023-08-18/market-0123456789ab.csv", "0" * 64)
    more = manifest.Manifest(**(vars(said) | {"returns": (with_returns,)}))
    assert manifest.decode(manifest.encode(more)) == more


def test_after_a_damaged_revision_the_next_one_follows_what_can_be_read(data):
    a_table(data).unlink()
    assert write(data, DAY + WEEK, title="产业", reason="重新发布").revision == 3
    assert published.published(data).snapshots[-1].manifest.previous.revision == 1


def test_a_table_repaired_is_shown_again(data):
    content = a_table(data).read_bytes()
    path = a_table(data)
    path.write_bytes(content[:-1])
    assert published.published(data).problems
    path.write_bytes(content)
    assert published.published(data).problems == ()


def test_looking_again_opens_no_file(tmp_path, monkeypatch):
    for week in range(3):
        write(tmp_path, DAY + week * WEEK)
    seen = published.published(tmp_path)
    for module in (builtins, io, os):
        monkeypatch.setattr(module, "open", lambda *given, **_: pytest.fail(f"opens {given[0]}"))
    assert published.published(tmp_path) is seen


def test_verify_finds_a_changed_link_of_the_chain(data):
    path = folder(data) / "manifest.json"
    path.write_bytes(path.read_bytes().replace("测试".encode(), "他人".encode()))
    assert keys(verify(data)) == ["chain.broken"]


def test_verify_finds_a_missing_first_snapshot(data):
    shutil.rmtree(folder(data).parent)
    assert keys(verify(data)) == ["chain.broken"]


def test_verify_finds_a_missing_revision(data):
    shutil.rmtree(folder(data, DAY + WEEK, 1))
    assert keys(verify(data)) == ["chain.broken", "chain.revision_missing"]


def test_verify_finds_what_belongs_to_no_snapshot(data):
    (folder(data) / "tasks.csv").write_text("x")
    (data / "snapshots" / "notes.txt").write_text("x")
    assert [(p.where, p.key) for p in verify(data)] == [
        ("snapshots/notes.txt", "snapshot.stranger"),
        (f"snapshots/as_of={DAY}/rev=0001/tasks.csv", "snapshot.stranger"),
    ]


def test_verify_finds_a_return_that_is_gone_or_changed(tmp_path):
    at = datetime(2023, 8, 11, 9, tzinfo=UTC)
    kept = ledger.receive(
        tmp_path, date(2023, 8, 11), b"sent", name="market.csv", unit_id="market", sent_by=None, problems=(),
        at=at, by="tests",
    )  # fmt: skip
    write(tmp_path, returns=[kept.file])
    assert verify(tmp_path) == []
    path = tmp_path / "returns" / kept.file.file
    path.write_bytes(b"another")
    assert set(keys(verify(tmp_path))) == {"chain.return_changed"}
    path.unlink()
    assert set(keys(verify(tmp_path))) == {"chain.return_missing"}
