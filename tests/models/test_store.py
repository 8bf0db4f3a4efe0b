"""Models are computed once, from what lies before them, and never shown when they are not what they should be."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from errno import ENOSPC
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from planboard.answers.engine import Engine, open_engine
from planboard.commands.main import main
from planboard.errors import DiskRefused
from planboard.models import folder as folders
from planboard.models import store
from planboard.models.readings import READINGS
from planboard.models.store import Models
from planboard.office import publication
from planboard.queries import asked, followed, kept, queries, views
from planboard.snapshots.published import published
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import FRIDAY, NOON, WEEK, small_plan

DATES = [FRIDAY, FRIDAY + WEEK, FRIDAY + 2 * WEEK]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three published weeks with their models."""
    return history(tmp_path)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, date, list[dict]]]:
    """The answers over models that nothing happened to."""
    return answers(open_engine(history(tmp_path_factory.mktemp("right"))))


def folder(data: Path, day: date) -> Path:
    [only] = (data / "models" / f"as_of={day}").iterdir()
    return only


def stamps(data: Path) -> dict[str, int]:
    """When each file of the models was written."""
    return {str(p.relative_to(data)): p.stat().st_mtime_ns for p in data.glob("models/*/*/*.parquet")}


def contents(data: Path) -> dict[str, bytes]:
    """The files of the models."""
    return {str(p.relative_to(data)): p.read_bytes() for p in data.glob("models/*/*/*")}


def answers(engine: Engine, *days: date) -> list[tuple[str, date, list[dict]]]:
    """The answers of every query that needs a date at most, on these dates; unsaid, on every one."""
    found = []
    for day in days or engine.rows.dates:
        for name, query in queries().items():
            given = {"as_of": day, "lang": "zh", "since": DATES[0], "task_id": "2026-1", "unit_id": "harbour"}
            params = {p: given.get(p) for p in query.params}
            found.append((name, day, engine.query(name, **params).to_pylist()))
    return found


def publish_again(data: Path, as_of: date, **more: object) -> None:
    publication.publish_period(data, small_plan(), as_of, at=NOON + 5 * WEEK, by="乙", **more)  # type: ignore[arg-type]


def test_a_model_holds_every_view_that_queries_read_or_later_dates_need(data):
    for day in DATES:
        assert {p.stem for p in folder(data, day).glob("*.parquet")} == {
            READINGS,
            *(view.name for view in kept()),
        }
        for view in kept():
            rows = pq.read_table(folder(data, day) / f"{view.name}.parquet")
            assert tuple(rows.column_names) == view.columns
            if "as_of" in view.columns:
                assert set(rows["as_of"].to_pylist()) <= {day}
    read = {view for name in queries() for view in asked(name) if view.is_kept}
    assert read | set(followed()) == set(kept())


def test_what_is_there_is_not_made_again(data):
    before = stamps(data)
    assert Models(data, published(data)).make() == 0
    assert stamps(data) == before


def test_publishing_the_newest_date_leaves_the_models_before_it(data):
    before = stamps(data)
    publish_again(data, PERIOD)
    models = Models(data, published(data))
    assert models.missing == (PERIOD,)
    assert models.make() == 1
    assert before.items() <= stamps(data).items()


def test_a_correction_makes_the_models_from_its_date_on_anew(data):
    old = {day: folder(data, day).name for day in DATES}
    shutil.rmtree(data / "returns" / f"as_of={DATES[1]}")
    publish_again(data, DATES[1], reason="更正")
    models = Models(data, published(data))
    assert models.missing == (DATES[1], DATES[2])
    models.make()
    assert {p.name for p in (data / "models" / f"as_of={DATES[0]}").iterdir()} == {old[DATES[0]]}
    for day in DATES[1:]:
        assert len(list((data / "models" / f"as_of={day}").iterdir())) == 2  # the old one is kept for a day
    again = shutil.copytree(data, data.parent / "again", ignore=shutil.ignore_patterns("models"))
    assert answers(open_engine(data)) == answers(open_engine(again))


def test_when_a_view_says_something_else_every_model_is_made_anew(data, monkeypatch):
    first, *rest = views()
    monkeypatch.setattr(store, "views", lambda: (replace(first, sql=first.sql + "-- changed\n"), *rest))
    store._method.cache_clear()
    assert Models(data, published(data)).missing == tuple(DATES)
    store._method.cache_clear()


def test_superseded_models_are_deleted_after_a_day(data):
    day = data / "models" / f"as_of={DATES[0]}"
    old = shutil.copytree(folder(data, DATES[0]), day / "0123456789abcdef")
    models = Models(data, published(data))
    models.make(models.dates)
    assert (old / "superseded").exists()
    now = old.stat().st_mtime
    os.utime(old / "superseded", (now - 23 * 3600, now - 23 * 3600))
    models.make(models.dates)
    assert old.exists()
    os.utime(old / "superseded", (now - 25 * 3600, now - 25 * 3600))
    models.make(models.dates)
    assert [p.name for p in day.iterdir()] == [folder(data, DATES[0]).name]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)


def says(**changed: object) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        manifest = file.parent / folders.MANIFEST
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | changed))

    return change


def from_another_date(file: Path) -> None:
    shutil.rmtree(file.parent)
    [other] = (file.parents[2] / f"as_of={DATES[0]}").iterdir()
    shutil.copytree(other, file.parent)


def half_written(file: Path) -> None:
    for name in ("unit_league.parquet", folders.MANIFEST):
        (file.parent / name).unlink()


DAMAGES = {
    "missing": Path.unlink,
    "cut short": cut,
    "flipped bit": flip,
    "empty": lambda file: file.write_bytes(b""),
    "a table of other rows": lambda file: shutil.copy(file.parent / "tasks.parquet", file),
    "no folder": lambda file: shutil.rmtree(file.parent),
    "half written": half_written,
    "of another date": from_another_date,
    "of another identity": says(identity="0" * 64),
    "of another format": says(format=2),
    "manifest of other views": says(views={}),
    "manifest of text": says(views="all"),
    "manifest cut": lambda file: cut(file.parent / folders.MANIFEST),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_computed_again_and_never_shown(data, right, damage):
    whole = contents(data)
    DAMAGES[damage](folder(data, DATES[1]) / "task_status.parquet")
    assert contents(data) != whole
    models = Models(data, published(data))
    # Of its own date and of histories, which are the same for whichever date they are read.
    assert answers(Engine(models), DATES[1]) == [answer for answer in right if answer[1] == DATES[1]]
    assert contents(data) == whole
    assert (models.missing, models.damaged) == ((), ())


@pytest.mark.parametrize("damage", ["missing", "cut short", "flipped bit"])
def test_verify_names_a_damaged_model_and_the_command_mends_it(data, damage):
    whole = contents(data)
    DAMAGES[damage](folder(data, DATES[1]) / "tasks.parquet")
    models = Models(data, published(data))
    [problem] = models.problems()
    assert (problem.where, problem.key) == (f"models/as_of={DATES[1]}", "model.damaged")
    assert (models.missing, models.damaged) == ((), (DATES[1],))
    ran = CliRunner().invoke(main, ["--lang", "en", "--data", str(data), "model"])
    assert ran.output == "Made: 1, of 3 dates.\n"
    assert list(models.problems()) == []
    assert contents(data) == whole


def test_verify_names_a_view_that_comes_out_otherwise(data):
    at = folder(data, DATES[1])
    models = Models(data, published(data))
    held = models._dates[DATES[1]]
    tables = {view: held.read(view) for view in held.views}
    status = tables["task_status"]
    tables["task_status"] = status.set_column(
        status.column_names.index("status"), "status", pc.if_else(True, "done", status["status"])
    )
    held.remove()
    held.write(tables, data / "_staging")
    assert at.exists()
    assert list(models.problems()) == []
    assert [(p.where, p.key) for p in models.problems(deep=True)] == [
        (f"models/as_of={DATES[1]}, task_status", "model.differs")
    ]


def test_rows_put_together_are_the_rows_of_the_dates(data, right, monkeypatch):
    monkeypatch.setattr(store, "LOOSE", 2)
    models = Models(data, published(data))
    models.make(models.dates)
    [together] = (data / "models").glob("up_to=*/*")
    assert together.parent.name == f"up_to={DATES[1]}"
    assert answers(open_engine(data)) == right
    for file in together.glob("*.parquet"):
        cut(file)
    assert answers(open_engine(data)) == right


def test_models_do_not_wait_for_the_disk(data, monkeypatch):
    """They can be computed again and are checked when they are read; what cannot is flushed (tests/reliability)."""
    publish_again(data, PERIOD)
    monkeypatch.setattr(os, "fsync", lambda handle: pytest.fail("flushed"))
    assert Models(data, published(data)).make() == 1


def test_a_disk_without_room_is_said_and_nothing_is_half_there(data, monkeypatch):
    publish_again(data, PERIOD)
    models = Models(data, published(data))

    def full(*_: object, **__: object) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(folders, "place_folder", full)
        with pytest.raises(DiskRefused) as refused:
            models.make()
    [problem] = refused.value.problems
    assert (problem.where, problem.key) == (f"models/as_of={PERIOD}", "model.disk")
    assert not list((data / "models").glob(f"as_of={PERIOD}/*"))
    assert models.make() == 1


def test_an_earlier_date_is_never_read_from_a_later_one(data):
    """What a model says does not change when dates are added."""
    short = data.parent / "short"
    shutil.copytree(data, short, ignore=shutil.ignore_patterns("models", f"as_of={DATES[2]}"))
    open_engine(short)
    for day in DATES[:2]:
        for file in folder(short, day).glob("*.parquet"):
            assert file.read_bytes() == (folder(data, day) / file.name).read_bytes()
            assert folder(short, day).name == folder(data, day).name
