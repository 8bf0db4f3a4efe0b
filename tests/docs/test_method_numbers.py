"""No number of the method's examples is only written: each is supposed, or worked out here."""

import re
from datetime import date, timedelta
from itertools import combinations
from statistics import median

import pyarrow as pa
import pytest

from planboard.answers.league import with_ranges
from planboard.wording import formats
from planboard.wording.text import say
from planboard.wording.verdict import verdict
from tests.docs.test_docs import LANGS, method, plan_values
from tests.docs.test_method_examples import AUGUST, OCTOBER, band_errors, row
from tests.docs.test_method_examples import supposed as supposed  # the fixture of what the examples suppose
from tests.wording.test_verdict import headline_of

PLAN = plan_values()
DAY = timedelta(days=1)
LATE_SEPTEMBER, EARLY_OCTOBER, MID_OCTOBER = date(2023, 9, 1), date(2023, 10, 6), date(2023, 10, 13)
START, DEADLINE, SEPTEMBER_30 = date(2023, 1, 1), date(2023, 12, 31), date(2023, 9, 30)


def target(as_of, key, column, times=1):
    return lambda engine: times * row(engine, "targets", as_of, key)[column]


def task(as_of, key, column, times=1):
    return lambda engine: times * row(engine, "tasks", as_of, key)[column]


def pillar(column, times=1):
    return lambda engine: times * row(engine, "pillar_gauges", EARLY_OCTOBER, 1)[column]


def reason(as_of, key, column):
    def found(engine):
        asked = {"as_of": as_of, "lang": "en", "plan_year": None, "kind": "target", "id": key}
        return engine.query("why", **asked).to_pylist()[0][column]

    return found


def judged(column):
    def found(engine):
        asked = {"as_of": OCTOBER, "lang": "en", "plan_year": None, "kind": "task", "id": "2023-3"}
        return engine.query("why", **asked).to_pylist()[0][column]

    return found


def scored(column):
    return lambda engine: row(engine, "forecast_scores", date(2023, 11, 10), "2023-22.1")[column]


def erring(column, unit):
    return lambda engine: formats.whole_percent(band_errors()[unit][column])


def plain(value):
    return lambda engine: value


def share(done, of):
    return plain(100 * done / of)


VALUES = {date(2023, 9, 1): 80, date(2023, 9, 15): 84, date(2023, 9, 29): 86, date(2023, 10, 13): 90}
SLOPES = sorted(7 * (w - v) / (b - a).days for (a, v), (b, w) in combinations(VALUES.items(), 2))


MISS = 0.35  # of the way, supposed
REACH = MISS * (120 - 90)
MEAN, PRIOR = 0.7, PLAN["league_prior_tasks"]


def drawn(n, k, column):
    settings = {
        name: v for name, v in PLAN.items() if name.startswith("league_") and name != "league_minimum"
    }
    unit = {
        "unit_id": "a",
        "n_scored_tasks": n,
        "points": float(k),
        "position": 1,
        "overall_score": MEAN,
        **settings,
    }
    return 100 * with_ranges(pa.Table.from_pylist([unit])).to_pylist()[0][column]


COUNTS = {"done": 10, "on_track": 19, "at_risk": 8, "stale": 3, "behind": 3, "overdue": 1, "not_started": 0}
ATTENTION = sum(n for status, n in COUNTS.items() if status not in ("done", "on_track", "not_started"))

# Section and beginning of a paragraph -> what is supposed there, and what follows: as said, and as worked out.
EXAMPLES = {
    ("Attainment", "Example, a flow"): ("40 26 30", {"65": target(EARLY_OCTOBER, "2023-3.1", "attainment_share", 100)}),
    ("Attainment", "Example, a stock"): (
        "300 240 270",
        {
            "50": target(OCTOBER, "2023-11.1", "attainment_share", 100),
            "90": share(270, 300),
            "80": share(240, 300),
        },
    ),
    ("Attainment", "Example, less is better"): (
        "5 8 7 4",
        {
            "33": target(OCTOBER, "2023-28.1", "attainment_share", 100),
            "140": share(7, 5),
            "1": plain(5 - 4),
        },
    ),
    ("Attainment", "Example, a rank"): ("3 5", {"2": target(AUGUST, "M9.2", "distance")}),
    ("Attainment", "Example, about"): (
        "400 350 0.95",
        {
            "380": plain((1 - PLAN["about_tolerance"]) * 400),
            "60": target(OCTOBER, "2023-29.1", "attainment_share", 100),
        },
    ),
    ("Attainment", "Example, rounding"): (
        "99.6 2 3 65 74.7",
        {
            "99": plain(formats.whole_percent(0.996)),
            "67": plain(formats.whole_percent(2 / 3)),
            "75": plain(formats.whole_percent(0.747)),
            "10": plain(-formats.whole_points(0.65, 0.747)),
        },
    ),
    ("Attainment", "The objection"): ("270 300 240", {"90": share(270, 300)}),
    ("Expected share and deviation", "Example"): (
        "1 31 2023 26 30 25 17",
        {
            "364": reason(EARLY_OCTOBER, "2023-3.1", "days_given"),
            "272": reason(EARLY_OCTOBER, "2023-3.1", "days_gone"),
            "74.7": target(EARLY_OCTOBER, "2023-3.1", "expected_share", 100),
            "65": target(EARLY_OCTOBER, "2023-3.1", "attainment_share", 100),
            "9.73": target(EARLY_OCTOBER, "2023-3.1", "deviation_points", -1),
            "12.2": target(MID_OCTOBER, "2023-3.1", "deviation_points", -1),
            "32.2": target(OCTOBER, "2023-3.1", "deviation_points", -1),
        },
    ),
    ("Stage of a milestone", "The objection"): ("50", {}),
    ("Status", "Example, the last weeks"): (
        "18 31 2023 24 15",
        {"16": plain((DEADLINE - PLAN["warn_days"] * DAY).day)},
    ),
    ("Status", "Example, an ongoing duty"): ("39 24 31", {}),
    ("Status", "Example, the final figure"): (
        "38 40 15 5 14 39 31",
        {"1": plain((DEADLINE + (PLAN["closing_days"] + 1) * DAY).day)},
    ),
    ("From targets to their task", "Example"): (
        "35 2 1 31",
        {
            "50": target(LATE_SEPTEMBER, "2023-35.3", "attainment_share", 100),
            "66": target(LATE_SEPTEMBER, "2023-35.3", "expected_share", 100),
            "16.5": task(LATE_SEPTEMBER, "2023-35", "deviation_points", -1),
            "87.5": share(1 + 1 + 0.5 + 1, 4),
        },
    ),
    ("Finished, late, reopened", "Example"): ("24 30 2023 12 31", {}),
    ("Rosier than the figures", "Example"): (
        "3 17 40 30",
        {
            "1": judged("n_rosier"),
            "2": judged("n_checkable"),
            "50": lambda e: 100 * judged("n_rosier")(e) / judged("n_checkable")(e),
        },
    ),
    ("Forecast and pace", "Example"): (
        "120 80 84 86 90 1 15 29 13 31 28 35",
        {
            **{f"{round(s, 2):g}": plain(s) for s in SLOPES},
            "1.58": plain(median(SLOPES)),
            "11.3": plain((DEADLINE - MID_OCTOBER).days / 7),
            "107.9": target(MID_OCTOBER, "2023-22.1", "forecast_mid"),
            "30": plain(120 - 90),
            "10.5": plain(REACH),
            "97.4": lambda e: target(MID_OCTOBER, "2023-22.1", "forecast_mid")(e) - REACH,
            "118.4": lambda e: target(MID_OCTOBER, "2023-22.1", "forecast_mid")(e) + REACH,
            "3.3": target(MID_OCTOBER, "2023-22.1", "deviation_points", -1),
            "2.66": target(MID_OCTOBER, "2023-22.1", "required_per_week"),
            "1.5": target(MID_OCTOBER, "2023-22.1", "recent_per_week"),
        },
    ),
    ("How often forecasts came true", "Example"): (
        "97 10 28 35",
        {
            "96.3": scored("forecast_mid"),
            "100.6": scored("needed"),
            "10.6": lambda e: scored("needed")(e) - 90,
            "3.7": lambda e: MISS * (scored("needed")(e) - 90),
            "92.6": lambda e: scored("forecast_mid")(e) - MISS * (scored("needed")(e) - 90),
            "100": lambda e: scored("forecast_mid")(e) + MISS * (scored("needed")(e) - 90),
        },
    ),
    ("Roll-up", "Example, by deadline"): (
        "24 31 7 32",
        {"44": plain(sum(COUNTS.values())), "5": plain(3 + 1 + 1), "3": plain(3), "1": plain(1)},
    ),
    ("Roll-up", "Example"): (
        "1 150 200 26 40 30",
        {
            "75": target(EARLY_OCTOBER, "2023-1.1", "attainment_share", 100),
            "100": target(EARLY_OCTOBER, "2023-2.1", "attainment_share", 100),
            "65": target(EARLY_OCTOBER, "2023-3.1", "attainment_share", 100),
            "80": pillar("attainment_share", 100),
            "74.7": pillar("expected_share", 100),
            "3": pillar("n_measured"),
            "4": pillar("n_targets"),
        },
    ),
    ("Roll-up", "The objection"): ("80", {}),
    ("Unit league table", "Example, how often"): (
        "44 29 1 8 7 11 6 4 3",
        {"4": erring("any_false_alarm_share", 0), "21": erring("found_share", 0), "9": erring("found_share", 6)},
    ),
    ("Unit league table", "Example"): (
        "3 1 0.70",
        {
            "1.5": plain(PLAN["points_done"] + PLAN["points_at_risk"] + PLAN["points_behind"]),
            "0.50": plain((PLAN["points_done"] + PLAN["points_at_risk"] + PLAN["points_behind"]) / 3),
            "4.3": plain(1.5 + PRIOR * MEAN),
            "2.7": plain(3 - 1.5 + PRIOR * (1 - MEAN)),
            "3.8": plain(1 + PRIOR * MEAN),
            "6.2": plain(6 - 1 + PRIOR * (1 - MEAN)),
            "0.60": plain(MEAN - PLAN["league_band_share"]),
            "0.80": plain(MEAN + PLAN["league_band_share"]),
            "45": plain(drawn(3, 1.5, "p_attention")),
            "92": plain(drawn(6, 1, "p_attention")),
            "66": plain(drawn(3, 3, "p_leading")),
        },
    ),
    ("The verdict", "Example"): (
        "10 19 8 3 1 14",
        {"15": plain(ATTENTION)},
    ),
    ("What needs a leader", "Example"): (
        "120",
        {
            "2.66": target(MID_OCTOBER, "2023-22.1", "required_per_week"),
            "1.5": target(MID_OCTOBER, "2023-22.1", "recent_per_week"),
            "118": lambda e: int(target(MID_OCTOBER, "2023-22.1", "forecast_mid")(e) + REACH),
            "2": lambda e: 120 - int(target(MID_OCTOBER, "2023-22.1", "forecast_mid")(e) + REACH),
        },
    ),
}  # fmt: skip

NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])(?!\.\d)")


def paragraphs():
    """The examples of the method, and what else of it works with numbers, by section and first words."""
    found = {}
    for section in re.split(r"^#+ ", method("en"), flags=re.MULTILINE)[1:]:
        for text in section.split("\n\n"):
            label = re.match(r"\*\*([^*]+)\*\*", text)
            if label and re.match("Example|Rounding|The objection", label[1]):
                numbers = set(NUMBER.findall(text))
                if numbers:
                    key = section.split("\n")[0], label[1].rstrip(".")
                    assert key not in found, key
                    found[key] = numbers
    return found


def test_every_paragraph_that_works_with_numbers_is_worked_out_here():
    said = paragraphs()
    keys = {
        (s, label): next((k for k in EXAMPLES if k[0] == s and label.startswith(k[1])), None)
        for s, label in said
    }
    assert None not in keys.values(), [k for k, v in keys.items() if v is None]
    assert set(keys.values()) == set(EXAMPLES)
    for key, example in keys.items():
        given, worked = EXAMPLES[example]
        assert said[key] == set(given.split()) | set(worked), key


@pytest.mark.parametrize(
    ("said", "work"),
    [pytest.param(said, work, id=f"{section}: {said}") for (section, _), (_, worked) in EXAMPLES.items()
     for said, work in worked.items()],
)  # fmt: skip
def test_a_worked_number_is_what_the_rules_give(supposed, said, work):
    assert abs(work(supposed) - float(said)) < 10.0 ** -len(said.partition(".")[2])


def test_the_two_slopes_written_twice_are_two_and_the_six_are_in_order():
    assert [round(slope, 2) for slope in SLOPES] == [1, 1.5, 1.5, 1.67, 2, 2]
    text = method("en")
    assert "1, 1.5, 1.5, 1.67, 2 and 2 a week" in text


def test_a_later_start_lowers_what_is_expected_as_the_assumptions_say():
    begun = {START: "74.7", date(2023, 4, 1): "66.4"}
    for start, said in begun.items():
        share = 100 * (SEPTEMBER_30 - start).days / (DEADLINE - start).days
        assert abs(share - float(said)) < 0.1
        assert all(f"{said}%" in method(lang).replace(" %", "%") for lang in LANGS)


DUE = {
    "n_done_in_time": 2, "n_done_late": 1, "n_overdue": 1, "n_awaited": 1, "n_due_today": 0, "n_done_early": 7,
    "n_not_due": 32, "n_busiest_due": 31,
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_the_verdict_of_the_example_reads_so(lang):
    headline = headline_of(COUNTS, DUE, before=14, elapsed=None)
    numbers = re.findall(r"\d+", verdict(headline, lang))
    day = ["12", "31"] if lang == "zh" else ["31"]
    due = ["5", "3", "1", "1", "1", "7", "32", "31", *day]
    assert numbers == [*due, "15", "1", "3", "3", "8", "1"]
    assert say(lang, "verdict.more", n=1) in verdict(headline, lang)
    assert sum(DUE[name] for name in DUE if name != "n_busiest_due") == sum(COUNTS.values())
