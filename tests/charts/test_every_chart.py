"""What holds for every chart, in both languages."""

from __future__ import annotations

import pytest

from planboard import charts
from planboard.charts import theme
from planboard.charts.svg.small import mark
from planboard.wording import statuses
from tests.charts import chart_rows

TABLES = {
    charts.BULLET: chart_rows.targets,
    charts.GAUGE: chart_rows.pillar_gauges,
    charts.HEATMAP: chart_rows.unit_pillars,
    charts.HISTORY: chart_rows.target_history,
    charts.LEAGUE: chart_rows.league,
    charts.PLAN_BAR: chart_rows.status_counts,
    charts.ROADMAP: chart_rows.roadmap,
    charts.STAGES: chart_rows.task_stages,
    charts.SQUARES: chart_rows.roadmap,
    charts.STATUS_BAR: chart_rows.status_counts,
    charts.STEPS: chart_rows.targets,
    charts.TREND: chart_rows.trend,
}
MARK = {"zh": "演示数据 · 截至 2023-11-24", "en": "Demonstration data · as of 2023-11-24"}

every_chart = pytest.mark.parametrize("chart", TABLES, ids=lambda c: c.name)
each_language = pytest.mark.parametrize("lang", ["zh", "en"])


def test_every_chart_is_tested():
    assert set(TABLES) == set(charts.ALL)


@every_chart
@each_language
def test_every_row_has_the_demonstration_mark_and_says_what_it_is(chart, lang):
    rows = chart.drawn(TABLES[chart](lang), lang, MARK[lang])
    assert set(rows["demo_mark"].to_pylist()) == {MARK[lang]}
    assert set(rows["alt"].to_pylist()) == {chart.alt(TABLES[chart](lang), lang)}


@every_chart
@each_language
def test_a_chart_without_rows_says_nothing_wrong(chart, lang):
    nothing = TABLES[chart](lang).slice(0, 0)
    assert chart.rows(nothing, lang, MARK[lang]).num_rows == 0
    assert "0" not in chart.alt(nothing, lang)


def channel(value):
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour):
    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("page", ["#ffffff", "#14171c"])
@pytest.mark.parametrize("colour", list(theme.STATUS_COLOUR.values()))
def test_every_colour_of_a_mark_stands_out_on_both_pages(colour, page):
    assert contrast(colour, page) >= 3.5


def test_no_status_is_told_by_its_colour_alone():
    shapes = [str(mark(s)).replace(s, "") for s in theme.STATUS_COLOUR]
    assert len(set(shapes)) == len(set(statuses.STATUS_GLYPH.values())) == len(theme.STATUS_COLOUR) == 7
