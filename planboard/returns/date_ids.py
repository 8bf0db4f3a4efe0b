"""Recognises ids that a spreadsheet turned into dates: typed into a cell that is no text, 2023-5 becomes May 2023."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from planboard.returns.records import Cell

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<name>[A-Za-z]{3})[a-z]*"
# What a spreadsheet shows of such a date, and writes into a CSV file.
_SHOWN = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})[日号]?)?",
        r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?:(?P=sep)(?P<d>[0-9]{1,2})(?:[ T]0?0:00(?::00)?)?)?",
        r"(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]",
        r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})",
        _NAME + r"[- ](?P<y>[0-9]{4})",
        _NAME + r"[- ](?P<y2>[0-9]{2})",
        _NAME + r"[- ](?P<d>[0-9]{1,2})",
        r"(?P<y2>[0-9]{2})[- ]" + _NAME,
        r"(?P<d>[0-9]{1,2})[- ]" + _NAME + r"(?:[- ](?P<y2>[0-9]{2}))?",
        r"(?P<m>[0-9]{1,2})月[- ](?P<y2>[0-9]{2})",
    )
)
_ID = re.compile(r"(?P<first>[0-9]{1,4})[-/](?P<second>[0-9]{1,2})(?:[-/.](?P<third>[0-9]{1,2}))?")
_LIKE_AN_ID = re.compile(r"[0-9]{1,4}-[1-9][0-9]?")
_Day = tuple[int | None, int, int | None]  # year, month and day, as far as they are known
_Typed = tuple[int | None, int, int, bool]  # and whether the day was typed as well


def ids_behind(cell: Cell, ids: Collection[str]) -> tuple[str, ...] | None:
    """Those of the ids that a spreadsheet would have turned into this cell; None if the cell is no date, or an id
    itself, of these or of their pattern."""
    if not ids or cell in ids:
        return None
    if isinstance(cell, date):
        days: set[_Day] = {(cell.year, cell.month, cell.day)}
    elif isinstance(cell, str):
        days = {day for pattern in _SHOWN if (found := pattern.fullmatch(cell)) and (day := _day(found))}
    else:
        return None
    if not days:
        return None
    behind = tuple(id for id in ids if (typed := _typed(id)) and any(_is_of(day, typed) for day in days))
    return None if not behind and isinstance(cell, str) and _LIKE_AN_ID.fullmatch(cell) else behind


def _day(found: re.Match[str]) -> _Day | None:
    parts = found.groupdict()
    name = (parts.get("name") or "").lower()
    month = _MONTHS.index(name) + 1 if name in _MONTHS else int(parts.get("m") or 0)
    year = int(parts["y"]) if parts.get("y") else 2000 + int(parts["y2"]) if parts.get("y2") else None
    return (year, month, int(parts["d"]) if parts.get("d") else None) if 1 <= month <= 12 else None


def _typed(id: str) -> _Typed | None:
    """The date a spreadsheet makes of an id: the first of a month, a day (2023-1.1), or one of the year in which it is
    typed."""
    found = _ID.fullmatch(id)
    if not found:
        return None
    first, second, third = (int(part) if part else None for part in found.groups())
    if first is None or second is None:
        return None
    if len(found["first"]) == 4:
        year, month, day = first, second, third or 1
    else:
        year, month, day = None, first, second
        if third is not None:
            return None
    return (
        (year, month, day, year is None or third is not None) if 1 <= month <= 12 and 1 <= day <= 31 else None
    )


def _is_of(seen: _Day, typed: _Typed) -> bool:
    """Whether a date is what an id became. One shown without its day came from a year and a month."""
    is_year = seen[0] is None or typed[0] is None or seen[0] == typed[0]
    is_day = not typed[3] if seen[2] is None else seen[2] == typed[2]
    return is_year and seen[1] == typed[1] and is_day
