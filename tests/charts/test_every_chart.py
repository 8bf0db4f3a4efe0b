"""What holds for every chart, in both languages."""

from __future__ import annotations

import json
import re

import pytest

from planboard import charts
from planboard.charts import theme
from planboard.wording import statuses
from tests.charts import chart_rows
from tests.charts.drawing import drawn, has_chinese_font

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
# What the browser computes while it draws, and the words of the expressions' own language.
COMPUTED = {"value"}

every_chart = pytest.mark.parametrize("chart", TABLES, ids=lambda c: c.name)
by_vega = pytest.mark.parametrize("chart", [c for c in TABLES if c.svg is None], ids=lambda c: c.name)
each_language = pytest.mark.parametrize("lang", ["zh", "en"])


def nodes(tree):
    """Every object inside a specification."""
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(child)


def fields_read(specification):
    """Every column a specification reads: by channels, selections, transforms and expressions."""
    read = set()
    for node in nodes(specification):
        read |= {node["field"]} if isinstance(node.get("field"), str) else set()
        read |= set(node.get("groupby", ())) | set(node.get("fields", ()))
    return read | set(re.findall(r"datum\.(\w+)", json.dumps(specification))) - COMPUTED


def test_every_chart_is_tested():
    assert set(TABLES) == set(charts.ALL)


@by_vega
@each_language
def test_a_specification_is_made_once_and_holds_no_data(chart, lang):
    specification = chart.spec(lang)
    assert chart.spec(lang) is specification
    before = json.dumps(specification)
    assert not [n for n in nodes(specification) if "data" in n or "datasets" in n]
    chart.rows(TABLES[chart](lang), lang, MARK[lang])
    assert json.dumps(chart.spec(lang)) == before


@by_vega
def test_the_two_languages_differ_in_words_alone(chart):
    def shape(lang):
        return [sorted(n) for n in nodes({k: v for k, v in chart.spec(lang).items() if k != "config"})]

    assert chart.spec("zh") != chart.spec("en")
    assert shape("zh") == shape("en")


@by_vega
@each_language
def test_every_column_a_specification_reads_is_in_the_rows(chart, lang):
    rows = chart.drawn(TABLES[chart](lang), lang, MARK[lang])
    assert fields_read(chart.spec(lang)) <= set(rows.column_names)


@by_vega
@each_language
def test_a_chart_is_drawn_without_warnings_and_says_its_words(chart, lang, capfd):
    svg = drawn(chart.spec(lang), chart.drawn(TABLES[chart](lang), lang))
    said = capfd.readouterr().err.splitlines()
    # The width alone is fitted, as asked; the notice comes with every chart whose height grows with its rows.
    assert [line for line in said if "fit-y" not in line] == []
    assert svg.count("<text") > 3
    assert "undefined" not in svg
    assert "NaN" not in svg
    assert ">null<" not in svg


@by_vega
@each_language
@pytest.mark.parametrize("width", [300, 1100])
def test_the_demonstration_mark_is_in_the_picture_exactly_while_it_is_given(chart, lang, width):
    def words(mark):
        return drawn(chart.spec(lang), chart.rows(TABLES[chart](lang), lang, mark), width).count(
            MARK[lang][:4]
        )

    assert words(MARK[lang]) == 1
    assert words("") == 0


def test_chinese_is_drawn_where_the_machine_has_a_font_for_it():
    if not has_chinese_font():
        pytest.skip("this machine has no font for Chinese; install fonts-noto-cjk")
    svg = drawn(charts.ROADMAP.spec("zh"), charts.ROADMAP.rows(chart_rows.roadmap("zh"), "zh"))
    assert "科技重大专项" in svg


@by_vega
@each_language
def test_one_layer_answers_a_click_and_speaks_to_a_screen_reader(chart, lang):
    specification = chart.spec(lang)
    picks = [p for p in specification["params"] if "select" in p]
    assert [p["name"] for p in picks] == ["pick"]
    assert picks[0]["select"]["fields"]
    spoken = [
        n["mark"] for n in nodes(specification) if isinstance(n.get("mark"), dict) and n["mark"].get("aria")
    ]
    assert len(spoken) == 2  # what the picture says, and the rows
    assert specification["config"]["mark"] == {"tooltip": None, "aria": False}
    tooltips = [t for n in nodes(specification) for t in n.get("tooltip") or () if isinstance(t, dict)]
    assert tooltips
    assert not [t for t in tooltips if "_" in t["title"]]
    rows = chart.rows(TABLES[chart](lang), lang).to_pylist()
    field = picks[0]["select"]["fields"][0]
    assert all(
        r["spoken"]
        for r in rows
        if r[field] is not None
        and r.get("part") in (None, "ribbon", "task")
        and r.get("kind") in (None, "measured")
    )


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
@pytest.mark.parametrize("colour", [*theme.STATUS_COLOUR.values(), theme.ACCENT, theme.NEUTRAL])
def test_every_colour_of_a_mark_stands_out_on_both_pages(colour, page):
    assert contrast(colour, page) >= 3.5


def test_no_status_is_told_by_its_colour_alone():
    shapes = [(theme.STATUS_SHAPE[s], s == "stale") for s in theme.STATUS_COLOUR]  # a stale one is hollow
    assert len(set(shapes)) == len(set(statuses.STATUS_GLYPH.values())) == len(theme.STATUS_COLOUR) == 7
