"""Sums up the state of the plan, a pillar or a unit in words, from the counts that are shown under them."""

from __future__ import annotations

from typing import Any

from planboard.wording import formats
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences


def answer(headline: dict[str, Any], lang: str, pillar: str = "") -> str:
    """A row of queries/headline.sql as a finding: the word that the plan's rule gives to the plan or a pillar, with the
    counts it rests on, and its year."""
    year = headline["plan_year"]
    sentence = say(
        lang, "answer.sentence", word=say(lang, f"answer.{headline['answer']}"), proof=_proof(headline, lang),
        pillar=say(lang, "answer.of_pillar", pillar=pillar) if pillar else "",
        when=say(lang, "answer.of_year", year=year) if year else "",
    )  # fmt: skip
    return sentence[0].upper() + sentence[1:]


def _proof(headline: dict[str, Any], lang: str) -> str:
    n_tasks, n_failing = headline["n_tasks"], headline["n_failing"]
    tasks = say(lang, _one("verdict.tasks", n_tasks), n=formats.number(n_tasks))
    if headline["n_done"] == n_tasks:
        return say(lang, "answer.all_done", tasks=tasks)
    worst = [status for status in ("overdue", "behind") if headline[f"n_{status}"]]
    what = say(lang, "answer.failing") if len(worst) > 1 else "".join(status_word(lang, s) for s in worst)
    counted = (
        [(headline["n_stale"], status_word(lang, "stale"))] if headline["answer"] == "incomplete" else []
    )
    counted += [(n_failing, what)] if n_failing else []
    if not counted:
        return say(lang, "answer.none", tasks=tasks)
    return "".join(
        say(
            lang,
            f"answer.{'more' if n else 'first'}",
            n=formats.number(count),
            tasks=tasks,
            what=what.lower(),
        )
        for n, (count, what) in enumerate(counted)
    )


def verdict(headline: dict[str, Any], lang: str) -> str:
    """A row of queries/headline.sql in words: how many tasks have fallen due and what became of them, how many are done
    early and how many are still to come, how many need attention, whether that is more or fewer than at the previous
    snapshot, and how much of the time is gone."""
    return sentences(lang, [due(headline, lang), _attention(headline, lang), _time(headline, lang)])


def outlook(headline: dict[str, Any], lang: str) -> str:
    """How the tasks that are not due yet stand, and when the next and the most of them fall due; empty if none is
    left."""
    n, n_next, n_busiest = (headline[name] for name in ("n_not_due", "n_next_due", "n_busiest_due"))
    if not n:
        return ""
    each = dict(zip(headline["ahead_statuses"], headline["n_ahead_each"], strict=True))
    soonest, busiest = (formats.short_day(headline[f"{name}_due_on"], lang) for name in ("next", "busiest"))
    key = "outlook_all" if n_next == n else "outlook_next" if n_next == n_busiest else "outlook"
    return say(
        lang, f"verdict.{key}", n=formats.number(n), parts=counts(lang, each), next=soonest,
        n_next=formats.number(n_next), busiest=busiest, n_busiest=formats.number(n_busiest),
    )  # fmt: skip


def of_plans(headline: dict[str, Any], lang: str) -> str:
    """A row of queries/plans/plans_headline.sql in words: how many tasks are fine, how many need attention, and whether
    that is more or fewer than before. Plans have no deadlines in common."""
    n, n_attention = headline["n_tasks"], headline["n_attention"]
    each = zip(headline["attention_statuses"], headline["n_attention_each"], strict=True)
    before = headline["n_attention_before"]
    fine = (
        say(lang, "verdict.before", n=before) if before and headline["n_attention_change"] is not None else ""
    )
    return say(
        lang,
        "verdict.some" if n_attention else "verdict.every_fine",
        tasks=say(lang, _one("verdict.tasks", n), n=formats.number(n)),
        n_fine=formats.number(headline["n_fine"]),
        n_attention=formats.number(n_attention),
        parts=counts(lang, dict(each)),
        direction=_direction(headline, lang) if n_attention else fine,
    )


def due(headline: dict[str, Any], lang: str) -> str:
    """The same row's tasks by their deadlines: fallen due, done early, not due yet."""
    return sentences(
        lang,
        [
            _fallen_due(headline, lang),
            early(headline["n_done_early"], headline["n_due"], lang),
            _ahead(headline, lang),
        ],
    )


def _fallen_due(headline: dict[str, Any], lang: str) -> str:
    if not headline["n_due"]:
        return say(lang, "verdict.none_due")
    n_done, n_late = headline["n_done_in_time"] + headline["n_done_late"], headline["n_done_late"]
    late = say(lang, "verdict.late", n=n_late) if n_late else ""
    n_by_part = {
        "done": n_done,
        "overdue": headline["n_overdue"],
        "awaited": headline["n_awaited"],
        "today": headline["n_due_today"],
    }
    parts = [
        say(lang, f"verdict.{part}", n=formats.number(n), late=late if part == "done" else "")
        for part, n in n_by_part.items()
        if n
    ]
    return say(lang, _one("verdict.due", headline["n_due"]), n=headline["n_due"], parts=listed(lang, parts))


def early(n: int, n_due: int, lang: str) -> str:
    """How many tasks are done early, after it was said how many have fallen due; empty where none is."""
    key = _one("verdict.early", n) if n_due else "verdict.early_alone"
    return say(lang, key, n=formats.number(n)) if n else ""


def _ahead(headline: dict[str, Any], lang: str) -> str:
    n, n_busiest = headline["n_not_due"], headline["n_busiest_due"]
    if not n:
        return ""
    day = formats.short_day(headline["busiest_due_on"], lang)
    key = _one("verdict.ahead_all", n) if n == n_busiest else "verdict.ahead"
    return say(lang, key, n=formats.number(n), n_busiest=formats.number(n_busiest), day=day)


def _one(key: str, n: int) -> str:
    """The key of a message, another where it speaks of one."""
    return f"{key}_one" if n == 1 else key


def _attention(headline: dict[str, Any], lang: str) -> str:
    n = headline["n_attention"]
    if not n:
        n_before = headline["n_attention_before"]
        before = say(lang, "verdict.before", n=n_before) if n_before else ""
        key = "verdict.all_fine" if headline["n_fine"] == headline["n_tasks"] else "verdict.none_failing"
        return say(lang, key, before=before)
    each = zip(headline["attention_statuses"], headline["n_attention_each"], strict=True)
    return say(
        lang,
        _one("verdict.attention", n),
        n=formats.number(n),
        parts=counts(lang, dict(each)),
        direction=_direction(headline, lang),
    )


def _direction(headline: dict[str, Any], lang: str) -> str:
    change = headline["n_attention_change"]
    if change is None:
        return ""
    return say(lang, f"verdict.{'more' if change > 0 else 'fewer' if change < 0 else 'same'}", n=abs(change))


def _time(headline: dict[str, Any], lang: str) -> str:
    elapsed, year = headline["elapsed_share"], headline["plan_year"]
    if elapsed is None:
        return ""
    key = "verdict.time" if year is None else "verdict.time_of_year"
    return say(lang, key, elapsed=formats.percent(elapsed, lang), year=year)
