"""The office's page: absent unless the server's secrets turn it on, and then a whole period from files to figures."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planboard.office import deciding, publication, receiving
from planboard.office.receiving import Arrival
from planboard.publishing.verify import verify
from planboard.returns import ledger
from planboard.returns.content import MOST_BYTES
from planboard.returns.csv_file import to_csv
from planboard.snapshots.published import published
from tests.pages.conftest import App
from tests.places import ROOT, SECOND_PLAN
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
    # The page is that of the next period: its steps come first, and each message stands once.
    assert at.date_input(key="office_period").value == as_of + WEEK
    assert [e.label for e in at.expander][:2] == ["**1. Send out the forms**", "**2. Receive returns**"]
    assert [e.proto.expanded for e in at.expander] == [
        True,
        True,
        *[False] * 4,
    ]  # the last amends the register
    assert len([s for s in at.success if "Published" in s.value]) == 1
    assert not any("harbour.csv" in text for text in at_work.texts())


def test_a_correction_needs_a_reason_and_readers_see_it(at_work, small):
    as_of = FRIDAY + WEEK
    at = sign(at_work.open("returns", lang="en", period=str(as_of)))
    upload(at, ("harbour.csv", to_csv(small_return("harbour", as_of, {"2026-1.1": 21.5}))))
    assert not any(b.key == "accept_all" for b in at.button), "of two returns one has to be chosen"
    differing = next(d.value.to_string() for d in at.dataframe if "return_b" in d.value)
    assert "2026-1.1  Waste cleared" in differing
    assert {o.split(" · ")[0] for o in at.selectbox(key="office_one").options if "harbour.csv" in o} == {
        "Harbour Office A", "Harbour Office B",
    }  # fmt: skip
    assert "21.5" in differing
    (new,) = (kept for kept in ledger.of_period(small, as_of, "harbour") if kept.state == "received")
    at.selectbox(key="office_one").set_value(new.id).run()
    button(at, "accept").click().run()
    assert any("say why this one is used" in e.value for e in at.error)
    at.text_area(key=f"reason_{new.id}").set_value("数字录错").run()
    button(at, "accept").click().run()
    assert sorted(kept.state for kept in ledger.of_period(small, as_of, "harbour")) == [
        "accepted",
        "corrected",
    ]
    button(at, "preview").click().run()
    assert button(at, "publish").disabled
    at.text_input(key="correction").set_value("数字录错").run()
    button(at, "publish").click().run()
    assert not at.exception
    assert [(s.as_of, s.revision, s.reason) for s in published(small).current][-1] == (as_of, 2, "数字录错")
    at_work.open("overview")
    assert any("数字录错" in notice for notice in at_work.page.notices)


def test_files_that_were_not_read_are_told_and_read(at_work, small):
    as_of = FRIDAY + 2 * WEEK
    came = [Arrival(f"{unit}.csv", to_csv(small_return(unit, as_of)), NOW) for unit in UNITS[:2]]
    receiving.hold(small, came, as_of, "甲")
    at = sign(at_work.open("returns", lang="en", period=str(as_of + WEEK)))
    button(at, f"unread_{as_of}").click().run()
    (told,) = (w.value for w in at.warning if "not read to the end" in w.value)
    assert ": 2\n" in told
    assert "harbour\\.csv, received 2026\\-03\\-06 12\\:00 by 甲" in told
    button(at, "read_unread").click().run()
    assert not at.exception
    assert not any("not read to the end" in w.value for w in at.warning)
    assert any("kept unchanged" in s.value and "2 files" in s.value for s in at.success)
    assert [
        (kept.unit_id, kept.state, kept.received_at, kept.events[0].by)
        for kept in ledger.of_period(small, as_of)
    ] == [("harbour", "received", NOW, "甲"), ("parks", "received", NOW, "甲")]


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


def test_the_first_period_is_published_in_the_browser_alone(open_on, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "planboard.office.publication.check_day", lambda *given: None
    )  # that Friday lies ahead
    shutil.copytree(SECOND_PLAN, tmp_path / "plan")
    app = open_on(tmp_path)
    app.test.secrets["office"] = {"enabled": True}
    at = sign(app.open("returns", lang="en"))
    assert not at.exception
    assert str(tmp_path) not in " ".join(app.texts())
    assert [e.proto.expanded for e in at.expander] == [
        True,
        True,
        *[False] * 4,
    ]  # the last amends the register
    as_of = at.date_input(key="office_period").value
    assert as_of.weekday() == 4
    assert as_of > date.today()
    upload(at, *((f"{unit}.csv", to_csv(small_return(unit, as_of, {"2026-1.1": 20}))) for unit in UNITS))
    assert at.expander[0].label == "**3. This period's returns**"
    button(at, "accept_all").click().run()
    button(at, "preview").click().run()
    assert at.expander[0].label == "**5. Publish**"
    button(at, "publish").click().run()
    assert not at.exception
    assert [s.as_of for s in published(tmp_path).current] == [as_of]
    assert at.date_input(key="office_period").value == as_of + WEEK
    assert not app.open("overview", lang="en").exception


def test_a_period_that_cannot_be_published_yet_says_from_which_day_it_can(at_work):
    at = sign(at_work.open("returns", lang="zh", period="2999-12-27"))
    assert button(at, "preview").disabled
    assert any("可于2999年12月27日起" in i.value for i in at.info)
    at = at_work.open("returns", lang="en", period=str(FRIDAY - WEEK))
    assert button(at, "preview").disabled
    assert any("earlier than the newest snapshot" in e.value.replace("\\", "") for e in at.error)
    assert not any("snapshots/" in text.replace("\\", "") for text in at_work.texts())
    assert not button(at_work.open("returns", lang="en"), "preview").disabled


def test_a_missed_period_is_published_as_empty_or_passed_over(at_work, small):
    as_of = FRIDAY + 2 * WEEK
    at = sign(at_work.open("returns", lang="en"))
    assert sum(f"The period to {as_of} is over" in w.value for w in at.warning) == 1
    button(at, "pass_over").click().run()
    assert at.date_input(key="office_period").value == as_of + WEEK
    at = at_work.open("returns", lang="en")
    button(at, "publish_empty").click().run()
    assert at.expander[0].label == "**5. Publish**"
    button(at, "publish").click().run()
    assert not at.exception
    newest = published(small).current[-1]
    assert (newest.as_of, newest.returns) == (as_of, ())
    assert at.date_input(key="office_period").value == as_of + WEEK


def test_a_unit_is_reminded_in_a_text_to_copy(at_work):
    at = at_work.open("returns", lang="en")
    at.selectbox(key="chase_unit").set_value("library").run()
    assert not at.exception
    assert "Your return for the period to 20 Mar 2026 is missing" in at.code[0].value


def test_a_units_withdrawal_is_recorded_with_who_said_so(at_work, small):
    as_of = FRIDAY + 2 * WEEK
    at = sign(at_work.open("returns", lang="en"))
    upload(at, ("harbour.csv", to_csv(small_return("harbour", as_of))))
    (kept,) = ledger.of_period(small, as_of)
    at.text_area(key=f"reason_{kept.id}").set_value("误报").run()
    at.text_input(key=f"said_by_{kept.id}").set_value("港务局甲").run()
    button(at, "withdraw").click().run()
    assert not at.exception
    (kept,) = ledger.of_period(small, as_of)
    assert (kept.state, kept.events[-1].details) == ("withdrawn", {"reason": "误报", "said_by": "港务局甲"})
    assert any("withdrawn by 港务局甲" in c.value for c in at.caption)


def test_a_broken_register_is_told_and_nothing_else_fails(at_work, small):
    (small / "plan" / "units.csv").unlink()
    at = at_work.open("returns", lang="en")
    assert not at.exception
    assert any("units\\.csv" in e.value for e in at.error)


def test_a_period_that_is_no_date_is_named(at_work):
    at = at_work.open("returns", lang="en", period="soon")
    assert any("soon" in w.value for w in at.warning)
    assert not at.exception


def test_streamlit_and_the_readers_name_the_same_largest_file():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["maxUploadSize"] * 1_000_000 == MOST_BYTES


def test_a_unit_whose_return_has_problems_is_not_told_that_none_came(at_work, small):
    at = sign(at_work.open("returns", lang="zh"))
    upload(at, ("parks.csv", to_csv(small_return("parks", FRIDAY + 2 * WEEK)).replace(b"green", b"purple")))
    at.selectbox(key="chase_unit").set_value("parks").run()
    assert "须重新报送" in at.code[0].value
    assert "尚未报送" not in at.code[0].value
