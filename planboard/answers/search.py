"""Searches for pillars, tasks, targets and units.

People may type words in either language, pinyin or its initials, abbreviations, item numbers, ids, or the name of a
responsible person, in characters, pinyin or its initials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planboard.answers.engine import Engine

SHORTEST_ABBREVIATION = 3  # two letters would be the first and last of too many names


@dataclass(frozen=True)
class Entry:
    """A row of queries/search.sql and the texts it is found by: `exact` only as a whole, `within` by any part, `starts`
    by their beginning, `shortened` with letters left out."""

    row: dict[str, Any]
    exact: frozenset[str]
    within: tuple[str, ...]
    starts: tuple[str, ...]
    shortened: tuple[str, ...]

    def rank(self, word: str) -> int | None:
        """How well a word matches: 0 exactly, 1 from the beginning or as an abbreviation, 2 elsewhere, None not at
        all."""
        if word in self.exact:
            return 0
        first = (*self.within, *self.starts[:1])
        if any(text.startswith(word) for text in first) or any(_shortens(word, n) for n in self.shortened):
            return 1
        fits = any(word in text for text in self.within) or any(t.startswith(word) for t in self.starts)
        return 2 if fits else None


def entries(engine: Engine, as_of: date, lang: str) -> Sequence[Entry]:
    """Everything that can be found on a date, in the order of queries/search.sql."""
    return tuple(_entry(row) for row in engine.query("search", as_of=as_of, lang=lang).to_pylist())


def _entry(row: dict[str, Any]) -> Entry:
    chinese, id = plain(row["title_zh"]), row["id"].lower()
    short, syllables = plain(row["initials"]), [plain(syllable) for syllable in row["syllables"]]
    words = plain(row["title_en"]).split(" ")
    person, initials = plain(row["person"] or id), plain(row["person_initials"] or id)
    exact = {chinese, plain(row["title_en"]), id, short, str(row["item_no"] or id), person, initials}
    return Entry(
        row,
        frozenset(exact),
        within=(chinese, short),
        # Matches may start at any word or syllable, but not inside one: "ai" is not found in "main".
        starts=(
            id,
            *(" ".join(words[n:]) for n in range(len(words))),
            *_tails(syllables),
            *_tails([plain(syllable) for syllable in row["person_syllables"] or ()]),
            initials,
        ),
        shortened=(chinese, short) if row["kind"] == "unit" else (),
    )


def _tails(parts: Sequence[str]) -> list[str]:
    return ["".join(parts[n:]) for n in range(len(parts))]


def plain(text: str) -> str:
    """The text for comparison: in lower case and half-width characters, without most punctuation, with single
    spaces."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s.-]", "", text)).strip()


def _shortens(word: str, name: str) -> bool:
    """Whether the word is the name with letters left out between its first and last, as 市科创委 is of 市科技创新委."""
    if len(word) < SHORTEST_ABBREVIATION or (word[0], word[-1]) != (name[0], name[-1]):
        return False
    rest = iter(name)
    return all(letter in rest for letter in word)


def found(among: Sequence[Entry], typed: str) -> Sequence[Entry]:
    """The entries that match every word typed, best first. An item number may be typed as 第12项."""
    words = re.sub(r"第(\d+)项", r"\1", plain(typed)).split()
    if not words:
        return []
    ranked = [([entry.rank(word) for word in words], entry) for entry in among]
    fitting = [
        (max(r for r in ranks if r is not None), entry) for ranks, entry in ranked if None not in ranks
    ]
    return [entry for _, entry in sorted(fitting, key=lambda pair: pair[0])]
