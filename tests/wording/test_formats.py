import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planboard.wording import formats

AS_OF = date(2023, 11, 24)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        *[(0.9901, "99%"), (0.996, "99%"), (1.0, "100%"), (1 - 1e-12, "99%"), (0.29, "29%"), (2 / 3, "67%")],
        *[(0.0, "0%"), (1.08, "108%"), (-0.051, "−5%"), (0.001, "1%"), (-0.001, "−1%"), (None, "—")],
    ],
)
def test_a_share_is_rounded_to_the_nearest_whole_per_cent_but_never_to_nothing_or_all(share, shown):
    assert formats.percent(share, "zh") == formats.percent(share, "en") == shown


@given(st.floats(0, 1, exclude_max=True))
def test_nothing_short_of_the_target_reads_100_per_cent(share):
    shown = int(formats.percent(share, "en").rstrip("%"))
    assert (shown == 0) == (share < 1e-9) or share < 1e-8
    assert shown <= 99
    assert abs(shown - share * 100) <= (0.500001 if 0.005 <= share < 0.995 else 1)


@pytest.mark.parametrize(
    ("deviation", "zh", "en"),
    [
        (-10.26, "−10.3个百分点", "−10.3 points"),
        (4.78, "+4.8个百分点", "+4.8 points"),
        (-0.95, "−1个百分点", "−1 point"),
        (0.04, "+0.1个百分点", "+0.1 points"),
        (0.0, "0个百分点", "0 points"),
        (-0.3, "−0.3个百分点", "−0.3 points"),
        (1.0, "+1个百分点", "+1 point"),
        (-30.0, "−30个百分点", "−30 points"),
    ],
)
def test_a_change_is_rounded_to_the_nearest_tenth_of_a_point(deviation, zh, en):
    assert (formats.points(deviation, "zh"), formats.points(deviation, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "scale", "unit_zh", "unit_en", "zh", "en"),
    [
        (5700, 1e8, "元", "yuan", "5,700亿元", "570 billion yuan"),
        (540, 1e8, "美元", "US dollars", "540亿美元", "54 billion US dollars"),
        (4, 1e8, "美元", "US dollars", "4亿美元", "400 million US dollars"),
        (70, 1e4, "人次", "visits", "70万人次", "700,000 visits"),
        (133.25, 1e4, "吨", "tonnes", "133.25万吨", "1.33 million tonnes"),
        (76.999, 1, "%", "%", "76.99%", "76.99%"),
        (1200, 1, "家", "enterprises", "1,200家", "1,200 enterprises"),
        (0, 1, "项", "items", "0项", "0 items"),
        (12, 1, "", "", "12", "12"),
    ],
)
def test_an_amount_stands_with_its_unit_of_measure(value, scale, unit_zh, unit_en, zh, en):
    assert formats.amount(value, scale, unit_zh, "zh") == zh
    assert formats.amount(value, scale, unit_en, "en") == en


def test_a_value_and_its_target_stand_in_the_same_magnitude():
    assert formats.amount_of(9, 30, 1e8, "美元", "zh") == "9 / 30亿美元"
    assert formats.amount_of(9, 30, 1e8, "US dollars", "en") == "0.9 / 3 billion US dollars"
    assert formats.amount_of(None, 70, 1e4, "visits", "en") == "— / 700,000 visits"


def test_where_less_is_better_a_number_is_rounded_up():
    assert formats.number(5.001) == "5"
    assert formats.number(5.001, up=True) == "5.01"
    assert formats.amount(5.001, 1, "days", "en", up=True) == "5.01 days"


def test_numbers_keep_their_decimals_and_thousands():
    assert [formats.number(n) for n in (1234567, 3.30, 0.1 + 0.2, -2.5, -0.001)] == [
        "1,234,567", "3.3", "0.3", "−2.5", "−0.01",
    ]  # fmt: skip


def test_dates_are_written_as_each_language_writes_them():
    assert formats.day(AS_OF, "zh") == "2023年11月24日"
    assert formats.day(date(2023, 9, 1), "en") == "1 Sep 2023"
    assert formats.short_day(AS_OF, "zh") == "11月24日"
    assert formats.short_day(AS_OF, "en") == "24 Nov"
    assert (formats.month(AS_OF, "zh"), formats.month(AS_OF, "en")) == ("2023年11月", "Nov 2023")


@pytest.mark.parametrize(
    ("due_on", "zh", "en"),
    [
        (date(2023, 12, 6), "还有12天", "12 days left"),
        (date(2023, 11, 25), "还有1天", "1 day left"),
        (date(2023, 11, 24), "今天到期", "due today"),
        (date(2023, 11, 19), "逾期5天", "5 days overdue"),
    ],
)
def test_the_day_of_the_deadline_itself_is_not_overdue(due_on, zh, en):
    assert tuple(formats.left((due_on - AS_OF).days, lang) for lang in ("zh", "en")) == (zh, en)


def test_what_is_missing_reads_as_a_dash_and_never_as_zero():
    nothing = [formats.percent(None, "zh"), formats.points(None, "zh"), formats.number(None)]
    nothing += [formats.amount(None, 1, "家", "zh"), formats.day(None, "zh"), formats.short_day(None, "en")]
    nothing += [formats.month(None, "en"), formats.days(None, "en")]
    assert set(nothing) == {"—"}


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [
        (5961.99, "5,960", "5,970"),
        (482.55, "482", "483"),
        (3.6912, "3.69", "3.7"),
        (0.1234, "0.12", "0.13"),
        (-12.345, "−12.4", "−12.3"),
        (0.0, "0", "0"),
        (None, "—", "—"),
    ],
)
def test_an_estimate_has_three_figures(value, down, up):
    assert (formats.rough(value), formats.rough(value, up=True)) == (down, up)


def test_an_estimated_amount_has_three_figures_too():
    assert formats.estimate(5961.99, 1e8, "元", "zh") == "5,960亿元"
    assert formats.estimate(5961.99, 1e8, "yuan", "en") == "596 billion yuan"
    assert formats.estimate(3.691, 1, "working days", "en", up=True) == "3.7 working days"


def test_the_magnitude_of_a_value_comes_with_its_factor():
    assert formats.magnitude(5700, 1e8, "yuan", "en") == (0.1, "billion yuan")
    assert formats.magnitude(5700, 1e8, "元", "zh") == (1.0, "亿元")
    assert formats.magnitude(77, 1, "%", "en") == (1.0, "%")


@pytest.mark.parametrize(("n", "shown"), [(3, "+3"), (0, "0"), (-3, "−3"), (1234, "+1,234")])
def test_a_difference_of_counts_has_its_sign(n, shown):
    assert formats.difference(n) == shown


SHARES = st.one_of(st.none(), st.floats(-3, 3, allow_nan=False))
AMOUNTS = st.decimals(0, 10**6, places=2).map(float)


@given(SHARES, SHARES)
def test_an_attainment_less_what_is_expected_is_the_deviation_beside_them(attainment, expected):
    shown = formats.whole_points(attainment, expected)
    if attainment is None or expected is None:
        assert shown is None
        assert formats.deviation(attainment, expected, "zh") == "—"
    else:
        assert shown == formats.whole_percent(attainment) - formats.whole_percent(expected)
        said = formats.deviation(attainment, expected, "zh").removesuffix("个百分点")
        assert int(said.replace("−", "-")) == shown


@given(
    AMOUNTS,
    AMOUNTS,
    st.sampled_from([1, 1e4, 1e8]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["zh", "en"]),
)
def test_a_forecast_and_what_it_lacks_make_the_target_as_they_are_written(
    best, target, scale, less, whole, lang
):
    target = float(round(target)) if whole else target
    unit = ("", lang)
    shown = formats.estimate(best, scale, *unit, up=less, of=target, whole=whole)
    lacking = formats.shortfall(best, target, scale, *unit, up=less, whole=whole)
    of = formats.amount(target, scale, *unit, up=less)
    assert abs(_read(of) - _read(shown)) == _read(lacking)
    if whole and scale == 1:
        assert _read(shown) % 1 == _read(lacking) % 1 == 0
    assert shown.strip("0123456789,. ") == of.strip("0123456789,. "), "one magnitude"


@given(
    AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from([1, 1e4, 1e8]), st.booleans(), st.sampled_from(["zh", "en"])
)
def test_the_parts_of_a_way_make_the_whole_as_they_are_written(baseline, value, target, scale, less, lang):
    shown = {
        n: _read(text) for n, text in formats.way(baseline, value, target, scale, lang, less=less).items()
    }
    side = -1 if less else 1
    assert shown["done"] == side * (shown["value"] - shown["baseline"])
    assert shown["wanted"] == side * (shown["target"] - shown["baseline"])


def _read(text: str) -> Decimal:
    return Decimal(re.match(r"[−\d.,]*", text).group().replace(",", "").replace("−", "-") or "0")


@given(st.floats(0, 1))
def test_a_score_reads_the_same_as_text_and_as_a_number_of_two_decimals(score):
    assert formats.score(score) == f"{formats.hundredths(score):.2f}"
    assert (formats.score(score) == "1.00") == (score == 1)


def test_the_seed_is_an_identifier_and_has_no_separators():
    assert formats.rule_number("league_seed", 20230811.0) == "20230811"
    assert formats.rule_number("league_draws", 10000.0) == "10,000"


def test_past_its_deadline_a_target_whose_final_figure_is_awaited_is_not_called_overdue():
    assert formats.left(-9, "zh", "behind") == "时限已过9天，待最终数据"
    assert formats.left(-1, "en", "at_risk") == "1 day past the deadline, final figure awaited"
    assert formats.left(-9, "zh", "overdue") == "逾期9天"
