"""The register as one workbook: out, filled in, and in again; a new plan begins with it."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from planboard.commands.main import main
from planboard.errors import UserError
from planboard.office.register_book import book, read_book
from planboard.publishing.publish import publish
from planboard.publishing.register import check_register
from planboard.register import keeping
from planboard.register.plan import EXAMPLE, load_plan
from planboard.register.records import records
from planboard.snapshots.published import published
from planboard.wording.text import LANGUAGES, problem_line
from tests.places import DATA, SECOND_PLAN

AT = datetime(2026, 3, 6, tzinfo=UTC)
DECIDED = ("--on", "2026-03-09", "--authority", "领导小组", "--reason", "年度清单", "--by", "甲", "--yes")
TASK = (
    "2027-9", 2027, 9, 1, 1, "新任务", "New task", "harbour", "王五", "at_deadline", date(2027, 1, 1),
    date(2027, 12, 1), "附件",
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(SECOND_PLAN, tmp_path / "data" / "plan")
    return tmp_path / "data"


@pytest.fixture
def published_once(data: Path) -> Path:
    publish(
        data, load_plan(data / "plan"), date(2026, 3, 6), [], kind="official", publisher="t", published_at=AT
    )
    return data


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, words, env={"PLANBOARD_DATA": str(data), "PLANBOARD_LANG": "en"})


def changed(content: bytes, change) -> bytes:
    """The workbook after somebody worked on it."""
    made, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    change(made)
    made.save(out)
    return out.getvalue()


def put(sheet, id: str, column: str, value: object) -> None:
    at = {cell.value: cell.column for cell in sheet[3]}
    row = next(row for row in range(4, sheet.max_row + 1) if str(sheet.cell(row, 1).value) == id)
    sheet.cell(row, at[column], value)


def add(sheet, row: tuple[object, ...]) -> None:
    free = next(n for n in range(4, 9999) if sheet.cell(n, 1).value is None)
    for n, value in enumerate(row, 1):
        sheet.cell(free, n, value)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("of", [EXAMPLE, SECOND_PLAN, DATA / "plan"])
def test_what_is_exported_comes_in_again_unchanged(of, lang, tmp_path):
    shutil.copytree(of, tmp_path / "plan")
    plan = load_plan(of)
    content = book(plan, lang)
    assert content == book(plan, lang)
    proposal = read_book(tmp_path, plan, content, "register.xlsx", None)
    assert (proposal.new, proposal.changes) == (plan, ())
    made = openpyxl.load_workbook(io.BytesIO(content))
    offered = [check.formula1 for sheet in made for check in sheet.data_validations.dataValidation]
    assert any("'!$A$4" in formula for formula in offered)
    assert any("at_least" in formula for formula in offered)


def test_next_years_list_comes_in_by_one_decision(published_once, tmp_path):
    data, file = published_once, tmp_path / "r.xlsx"
    assert run(data, "register", "export", str(file)).exit_code == 0

    def work(made):
        add(made["Tasks"], TASK)
        put(made["Tasks"], "2026-1", "responsible_person", "赵六")

    file.write_bytes(changed(file.read_bytes(), work))
    refused = run(data, "register", "import", str(file), "--yes")
    assert (refused.exit_code, "without a decision" in refused.stderr) == (1, True)
    assert records(data) == ()
    done = run(data, "register", "import", str(file), *DECIDED)
    assert done.exit_code == 0, done.stderr
    assert "Tasks 2027-9 New task: new" in done.output
    assert "→ 赵六" in done.output
    assert check_register(data) == []
    fields = {
        (r["object"], r["id"], r["field"]): r["new_value"]
        for r in load_plan(data / "plan").rows()["amendments"]
    }
    assert fields[("tasks", "2027", "added")] == "1"
    assert fields[("tasks", "2026-1", "responsible_person")] == "赵六"
    assert [record.event for record in records(data)] == ["begun", "imported"]
    assert run(data, "check").exit_code == 0


def test_rows_missing_in_the_workbook_stay_once_something_is_published(published_once, tmp_path):
    plan = load_plan(published_once / "plan")
    content = changed(book(plan, "zh"), lambda made: made["任务"].delete_rows(4, 3))
    assert read_book(published_once, plan, content, "r.xlsx", None).changes == ()


@pytest.mark.parametrize(
    ("sheet", "id", "column", "value", "said"),
    [
        ("Tasks", "2026-1", "due_on", "soon", 'r.xlsx, Tasks, row 4, "L4 due_on"'),
        ("Tasks", "2026-1", "title_en", None, "needed in both"),
        ("Tasks", "2026-1", "title_en", date(2026, 1, 1), "G4 title_en"),
        ("Targets", "2026-1.1", "target_value", "=1+1", "formula"),
        ("Targets", "2026-1.1", "comparator", "more", "not allowed"),
    ],
)  # fmt: skip
def test_a_problem_is_named_by_sheet_and_cell(sheet, id, column, value, said, data):
    plan = load_plan(data / "plan")

    def work(made):
        at = {cell.value: cell.column for cell in made[sheet][3]}
        row = next(r for r in range(4, 99) if str(made[sheet].cell(r, 1).value) == id)
        made[sheet].cell(row, at[column]).value = value
        put(made["Units"], "harbour", "kind", "none of them")

    with pytest.raises(UserError) as refused:
        read_book(data, plan, changed(book(plan, "en"), work), "r.xlsx", None)
    lines = [problem_line("en", problem) for problem in refused.value.problems]
    assert any(said in line for line in lines), lines
    assert any("Units, row" in line and '"none of them" is not allowed' in line for line in lines)
    assert all(problem_line("zh", problem) for problem in refused.value.problems)


def test_a_reference_to_nothing_is_named_by_its_cell(data):
    plan = load_plan(data / "plan")
    content = changed(book(plan, "en"), lambda made: put(made["Tasks"], "2026-1", "unit_id", "nobody"))
    with pytest.raises(UserError) as refused:
        read_book(data, plan, content, "r.xlsx", None)
    (line,) = [problem_line("en", problem) for problem in refused.value.problems]
    assert line.startswith('r.xlsx, Tasks, row 4, "H4 unit_id"')


@pytest.mark.parametrize(
    ("work", "where", "key"),
    [
        (lambda s: setattr(s.row_dimensions[5], "hidden", True), (5, None), "hidden_row"),
        (lambda s: setattr(s.column_dimensions["L"], "hidden", True), (3, "L3 due_on"), "hidden_column"),
        (lambda s: s.merge_cells("F4:G4"), (None, None), "merged"),
        (lambda s: setattr(s, "sheet_state", "hidden"), (None, None), "hidden_sheet"),
    ],
)
def test_what_nobody_sees_is_not_imported(work, where, key, data):
    plan = load_plan(data / "plan")
    content = changed(book(plan, "en"), lambda made: work(made["Tasks"]))
    with pytest.raises(UserError) as refused:
        read_book(data, plan, content, "r.xlsx", None)
    places = [
        (p.place.sheet, p.place.row, p.place.column)
        for p in refused.value.problems
        if p.key == f"workbook.{key}"
    ]
    assert places == [("Tasks", *where)]


def test_hidden_rows_that_hold_nothing_and_a_merged_explanation_do_no_harm(data):
    def work(made):
        made["Tasks"].merge_cells("A1:D1")
        made["Tasks"].row_dimensions[90].hidden = True
        made["Tasks"].column_dimensions["Z"].hidden = True

    plan = load_plan(data / "plan")
    assert read_book(data, plan, changed(book(plan, "en"), work), "r.xlsx", None).changes == ()


def test_dates_as_people_write_them_are_read(data):
    plan = load_plan(data / "plan")
    content = changed(book(plan, "en"), lambda made: put(made["Tasks"], "2026-1", "due_on", "2027/1/31"))
    proposal = read_book(data, plan, content, "r.xlsx", None)
    assert [(c.of.field, c.of.new) for c in proposal.changes] == [("due_on", "2027-01-31")]


def test_a_new_plan_is_filled_in_and_published(tmp_path):
    folder = tmp_path / "city"
    made = run(tmp_path, "new", str(folder))
    assert made.exit_code == 0, made.stderr
    assert run(folder, "check").exit_code == 0
    again = run(tmp_path, "new", str(folder))
    assert (again.exit_code, "something already" in again.stderr) == (1, True)

    def work(book_):
        tasks = book_["Tasks"]
        put(tasks, "2026-2", "title_zh", "改后的任务")
        put(tasks, "2026-2", "task_id", "2026-3")

    file = folder / "register.xlsx"
    file.write_bytes(changed(file.read_bytes(), work))
    done = run(folder, "register", "import", str(file), "--yes", "--by", "甲")
    assert done.exit_code == 0, done.stderr
    rows = load_plan(folder / "plan").rows()
    assert [task["task_id"] for task in rows["tasks"]] == ["2026-1", "2026-3"]  # the example's task went
    assert rows["amendments"] == []
    assert keeping.unrecorded(folder, load_plan(folder / "plan")) == []
    done = run(folder, "publish", "--as-of", "2026-03-06")
    assert done.exit_code == 0, done.stderr
    assert [s.as_of for s in published(folder).current] == [date(2026, 3, 6)]
    assert run(folder, "check").exit_code == 0
    assert run(folder, "verify").exit_code == 0


def test_the_example_has_the_rules_of_the_plan_in_the_repository():
    example, real = load_plan(EXAMPLE).numbers, load_plan(DATA / "plan").numbers
    said = ("title", "short", "document", "issued", "starts", "ends")
    assert {k: v for k, v in example.items() if not k.startswith(said)} == {
        k: v for k, v in real.items() if not k.startswith(said)
    }
