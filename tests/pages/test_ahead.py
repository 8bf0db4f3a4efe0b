"""Pages written before anybody asks for them."""

from __future__ import annotations

import pytest

from pages import ahead, board
from planboard import ui
from planboard.ui import screen
from tests.samples.newest_weeks import newest_weeks


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return newest_weeks(tmp_path_factory.mktemp("data"))


ADDRESSES = [
    ("overview", {}), ("overview", {"lang": "en"}), ("league", {"as_of": "2023-11-17"}), ("targets", {"lang": "en"}),
    ("changes", {}), ("data", {}), ("method", {}), ("pillar-2", {"as_of": "2023-11-17", "lang": "en"}),
    ("task", {"id": "2023-12"}), ("unit", {"id": "commerce", "lang": "en"}),
]  # fmt: skip


@pytest.fixture
def written(data, open_on, monkeypatch):
    """The app over two dates of which these pages were written."""
    few = {(page, address.get("id")) for page, address in ADDRESSES}
    every = ahead.pages
    monkeypatch.setattr(ahead, "pages", lambda *of: (p for p in every(*of) if (p[0], p[1].get("id")) in few))
    app = open_on(data)
    app.open("overview")
    ahead.write("")
    return app


@pytest.mark.parametrize(("page", "address"), ADDRESSES)
def test_a_page_that_was_written_ahead_is_made_by_nobody_else(written, monkeypatch, page, address):
    expected = screen._written(board.opened(page, address).engine, *_made(page, address))
    monkeypatch.setattr(screen, "_written", lambda *given: pytest.fail(f"{page} is made again"))
    ui.serving._complete.clear()  # as after a restart
    app = written.open(page, **address)
    assert not app.exception
    [shown] = [e for e in app.get("bidi_component") if e.proto.id.endswith("-page")]
    assert shown.proto.bytes == expected


def _made(page, address):
    view = board.opened(page, address)
    [made] = [made for made in view.made if made.kind == "page"]
    return made, screen._Of(screen._bare(view))


def test_what_was_chosen_is_made_when_it_is_asked_for(written):
    written.open("targets", unit="market")
    assert len(written.page.tables[0].rows) < len(written.open("targets") and written.page.tables[0].rows)


def test_once_all_is_there_nothing_is_written_and_nothing_lacking(written):
    assert not ui.lacking_documents()
    assert ahead.write("") == 0


def test_a_damaged_file_is_made_again(written, data):
    [folder] = (data / "models" / "documents").iterdir()
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    ui.serving._complete.clear()
    assert not written.open("overview").exception
    assert written.page.title


def test_every_page_of_a_plan_is_among_those_written(app):
    app.open("overview")
    pages = list(ahead.pages({}, is_only=True))
    assert {page for page, _ in pages} == {
        *board.LISTED,
        "unit",
        "task",
        *(f"pillar-{n}" for n in range(1, 5)),
    }
    assert sum(page == "task" for page, _ in pages) == 44
    assert {page for page, _ in ahead.pages({}, is_only=False)} == {page for page, _ in pages} - {
        "unit",
        "task",
    }


def test_another_set_of_snapshots_has_documents_of_its_own(tmp_path, open_on):
    app = open_on(newest_weeks(tmp_path, 1))
    app.open("overview")
    assert ui.lacking_documents() == [""]
