"""A plan over a year's end: the first year closed, units succeeded, the second year begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from planboard.wording.readable import label
from tests.pages.conftest import PAGES
from tests.pages.document import text_of
from tests.samples.two_years import DAYS, two_years

EVERY_PAGE = (*(page for page in PAGES if page not in ("unit", "task")), "pillar-5", "pillar-6")
UNITS = ("science", "tech", "money", "credit", "arts", "culture", "lights", "port")
UNITS_OF_BOTH = (*UNITS, "bank", "health")
BOTH_OPEN = "2024-01-12"
TASKS = {"2023": ("2023-2", "2023-5", "2023-7"), "2024": ("2024-2", "2024-8"), "all": ("2024-1", "2023-1")}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_years(tmp_path_factory.mktemp("two_years"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("year", ["2023", "2024", "all"])
def test_every_page_of_either_year_and_of_both_can_be_read(open_on, data, year, lang):
    app = open_on(data)
    addresses = [(page, {}) for page in EVERY_PAGE]
    addresses += [("unit", {"id": unit}) for unit in UNITS] + [("task", {"id": task}) for task in TASKS[year]]
    failed = []
    for page, more in addresses:
        at = app.open(page, year=year, lang=lang, **more)
        failed += [(page, more, said.value) for said in (*at.exception, *at.error)]
        failed += [(page, more, text_of(p)) for p in app.page.root.iterfind(".//p[@class='notice error']")]
    assert not failed


@pytest.mark.parametrize("as_of", [str(day) for day in DAYS])
def test_the_overview_can_be_read_on_every_date(open_on, data, as_of):
    at = open_on(data).open("overview", as_of=as_of, lang="en")
    assert not at.exception, at.exception[0].value


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "不含已结年的2023年度"), ("en", "Closed years are left out here: 2023.")]
)
def test_all_years_say_which_closed_ones_they_leave_out(open_on, data, lang, said):
    app = open_on(data)
    app.open("overview", year="all", lang=lang)
    assert said in app.page.text
    app.open("overview", lang=lang)
    assert said not in app.page.text


def test_a_closed_year_says_so_and_what_became_of_its_tasks(open_on, data):
    app = open_on(data)
    app.open("overview", year="2023", lang="en")
    shown = app.page.text
    assert "What 2023 left open" in shown
    assert "Carried over: 1; given up: 1." in shown
    app.open("overview", year="2024", lang="en")
    assert "left open" not in app.page.text


def test_a_unit_names_those_it_succeeded_and_leads_on_to_its_successor(open_on, data):
    app = open_on(data)
    app.open("unit", id="money", lang="en")
    shown = app.page.text
    assert "Took in Demo Credit Office on 5 Jan 2024" in shown
    assert "Took in Demo Banking Office on 5 Jan 2024" in shown
    app.open("unit", id="science", lang="en")
    shown = app.page.text
    assert "This unit has been called Demo Science Bureau since 5 Jan 2024" in shown
    assert "See Demo Science Bureau" in shown
    assert "Returns and status at each snapshot" in shown, "it has no task any more and keeps its past"


def table_with(app, name, *names, lang="en"):
    """The rows of the first table that has a column, each with what stands in it and in others, by their names in the
    query."""
    heads = {label(n, lang): n for n in (name, *names)}
    rows = next(t.dicts() for t in app.page.tables if label(name, lang) in t.heads)
    return [{heads[head]: row[head] for head in heads} for row in rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("year", ["2023", "2024", "all"])
def test_every_unit_can_be_read_while_two_years_are_open(open_on, data, year, lang):
    app = open_on(data)
    for unit in UNITS_OF_BOTH:
        at = app.open("unit", id=unit, year=year, as_of=BOTH_OPEN, lang=lang)
        assert not at.exception, (unit, at.exception[0].value)


def test_the_league_shows_the_units_of_its_year(open_on, data):
    app, units = open_on(data), {}
    for year in ("2023", "2024", "all"):
        app.open("league", year=year, as_of=BOTH_OPEN, lang="en")
        rows = table_with(app, "numeric_share", "unit", "n_tasks")
        units[year] = {row["unit"]: row["n_tasks"] for row in rows}
        assert f"{sum(map(int, units[year].values()))} tasks" in app.page.text
    assert units["2023"]["Demo Finance Office"] == "3"
    assert units["2024"]["Demo Finance Office"] == "2"
    assert units["all"]["Demo Finance Office"] == "5"
    assert "Demo Culture Bureau" not in units["2024"]
    assert "Demo Arts Bureau" not in units["2023"]


def test_a_unit_says_which_tasks_are_not_scored_and_why(open_on, data):
    app = open_on(data)
    app.open("unit", id="money", year="2024", as_of=BOTH_OPEN, lang="en")
    marks = {row["item_no"]: row["scoring_marks"] for row in table_with(app, "scoring_marks", "item_no")}
    assert marks["2024-4"] == "Not scored: no result to check yet"
    assert marks["2024-3"] == ""
    app.open("unit", id="lights", year="2024", as_of=BOTH_OPEN, lang="zh")
    assert table_with(app, "scoring_marks", lang="zh") == [{"scoring_marks": "不计分：未开始"}]


def test_a_unit_without_a_task_in_the_year_shows_its_past_of_all_years(open_on, data):
    app = open_on(data)
    app.open("unit", id="science", year="2024", lang="en")
    assert "The unit has had no task of 2024" in app.page.text
    assert len(table_with(app, "has_return")) == 3
    app.open("unit", id="tech", year="2024", lang="en")
    assert "The unit has had no task" not in app.page.text
    assert len(table_with(app, "has_return")) == 3
    app.open("unit", id="tech", year="all", lang="en")
    assert "Rows before a succession stand under the predecessor's name." in app.page.texts()
    assert [row["unit_then"] for row in table_with(app, "unit_then")][-1] == "Demo Science Commission"


def test_a_measure_of_a_unit_that_was_replaced_stands_under_its_successor(open_on, data):
    app = open_on(data)
    app.open("unit", id="arts", lang="en")
    [row] = table_with(app, "named_unit", "role")
    assert (row["named_unit"], row["role"]) == ("Demo Culture Bureau", "Lead")
    app.open("unit", id="culture", lang="en")
    assert "The plan does not name it in any measure." in app.page.texts()


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "is a task of 2023, which is closed"), ("zh", "属2023年度，该年度已结年")]
)
def test_a_link_to_a_task_of_a_closed_year_leads_on_to_its_final_state(open_on, data, lang, said):
    app = open_on(data)
    at = app.open("task", id="2023-2", lang=lang)
    assert not at.exception
    (link,) = [link for link in app.page.links if said in link.text]
    assert link.page == "task"
    assert link.query.items() >= {"year": "2023", "id": "2023-2"}.items()
    assert not any("There is no task" in text or "没有编号为" in text for text in app.texts())
    app.open("task", id="2023-99", lang="en")
    assert any("There is no task" in text for text in app.texts()), app.texts()


def test_the_closing_of_a_year_is_one_line_among_the_changes(open_on, data):
    app = open_on(data)
    for more, n in (({"since": BOTH_OPEN}, 1), ({}, 0)):  # without a date, since the closing itself
        at = app.open("changes", lang="en", **more)
        assert not at.exception
        lines = [link.text for link in app.page.links if "The year 2023 was closed" in link.text]
        assert lines == ["The year 2023 was closed with the snapshot of 26 Jan 2024, 12 tasks"] * n
        assert not any("without amendment" in text for text in app.page.texts() if "12" in text)
