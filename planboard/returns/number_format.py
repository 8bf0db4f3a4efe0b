"""What a cell shows of a number or a date in a given format, where that is something else than what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

ROUNDED = (
    0.01  # how far, as a share of itself, a number may be rounded by its format and still be what is seen
)

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>general|g/通用格式)'
    r"|(?P<power>e[+-])|(?P<sign>.)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
# As `cells.py` reads a typed number: 0,600 is one with a decimal comma.
_PLAIN = re.compile(
    r"-?(?:(?:[0-9]+|[1-9][0-9]{0,2}(?:[, ][0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-][0-9]+)?"
)
_HALF_OF_DAY = re.compile(r"am/pm|a/p|上午/下午", re.IGNORECASE)
_DATE_WORDS = re.compile(r"[\s年月日号時时分秒星期周T,./:-]*")  # what may stand between the parts of a date
_OTHER_CALENDAR = re.compile(r"\$[^-]*-[0-9A-F]{0,2}(?!00|01|02)[0-9A-F]{2}[0-9A-F]{4}", re.IGNORECASE)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_FIRST_DAY = date(1899, 12, 30)
_DIGITS = "0#?"
_Token = tuple[
    str, str
]  # what it is (a literal, a bracket, General, E+, or a sign of the format), and its text


def otherwise(value: object, code: str) -> str | None:
    """What a cell with this value and number format shows, if that is another number or text, more than it, or not the
    whole of a date; None if it shows its value. A number may be rounded by ROUNDED of itself."""
    if isinstance(value, date):
        return _date(value, code)
    if isinstance(value, str) and code:
        return _text(value, code)
    if isinstance(value, bool) or not isinstance(value, int | float) or not code:
        return None
    section, is_signed = _chosen(value, _sections(code))
    shown = (("-" if value < 0 and is_signed else "") + _shown(abs(float(value)), section)).strip()
    bare = shown
    if value < 0 and bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1].strip()  # how accountants write it
    bare = re.sub("^-[ ]+", "-", bare)
    if not _PLAIN.fullmatch(bare):
        return shown
    difference = abs(float(re.sub("[, ]", "", bare)) - value)
    if any(kind in ("quoted", "escaped", "sign") and _has_digit(kind, text) for kind, text in section):
        # A digit that the format writes of its own accord is not the number's, unless it is all there is of it.
        is_seen = difference == 0 and not any(kind == "sign" and text in _DIGITS for kind, text in section)
    else:
        is_seen = difference <= ROUNDED * abs(value)
    return None if is_seen else shown


def _has_digit(kind: str, text: str) -> bool:
    return any(c.isdigit() for c in text) and (kind, text) != ("sign", "0")


def _text(value: str, code: str) -> str | None:
    """What a format shows of a text, if that is not the text: its section for texts is the fourth, or a last one with
    an @."""
    sections = _sections(code)
    section = sections[-1]
    if len(sections) < 4 and ("sign", "@") not in section:
        return None
    shown = "".join(
        value if (kind, text) == ("sign", "@") else _literal(kind, text)
        for kind, text in section
        if kind != "general"
    )
    if any(kind == "general" for kind, _ in section):
        shown += value
    return None if shown.strip() == value.strip() else shown.strip()


def _sections(code: str) -> list[list[_Token]]:
    sections: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = next((name for name, text in found.groupdict().items() if text is not None), "space")
        if (kind, found[0]) == ("sign", ";"):
            sections.append([])
        else:
            sections[-1].append((kind, found[kind] if kind != "space" else " "))
    return sections


def _chosen(value: float, sections: Sequence[list[_Token]]) -> tuple[list[_Token], bool]:
    """The section of a format that shows this value, and whether it shows a minus of its own accord."""
    if 1 < len(sections) < 4 and ("sign", "@") in sections[-1]:
        sections = sections[:-1]  # the last one is for texts
    conditions = [
        next((c for kind, text in section if kind == "bracket" and (c := _CONDITION.fullmatch(text))), None)
        for section in sections[:3]
    ]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return section, True
        return sections[-1], True
    if value < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2 if value == 0 and len(sections) > 2 else 0], True


def _holds(value: float, comparison: str, limit: float) -> bool:
    return {
        "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit, "=": value == limit,
        "<>": value != limit,
    }[comparison]  # fmt: skip


def _shown(value: float, section: Sequence[_Token]) -> str:
    signs = [text if kind == "sign" else "" for kind, text in section]
    places = [n for n, sign in enumerate(signs) if sign and sign in _DIGITS]
    if not places:
        return "".join(
            f"{value:.15g}" if kind == "general" or (kind, text) == ("sign", "@") else _literal(kind, text)
            for kind, text in section
        )
    if "/" in signs:  # a fraction, which is near it at best
        code = "".join(text for _, text in section)
        return f"{value:.15g}" if value.is_integer() else f"{value:.15g} ({code})"
    point = signs.index(".") if "." in signs else None
    whole = [n for n in places if point is None or n < point]
    after_point = [n for n in places if point is not None and n > point]
    power = next((n for n, (kind, _) in enumerate(section) if kind == "power"), None)
    if power is not None:
        n_decimals = sum(n < power for n in after_point)
        return f"{value:.{n_decimals}E}"
    thousands = _run_of_commas(signs, places[-1]) + (
        _run_of_commas(signs, whole[-1]) if whole and point else 0
    )
    scaled = Decimal(repr(value)) * 100 ** signs.count("%") / 1000**thousands
    digits = scaled.quantize(Decimal(1).scaleb(-len(after_point)), ROUND_HALF_UP)
    before, _, decimals = f"{digits:f}".partition(".")
    return _filled(section, whole, after_point, before.lstrip("0"), decimals)


def _run_of_commas(signs: Sequence[str], place: int) -> int:
    """How many commas follow a place; each divides the number by a thousand."""
    n = place + 1
    while n < len(signs) and signs[n] == ",":
        n += 1
    return n - place - 1


def _filled(
    section: Sequence[_Token], whole: Sequence[int], after_point: Sequence[int], before: str, decimals: str
) -> str:
    """A section with the digits in its places: those before the point from the right, the rest of them in the first."""
    texts = {}
    is_grouped = bool(whole) and ("sign", ",") in section[whole[0] : whole[-1]]
    for n_after, n in enumerate(reversed(whole)):
        before, digits = (before[:-1], before[-1:]) if n != whole[0] else ("", before)
        digits = digits or ("0" if section[n][1] == "0" else "")
        texts[n] = _grouped(digits, n_after) if is_grouped else digits
    for n, digit in zip(after_point, decimals, strict=True):
        texts[n] = digit
    for n in reversed(after_point):  # a # shows no zero at the end
        if section[n][1] == "0" or texts[n] != "0":
            break
        texts[n] = ""
    return "".join(texts[n] if n in texts else _literal(*token) for n, token in enumerate(section))


def _grouped(digits: str, n_after: int) -> str:
    """Digits with a comma after each that is followed by a multiple of three others; `n_after` stand after the last."""
    places = range(n_after + len(digits) - 1, -1, -1)
    return "".join(
        digit + ("," if place and place % 3 == 0 else "")
        for digit, place in zip(digits, places, strict=False)
    )


def _literal(kind: str, text: str) -> str:
    if kind == "bracket":  # a currency and its language; colours and conditions show nothing
        return text[1:].partition("-")[0] if text.startswith("$") else ""
    if kind == "fill":  # repeated as often as the cell has room
        return " " if text == " " else f"{text}…"
    return "" if (kind, text) == ("sign", ",") else text


def _date(value: date, code: str) -> str | None:
    """What a format shows of a date, unless that is the whole date and nothing else but a time."""
    days = (date(value.year, value.month, value.day) - _FIRST_DAY).days
    code = _HALF_OF_DAY.sub("", "" if code.lower() == "general" else code)
    section, _ = _chosen(days, _sections(code))
    parts = _date_parts(section)
    if not any(letter for letter, _ in _date_parts([token for part in _sections(code) for token in part])):
        return None  # a format for numbers, which a condition may give to a range
    shown = [_part_of_date(value, *part) for part in parts]
    seen = {letter for letter, text in parts if letter in ("y", "M", "d") and _is_shown(value, letter, text)}
    words = "".join(text for letter, text in parts if not letter)
    runs_on = any(
        before[0] and after[0] and 1 in (len(before[1]), len(after[1])) for before, after in pairwise(parts)
    )
    other_calendar = any(kind == "bracket" and _OTHER_CALENDAR.fullmatch(text) for kind, text in section)
    is_whole = seen == set("yMd") and _DATE_WORDS.fullmatch(words) and not runs_on and not other_calendar
    return None if is_whole else "".join(shown).strip()


def _date_parts(section: Sequence[_Token]) -> list[tuple[str, str]]:
    """The parts of a date's format in order: y(ear), M(onth), d(ay), h(our), m(inute), s(econd) or a(day of the week)
    with its letters, and "" with what stands between them."""
    parts: list[tuple[str, str]] = []
    for kind, text in section:
        letter = text.lower() if kind == "sign" and text.lower() in "ymdhsa" else ""
        if letter and parts and parts[-1][0] == letter:
            parts[-1] = (letter, parts[-1][1] + text)
        elif letter:
            parts.append((letter, text))
        elif shown := "," if (kind, text) == ("sign", ",") else _literal(kind, text):
            parts.append(("", shown))
    letters = [(n, letter) for n, (letter, _) in enumerate(parts) if letter]
    for place, (n, letter) in enumerate(letters):
        after = letters[place + 1][1] if place + 1 < len(letters) else ""
        is_minute = after == "s" or (place > 0 and letters[place - 1][1] == "h")
        if letter == "m" and not is_minute:
            parts[n] = ("M", parts[n][1])
        elif letter == "d" and len(parts[n][1]) > 2:
            parts[n] = ("a", parts[n][1])
    return parts


def _is_shown(value: date, letter: str, text: str) -> bool:
    """Whether this part shows the year, month or day so that it is one only: mmmmm is J for January, June and July."""
    return {"y": len(text) > 2 or 2000 <= value.year < 2100, "M": len(text) < 5}.get(letter, True)


def _part_of_date(value: date, letter: str, text: str) -> str:
    is_long = len(text) > 1
    name = _MONTHS[value.month - 1]
    if letter == "M" and len(text) > 2:
        return name[: {3: 3, 5: 1}.get(len(text))]
    if letter == "y":
        return f"{value.year:04}" if len(text) > 2 else f"{value.year % 100:02}"
    if letter == "a":
        return f"{value:%a}"
    numbers = {"M": "month", "d": "day", "h": "hour", "m": "minute", "s": "second"}
    if letter not in numbers:
        return text
    number = getattr(value, numbers[letter], 0)
    return f"{number:02}" if is_long else str(number)
