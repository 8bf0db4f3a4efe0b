"""Help answered by telephone: recorded on the office's page, and shown with its source wherever the request is."""

from __future__ import annotations

from pathlib import Path

import pytest

from planboard.office import calling
from planboard.office.calling import Said
from planboard.publishing.verify import verify
from planboard.returns import calls as kept
from planboard.snapshots.published import published, read
from tests.office.test_calling import ASKED, AT, ON, SAID, publish
from tests.pages.conftest import App
from tests.pages.test_office_page import button, sign
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import small_plan


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return history(tmp_path)


@pytest.fixture
def at_work(open_on, data: Path) -> App:
    app = open_on(data)
    app.test.secrets["office"] = {"enabled": True}
    return app


def plain(app: App) -> list[str]:
    return [text.replace("\\", "") for text in app.texts()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_call_is_recorded_and_taken_back_on_the_page(lang, at_work, data):
    at = sign(at_work.open("returns", lang=lang))
    (line,) = at.selectbox(key="call_request_0").options
    assert ASKED in line
    assert "请借用垃圾船" in line
    button(at, "call_record").click().run()
    assert sum("must be filled in" in e.value or "此项必填" in e.value for e in at.error) == 2
    assert kept.calls(data, PERIOD).records == ()
    at.text_input(key="call_said_by_0").set_value("李四").run()
    at.date_input(key="call_said_on_0").set_value(ON).run()
    at.text_area(key="call_text_0").set_value("周五起_可借用_。").run()
    button(at, "call_record").click().run()
    assert not at.exception
    assert not at.error, [e.value for e in at.error]
    (call,) = kept.calls(data, PERIOD).standing
    assert (call.event, call.unit_id, call.said_by, call.said_on, call.text, call.by) == (
        "answered", "parks", "李四", ON, "周五起_可借用_。", "乙",
    )  # fmt: skip
    assert any("李四" in text and "周五起_可借用_。" in text for text in plain(at_work))
    assert not any(b.key == "call_record" for b in at.button), "nobody waits for anything else"
    at.text_input(key="call_reason_0").set_value("记错事项").run()
    button(at, "call_take_back").click().run()
    assert not at.exception
    assert kept.calls(data, PERIOD).standing == []
    assert any("记错事项" in text for text in plain(at_work))
    assert any(b.key == "call_record" for b in at.button), "it is waited for again"


def test_the_unit_whose_word_counts_is_named_beside_the_field(at_work):
    at = sign(at_work.open("returns", lang="en"))
    before = at.text_input(key="call_said_by_0").label
    at.button_group(key="call_event_0").set_value("closed").run()
    after = at.text_input(key="call_said_by_0").label
    assert ("Parks" in before, "Harbour" in after) == (True, True), (before, after)


def test_a_preview_from_before_a_call_is_worth_nothing(at_work, data):
    at = sign(at_work.open("returns", lang="en"))
    button(at, "preview").click().run()
    assert any(b.key == "publish" for b in at.button)
    calling.record(data, small_plan(), PERIOD, SAID, at=AT, by="甲")
    at.run()
    assert not any(b.key == "publish" for b in at.button)
    assert any("Something has changed" in w.value for w in at.warning)


@pytest.mark.parametrize(
    ("event", "source"),
    [
        ("answered", {"zh": "电话：李四（区公园", "en": "by telephone: 李四 (Parks"}),
        ("closed", {"zh": "电话：李四（区港务", "en": "by telephone: 李四 (Harbour"}),
    ],
)
def test_readers_see_by_telephone_and_who_said_it(event, source, open_on, data):
    calling.record(data, small_plan(), PERIOD, Said(event, ASKED, "李四", ON, "可以借用。"), at=AT, by="甲")
    publish(data)
    app = open_on(data)
    for lang, words in source.items():
        app.open("changes", lang=lang)
        assert any(words in text for text in plain(app)), (plain(app), words)
        at = app.open("task", lang=lang, id="2026-1")
        assert not at.exception
        assert any("李四" in text for text in app.page.texts()), lang
        app.open("coordination", lang=lang)
        assert any("李四" in row for table in app.page.tables for row in table.rows), lang


def test_where_nothing_came_by_telephone_the_lists_have_no_such_columns(open_on, data):
    app = open_on(data)
    app.open("coordination", lang="en")
    assert app.page.tables
    assert not any("telephone" in head for table in app.page.tables for head in table.heads)


def test_a_wrong_record_is_corrected_after_publication_on_the_page(at_work, data):
    calling.record(data, small_plan(), PERIOD, SAID, at=AT, by="甲")
    publish(data)
    at = sign(at_work.open("returns", lang="en", period=str(PERIOD)))
    assert not any(b.key == "call_record" for b in at.button)
    at.text_input(key="call_reason_0").set_value("记错事项").run()
    button(at, "call_take_back").click().run()
    button(at, "preview").click().run()
    at.text_input(key="correction").set_value("电话记录有误").run()
    button(at, "publish").click().run()
    assert not at.exception
    newest = published(data).current[-1]
    assert (newest.as_of, newest.revision) == (PERIOD, 2)
    assert read(newest)["help_requests"].to_pylist()[0]["answer"] is None
    assert verify(data, deep=True) == []


def test_a_damaged_record_is_named_on_the_page(at_work, data):
    calling.record(data, small_plan(), PERIOD, SAID, at=AT, by="甲")
    kept.record_path(data, kept.file_of(PERIOD), 1).write_text("{", "utf-8")
    at = at_work.open("returns", lang="en")
    assert not at.exception
    assert any("calls/as_of=2026-03-27/001.json" in e.value.replace("\\", "") for e in at.error)
