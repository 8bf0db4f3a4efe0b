"""A demonstration plan of two years and six pillars, published over a year's end by the real commands: in January the
second list comes in and units are renamed, merged and replaced, and then the first year is closed."""

from __future__ import annotations

import atexit
import csv
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from click.testing import CliRunner, Result

from planboard.commands.main import main
from planboard.publishing.assemble import first_day
from planboard.publishing.newest import before
from planboard.register.duties import owing, reporters, still_open
from planboard.register.plan import load_plan
from planboard.returns.content import HelpRow, Return, TargetRow, TaskRow
from planboard.returns.csv_file import to_csv
from planboard.schema import REGISTER
from tests.places import SECOND_PLAN

DAYS = (
    date(2023, 12, 1), date(2023, 12, 15), date(2023, 12, 29), date(2024, 1, 12), date(2024, 1, 26), date(2024, 2, 9),
)  # fmt: skip
SECOND_LIST, CLOSED = DAYS[3], DAYS[4]
YEAR_END = date(2023, 12, 31)
SINCE = "2024-01-05"

PILLARS = ("科技 Science", "金融 Finance", "文化 Culture", "港口 Port", "健康 Health", "照明 Lights")
UNITS = {  # those of the second year are succeeded or new
    "science": "示范科创委 Demo Science Commission", "credit": "示范信贷办 Demo Credit Office",
    "bank": "示范银行处 Demo Banking Office", "culture": "示范文化局 Demo Culture Bureau",
    "port": "示范港务局 Demo Port Bureau", "health": "示范健康委 Demo Health Commission",
    "lights": "示范路灯所 Demo Lights Office", "tech": "示范科创局 Demo Science Bureau",
    "money": "示范金融办 Demo Finance Office", "arts": "示范文旅局 Demo Arts Bureau",
}  # fmt: skip
SUCCESSIONS = (
    ("science", "tech", "renamed"), ("credit", "money", "merged"), ("bank", "money", "merged"),
    ("culture", "arts", "replaced"),
)  # fmt: skip
# Item, pillar, unit, profile, target value, the part of it that is reached by the year's end.
FIRST = (
    (1, 1, "science", "linear", 40, 1.1), (2, 1, "science", "linear", 100, 0.6),
    (3, 2, "credit", "at_deadline", 0, 1), (4, 2, "bank", "linear", 60, 1.05), (5, 2, "bank", "at_deadline", 0, 0),
    (6, 3, "culture", "at_deadline", 0, 1), (7, 4, "port", "linear", 12, 1), (8, 4, "port", "at_deadline", 0, 1),
    (9, 5, "health", "linear", 300, 1.2), (10, 5, "health", "at_deadline", 0, 1),
    (11, 6, "lights", "ongoing", 0, 1), (12, 6, "lights", "ongoing", 0, 1),
)  # fmt: skip
SECOND = (
    (1, 1, "tech", "linear", 60, 1), (2, 1, "tech", "linear", 40, 1), (3, 2, "money", "linear", 80, 1),
    (4, 2, "money", "at_deadline", 0, 1), (5, 3, "arts", "at_deadline", 0, 1), (6, 4, "port", "linear", 24, 0.5),
    (7, 5, "health", "linear", 200, 1), (8, 6, "lights", "ongoing", 0, 1),
)  # fmt: skip
LATE = {8}  # items of the second list that begin in April


def two_years(folder: Path) -> Path:
    """A data folder with the plan and its snapshots of DAYS. Made once and then copied."""
    return shutil.copytree(_made(len(DAYS)), folder / "data")


def before_closing(folder: Path) -> Path:
    """The same before the first year is closed."""
    return shutil.copytree(_made(DAYS.index(CLOSED)), folder / "data")


def run(data: Path, *words: str) -> Result:
    """What a command answers in English."""
    return CliRunner().invoke(main, words, env={"PLANBOARD_DATA": str(data), "PLANBOARD_LANG": "en"})


def must(data: Path, *words: str) -> str:
    """The output of a command that must succeed."""
    done = run(data, *words)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def close_first_year(data: Path) -> Result:
    """The command that closes the first year, with what is left of it settled."""
    return run(
        data, "close-year", "2023", "--on", str(CLOSED), "--authority", "示范领导小组", "--reason", "年度结年",
        "--carry", "2023-2=2024-2", "--give-up", "2023-5",
    )  # fmt: skip


@cache
def _made(n_days: int) -> Path:
    folder = mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = Path(folder) / "data"
    write_register(data / "plan", has_second=False)
    for day in DAYS[:n_days]:
        if day == SECOND_LIST:
            write_register(data / "plan", has_second=True)
        if day == CLOSED:
            done = close_first_year(data)
            assert done.exit_code == 0, (done.output, done.exception)
        publish_period(data, day)
    return data


def publish_period(data: Path, day: date) -> None:
    """Receive a return of every unit that owes one for the period, accept them all and publish."""
    with_files = data.parent / f"returns-{day}"
    with_files.mkdir(exist_ok=True)
    files = []
    for ret in returns(data, day):
        files.append(with_files / f"{ret.unit_id}.csv")
        files[-1].write_bytes(to_csv(ret))
    must(data, "receive", *map(str, files), "--as-of", str(day), "--by", "示范经办")
    must(data, "accept", "--all", "--as-of", str(day), "--by", "示范经办")
    must(data, "publish", "--as-of", str(day), "--by", "示范经办")


def returns(data: Path, day: date) -> Iterator[Return]:
    """The returns that the units owe for the period that ends on a day."""
    plan = load_plan(data / "plan")
    starts_on = first_day(plan, before(data, day, "official"))
    register = still_open(plan.rows(), starts_on)
    unit_of = reporters(register)
    for unit_id in sorted(owing(register)):
        tasks = [_task(task, day) for task in register["tasks"] if task["unit_id"] == unit_id]
        values = [
            _value(target, day) for target in register["targets"] if unit_of[target["target_id"]] == unit_id
        ]
        asked = [
            HelpRow("2023-2-H1", "2023-2", "port", "请提供泊位数据", date(2023, 12, 4), date(2023, 12, 20))
        ]
        help_rows = tuple(asked) if unit_id == "science" and day == DAYS[1] else ()
        yield Return(unit_id, day, "示范填报人", None, tuple(tasks), tuple(values), help_rows)


def _task(task: dict[str, Any], day: date) -> TaskRow:
    said = {"narrative": "示范：照常推进。", "reason": "示范：说明。"}
    if task["profile"] == "linear":
        return TaskRow(task["task_id"], "green", None, None, **said)
    _, part = _story(task["task_id"])
    if day > YEAR_END and task["plan_year"] == 2023 and part >= 1:
        return TaskRow(task["task_id"], "green", "done", True, YEAR_END, evidence="示范文号", **said)
    return TaskRow(task["task_id"], "green", "started", False, **said)


def _value(target: dict[str, Any], day: date) -> TargetRow:
    measured_on = min(day - timedelta(days=1), target["due_on"])
    if measured_on <= target["starts_on"]:
        return TargetRow(target["target_id"])
    value, part = _story(target["task_id"])
    share = (measured_on - target["starts_on"]) / (target["due_on"] - target["starts_on"])
    return TargetRow(target["target_id"], float(round(value * part * share)), measured_on)


def _story(task_id: str) -> tuple[float, float]:
    year, number = map(int, task_id.split("-"))
    return next(
        (value, part) for item, _, _, _, value, part in {2023: FIRST, 2024: SECOND}[year] if item == number
    )


def write_register(folder: Path, *, has_second: bool) -> None:
    """Write the plan's register, with or without what the second year brings."""
    folder.mkdir(parents=True, exist_ok=True)
    toml = (SECOND_PLAN / "plan.toml").read_text("utf-8")
    lines = [line for line in toml.splitlines() if line.split(" = ")[0] not in _HEAD]
    (folder / "plan.toml").write_text(
        "\n".join([*(f"{k} = {v}" for k, v in _HEAD.items()), *lines]) + "\n", "utf-8"
    )
    moved = {unit: successor for unit, successor, kind in SUCCESSIONS if has_second and kind != "replaced"}
    tasks = [_task_row(2023, item, moved) for item in FIRST]
    tasks += [_task_row(2024, item, {}) for item in SECOND] if has_second else []
    targets = [
        row
        for year, items in ((2023, FIRST), (2024, SECOND[: len(SECOND) * has_second]))
        for row in _targets(year, items)
    ]
    leads = ("science", "credit", "culture", "port", "health", "lights")
    tables = {
        "pillars": [(n, *name.split(), *name.split()) for n, name in enumerate(PILLARS, 1)],
        "units": [(id, *name.split(" ", 1), "municipal") for id, name in UNITS.items()][: None if has_second else 7],
        "measures": [
            (n, n, f"{name.split()[0]}举措", f"{name.split()[1]} measure", "示范。", "A demonstration.", f"第{n}条")
            for n, name in enumerate(PILLARS, 1)
        ],
        "measure_units": [(n, 1, moved.get(unit, unit), "lead") for n, unit in enumerate(leads, 1)],
        "tasks": tasks, "targets": targets,
        "amendments": [
            ("tasks", f"2023-{n}", "unit_id", unit, moved[unit], SINCE, "示范编办", "机构改革")
            for n, _, unit, *_ in FIRST
            if unit in moved
        ]
        + [("tasks", "2024", "added", "", len(SECOND), SINCE, "示范领导小组", "第二年度任务清单")] * has_second,
    }  # fmt: skip
    if has_second:
        tables["successions"] = [(*row, SINCE, "示范编办", "机构改革") for row in SUCCESSIONS]
    for name, rows in tables.items():
        columns = [c.name for c in REGISTER[name].columns if not c.added]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *rows])


_HEAD = {
    "title_zh": '"示范两年计划"', "title_en": '"A demonstration plan of two years"', "short_zh": '"示范计划"',
    "short_en": '"Demonstration plan"', "document_number": '"示〔2023〕1号"', "issued_on": "2023-01-03",
    "starts_on": "2023-01-01", "ends_on": "2025-12-31",
}  # fmt: skip


def _task_row(year: int, item: Sequence[Any], moved: dict[str, str]) -> tuple[Any, ...]:
    number, pillar, unit, profile, *_ = item
    starts_on = f"{year}-04-01" if year == 2024 and number in LATE else f"{year}-01-01"
    zh, en = PILLARS[pillar - 1].split()
    return (
        f"{year}-{number}", year, number, pillar, pillar, f"{zh}任务{year}之{number}", f"{en} task {number} of {year}",
        moved.get(unit, unit), "示范负责人", profile, starts_on, f"{year}-12-31", f"附件第{number}项",
    )  # fmt: skip


def _targets(year: int, items: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    for number, pillar, _, profile, value, _ in items:
        if profile == "linear":
            zh, en = PILLARS[pillar - 1].split()
            yield (
                f"{year}-{number}.1", f"{year}-{number}", "", f"{zh}数量", f"{en} count", "at_least", value, 1, "个",
                "items", "flow", "", "", f"{year}-01-01", f"{year}-12-31", "", f"附件第{number}项",
            )  # fmt: skip
