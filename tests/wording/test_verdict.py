"""The sentence a leader reads first says what the table under it says, on whatever board."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planboard.answers.engine import open_engine
from planboard.schema import STATUSES
from planboard.wording.formats import whole_percent
from planboard.wording.text import LANGUAGES, say
from planboard.wording.verdict import verdict
from tests.queries.tables import ROOT, publish, rows
from tests.queries.test_twin import histories
from tests.scale import sizes

WORRYING = STATUSES[:4]
ALL_FINE = {"zh": "全部", "en": "all "}
MORE = {"zh": "比上期多", "en": "more than"}
FEWER = {"zh": "比上期少", "en": "fewer than"}


def assert_agrees(sentence, lang, counts, before, elapsed):
    """The sentence says these counts, no other number, and nothing that they contradict."""
    total = sum(counts.values())
    attention = sum(counts[status] for status in WORRYING)
    parts = {status: counts[status] for status in WORRYING if counts[status]}
    said = [int(n) for n in re.findall(r"\d+", sentence)]
    change = [] if before is None or attention == before else [abs(attention - before)]
    gone = [] if elapsed is None else [whole_percent(elapsed)]
    if attention:
        assert said == [total, total - attention, attention, *parts.values(), *change, *gone]
        assert sum(parts.values()) + counts["done"] + counts["on_track"] == total
        for status in WORRYING:
            word = say(lang, "chart.count", n=counts[status], status=say(lang, f"status.{status}"))
            assert (word in sentence) == (status in parts)
        assert (MORE[lang] in sentence) == (before is not None and attention > before)
        assert (FEWER[lang] in sentence) == (before is not None and attention < before)
    else:
        assert said == [total, *([before] if before else []), *gone]
        assert MORE[lang] not in sentence
    assert (ALL_FINE[lang] in sentence) == (attention == 0)


def compare(engine, day):
    """Every sentence of a date beside the table of counts under it."""
    table = rows(engine, "status_counts", as_of=day)
    scopes = {row["scope_id"] for row in table}
    for scope in scopes:
        counted = [row for row in table if row["scope_id"] == scope]
        headline = rows(engine, "headline", as_of=day, pillar_id=scope or None)
        if not headline:
            assert all(row["n_tasks"] == 0 for row in counted)
            continue
        before = [row["n_tasks_before"] for row in counted if row["status"] in WORRYING]
        for lang in LANGUAGES:
            assert_agrees(
                verdict(headline[0], lang),
                lang,
                {row["status"]: row["n_tasks"] for row in counted},
                None if before[0] is None else sum(before),
                headline[0]["elapsed_share"],
            )


def test_on_every_date_and_pillar_of_the_demonstration_the_sentence_says_what_the_table_does():
    engine = open_engine(ROOT / "data")
    days = [row["as_of"] for row in rows(engine, "snapshots") if row["is_current"]]
    assert len(days) == 16
    for day in days:
        compare(engine, day)


@pytest.mark.parametrize("n_boards", sizes(3, 8, 200))
def test_on_generated_boards_the_sentence_says_what_the_table_does(n_boards):
    @settings(
        max_examples=n_boards,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(histories())
    def on_every_date(history):
        with tempfile.TemporaryDirectory() as folder:
            engine = publish(Path(folder), history)
            for day in {day for day, _ in history}:
                compare(engine, day)

    on_every_date()


def headline_of(counts, before, elapsed):
    """A row of queries/headline.sql with these counts."""
    worrying = [status for status in WORRYING if counts[status]]
    n_attention = sum(counts[status] for status in WORRYING)
    return {
        "n_tasks": sum(counts.values()),
        "n_fine": counts["done"] + counts["on_track"],
        "n_attention": n_attention,
        "n_attention_before": before,
        "n_attention_change": None if before is None else n_attention - before,
        "attention_statuses": worrying,
        "n_attention_each": [counts[status] for status in worrying],
        "elapsed_share": elapsed,
    }


counts_of = st.fixed_dictionaries({status: st.integers(0, 30) for status in STATUSES})


@given(counts_of, st.none() | st.integers(0, 30), st.none() | st.floats(0, 1), st.sampled_from(LANGUAGES))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_whatever_the_counts_the_sentence_adds_up_and_never_calls_all_fine_what_is_not(
    counts, before, elapsed, lang
):
    assert_agrees(verdict(headline_of(counts, before, elapsed), lang), lang, counts, before, elapsed)


@pytest.mark.parametrize(
    ("counts", "before", "zh", "en"),
    [
        (
            (1, 3, 3, 8, 19, 10), 14,
            "44项任务中，29项已完成或正常，15项需要关注（逾期1项、滞后3项、未报3项、预警8项），比上期多1项。时间已过89%。",
            "44 tasks: 29 done or on track, 15 needing attention (1 overdue, 3 behind, 3 stale, 8 at risk), "
            "1 more than at the previous snapshot. 89% of the time is gone.",
        ),
        (
            (0, 0, 0, 0, 1, 0), 2,
            "1项任务全部已完成或正常，上期需关注2项。时间已过89%。",
            "1 task, all done or on track; 2 needed attention at the previous snapshot. 89% of the time is gone.",
        ),
        (
            (0, 0, 0, 2, 0, 0), None,
            "2项任务中，0项已完成或正常，2项需要关注（预警2项）。时间已过89%。",
            "2 tasks: 0 done or on track, 2 needing attention (2 at risk). 89% of the time is gone.",
        ),
    ],
)  # fmt: skip
def test_the_sentence_reads_as_a_person_would_write_it(counts, before, zh, en):
    headline = headline_of(dict(zip(STATUSES, counts, strict=True)), before, 0.8984)
    assert (verdict(headline, "zh"), verdict(headline, "en")) == (zh, en)
