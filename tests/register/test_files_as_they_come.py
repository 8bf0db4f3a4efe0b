"""Files of the register as spreadsheets leave them: named, with what would be right, and in nobody's way."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from planboard.commands.main import main
from planboard.errors import UserError
from planboard.register.plan import copies, load_plan
from planboard.wording.text import LANGUAGES, problem_line
from tests.places import SECOND_PLAN


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SECOND_PLAN, tmp_path / "plan")


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("tasks (1).csv", "tasks.csv"), ("tasks - 副本.csv", "tasks.csv"), ("tasks - 副本 (2).csv", "tasks.csv"),
        ("tasks - Copy.csv", "tasks.csv"), ("副本 units.csv", "units.csv"), ("Copy of units.csv", "units.csv"),
        ("targets_bak.csv", "targets.csv"), ("tasks.xlsx", "tasks.csv"), ("plan.toml.bak", "plan.toml"),
        ("measure_units（1）.csv", "measure_units.csv"), ("Tasks2.csv", "tasks.csv"),
    ],
)  # fmt: skip
def test_a_copy_is_named_and_stops_nothing(name, of, folder):
    before = load_plan(folder)
    shutil.copy(folder / "tasks.csv", folder / name)
    assert load_plan(folder) == before
    (problem,) = copies(folder)
    assert (problem.key, problem.params["file"]) == ("plan.copy", of)
    checked = CliRunner().invoke(main, ["check"], env={"PLANBOARD_DATA": str(folder.parent)})
    assert (checked.exit_code, name in checked.stderr) == (1, True)


@pytest.mark.parametrize("name", ["~$tasks.xlsx", ".~lock.tasks.csv#", ".DS_Store"])
def test_what_an_open_spreadsheet_leaves_is_nothing(name, folder):
    (folder / name).write_bytes(b"x")
    assert copies(folder) == []
    load_plan(folder)


def test_a_file_in_gbk_is_named_as_such(folder):
    path = folder / "tasks.csv"
    path.write_bytes(path.read_text("utf-8").encode("gbk"))
    with pytest.raises(UserError) as refused:
        load_plan(folder)
    assert [p.key for p in refused.value.problems if p.place.file == "tasks.csv"] == ["plan.is_gbk"]
    assert all("UTF-8" in problem_line(lang, refused.value.problems[0]) for lang in LANGUAGES)


@pytest.mark.parametrize("written", ["2026/11/30", "2026.11.30", "2026年11月30日"])
def test_a_date_written_otherwise_is_named_with_the_right_one(written, folder):
    path = folder / "tasks.csv"
    rows = path.read_text("utf-8").splitlines()
    cells = rows[1].split(",")
    cells[rows[0].split(",").index("due_on")] = written
    path.write_text("\n".join([rows[0], ",".join(cells), *rows[2:]]) + "\n", "utf-8")
    with pytest.raises(UserError) as refused:
        load_plan(folder)
    assert problem_line("en", refused.value.problems[0]).endswith("write 2026-11-30")
