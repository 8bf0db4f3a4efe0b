"""Each status can be asked why, and the command shown gives the same answer."""

import json
import shlex

import pytest
from click.testing import CliRunner

from planboard.commands.main import main
from planboard.wording.formats import way
from planboard.wording.text import say
from tests.pages.document import text_of
from tests.places import ROOT


def asked(app, page, kind, thing, **address):
    """What a page says of the reason of one thing, part by part, and its command."""
    assert not app.open(page, **address).exception
    fold = reason_of(app, kind, thing)
    [command] = [text_of(code) for code in fold.iter("code")]
    parts = {text_of(part.find("dt")): text_of(part.find("dd")) for part in fold.findall("dl/div")}
    return parts, command


def reason_of(app, kind, thing):
    """The fold with the reason of one thing."""
    [fold] = [e for e in app.page.root.iter("details") if e.get("data-key") == f"why-{kind}-{thing}"]
    return fold


def run(command):
    """What a command of a page answers, as rows."""
    python, m, planboard, *arguments = shlex.split(command)
    assert (python, m, planboard) == ("python", "-m", "planboard")
    result = CliRunner().invoke(main, ["--data", str(ROOT / "data"), *arguments, "--format", "json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("page", "kind", "thing", "chosen"),
    [
        ("task", "task", "2023-12", {"id": "2023-12"}),
        ("task", "task", "2023-24", {"id": "2023-24", "as_of": "2023-10-06"}),
        ("task", "target", "2023-12.1", {"id": "2023-12"}),
        ("pillar-2", "pillar", "2", {}),
        ("unit", "unit", "education", {"id": "education"}),
    ],
)
def test_the_command_shown_answers_what_the_page_says(app, page, kind, thing, chosen, lang):
    said, command = asked(app, page, kind, thing, lang=lang, **chosen)
    [row] = run(command)
    assert (row["kind"], row["id"]) == (kind, thing)
    assert say(lang, f"status.{row['status']}") in said[say(lang, "column.why_rule")]
    returned = said[say(lang, "column.why_return")]
    assert row["return_sha256"][:12] in returned
    assert row["received_at"][:10] in returned
    assert row["manifest_sha256"][:12] in said[say(lang, "column.why_snapshot")]
    if row["distance_done"] is not None:
        values = (row[name] for name in ("baseline", "value", "target_value"))
        numbers = way(*values, row["unit_scale"], lang, less=row["comparator"] == "at_most")
        assert f"{numbers['done']} ÷ {numbers['wanted']}" in said[say(lang, "column.why_attainment")]


def test_the_reason_of_a_task_says_the_rule_first(app):
    said, _ = asked(app, "task", "task", "2023-12", lang="en", id="2023-12")
    part, words = next(iter(said.items()))
    assert part == "Rule"
    assert "more than 30 points behind the expected share" in words


def test_a_reason_leads_to_the_return_it_came_in(app):
    _, command = asked(app, "task", "task", "2023-12", lang="en", id="2023-12")
    [row] = run(command)
    [file] = [a for a in reason_of(app, "task", "2023-12").iter("a") if "download" in a.attrib]
    assert file.get("href") == f"./files/return/{row['return_sha256']}"
    assert row["return_sha256"][:12] in text_of(file)


def test_an_exception_leads_to_the_task_with_its_reason(app):
    app.open("overview", lang="en")
    links = [link for link in app.page.links if link.query.get("id") == "2023-12"]
    assert links
    assert {link.page for link in links} == {"task"}


def test_the_targets_page_gives_the_reasons_of_the_targets_chosen(app):
    app.open("targets", lang="en", pillar="2")
    assert app.folds == {}, "what nobody opened is not made"
    app.test.session_state["fold-reasons"] = True
    assert not app.open("targets", lang="en", pillar="2").exception
    fold = app.folds["reasons"]
    assert "more than 30 points behind the expected share" in fold.text
    [command] = [text_of(code) for code in fold.root.iter("code")]
    titles = [text_of(p) for p in fold.root.iter("p") if p.get("class") == "title"]
    shown = [row["name"] for row in _targets_of_pillar_2()]
    assert len(shown) == len(titles) == fold.text.count("Value / target: ") == 5
    assert all(title.startswith(name) for title, name in zip(titles, shown, strict=True))
    assert {row["kind"] for row in run(command)} == {"target"}


def _targets_of_pillar_2():
    return run("python -m planboard query targets --lang en --param pillar_id=2")


def test_a_closed_reason_asks_for_nothing_on_the_overview(app):
    app.open("overview", lang="en")
    assert not list(app.page.root.iter("code"))


def test_text_from_units_stays_text_in_a_reason(app):
    said, _ = asked(app, "task", "task", "2023-9", lang="en", id="2023-9")
    assert "组织首批样品比对" in said["Next step"]
