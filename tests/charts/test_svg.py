"""Our own pictures: what stands where, in which colour, and that words are whole, escaped and apart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import combinations
from math import atan2, degrees

import pyarrow as pa
import pytest

from planboard import charts
from planboard.charts import theme
from planboard.charts.svg import axes, small
from planboard.charts.svg.dial import dial
from planboard.charts.svg.lines import _FOOT, _TOP
from planboard.charts.svg.parts import shape
from planboard.charts.svg.targets import CLIP, WIDTH, bullet, ladder
from planboard.schema import STATUSES
from planboard.ui import paper
from planboard.wording.statuses import status_word
from tests.charts import chart_rows
from tests.charts.placed import placed
from tests.charts.test_every_chart import MARK, TABLES

PHONE, DESK = 350, 900
ON_PAGES = [
    charts.HISTORY, charts.LEAGUE, charts.PLAN_BAR, charts.ROADMAP, charts.STAGES, charts.STATUS_BAR, charts.TREND,
]  # fmt: skip
# Lists and parts of pages, made only to be taken away.
AWAY = [charts.BULLET, charts.GAUGE, charts.HEATMAP, charts.STEPS]
EVIL = 'a <b>&"x" var(--ink) 100%\'s'
OUT = 9  # pixels by which a mark or a number of an axis may stand out of its picture; the page leaves more

each_language = pytest.mark.parametrize("lang", ["zh", "en"])
every_picture = pytest.mark.parametrize("chart", ON_PAGES + AWAY, ids=lambda c: c.name)


def drawn(chart, table, lang, mark=""):
    return chart.svg(chart.rows(table, lang, mark).to_pylist(), lang)


def changed(table, change):
    """The table with each row changed by a function of its number and itself."""
    return pa.Table.from_pylist(
        [{**r, **change(n, r)} for n, r in enumerate(table.to_pylist())], table.schema
    )


def units(n):
    """A league of so many units, the last of them with the longest of names."""
    whole = chart_rows.league("en").slice(0, 1).to_pylist()[0]
    return pa.Table.from_pylist(
        [
            {**whole, "unit_id": f"u{k}", "unit": "An office with a name that goes on and on " * (1 + k // 190),
             "position": k, "position_before": n + 1 - k, "rank_low": max(1, k - 5), "rank_high": min(n, k + 5)}
            for k in range(1, n + 1)
        ],
        chart_rows.league("en").schema,
    )  # fmt: skip


def history_of(values, target=100.0, first=chart_rows.START):
    """A target's history with these values, a week apart."""
    row = chart_rows.target_history("zh").to_pylist()[0] | {"unit_scale": 1.0, "unit_of_measure": "家"}
    points = [(first + timedelta(7 * n), value, "measured") for n, value in enumerate(values)]
    points += [(day, target, "target") for day in (first, first + timedelta(300))]
    given = [{**row, "measured_on": on, "value": value, "series": series} for on, value, series in points]
    return pa.Table.from_pylist(given, chart_rows.target_history("zh").schema)


def trend_of(on, n_tasks, due, done, ahead=None):
    """A trend of which only a day is known, and a step to come where there is one."""
    row = {"n_not_done": 0, "n_tasks": n_tasks, "on_date": on, "is_ahead": False}
    points = [{**row, "series": "done", "n": done}, {**row, "series": "due", "n": due}]
    if ahead:
        points.append(
            {**row, "series": "due", "on_date": ahead[0], "n": ahead[1], "n_not_done": 9, "is_ahead": True}
        )
    points.append({**row, "series": "due_originally", "n": due})
    return pa.Table.from_pylist(points, chart_rows.trend("zh").schema)


LONG = "名称很长的指标或者单位要分成几行才能在手机上显示清楚，而且不能被截断也不能压住别的字"
CASES = {
    **{chart.name: (chart, TABLES[chart]) for chart in ON_PAGES},
    "history of one value": (charts.HISTORY, lambda lang: history_of([3.0])),
    "history of equal values": (charts.HISTORY, lambda lang: history_of([100.0] * 9)),
    "history below zero": (charts.HISTORY, lambda lang: history_of([-3e9, 2e9, -7.5e11], -4e8)),
    "history of huge values": (charts.HISTORY, lambda lang: history_of([1e15, 2e15], 8e15)),
    "history of tiny values": (charts.HISTORY, lambda lang: history_of([0.0001, 0.0002], 0.0003)),
    "history without values": (charts.HISTORY, lambda lang: history_of([])),
    "history at its end": (charts.HISTORY, lambda lang: history_of([99.0 + n / 60 for n in range(43)])),
    "trend of one day": (charts.TREND, lambda lang: trend_of(chart_rows.AS_OF, 5, 0, 0)),
    "trend without tasks": (charts.TREND, lambda lang: trend_of(chart_rows.AS_OF, 0, 0, 0)),
    "trend of equal lines": (charts.TREND, lambda lang: trend_of(chart_rows.AS_OF, 44, 12, 12, (chart_rows.END, 21))),
    "trend all done": (charts.TREND, lambda lang: trend_of(date(2023, 12, 29), 44, 43, 44, (chart_rows.END, 44))),
    "league of one": (charts.LEAGUE, lambda lang: chart_rows.league(lang).slice(0, 1)),
    "league of 200": (charts.LEAGUE, lambda lang: units(200)),
    "league of long names": (charts.LEAGUE, lambda lang: changed(chart_rows.league(lang), lambda n, r: {"unit": LONG})),
    "plans of long names": (charts.PLAN_BAR, lambda lang: changed(
        chart_rows.status_counts(lang), lambda n, r: {"scope": LONG if r["scope_id"] else "plan " * 30})),
    "bars without tasks": (charts.STATUS_BAR, lambda lang: changed(
        chart_rows.status_counts(lang), lambda n, r: {"n_tasks": 0, "scope_n_tasks": 0})),
    "bars of thousands": (charts.STATUS_BAR, lambda lang: changed(
        chart_rows.status_counts(lang), lambda n, r: {k: r[k] * 1000 for k in ("n_tasks", "scope_n_tasks")})),
}  # fmt: skip
every_case = pytest.mark.parametrize("case", CASES)


@every_case
@each_language
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_word_stands_on_another_and_nothing_outside_the_picture(case, lang, width):
    chart, table = CASES[case]
    svg = drawn(chart, table(lang), lang, MARK[lang])
    parts = placed(svg, width)
    height = float(ET.fromstring(svg).get("height"))
    assert [p for p in parts if p.left < -OUT or p.right > width + OUT] == []
    assert [p for p in parts if p.top < -OUT or p.bottom > height + OUT] == []
    texts = [p for p in parts if p.tag == "text"]
    assert [
        (one.text, other.text)
        for one, other in combinations(texts, 2)
        if min(one.right, other.right) - max(one.left, other.left) > 1
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 2
        and not (one.look.get("stroke") and is_axis(other))
        and not (other.look.get("stroke") and is_axis(one))
    ] == []


def is_axis(text):
    """Whether it is a number of an axis, on which words with a halo may stand."""
    return re.fullmatch(r"[-−\d.,]+", text.text) is not None


@every_picture
@each_language
def test_what_units_write_is_text_in_every_picture(chart, lang):
    table = TABLES[chart](lang)
    told = {"name", "unit", "unit_of_measure", "scope"} & set(table.column_names)
    table = changed(table, lambda n, r: {name: r[name] and EVIL for name in told})
    root = ET.fromstring(drawn(chart, table, lang, EVIL))
    texts = [node.text for node in root.iter("text")]
    assert "".join("".join(texts).split()).count("".join(EVIL.split())) >= 1
    assert {node.tag for node in root.iter()} <= {
        "svg", "g", "title", "text", "rect", "line", "path", "circle", "polyline", "polygon",
    }  # fmt: skip
    assert not [node for node in root.iter() if [name for name in node.attrib if name.startswith("on")]]


@every_picture
@each_language
def test_a_picture_has_the_demonstration_mark_exactly_while_it_is_given(chart, lang):
    table = TABLES[chart](lang)
    assert drawn(chart, table, lang, MARK[lang]).count(MARK[lang]) == 1
    assert MARK[lang][:4] not in drawn(chart, table, lang)


@every_picture
@each_language
def test_colours_are_those_of_the_style_sheet(chart, lang):
    svg = drawn(chart, TABLES[chart](lang), lang, MARK[lang])
    assert set(re.findall(r"var\(--(\w+)\)", svg)) <= set(theme.ON_WHITE)
    assert set(re.findall(r'(?:fill|stroke)="(?!var|none)([^"]+)"', svg)) <= {"#fff"}
    assert not re.search(r'="[^"]*(?:nan|inf|None)[^"]*"|>(?:None|nan|null)<', svg)


def test_no_two_statuses_have_the_same_shape():
    drawings = {re.sub(r"var\(--\w+\)", "", shape(status)) for status in STATUSES}
    assert len(drawings) == len(STATUSES) == 7


@each_language
def test_every_part_of_a_bar_begins_and_ends_at_its_share_in_its_colour(lang):
    rows = charts.STATUS_BAR.rows(chart_rows.status_counts(lang), lang).to_pylist()
    bars = [p for p in placed(charts.STATUS_BAR.svg(rows, lang), 1000) if p.tag == "rect" and p.width > 2]
    shown = [row for row in rows if row["n_tasks"]]
    assert [bar.look["fill"] for bar in bars] == [f"var(--{row['status']})" for row in shown]
    for bar, row in zip(bars, shown, strict=True):
        assert (bar.left, bar.right) == pytest.approx(
            (1000 * row["start_share"], 1000 * row["end_share"]), abs=0.2
        )
        assert bar.title == row["spoken"]


@each_language
def test_every_count_that_has_room_stands_in_its_part(lang):
    rows = charts.STATUS_BAR.rows(chart_rows.status_counts(lang), lang).to_pylist()
    parts = placed(charts.STATUS_BAR.svg(rows, lang), PHONE)
    counts = [p for p in parts if p.tag == "text" and p.look["fill"] == "#fff"]
    bars = [p for p in parts if p.tag == "rect" and p.width > 2]
    assert {"19", "12", "6"} <= {count.text for count in counts}
    for count in counts:
        assert [bar for bar in bars if bar.left <= count.left and count.right <= bar.right and
                bar.top <= count.top and count.bottom <= bar.bottom]  # fmt: skip
    words = {p.text for p in parts if p.tag == "text"}
    assert {status_word(lang, row["status"]) for row in rows} <= words


@each_language
def test_a_unit_stands_at_its_position_on_its_range_with_a_ring_where_it_was(lang):
    rows = charts.LEAGUE.rows(chart_rows.league(lang), lang).to_pylist()
    parts = placed(charts.LEAGUE.svg(rows, lang), 1000)
    places = {int(p.text): p.middle[0] for p in parts if p.tag == "text" and p.text.isdigit() and p.left > 15}
    assert list(places) == list(range(1, 8))
    for row in rows:
        own = [p for p in parts if p.title == row["spoken"]]
        dot = [p for p in own if p.tag == "circle" and p.look["fill"] == "var(--accent)"]
        ring = [p for p in own if p.tag == "circle" and p.look["fill"] == "none"]
        span = [p for p in own if p.tag == "line" and p.look["stroke-linecap"] == "round"]
        assert [p.middle[0] for p in dot] == pytest.approx([places[row["position"]]], abs=0.2)
        assert [(p.left, p.right) for p in span] == [
            pytest.approx((places[row["rank_low"]], places[row["rank_high"]]), abs=0.2)
        ]
        before = row["position_before"]
        stood = [places[before]] if before not in (None, row["position"]) else []
        assert [p.middle[0] for p in ring] == pytest.approx(stood, abs=0.2)


def test_of_many_positions_as_many_are_numbered_as_fit():
    rows = charts.LEAGUE.rows(units(200), "en").to_pylist()
    parts = placed(charts.LEAGUE.svg(rows, "en"), PHONE)
    numbered = [int(p.text) for p in parts if p.tag == "text" and p.look.get("text-anchor") == "middle"]
    assert numbered == [1, *range(20, 201, 20)]
    whole = "".join(p.text for p in parts if p.tag == "text" and p.title).replace(" ", "")
    assert rows[-1]["unit"].replace(" ", "") in whole


def test_a_league_of_many_units_is_cut_between_units_on_paper():
    rows = charts.LEAGUE.rows(units(60), "en")
    pieces = paper.sheets(charts.LEAGUE, rows)
    assert [u for piece in pieces for u in piece["unit_id"].to_pylist()] == rows["unit_id"].to_pylist()
    heights = [
        float(ET.fromstring(charts.LEAGUE.svg(piece.to_pylist(), "en")).get("height")) for piece in pieces
    ]
    assert max(heights) < paper.TALL_MM * 96 / 25.4


def spots(svg, width=1000):
    """Where points answer the mouse: the middle of each, with its words."""
    return {p.title: p.middle for p in placed(svg, width) if p.tag == "circle" and p.title}


@each_language
def test_points_of_the_trend_stand_at_their_day_and_number(lang):
    rows = charts.TREND.rows(chart_rows.trend(lang), lang).to_pylist()
    found = spots(charts.TREND.svg(rows, lang))
    for row in rows:
        x, y = found[row["spoken"]]
        assert x == pytest.approx(1000 * (row["on_date"] - chart_rows.START).days / 364, abs=0.2)
        assert y == pytest.approx(_FOOT - row["n"] / 44 * (_FOOT - _TOP), abs=0.2)


@each_language
def test_what_is_to_come_is_dashed_and_what_is_done_has_its_colour(lang):
    parts = placed(drawn(charts.TREND, chart_rows.trend(lang), lang), 1000)
    today = 1000 * (chart_rows.AS_OF - chart_rows.START).days / 364
    steps = [p for p in parts if p.tag == "line" and p.look["stroke-linecap"] == "square"]
    assert {p.left >= today - 1 for p in steps if p.look.get("stroke-dasharray")} == {True}
    assert {p.right <= today + 1 for p in steps if not p.look.get("stroke-dasharray")} == {True}
    assert {p.look["stroke"] for p in steps} == {"var(--done)", "var(--accent)", "var(--soft)"}


def test_words_of_the_trend_are_all_there_and_once_where_lines_are_equal():
    said = [p.text for p in placed(drawn(charts.TREND, chart_rows.trend("en"), "en"), 350) if p.tag == "text"]
    assert {"done 12", "due 3", "due originally 4", "30 still to do by 31 Dec"} <= set(said)
    table = trend_of(chart_rows.AS_OF, 44, 12, 12)
    assert ">due originally 12<" not in drawn(charts.TREND, table, "en")


@each_language
def test_words_stand_above_the_lines_of_today_each_beside_a_piece_of_its_own(lang):
    rows = charts.TREND.rows(chart_rows.trend(lang), lang).to_pylist()
    parts = placed(charts.TREND.svg(rows, lang), DESK)
    ends = {row["line"]: row["end"] for row in rows if row["end"]}
    highest = min(spots(charts.TREND.svg(rows, lang))[r["spoken"]][1] for r in rows if r["end"])
    looks = {"done": "var(--done)", "due": "var(--accent)", "due_originally": "var(--soft)"}
    for name, said in ends.items():
        [word] = [p for p in parts if p.tag == "text" and p.text == said]
        assert word.bottom < highest
        pieces = [
            p for p in parts if p.tag == "line" and p.width == 12 and word.top < p.middle[1] < word.bottom
        ]
        assert [piece.look["stroke"] for piece in pieces] == [looks[name]]
        assert 0 < pieces[0].left - word.right < 10


def test_words_stand_above_a_line_that_was_higher_before_today():
    table = chart_rows.trend("en").to_pylist()
    [before] = [r for r in table if r["series"] == "done" and r["on_date"] == chart_rows.AS_OF - timedelta(7)]
    before["n"] = 30
    rows = charts.TREND.rows(pa.Table.from_pylist(table, chart_rows.trend("en").schema), "en").to_pylist()
    svg = charts.TREND.svg(rows, "en")
    peak = min(y for said, (_, y) in spots(svg).items() if "done 30" in said)
    ends = {row["end"] for row in rows if row["end"]}
    assert {p.text for p in placed(svg, DESK) if p.tag == "text" and p.bottom < peak} >= ends


@each_language
def test_measured_values_stand_at_their_day_and_higher_the_larger_they_are(lang):
    rows = charts.HISTORY.rows(chart_rows.target_history(lang), lang).to_pylist()
    svg = charts.HISTORY.svg(rows, lang)
    measured = [row for row in rows if row["series"] == "measured"]
    found = [spots(svg)[row["spoken"]] for row in measured]
    days = [1000 * (row["measured_on"] - chart_rows.START).days / 364 for row in measured]
    assert [x for x, _ in found] == pytest.approx(days, abs=0.2)
    (x0, y0), (x1, y1) = found[0], found[-1]
    per_unit = (y0 - y1) / (measured[-1]["value"] - measured[0]["value"])
    assert x1 > x0
    assert per_unit > 0
    for (_, y), row in zip(found, measured, strict=True):
        assert y0 - y == pytest.approx(per_unit * (row["value"] - measured[0]["value"]), abs=0.3)


def test_the_words_of_a_history_stand_beside_what_they_are_of():
    texts = {p.text: p for p in placed(drawn(charts.HISTORY, chart_rows.target_history("en"), "en"), 900)}
    assert {"target 570", "forecast 482", "423", "expected", "billion yuan"} <= set(texts)
    assert texts["target 570"].bottom < texts["forecast 482"].top < texts["423"].top
    assert texts["target 570"].right == texts["forecast 482"].right == 900


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        (date(2023, 1, 1), date(2023, 12, 31), ["2023", "Mar", "May", "Jul", "Sep", "Nov"]),
        (date(2023, 8, 11), date(2024, 3, 1), ["Sep", "Oct", "Nov", "Dec", "2024", "Feb", "Mar"]),
        (date(2023, 1, 1), date(2024, 12, 31), ["2023", "Apr", "Jul", "Oct", "2024", "Apr", "Jul", "Oct"]),
        (date(2020, 2, 1), date(2029, 1, 31), [str(year) for year in range(2021, 2030)]),
        (date(2023, 8, 4), date(2023, 8, 25), ["4 Aug", "25 Aug"]),
        (date(2023, 8, 4), date(2023, 8, 4), ["4 Aug"]),
    ],
)
def test_months_are_named_as_far_as_there_is_room(start, end, named):
    plane = axes.Plane(start, end, 0, 1, 0, 100)
    parts = placed(f"<svg>{''.join(axes.months(plane, 'en'))}</svg>", PHONE)
    assert [p.text for p in parts if p.tag == "text"] == named


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 44, [0, 10, 20, 30, 40]), (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (3, 3, [3]), (-7, 7, [-5, 0, 5]),
        (0, 8e15, [0, 2e15, 4e15, 6e15, 8e15]), (0.0001, 0.0003, [0.0001, 0.00015, 0.0002, 0.00025, 0.0003]),
    ],
)  # fmt: skip
def test_ticks_are_round_numbers(low, high, ticks):
    assert axes.nice(low, high) == pytest.approx(ticks)


def gauge(lang, **values):
    table = changed(chart_rows.pillar_gauges(lang).slice(1, 1), lambda n, r: values)
    return charts.GAUGE.rows(table, lang).to_pylist()[0]


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.9, 1.0, -3.0, 70.0])
def test_a_dial_reaches_as_far_as_its_share(share):
    arcs = re.findall(
        r'd="M[\d. ]+A42 42 0 [01] 1 ([\d.-]+) ([\d.-]+)"', dial(gauge("en", attainment_share=share))
    )
    (_, _), (x, y) = [tuple(map(float, end)) for end in arcs]
    turned = degrees(atan2(x - 52, 52 - y))
    assert turned == pytest.approx(-120 + 240 * min(max(share, 0), 1), abs=0.3)


def test_a_dial_without_a_value_is_an_empty_track():
    svg = dial(gauge("zh", attainment_share=None, expected_share=None, dial_status=None))
    assert svg.count("A42 42") == 1
    assert 'stroke="var(--track)"' in svg
    assert ">—<" in svg


@each_language
def test_a_dial_has_the_colour_and_the_word_of_its_status(lang):
    svg = dial(gauge(lang))
    assert svg.count('stroke="var(--at_risk)"') == 1
    assert status_word(lang, "at_risk") in svg
    assert 'stroke="var(--stale)"' in dial(gauge(lang, dial_status=None)), (
        "grey where nothing may be called fine"
    )


def bars(lang="en"):
    return {row["target_id"]: row for row in charts.BULLET.rows(chart_rows.targets(lang), lang).to_pylist()}


def test_a_bullet_reaches_as_far_as_its_share_in_its_colour():
    for row in bars().values():
        track, *rest = [p for p in placed(bullet(row), WIDTH) if p.tag == "rect"]
        assert track.width == pytest.approx(WIDTH / CLIP, abs=0.1)
        reached = row["bar"] if row["bar"] is not None else row["hollow"]
        if reached is None:
            assert [p.look["fill"] for p in rest] == ["var(--ink)"]
            continue
        bar, goal = rest
        assert bar.width == pytest.approx(reached * WIDTH / CLIP, abs=0.1)
        assert bar.look["fill"] == (f"var(--{row['status']})" if row["bar"] is not None else "var(--soft)")
        assert goal.middle[0] == pytest.approx(WIDTH / CLIP, abs=0.1)


def test_a_forecast_beyond_the_scale_ends_in_an_arrow_inside_the_picture():
    arrow = re.compile(r'<path d="M[\d.]+ 17l5 2.5-5 2.5z"')
    assert [i for i, row in bars().items() if arrow.search(bullet(row))] == ["2023-26.1"]
    for row in bars().values():
        assert all(p.left >= -1 and p.right <= WIDTH + 1 for p in placed(bullet(row), WIDTH))


def ladder_of(target_id, **values):
    table = changed(chart_rows.targets("en"), lambda n, r: values if r["target_id"] == target_id else {})
    rows = charts.STEPS.rows(table, "en").to_pylist()
    return placed(ladder([row for row in rows if row["target_id"] == target_id]), WIDTH)


def test_a_rank_fills_its_place_and_good_enough_ones_are_underlined():
    parts = ladder_of("M9.2")
    boxes = [p for p in parts if p.tag == "rect" and p.bottom - p.top > 10]
    lines = [p for p in parts if p.tag == "rect" and p.bottom - p.top < 10]
    assert [box.look["fill"] == "var(--on_track)" for box in boxes] == [False, True, False, False]
    assert [line.left for line in lines] == [box.left for box in boxes[:3]]
    assert [p.text for p in parts if p.tag == "text"] == ["1", "2", "3", "4"]


def test_numbers_too_long_for_their_places_are_left_out():
    parts = ladder_of("M9.1", value=7_000_000.0)
    assert not [p for p in parts if p.tag == "text"]
    assert len([p for p in parts if p.look.get("fill") == "var(--at_risk)"]) == 1


def test_a_line_in_a_cell_rises_with_its_counts_and_ends_in_a_dot():
    svg = small.spark((0, 1, 4), 4, "var(--done)")
    (_, y0), (_, y1), (x2, y2) = (
        tuple(map(float, point.split(","))) for point in re.search(r'points="([^"]+)"', svg)[1].split()
    )
    assert y0 - y2 == pytest.approx(4 * (y0 - y1), abs=0.2)
    [dot] = placed(svg, 84)
    assert dot.middle == pytest.approx((x2, y2))


@pytest.mark.parametrize("counts", [(3,), (0,), (0, 0), (7, 7, 7), (None, 2)])
def test_a_line_stays_inside_its_cell(counts):
    svg = small.spark(counts, max(n or 0 for n in counts), "var(--done)")
    for point in re.search(r'points="([^"]+)"', svg)[1].split():
        x, y = map(float, point.split(","))
        assert 0 < x < 84
        assert 0 < y < 18
    assert small.spark((None, None), 3, "var(--done)") == ""


@pytest.mark.parametrize("attainment", [-5.0, 0.0, 0.4, 1.0, 999.0])
def test_a_bar_in_a_cell_stays_inside_it(attainment):
    parts = placed(small.bar(attainment, 0.5, "behind"), 110)
    assert all(p.left >= 0 and p.right <= 110 for p in parts)
    reached = [p.width for p in parts if p.look.get("fill") == "var(--behind)"]
    assert reached == pytest.approx([min(max(attainment, 0), 1.06) * 102], abs=0.1)
    assert small.bar(None, 0.5, "stale") == ""
