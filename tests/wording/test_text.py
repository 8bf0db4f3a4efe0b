"""Every message is there in both languages, and is used."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest

from planboard import charts, schema
from planboard.queries import queries
from planboard.wording import text
from planboard.wording.readable import COMPOSED
from tests.places import ROOT

SOURCES = [p for folder in ("planboard", "pages") for p in (ROOT / folder).rglob("*.py")] + [ROOT / "app.py"]

# Messages whose key ends in a value of the data: the message's beginning, and every value there can be.
FAMILIES = {
    "status": schema.STATUSES,
    "guide.status": schema.STATUSES,
    "comparator": schema.COMPARATORS,
    "basis": schema.BASES,
    "profile": schema.PROFILES,
    "role": schema.ROLES,
    "stage": schema.STAGES,
    "reported_status": schema.JUDGEMENTS,
    "help_state": schema.HELP_STATES,
    "unit_kind": schema.UNIT_KINDS,
    "type": {str(c.type) for t in schema.TABLES.values() for c in t.columns},
    "registered": tuple(schema.TABLES),
    "register.sheet": tuple(schema.PLANNED),
    "settled_as": schema.SETTLED_AS,
    "succession": schema.SUCCESSIONS,
    "picture": tuple(chart.name for chart in charts.ALL),
    "picture_title": tuple(chart.name for chart in charts.ALL),
    "parameter": tuple(
        c.name
        for c in schema.PLAN.columns
        if c.name.endswith(("_points", "_days", "_share")) or "league" in c.name
    ),
}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def written() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every string of the sources, and every f-string as a pattern."""
    plain, patterns = set(), []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(v.value) if isinstance(v, ast.Constant) else "[a-z0-9_-]+" for v in node.values
                ]
                if "." in "".join(v.value for v in node.values if isinstance(v, ast.Constant)):
                    patterns.append(re.compile("".join(parts)))
    return plain, patterns


def test_every_message_stands_in_both_languages():
    for key, message in text.messages().items():
        assert all(message[lang].strip() or key.endswith("_space") for lang in text.LANGUAGES), key


def test_every_message_has_the_same_placeholders_in_both_languages():
    for key, message in text.messages().items():
        assert placeholders(message["zh"]) == placeholders(message["en"]), key


@pytest.mark.parametrize(("family", "values"), FAMILIES.items())
def test_every_value_of_a_family_has_its_message(family, values):
    missing = {v for v in values if f"{family}.{v}" not in text.messages()}
    assert not missing


def test_every_rule_and_change_and_consequence_of_the_queries_has_its_message():
    rules = (ROOT / "queries" / "views" / "15_rules.sql").read_text("utf-8")
    for rule in re.findall(r"\('(\w+)', '\w+'\)", rules):
        assert f"rule.{rule}" in text.messages()
    kinds = (ROOT / "queries" / "views" / "16_change_kinds.sql").read_text("utf-8")
    for change in re.findall(r"(?:then|else) '(\w+)'", kinds + queries()["change_counts"].sql):
        assert f"change.{change}" in text.messages()
    consequences = (ROOT / "queries" / "views" / "18_consequences.sql").read_text("utf-8")
    for consequence in re.findall(r"\(\d, '(\w+)'\)", consequences):
        assert f"consequence.{consequence}" in text.messages()


def test_every_message_the_sources_name_exists():
    named = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("say", "Problem"):
                named |= {
                    (n.value, ast.unparse(node.func)) for n in node.args[:2] if isinstance(n, ast.Constant)
                }
    keys = {
        (k if by.endswith("say") else f"problem.{k}")
        for k, by in named
        if "." in str(k) and "/" not in str(k)
    }
    assert len(keys) > 200
    assert {k for k in keys if not k.endswith((".csv", ".toml", ".json"))} <= set(text.messages())


def test_no_message_is_unused():
    plain, patterns = written()
    columns = {c for q in queries().values() for c in q.columns} | set(COMPOSED)
    columns |= {c.name for t in schema.TABLES.values() for c in t.columns}
    unused = [
        key
        for key in text.messages()
        if key not in plain
        and key.removeprefix("problem.") not in plain
        and not any(
            p.fullmatch(key) or p.fullmatch(key.removeprefix("problem."))
            for p in patterns
            if p.pattern != "column\\.[a-z0-9_-]+"
        )
        and not (key.startswith("meaning.") and key[8:] in columns)
        and not (key.startswith("column.") and (key[7:] in columns or key[7:] in plain))
        and not any(key == f"{family}.{value}" for family, values in FAMILIES.items() for value in values)
    ]
    assert unused == []


def test_a_message_that_does_not_exist_raises():
    with pytest.raises(KeyError):
        text.say("zh", "no.such_message")
    with pytest.raises(KeyError):
        text.say("fr", "app.name")
    with pytest.raises(KeyError):
        text.say("zh", "notice.lang")


def test_a_status_begins_with_a_capital_alone_and_not_inside_a_sentence():
    assert text.say("en", "status.on_track") == "On track"
    said = {lang: text.say(lang, "status.on_track") for lang in text.LANGUAGES}
    assert text.say("en", "chart.count", n=3, status=said["en"]) == "3 on track"
    assert text.say("zh", "chart.count", n=3, status=said["zh"]) == "正常3项"
    assert text.inside("") == ""
    with pytest.raises(KeyError):
        text.say("en", "chart.count", n=3)


@pytest.mark.parametrize(
    "family", ["status", "stage", "reported_status", "judgement", "help_state", "change"]
)
def test_a_word_that_stands_alone_begins_with_a_capital(family):
    said = [message["en"] for key, message in text.messages().items() if key.split(".")[0] == family]
    assert said
    assert [word for word in said if not word[0].isupper()] == []


def test_lists_and_asides_are_written_as_each_language_writes_them():
    assert (text.listed("zh", ["甲", "乙"]), text.listed("en", ["a", "b"])) == ("甲、乙", "a, b")
    assert (text.sentences("zh", ["甲。", "", "乙。"]), text.sentences("en", ["A.", "B."])) == (
        "甲。乙。",
        "A. B.",
    )
    assert (text.aside("zh", "任务", "新"), text.aside("en", "task", "new")) == ("任务（新）", "task (new)")


def test_every_table_a_page_draws_from_a_query_has_a_name_for_a_screen_reader():
    drawn = {
        query
        for path in (ROOT / "pages").glob("*.py")
        for query in re.findall(
            r'(?:table_of|numbers|table_or_none)\(\s*view,\s*"(\w+)"', path.read_text("utf-8")
        )
    }
    assert len(drawn) > 15
    assert {query for query in drawn if f"table.{query}" not in text.messages()} == set()
