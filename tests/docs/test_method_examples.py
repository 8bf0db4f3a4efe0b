"""The examples of docs/method*.md: what they suppose, sent through the door real returns come through."""

import re
from datetime import UTC, date, datetime
from functools import cache

import pyarrow as pa
import pytest

from planboard.answers.backtest import generated_scores
from planboard.answers.engine import open_engine
from planboard.answers.league import chances, with_ranges
from planboard.publishing.accepted import Accepted
from planboard.publishing.publish import publish
from planboard.queries import queries
from planboard.register.duties import reporters
from planboard.register.plan import Plan, load_plan
from planboard.returns.content import Return, TargetRow, TaskRow
from planboard.returns.kept import ReturnFile
from planboard.schema import REGISTER
from tests.docs.test_docs import LANGS, ROOT, method, plan_values

LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)
NO_FILE = ReturnFile("as_of=2023-01-01/x-000000000000.csv", "0" * 64)


def reported(folder, weeks, plan=None):
    """The figures after `weeks` (as-of date -> rows of returns); every unit returns every time."""
    plan = plan or load_plan(ROOT / "data/plan")
    register = {name: table.to_pylist() for name, table in plan.tables.items()}
    of_task = {task["task_id"]: task["unit_id"] for task in register["tasks"]}
    of_target = reporters(register)
    for as_of, said in weeks.items():
        tasks = {u: [r for r in said if isinstance(r, TaskRow) and of_task[r.task_id] == u] for u in UNITS}
        targets = {
            u: [r for r in said if isinstance(r, TargetRow) and of_target[r.target_id] == u] for u in UNITS
        }
        returns = [Return(u, as_of, "x", tasks=tuple(tasks[u]), targets=tuple(targets[u])) for u in UNITS]
        accepted = [Accepted(ret, NO_FILE, LONG_AGO, LONG_AGO) for ret in returns]
        publish(folder, plan, as_of, accepted, kind="demo", publisher="x", published_at=LONG_AGO)
    return open_engine(folder)


def row(engine, query, as_of, key):
    params = dict.fromkeys(queries()[query].params) | {"as_of": as_of}
    params |= {"lang": "en"} if "lang" in params else {}
    name = queries()[query].grain[0]
    return next(r for r in engine.query(query, **params).to_pylist() if r[name] == key)


UNITS = ("science", "qianhai", "commerce", "customs", "education", "cyberspace", "publicity", "finance")
AUGUST, OCTOBER = date(2023, 8, 11), date(2023, 10, 20)
SEPTEMBER_30 = date(2023, 9, 30)
SUPPOSED = {
    AUGUST: [
        TargetRow("2023-11.1", 240, AUGUST), TargetRow("2023-28.1", 8, AUGUST),
        TargetRow("2023-29.1", 350, AUGUST), TargetRow("M9.2", 5, date(2023, 6, 30)),
    ],
    date(2023, 9, 1): [
        TargetRow("2023-22.1", 80, date(2023, 9, 1)),
        *(TargetRow(f"2023-35.{n}", v, date(2023, 8, 31)) for n, v in enumerate((2, 2, 1, 2), 1)),
    ],
    date(2023, 9, 15): [TargetRow("2023-22.1", 84, date(2023, 9, 15))],
    date(2023, 9, 29): [TargetRow("2023-22.1", 86, date(2023, 9, 29))],
    date(2023, 10, 6): [
        TargetRow("2023-1.1", 150, SEPTEMBER_30), TargetRow("2023-2.1", 3, SEPTEMBER_30),
        TargetRow("2023-3.1", 26, SEPTEMBER_30), TaskRow("2023-3", "green", None, False),
    ],
    date(2023, 10, 13): [
        TargetRow("2023-3.1", 25, SEPTEMBER_30), TargetRow("2023-22.1", 90, date(2023, 10, 13)),
        TargetRow("2023-22.2", 30, date(2023, 10, 13)),
    ],
    OCTOBER: [
        TargetRow("2023-11.1", 270, OCTOBER), TargetRow("2023-28.1", 7, OCTOBER),
        TargetRow("2023-29.1", 380, OCTOBER), TargetRow("2023-3.1", 17, SEPTEMBER_30),
        TaskRow("2023-3", "green", None, False),
        TaskRow("2023-24", "green", "done", True, date(2023, 10, 12), evidence="x"),
    ],
    date(2023, 11, 10): [TargetRow("2023-22.1", 97, date(2023, 11, 10))],
    date(2023, 11, 24): [
        TaskRow("2023-18", "green", "drafted", False, next_step="x", next_step_on=date(2023, 12, 15)),
        TaskRow("2023-39", "green", "done", True, evidence="x"),
    ],
    date(2023, 12, 1): [
        TaskRow("2023-18", "green", "drafted", False, next_step="x", next_step_on=date(2024, 1, 10)),
    ],
    date(2023, 12, 31): [TargetRow("2023-3.1", 38, date(2023, 12, 15))],
    date(2024, 1, 5): [],
    date(2024, 1, 12): [TargetRow("2023-3.1", 39, date(2023, 12, 31))],
}  # fmt: skip


@pytest.fixture(scope="module")
def supposed(tmp_path_factory):
    return reported(tmp_path_factory.mktemp("supposed"), SUPPOSED)


@pytest.mark.parametrize(
    ("query", "as_of", "key", "column", "said"),
    [
        ("targets", date(2023, 10, 6), "2023-3.1", "attainment_share", "65%"),
        ("targets", date(2023, 10, 6), "2023-3.1", "expected_share", "74.7%"),
        ("targets", date(2023, 10, 6), "2023-3.1", "deviation_points", "−9.73"),
        ("targets", date(2023, 10, 13), "2023-3.1", "deviation_points", "−12.2"),
        ("targets", OCTOBER, "2023-3.1", "deviation_points", "−32.2"),
        ("targets", OCTOBER, "2023-11.1", "attainment_share", "50%"),
        ("targets", OCTOBER, "2023-28.1", "attainment_share", "33%"),
        ("targets", OCTOBER, "2023-29.1", "attainment_share", "60%"),
        ("targets", date(2023, 9, 1), "2023-35.3", "expected_share", "66%"),
        ("tasks", date(2023, 9, 1), "2023-35", "deviation_points", "−16.5"),
        ("tasks", date(2023, 9, 1), "2023-35", "attainment_share", "50%"),
        ("targets", date(2023, 10, 13), "2023-22.1", "forecast_mid", "107.9"),
        ("targets", date(2023, 10, 13), "2023-22.1", "required_per_week", "2.66"),
        ("targets", date(2023, 10, 13), "2023-22.1", "recent_per_week", "1.5"),
        ("forecast_scores", date(2023, 11, 10), "2023-22.1", "value", "90"),
        ("forecast_scores", date(2023, 11, 10), "2023-22.1", "outcome", "97"),
        ("forecast_scores", date(2023, 11, 10), "2023-22.1", "forecast_mid", "96.3"),
        ("forecast_scores", date(2023, 11, 10), "2023-22.1", "needed", "100.6"),
        ("pillar_gauges", date(2023, 10, 6), 1, "attainment_share", "80%"),
        ("pillar_gauges", date(2023, 10, 6), 1, "expected_share", "74.7%"),
        ("pillar_gauges", date(2023, 10, 6), 1, "n_measured", "3"),
        ("pillar_gauges", date(2023, 10, 6), 1, "n_targets", "4"),
    ],
)
def test_an_example_gives_the_figure_the_documents_say(supposed, query, as_of, key, column, said):
    value = row(supposed, query, as_of, key)[column] * (100 if said.endswith("%") else 1)
    number = said.rstrip("%").replace("−", "-")
    assert abs(value - float(number)) < 10.0 ** -len(number.partition(".")[2])
    assert all(said in method(lang).replace(" %", "%") for lang in LANGS)


@pytest.mark.parametrize(
    ("query", "as_of", "key", "rule", "status"),
    [
        ("targets", date(2023, 10, 6), "2023-3.1", "in_time", "on_track"),
        ("targets", date(2023, 10, 13), "2023-3.1", "behind_time", "at_risk"),
        ("targets", OCTOBER, "2023-3.1", "far_behind_time", "behind"),
        ("targets", OCTOBER, "2023-29.1", "met", "done"),
        ("targets", date(2023, 10, 13), "2023-22.1", "in_time", "on_track"),
        ("tasks", date(2023, 9, 1), "2023-35", "behind_time", "at_risk"),
        ("tasks", date(2023, 11, 24), "2023-18", "in_time", "on_track"),
        ("tasks", date(2023, 12, 1), "2023-18", "no_next_step", "at_risk"),
        ("tasks", date(2023, 11, 24), "2023-39", "in_time", "on_track"),
        ("tasks", date(2023, 12, 31), "2023-39", "delivered", "done"),
        ("targets", date(2024, 1, 5), "2023-3.1", "final_awaited", "at_risk"),
        ("targets", date(2024, 1, 12), "2023-3.1", "past_due", "overdue"),
    ],
)
def test_an_example_has_the_status_the_documents_say(supposed, query, as_of, key, rule, status):
    found = row(supposed, query, as_of, key)
    assert (found["rule"], found["status"]) == (rule, status)


def test_the_examples_without_a_percentage_have_none(supposed):
    rank = row(supposed, "targets", AUGUST, "M9.2")
    assert (rank["attainment_share"], rank["is_met"], rank["distance"]) == (None, False, 2)


def test_the_forecast_of_the_example_that_was_scored_was_right(supposed):
    scored = row(supposed, "forecast_scores", date(2023, 11, 10), "2023-22.1")
    assert (scored["is_inside"], scored["is_hit"], scored["is_reaching"]) == (None, True, False)
    assert row(supposed, "targets", date(2023, 10, 13), "2023-22.1")["reaching_share"] == 0


@cache
def band_errors():
    """How often the band errs for the units of the example, in their order."""
    said = {"tasks": (29, 8, 7), "ranked": (11, 6, 6, 4, 4, 3, 3), "apart": (2, 1, 1, 1, 1, 1)}
    settings = {n: v for n, v in plan_values().items() if n.startswith("league_") and n != "league_minimum"}
    sizes = [(n, 1) for n in said["ranked"]] + [(n, None) for n in said["apart"]]
    units = [
        {"unit_id": f"{i:02}", "unit": "x", "n_scored_tasks": n, "position": position, **settings}
        for i, (n, position) in enumerate(sizes)
    ]
    points = pa.table({"points": [1.0, 0.5, 0.0], "n_tasks": said["tasks"]})
    return chances(pa.Table.from_pylist(units), points).to_pylist()


def test_a_band_errs_as_often_as_the_documents_say():
    found = band_errors()
    assert int(100 * found[0]["any_false_alarm_share"]) == 4
    assert [round(100 * found[i]["found_share"]) for i in (0, -1)] == [21, 9]
    for lang in LANGS:
        text = method(lang).replace(" %", "%")
        assert all(share in text for share in ("4%", "21%", "9%"))


def test_generated_histories_come_out_as_the_documents_say(supposed):
    found = {r["shape"]: r for r in generated_scores(supposed, AUGUST).to_pylist()}
    order = ("steady", "steps", "noisy", "stalled", "surge")
    held = [f"{int(100 * found[shape]['coverage_share'])}%" for shape in order]
    right = [f"{int(100 * found[shape]['hit_share'])}%" for shape in order]
    for lang in LANGS:
        sentences = [
            s for s in re.split("[。.] ?", method(lang).replace(" %", "%")) if "92%" in s and "51%" in s
        ]
        assert [re.findall(r"\d+%", s) for s in sentences] == [held + right]


def test_the_examples_of_flags_are_flagged(supposed):
    assert row(supposed, "tasks", OCTOBER, "2023-3")["is_rosier"]
    assert row(supposed, "tasks", OCTOBER, "2023-24")["is_late"]


def test_the_examples_that_begin_otherwise_end_as_the_documents_say(tmp_path):
    weeks = {
        AUGUST: [TargetRow("2023-28.1", 4, AUGUST)],
        date(2023, 12, 15): [TargetRow("2023-3.1", 38, date(2023, 12, 15))],
        date(2024, 1, 31): [],
        date(2024, 2, 1): [],
    }
    engine = reported(tmp_path, weeks)
    limit = row(engine, "targets", AUGUST, "2023-28.1")
    assert (limit["attainment_share"], limit["is_met"], limit["distance"]) == (None, True, -1)
    assert row(engine, "targets", date(2024, 1, 31), "2023-3.1")["rule"] == "final_awaited"
    assert row(engine, "targets", date(2024, 2, 1), "2023-3.1")["status"] == "overdue"


def test_a_moved_deadline_changes_the_status_of_the_example_and_not_its_lateness(tmp_path):
    plan = load_plan(ROOT / "data/plan")
    tasks = plan.tables["tasks"].to_pylist()
    next(t for t in tasks if t["task_id"] == "2023-24")["due_on"] = date(2023, 10, 31)
    moved = {
        "object": "tasks", "id": "2023-24", "field": "due_on", "old_value": "2023-09-30",
        "new_value": "2023-10-31", "decided_on": date(2023, 9, 20), "authority": "x", "reason": "x",
    }  # fmt: skip
    changed = {"tasks": tasks, "amendments": [moved]}
    tables = {n: pa.Table.from_pylist(rows, schema=REGISTER[n].schema) for n, rows in changed.items()}
    started = TaskRow("2023-24", "green", "awaiting_approval", False)
    done = TaskRow("2023-24", "green", "done", True, date(2023, 10, 12), evidence="x")
    engine = reported(tmp_path, {date(2023, 10, 6): [started], OCTOBER: [done]}, Plan(plan.tables | tables))
    assert row(engine, "tasks", date(2023, 10, 6), "2023-24")["status"] == "on_track"
    assert row(engine, "tasks", OCTOBER, "2023-24")["is_late"]


def test_the_bands_of_the_examples_are_as_sure_as_the_documents_say():
    said = {"a": (3, 1.5, 45, "middle"), "b": (6, 1.0, 92, "attention"), "c": (3, 3.0, 66, "middle")}
    settings = {n: v for n, v in plan_values().items() if n.startswith("league_") and n != "league_minimum"}
    rows = [
        {"unit_id": unit, "n_scored_tasks": n, "points": k, "position": 1, "overall_score": 0.7, **settings}
        for unit, (n, k, _, _) in said.items()
    ]
    for found in with_ranges(pa.Table.from_pylist(rows)).to_pylist():
        _, _, sure, band = said[found["unit_id"]]
        below_or_above = found["p_leading" if found["unit_id"] == "c" else "p_attention"]
        assert abs(100 * below_or_above - sure) < 1.5
        assert found["band"] == band
        assert all(f"{sure}%" in method(lang).replace(" %", "%") for lang in LANGS)
