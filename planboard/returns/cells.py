"""Reads a cell as people fill it in: digits and dates as Chinese offices write them, choices by their words.

A cell is read only if it can mean just one thing; otherwise it is refused, with what would be right. Of a text, nothing
is changed but what shows nothing at its ends."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from functools import cache
from typing import Any

from planboard.errors import Refused
from planboard.returns.records import Cell
from planboard.schema import BOOL, DATE, NUMBER, Column
from planboard.visible import check_visible, trimmed
from planboard.wording.text import LANGUAGES, messages, say

# 0,600 is no number of thousands, but one with a decimal comma.
_NUMBER = re.compile(r"[+-]?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]+)?(e[+-]?[0-9]{1,3})?")
_DATES = (
    re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00)?)?"),
    re.compile(r"([0-9]{4})[./]([0-9]{1,2})[./]([0-9]{1,2})"),
    re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
# Full-width characters become half-width ones, every kind of space a plain one, and the signs people type for a minus a
# hyphen. Not NFKC, which would read 10² as 102.
_TO_HALF_WIDTH = str.maketrans(
    {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f"), " ")
    | dict.fromkeys(map(ord, "−–"), "-")
)

# The prefixes in text.toml under which a column's choices have their words; identifiers are accepted as well.
_WORDS = {"reported_status": ("reported_status", "judgement"), "stage": ("stage",)}


def read(cell: Cell, column: Column) -> Any:
    """The value of a cell of this column; None if the cell is empty and may be. Raises Refused."""
    if isinstance(cell, str):
        cell = trimmed(cell)
        check_visible(cell)
    if cell is None or cell == "":
        if column.required:
            raise Refused("plan.empty")
        return None
    if column.type == NUMBER:
        return _number(cell)
    if column.type == DATE:
        return _date(cell)
    if column.type == BOOL:
        return cell if isinstance(cell, bool) else _choice(cell, *_yes_and_no())
    return _choice(cell, *_choices(column)) if column.allowed else as_text(cell)


def _number(cell: Cell) -> float:
    if isinstance(cell, bool | date):
        raise Refused("plan.not_number", value=as_text(cell))
    if isinstance(cell, int | float):
        number = float(cell)
    else:
        text = half_width(str(cell)).lower()
        check_percent(text)
        number = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise Refused("plan.not_number", value=as_text(cell)[:40])
    return number


def check_percent(text: str) -> None:
    """Refuse a number with a per cent sign, and say which number it is."""
    number = text.removesuffix("%").rstrip()
    if text.endswith("%") and _NUMBER.fullmatch(number):
        raise Refused("return.percent", value=text, number=number)


def _date(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = half_width(as_text(cell))
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            try:
                return date(*map(int, found.groups()))
            except ValueError:  # 2023-02-30 looks like a date
                break
    raise Refused("plan.not_date", value=as_text(cell)[:40])


def _choice(cell: Cell, known: dict[str, Any], offered: str) -> Any:
    text = half_width(as_text(cell)).lower()
    if text not in known:
        raise Refused("plan.not_allowed", value=as_text(cell)[:40], allowed=offered)
    return known[text]


def half_width(text: str) -> str:
    """The text in half-width characters, stripped."""
    return text.translate(_TO_HALF_WIDTH).strip()


def as_text(cell: Cell) -> str:
    """A cell as a text: a date as ISO 8601 writes it, a whole number without a decimal point."""
    if isinstance(cell, datetime | date):
        return cell.date().isoformat() if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a spreadsheet holds every number as a float
    return str(cell)


@cache
def _choices(column: Column) -> tuple[dict[str, str], str]:
    """The value of each word for a choice, and the choices as forms offer them, in both languages."""
    allowed, prefixes = column.allowed or (), _WORDS.get(column.name, ())
    named = {value: value for value in allowed}
    for prefix in prefixes:
        for value in allowed:
            named |= {say(lang, f"{prefix}.{value}").lower(): value for lang in LANGUAGES}
    words = (
        [[say(lang, f"{prefixes[-1]}.{value}") for lang in LANGUAGES] for value in allowed]
        if prefixes
        else []
    )
    return named, ", ".join(" / ".join(both) for both in words) or ", ".join(allowed)


@cache
def _yes_and_no() -> tuple[dict[str, bool], str]:
    words, offered = {"true": True, "false": False}, []
    for key, value in (("form.yes", True), ("form.no", False)):
        words |= {messages()[key][lang].lower(): value for lang in LANGUAGES}
        offered.append(" / ".join(messages()[key][lang] for lang in LANGUAGES))
    return words, ", ".join(offered)
