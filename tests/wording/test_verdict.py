"""The sentence a leader reads first says what the table under it says, on whatever board."""

import re
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planboard.answers.engine import open_engine
from planboard.schema import STATUSES
from planboard.wording.formats import whole_percent
from planboard.wording.text import LANGUAGES, say
from planboard.wording.verdict import answer, verdict
from tests.queries.tables import ROOT, publish, rows
from tests.samples.generated_history import histories
from tests.scale import sizes

WORRYING = STATUSES[:4]
ALL_FINE = {"zh": "全部已完成或正常", "en": "All are done"}
MORE = {"zh": "比上期多", "en": "more than"}
FEWER = {"zh": "比上期少", "en": "fewer than"}
FALLEN = ("n_done_in_time", "n_done_late", "n_overdue", "n_awaited", "n_due_today")


def assert_agrees(sentence, lang, row, counts):
    """The sentence says the counts of the row and of the table under it, no other number, and nothing that they
    contradict."""
    total = sum(counts.values())
    n_due = sum(row[name] for name in FALLEN)
    assert n_due + row["n_done_early"] + row["n_not_due"] == total
    n_done = row["n_done_in_time"] + row["n_done_late"]
    fallen = [n_due, *[n for n in (n_done, row["n_done_late"]) if n]] if n_due else []
    fallen += [row[name] for name in FALLEN[2:] if row[name]]
    early = [row["n_done_early"]] if row["n_done_early"] else []
    ahead = []
    if row["n_not_due"]:
        day = row["busiest_due_on"]
        on = [day.month, day.day] if lang == "zh" else [day.day]
        busiest = [] if row["n_busiest_due"] == row["n_not_due"] else [row["n_busiest_due"]]
        ahead = [row["n_not_due"], *busiest, *on]
    attention = sum(counts[status] for status in WORRYING)
    parts = [counts[status] for status in WORRYING if counts[status]]
    before = row["n_attention_before"]
    change = [] if before is None or attention == before else [abs(attention - before)]
    needing = [attention, *parts, *change] if attention else [before] if before else []
    year = [] if row["plan_year"] is None else [row["plan_year"]]
    share = [] if row["elapsed_share"] is None else [whole_percent(row["elapsed_share"])]
    gone = (year + share if lang == "zh" else share + year) if share else []
    said = [int(n) for n in re.findall(r"\d+", sentence)]
    assert said == [*fallen, *early, *ahead, *needing, *gone]
    alone = say(lang, "verdict.early_alone", n=row["n_done_early"])
    assert (alone in sentence) == (bool(early) and not n_due)
    for status in WORRYING:
        word = say(lang, "chart.count", n=counts[status], status=say(lang, f"status.{status}"))
        assert not counts[status] or word in sentence
    assert (MORE[lang] in sentence) == (bool(attention) and before is not None and attention > before)
    assert (FEWER[lang] in sentence) == (bool(attention) and before is not None and attention < before)
    assert (ALL_FINE[lang] in sentence) == (counts["done"] + counts["on_track"] == total)


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
        counts = {row["status"]: row["n_tasks"] for row in counted}
        before = [row["n_tasks_before"] for row in counted if row["status"] in WORRYING]
        assert headline[0]["n_attention_before"] == (None if before[0] is None else sum(before))
        for lang in LANGUAGES:
            assert_agrees(verdict(headline[0], lang), lang, headline[0], counts)


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


def headline_of(counts, due, before, elapsed=0.8984, year=2023):
    """A row of queries/headline.sql with these counts."""
    worrying = [status for status in WORRYING if counts[status]]
    n_attention = sum(counts[status] for status in WORRYING)
    return {
        "plan_year": year,
        "n_tasks": sum(counts.values()),
        "n_due": sum(due[name] for name in FALLEN),
        "busiest_due_on": date(2023, 12, 31) if due["n_not_due"] else None,
        **due,
        "n_fine": counts["done"] + counts["on_track"],
        "n_attention": n_attention,
        "n_attention_before": before,
        "n_attention_change": None if before is None else n_attention - before,
        "attention_statuses": worrying,
        "n_attention_each": [counts[status] for status in worrying],
        "elapsed_share": elapsed,
    }


COUNTS = st.fixed_dictionaries({status: st.integers(0, 30) for status in STATUSES})
SPLITS = st.lists(st.integers(0, 6), min_size=7, max_size=7)


@given(
    COUNTS, SPLITS, st.none() | st.integers(0, 30), st.none() | st.floats(0, 1), st.sampled_from(LANGUAGES)
)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_whatever_the_counts_the_sentence_adds_up_and_never_calls_all_fine_what_is_not(
    counts, split, before, elapsed, lang
):
    names = (*FALLEN, "n_done_early", "n_not_due")
    due = dict(zip(names, split, strict=True))
    due["n_not_due"] = max(0, sum(counts.values()) - sum(split[:-1]))
    due["n_busiest_due"] = (due["n_not_due"] + 1) // 2
    if sum(due[name] for name in names) != sum(counts.values()):
        return  # more fell due than there are
    row = headline_of(counts, due, before, elapsed)
    assert_agrees(verdict(row, lang), lang, row, counts)


@pytest.mark.parametrize(
    ("counts", "due", "before", "zh", "en"),
    [
        (
            (1, 3, 3, 8, 19, 0, 10), (2, 1, 1, 1, 0, 7, 32, 31), 14,
            "应完成5项：已完成3项（其中超期完成1项）、逾期1项、待最终数据1项。另有7项提前完成。"
            "尚未到期32项，其中31项12月31日到期。需关注15项（逾期1项、滞后3项、未报3项、预警8项），比上期多1项。"
            "2023年度时间已过90%。",
            "5 tasks have fallen due: 3 done (1 of them late), 1 overdue, 1 awaiting the final figure. "
            "7 more are done early. 32 are not due yet, 31 of them due on 31 Dec. "
            "15 need attention (1 overdue, 3 behind, 3 stale, 8 at risk), 1 more than at the previous snapshot. "
            "90% of the 2023 period has passed.",
        ),
        (
            (0, 0, 0, 0, 1, 0, 0), (0, 0, 0, 0, 0, 0, 1, 1), 2,
            "尚无任务到期。尚未到期1项，于12月31日到期。全部已完成或正常，上期需关注2项。2023年度时间已过90%。",
            "No task has fallen due yet. 1 is not due yet; it is due on 31 Dec. All are done or on track; "
            "2 needed attention at the previous snapshot. 90% of the 2023 period has passed.",
        ),
        (
            (0, 0, 0, 1, 0, 2, 0), (0, 0, 0, 0, 0, 0, 3, 3), None,
            "尚无任务到期。尚未到期3项，均于12月31日到期。需关注1项（预警1项）。2023年度时间已过90%。",
            "No task has fallen due yet. 3 are not due yet, all of them due on 31 Dec. "
            "1 needs attention (1 at risk). 90% of the 2023 period has passed.",
        ),
    ],
)  # fmt: skip
def test_the_sentence_reads_as_a_person_would_write_it(counts, due, before, zh, en):
    names = (*FALLEN, "n_done_early", "n_not_due", "n_busiest_due")
    row = headline_of(dict(zip(STATUSES, counts, strict=True)), dict(zip(names, due, strict=True)), before)
    assert (verdict(row, "zh"), verdict(row, "en")) == (zh, en)


ANSWERED = [
    (
        {},
        "2023年度总体可控：20项任务均无逾期或滞后",
        "Under control in 2023: none of 20 tasks overdue or behind",
    ),
    ({"n_done": 20}, "2023年度总体可控：20项任务全部完成", "Under control in 2023: 20 tasks, all done"),
    (
        {"answer": "at_risk", "n_failing": 2, "n_behind": 2},
        "2023年度总体有风险：20项任务中，2项滞后",
        "At risk in 2023: 2 of 20 tasks behind",
    ),
    (
        {"answer": "clearly_behind", "n_failing": 5, "n_behind": 2, "n_overdue": 3},
        "2023年度总体明显滞后：20项任务中，5项逾期或滞后",
        "Clearly behind in 2023: 5 of 20 tasks overdue or behind",
    ),
    (
        {"answer": "incomplete", "n_stale": 6, "n_failing": 1, "n_overdue": 1},
        "2023年度判断不完整：20项任务中，6项未报，1项逾期",
        "Not fully judged in 2023: 6 of 20 tasks stale, 1 overdue",
    ),
]


@pytest.mark.parametrize(("counted", "zh", "en"), ANSWERED)
def test_the_answer_carries_its_own_proof(counted, zh, en):
    row = {"plan_year": 2023, "answer": "under_control", "n_tasks": 20}
    row |= dict.fromkeys(("n_done", "n_failing", "n_overdue", "n_behind", "n_stale"), 0) | counted
    assert (answer(row, "zh"), answer(row, "en")) == (zh, en)
    assert answer(row | {"plan_year": None}, "zh", "投资贸易") == zh.replace("2023年度", "投资贸易")
