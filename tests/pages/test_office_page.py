"""The office's page: absent unless the server's secrets turn it on, and then a whole period from files to figures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planboard.office import deciding, publication, receiving
from planboard.office.receiving import Arrival
from planboard.publishing.verify import verify
from planboard.returns import ledger
from planboard.returns.csv_file import to_csv
from planboard.snapshots.published import published
from tests.pages.conftest import App
from tests.places import SECOND_PLAN
from tests.samples.small_returns import FRIDAY, WEEK, small_plan, small_return

NOW = datetime(2026, 3, 6, 4, tzinfo=UTC)
UNITS = ("harbour", "parks", "library", "waterworks")


@pytest.fixture(scope="module")
def two_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with two weeks published; the third has not begun."""
    data = tmp_path_factory.mktemp("two_weeks") / "data"
    shutil.copytree(SECOND_PLAN, data / "plan")
    for n in range(2):
        as_of = FRIDAY + n * WEEK
        files = [
            Arrival(f"{unit}.csv", to_csv(small_return(unit, as_of, {"2026-1.1": 20 + n})), NOW)
            for unit in UNITS
        ]
        for received in receiving.receive(data, small_plan(), files, as_of, "甲"):
            assert not received.problems, received.problems
            deciding.accept(data, received.kept, at=NOW, by="甲")
        publication.publish_period(data, small_plan(), as_of, at=NOW + n * WEEK, by="甲")
    return data


@pytest.fixture
def small(two_weeks: Path, tmp_path: Path) -> Path:
    """The same, to work on."""
    return shutil.copytree(two_weeks, tmp_path / "data")


@pytest.fixture
def at_work(open_on: Callable[[Path], App], small: Path) -> App:
    """The app on a server that does the office's work."""
    app = open_on(small)
    app.test.secrets["office"] = {"enabled": True}
    return app


def button(at: AppTest, key: str):
    return next(b for b in at.button if b.key == key)


def upload(at: AppTest, *files: tuple[str, bytes]) -> AppTest:
    for name, content in files:
        at.file_uploader[0].upload(name, content)
    at.run()
    return button(at, "receive").click().run()


def sign(at: AppTest) -> AppTest:
    return at.text_input(key="office_by").set_value("乙").run()


@pytest.mark.parametrize("secrets", [{}, {"enabled": False}, {"enabled": "true"}, {"enabled": 1}])
def test_without_the_secret_there_is_no_page_and_no_link_to_it(open_on, small, secrets):
    app = open_on(small)
    if secrets:
        app.test.secrets["office"] = secrets
    at = app.open("returns", lang="en")
    assert not at.file_uploader
    assert not any("Returns and publishing" in text or text == "Office" for text in app.texts())


def test_the_page_shows_the_next_period_and_who_has_not_reported(at_work):
    for lang, words in (
        ("zh", ("截至2026-03-20", "未报4个")),
        ("en", ("Period to 2026-03-20", "missing: 4")),
    ):
        at = at_work.open("returns", lang=lang)
        assert not at.exception
        assert all(any(word in text for text in at_work.texts()) for word in words)


def test_nothing_is_done_by_somebody_without_a_name(at_work, small):
    at = at_work.open("returns", lang="en")
    upload(at, ("harbour.csv", to_csv(small_return("harbour", FRIDAY + 2 * WEEK))))
    assert any("Handled by" in e.value for e in at.error)
    assert ledger.of_period(small, FRIDAY + 2 * WEEK) == []


def test_one_bad_file_stops_no_good_one_and_every_problem_is_told(at_work, small):
    as_of = FRIDAY + 2 * WEEK
    at = sign(at_work.open("returns", lang="en"))
    bad = to_csv(small_return("parks", as_of)).replace(b"green", b"purple")
    upload(at, ("harbour.csv", to_csv(small_return("harbour", as_of, {"2026-1.1": 22}))), ("parks.csv", bad))
    assert not at.exception
    states = {kept.unit_id: kept.state for kept in ledger.of_period(small, as_of)}
    assert states == {"harbour": "received", "parks": "faulty"}
    assert any("purple" in e.value and e.value.count("reported") for e in at.error)


def test_from_files_to_a_published_snapshot(at_work, small):
    as_of = FRIDAY + 2 * WEEK
    at = sign(at_work.open("returns", lang="en"))
    files = [(f"{unit}.csv", to_csv(small_return(unit, as_of, {"2026-1.1": 23}))) for unit in UNITS[:3]]
    upload(at, *files)
    button(at, "accept_all").click().run()
    assert {kept.state for kept in ledger.of_period(small, as_of)} == {"accepted"}
    assert not any(b.key == "publish" for b in at.button), "it can be published without having been looked at"
    button(at, "preview").click().run()
    assert not at.exception
    assert any("missing: 1" in text for text in at_work.texts())
    changed = next(d.value for d in at.dataframe if "2026-1.1  Waste cleared" in d.value.to_string())
    assert "23 tonnes" in changed.to_string()
    button(at, "publish").click().run()
    assert not at.exception
    newest = published(small).current[-1]
    assert (newest.as_of, newest.publisher, len(newest.returns)) == (as_of, "乙", 3)
    assert verify(small, deep=True) == []
    assert at.query_params["period"] == str(as_of)


def test_a_correction_needs_a_reason_and_readers_see_it(at_work, small):
    as_of = FRIDAY + WEEK
    at = sign(at_work.open("returns", lang="en", period=str(as_of)))
    upload(at, ("harbour.csv", to_csv(small_return("harbour", as_of, {"2026-1.1": 21.5}))))
    button(at, "accept_all").click().run()
    button(at, "preview").click().run()
    assert button(at, "publish").disabled
    at.text_input(key="correction").set_value("数字录错").run()
    button(at, "publish").click().run()
    assert not at.exception
    assert [(s.as_of, s.revision, s.reason) for s in published(small).current][-1] == (as_of, 2, "数字录错")
    assert any("数字录错" in i.value for i in at_work.open("overview").info)


def test_a_preview_is_worth_nothing_once_something_has_changed(at_work, small):
    as_of = FRIDAY + 2 * WEEK
    at = sign(at_work.open("returns", lang="en"))
    button(at, "preview").click().run()
    assert button(at, "publish")
    receiving.receive(
        small, small_plan(), [Arrival("p.csv", to_csv(small_return("parks", as_of)), NOW)], as_of, "丙"
    )
    at.run()
    assert not any(b.key == "publish" for b in at.button)
    assert any("changed since" in w.value for w in at.warning)


def test_a_return_is_sent_back_with_a_reason_only(at_work, small):
    as_of = FRIDAY + 2 * WEEK
    at = sign(at_work.open("returns", lang="en"))
    upload(at, ("harbour.csv", to_csv(small_return("harbour", as_of))))
    button(at, "send_back").click().run()
    assert any("without a reason" in e.value for e in at.error)
    at.text_area[0].set_value("口径不对").run()
    button(at, "send_back").click().run()
    (kept,) = ledger.of_period(small, as_of)
    assert (kept.state, kept.events[-1].by, kept.events[-1].details) == (
        "sent_back",
        "乙",
        {"reason": "口径不对"},
    )


def test_a_broken_register_is_told_and_nothing_else_fails(at_work, small):
    (small / "plan" / "units.csv").unlink()
    at = at_work.open("returns", lang="en")
    assert not at.exception
    assert any("units\\.csv" in e.value for e in at.error)


def test_a_period_that_is_no_date_is_named(at_work):
    at = at_work.open("returns", lang="en", period="soon")
    assert any("soon" in w.value for w in at.warning)
    assert not at.exception
