"""Statuses in words: each with its sign, counted, and explained by the rule that gave it."""

from __future__ import annotations

from collections.abc import Mapping

from planboard.schema import STATUSES
from planboard.wording.formats import NOTHING, number
from planboard.wording.text import listed, say

STATUS_GLYPH = {
    "overdue": "■", "behind": "◆", "stale": "○", "at_risk": "▲", "on_track": "●",
    "not_started": "▷", "done": "✔",
}  # fmt: skip
_THRESHOLDS = ("at_risk_points", "behind_points", "closing_days", "warn_days")


def status_word(lang: str, status: str | None) -> str:
    """The word for a status, empty for None."""
    return say(lang, f"status.{status}") if status else ""


def status_with_sign(lang: str, status: str | None) -> str:
    """The sign and the word for a status; a dash for None."""
    return f"{STATUS_GLYPH[status]} {say(lang, f'status.{status}')}" if status else NOTHING


def counts(lang: str, n_by_status: Mapping[str, int]) -> str:
    """The count of each status that occurs, worst first: 逾期2项、滞后4项 or 2 overdue, 4 behind."""
    return listed(
        lang,
        (
            say(lang, "chart.count", n=number(n_by_status[status]), status=status_word(lang, status))
            for status in STATUSES
            if n_by_status.get(status)
        ),
    )


def rule_sentence(
    lang: str, rule: str, plan_numbers: Mapping[str, float], *, is_met: bool | None = False
) -> str:
    """What a rule found, in a sentence with the thresholds it applied, taken from `plan_numbers` by name; of a target
    that is overdue though its last value met it, that the final figure never came. Raises KeyError for a rule that does
    not exist."""
    if rule == "past_due" and is_met:
        return say(lang, "figure.final_missing")
    return say(lang, f"rule.{rule}", **{name: f"{plan_numbers[name]:g}" for name in _THRESHOLDS})
