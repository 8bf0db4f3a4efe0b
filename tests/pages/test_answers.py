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
from urllib.parse import parse_qsl, urlsplit

import pytest

from planboard.answers.engine import Engine, open_engine
from planboard.schema import TABLES
from planboard.snapshots.published import read
from planboard.wording.text import say
from tests.pages.conftest import PAGES, App
from tests.pages.document import DocumentShown, Rows, text_of
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
    "not_started": ("未开始", "Not started"),
}  # fmt: skip
WORRYING = ("overdue", "behind", "stale", "at_risk")
POINTS = {"done": 1.0, "on_track": 1.0, "at_risk": 0.5}
BETTER = ("done", "on_track", "at_risk", "stale", "behind", "overdue")
SAYS = {
    "nothing to compare": ("这是第一期快照", "This is the first snapshot"),
    "nobody asked": ("没有单位提出协调事项", "No unit has asked for help"),
    "no return": ("本期没有收到该单位的报送", "No return from this unit was accepted for this period"),
    "no position": ("计分任务较少，不排名次", "too few for a position"),
    "no score": ("目前没有计分任务", "None of its tasks is scored yet"),
}


def numbers(text: str) -> list[float]:
    """Every number in a text, in order."""
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]


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
    def page(self) -> DocumentShown:
        """The page's document."""
        return self.app.page

    @property
    def answer(self) -> str:
        """The sentence under the title."""
        return self.page.answer

    @cached_property
    def texts(self) -> list[str]:
        """Everything written on the page."""
        return self.app.texts()

    @property
    def tables(self) -> list[list[list[str]]]:
        """Every table as rows of text."""
        return [table.rows for table in self.page.tables]

    def table(self, query: str) -> Rows:
        """The one table of a query."""
        [found] = self.tables_of(query)
        return found

    def tables_of(self, query: str) -> list[Rows]:
        """The tables of a query."""
        return [t for t in self.page.tables if t.caption == say(self.lang, f"table.{query}")]

    def opened(self, kind: str, section: str = "") -> set[str]:
        """The ids of the tasks or units that are linked outside of tables, in one section or anywhere."""
        under = self.page.section(say(self.lang, section)) if section else self.page.root
        in_tables = {a for table in under.iter("table") for a in table.iter("a")}
        addresses = [urlsplit(a.get("href")) for a in under.iter("a") if a not in in_tables]
        queries = [dict(parse_qsl(to.query)) for to in addresses if to.path == f"./{kind}"]
        return {query["id"] for query in queries if "id" in query}

    def lines_on(self, title: str) -> list[str]:
        """The lines of each item of a list whose title contains these words."""
        items = [li for li in self.page.root.iter("li") if title in text_of(li.find("p[@class='title']"))]
        return [text_of(p) for li in items for p in li.findall("p[@class='note']")]

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
        found = [
            row[1] for row in self.table("status_counts").rows if row[0] == WORDS[status][self.lang == "en"]
        ]
        return int(found[0]) if found else None


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
    def league(self) -> dict[str, tuple[int, float | None]]:
        """Scored tasks and score of each unit: the mean of their points."""
        points: dict[str, list[float]] = {task["unit_id"]: [] for task in self.tasks}
        for task in self.engine.rows.table("task_scores", self.day).to_pylist():
            if task["is_scored"]:
                points[task["unit_id"]].append(POINTS.get(task["figure_status"], 0.0))
        return {unit: (len(its), sum(its) / len(its) if its else None) for unit, its in points.items()}

    @property
    def ranked(self) -> dict[str, float]:
        """The score of each unit with scored tasks enough for a position."""
        return {unit: score for unit, (n, score) in self.league.items() if score is not None and n >= 3}


Checker = Callable[[Shown, Told, str], None]


def by_deadline(tasks: list[dict[str, Any]], day: date, lang: str) -> list[float]:
    """What fell due and what became of it, what was done early, what is to come and when most of it."""
    fallen = [t for t in tasks if t["due_on"] <= day]
    done = [t for t in fallen if t["status"] == "done"]
    late = [t for t in done if t["finished_on"] > t["original_due_on"]]
    overdue = [t for t in fallen if t["status"] == "overdue"]
    today = [t for t in fallen if t not in done and t["due_on"] == day]
    awaited = [t for t in fallen if t not in (*done, *overdue, *today)]
    said = [len(part) for part in (done, late, overdue, awaited, today) if part]
    said = [len(fallen), *said] if fallen else []
    early = [t for t in tasks if t["due_on"] > day and t["status"] == "done"]
    said += [len(early)] if early else []
    ahead = Counter(t["due_on"] for t in tasks if t["due_on"] > day and t["status"] != "done")
    if ahead:
        busiest = min(on for on, n in ahead.items() if n == max(ahead.values()))
        on = [busiest.month, busiest.day] if lang == "zh" else [busiest.day]
        said += [ahead.total(), *([] if len(ahead) == 1 else [ahead[busiest]]), *on]
    return said


def concerns(shown: Shown, told: Told, _: str) -> None:
    found = Counter(row["consequence"] for row in told.engine.rows.table("concerns", told.day).to_pylist())
    order = ("overdue", "off_pace", "blocked", "rosier", "stale_twice")
    if not found:
        assert not shown.opened("task")
        return
    assert numbers(shown.answer) == [found.total(), *[found[reason] for reason in order if found[reason]]]
    listed = {row["task_id"] for row in told.engine.rows.table("concerns", told.day).to_pylist()}
    assert shown.opened("task") == listed
    assert {t["task_id"] for t in told.tasks if t["status"] in ("overdue", "behind")} <= listed


def verdict(shown: Shown, told: Told, tasks: list[dict[str, Any]]) -> None:
    """The counts of a set of tasks, what changed of them, and the time that is gone."""
    counts = Counter(task["status"] for task in tasks)
    attention = sum(counts[status] for status in WORRYING)
    said: list[float] = by_deadline(tasks, told.day, shown.lang)
    said += [attention] + [counts[status] for status in WORRYING if counts[status]]
    if told.before is not None:
        change = attention - sum(told.before[task["task_id"]] in WORRYING for task in tasks)
        said += [abs(change)] if change else []
    begun, ends = min(t["starts_on"] for t in tasks), max(t["due_on"] for t in tasks)
    gone = (told.day - begun).days * 100 / (ends - begun).days
    gone = [round(gone), 2023] if shown.lang == "en" else [2023, round(gone)]
    assert attention, "the demonstration always has something to say"
    assert numbers(shown.answer) == [*said, *gone], shown.answer
    for status in WORRYING:
        assert (WORDS[status][shown.lang == "en"].lower() in shown.answer) == bool(counts[status])
    assert {status: shown.count_of(status) for status in WORDS} == {
        status: counts[status] for status in WORDS
    }


def answered(shown: Shown, tasks: list[dict[str, Any]]) -> None:
    """The word of the first line, by the rule of the method, and what it rests on."""
    counts, n = Counter(task["status"] for task in tasks), len(tasks)
    failing, stale = counts["overdue"] + counts["behind"], counts["stale"]
    is_silent = 5 * failing <= n and 10 * stale >= n
    words = [
        (5 * failing > n, "总体明显滞后", "learly behind"),
        (is_silent, "判断不完整", "ot fully judged"),
        (20 * failing >= n, "总体有风险", "t risk"),
        (True, "总体可控", "nder control"),
    ]
    word = next((zh, en) for holds, zh, en in words if holds)[shown.lang == "en"]
    parts = [stale] * is_silent + [failing] * bool(failing)
    said = [n, *parts] if shown.lang == "zh" or not parts else [parts[0], n, *parts[1:]]
    assert word in shown.page.title
    assert numbers(shown.page.title) == [2023, *said], shown.page.title


def due(shown: Shown, told: Told) -> None:
    """What is due and what became of it, what is early, what is still to come and how that stands."""
    said = by_deadline(told.tasks, told.day, "en")
    fallen = [t for t in told.tasks if t["due_on"] <= told.day]
    late = [t for t in fallen if t["status"] == "done" and t["finished_on"] > t["original_due_on"]]
    early = [t for t in told.tasks if t["due_on"] > told.day and t["status"] == "done"]
    ahead = [t for t in told.tasks if t["due_on"] > told.day and t["status"] != "done"]
    facts = [int(text_of(dd)) for dd in shown.page.root.findall(".//dl[@class='figures']/div/dd")]
    of_due = said[1 : said.index(len(ahead)) - bool(early)] if fallen else []
    if late:
        of_due.remove(len(late))
    assert facts == [len(fallen), *of_due, len(early), len(ahead)]
    counts = Counter(t["status"] for t in ahead)
    soonest = min(t["due_on"] for t in ahead)
    first = next(
        text for text in shown.texts if text.startswith((f"尚未到期{len(ahead)}项", f"{len(ahead)} not due"))
    )
    states = [counts[s] for s in (*WORRYING, "on_track") if counts[s]]
    assert numbers(first)[: 1 + len(states)] == [len(ahead), *states]
    n_next = sum(t["due_on"] == soonest for t in ahead)
    on = [soonest.month, soonest.day, n_next] if shown.lang == "zh" else [n_next, soonest.day]
    assert numbers(first)[1 + len(states) :][: len(on)] == on


def overview(shown: Shown, told: Told, _: str) -> None:
    answered(shown, told.tasks)
    due(shown, told)
    counts = Counter(task["status"] for task in told.tasks)
    assert {status: shown.count_of(status) for status in WORDS} == {s: counts[s] for s in WORDS}
    assert shown.opened("task") == {task["task_id"] for task in told.tasks}
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
    answered(shown, tasks)
    verdict(shown, told, tasks)
    assert shown.is_table_of(task["task"] for task in tasks)
    measures = [m for m in told.files["measures"] if f"pillar-{m['pillar_id']}" == name]
    for measure in measures:
        assert any(measure[f"title_{shown.lang}"] in text for text in shown.texts)
        its = [t["status"] for t in told.tasks if t["measure_id"] == measure["measure_id"]]
        counts = [len(its), its.count("done"), sum(status in WORRYING for status in its)]
        lines = shown.lines_on(measure[f"title_{shown.lang}"])
        # What follows the counts is the worst task with its name.
        assert not its or counts in [numbers(line)[:3] for line in lines], measure["measure_id"]


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
    listed = shown.opened("task", "page.changes.statuses") if changed else set()
    assert listed == {t["task_id"] for t in changed}
    now, then = ({g["target_id"]: g["value"] for g in told.rows("targets", day)}
                 for day in (told.day, since))  # fmt: skip
    moved = [target for target in now if now[target] != then[target]]
    kinds = Counter(kind_of_change(before[t["task_id"]], t["status"]) for t in changed)
    assert [len(table.rows) for table in shown.tables_of("value_changes")] == ([len(moved)] if moved else [])
    assert day_of(since, shown.lang) in shown.answer
    said = Counter(numbers(shown.answer)) - Counter(numbers(day_of(since, shown.lang)))
    assert not Counter([*kinds.values(), *([len(moved)] if moved else [])]) - said, (
        "each kind with its number"
    )
    went = Counter((before[t["task_id"]], t["status"]) for t in changed)
    counted = [int(row[-1]) for table in shown.tables_of("status_flow") for row in table.rows]
    assert sorted(counted) == (sorted(went.values()) if len(went) < len(changed) else [])


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
    if not ranked:
        is_scored = any(n for n, _ in told.league.values())
        assert numbers(shown.answer) == ([3] if is_scored else [])
        assert shown.is_table_of(names[unit] for unit in told.league)
        return
    first = [unit for unit, score in ranked.items() if score == max(ranked.values())]
    few = len(told.league) - len(ranked)
    # In the demonstration chance could explain every position; that is said first.
    counted = [max(ranked.values()), few, 3] if shown.lang == "zh" else [max(ranked.values()), 3, few]
    assert numbers(shown.answer) == pytest.approx([len(ranked), *counted], abs=0.01)
    assert all(names[unit] in shown.answer for unit in first)
    assert shown.is_table_of(names[unit] for unit in ranked)
    assert shown.is_table_of(names[unit] for unit in told.league if unit not in ranked)
    n_scored = sum(n for n, _ in told.league.values())
    said = [len(told.league), len(told.tasks), n_scored]
    said = said if shown.lang == "zh" else said[::-1]
    assert any(numbers(text)[:3] == said for text in shown.texts)


def roadmap(shown: Shown, told: Told, _: str) -> None:
    due = Counter(task["due_on"].replace(day=1) for task in told.tasks)
    month = min(day for day, n in due.items() if n == max(due.values()))
    late = sum(bool(task["is_late"]) for task in told.tasks)
    moved = sum(task["due_on"] != task["original_due_on"] for task in told.tasks)
    overdue = sum(task["status"] == "overdue" for task in told.tasks)
    n, busiest = len(told.tasks), max(due.values())
    first = [n, busiest] if shown.lang == "zh" else [busiest, n]
    assert numbers(shown.answer) == [*first, *numbers(month_of(month, shown.lang)), overdue, late, moved]
    listed = {row[0]: int(row[1]) for row in shown.table("deadlines").rows}
    assert {m: n for m, n in listed.items() if n} == {month_of(day, shown.lang): n for day, n in due.items()}
    assert shown.is_table_of(task["task"] for task in told.tasks)
    coming = [t for t in told.tasks if t["status"] != "done" and (t["due_on"] - told.day).days <= 30]
    word = {"zh": "时限", "en": "Deadline"}[shown.lang]
    listed_dates = [row for table in shown.tables for row in table if len(row) == 6 and row[1] == word]
    assert Counter(row[3] for row in listed_dates) == Counter(t["task"] for t in coming)


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
    if asked:
        assert shown.opened("task", "page.coordination.open") == {r["task_id"] for r in waiting}
    for request in asked:
        assert any(request["text"] in cell for table in shown.tables for row in table for cell in row)


def responsibility(shown: Shown, told: Told, _: str) -> None:
    units, tasks = told.files["units"], told.files["tasks"]
    leads = {row["unit_id"] for row in told.files["measure_units"] if row["role"] == "lead"}
    assert numbers(shown.answer) == [len(units), len(leads), len({task["unit_id"] for task in tasks})]
    assert shown.is_table_of(unit[f"name_{shown.lang}"] for unit in units)
    assert shown.is_table_of(measure[f"title_{shown.lang}"] for measure in told.files["measures"])
    heads = shown.table("responsibility").heads[1:]
    assert heads == [f"{m['measure_id']} {m[f'title_{shown.lang}']}" for m in told.files["measures"]]
    persons = {(task["unit_id"], task["responsible_person"]) for task in tasks}
    assert shown.is_table_of(person for _, person in persons)


def data(shown: Shown, told: Told, _: str) -> None:
    n_rows = sum(map(len, told.files.values()))
    day = [told.day.year, told.day.month, told.day.day]
    published = len(told.engine.published.current)
    assert numbers(shown.answer.replace("-", " ")) == [len(TABLES), n_rows, *day, published]
    assert any(len(table) == len(told.engine.published.snapshots) for table in shown.tables)
    for table in TABLES.values():
        [fold] = [fold for name, fold in shown.page.folds.items() if name.split()[-1] == table.name]
        assert len(fold.findall(".//tbody/tr")) == len(table.columns)


def method(shown: Shown, told: Told, _: str) -> None:
    plan = tomllib.loads((DATA / "plan" / "plan.toml").read_text("utf-8"))
    wanted = plan["rules"] | {f"points_{status}": n for status, n in plan["points"].items()}
    assert day_of(told.day, shown.lang) in shown.answer
    assert {name: float(n.replace(",", "")) for _, n, name in shown.table("plan").rows} == wanted


def unit(shown: Shown, told: Told, unit_id: str) -> None:
    names = {u["unit_id"]: u[f"name_{shown.lang}"] for u in told.files["units"]}
    if not unit_id:
        assert shown.opened("unit") == set(names)
        assert any(set(names.values()) <= set(box.options) for box in shown.app.test.main.selectbox)
        return
    tasks = [task for task in told.tasks if task["unit_id"] == unit_id]
    of_measure = {m["measure_id"]: m["unit_id"] for m in told.files["measure_units"] if m["role"] == "lead"}
    of_task = {task["task_id"]: task["unit_id"] for task in told.tasks}
    owners = [of_task.get(g["task_id"]) or of_measure.get(g["measure_id"]) for g in told.files["targets"]]
    roles = Counter(row["role"] for row in told.files["measure_units"] if row["unit_id"] == unit_id)
    said: list[float] = [len(tasks), owners.count(unit_id), roles["lead"], roles["participating"]]
    if tasks:
        n_scored, score = told.league[unit_id]
        said += [] if score is None else [score, n_scored]
        if score is not None and unit_id in told.ranked:
            said += [1 + sum(other > score for other in told.ranked.values()), len(told.ranked)]
        assert shown.says("no score") == (score is None)
        assert shown.says("no position") == (score is not None and unit_id not in told.ranked)
        assert shown.is_table_of(task["task"] for task in tasks)
        due = by_deadline(tasks, told.day, shown.lang)
        assert any(numbers(text) == due for text in shown.texts)
    assert numbers(shown.answer) == pytest.approx(said, abs=0.01)
    owes = unit_id in {*owners, *of_task.values()}
    assert shown.says("no return") == (owes and unit_id not in {r["unit_id"] for r in told.files["returns"]})
    assert names[unit_id] in shown.page.title


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
    assert row["task"] in shown.page.title
    assert row["unit_id"] in shown.opened("unit")
    assert any(day_of(row["due_on"], shown.lang) in text for text in shown.texts)
    assert len(shown.table("task_history").rows) == len(told.days), "one row for every return"


CHECKS: dict[str, Checker] = {
    "overview": overview, "concerns": concerns, "pillar-1": pillar, "pillar-2": pillar, "pillar-3": pillar,
    "pillar-4": pillar, "changes": changes, "targets": targets, "league": league, "roadmap": roadmap,
    "coordination": coordination, "responsibility": responsibility, "data": data, "method": method,
    "unit": unit, "task": task,
}  # fmt: skip


def assert_answers(app: App, data: Path, page: str, day: date, lang: str) -> None:
    """Open a page and hold it against what is counted here."""
    name, _, chosen = page.partition("?")
    address = {"lang": lang} | ({"as_of": day.isoformat()} if day != NEWEST else {})
    at = app.open(name, **address, **({"id": chosen} if chosen else {}))
    assert not at.exception
    assert [e.tag for e in app.page.root.iter() if e.tag == "h1"] == ["h1"]
    assert not at.warning
    assert not at.error
    newest = open_engine(data).published.current[-1].as_of
    assert [newest.isoformat() in notice for notice in app.page.notices] == [True] * (day < newest)
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
