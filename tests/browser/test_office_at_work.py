"""The office at work in a browser: a form downloaded, filled in, dropped, accepted and published."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext
from ui import Ui

from bench.server import ROOT, Server, running
from planboard.office.forms import forms
from planboard.office.requests import concerned
from planboard.publishing.register import register_on
from planboard.publishing.verify import verify
from planboard.returns import ledger
from planboard.snapshots.published import published
from planboard.wording.text import LANGUAGES
from tests.samples.forms import fill


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("office") / "data")


@pytest.fixture(scope="module")
def office(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    secrets.write_text("[office]\nenabled = true\n", "utf-8")
    with running(PLANBOARD_DATA=str(data), STREAMLIT_SECRETS_FILES=str(secrets)) as server:
        yield server
        assert not re.search(r"deprecat|traceback|warning|error", server.log(), re.I), server.log()


@pytest.fixture
def at_work(desk: BrowserContext, office: Server) -> Iterator[Ui]:
    ui = Ui(desk, office.url)
    yield ui
    ui.page.close()
    assert not ui.noticed, ui.noticed


def filled(content: bytes) -> bytes:
    """The form with everything it asks for."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    typed = {"reported_by": "演示填报人", "reported_status": "正常", "narrative": "【演示】按计划推进。"}
    typed |= {"reason": "【演示】等待评审。"}
    fill(book, typed)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_form_goes_out_and_comes_back_as_a_published_snapshot(at_work: Ui, data: Path) -> None:
    at_work.open("returns")
    page = at_work.page
    with page.expect_download() as download:
        page.get_by_role("button", name="下载该单位报送表").click()
    assert download.value.suggested_filename.endswith("_2023-12-01_demo.xlsx")
    content = filled(Path(download.value.path()).read_bytes())
    page.get_by_label("经办人").fill("演示经办人")
    page.keyboard.press("Tab")
    at_work.ready()
    files = [
        {"name": "好.xlsx", "mimeType": "application/octet-stream", "buffer": content},
        {"name": "坏.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 not a workbook"},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="接收并检查").click()
    page.get_by_text("已收到2个文件").wait_for()
    at_work.ready()
    assert page.get_by_text("坏.xlsx：文件已损坏").first.is_visible()
    page.get_by_role("button", name="接受全部没有问题的1份").click()
    page.get_by_text("已接受1份").wait_for()
    at_work.ready()  # the steps take their new order
    page.get_by_role("button", name="预览变化").click()
    page.get_by_role("button", name="发布 2023-12-01 第1版").click(timeout=30_000)
    page.get_by_text("已发布 2023-12-01 第1版").wait_for(timeout=30_000)
    newest = published(data).current[-1]
    assert (str(newest.as_of), newest.kind, newest.publisher) == ("2023-12-01", "demo", "演示经办人")
    assert verify(data, deep=True) == []


def test_closing_the_tab_while_files_are_read_loses_none(
    at_work: Ui, desk: BrowserContext, office: Server, data: Path
) -> None:
    as_of = date(2023, 12, 15)  # a period nobody else works on
    plan = register_on(data, as_of)
    units = concerned(data, plan, as_of)
    sent = [
        form for lang in LANGUAGES for form in forms(data, plan, as_of, units, lang)
    ]  # enough to be in time
    leaving = Ui(desk, office.url).open("returns", period=str(as_of))
    leaving.page.get_by_label("经办人").fill("演示经办人")
    leaving.page.keyboard.press("Tab")
    leaving.ready()
    leaving.page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in sent]
    )
    leaving.page.get_by_role("button", name="接收并检查").click()
    leaving.page.get_by_text(re.compile("正在读取第.*个，共")).wait_for()
    leaving.page.close()
    at_work.open("returns", period=str(as_of))
    page = at_work.page
    assert page.get_by_text(f"已收到并原样保存{len(sent)}个文件，尚未读完").is_visible()
    assert not ledger.of_period(data, as_of)
    page.get_by_label("经办人").fill("另一经办人")
    page.keyboard.press("Tab")
    at_work.ready()
    page.get_by_role("button", name=f"读取这{len(sent)}个文件").click()
    page.get_by_text(f"已收到{len(sent)}个文件").wait_for()
    at_work.ready()
    assert page.get_by_text("尚未读完").count() == 0
    kept = ledger.of_period(data, as_of)
    assert {(one.name, one.events[0].by) for one in kept} == {(name, "演示经办人") for name, _ in sent}


def test_the_page_fits_a_phone_and_writes_its_uploader_in_the_readers_language(
    phone: BrowserContext, office: Server
) -> None:
    ui = Ui(phone, office.url).open("returns")
    assert ui.page.evaluate("document.scrollingElement.scrollWidth") <= ui.page.viewport_size["width"]
    # What Streamlit itself writes there has no size; what is seen is ours.
    said = ui.page.locator("[data-testid=stFileUploaderDropzone] button p")
    assert said.evaluate("e => getComputedStyle(e).fontSize") == "0px"
    assert "选择文件" in said.evaluate("e => getComputedStyle(e, '::after').content")
    ui.page.close()


def test_where_the_office_does_not_work_its_address_shows_no_such_page(ui: Ui) -> None:
    ui.page.goto(f"{ui.url}/returns")
    ui.page.wait_for_selector("h1")
    assert ui.page.get_by_text("接收报送").count() == 0
    ui.noticed.clear()  # the address is no page, and the browser says so
