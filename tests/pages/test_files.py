"""Files to take from a page: they show what the screen shows, in the reader's words."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import openpyxl
import pytest

from bench.pages import TASK
from planboard import ui
from planboard.document.tables import DRAWN
from planboard.errors import NotYet
from planboard.queries import declared
from planboard.snapshots.published import published
from planboard.ui.files import IN_PACKAGE
from planboard.wording.readable import label
from planboard.wording.text import LANGUAGES, say
from tests.pages.conftest import PAGES, App
from tests.samples.newest_weeks import newest_weeks

# Where a table of the page and its file are of the same query; the other files are of what pages show as lists.
AS_ON_SCREEN = {
    "league": ("league", "difficulty", "unit_pillars", "discipline", "rosier"),
    "pillar-1": ("tasks", "targets", "trend"),
    "targets": ("targets",),
    "roadmap": ("roadmap", "deadlines"),
    "coordination": ("coordination", "coordination_units"),
    "responsibility": ("persons", "measures"),
    "data": ("snapshots",),
    "unit": ("unit_tasks", "participation", "unit_history"),
    "task": ("task_history",),
}
OF_ONE = {"unit": {"id": TASK["unit_id"]}, "task": {"id": TASK["task_id"]}}
STAMP = ("as_of", "data_kind")


def files(app: App, page: str, lang: str) -> dict[str, tuple[str, bytes]]:
    """The name and content of each file that a page offers, by the words of its link."""
    app.open(page, lang=lang, **OF_ONE.get(page, {}))
    links = [link for link in app.page.links if link.page.startswith("files/answers/")]
    made = [ui.answers_file(link.page.rsplit("/", 1)[1], link.query) for link in links]
    return {link.text: (name, content) for link, (name, content, _) in zip(links, made, strict=True)}


def read(content: bytes) -> tuple[list[str], list[list[str]]]:
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return header, rows


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", AS_ON_SCREEN)
def test_a_file_has_the_columns_of_its_table_in_their_order_and_as_many_rows(app, page, lang):
    taken = files(app, page, lang)
    pictures = {label(name, lang) for name in DRAWN}
    stamp = [label(name, lang) for name in STAMP]
    for table in AS_ON_SCREEN[page]:
        caption = say(lang, f"table.{table}")
        header, rows = read(taken[say(lang, "frame.csv", name=caption)][1])
        shown = app.page.table(caption)
        heads = [head for head in shown.heads if head not in pictures]
        assert header == [*heads, *(head for head in stamp if head not in heads)]
        assert len(rows) >= len(shown.rows)  # a table apart, of the same query, may hold the rest


@pytest.mark.parametrize("page", PAGES)
def test_numbers_have_four_decimals_at_most_and_truths_are_words(app, page):
    for words, (name, content) in files(app, page, "zh").items():
        assert name.isprintable()
        if not name.endswith(".csv"):
            continue
        _, rows = read(content)
        cells = [cell for row in rows for cell in row]
        assert not {"True", "False"} & set(cells), words
        assert not [cell for cell in cells if re.fullmatch(r"-?\d+\.\d{5,}", cell)], words


def test_the_league_as_a_file_is_its_table_and_not_its_settings(app):
    header, rows = read(
        next(content for name, content in files(app, "league", "zh").values() if "csv" in name)
    )
    assert len(header) == 12
    constant = {head for n, head in enumerate(header) if len({row[n] for row in rows}) == 1}
    assert constant == {label(name, "zh") for name in STAMP}
    moved = header.index(label("movement", "zh"))
    assert all(re.fullmatch(r"-?\d*", row[moved]) for row in rows)


def test_truths_are_yes_and_no_in_the_readers_language(app):
    for lang, words in (("zh", {"是", "否"}), ("en", {"Yes", "No"})):
        header, rows = read(
            files(app, "overview", lang)[say(lang, "frame.csv", name=say(lang, "table.exceptions"))][1]
        )
        assert {row[header.index(label("is_new", lang))] for row in rows} <= words


@pytest.mark.parametrize(
    ("page", "lang", "named"),
    [
        ("league", "zh", r"单位排行_单位排行_2023_2023-11-24_r\d+_[0-9a-f]{8}_演示数据\.csv"),
        (
            "league",
            "en",
            r"League-table_League-table_2023_2023-11-24_r\d+_[0-9a-f]{8}_Demonstration-data\.csv",
        ),
        ("task", "zh", TASK["task_id"]),
        ("unit", "en", r"^[\w-]+_Tasks[\w-]*_2023_"),
        ("pillar-1", "zh", r"^产业\w+_任务_"),
    ],
)
def test_a_file_is_named_in_the_readers_language_and_says_date_revision_content_and_demonstration(
    app, page, lang, named
):
    names = [name for name, _ in files(app, page, lang).values()]
    assert re.search(named, names[0])
    assert not [name for name in names if re.search(r'[\s/\\:*?"<>|]', name)]
    assert names[-1].endswith(".xlsx")


def test_a_sheet_of_the_workbook_is_what_its_csv_is(app):
    taken = files(app, "responsibility", "zh")
    book = openpyxl.load_workbook(io.BytesIO(taken[say("zh", "frame.xlsx")][1]))
    header, rows = read(taken[say("zh", "frame.csv", name=say("zh", "table.persons"))][1])
    sheet = book[say("zh", "table.persons")]
    assert [cell.value for cell in sheet[1]] == header
    assert sheet.max_row == len(rows) + 1


def test_a_file_of_a_date_being_computed_is_not_there_yet(monkeypatch, tmp_path):
    day = published(newest_weeks(tmp_path)).current[-1].as_of
    monkeypatch.setenv("PLANBOARD_DATA", str(tmp_path))
    asked = {"lang": "zh", "answers": '{"league": ["league", {}, ["unit"]]}'}
    with pytest.raises(NotYet):
        ui.answers_file("league.csv", asked | {"as_of": str(day)})
    with pytest.raises(LookupError):
        ui.answers_file("league.csv", asked | {"as_of": "1999-01-01"})
    ui.stop()


@pytest.mark.parametrize("columns", [["nonsense"], ["unit", "manifest_sha256"], [1], "unit"])
def test_no_other_columns_are_given_than_a_query_has(columns):
    asked = f'{{"league": ["league", {{}}, {columns!r}]}}'.replace("'", '"')
    with pytest.raises(LookupError):
        ui.answers_file("league.csv", {"as_of": "2023-11-24", "lang": "zh", "year": "2023", "answers": asked})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_data_package_has_every_column_of_what_pages_show_as_machines_read_it(app, lang):
    app.open("data", lang=lang)
    [link] = [link for link in app.page.links if link.page.startswith("files/package/")]
    name, content, _ = ui.package_file(link.page.rsplit("/", 1)[1], link.query)
    assert re.fullmatch(r"planboard_data_package_2023-11-24_r\d+_[0-9a-f]{8}_demo\.zip", name)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        described = {r["name"]: r for r in json.loads(archive.read("datapackage.json"))["resources"]}
        for query in IN_PACKAGE:
            header, rows = read(archive.read(f"answers/{query}.csv"))
            assert set(declared(query).columns) <= set(header)
            assert [f["name"] for f in described[f"answers/{query}"]["schema"]["fields"]] == header
            assert {row[header.index("data_kind")] for row in rows} <= {"demo"}
            key = [header.index(name) for name in described[f"answers/{query}"]["schema"]["primaryKey"]]
            assert len({tuple(row[n] for n in key) for row in rows}) == len(rows)
        header, rows = read(archive.read("answers/league.csv"))
        assert {"overall_score", "league_seed", "rank_low", "p_attention"} <= set(header)
        assert len(rows) == 13
