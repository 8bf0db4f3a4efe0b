"""A day in the office: the register brought up to date, returns decided on, units reminded, the period published and
corrected; and what leaders read then. LibreOffice writes every file that comes in."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, expect
from ui import WIDE, Ui, script

from bench.server import ROOT, running
from planboard.publishing.verify import verify
from planboard.returns import ledger
from tests import libreoffice
from tests.libreoffice import LibreOffice
from tests.samples.form_cells import asked_for, typed

AS_OF = "2023-12-01"


@pytest.fixture(scope="module")
def calc() -> Iterator[LibreOffice]:
    with libreoffice.running() as calc:
        yield calc


# How often the page has begun to run: an action is over when it has run once more.
COUNT_RUNS = """window.runs = 0; new MutationObserver((changes) => {
  if (changes.some(({target}) => target.dataset.testScriptState === "running")) window.runs += 1;
}).observe(document, {subtree: true, attributeFilter: ["data-test-script-state"]})"""

SAYS = (
    "words => {const text = (%s)().replaceAll(/\\s/g, ''); return words.every((word) => text.includes(word))}"
)


class Clerk(Ui):
    """The office's clerk, at work on the office's page."""

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Do what the page answers by running again, and wait until it has."""
        before = self.page.evaluate("window.runs")
        yield
        self.page.wait_for_function("before => window.runs > before", arg=before)
        self.ready()

    def fill(self, label: str, text: str) -> None:
        """Fill in a field and leave it."""
        field = (
            self.page.get_by_label(re.compile(f"^{re.escape(label)}"))
            .and_(self.page.locator("input, textarea"))
            .first
        )
        with self.acting():
            field.fill(text)
            field.press("Tab")

    def fill_date(self, label: str, day: str) -> None:
        """Fill in a date, whose year, month and day are fields of their own, and leave it."""
        with self.acting():
            for part, digits in zip(("year", "month", "day"), day.split("-"), strict=True):
                self.page.get_by_label(re.compile(f"^{part}, {label}")).press_sequentially(digits)
            self.page.keyboard.press("Tab")

    def choose(self, key: str, words: str) -> None:
        """Choose from a list, by its key and by words of the choice."""
        field = self.page.locator(f'[class*="{key}"] input').first
        if words in field.input_value():
            return
        field.scroll_into_view_if_needed()
        with self.acting():
            field.press("ArrowDown")
            field.fill(words)
            self.page.get_by_role("option", name=re.compile(re.escape(words))).first.click()
            field.press("Escape")

    def click(self, name: str) -> None:
        """Click a button and wait until the page is drawn."""
        with self.acting():
            self.page.get_by_role("button", name=name, exact=True).click()

    def step(self, title: str) -> Locator:
        """The fold with this title, opened."""
        fold = self.page.get_by_test_id("stExpander").filter(has=self.page.locator("summary", has_text=title))
        if fold.locator("details").get_attribute("open") is None:
            fold.locator("summary").click()
            # A list that is opened while the fold still grows is closed again.
            fold.get_by_test_id("stExpanderDetails").element_handle().wait_for_element_state("stable")
        return fold

    def says(self, *words: str) -> None:
        """Wait until all these words can be read on the page, wherever spaces stand."""
        wanted = [word.replace(" ", "") for word in words]
        self.page.wait_for_function(SAYS % script("visible_text"), arg=wanted, polling=200)

    def done(self, words: str) -> None:
        """Wait for the one message that says so."""
        expect(self.page.get_by_test_id("stAlert").filter(has_text=words)).to_have_count(1, timeout=30_000)
        self.ready()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "data", tmp_path / "data")


@pytest.fixture
def clerk(browser: Browser, data: Path, tmp_path: Path) -> Iterator[Clerk]:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[office]\nenabled = true\n", "utf-8")
    with (
        running(PLANBOARD_DATA=str(data), STREAMLIT_SECRETS_FILES=str(secrets)) as server,
        browser.new_context(
            viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        ) as context,
    ):  # fmt: skip
        context.set_default_timeout(30_000)
        context.add_init_script(COUNT_RUNS)
        clerk = Clerk(context, server.url)
        yield clerk
        assert not clerk.noticed, clerk.noticed
        assert not re.search(r"deprecat|traceback|warning|error", server.log(), re.I), server.log()


def new_list(calc: LibreOffice, exported: bytes) -> bytes:
    """The register's workbook with a task of the next year and its target added."""
    book = openpyxl.load_workbook(io.BytesIO(exported))
    rows = {
        "任务": {
            "task_id": "2024-1", "plan_year": "2024", "item_no": "1", "pillar_id": "3", "measure_id": "8",
            "title_zh": "【演示】新增跨境电商清单", "title_en": "[Demo] A new list", "unit_id": "commerce",
            "responsible_person": "演示责任人", "profile": "linear", "starts_on": "2024-01-01",
            "due_on": "2024-12-31", "source": "【演示】2024年清单",
        },
        "指标": {
            "target_id": "2024-1.1", "task_id": "2024-1", "name_zh": "【演示】新增企业", "name_en": "[Demo] Firms",
            "comparator": "at_least", "target_value": "40", "unit_scale": "1", "unit_of_measure_zh": "家",
            "unit_of_measure_en": "firms", "basis": "flow", "starts_on": "2024-01-01", "due_on": "2024-12-31",
            "source": "【演示】2024年清单", "is_countable": "true", "lowest_value": "0",
        },
    }  # fmt: skip
    cells = {}
    for title, texts in rows.items():
        sheet = book[title]
        at = {str(cell.value): cell.column_letter for cell in sheet[3]}
        free = next(n for n in range(4, sheet.max_row + 2) if sheet.cell(n, 1).value is None)
        cells[title] = {f"{at[name]}{free}": text for name, text in texts.items()}
    return calc.typed(exported, cells)


def filled(calc: LibreOffice, form: bytes, value: str, **more: str) -> bytes:
    """A unit's form as its liaison sends it back, with this value for its first target."""
    answers = {
        "reported_by": "演示填报人", "reported_status": "正常", "narrative": "【演示】按计划推进。",
        "reason": "【演示】等待评审。", "next_step": "【演示】继续。", "next_step_on": "2023-12-15",
    }  # fmt: skip
    texts = asked_for(form, answers | more)
    first = min(where for where in asked_for(form, {"value": value}))
    texts |= {first: value, (*first[:2], "measured_on"): "2023-11-30"}
    return calc.typed(form, typed(form, texts))


@pytest.mark.timeout(900)  # a day's work takes a while on a busy machine
def test_a_clerks_day(clerk: Clerk, calc: LibreOffice, data: Path) -> None:
    page = clerk.open("returns").page
    clerk.fill("经办人", "演示经办人")

    _import_the_list(clerk, calc)
    _amend(clerk, "2023-38", "责任人", "演示责任人", "职务变动")
    _amend(clerk, "2023-24", "完成时限", "2024-03-31", "国家政策调整")

    form = _form(clerk, "市场监管局")
    first, second, third = (filled(calc, form, value) for value in ("190", "191", "192"))
    mistaken = filled(calc, _form(clerk, "交通运输局"), "4")
    _receive(clerk, {"第一份.xlsx": first, "第二份.xlsx": second, "误报.xlsx": mistaken})
    expect(clerk.step("三、").get_by_text("有2份报送，请选定一份")).to_be_visible()
    _decide(clerk, "第二份.xlsx", "接受", "已接受", "单位来电，以第二份为准")
    _decide(clerk, "误报.xlsx", "记录单位撤回", "已记录撤回", "数据误报", said_by="演示撤回人")
    decided = {"第一份.xlsx": "set_aside", "第二份.xlsx": "accepted", "误报.xlsx": "withdrawn"}
    assert _states(data) == decided

    clerk.step("电话答复")
    clerk.choose("call_request", "2023-24-H1")
    clerk.fill("来电人", "演示来电人")
    clerk.fill("所说内容", "【演示】已提供意见。")
    clerk.click("记录来电")
    clerk.done("已记录 2023-24-H1 的来电")

    fold = clerk.step("四、")
    clerk.choose("chase_unit", "交通运输局")
    fold.get_by_test_id("stCode").hover()
    fold.get_by_role("button", name="Copy to clipboard").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("市交通运输局：\n截至2023年12月1日的进展尚未报送")

    _publish(
        clerk, 1, "1个单位的报送，12个单位未报", "增补2024年任务1项（2024年清单）",
        "将2023-38 应对海外知识产权纠纷的责任人由莫熙玲改为演示责任人（职务变动）；任务状态不变",
        "逾期 → 滞后，原因：【演示】领导小组2023-11-30决定将其完成时限由2023-09-30改为2024-03-31",
    )  # fmt: skip

    clerk.open("returns", period=AS_OF)
    clerk.fill("经办人", "演示经办人")
    _receive(clerk, {"更正.xlsx": third})
    _decide(clerk, "更正.xlsx", "接受", "已接受", "单位更正")
    assert _states(data) == decided | {"第二份.xlsx": "corrected", "更正.xlsx": "accepted"}
    _publish(clerk, 2, "有1处变化", reason="数字录错")
    assert verify(data, deep=True) == []

    for address, words in {
        "": ("数字录错",),
        "task?id=2023-38": ("演示责任人", "192件"),
        "task?id=2023-24": ("2024年3月31日", "滞后"),
        "coordination": ("【演示】已提供意见。", "演示来电人"),
        "changes": ("国家政策调整", "职务变动", "2024年清单"),
        "task?id=2024-1": ("【演示】新增跨境电商清单", "演示责任人"),
    }.items():
        clerk.open(address).says(*words)


def _states(data: Path) -> dict[str, str]:
    return {kept.name: kept.state for kept in ledger.of_period(data, date.fromisoformat(AS_OF))}


def _download(clerk: Clerk, button: str) -> bytes:
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def _drop(fold: Locator, files: Mapping[str, bytes]) -> None:
    kind = "application/octet-stream"
    fold.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": content} for name, content in files.items()]
    )


def _import_the_list(clerk: Clerk, calc: LibreOffice) -> None:
    """Next year's list, added to the register's workbook."""
    fold = clerk.step("变更登记册")
    fold.get_by_text("整册导出、导入").click()
    _drop(fold, {"登记册.xlsx": new_list(calc, _download(clerk, "下载登记册"))})
    _write(clerk, "2024年清单")


def _amend(clerk: Clerk, id: str, field: str, value: str, reason: str) -> None:
    clerk.step("变更登记册")
    clerk.fill("查找（编号、名称、责任人）", id)
    clerk.choose("amend_fields", field)
    clerk.fill(f"{field}，原值", value)
    _write(clerk, reason)


def _write(clerk: Clerk, reason: str) -> None:
    """Write to the register what was filled in, after a look at what it does."""
    clerk.fill_date("决定自何日起生效", "2023-11-30")
    clerk.fill("决定机关", "【演示】领导小组")
    clerk.fill("理由或文号", reason)
    clerk.click("查看影响")
    clerk.click("确认写入")
    clerk.done("已写入登记册并记录")


def _form(clerk: Clerk, unit: str) -> bytes:
    clerk.step("一、")
    clerk.choose("form_unit", unit)
    return _download(clerk, "下载该单位报送表")


def _receive(clerk: Clerk, files: Mapping[str, bytes]) -> None:
    _drop(clerk.step("二、"), files)
    clerk.click("接收并检查")
    clerk.done(f"已收到{len(files)}个文件")


def _decide(clerk: Clerk, file: str, decision: str, said: str, reason: str, said_by: str = "") -> None:
    clerk.step("三、")
    clerk.choose("office_one", file)
    clerk.fill("原因（退回、撤回", reason)
    if said_by:
        clerk.fill("撤回人（单位）", said_by)
    clerk.click(decision)
    clerk.done(f"{said} {file}")


def _publish(clerk: Clerk, revision: int, *seen: str, reason: str = "") -> None:
    """Publish, after a preview in which these words are seen."""
    clerk.step("五、")
    clerk.click("预览变化")
    clerk.says(*seen)
    if reason:
        clerk.fill("更正原因", reason)
    clerk.click(f"发布 {AS_OF} 第{revision}版")
    clerk.done(f"已发布 {AS_OF} 第{revision}版")
