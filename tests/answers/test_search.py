"""What people type, and what it finds."""

from __future__ import annotations

from collections import defaultdict

import pytest

from planboard.answers.engine import Engine, open_engine
from planboard.answers.search import Entry, entries, found, plain
from planboard.folders import data_folder


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(data_folder())


@pytest.fixture(scope="module")
def everything(engine: Engine) -> list[Entry]:
    return list(entries(engine, engine.published.current[-1].as_of, "zh"))


def ids(everything: list[Entry], typed: str) -> list[tuple[str, str]]:
    return [(entry.row["kind"], entry.row["id"]) for entry in found(everything, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("市教育局", ("unit", "education")),
        ("sjyj", ("unit", "education")),
        ("jyj", ("unit", "education")),
        ("SJYJ", ("unit", "education")),
        ("jiaoyu", ("unit", "education")),
        ("市科创委", ("unit", "science")),
        ("skcw", ("unit", "science")),
        ("sjw", ("unit", "health")),
        ("education", ("unit", "education")),
        ("intermediate court", ("unit", "court")),
        ("12", ("task", "2023-12")),
        ("第12项", ("task", "2023-12")),
        ("２０２３－１２", ("task", "2023-12")),
        ("2023-12.2", ("target", "2023-12.2")),
        ("m7.1", ("target", "M7.1")),
        ("zhongda", ("task", "2023-1")),
        ("产业创新生态", ("pillar", "1")),
    ],
)
def test_what_is_typed_finds_first_what_was_meant(everything, typed, first):
    assert ids(everything, typed)[0] == first


def test_every_task_target_unit_and_pillar_is_found_by_its_id(everything):
    assert {entry.row["kind"] for entry in everything} == {"pillar", "task", "target", "unit"}
    for entry in everything:
        assert (entry.row["kind"], entry.row["id"]) in ids(everything, entry.row["id"])


def test_a_task_is_found_by_who_answers_for_it(everything):
    named = [entry.row for entry in everything if entry.row["person"]]
    assert {row["kind"] for row in named} == {"task"}
    for row in named:
        for typed in (row["person"], row["person_initials"], "".join(row["person_syllables"])):
            assert ("task", row["id"]) in ids(everything, typed)


def test_every_word_must_fit(everything):
    both = set(ids(everything, "金融 深圳"))
    assert both == set(ids(everything, "金融")) & set(ids(everything, "深圳"))
    assert both


def test_a_character_with_several_readings_is_read_by_its_word(everything):
    assert ("unit", "pboc") in ids(everything, "rmyh")  # 人民银行: háng, not xíng
    assert ("unit", "pboc") in ids(everything, "zxzh")  # 中心支行
    assert ("unit", "pboc") not in ids(everything, "rmyx")


def test_latin_letters_are_not_found_inside_a_word(everything):
    named = [entry for entry in everything if "port" in entry.row["title_en"].lower()]
    assert any("support" in entry.row["title_en"].lower() for entry in named)
    for entry in found(everything, "port"):
        assert any(word.startswith("port") for word in plain(entry.row["title_en"]).split(" "))


@pytest.mark.parametrize("typed", ["", "   ", "（）", "qqqq", "<>", "%", "第项", "'; drop table tasks"])
def test_what_means_nothing_finds_nothing(everything, typed):
    assert ids(everything, typed) == []


def test_a_target_opens_its_task_or_the_pillar_of_its_measure(everything):
    opened = {e.row["id"]: (e.row["page"], e.row["page_id"]) for e in everything if e.row["kind"] == "target"}
    assert opened["2023-12.2"] == ("task", "2023-12")
    assert opened["M7.1"][0] == "pillar"


def test_the_same_words_find_the_same_in_either_language(engine, everything):
    english = list(entries(engine, engine.published.current[-1].as_of, "en"))
    for typed in ("sjyj", "court", "金融", "12"):
        assert ids(english, typed) == ids(everything, typed)


def test_names_that_are_alike_are_told_apart_by_their_notes(everything):
    """Two targets of one name each have a note of its own."""
    alike = defaultdict(list)
    for entry in everything:
        alike[entry.row["kind"], entry.row["name"]].append(entry.row["note"])
    alike = {name: notes for name, notes in alike.items() if len(notes) > 1}
    assert all(all(notes) and len(set(notes)) == len(notes) for notes in alike.values())
