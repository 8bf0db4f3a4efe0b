"""Formats numbers and dates for people. Only this module rounds, and always toward "not met"."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from planboard.wording.text import say

NOTHING = "—"
_NOISE = 1e-9  # 0.29 * 100 is 28.999999999999996 in floating point, but must give 29, not 28
_LARGE = (("figure.billion", Decimal(10) ** 9), ("figure.million", Decimal(10) ** 6))
_SCALE = {1e4: "figure.ten_thousand", 1e8: "figure.hundred_million"}


def whole_percent(share: float) -> int:
    """A share in whole per cent, rounded down, so that only a share of 1 or more gives 100."""
    floored = int((share * 100 + _NOISE) // 1)
    return min(floored, 99) if share < 1 else floored


def percent(share: float | None, lang: str) -> str:
    """A share as text in whole per cent, rounded down; a dash for None."""
    return NOTHING if share is None else say(lang, "figure.percent", n=_signed(whole_percent(share)))


def likely(chance: float, lang: str) -> str:
    """A probability as text in per cent, below ten with one decimal, so that a small one does not read as zero."""
    return say(lang, "figure.percent", n=f"{100 * chance:.0f}" if chance >= 0.1 else f"{100 * chance:.1f}")


def tenth_points(deviation: float) -> float:
    """A deviation in percentage points, rounded down to one decimal."""
    return ((deviation * 10 + _NOISE) // 1) / 10


def hundredths(score: float) -> float:
    """A score to two decimals, rounded down."""
    return ((score * 100 + _NOISE) // 1) / 100


def points(deviation: float | None, lang: str) -> str:
    """A deviation as text with its sign and "points", rounded down to one decimal; a dash for None."""
    if deviation is None:
        return NOTHING
    one = abs(tenth_points(deviation)) == 1
    return say(lang, "figure.one_point" if one else "figure.points", n=signed_points(deviation))


def signed_points(deviation: float) -> str:
    """A deviation as a signed number of points, rounded down to one decimal, without the word "points"."""
    n = tenth_points(deviation)
    return ("+" if n > 0 else "−" if n < 0 else "") + f"{abs(n):g}"


def difference(n: int) -> str:
    """A difference of counts, with its sign."""
    return ("+" if n > 0 else "") + _signed(n)


def is_less_better(comparator: str) -> bool:
    """Whether smaller values are better, in which case rounding toward "not met" means rounding up."""
    return comparator in ("at_most", "rank_within")


def number(value: float | None, *, up: bool = False) -> str:
    """A number with at most two decimals, rounded down, or with `up` (where less is better) up; a dash for None."""
    return NOTHING if value is None else _grouped(_decimal(value), up)


def rough(value: float | None, *, up: bool = False) -> str:
    """An estimated number, to three significant figures and rounded as by `number`; a dash for None."""
    return number(_three_figures(value, up), up=up)


def amount(
    value: float | None, unit_scale: float, unit_of_measure: str, lang: str, *, up: bool = False
) -> str:
    """A value with its unit of measure: 5,700亿元, 570 billion yuan; a dash for None."""
    if value is None:
        return NOTHING
    word, factor = _magnitude(value, unit_scale, lang)
    return _with_unit(_grouped(_decimal(value) * factor, up), word, unit_of_measure, lang)


def estimate(
    value: float | None, unit_scale: float, unit_of_measure: str, lang: str, *, up: bool = False
) -> str:
    """An estimated value with its unit of measure, to three significant figures; a dash for None."""
    return amount(_three_figures(value, up), unit_scale, unit_of_measure, lang, up=up)


def amount_of(
    value: float | None, of: float, unit_scale: float, unit_of_measure: str, lang: str, *, up: bool = False
) -> str:
    """A value and its target, both in the target's magnitude: 5,600 / 5,700亿元, 560 / 570 billion yuan."""
    word, factor = _magnitude(of, unit_scale, lang)
    shown = NOTHING if value is None else _grouped(_decimal(value) * factor, up)
    return _with_unit(f"{shown} / {_grouped(_decimal(of) * factor, up)}", word, unit_of_measure, lang)


def magnitude(of: float, unit_scale: float, unit_of_measure: str, lang: str) -> tuple[float, str]:
    """The factor that brings values of this size to a readable magnitude, and their unit then: (0.1, "billion
    yuan")."""
    word, factor = _magnitude(of, unit_scale, lang)
    return float(factor), _with_unit("", word, unit_of_measure, lang)


def written_unit(unit_scale: float, unit_of_measure: str, lang: str) -> str:
    """The unit in which the register writes a value: 亿美元, hundred million US dollars, ×1,000 items."""
    word = say(lang, _SCALE[unit_scale]) if unit_scale in _SCALE else None
    unsaid = unit_scale != 1 and word is None
    return (f"×{unit_scale:,g} " if unsaid else "") + _joined(word, unit_of_measure, lang=lang)


def day(when: date | None, lang: str) -> str:
    """A date, as 2023年11月24日 or 24 Nov 2023; a dash for None."""
    return NOTHING if when is None else _dated(when, "figure.day", lang)


def short_day(when: date | None, lang: str) -> str:
    """A date without its year, for where the year is clear: 11月24日, 24 Nov; a dash for None."""
    return NOTHING if when is None else _dated(when, "figure.short_day", lang)


def month(when: date | None, lang: str) -> str:
    """A month with its year: 2023年11月, Nov 2023; a dash for None."""
    return NOTHING if when is None else _dated(when, "figure.month", lang)


def short_month(when: date, lang: str) -> str:
    """A month without its year: 11月, Nov."""
    return say(lang, "figure.months").split()[when.month - 1]


def days(n: int | None, lang: str) -> str:
    """A number of days: 12天, 12 days; a dash for None."""
    return NOTHING if n is None else _counted(lang, n, "figure.one_day", "figure.days")


def window(n: int, lang: str) -> str:
    """A period of n days, in weeks if there are two or more whole ones: 4周, 10 days."""
    return say(lang, "figure.weeks", n=n // 7) if n % 7 == 0 and n > 7 else days(n, lang)


def days_left(due_on: date | None, as_of: date, lang: str) -> str:
    """How far `as_of` is from a deadline: 还有12天, 今天到期, 逾期5天; a dash without one."""
    return NOTHING if due_on is None else left((due_on - as_of).days, lang)


def left(n: int, lang: str) -> str:
    """So many days before a deadline, after it where n is negative: 还有12天, 今天到期, 逾期5天."""
    if n == 0:
        return say(lang, "figure.due_today")
    return say(lang, "figure.left" if n > 0 else "figure.past", days=days(abs(n), lang))


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))  # the shortest decimal that means this float: 3.3, not 3.29999…


def _three_figures(value: float | None, up: bool) -> float | None:
    if not value:
        return value
    exact = _decimal(value)
    step = Decimal(1).scaleb(exact.adjusted() - 2)
    return float((exact / step).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR) * step)


def _grouped(value: Decimal, up: bool) -> str:
    shown = value.quantize(Decimal("0.01"), ROUND_CEILING if up else ROUND_FLOOR)
    text = f"{abs(shown):,f}".rstrip("0").rstrip(".")
    return ("−" if shown < 0 else "") + text


def _signed(n: int) -> str:
    return f"{n:,}".replace("-", "−")


def _counted(lang: str, n: int, one: str, many: str) -> str:
    return say(lang, one if abs(n) == 1 else many, n=_signed(n))


def _magnitude(value: float, unit_scale: float, lang: str) -> tuple[str | None, Decimal]:
    """The message key of the word for the size (万, 亿, million, billion), and the factor for the value before it."""
    scale = _decimal(unit_scale)
    if unit_scale == 1:
        return None, scale
    if lang == "zh":
        return (_SCALE[unit_scale], Decimal(1)) if unit_scale in _SCALE else (None, scale)
    size = abs(_decimal(value)) * scale
    return next(((key, scale / unit) for key, unit in _LARGE if size >= unit), (None, scale))


def _with_unit(shown: str, magnitude: str | None, unit_of_measure: str, lang: str) -> str:
    if unit_of_measure == "%":
        return shown + "%"
    return _joined(shown, say(lang, magnitude) if magnitude else None, unit_of_measure, lang=lang)


def _joined(*parts: str | None, lang: str) -> str:
    return ("" if lang == "zh" else " ").join(part for part in parts if part)


def _dated(when: date, key: str, lang: str) -> str:
    return say(lang, key, year=when.year, month=short_month(when, lang), day=when.day)
