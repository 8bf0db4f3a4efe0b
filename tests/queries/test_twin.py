"""Every figure and status, computed by the queries and by the slow twin, is the same on every date."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from planboard.answers.engine import Engine, open_engine
from planboard.snapshots.published import published, read
from tests.places import ROOT
from tests.queries.tables import Row, by, publish, rows
from tests.queries.twin import SEVERITY, Twin
from tests.samples.generated_history import History, histories, large
from tests.samples.two_years import DAYS, two_years
from tests.scale import long, sizes


def assert_same(found: Row, expected: Row, names: str, where: str) -> None:
    for name in names.split():
        a, b = found[name], expected[name]
        if isinstance(b, Fraction) and a is not None:
            assert float(b) == pytest.approx(a, rel=1e-9, abs=1e-7), f"{where}: {name}"
        else:
            assert a == b, f"{where}: {name}"


@pytest.mark.parametrize("n_histories", sizes(3, 8, 200))
def test_the_queries_say_what_the_twin_says(n_histories):
    @settings(
        max_examples=n_histories,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(histories())
    def on_every_date(history):
        compare(history, Twin(history).days)

    on_every_date()


@pytest.mark.parametrize(
    ("n_tasks", "n_snapshots"),
    [
        pytest.param(80, 24, id="some of both"),
        pytest.param(300, 4, marks=long, id="many tasks"),
        pytest.param(40, 60, marks=long, id="many snapshots"),
        pytest.param(300, 60, marks=long, id="both"),
    ],
)
def test_the_queries_say_what_the_twin_says_on_large_histories(n_tasks, n_snapshots):
    history = large(1, n_tasks, n_snapshots)
    compare(history, [history[n][0] for n in (n_snapshots // 2, -1)])


def snapshots_of(data: Path) -> History:
    """What is published in a folder."""
    return History(
        [(s.as_of, {n: t.to_pylist() for n, t in read(s).items()}) for s in published(data).current]
    )


def test_the_queries_say_what_the_twin_says_of_what_is_published():
    twin = Twin(snapshots_of(ROOT / "data"))
    assert len(twin.days) == 16
    for day in twin.days:
        compare_date(open_engine(ROOT / "data"), twin, day)


def test_the_queries_say_what_the_twin_says_over_a_years_end(tmp_path):
    data = two_years(tmp_path)
    twin, engine = Twin(snapshots_of(data)), open_engine(data)
    for day in twin.days:
        compare_date(engine, twin, day)
    assert [twin.year_shown(day) for day in DAYS] == [2023] * 3 + [2024] * 3


def compare(history: History, days: list[date]) -> None:
    twin = Twin(history)
    with tempfile.TemporaryDirectory() as folder:
        publish(Path(folder), history)
        engine = open_engine(Path(folder))
        for day in days:
            compare_date(engine, twin, day)


def compare_date(engine: Engine, twin: Twin, day: date) -> None:
    compare_targets(engine, twin, day)
    compare_tasks(engine, twin, day)
    compare_roll_ups(engine, twin, day)
    compare_what_is_due(engine, twin, day)
    compare_leaders(engine, twin, day)


def compare_targets(engine, twin: Twin, day: date) -> None:
    found = by("target_id", rows(engine, "targets", as_of=day))
    assert found.keys() == twin.targets[day].keys()
    for target_id, expected in twin.targets[day].items():
        assert_same(
            found[target_id],
            expected,
            "value measured_on baseline baseline_on is_first_value_baseline is_first_value is_met distance "
            "attainment_share of_target_share expected_share deviation_points rule status forecast_low forecast_mid "
            "forecast_high forecast_low_share forecast_mid_share forecast_high_share n_measurements "
            "is_too_few reaching_share required_per_week recent_per_week",
            f"{day} {target_id}",
        )


def compare_tasks(engine, twin: Twin, day: date) -> None:
    found = by("task_id", rows(engine, "tasks", as_of=day))
    assert found.keys() == twin.tasks[day].keys()
    for task_id, expected in twin.tasks[day].items():
        where = f"{day} {task_id}"
        assert_same(
            found[task_id],
            expected,
            "rule status n_targets n_targets_unmet attainment_share expected_share deviation_points "
            "finished_on original_due_on is_late is_rosier is_reopened status_before status_since "
            "last_known_status last_known_as_of",
            where,
        )
    standing = by("task_id", engine.rows.table("task_status", day).to_pylist())
    for task_id, expected in twin.tasks[day].items():
        names = "due_state is_due_originally deciding_due_on falls_due_on"
        assert_same(standing[task_id], expected, names, f"{day} {task_id}")
    scores = by("task_id", engine.rows.table("task_scores", day).to_pylist())
    for task_id, expected in twin.tasks[day].items():
        names = "is_scored unscored_because figure_status points is_checkable"
        assert_same(scores[task_id], expected, names, f"{day} {task_id}")
    repeated = by("task_id", engine.rows.table("repeated_words", day).to_pylist())
    for task_id in found:
        names = "n_same_narrative n_same_next_step next_step_days_past"
        assert_same(repeated[task_id], twin.repeated(day, task_id), names, f"{day} {task_id}")
    acts = by("task_id", engine.rows.table("acts", day).to_pylist())
    for task_id in found:
        expected = twin.act(day, task_id)
        assert (task_id in acts) == (expected is not None), f"{day} {task_id}"
        assert_same(acts.get(task_id, {}), expected or {}, " ".join(expected or {}), f"{day} {task_id}")
    for task_id in list(found)[::4]:
        [task] = rows(engine, "task", as_of=day, task_id=task_id)
        expected = twin.tasks[day][task_id]
        assert_same(
            task,
            expected,
            "worst_target_id mean_attainment_share n_attainment n_stale_in_row",
            f"{day} {task_id}",
        )


def compare_roll_ups(engine, twin: Twin, day: date) -> None:
    counted = rows(engine, "status_counts", as_of=day)
    for scope_id in {row["scope_id"] for row in counted}:
        scope = {row["status"]: row["n_tasks"] for row in counted if row["scope_id"] == scope_id}
        assert scope == twin.counts(day, scope_id or None)
        assert tuple(scope) == SEVERITY
    for pillar_id, gauge in by("pillar_id", rows(engine, "pillar_gauges", as_of=day)).items():
        names = (
            "attainment_share expected_share n_measured n_targets n_met worst_status n_attention dial_status"
        )
        assert_same(gauge, twin.gauge(day, pillar_id), names, f"{day} pillar {pillar_id}")
    names = "n_tasks n_scored_tasks n_unchecked n_unreported n_unbegun points score position position_before "
    names += "mean_attainment_share n_attainment "
    names += " ".join(f"n_{status}" for status in SEVERITY)
    for year in (None, *sorted(twin.years(day))):
        league = by("unit_id", rows(engine, "league", as_of=day, plan_year=year))
        assert league.keys() == twin.units[day, year].keys()
        for unit_id, unit in twin.units[day, year].items():
            assert_same(league[unit_id], unit, names, f"{day} unit {unit_id} in {year}")


def views_of(twin: Twin, day: date) -> Iterator[Row]:
    """The plan, and each of its years, pillars and units, as filters of a query."""
    tasks = twin.said[day]["tasks"]
    for name in ("plan_year", "pillar_id", "unit_id"):
        for value in (None, *sorted({task[name] for task in tasks})):
            if value is not None or name == "plan_year":
                yield {name: value}


def compare_what_is_due(engine: Engine, twin: Twin, day: date) -> None:
    for of in views_of(twin, day):
        [headline] = rows(engine, "headline", as_of=day, **of)
        expected = twin.headline(day, **of)
        assert_same(headline, expected, " ".join(expected), f"{day} {of}")
        if "unit_id" not in of:
            assert_same(headline, {"elapsed_share": twin.elapsed(day, **of)}, "elapsed_share", f"{day} {of}")
        steps: dict[str, dict[date, int]] = {}
        for row in rows(engine, "trend", as_of=day, **of):
            steps.setdefault(row["series"], {})[row["on_date"]] = row["n"]
        assert steps == twin.steps(day, **of), f"{day} {of}"
        due = [row for row in rows(engine, "trend", as_of=day, **of) if row["series"] == "due"]
        n_due, n_not_done = next((row["n"], row["n_not_done"]) for row in due if row["on_date"] == day)
        done = expected["n_done_in_time"] + expected["n_done_late"]
        assert (n_due, n_due - n_not_done) == (expected["n_due"], done), f"{day} {of}"
        assert due[-1]["n_not_done"] - n_not_done == expected["n_not_due"], f"{day} {of}"
    for plan_year in (None, twin.year_shown(day)):
        months = by("month_on", rows(engine, "deadlines", as_of=day, plan_year=plan_year))
        expected = twin.months(day, plan_year)
        assert months.keys() == expected.keys()
        for month, counted in expected.items():
            assert_same(months[month], counted, " ".join(counted), f"{day} {month}")
    shown = [row["plan_year"] for row in rows(engine, "plan_years", as_of=day) if row["is_default"]]
    assert shown == [twin.year_shown(day)]


def compare_leaders(engine: Engine, twin: Twin, day: date) -> None:
    for of in views_of(twin, day):
        if "unit_id" in of:
            continue
        found, expected = rows(engine, "exceptions", as_of=day, **of), twin.leaders(day, **of)
        assert [row["task_id"] for row in found] == [row["task_id"] for row in expected], f"{day} {of}"
        for row, wanted in zip(found, expected, strict=True):
            names = "position consequence is_new is_long is_listed since_on days_overdue"
            assert_same(row, wanted, names, f"{day} {row['task_id']}")
