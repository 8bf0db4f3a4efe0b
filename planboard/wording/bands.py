"""Says in words what the bands of the league table say: who is clearly ahead or behind, and who only seems to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planboard.wording import formats
from planboard.wording.text import listed, say, sentences


def bands(units: Sequence[dict[str, Any]], lang: str) -> str:
    """Of the ranked rows of the league table with their bands: which units lead or need attention beyond what chance
    explains, and that the positions of the others are no more than chance. Empty without ranked units."""
    ranked = [unit for unit in units if unit["position"] is not None]
    named = {band: [u["unit"] for u in ranked if u["band"] == band] for band in ("attention", "leading")}
    parts = [
        say(lang, f"bands.{band}", names=listed(lang, names), n=len(names))
        for band, names in named.items()
        if names
    ]
    n_middle = len(ranked) - sum(len(names) for names in named.values())
    if not parts and n_middle > 1:
        return say(lang, "bands.chance", n=formats.number(n_middle))
    if parts and n_middle:
        parts.append(say(lang, "bands.others" if n_middle > 1 else "bands.other", n=formats.number(n_middle)))
    return sentences(lang, parts)
