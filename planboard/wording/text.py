"""Every message the product shows, from text.toml, where Chinese and English stand side by side."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from planboard.errors import Place, Problem

LANGUAGES = ("zh", "en")


@cache
def messages() -> dict[str, dict[str, str]]:
    """Every message by its dotted key, each with one template per language."""
    with open(Path(__file__).with_name("text.toml"), "rb") as file:
        return dict(_flatten(tomllib.load(file), ""))


def _flatten(node: dict, prefix: str):  # type: ignore[no-untyped-def]
    for name, value in node.items():
        key = f"{prefix}{name}"
        if set(value) == set(LANGUAGES):
            yield key, value
        else:
            yield from _flatten(value, f"{key}.")


def inside(word: str) -> str:
    """A word that stands alone elsewhere, as it is written inside a sentence: On track becomes on track."""
    return word[:1].lower() + word[1:]


class _Templates(Formatter):
    """Fills in templates; {status!l} is the status as it is written inside a sentence."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        return inside(str(value)) if conversion == "l" else super().convert_field(value, conversion)


_TEMPLATES = _Templates()


def say(lang: str, key: str, **params: object) -> str:
    """The message `key` in `lang` ("zh" or "en") with its placeholders filled in. Raises KeyError for a key, a language
    or a placeholder that does not exist."""
    template = messages()[key][lang]
    if "!l}" in template:
        return _TEMPLATES.vformat(template, (), params)
    return template.format_map(params) if params or "{" in template else template


def listed(lang: str, items: Iterable[str]) -> str:
    """Items in a row: 甲、乙、丙 or a, b, c."""
    return say(lang, "words.list_separator").join(items)


def sentences(lang: str, items: Iterable[str]) -> str:
    """Sentences one after the other; those that are empty are left out."""
    return say(lang, "words.sentence_space").join(item for item in items if item)


def aside(lang: str, text: str, more: str) -> str:
    """A text with something said aside: 文字（补充） or text (more)."""
    return say(lang, "words.aside", text=text, more=more)


def problem_line(lang: str, problem: Problem) -> str:
    """`where: what is wrong; what would be right` in one language."""
    return place_line(lang, problem.place) + say(lang, "problem.colon") + problem_text(lang, problem)


def problem_text(lang: str, problem: Problem) -> str:
    """What is wrong and what would be right, in one language, without the place."""
    params = {name: place_line(lang, p) if isinstance(p, Place) else p for name, p in problem.params.items()}
    return say(lang, f"problem.{problem.key}", **params)


def place_line(lang: str, place: Place) -> str:
    """Where a problem is, in one language: `市商务局.xlsx, 指标，第12行, "数值"`."""
    return place.line(messages()["problem.row"][lang])
