"""The documents agree with the product: numbers, orders, names, files, commands."""

import re
import tomllib

import pytest

from pages.method_text import method_changes
from planboard.answers.engine import open_engine
from planboard.commands.main import main
from planboard.schema import BASES, COMPARATORS
from planboard.wording.text import say
from tests.places import ROOT

METHOD = {"en": ROOT / "docs" / "method.md", "zh": ROOT / "docs" / "method.zh-CN.md"}
README = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
DOCUMENTS = [*README.values(), ROOT / "GLOSSARY.md", *sorted((ROOT / "docs").glob("*.md"))]
DECISIONS = ROOT / "docs" / "decisions.md"
LANGS = ("en", "zh")


def plan_values():
    plan = tomllib.loads((ROOT / "data/plan/plan.toml").read_text("utf-8"))
    return plan["rules"] | {f"points_{status}": points for status, points in plan["points"].items()}


def method(lang):
    return METHOD[lang].read_text("utf-8")


def headings(text):
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


def identifiers(text):
    """The identifiers of each section, in order."""
    return [re.findall(r"`([a-z_]+)`", section) for section in re.split(r"^#+ ", text, flags=re.MULTILINE)]


def table_under(lang, wanted):
    """The rows of the one table whose first column holds all the wanted identifiers."""
    tables = re.findall(r"(?:^\|.*\n)+", method(lang), re.MULTILINE)
    rows = [
        [[c.strip() for c in line.split("|")[1:-1]] for line in table.splitlines()[2:]] for table in tables
    ]
    found = [t for t in rows if set(wanted) <= {re.sub(r"`(\w+)`.*", r"\1", line[0]) for line in t}]
    assert len(found) == 1
    return [[re.sub(r"`(\w+)`.*", r"\1", line[0]), *line[1:]] for line in found[0]]


@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_value_stands_beside_its_name(lang):
    text, values = method(lang), plan_values()
    for name, value in values.items():
        mentions = text.count(f"`{name}`")
        stated = re.findall(rf"([\d.,]+)\s*[（(]`{name}`[)）]", text)
        assert mentions, f"{METHOD[lang].name} does not mention {name}"
        assert len(stated) == mentions, f"{METHOD[lang].name} mentions {name} without its value"
        assert {float(number.replace(",", "")) for number in stated} == {float(value)}, name


@pytest.mark.parametrize("lang", LANGS)
def test_no_value_is_given_to_a_rule_that_does_not_exist(lang):
    named = set(re.findall(r"[\d.,]+\s*[（(]`(\w+)`[)）]", method(lang)))
    assert named == set(plan_values())


@pytest.mark.parametrize("lang", LANGS)
def test_the_status_rules_are_explained_in_the_order_in_which_they_are_tried(lang):
    sql = (ROOT / "queries/views/15_rules.sql").read_text("utf-8")
    tried = re.findall(r"\('(\w+)', '(\w+)'\)", sql)
    rows = table_under(lang, [rule for rule, _ in tried])
    assert [r[0] for r in rows] == [rule for rule, _ in tried]
    assert [r[1].split(maxsplit=1)[1] for r in rows] == [say(lang, f"status.{status}") for _, status in tried]


@pytest.mark.parametrize("lang", LANGS)
def test_consequences_are_explained_in_the_order_in_which_they_are_listed_and_tried(lang):
    sql = (ROOT / "queries/views/18_consequences.sql").read_text("utf-8")
    kinds = [consequence for _, consequence in sorted(re.findall(r"\((\d), '(\w+)'\)", sql))]
    tried = (ROOT / "queries/views/54_concerns.sql").read_text("utf-8")
    assert re.findall(r"then '(\w+)'", tried) == kinds
    assert [r[0] for r in table_under(lang, kinds)] == kinds


def test_what_the_answer_would_have_been_on_every_date_stands_in_the_decisions():
    engine = open_engine(ROOT / "data")
    rows = re.findall(
        r"^\| (20[-\d]{8}) \| (\d+) .*\| (\d+) \| `(\w+)` \|", DECISIONS.read_text("utf-8"), re.M
    )
    found = [
        (row["as_of"].isoformat(), str(row["n_failing"]), str(row["n_stale"]), row["answer"])
        for s in engine.published.current
        for row in headline_of(engine, s.as_of)
    ]
    assert rows == found


def headline_of(engine, as_of):
    asked = {"as_of": as_of, "plan_year": 2023, "pillar_id": None, "unit_id": None}
    return engine.query("headline", **asked).to_pylist()


@pytest.mark.parametrize("lang", LANGS)
def test_kinds_of_change_are_explained_in_the_order_in_which_they_are_tried(lang):
    sql = (ROOT / "queries/views/16_change_kinds.sql").read_text("utf-8")
    kinds = re.findall(r"(?:then|else)\s+'(\w+)'", sql)
    assert [r[1].split("：" if lang == "zh" else ":")[0] for r in table_under(lang, kinds)] == [
        say(lang, f"change.{kind}") for kind in kinds
    ]
    assert [r[0] for r in table_under(lang, kinds)] == kinds


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("allowed", [BASES, COMPARATORS])
def test_every_basis_and_comparator_is_explained(lang, allowed):
    assert {r[0] for r in table_under(lang, allowed)} == set(allowed)


def test_both_languages_have_the_same_sections_with_the_same_identifiers():
    en, zh = method("en"), method("zh")
    assert headings(en) == headings(zh)
    assert [sorted(section) for section in identifiers(en)] == [
        sorted(section) for section in identifiers(zh)
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_the_history_of_the_method_names_its_sections_and_begins_with_the_newest(lang):
    changes = method_changes(lang)
    titles = set(re.findall(r"^##+ (.+)$", method(lang), re.MULTILINE))
    assert [change.section for change in changes if change.section not in titles] == []
    days = [change.since for change in changes]
    assert days == sorted(days, reverse=True)
    assert days == [change.since for change in method_changes("en")]


def test_both_languages_work_the_same_examples():
    # What an example cannot do without: its target, its numbers with decimals or in brackets.
    essential = re.compile(r"(?:M|20\d\d-)\d+\.\d|\d+\.\d+|Beta\([\d., ]+\)")
    assert sorted(essential.findall(method("en"))) == sorted(essential.findall(method("zh")))


@pytest.mark.parametrize("lang", LANGS)
def test_the_method_can_be_shown_inside_the_app(lang):
    title, text = method(lang).split("\n", 1)  # the page has its own title and leaves this one out
    assert title.startswith("# ")
    assert min(headings(text)) == 2
    assert not re.search(r"!\[|\]\(|<\w|\$|:\w+:", text)  # pictures, links, HTML, formulas, emoji codes


@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_answers_one_objection(lang):
    objection = {"en": '**The objection it answers.** "', "zh": "**异议。**“"}[lang]
    sections = re.split(r"^##+ ", method(lang), flags=re.MULTILINE)[1:]
    answered = [section.count(objection) for section in sections]
    # Files and assumptions argue for themselves.
    assert answered == [1] * (len(sections) - 2) + [0] * 2


@pytest.mark.parametrize("lang", LANGS)
def test_every_file_the_readme_names_exists(lang):
    text = README[lang].read_text("utf-8")
    named = set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text))
    named |= set(re.findall(r"`([\w.-]+/[\w./-]*|[\w-]+\.(?:md|py|toml|txt))`", text))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def paths_named(text):
    """The paths of the repository that a document names in backticks, without those that have a <placeholder>."""
    code = " ".join(re.findall(r"`([^`\n]+)`", text))
    named = re.findall(r"(?<![^\s])(?:bench|docs|pages|planboard|queries|tests)/[^\s,;:]*", code)
    return sorted({path for path in named if "<" not in path})


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_a_document_names_exists(file):
    assert [path for path in paths_named(file.read_text("utf-8")) if not (ROOT / path).exists()] == []


def test_paths_are_found_in_the_documents():
    assert {path for file in DOCUMENTS for path in paths_named(file.read_text("utf-8"))} >= {
        "docs/method.md", "pages/board.py", "planboard/ui/view.py", "queries/targets.sql", "tests/scale.py",
        "tests/returns",
    }  # fmt: skip


def test_both_readmes_give_the_same_commands():
    commands = [re.findall(r"^    (\S.*)$", README[lang].read_text("utf-8"), re.MULTILINE) for lang in LANGS]
    assert commands[0] == commands[1]
    assert "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt" in commands[0][0]


def test_every_setting_of_the_server_has_its_reason():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    decisions = (ROOT / "docs/decisions.md").read_text("utf-8")
    settings = {name for section in ("server", "browser", "client", "runner") for name in config[section]}
    assert [name for name in sorted(settings) if f"`{name}`" not in decisions] == []


def test_every_dependency_has_its_reason():
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    section = (ROOT / "docs/decisions.md").read_text("utf-8").split("## Dependencies")[1]
    assert re.findall(r"^\| ([a-z][\w-]*) \|", section, re.MULTILINE)[1:] == pinned  # under the table's head


@pytest.mark.parametrize("file", [*README.values(), ROOT / "docs/operations.md"])
def test_every_command_the_documents_name_exists(file):
    assert set(re.findall(r"python -m planboard ([a-z][a-z-]*)", file.read_text("utf-8"))) <= set(
        main.commands
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_readme_lists_every_command(lang):
    section = README[lang].read_text("utf-8").split("python -m planboard --help")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == set(main.commands)
