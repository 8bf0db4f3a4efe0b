"""Which folders hold a plan, and what each is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from planboard.folders import plan_folders
from tests.places import DATA


def make(folder: Path, *plans: str) -> Path:
    for name in plans:
        (folder / name / "snapshots").mkdir(parents=True)
    return folder


def test_a_folder_that_holds_a_plan_is_the_only_one():
    assert plan_folders(DATA) == {"": DATA}


def test_a_folder_of_plans_names_each_in_order(tmp_path):
    make(tmp_path, "广州", "shenzhen", "East Coast")
    (tmp_path / "new" / "plan").mkdir(parents=True)
    (tmp_path / "new" / "plan" / "plan.toml").touch()
    assert plan_folders(tmp_path) == {
        name: tmp_path / name for name in ("East Coast", "new", "shenzhen", "广州")
    }


def test_what_holds_no_plan_is_left_out(tmp_path):
    make(tmp_path, "a", "b", ".git", "_staging", "line\nbreak")
    (tmp_path / "notes").mkdir()
    (tmp_path / "readme.txt").touch()
    assert list(plan_folders(tmp_path)) == ["a", "b"]


def test_a_folder_with_one_plan_has_nothing_to_choose(tmp_path):
    assert plan_folders(make(tmp_path, "shenzhen")) == {"": tmp_path / "shenzhen"}


@pytest.mark.parametrize("name", ["empty", "does_not_exist"])
def test_a_folder_without_a_plan_is_where_one_may_begin(tmp_path, name):
    (tmp_path / "empty").mkdir()
    assert plan_folders(tmp_path / name) == {"": tmp_path / name}
