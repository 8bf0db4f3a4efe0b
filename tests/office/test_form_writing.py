"""The form a unit gets, and what comes back of what is typed into it."""

import io
import shutil
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from planboard.answers.engine import open_engine
from planboard.errors import Place, UserError
from planboard.folders import data_folder
from planboard.office import form_writing
from planboard.publishing.publish import publish
from planboard.publishing.register import load_register
from planboard.returns import form_reading
from planboard.returns.csv_file import COLUMNS
from planboard.returns.form import ANSWERS, BLOCKS, HELP, NEW_ROWS, REPORT, SHEETS, TARGETS, TASKS, UNIT
from planboard.returns.workbook import sheets_of
from planboard.snapshots.published import published
from planboard.wording.text import LANGUAGES, say
from tests.samples.forms import given, in_table, put, report_of, sent
from tests.samples.small_form import AS_OF, BEFORE, changed, small_board
from tests.scale import sizes

FIRST = form_writing.HEADER + 1
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return small_board(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The demonstration, and a week after it for which nothing has come yet."""
    data, shown = tmp_path_factory.mktemp("real"), data_folder()
    shutil.copytree(shown / "snapshots", data / "snapshots")
    plan, last = load_register(shown), published(shown).current[-1]
    publish(
        data, plan, date(2023, 12, 1), [], kind="demo", publisher="办公室", published_at=last.published_at
    )
    return open_engine(data)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def fill_in(content, lang, report=None, **tables):
    """The form after somebody typed: id -> field -> value into the report, row -> field -> value into a table."""

    def change(book):
        cells = given(book)
        for id, typed in (report or {}).items():
            for name, value in typed.items():
                put(cells[id, name], value)
        for shape in (HELP, ANSWERS):
            for row, typed in tables.get(shape.name, {}).items():
                of_table = in_table(book[shape.title(lang)], shape)
                for name, value in typed.items():
                    put(of_table[row, name], value)

    return changed(content, change)


def records(content, subject=None):
    sent = form_reading.read(content, "表.xlsx")
    assert (sent.problems, sent.remarks) == ((), ())
    return [r for r in sent.records if subject in (None, r.subject)]


@pytest.mark.parametrize("nth", sizes(5, 1))
@each_language
def test_every_unit_of_the_register_gets_a_form_that_can_be_read(real, lang, nth):
    day = date(2023, 12, 1)
    units = real.query("units", as_of=day, plan_year=None, lang=lang).to_pylist()
    shape_of = {tuple(bool(unit[n]) for n in ("n_tasks", "n_targets")): unit for unit in units}
    for unit in [*units[LANGUAGES.index(lang) % nth :: nth], *shape_of.values()]:
        content = form_writing.form(real, day, unit["unit_id"], lang)
        found = records(content)
        assert [r.subject for r in found].count("task") == unit["n_tasks"]
        assert [r.subject for r in found].count("target") == unit["n_targets"]
        assert {r.cells["unit_id"] for r in found} == {unit["unit_id"]}
        assert {r.cells["period_ends_on"] for r in found} == {day}
        expected = [REPORT, *[HELP] * bool(unit["n_tasks"]), ANSWERS]
        lists = [say(lang, "form.sheet.lists")] * bool(unit["n_tasks"])
        assert opened(content).sheetnames[1:] == [shape.title(lang) for shape in expected] + lists


def test_a_unit_the_plan_does_not_know_gets_no_form(engine):
    with pytest.raises(UserError) as error:
        form_writing.form(engine, AS_OF, "nobody", "zh")
    assert [p.key for p in error.value.problems] == ["return.unknown_unit"]


@each_language
def test_what_is_typed_comes_back_exactly_from_either_layout(engine, lang):
    task = {
        "reported_status": say(lang, "judgement.red"), "narrative": "第一行\n第二行", "reason": "缺人",
        "next_step": "-无", "next_step_on": date(2026, 4, 1), "evidence": "https://example.invalid/?a=1&b=2",
    }  # fmt: skip
    typed = {
        "harbour": {"reported_by": "甲", "unit_note": " 前后有空格 "},
        "2026-1": task,
        "2026-2": {"reported_status": "绿", "narrative": "进展<b>&amp;"},
        "2026-1.1": {
            "value": "１，２００", "measured_on": "2026年3月13日", "note": "调整",
            "is_confirmed": say(lang, "form.yes"),
        },
        "2026-2.1": {"value": 6.25, "measured_on": AS_OF},
    }  # fmt: skip
    found = records(fill_in(form_writing.form(engine, AS_OF, "harbour", lang), lang, typed))
    head = {"unit_id": "harbour", "period_ends_on": AS_OF, "reported_by": "甲"}
    assert [(r.subject, r.cells) for r in found] == [
        ("unit", head | {"unit_note": " 前后有空格 "}),
        ("task", head | {"task_id": "2026-1", "stage": None, "is_done": None, "finished_on": None, **task}),
        ("task", head | dict.fromkeys(f.name for f in TASKS.read) | {"task_id": "2026-2"} | typed["2026-2"]),
        ("target", head | {"target_id": "2026-1.1"} | typed["2026-1.1"]),
        ("target", head | {"target_id": "2026-2.1", "note": None, "is_confirmed": None, **typed["2026-2.1"]}),
        ("target", head | dict.fromkeys(f.name for f in TARGETS.read) | {"target_id": "M1.1"}),
    ]  # fmt: skip

    def type_into_tables(book):
        for shape in (UNIT, TASKS, TARGETS):
            cells = in_table(book[shape.title(lang)], shape, header=2)
            for (row, name), cell in cells.items():
                of_row = typed.get(cells[row, shape.fields[0].name].value, {})
                if name in of_row:
                    put(cell, of_row[name])

    older = records(changed(sent("harbour", lang), type_into_tables))
    assert [(r.subject, r.cells) for r in older] == [(r.subject, r.cells) for r in found]
    label = TASKS.field("reason").label(lang)
    at = given(opened(form_writing.form(engine, AS_OF, "harbour", lang)))
    assert found[1].at("reason") == Place("表.xlsx", REPORT.title(lang), at["2026-1", "reason"].row, label)
    assert older[1].at("reason") == Place("表.xlsx", TASKS.title(lang), 3, label)
    row = at["harbour", "reported_by"].row
    assert replace(found[1].at("reported_by"), column=None) == Place("表.xlsx", REPORT.title(lang), row)


@pytest.mark.parametrize("unit_id", ["harbour", "parks", "waterworks"])
def test_what_is_carried_over_is_the_same_in_either_layout(engine, unit_id):
    found, older = records(form_writing.form(engine, AS_OF, unit_id, "zh")), records(sent(unit_id))
    assert [(r.subject, r.cells) for r in found] == [(r.subject, r.cells) for r in older]


@each_language
def test_help_is_asked_closed_and_answered(engine, lang):
    form = form_writing.form(engine, AS_OF, "harbour", lang)
    new = {
        "task_id": "2026-2", "asked_of_unit_id": "区公园处", "text": "请提供图纸", "asked_on": AS_OF,
        "needed_on": date(2026, 4, 1),
    }  # fmt: skip
    found = records(fill_in(form, lang, help={FIRST: {"closed_on": AS_OF}, FIRST + 3: new}), "help")
    closed, asked = (r.cells for r in found)
    assert (closed["request_id"], closed["text"], closed["closed_on"]) == (
        "2026-1-H1",
        "=请借用垃圾船",
        AS_OF,
    )
    assert closed["asked_on"] == BEFORE
    assert asked["request_id"] is None
    assert {name: asked[name] for name in new} == new
    parks = form_writing.form(engine, AS_OF, "parks", lang)
    assert records(parks, "answer") == []
    (answer,) = records(
        fill_in(parks, lang, answers={FIRST: {"answered_on": AS_OF, "answer": "可以"}}), "answer"
    )
    assert (answer.cells["request_id"], answer.cells["answer"]) == ("2026-1-H1", "可以")
    assert answer.cells["answered_on"] == AS_OF


def test_a_form_is_read_whatever_language_its_sheets_are_in(engine):
    def rename(book):
        book["进展报送"].title = "Report"

    form = changed(form_writing.form(engine, AS_OF, "harbour", "zh"), rename)
    assert [r.subject for r in records(form)] == ["unit", "task", "task", "target", "target", "target"]


@each_language
def test_a_unit_without_tasks_has_its_own_sheet_and_what_is_asked_of_it(engine, lang):
    content = form_writing.form(engine, AS_OF, "streets", lang)
    assert opened(content).sheetnames == [
        say(lang, "form.sheet.instructions"), REPORT.title(lang), ANSWERS.title(lang),
    ]  # fmt: skip
    assert [r.subject for r in records(content)] == ["unit"]


def test_the_records_columns_are_those_of_a_return():
    known = {*COLUMNS, "is_confirmed"}
    read = {f.name for shape in SHEETS for f in shape.read}
    assert read == known - {"record"}


def test_what_was_said_last_time_is_there_and_what_must_be_thought_about_is_empty(engine):
    cells = given(opened(form_writing.form(engine, AS_OF, "harbour", "zh")))
    said = {name: cell.value for (id, name), cell in cells.items() if id == "2026-1"}
    assert said == {
        "task": "2026-1　清理岸线垃圾", "status": "预警：落后序时进度5至25个百分点", "reported_status": None,
        "narrative": None, "reason": None, "next_step": "'@下周清理", "next_step_on": None, "evidence": "照片",
    }  # fmt: skip
    beside = {name: cell.offset(0, 1).value for (id, name), cell in cells.items() if id == "2026-1"}
    assert beside["task"] == "完成时限 2026-12-31，还有293天"
    assert (beside["reported_status"], beside["narrative"]) == ("上次：正常", "上次：=1+1")
    assert beside["next_step"] == "已填入上次内容，有变化的请更新"
    assert beside["reason"] == "预警、滞后、逾期时必填"
    waterworks = given(opened(form_writing.form(engine, AS_OF, "waterworks", "zh")))
    stage = waterworks["2026-3", "stage"]
    assert (stage.value, stage.protection.locked) == ("已成稿", False)
    assert waterworks["2026-3", "is_done"].value == "否"


def test_each_targets_value_is_asked_in_the_block_of_its_task(engine):
    cells = given(opened(form_writing.form(engine, AS_OF, "harbour", "zh")))
    ids = list(dict.fromkeys(id for id, _ in cells))
    assert ids == ["harbour", "2026-1", "2026-1.1", "2026-2", "2026-2.1", "M1.1"]


@each_language
def test_no_text_of_a_unit_is_a_formula(engine, lang):
    for unit in ("harbour", "parks"):
        for sheet in sheets_of(form_writing.form(engine, AS_OF, unit, lang), "表.xlsx"):
            for cell in sheet.cells.values():
                assert cell.formula is None
                assert not str(cell.value).startswith(("=", "@"))


def test_a_text_that_was_neutralised_comes_back_as_it_was_written(engine):
    first = records(form_writing.form(engine, AS_OF, "harbour", "zh"), "task")[0]
    assert first.cells["next_step"] == "@下周清理"


def test_target_values_stand_in_the_registers_own_magnitude(real):
    cells = given(opened(form_writing.form(real, date(2023, 12, 1), "commerce", "zh")))
    assert cells["2023-17.1", "name"].offset(0, 1).value == "目标：不少于 540 亿美元，2023-12-31 前（含当日）"
    assert (
        cells["2023-17.1", "value"].offset(0, 1).value.startswith("计量单位：亿美元\n上次：448（2023-10-31）")
    )
    english = given(opened(form_writing.form(real, date(2023, 12, 1), "commerce", "en")))
    aim = english["2023-17.1", "name"].offset(0, 1).value
    assert aim == "Target: at least 540 hundred million US dollars by 2023-12-31"


@each_language
def test_inputs_are_open_and_everything_else_is_locked_and_lists_offer_their_words(engine, lang):
    book = opened(form_writing.form(engine, AS_OF, "harbour", lang))
    assert book.security.lockStructure
    for sheet in book:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.formatColumns
        assert sheet.sheet_state == "visible"
    fields = [
        (cell, next(f for shape in BLOCKS for f in shape.fields if f.name == name))
        for (_, name), cell in given(book).items()
    ]
    tables = [(in_table(book[shape.title(lang)], shape), shape) for shape in (HELP, ANSWERS)]
    fields += [(cell, shape.field(name)) for cells, shape in tables for (_, name), cell in cells.items()]
    for cell, field in fields:
        assert cell.protection.locked or field.is_input
        checks = [v for v in cell.parent.data_validations.dataValidation if cell.coordinate in v.sqref]
        assert len(checks) == (0 if cell.protection.locked else 1)
        if field.is_input and field.holds == "text":
            assert cell.number_format == "@"
        if checks and field.choices:
            assert checks[0].type == "list"
            assert checks[0].error
        if checks and field.holds == "date":
            assert (checks[0].type, cell.number_format) == ("date", "yyyy-mm-dd")
        if checks and field.name == "value":
            assert (checks[0].type, checks[0].errorStyle) == ("decimal", "warning")
    open_cells = {
        cell.coordinate for cell, field in fields if cell.parent == report_of(book) and field.is_input
    }
    assert open_cells == {
        cell.coordinate for row in report_of(book).iter_rows() for cell in row if not cell.protection.locked
    }
    offered = {v.formula1 for sheet in book for v in sheet.data_validations.dataValidation}
    assert '"' + ",".join(say(lang, f"judgement.{c}") for c in ("green", "yellow", "red")) + '"' in offered
    assert book[HELP.title(lang)].max_row == form_writing.HEADER + 1 + NEW_ROWS


@each_language
def test_the_lists_of_tasks_and_units_point_at_them(engine, lang):
    book = opened(form_writing.form(engine, AS_OF, "harbour", lang))
    checks = [v.formula1 for v in book[HELP.title(lang)].data_validations.dataValidation if v.type == "list"]
    found = []
    for reference in checks:
        title, cells = reference.replace("$", "").replace("'", "").split("!")
        found.append([row[0].value for row in book[title][cells]])
    units = engine.query("units", as_of=AS_OF, plan_year=None, lang=lang)["unit"].to_pylist()
    assert found == [["2026-1", "2026-2"], units]


def test_equal_content_makes_equal_bytes_whenever_it_is_made(engine):
    first = form_writing.form(engine, AS_OF, "harbour", "zh")
    core = zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml")
    assert core.count(b"2000-01-01T00:00:00Z") == 2
    assert form_writing.form(engine, AS_OF, "harbour", "zh") == first
    assert form_writing.form(engine, AS_OF, "harbour", "en") != first


def test_an_empty_sheet_and_a_missing_explanation_are_no_problem(engine):
    def change(book):
        book.create_sheet("Sheet1")
        book.remove(book["填报说明"])

    assert records(changed(form_writing.form(engine, AS_OF, "harbour", "zh"), change))
