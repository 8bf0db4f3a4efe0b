"""Statuses in words, and the rules that give them."""

from __future__ import annotations

import pytest

from planboard.schema import STATUSES
from planboard.wording.formats import NOTHING
from planboard.wording.statuses import counts, rule_sentence, status_with_sign, status_word
from planboard.wording.text import say

NUMBERS = {
    "at_risk_points": 12.5,
    "behind_points": 30.0,
    "closing_days": 45,
    "warn_days": 14,
    "league_draws": 10000,
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_status_is_a_word_behind_its_sign_and_none_is_a_dash(lang: str) -> None:
    for status in STATUSES:
        sign, word = status_with_sign(lang, status).split(" ", 1)
        assert (len(sign), word) == (1, status_word(lang, status))
    assert (status_with_sign(lang, None), status_word(lang, None)) == (NOTHING, "")


def test_statuses_are_counted_worst_first_and_those_nothing_has_left_out() -> None:
    assert counts("zh", {"done": 3, "behind": 4, "overdue": 2, "stale": 0}) == "逾期2项、滞后4项、已完成3项"
    assert counts("en", {}) == ""


@pytest.mark.parametrize(
    ("rule", "numbers"), [("behind_time", "12.5 to 30 points"), ("far_behind_time", "more than 30 points"),
                          ("final_awaited", "45 days"), ("no_next_step", "14 days"), ("met", "the target is met")],
)  # fmt: skip
def test_a_rule_is_said_with_the_thresholds_it_went_by(rule: str, numbers: str) -> None:
    assert numbers in rule_sentence("en", rule, NUMBERS)
    assert "{" not in rule_sentence("zh", rule, NUMBERS)


def test_a_rule_that_does_not_exist_raises() -> None:
    with pytest.raises(KeyError):
        rule_sentence("en", "no_such_rule", NUMBERS)


def test_the_sentence_of_a_rule_is_the_message_of_its_name() -> None:
    assert rule_sentence("zh", "past_due", NUMBERS) == say("zh", "rule.past_due")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "最终数据始终未报，最近一次数值达标"),
        ("en", "the final figure never came; the last value met the target"),
    ],
)
def test_a_target_met_whose_final_figure_never_came_says_so(lang, words):
    numbers = dict.fromkeys(("at_risk_points", "behind_points", "closing_days", "warn_days"), 0)
    assert rule_sentence(lang, "past_due", numbers, is_met=True) == words
    assert rule_sentence(lang, "past_due", numbers, is_met=False) == say(lang, "rule.past_due")
