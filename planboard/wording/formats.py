"""Formats numbers and dates for people. Only this module rounds: shares and scores to the nearest, though never to
"reached", amounts toward "not met"; what stands beside its parts is worked out from the parts as they are shown."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from planboard.wording.text import say

NOTHING = "—"
_DIGITS = 9  # 119.99999999999999 is what floating point makes of 120, and must not be rounded down to 119
_LARGE = (("figure.billion", Decimal(10) ** 9), ("figure.million", Decimal(10) ** 6))
_SCALE = {1e4: "figure.ten_thousand", 1e8: "figure.hundred_million"}


def whole_percent(share: float) -> int:
    """A share in whole per cent, to the nearest; but only nothing gives 0, and only a share of 1 or more gives 100."""
    return int(_nearest(share, Decimal("0.01")) * 100)


def percent(share: float | None, lang: str) -> str:
    """A share as text in whole per cent; a dash for None."""
    return NOTHING if share is None else say(lang, "figure.percent", n=_signed(whole_percent(share)))


def whole_points(attainment: float | None, expected: float | None) -> int | None:
    """The deviation of an attainment from what is expected, as they are shown: 65 % − 75 % is −10 points."""
    if attainment is None or expected is None:
        return None
    return whole_percent(attainment) - whole_percent(expected)


def deviation(attainment: float | None, expected: float | None, lang: str) -> str:
    """A deviation as text with its sign and "points"; a dash where there is none."""
    n = whole_points(attainment, expected)
    return NOTHING if n is None else _points(n, lang)


def likely(chance: float, lang: str) -> str:
    """A probability as text in per cent, below ten with one decimal, so that a small one does not read as zero."""
    return say(lang, "figure.percent", n=f"{100 * chance:.0f}" if chance >= 0.1 else f"{100 * chance:.1f}")


def tenth_points(change: float) -> float:
    """A change in percentage points to one decimal; only no change gives 0."""
    return float(_nearest(change, Decimal("0.1"), end=None))


def hundredths(score: float) -> float:
    """A score to two decimals; but only nothing gives 0, and only a score of 1 or more gives 1."""
    return float(_nearest(score, Decimal("0.01")))


def score(value: float | None) -> str:
    """A score as text, always with two decimals; a dash for None."""
    return NOTHING if value is None else f"{hundredths(value):.2f}"


def points(change: float | None, lang: str) -> str:
    """A change as text with its sign and "points", to one decimal; a dash for None."""
    return NOTHING if change is None else _points(tenth_points(change), lang)


def signed_points(change: float) -> str:
    """A change as a signed number of points, to one decimal, without the word "points"."""
    return _with_sign(tenth_points(change))


def difference(n: int) -> str:
    """A difference of counts, with its sign."""
    return ("+" if n > 0 else "") + _signed(n)


def is_less_better(comparator: str) -> bool:
    """Whether smaller values are better, in which case rounding toward "not met" means rounding up."""
    return comparator in ("at_most", "rank_within")


def number(value: float | None, *, up: bool = False) -> str:
    """A number with at most two decimals, rounded down, or with `up` (where less is better) up; a dash for None."""
    return NOTHING if value is None else _grouped(_decimal(value), up)


def rule_number(parameter: str, value: float) -> str:
    """A rule's number; the seed is an identifier and has no separators."""
    return f"{value:.0f}" if parameter == "league_seed" else number(value)


def rough(value: float | None, *, up: bool = False, whole: bool = False) -> str:
    """An estimated number, to three significant figures and rounded as by `number`, or to a whole one; a dash for
    None."""
    return NOTHING if value is None else _written(_estimated(_decimal(value), up, whole))


def amount(
    value: float | None, unit_scale: float, unit_of_measure: str, lang: str, *,
    up: bool = False, of: float | None = None,
) -> str:  # fmt: skip
    """A value with its unit of measure, in its own magnitude or in that `of` another: 5,700亿元, 570 billion yuan; a
    dash for None."""
    if value is None:
        return NOTHING
    word, factor = _magnitude(value if of is None else of, unit_scale, lang)
    return _with_unit(_grouped(_decimal(value) * factor, up), word, unit_of_measure, lang)


def estimate(
    value: float | None, unit_scale: float, unit_of_measure: str, lang: str, *,
    up: bool = False, of: float | None = None, whole: bool = False,
) -> str:  # fmt: skip
    """An estimated value with its unit of measure, to three significant figures, and to whole ones of what is counted
    one by one; a dash for None."""
    if value is None:
        return NOTHING
    word, factor = _magnitude(value if of is None else of, unit_scale, lang)
    shown = _estimated(_decimal(value) * factor, up, whole and unit_scale == 1)
    return _with_unit(_written(shown), word, unit_of_measure, lang)


def shortfall(
    best: float, target: float, unit_scale: float, unit_of_measure: str, lang: str, *,
    up: bool = False, whole: bool = False,
) -> str:  # fmt: skip
    """What an estimate lacks of its target: the difference of the two as they are shown."""
    word, factor = _magnitude(target, unit_scale, lang)
    shown = _estimated(_decimal(best) * factor, up, whole and unit_scale == 1)
    lacking = abs(_rounded(_decimal(target) * factor, up) - shown)
    return _with_unit(_written(lacking), word, unit_of_measure, lang)


def way(
    baseline: float, value: float, target: float, unit_scale: float, lang: str, *, less: bool
) -> dict[str, str]:
    """The numbers of an attainment, all in the target's magnitude: baseline, value and target, and of the way between
    them what is done and what is wanted, as the differences of what is shown. `less`: smaller values are better."""
    _, factor = _magnitude(target, unit_scale, lang)
    start, now, end = (_rounded(_decimal(v) * factor, less) for v in (baseline, value, target))
    side = -1 if less else 1
    shown = {
        "baseline": start,
        "value": now,
        "target": end,
        "done": side * (now - start),
        "wanted": side * (end - start),
    }
    return {name: _written(number) for name, number in shown.items()}


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


def month_of_year(first: date, lang: str) -> str:
    """A month on an axis, by its name, January by its year: 8月, Aug, 2024年, 2024."""
    if first.month == 1:
        return say(lang, "figure.year", year=first.year)
    return say(lang, "figure.months").split()[first.month - 1]


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


def left(n: int, lang: str, status: str = "overdue") -> str:
    """So many days before a deadline, after it where n is negative: 还有12天, 今天到期, 逾期5天. Until its
    final figure is in, what is past its deadline is not called overdue: 时限已过5天，待最终数据."""
    if n == 0:
        return say(lang, "figure.due_today")
    past = "figure.past" if status == "overdue" else "figure.awaited"
    return say(lang, "figure.left" if n > 0 else past, days=days(abs(n), lang))


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))  # the shortest decimal that means this float: 3.3, not 3.29999…


def _nearest(value: float, step: Decimal, end: int | None = 1) -> Decimal:
    """The nearest multiple of a step, of two equally near the one further from 0; but 0 only for 0, and nothing below
    `end` reaches it."""
    exact = _decimal(round(value, _DIGITS))
    shown = (exact / step).to_integral_value(ROUND_HALF_UP) * step
    if exact and not shown:
        return step if exact > 0 else -step
    return min(shown, end - step) if end is not None and value < end else shown


def _estimated(value: Decimal, up: bool, whole: bool) -> Decimal:
    exact = round(value, _DIGITS)
    rounding = ROUND_CEILING if up else ROUND_FLOOR
    if exact:
        step = Decimal(1).scaleb(exact.adjusted() - 2)
        exact = (exact / step).to_integral_value(rounding) * step
    return exact.to_integral_value(rounding) if whole else _rounded(exact, up)


def _rounded(value: Decimal, up: bool) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_CEILING if up else ROUND_FLOOR)


def _grouped(value: Decimal, up: bool) -> str:
    return _written(_rounded(value, up))


def _written(shown: Decimal) -> str:
    text = f"{abs(shown):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("−" if shown < 0 else "") + text


def _with_sign(n: float) -> str:
    return ("+" if n > 0 else "−" if n < 0 else "") + f"{abs(n):g}"


def _points(n: float, lang: str) -> str:
    return say(lang, "figure.one_point" if abs(n) == 1 else "figure.points", n=_with_sign(n))


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
