"""What every page answers, held against rows that are counted here once more, in plain Python."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from planboard.answers.engine import Engine, open_engine
from planboard.schema import TABLES
from planboard.snapshots.published import read
from tests.pages.conftest import PAGES, App
from tests.places import DATA
from tests.queries.tables import rows
from tests.scale import long

LANGUAGES = ("zh", "en")
NEWEST, EARLIER, FIRST = date(2023, 11, 24), date(2023, 9, 15), date(2023, 8, 11)
CHOSEN = (
    "unit?commerce",
    "unit?organization",
    "unit?transport",
    "task?2023-12",
    "task?2023-5",
    "task?2023-28",
)
WORDS = {
    "done": ("已完成", "Done"), "on_track": ("正常", "On track"), "at_risk": ("预警", "At risk"),
    "behind": ("滞后", "Behind"), "overdue": ("逾期", "Overdue"), "stale": ("未报", "Stale"),
}  # fmt: skip
WORRYING = ("overdue", "behind", "stale", "at_risk")
POINTS = {"done": 1.0, "on_track": 1.0, "at_risk": 0.5}
BETTER = ("done", "on_track", "at_risk", "stale", "behind", "overdue")
SAYS = {
    "nothing to compare": ("这是第一期快照", "This is the first snapshot"),
    "nobody asked": ("没有单位提出协调事项", "No unit has asked for help"),
    "no return": ("本期没有收到该单位的报送", "No return from this unit was accepted for this period"),
    "no position": ("任务较少，不排名次", "too few tasks for a position"),
}


def numbers(text: str) -> list[float]:
    """Every number in a text, in order."""
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]


def plain(text: str) -> str:
    """A text without the marks of Markdown."""
    return re.sub(r":\w+\[(.)\]", r"\1", text).replace("\\", "").replace("\xa0", " ")


def day_of(day: date, lang: str) -> str:
    """A date as a sentence has it."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%b} {day.year}"


def month_of(day: date, lang: str) -> str:
    """A month likewise."""
    return f"{day.year}年{day.month}月" if lang == "zh" else f"{day:%b} {day.year}"


@dataclass
class Shown:
    """What a reader is shown: the answer under the title, texts, tables and links."""

    app: App
    lang: str

    @cached_property
    def answer(self) -> str:
        """The sentence under the title."""
        bold = [m.value for m in self.app.test.main.markdown if m.value.startswith("**")]
        found = [text[2:-2] for text in bold if text.endswith("**") and not text.startswith("**▧")]
        return plain(found[0]) if found else ""

    @cached_property
    def texts(self) -> list[str]:
        """Everything written on the page."""
        return [plain(text) for text in self.app.texts()]

    @cached_property
    def tables(self) -> list[list[list[str]]]:
        """Every table as rows of text, without the narrow column at the edge."""
        shown = [t.value for kind in ("dataframe", "table") for t in self.app.test.get(kind)]
        kept = [table[[c for c in table.columns if str(c).strip()]] for table in shown]
        return [[[plain(str(c)) for c in row] for row in table.to_numpy()] for table in kept]

    def opened(self, kind: str) -> set[str]:
        """The ids of the tasks or units that are linked."""
        addresses = [link.proto for link in self.app.test.main.get("page_link")]
        found = [
            re.search(r"(?:^|&)id=([^&]+)", link.query_string) for link in addresses if link.page == kind
        ]
        return {match[1] for match in found if match}

    def says(self, what: str) -> bool:
        """Whether a sentence of SAYS stands somewhere on the page."""
        return any(SAYS[what][self.lang == "en"] in text for text in self.texts)

    def is_table_of(self, names: Iterable[str]) -> bool:
        """Whether some table has exactly one row for each of these names."""
        wanted = Counter(names)
        return any(
            len(table) == wanted.total() and Counter(c for row in table for c in row if c in wanted) >= wanted
            for table in self.tables
        )

    def count_of(self, status: str) -> int | None:
        """The count beside a status in the table of counts."""
        word = WORDS[status][self.lang == "en"]
        found = [
            int(float(row[1]))
            for table in self.tables
            for row in table
            if len(row) > 1 and re.fullmatch(rf"\W ?{word}", row[0])
        ]
        return found[0] if found else None


@dataclass
class Told:
    """What queries and files say on a date, for whoever counts."""

    engine: Engine
    day: date
    lang: str

    def rows(self, query: str, day: date | None = None, **params: Any) -> list[dict[str, Any]]:
        """The rows of a query on this date or another one."""
        return rows(self.engine, query, as_of=day or self.day, lang=self.lang, **params)

    @cached_property
    def tasks(self) -> list[dict[str, Any]]:
        """Every task."""
        return self.rows("tasks")

    @cached_property
    def days(self) -> list[date]:
        """The dates that are published, up to this one."""
        return sorted(s.as_of for s in self.engine.published.current if s.as_of <= self.day)

    @cached_property
    def before(self) -> dict[str, str] | None:
        """The status of each task at the snapshot before, None where there is none."""
        if len(self.days) < 2:
            return None
        return {task["task_id"]: task["status"] for task in self.rows("tasks", self.days[-2])}

    @cached_property
    def files(self) -> dict[str, list[dict[str, Any]]]:
        """The published tables themselves."""
        [snapshot] = [s for s in self.engine.published.current if s.as_of == self.day]
        return {name: table.to_pylist() for name, table in read(snapshot).items()}

    @cached_property
    def league(self) -> dict[str, tuple[int, float]]:
        """Tasks and score of each unit: the mean of its tasks' points."""
        points: dict[str, list[float]] = {}
        for task in self.tasks:
            points.setdefault(task["unit_id"], []).append(POINTS.get(task["status"], 0.0))
        return {unit: (len(its), sum(its) / len(its)) for unit, its in points.items()}

    @property
    def ranked(self) -> dict[str, float]:
        """The score of each unit with tasks enough for a position."""
        return {unit: score for unit, (n, score) in self.league.items() if n >= 3}


Checker = Callable[[Shown, Told, str], None]


def verdict(shown: Shown, told: Told, tasks: list[dict[str, Any]]) -> None:
    """The counts of a set of tasks, what changed of them, and the time that is gone."""
    counts = Counter(task["status"] for task in tasks)
    attention = sum(counts[status] for status in WORRYING)
    said: list[float] = [len(tasks), len(tasks) - attention, attention]
    said += [counts[status] for status in WORRYING if counts[status]]
    if told.before is not None:
        change = attention - sum(told.before[task["task_id"]] in WORRYING for task in tasks)
        said += [abs(change)] if change else []
    begun, ends = min(t["starts_on"] for t in tasks), max(t["due_on"] for t in tasks)
    gone = (told.day - begun).days * 100 // (ends - begun).days
    assert attention, "the demonstration always has something to say"
    assert numbers(shown.answer) == [*said, gone], shown.answer
    for status in WORRYING:
        assert (WORDS[status][shown.lang == "en"].lower() in shown.answer) == bool(counts[status])
    assert {status: shown.count_of(status) for status in WORDS} == {
        status: counts[status] for status in WORDS
    }


def overview(shown: Shown, told: Told, _: str) -> None:
    verdict(shown, told, told.tasks)
    returned = {row["unit_id"] for row in told.files["returns"]}
    reported = sum(task["unit_id"] in returned for task in told.tasks)
    assert any(numbers(text)[:2] == [reported, len(told.tasks)] for text in shown.texts)
    if told.before is None:
        assert shown.says("nothing to compare")
    else:
        changed = {t["task_id"] for t in told.tasks if t["status"] != told.before[t["task_id"]]}
        assert changed <= shown.opened("task")
    assert {t["task_id"] for t in told.tasks if t["status"] == "overdue"} <= shown.opened("task")


def pillar(shown: Shown, told: Told, name: str) -> None:
    tasks = [task for task in told.tasks if f"pillar-{task['pillar_id']}" == name]
    verdict(shown, told, tasks)
    assert shown.is_table_of(task["task"] for task in tasks)
    measures = [m for m in told.files["measures"] if f"pillar-{m['pillar_id']}" == name]
    for measure in measures:
        assert any(measure[f"title_{shown.lang}"] in text for text in shown.texts)
        its = [t["status"] for t in told.tasks if t["measure_id"] == measure["measure_id"]]
        counts = [len(its), its.count("done"), sum(status in WORRYING for status in its)]
        assert not its or any(numbers(text) == counts for text in shown.texts), measure["measure_id"]


def kind_of_change(before: str, now: str) -> str:
    if now in ("done", "overdue"):
        return f"newly {now}"
    if before == "done":
        return "reopened"
    if "stale" in (before, now):
        return f"{before == 'stale'} stale"
    return "worse" if BETTER.index(now) > BETTER.index(before) else "better"


def changes(shown: Shown, told: Told, _: str) -> None:
    if told.before is None:
        assert shown.says("nothing to compare")
        return
    before, since = told.before, told.days[-2]
    changed = [t for t in told.tasks if t["status"] != before[t["task_id"]]]
    assert {t["task_id"] for t in changed} <= shown.opened("task")
    now, then = ({g["target_id"]: (g["value"], g["measured_on"]) for g in told.rows("targets", day)}
                 for day in (told.day, since))  # fmt: skip
    moved = [target for target in now if now[target] != then[target]]
    of_status, other = ([int(float(row[1])) for row in table] for table in shown.tables[-2:])
    kinds = Counter(kind_of_change(before[t["task_id"]], t["status"]) for t in changed)
    assert sorted(n for n in of_status if n) == sorted(kinds.values())
    assert other[0] == len(moved)
    assert not moved or any(len(table) == len(moved) for table in shown.tables)
    said = numbers(day_of(since, shown.lang)) + [n for n in (*of_status, *other) if n]
    assert day_of(since, shown.lang) in shown.answer
    assert numbers(shown.answer) == said


def targets(shown: Shown, told: Told, _: str) -> None:
    found = told.rows("targets")
    tolerance = told.files["plan"][0]["about_tolerance"]

    def falls_short(target: dict[str, Any]) -> bool:
        if target["forecast_low"] is None or target["status"] == "done":
            return False
        if target["comparator"] == "at_most":
            return target["forecast_low"] > target["target_value"]
        goal = target["target_value"] * (1 - tolerance if target["comparator"] == "about" else 1)
        return target["forecast_high"] < goal

    status = Counter(target["status"] for target in found)
    attention = sum(status[s] for s in WORRYING)
    assert numbers(shown.answer) == [len(found), status["done"], attention, sum(map(falls_short, found))]
    assert shown.is_table_of(target["name"] for target in found)


def league(shown: Shown, told: Told, _: str) -> None:
    ranked, names = told.ranked, {u["unit_id"]: u[f"name_{shown.lang}"] for u in told.files["units"]}
    first = [unit for unit, score in ranked.items() if score == max(ranked.values())]
    few = len(told.league) - len(ranked)
    assert numbers(shown.answer) == pytest.approx([len(ranked), max(ranked.values()), few], abs=0.005)
    assert all(names[unit] in shown.answer for unit in first)
    assert shown.is_table_of(names[unit] for unit in ranked)
    assert shown.is_table_of(names[unit] for unit in told.league if unit not in ranked)
    assert any(numbers(text)[:2] == [len(told.tasks), len(told.league)] for text in shown.texts)


def roadmap(shown: Shown, told: Told, _: str) -> None:
    due = Counter(task["due_on"].replace(day=1) for task in told.tasks)
    month = min(day for day, n in due.items() if n == max(due.values()))
    late = sum(bool(task["is_late"]) for task in told.tasks)
    moved = sum(task["due_on"] != task["original_due_on"] for task in told.tasks)
    overdue = sum(task["status"] == "overdue" for task in told.tasks)
    n, busiest = len(told.tasks), max(due.values())
    first = [n, busiest] if shown.lang == "zh" else [busiest, n]
    assert numbers(shown.answer) == [*first, *numbers(month_of(month, shown.lang)), overdue, late, moved]
    listed = {row[0]: int(float(row[1])) for row in shown.tables[0]}
    assert {m: n for m, n in listed.items() if n} == {month_of(day, shown.lang): n for day, n in due.items()}
    assert shown.is_table_of(task["task"] for task in told.tasks)


def coordination(shown: Shown, told: Told, _: str) -> None:
    asked = told.files["help_requests"]
    waiting = [r for r in asked if not r["answered_on"] and not r["closed_on"]]
    if not asked:
        assert shown.says("nobody asked")
        assert not shown.tables
    elif waiting:
        overdue = sum(r["needed_on"] < told.day for r in waiting)
        longest = max((told.day - r["asked_on"]).days for r in waiting)
        assert numbers(shown.answer) == [len(asked), len(waiting), overdue, longest]
    else:
        late = sum(bool(r["answered_on"]) and r["answered_on"] > r["needed_on"] for r in asked)
        assert numbers(shown.answer) == [len(asked), late]
    assert {r["task_id"] for r in waiting} <= shown.opened("task")
    for request in asked:
        assert any(request["text"] in cell for table in shown.tables for row in table for cell in row)


def responsibility(shown: Shown, told: Told, _: str) -> None:
    units, tasks = told.files["units"], told.files["tasks"]
    leads = {row["unit_id"] for row in told.files["measure_units"] if row["role"] == "lead"}
    assert numbers(shown.answer) == [len(units), len(leads), len({task["unit_id"] for task in tasks})]
    assert shown.is_table_of(unit[f"name_{shown.lang}"] for unit in units)
    assert shown.is_table_of(measure[f"title_{shown.lang}"] for measure in told.files["measures"])
    persons = {(task["unit_id"], task["responsible_person"]) for task in tasks}
    assert shown.is_table_of(person for _, person in persons)


def data(shown: Shown, told: Told, _: str) -> None:
    n_rows = sum(map(len, told.files.values()))
    day = [told.day.year, told.day.month, told.day.day]
    published = len(told.engine.published.current)
    assert numbers(shown.answer.replace("-", " ")) == [len(TABLES), n_rows, *day, published]
    assert any(len(table) == len(told.engine.published.snapshots) for table in shown.tables)
    assert any(len(table) == sum(len(t.columns) for t in TABLES.values()) for table in shown.tables)


def method(shown: Shown, told: Told, _: str) -> None:
    plan = tomllib.loads((DATA / "plan" / "plan.toml").read_text("utf-8"))
    wanted = plan["rules"] | {f"points_{status}": n for status, n in plan["points"].items()}
    assert day_of(told.day, shown.lang) in shown.answer
    assert {row[0]: float(row[2].replace(",", "")) for row in shown.tables[0]} == wanted


def unit(shown: Shown, told: Told, unit_id: str) -> None:
    names = {u["unit_id"]: u[f"name_{shown.lang}"] for u in told.files["units"]}
    if not unit_id:
        assert set(names.values()) <= set(shown.app.test.main.selectbox[1].options)
        return
    tasks = [task for task in told.tasks if task["unit_id"] == unit_id]
    of_measure = {m["measure_id"]: m["unit_id"] for m in told.files["measure_units"] if m["role"] == "lead"}
    of_task = {task["task_id"]: task["unit_id"] for task in told.tasks}
    owners = [of_task.get(g["task_id"]) or of_measure.get(g["measure_id"]) for g in told.files["targets"]]
    roles = Counter(row["role"] for row in told.files["measure_units"] if row["unit_id"] == unit_id)
    said: list[float] = [len(tasks), owners.count(unit_id), roles["lead"], roles["participating"]]
    if tasks:
        score = told.league[unit_id][1]
        said.append(score)
        if unit_id in told.ranked:
            said += [1 + sum(other > score for other in told.ranked.values()), len(told.ranked)]
        assert shown.says("no position") == (unit_id not in told.ranked)
        assert shown.is_table_of(task["task"] for task in tasks)
    assert numbers(shown.answer) == pytest.approx(said, abs=0.005)
    owes = unit_id in {*owners, *of_task.values()}
    assert shown.says("no return") == (owes and unit_id not in {r["unit_id"] for r in told.files["returns"]})
    assert names[unit_id] in plain(shown.app.test.title[0].value)


def task(shown: Shown, told: Told, task_id: str) -> None:
    if not task_id:
        assert shown.is_table_of(task["task"] for task in told.tasks)
        return
    [row] = [task for task in told.tasks if task["task_id"] == task_id]
    since = told.day
    for day in reversed(told.days):
        if {t["task_id"]: t["status"] for t in told.rows("tasks", day)}[task_id] != row["status"]:
            break
        since = day
    status = re.split("[:：]", shown.answer)[0]
    assert status.endswith(WORDS[row["status"]][shown.lang == "en"])
    assert day_of(since, shown.lang) in shown.answer
    assert row["task"] in plain(shown.app.test.title[0].value)
    assert row["unit_id"] in shown.opened("unit")
    assert any(day_of(row["due_on"], shown.lang) in text for text in shown.texts)
    assert any(len(table) == len(told.days) for table in shown.tables), "one row for every return"


CHECKS: dict[str, Checker] = {
    "overview": overview, "pillar-1": pillar, "pillar-2": pillar, "pillar-3": pillar, "pillar-4": pillar,
    "changes": changes, "targets": targets, "league": league, "roadmap": roadmap, "coordination": coordination,
    "responsibility": responsibility, "data": data, "method": method, "unit": unit, "task": task,
}  # fmt: skip


def assert_answers(app: App, data: Path, page: str, day: date, lang: str) -> None:
    """Open a page and hold it against what is counted here."""
    name, _, chosen = page.partition("?")
    address = {"lang": lang} | ({"as_of": day.isoformat()} if day != NEWEST else {})
    at = app.open(name, **address, **({"id": chosen} if chosen else {}))
    assert not at.exception
    assert len(at.title) == 1
    assert not at.warning
    assert not at.error
    told = Told(open_engine(data), day, lang)
    CHECKS[name](Shown(app, lang), told, chosen if name in ("unit", "task") else name)


def test_every_page_is_checked() -> None:
    assert set(CHECKS) == set(PAGES)


@pytest.mark.parametrize(
    ("lang", "day"),
    [
        *((lang, day) for day in (NEWEST, EARLIER) for lang in LANGUAGES),
        ("zh", FIRST),
        pytest.param("en", FIRST, marks=long),
    ],
    ids=str,
)
@pytest.mark.parametrize("page", [*PAGES, *CHOSEN])
def test_every_page_answers_its_question_with_what_can_be_counted(app, page, day, lang):
    assert_answers(app, DATA, page, day, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", [*PAGES, *CHOSEN, "task?2023-44"])
def test_every_page_says_that_nobody_has_reported_anything(open_on, nothing_reported, page, lang):
    assert_answers(open_on(nothing_reported), nothing_reported, page, FIRST, lang)
