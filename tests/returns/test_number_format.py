"""A number is read where its cell shows that number, at most rounded a little; otherwise what is shown is told."""

from datetime import date, datetime

import pytest

from planboard.returns.number_format import otherwise


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (26.304, "0.00"), (26.304, "General"), (26.304, ""), (26304, "#,##0"), (26304, "#,##0.##"), (26, "#,##0.##"),
        (0.5, "#.##"), (-5, "0"), (-5, "0;-0"), (-5, "#,##0_);(#,##0)"), (-5, "#,##0_);[Red](#,##0)"), (0, '0;-0;"0"'),
        (26.3, "@"), (26.3, "[Blue]0.0"), (2.63e9, "0.00E+00"), (1234.5, "_ * #,##0.00_ "), (7, "# ?/?"),
        (7, "[>5]0;0.0"), (126.3, "0"), (True, "0%"), ("26.3", "0%"), (26.3, "[DBNum1]General"), (3, "00"),
        (26.3, "G/通用格式"), (-26.3, "0.0;@"), (480, '[=480]"480";General'), (1234, '0" "000'), ("5", "0;0;0"),
        ("x", "_ * #,##0_ ;_ * -#,##0_ ;_ * 0_ ;_ @_ "), ("x", "@"), ("x", "yyyy/m/d;@"), ("x", "0;0;0;General"),
    ],
)  # fmt: skip
def test_a_number_that_shows_itself_is_read(value, code):
    assert otherwise(value, code) is None


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (2.63e9, '0!.00,,"亿"', "26.30亿"), (2.63e9, "0.00,,", "2630.00"), (2.63e9, "#,##0,,", "2,630"),
        (263000, '0!.0,"万"', "26.3万"), (26.3, '0.00"亿"', "26.30亿"), (26.3, "0.0\\亿", "26.3亿"),
        (26.3, 'General"亿"', "26.3亿"), (26.3, 'G/通用格式"万元"', "26.3万元"), (0.006, "0.0%", "0.6%"),
        (37, "0!%", "37%"), (-5, "0;0", "5"), (26.3, ";;;", ""), (26.3, '"已核"', "已核"), (0.6, "0", "1"),
        (26.5, "0", "27"), (0.004, "0.00", "0.00"), (26.3, "[$¥-804]#,##0.00", "¥26.30"),
        (2.63e9, '[>=100000000]0.00,,"百万";0', "2630.00百万"), (263000, '[>=100000000]0.00,,"百万";0,', "263"),
        (0.3, "# ?/?", "0.3 (# ?/?)"), (12345, "0!.0000", "1.2345"), (5, '0;0;"无"', None), (0, '0;0;"无"', "无"),
        (480, '"478"', "478"), (480, '[>479]"482";General', "482"), (480, '48"1"', "481"), (100, "0\\.!0", "100.0"),
        (480, "*1General", "1…480"), (480, "0*0", "4800…"), (26, '0" "0', "2 6"), (263, '0","0', "26,3"),
        ("4", '0;0;0;"1"@', "14"), ("26.3", '@"亿"', "26.3亿"), ("x", "0;0;0;", ""), ("x", ";;;", ""),
        ("x", "@*-", "x-…"), ("x", '0;0;0;"y"', "y"),
    ],
)  # fmt: skip
def test_a_number_that_shows_something_else_is_told(value, code, shown):
    assert otherwise(value, code) == shown


DAY = date(2023, 11, 3)


@pytest.mark.parametrize(
    "code",
    [
        "", "General", "yyyy/m/d", "yyyy-mm-dd", "yyyy-mm-dd;@", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"d"日";@',
        "d-mmm-yy",
        "yyyy/m/d h:mm", "m/d/yyyy h:mm AM/PM", "[$-804]yyyy\\-mm\\-dd", "yyyymmdd", "[$-F800]dddd, mmmm dd, yyyy",
        "yyyy/m/d\\ aaaa", "[$-1010804]yyyy/m/d", "* yyyy-mm-dd",
    ],
)  # fmt: skip
def test_a_date_shown_whole_is_read(code):
    assert otherwise(DAY, code) is None


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('yyyy"年"m"月"', "2023年11月"), ("mmm-yy", "Nov-23"), ("yyyy", "2023"), ('[$-804]yyyy"d"mm', "2023d11"),
        ('"2022-"mm-dd', "2022-11-03"), ("dd", "03"), ("m/d", "11/3"), ('m"月"d"日"', "11月3日"),
        ('"2023-10-3"d', "2023-10-33"), ('yyyy-mm-"2"d', "2023-11-23"), ("yyyy/d h:mm", "2023/3 0:00"),
        ("yyyymd", "2023113"), ("*9yyyy-mm-dd", "9…2023-11-03"), ("yyyy-mmmmm-dd", "2023-N-03"),
        ('yyyy-mm-dd"未完成"', "2023-11-03未完成"), ("[$-130000]yyyy-mm-dd", "2023-11-03"), ("ddd", "Fri"),
        ('[>45000]"2024-"mm-dd;yyyy-mm-dd', "2024-11-03"), ("bbbb-mm-dd", "bbbb-11-03"),
    ],
)  # fmt: skip
def test_a_date_that_shows_not_itself_is_told(code, shown):
    assert otherwise(DAY, code) == shown


def test_a_time_without_its_day_is_told():
    assert otherwise(datetime(2023, 11, 1, 10, 30), "h:mm") == "10:30"
