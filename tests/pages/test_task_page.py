"""A task's page: what its unit says first, what follows from it, and how it came about under folds."""

from __future__ import annotations

import pytest

from planboard.wording.text import say
from tests.pages.document import text_of

LANGUAGES = ("zh", "en")


def before_folds(app) -> str:
    """What is read without opening anything."""
    root = app.page.root
    folded = {element for fold in root.iter("details") for element in fold.iter() if element.tag != "summary"}
    return " ".join(e.text or "" for e in root.iter() if e not in folded)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_begins_with_what_the_unit_says_and_who_must_act(app, lang):
    app.open("task", id="2023-24", lang=lang)
    told, properties = list(app.page.root.iter("dl"))[:2]
    names = [text_of(dt) for dt in told.iter("dt")]
    assert names == [
        say(lang, f"page.task.{n}") for n in ("reason", "narrative", "next_step", "judged", "help")
    ]
    step, asked = [text_of(dd) for dd in told.iter("dd")][2:5:2]
    assert "59" in step, "days since it was due"
    assert "11" in step, "returns in which it is the same"
    assert "16" in asked, "days past the answer's day"
    acting = app.page.section(say(lang, "page.task.must_act"))
    assert {"zh": "市委网信办", "en": "Cyberspace Affairs"}[lang] in text_of(acting)
    assert {"zh": "深办发", "en": "附件第24项"}[lang] in text_of(properties)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rule_command_and_hashes_are_under_folds(app, lang):
    app.open("task", id="2023-24", lang=lang)
    read = before_folds(app)
    assert "python -m planboard" not in read
    assert not app.page.folds[say(lang, "why.title")].get("open")
    [row] = {row["return_sha256"] for row in newest(app)}
    assert row[:12] not in read.replace(app.page.root.find("footer").text or "", "")
    assert row[:12] in app.page.text


def newest(app) -> list[dict]:
    """The newest of the task's returns."""
    from planboard.answers.engine import open_engine
    from tests.places import DATA
    from tests.queries.tables import rows

    return rows(open_engine(DATA), "task_history", as_of="2023-11-24", task_id="2023-24")[:1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_returns_with_the_same_words_are_one_row_and_each_stands_behind_a_fold_with_its_file(app, lang):
    app.open("task", id="2023-24", lang=lang)
    runs = app.page.table(say(lang, "table.task_words"))
    assert len(runs.rows) == 4
    each = app.page.folds[say(lang, "page.task.each", n=16)]
    assert len(list(each.iter("tr"))) == 17
    assert len({a.get("href") for a in each.iter("a") if "download" in a.attrib}) == 16


def test_what_was_not_reported_is_said_and_a_missing_step_is_named(app):
    app.open("task", id="2023-12", lang="zh", as_of="2023-08-11")
    assert say("zh", "page.task.not_reported") in app.page.texts()
    app.open("task", id="2023-12", lang="zh")
    told = next(app.page.root.iter("dl"))
    assert say("zh", "page.task.no_step") in [text_of(dd) for dd in told.iter("dd")]
    app.open("task", id="2023-1", lang="zh")
    assert say("zh", "page.task.nobody_acts") in app.page.texts(), "it is done"
