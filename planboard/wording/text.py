"""Every message the product shows, from text.toml, which has Chinese and English side by side."""

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
    """The templates of every message, by its dotted key and then by language."""
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
    """A word as it is written inside a sentence, without its capital: On track becomes on track."""
    return word[:1].lower() + word[1:]


class _Templates(Formatter):
    """Fills in templates; `{status!l}` is the status as `inside` writes it."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        return inside(str(value)) if conversion == "l" else super().convert_field(value, conversion)


_TEMPLATES = _Templates()


def say(lang: str, key: str, **params: object) -> str:
    """The message `key` in `lang` ("zh" or "en") with its placeholders filled in. Raises KeyError for an unknown key or
    language, and for a placeholder without a parameter."""
    template = messages()[key][lang]
    if "!l}" in template:
        return _TEMPLATES.vformat(template, (), params)
    return template.format_map(params) if params or "{" in template else template


def pieces(lang: str, key: str, **params: object) -> list[object]:
    """The message as a list of its words and, in their places, of the parameters as they are; for what more than words
    is put into a sentence. Raises KeyError as `say` does."""
    made: list[object] = []
    for words, name, _, _ in _TEMPLATES.parse(messages()[key][lang]):
        made += [words] if words else []
        made += [params[name]] if name else []
    return made


def listed(lang: str, items: Iterable[str]) -> str:
    """Items as a list in one line: 甲、乙、丙 or a, b, c."""
    return say(lang, "words.list_separator").join(items)


def sentences(lang: str, items: Iterable[str]) -> str:
    """Sentences joined to a text; empty ones are left out."""
    return say(lang, "words.sentence_space").join(item for item in items if item)


def aside(lang: str, text: str, more: str) -> str:
    """A text with an addition in brackets: 文字（补充） or text (more)."""
    return say(lang, "words.aside", text=text, more=more)


def problem_line(lang: str, problem: Problem) -> str:
    """A problem in one line: `where: what is wrong; what would be right`."""
    return place_line(lang, problem.place) + say(lang, "problem.colon") + problem_text(lang, problem)


def problem_text(lang: str, problem: Problem) -> str:
    """A problem without its place: what is wrong and what would be right."""
    params = {name: place_line(lang, p) if isinstance(p, Place) else p for name, p in problem.params.items()}
    return say(lang, f"problem.{problem.key}", **params)


def place_line(lang: str, place: Place) -> str:
    """A place in words: `市商务局.xlsx, 指标，第12行, "数值"`."""
    return place.line(messages()["problem.row"][lang])
