"""Tables sort by what their cells stand for: page.js compares `data-by` where a cell has it, and else its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from planboard.answers.engine import open_engine
from planboard.schema import STATUSES
from planboard.wording.text import say
from tests.pages.conftest import PAGES, App
from tests.pages.document import Rows, text_of
from tests.places import DATA
from tests.queries.tables import rows

NEWEST = "2023-11-24"
LANGUAGES = ("zh", "en")


def by(cell: Element) -> str:
    """What page.js sorts a cell by."""
    return cell.get("data-by", text_of(cell))


def in_order(table: Rows, head: str) -> list[int]:
    """The numbers of a table's rows in ascending order of a column, as page.js puts them."""
    n = table.heads.index(head)
    keys = [by(row[n]) for row in table.elements]
    is_number = all(key == "" or _is_number(key) for key in keys)

    def order(i: int) -> tuple[bool, Any]:
        return keys[i] == "", float(keys[i] or 0) if is_number else _collated(keys[i])

    return sorted(range(len(keys)), key=order)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) is not None


def _collated(text: str) -> list[tuple[int, int | str]]:
    """As Intl.Collator does with `numeric`: runs of digits by their number."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"\d+|\D+", text)]


def ids(table: Rows) -> list[str]:
    """The thing that each row leads to."""
    links = [next(a for cell in row for a in cell.iter("a")).get("href") for row in table.elements]
    return [re.search(r"id=([^&]+)", link)[1] for link in links]


def shown(app: App, query: str, lang: str) -> Rows:
    return app.page.table(say(lang, f"table.{query}"))


@pytest.fixture
def tasks() -> dict[str, dict[str, Any]]:
    return {row["task_id"]: row for row in rows(open_engine(DATA), "tasks", as_of=NEWEST, lang="en")}


# What a head sorts by: a column of the query, and what its cells show where they show something.
BY = {
    "due": lambda row: None if row["status"] == "done" else row["days_left"],
    "status": lambda row: STATUSES.index(row["status"]),
    "progress": lambda row: row["attainment_share"],
    "attainment_share": lambda row: row["attainment_share"],
    "deviation_points": lambda row: row["deviation_points"],
    "item_no": lambda row: int(row["item_no"]),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("column", BY)
def test_tasks_sort_by_the_value_of_the_column_and_what_is_empty_is_last(app, tasks, column, lang):
    app.open("pillar-3", lang=lang)
    table = shown(app, "tasks", lang)
    values = [BY[column](tasks[id]) for id in ids(table)]
    assert len(set(values)) > 2
    ordered = [values[n] for n in in_order(table, say(lang, f"column.{column}"))]
    n_there = len(ordered) - ordered.count(None)
    assert ordered[n_there:] == [None] * ordered.count(None)
    # Percentages are shown and compared in whole points.
    assert all(a <= b + 0.011 for a, b in pairwise(ordered[:n_there])), ordered


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fewer_days_come_before_more_also_as_words(app, lang):
    app.open("roadmap", lang=lang)
    table = shown(app, "roadmap", lang)
    due = [text_of(table.elements[n][-1]) for n in in_order(table, say(lang, "column.due"))]
    days = [int(re.search(r"\d+", text)[0]) for text in due if re.search(r"\d", text)]
    overdue = [text for text in due if say(lang, "status.overdue").lower() in text.lower()]
    assert overdue == due[: len(overdue)]
    assert len(overdue) == 1
    assert days[1:] == sorted(days[1:])
    assert due[-1] == "—"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_months_and_days_in_words_sort_by_the_calendar(app, lang):
    app.open("roadmap", lang=lang)
    months = shown(app, "deadlines", lang)
    assert in_order(months, say(lang, "column.month")) == list(range(len(months.rows)))
    assert len(months.rows) > 3
    finished = shown(app, "roadmap", lang)
    n = finished.heads.index(say(lang, "column.finished"))
    texts = [finished.rows[i][n] for i in in_order(finished, say(lang, "column.finished"))]
    days = [re.search(r"\d{4}-\d\d-\d\d", text)[0] for text in texts if text != "—"]
    assert days == sorted(days)
    assert texts[len(days) :] == ["—"] * (len(texts) - len(days))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_counts_by_status_sort_by_severity_and_movements_by_places(app, lang):
    app.open("overview", lang=lang)
    counts = shown(app, "status_counts", lang)
    ordered = [counts.rows[n][0] for n in in_order(counts, say(lang, "column.status"))]
    assert ordered == [say(lang, f"status.{status}") for status in STATUSES]
    app.open("league", lang=lang)
    [ranked] = [t for t in app.page.tables if say(lang, "column.movement") in t.heads]
    n = ranked.heads.index(say(lang, "column.movement"))
    signed = {"▲": 1, "▼": -1, "＝": 0}
    moved = [ranked.rows[i][n] for i in in_order(ranked, ranked.heads[n])]
    places = [signed[text[0]] * int(text[2:] or 0) for text in moved if text != "—"]
    assert places == sorted(places)
    assert len(set(places)) > 2


_THOUSANDS = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_amounts_sort_by_size_however_large_the_unit_they_are_given_in(app, lang):
    app.open("changes", lang=lang)
    [moved] = [t for t in app.page.tables if say(lang, "column.value_now") in t.heads]
    n = moved.heads.index(say(lang, "column.value_now"))
    texts = [moved.rows[i][n] for i in in_order(moved, moved.heads[n])]
    written = [re.match(r"([\d.,]+) ?(thousand|million|billion|万|亿)?", text) for text in texts]
    amounts = [float(found[1].replace(",", "")) * _THOUSANDS.get(found[2], 1) for found in written]
    assert amounts == sorted(amounts)
    assert max(amounts) > 1e9


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_sorted_last_in_every_table(app, page, lang):
    app.open(page, lang=lang, **{"task": {"id": "2023-12"}, "unit": {"id": "commerce"}}.get(page, {}))
    for table in app.page.tables:
        for head, cells in _columns(table):
            assert {by(c) for c in cells if text_of(c) == "—"} <= {""}, (table.caption, head)
            numbers = [text_of(c) for c in cells if re.fullmatch(r"[+-]?[\d,.]+%?", text_of(c))]
            # Written with a sign, a comma or a per cent sign, a number needs its value beside it.
            is_plain = all(_is_number(text) for text in numbers) or all(
                text.endswith("%") for text in numbers
            )
            assert is_plain or all(_is_number(by(c)) for c in cells if text_of(c) in numbers), head


def _columns(table: Rows) -> Iterator[tuple[str, list[Element]]]:
    for n, head in enumerate(table.heads):
        yield head, [row[n] for row in table.elements]
