"""The register: what load_plan accepts and refuses, and that the real one says what the document says."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from planboard.errors import UserError
from planboard.register.plan import load_plan
from planboard.schema import BASES, COMPARATORS, PLAN, PROFILES, REGISTER
from planboard.wording.text import LANGUAGES, problem_line
from tests.places import DATA, ROOT, SECOND_PLAN

BAD_PLANS = Path(__file__).parent / "bad_plans"
GOOD = BAD_PLANS / "a_good_plan"
FLAWS = sorted(folder.name for folder in BAD_PLANS.iterdir() if (folder / "problems.txt").exists())


def flawed(folder, flaw):
    """The good plan with the files of one flaw laid over it; `units.csv.absent` takes a file away."""
    shutil.copytree(GOOD, folder)
    for file in (BAD_PLANS / flaw).iterdir():
        if file.suffix == ".absent":
            (folder / file.stem).unlink()
        elif file.name != "problems.txt":
            shutil.copy(file, folder / file.name)
    return folder


def problems_of(folder):
    with pytest.raises(UserError) as refusal:
        load_plan(folder)
    return refusal.value.problems


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flawed_plan_is_refused_with_every_problem_named(flaw, tmp_path):
    problems = problems_of(flawed(tmp_path / "plan", flaw))
    said = [problem_line("en", problem) for problem in problems]
    assert said == (BAD_PLANS / flaw / "problems.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("flaw", FLAWS)
@pytest.mark.parametrize(("lang", "semicolon"), [("zh", "；"), ("en", ";")])
def test_a_problem_says_what_is_wrong_and_what_would_be_right(flaw, lang, semicolon, tmp_path):
    for problem in problems_of(flawed(tmp_path / "plan", flaw)):
        wrong, right = problem_line(lang, problem).removeprefix(problem.where).rsplit(semicolon, 1)
        assert wrong.strip(": ")
        assert right.strip()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    (problem,) = problems_of(tmp_path / "nowhere")
    assert problem.where == "nowhere"


def test_problems_in_any_number_of_files_are_told_at_once(tmp_path):
    problems = problems_of(flawed(tmp_path / "plan", "many_at_once"))
    assert {problem.where.split(",")[0] for problem in problems} == {
        "pillars.csv", "units.csv", "tasks.csv", "targets.csv", "notes.txt",
    }  # fmt: skip


def rewritten(folder, change):
    shutil.copytree(GOOD, folder)
    for path in folder.iterdir():
        path.write_bytes(change(path))
    return load_plan(folder).tables


def test_a_byte_order_mark_is_tolerated(tmp_path):
    tables = rewritten(tmp_path / "plan", lambda path: b"\xef\xbb\xbf" + path.read_bytes())
    assert tables == load_plan(GOOD).tables


def test_blank_rows_and_rows_of_empty_cells_are_passed_over(tmp_path):
    def with_blanks(path):
        blank = b"" if path.suffix == ".toml" else b"\r\n, ,,\r\n\r\n"
        return path.read_bytes().replace(b"\n", b"\n" + blank)

    assert rewritten(tmp_path / "plan", with_blanks) == load_plan(GOOD).tables


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path):
    folder = shutil.copytree(GOOD, tmp_path / "plan")
    units = (
        (folder / "units.csv").read_text("utf-8").replace("港务局", '"港务\n局"').replace("parks", "\nparks")
    )
    (folder / "units.csv").write_text(units.replace("公园处", ""), "utf-8")
    (problem,) = problems_of(folder)
    assert problem.where == 'units.csv, row 4, "name_zh"'


def test_columns_may_stand_in_any_order(tmp_path):
    def reversed_columns(path):
        lines = path.read_text("utf-8").splitlines()
        if path.suffix != ".toml":
            lines = [",".join(reversed(line.split(","))) for line in lines]
        return "\n".join(lines).encode()

    assert rewritten(tmp_path / "plan", reversed_columns) == load_plan(GOOD).tables


def test_hidden_files_and_lock_files_of_an_open_spreadsheet_are_ignored(tmp_path):
    folder = shutil.copytree(GOOD, tmp_path / "plan")
    for name in (".DS_Store", "~$tasks.csv"):
        (folder / name).write_bytes(b"x")
    assert load_plan(folder).tables["units"].num_rows == 2


def test_an_amendment_of_a_row_with_two_keys_names_both(tmp_path):
    folder = shutil.copytree(GOOD, tmp_path / "plan")
    with (folder / "amendments.csv").open("a", encoding="utf-8") as file:
        file.write("measure_units,1 parks,seq,3,2,2026-03-01,区办公室,调整\n")
    assert load_plan(folder).tables["amendments"]["id"].to_pylist() == ["1 parks"]


def test_an_empty_optional_cell_is_null_and_never_zero():
    (target,) = load_plan(GOOD).tables["targets"].to_pylist()
    assert (target["baseline"], target["baseline_on"], target["notes"]) == (None, None, None)


@pytest.mark.parametrize("folder", ["data/plan", "tests/second_plan/plan"])
def test_every_table_has_the_columns_and_types_of_the_schema(folder):
    tables = load_plan(ROOT / folder).tables
    assert {name: table.schema for name, table in tables.items()} == {
        name: table.schema for name, table in {"plan": PLAN, **REGISTER}.items()
    }


def test_the_second_plan_has_every_comparator_basis_and_profile_and_a_moved_deadline():
    tables = load_plan(SECOND_PLAN).tables
    assert set(tables["targets"]["comparator"].to_pylist()) == set(COMPARATORS)
    assert set(tables["targets"]["basis"].to_pylist()) == set(BASES)
    assert set(tables["tasks"]["profile"].to_pylist()) == set(PROFILES)
    assert tables["amendments"]["field"].to_pylist() == ["due_on"]


# --- The real register. The tables below were copied from the document, not from the register.

PEOPLE = {
    "市科技创新委": "张林",
    "市工业和信息化局": "余锡权",
    "市前海管理局": "黄晓鹏",
    "人民银行深圳市中心支行": "温信祥",
    "市地方金融监管局": "何杰",
    "市商务局": "张非梦",
    "市委网信办": "王楚宏",
    "深圳海关": "陈小颖",
    "市交通运输局": "韩立清",
    "市委外办": "曹赛先",
    "市教育局": "郑秀玉",
    "市市场监管局": "莫熙玲",
    "市委宣传部": "吴筠",
}
ITEMS_OF = {
    "市科技创新委": [1, 2, 3, 4, 5, 10],
    "市工业和信息化局": [6, 7, 19],
    "市前海管理局": [8, 9, 11, 36],
    "人民银行深圳市中心支行": [12],
    "市地方金融监管局": [13, 14, 15, 16],
    "市商务局": [17, 20, 21, 22, 23, 24, 25, 26, 27, 28, 37],
    "市委网信办": [18],
    "深圳海关": [29, 30],
    "市交通运输局": [31],
    "市委外办": [32],
    "市教育局": [33, 34, 35],
    "市市场监管局": [38],
    "市委宣传部": [39, 40, 41, 42, 43, 44],
}
LAST_ITEM_OF_PILLAR = {1: 5, 2: 18, 3: 31, 4: 44}
EARLIER_DEADLINES = {5: (9, 30), 14: (9, 30), 15: (10, 31), 20: (9, 30), 24: (9, 30)}
NUMBERS = {  # of items and measures: comparator, value, scale, unit of measure
    "2023-1": [("at_least", 200, 1, "个")],
    "2023-2": [("at_least", 3, 1, "个")],
    "2023-3": [("at_least", 40, 1, "个")],
    "2023-4": [("at_least", 1, 1, "场")],
    "2023-8": [("at_least", 10, 1, "家")],
    "2023-11": [("at_least", 300, 1, "家")],
    "2023-12": [("at_least", 180, 1, "家"), ("at_least", 180, 1e8, "元")],
    "2023-17": [("at_least", 540, 1e8, "美元")],
    "2023-21": [("at_least", 30, 1e8, "美元")],
    "2023-22": [("at_least", 120, 1, "个"), ("at_least", 30, 1, "场")],
    "2023-25": [("at_least", 5700, 1e8, "元")],
    "2023-26": [("at_least", 300, 1e4, "平方米")],
    "2023-27": [("at_least", 10, 1, "家")],
    "2023-28": [("at_most", 5, 1, "个工作日")],
    "2023-29": [("about", 400, 1, "家")],
    "2023-31": [("at_least", 5, 1, "条")],
    "2023-33": [("at_least", 500, 1, "座")],
    "2023-35": [("at_least", 2, 1, "所")] * 4,
    "2023-36": [("at_least", 70, 1e4, "人次")],
    "2023-38": [("at_least", 200, 1, "件"), ("at_least", 100, 1, "家"), ("at_least", 2, 1, "份")],
    "M2": [("at_least", 77, 1, "%")],
    "M7": [("at_least", 40, 1e8, "美元")],
    "M9": [("rank_within", 1, 1, "位"), ("rank_within", 3, 1, "位"), ("at_least", 500, 1, "家")],
}
STOCKS = ["2023-8", "2023-11", "2023-12", "2023-26", "2023-27", "2023-29", "2023-33"]
LEADS_AND_PARTICIPANTS = {
    1: "市科技创新委 市工业和信息化局 市委外办",
    2: "市工业和信息化局 市发展改革委 市市场监管局 市商务局 市前海管理局 市司法局 市人力资源保障局",
    3: "市工业和信息化局 市市场监管局 市民政局",
    4: "市委组织部 市科技创新委 市财政局 市人力资源保障局 深圳市税务局 市委外办 市公安局 "
    "深圳出入境边防检查总站 各行业主管部门",
    5: "市前海管理局 市地方金融监管局 人民银行深圳市中心支行 市委外办",
    6: "市前海管理局 市商务局 市委网信办 市科技创新委 市工业和信息化局 市政务服务数据管理局 市发展改革委 "
    "人民银行深圳市中心支行 福田区",
    7: "市商务局 市工业和信息化局 市发展改革委 市规划和自然资源局 深圳市税务局 人民银行深圳市中心支行 各区",
    8: "市商务局 深圳海关 市交通运输局 深圳机场集团 人民银行深圳市中心支行 深圳市税务局",
    9: "市商务局 市交通运输局 市口岸办 深圳海关",
    10: "市委外办 市教育局 市卫生健康委 人民银行深圳市中心支行 市前海管理局 市政务服务数据管理局 市司法局 "
    "市规划和自然资源局 市城管和综合执法局 市市场监管局 市商务局",
    11: "市市场监管局 市司法局 市商务局 市中级人民法院 市公安局 深圳海关",
    12: "市委宣传部 市委外办 市商务局 市文化广电旅游体育局 市港澳办",
}  # fmt: skip


@pytest.fixture(scope="module")
def register():
    return {name: table.to_pylist() for name, table in load_plan(DATA / "plan").tables.items()}


@pytest.fixture(scope="module")
def unit_name(register):
    return {unit["unit_id"]: unit["name_zh"] for unit in register["units"]}


def test_the_register_holds_the_whole_document(register):
    counts = {name: len(rows) for name, rows in register.items()}
    assert counts == {
        "plan": 1, "pillars": 4, "units": 34, "measures": 12, "measure_units": 74, "tasks": 44, "targets": 32,
        "amendments": 0, "successions": 0, "closed_years": 0, "settlements": 0,
    }  # fmt: skip
    assert Counter(target["task_id"] is None for target in register["targets"]) == {False: 27, True: 5}


def test_each_measure_has_its_units_in_the_order_of_the_document(register, unit_name):
    for measure_id, names in LEADS_AND_PARTICIPANTS.items():
        rows = [row for row in register["measure_units"] if row["measure_id"] == measure_id]
        assert [unit_name[row["unit_id"]] for row in rows] == names.split()
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        assert [row["role"] for row in rows] == ["lead"] + ["participating"] * (len(rows) - 1)


def test_every_unit_is_named_in_the_document_and_two_are_collective(register, unit_name):
    named = {name for names in LEADS_AND_PARTICIPANTS.values() for name in names.split()} | set(ITEMS_OF)
    assert set(unit_name.values()) == named
    collective = {unit["name_zh"] for unit in register["units"] if unit["kind"] == "collective"}
    assert collective == {"各区", "各行业主管部门"}


def test_each_task_has_the_unit_and_person_of_its_item(register, unit_name):
    answerable = {item: name for name, items in ITEMS_OF.items() for item in items}
    assert sorted(answerable) == list(range(1, 45))
    for task in register["tasks"]:
        name = answerable[task["item_no"]]
        assert (unit_name[task["unit_id"]], task["responsible_person"]) == (name, PEOPLE[name])


def test_each_task_has_the_deadline_of_its_item(register):
    for task in register["tasks"]:
        assert task["due_on"] == date(2023, *EARLIER_DEADLINES.get(task["item_no"], (12, 31)))
        assert task["starts_on"] == date(2023, 1, 1)


def test_each_task_stands_under_the_heading_of_its_item(register):
    for task in register["tasks"]:
        pillar_id = min(p for p, last in LAST_ITEM_OF_PILLAR.items() if task["item_no"] <= last)
        assert task["pillar_id"] == pillar_id


def test_each_number_of_the_document_is_a_target(register):
    found = {}
    for target in register["targets"]:
        parent = target["task_id"] or f"M{target['measure_id']}"
        number = (
            target["comparator"],
            target["target_value"],
            target["unit_scale"],
            target["unit_of_measure_zh"],
        )
        found.setdefault(parent, []).append(number)
        assert target["target_id"] == f"{parent}.{len(found[parent])}"
    assert found == NUMBERS


def test_targets_of_tasks_end_with_the_task_and_those_of_measures_with_the_plan(register):
    due = {task["task_id"]: task["due_on"] for task in register["tasks"]}
    for target in register["targets"]:
        assert target["due_on"] == due.get(target["task_id"], date(2025, 12, 31))


def test_item_35_names_its_four_districts(register):
    names = [target["name_zh"] for target in register["targets"] if target["task_id"] == "2023-35"]
    assert [name[:2] for name in names] == ["福田", "南山", "宝安", "龙岗"]


def test_standing_totals_are_stocks_and_shares_ranks_and_times_are_levels(register):
    basis = {target["target_id"]: target["basis"] for target in register["targets"]}
    stocks = {target_id for target_id in basis if target_id.split(".")[0] in STOCKS} | {"M9.3"}
    levels = {"2023-28.1", "M2.1", "M7.1", "M9.1", "M9.2"}
    assert {target_id for target_id in basis if basis[target_id] == "stock"} == stocks
    assert {target_id for target_id in basis if basis[target_id] == "level"} == levels


def test_tasks_with_numbers_are_linear_and_standing_duties_ongoing(register):
    profile = {task["item_no"]: task["profile"] for task in register["tasks"]}
    numeric = {int(parent.removeprefix("2023-")) for parent in NUMBERS if parent.startswith("2023-")}
    assert {item for item in profile if profile[item] == "linear"} == numeric
    assert {item for item in profile if profile[item] == "ongoing"} == {32, *range(39, 45)}


def test_the_tasks_that_serve_another_pillars_measure_are_items_6_to_10(register):
    home = {measure["measure_id"]: measure["pillar_id"] for measure in register["measures"]}
    crossing = [
        task["item_no"] for task in register["tasks"] if home[task["measure_id"]] != task["pillar_id"]
    ]
    assert crossing == [6, 7, 8, 9, 10]


def test_each_row_cites_its_place_in_the_document(register):
    assert [row["source"] for row in register["measures"]] == [f"第{n}条" for n in range(1, 13)]
    assert [row["source"] for row in register["tasks"]] == [f"附件第{n}项" for n in range(1, 45)]
    for target in register["targets"]:
        item = (target["task_id"] or "").removeprefix("2023-")
        assert target["source"] == (f"附件第{item}项" if item else f"第{target['measure_id']}条")


def test_texts_are_short_enough_to_stand_in_a_chart(register):
    for row in (*register["tasks"], *register["measures"], *register["pillars"]):
        assert len(row["title_zh"]) <= 24
        assert len(row["title_en"]) <= 70
    assert max(len(target["name_zh"]) for target in register["targets"]) <= 16


def test_chinese_texts_are_chinese_and_english_texts_are_not(register):
    for rows in register.values():
        for row in rows:
            for lang in LANGUAGES:
                for column in (name for name in row if name.endswith(f"_{lang}")):
                    is_chinese = any("一" <= letter <= "鿿" for letter in row[column])
                    assert is_chinese == (lang == "zh") or row[column] == "%", row[column]


def test_a_file_in_no_encoding_of_chinese_is_named(tmp_path):
    folder = shutil.copytree(GOOD, tmp_path / "plan")
    (folder / "units.csv").write_bytes(b"unit_id,\xff\xfe\x00")
    assert [problem.key for problem in problems_of(folder) if problem.place.file == "units.csv"] == [
        "plan.not_utf8"
    ]
