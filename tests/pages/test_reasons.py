"""Each status can be asked why, and the command shown gives the same answer."""

import json
import shlex

import pytest
from click.testing import CliRunner

from planboard.commands.main import main
from planboard.wording.formats import number
from planboard.wording.text import say
from tests.places import ROOT


def asked(app, page, kind, thing, **address):
    """The page with the reason of one thing opened: what the reason says, part by part, and its command."""
    app.open(page, **address)
    app.test.session_state[f"why-{kind}-{thing}"] = True
    at = app.open(page, **address)
    assert not at.exception
    part = say(address["lang"], "column.why_part")
    reasons = [table.value for table in at.table if part in table.value.columns]
    [found] = [
        (dict(reason.to_numpy().tolist()), code.value)
        for reason, code in zip(reasons, at.code, strict=True)
        if code.value.endswith(f"--param kind={kind} --param id={thing}")
    ]
    return found


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
        shown = f"{number(row['distance_done'])} ÷ {number(row['distance_given'])}"
        assert shown in said[say(lang, "column.why_attainment")]


def test_the_reason_of_a_task_is_open_and_says_the_rule_first(app):
    at = app.open("task", lang="en", id="2023-12")
    [reason] = [t.value for t in at.table if "Rests on" in t.value.columns]
    first = reason.to_numpy().tolist()[0]
    assert first[0] == "Rule"
    assert "more than 30 points behind the expected share" in first[1]


def test_an_exception_leads_to_the_task_whose_reason_is_open(app):
    at = app.open("overview", lang="en")
    links = [link.proto for link in at.get("page_link") if "id=2023-12" in link.proto.query_string]
    assert links
    assert all("task" in str(link.page) for link in links)


def test_the_targets_page_gives_the_reasons_of_the_targets_chosen(app):
    app.open("targets", lang="en", pillar="2")
    app.test.session_state["why-target"] = True
    at = app.open("targets", lang="en", pillar="2")
    assert not at.exception
    [said] = [m.value for m in at.markdown if "more than 30 points behind the expected share" in m.value]
    [command] = [code.value for code in at.code]
    shown = [row["name"].replace("-", "\\-") for row in _targets_of_pillar_2()]
    assert len(shown) == said.count("Value / target: ") == 5
    assert all(name.split("'")[0] in said for name in shown)
    assert {row["kind"] for row in run(command)} == {"target"}


def _targets_of_pillar_2():
    return run("python -m planboard query targets --lang en --param pillar_id=2")


def test_a_closed_reason_asks_for_nothing_on_the_overview(app):
    assert not app.open("overview", lang="en").code


def test_text_from_units_stays_text_in_a_reason(app):
    said, _ = asked(app, "task", "task", "2023-9", lang="en", id="2023-9")
    assert "组织首批样品比对" in said["Next step"]
