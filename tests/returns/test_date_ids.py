"""Ids that a spreadsheet turned into dates are recognised, whatever it made of them."""

from datetime import date, datetime

import pytest

from planboard.returns.date_ids import ids_behind

IDS = ("2023-1", "2023-5", "2023-10", "2023-5.1", "2024-5", "5-23", "M1.1")


@pytest.mark.parametrize(
    ("cell", "behind"),
    [
        (date(2023, 10, 1), ("2023-10",)), (datetime(2024, 5, 1), ("2024-5",)), ("2023年5月", ("2023-5",)),
        ("2023年10月1日", ("2023-10",)), ("2023/10/1", ("2023-10",)), ("2023-10-01", ("2023-10",)),
        ("2023-05", ("2023-5",)), ("Jan-23", ("2023-1",)), ("1月-23", ("2023-1",)), ("May 2024", ("2024-5",)),
        ("May-24", ("2024-5",)), ("1-May-24", ("2024-5",)), ("5月23日", ("5-23",)), ("23-May", ("2023-5", "5-23")),
        (date(2026, 5, 23), ("5-23",)), ("5/23/2026", ("5-23",)), ("May-23", ("2023-5", "5-23")),
        ("2023年7月", ()), (date(2025, 7, 9), ()), ("Sep-26", ()),
        ("2023-5", None), ("2023-7", None), ("2023-9.1", None), ("Mag-23", None), ("说明", None), (7, None),
        (None, None),
        ("2023年13月", None),
    ],
)  # fmt: skip
def test_the_ids_a_date_may_have_been(cell, behind):
    assert ids_behind(cell, IDS) == behind


@pytest.mark.parametrize("cell", ["2023-1-1", "2023/1/1", "2023年1月1日", date(2023, 1, 1)])
def test_among_the_ids_of_targets_a_day_is_a_target(cell):
    assert ids_behind(cell, ("2023-1.1", "2023-1.2", "2023-11.1", "M1.1")) == ("2023-1.1",)


def test_a_month_is_no_target():
    assert ids_behind("Jan-23", ("2023-1.1",)) == ()


def test_where_no_ids_are_known_nothing_is_recognised():
    assert ids_behind("2023年5月", ()) is None
