"""Characters that show nothing: dropped at the ends of a text, and named by their code point inside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from planboard.errors import Place, Problem, Refused

# Characters that show nothing: those that only steer how others are shown (directional marks, zero-width spaces, soft
# hyphens), and a few that are letters or signs by name.
_SHOWS_NOTHING = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def trimmed(text: str) -> str:
    """The text without spaces and characters that show nothing at its ends; empty if it shows nothing at all."""
    first, last = 0, len(text)
    while first < last and _shows_nothing(text[first]):
        first += 1
    while first < last and _shows_nothing(text[last - 1]):
        last -= 1
    return text[first:last]


def check_visible(text: str) -> None:
    """Refuse a text with a character that nobody sees, and say which and where."""
    if unseen := set(filter(_is_invisible, set(text))):  # a text may be long, its characters are few
        at = next(n for n, c in enumerate(text) if c in unseen)
        before = text[max(at - 10, 0) : at]
        raise Refused("return.invisible", character=f"U+{ord(text[at]):04X}", before=before)


def unseen(place: Place, text: str) -> Iterator[Problem]:
    """What is wrong with a text that somebody has to write down: nothing in it can be seen, or not all of it."""
    if not trimmed(text):
        yield Problem(place, "plan.empty")
    try:
        check_visible(trimmed(text))
    except Refused as refused:
        yield Problem(place, refused.key, refused.params)


def _shows_nothing(character: str) -> bool:
    return character.isspace() or _is_invisible(character)


def _is_invisible(character: str) -> bool:
    return character in _SHOWS_NOTHING or unicodedata.category(character) == "Cf"
