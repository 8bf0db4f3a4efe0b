"""Sums up the state of the plan or of a pillar in words, from the counts that are shown under them."""

from __future__ import annotations

from typing import Any

from planboard.wording import formats
from planboard.wording.statuses import counts
from planboard.wording.text import say, sentences


def verdict(headline: dict[str, Any], lang: str) -> str:
    """A row of queries/headline.sql in words: how many tasks are fine, how many need attention and with which status,
    whether that is more or fewer than at the previous snapshot, and how much of the time is gone."""
    n_tasks, n_attention = headline["n_tasks"], headline["n_attention"]
    each = zip(headline["attention_statuses"], headline["n_attention_each"], strict=True)
    counted = say(
        lang,
        "verdict.some" if n_attention else "verdict.all_fine",
        tasks=say(lang, "verdict.one_task" if n_tasks == 1 else "verdict.tasks", n=formats.number(n_tasks)),
        n_fine=formats.number(headline["n_fine"]),
        n_attention=formats.number(n_attention),
        parts=counts(lang, dict(each)),
        direction=_direction(headline, lang),
    )
    elapsed = headline["elapsed_share"]
    gone = "" if elapsed is None else say(lang, "verdict.time", elapsed=formats.percent(elapsed, lang))
    return sentences(lang, [counted, gone])


def _direction(headline: dict[str, Any], lang: str) -> str:
    change, before = headline["n_attention_change"], headline["n_attention_before"]
    if change is None:
        return ""
    if not headline["n_attention"]:
        return say(lang, "verdict.before", n=before) if before else ""
    return say(lang, f"verdict.{'more' if change > 0 else 'fewer' if change < 0 else 'same'}", n=abs(change))
