"""The rhythm of a plan's periods: weeks that end on a Friday, or calendar months."""

from datetime import date

import pytest

from planboard.errors import UserError
from planboard.register.periods import end_after, first_end
from planboard.register.plan import load_plan
from planboard.schema import PLAN
from tests.places import SECOND_PLAN


@pytest.mark.parametrize(
    ("period", "last", "following"),
    [
        ("week", date(2023, 12, 29), date(2024, 1, 5)),
        ("month", date(2023, 12, 31), date(2024, 1, 31)),
        ("month", date(2024, 1, 31), date(2024, 2, 29)),
        ("month", date(2023, 11, 24), date(2023, 11, 30)),  # reported by week until then
    ],
)
def test_a_period_ends_a_week_or_a_month_after_the_one_before(period, last, following):
    assert end_after(period, last) == following


@pytest.mark.parametrize(
    ("period", "day", "first"),
    [
        ("week", date(2023, 11, 23), date(2023, 11, 24)),
        ("week", date(2023, 11, 24), date(2023, 12, 1)),
        ("month", date(2023, 11, 29), date(2023, 11, 30)),
        ("month", date(2023, 11, 30), date(2023, 12, 31)),
    ],
)
def test_the_first_period_ends_after_the_day(period, day, first):
    assert first_end(period, day) == first


def with_period(folder, line):
    folder.mkdir()
    for file in SECOND_PLAN.iterdir():
        text = file.read_text("utf-8")
        (folder / file.name).write_text(f"{line}\n{text}" if file.suffix == ".toml" else text, "utf-8")
    return folder


def test_a_plan_says_its_period_and_is_weekly_where_it_does_not(tmp_path):
    assert load_plan(SECOND_PLAN).numbers["period"] == "week"
    assert load_plan(with_period(tmp_path / "a", 'period = "month"')).numbers["period"] == "month"
    with pytest.raises(UserError) as refused:
        load_plan(with_period(tmp_path / "b", 'period = "year"'))
    assert [(p.where, p.key) for p in refused.value.problems] == [('plan.toml, "period"', "plan.not_allowed")]


def test_snapshots_of_before_are_weekly():
    old = load_plan(SECOND_PLAN).tables["plan"].drop_columns(["period"])
    assert PLAN.whole(old)["period"].to_pylist() == ["week"]
