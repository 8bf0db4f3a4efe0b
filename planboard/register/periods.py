"""The rhythm of a plan's periods, `period` in plan.toml: weeks that end on a Friday, or calendar months."""

from __future__ import annotations

from datetime import date, timedelta

_WEEK = timedelta(weeks=1)
_FRIDAY = 4


def end_after(period: str, last: date) -> date:
    """The last day of the period after one that ended on `last`: a week later, or the next end of a month."""
    return last + _WEEK if period == "week" else _month_end(last + timedelta(days=1))


def first_end(period: str, day: date) -> date:
    """The first Friday, or end of a month, after a day."""
    following = day + timedelta(days=1)
    if period == "week":
        return following + timedelta(days=(_FRIDAY - following.weekday()) % 7)
    return _month_end(following)


def _month_end(day: date) -> date:
    in_next_month = day.replace(day=28) + timedelta(days=4)
    return in_next_month - timedelta(days=in_next_month.day)
