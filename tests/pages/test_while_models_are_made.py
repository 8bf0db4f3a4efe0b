"""While models are missing, a page shows what is ready and says what is not."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from errno import EACCES
from pathlib import Path

import pytest

from planboard.models import folder as folders
from planboard.models.store import Models
from planboard.office import publication
from planboard.snapshots.published import published
from planboard.ui import serving
from tests.pages.conftest import App
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import FRIDAY, NOON, WEEK, small_plan

NEWEST = FRIDAY + 2 * WEEK


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three published weeks without models."""
    data = history(tmp_path)
    shutil.rmtree(data / "models", ignore_errors=True)
    return data


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """Models are made one for each release."""
    gate, make = threading.Semaphore(0), Models._make

    def one(self: Models, *given: object) -> None:
        gate.acquire()
        make(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Models, "_make", one)
    yield gate
    gate.release(100)
    serving.stop()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, data: Path) -> App:
    monkeypatch.setenv("PLANBOARD_DATA", str(data))
    return App(makes_models=False)


def made(data: Path, n: int) -> None:
    """Wait until so many models are there."""
    for _ in range(600):
        if len(list(data.glob("models/as_of=*/*/model.json"))) >= n:
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"{n} models were not made")


def shown(app: App, lang: str = "en") -> tuple[list[str], list[str]]:
    """The dates offered, and what is said besides figures."""
    at = app.open("overview", lang=lang)
    assert not at.exception
    dates = list(at.selectbox[0].options) if at.selectbox else []
    notices = app.page.notices if at.get("bidi_component") else []
    return dates, [*(box.value for box in (*at.info, *at.warning, *at.error)), *notices]


def test_at_a_first_start_dates_appear_as_they_are_ready(opened, data, gate):
    dates, [text] = shown(opened)
    assert dates == []
    assert text.startswith("The figures are being computed for the first time (0 of 3 dates so far).")
    assert shown(opened, "zh")[1] == ["正在首次测算（已完成 0/3 期），完成后自动显示。"]
    gate.release()
    made(data, 1)
    dates, said = shown(opened)
    assert dates == [str(FRIDAY)]
    assert any("What was published last is being computed" in text for text in said)
    gate.release(2)
    made(data, 3)
    assert shown(opened) == ([str(NEWEST - n * WEEK) for n in range(3)], [])


def test_until_a_new_date_is_ready_what_was_shown_before_stays(opened, data, gate):
    gate.release(3)
    shown(opened)
    made(data, 3)
    assert shown(opened)[0][0] == str(NEWEST)
    publication.publish_period(data, small_plan(), PERIOD, at=NOON + 4 * WEEK, by="乙")
    dates, said = shown(opened)
    assert dates[0] == str(NEWEST)
    [text] = said
    assert "0 of 1 dates so far" in text
    gate.release()
    made(data, 4)
    assert shown(opened)[0][0] == str(PERIOD)


def test_a_disk_that_refuses_is_said_and_what_was_shown_stays(opened, data, monkeypatch):
    Models(data, published(data)).make()
    assert shown(opened)[0][0] == str(NEWEST)
    publication.publish_period(data, small_plan(), PERIOD, at=NOON + 4 * WEEK, by="乙")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(EACCES, os.strerror(EACCES))

    with monkeypatch.context() as patch:
        patch.setattr(folders, "place_folder", refused)
        shown(opened)
        serving.stop()
        dates, [text] = shown(opened)
    assert dates[0] == str(NEWEST)
    assert "Not all figures could be computed" in text
    assert os.strerror(EACCES) in text
    publication.make_models(data)  # as `python -m planboard model` does
    assert shown(opened)[0][0] == str(PERIOD)
