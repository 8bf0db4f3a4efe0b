"""What each chart makes of its rows: what is drawn, what is left out, what is said."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pyarrow as pa
import pytest

from planboard.charts import (
    BULLET,
    GAUGE,
    HEATMAP,
    HISTORY,
    LEAGUE,
    ROADMAP,
    STAGES,
    STATUS_BAR,
    STEPS,
    TREND,
    steps,
)
from planboard.charts.labels import apart
from planboard.charts.svg.targets import CLIP
from planboard.schema import STATUSES
from tests.charts import chart_rows


def by(rows, column):
    return {row[column]: row for row in rows.to_pylist()}


def replaced(table, **values):
    """The table with these columns holding one value throughout."""
    rows = [{**row, **values} for row in table.to_pylist()]
    schema = pa.schema(
        [
            f if f.name not in values or f.type != pa.null() else pa.field(f.name, pa.float64())
            for f in table.schema
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def test_a_bar_ends_at_its_limit_while_the_words_keep_the_figure():
    row = by(BULLET.rows(replaced(chart_rows.targets("en"), attainment_share=1.7), "en"), "target_id")[
        "2023-1.1"
    ]
    assert (row["bar"], row["percent"], row["amount"]) == (CLIP, "170%", "213 / 200 projects")


def test_a_target_without_attainment_is_a_hollow_bar_beside_no_time():
    row = by(BULLET.rows(chart_rows.targets("zh"), "zh"), "target_id")["2023-27.1"]
    assert (row["bar"], row["hollow"], row["expected"], row["percent"]) == (None, 0.7, None, "70%")
    assert "占目标70%" in row["spoken"]


def test_a_missing_value_is_no_bar_and_no_zero():
    row = by(BULLET.rows(chart_rows.targets("zh"), "zh"), "target_id")["2023-36.1"]
    assert (row["bar"], row["hollow"], row["percent"], row["amount"]) == (None, None, "—", "— / 70万人次")


def test_bars_and_steps_share_the_targets_between_them():
    table = chart_rows.targets("en")
    bars = set(BULLET.rows(table, "en")["target_id"].to_pylist())
    stepped = set(STEPS.rows(table, "en")["target_id"].to_pylist())
    assert stepped == {"2023-28.1", "M9.1", "M9.2"}
    assert bars | stepped == set(table["target_id"].to_pylist())
    assert not bars & stepped


def test_a_forecast_is_drawn_while_a_target_is_open_and_ends_in_an_arrow_beyond_the_scale():
    rows = by(BULLET.rows(chart_rows.targets("en"), "en"), "target_id")
    assert [rows["2023-21.1"][k] for k in ("low", "mid", "high", "beyond", "line_end")] == [
        0.78,
        0.88,
        1.03,
        None,
        1.03,
    ]
    assert [rows["2023-26.1"][k] for k in ("low", "high", "beyond", "line_end")] == [0.96, None, 1.2, 1.2]
    assert [rows["2023-29.1"][k] for k in ("low", "mid", "high", "beyond")] == [None] * 4


def test_the_year_stands_beside_targets_of_several_years():
    table = chart_rows.targets("zh")
    last = replaced(table.slice(0, 1), due_on=date(2025, 12, 31), target_id="later")
    assert BULLET.rows(table, "zh")["amount"][0].as_py() == "213 / 200个"
    assert BULLET.rows(pa.concat_tables([table.slice(0, 1), last]), "zh")["amount"].to_pylist() == [
        "213 / 200个（2023年）",
        "213 / 200个（2025年）",
    ]


@pytest.mark.parametrize(("lang", "said"), [("zh", "完成59%，序时进度90%"), ("en", "at 59%, expected 90%")])
def test_the_words_for_the_bars_name_what_is_furthest_behind(lang, said):
    text = BULLET.alt(chart_rows.targets(lang), lang)
    assert said in text
    assert text.index("59%") < text.index("75%")


def test_a_rank_shows_its_places_and_never_a_percentage():
    rows = [r for r in STEPS.rows(chart_rows.targets("en"), "en").to_pylist() if r["target_id"] == "M9.2"]
    assert [(r["label"], r["is_now"], r["is_goal"]) for r in rows] == [
        ("1", False, True), ("2", True, True), ("3", False, True), ("4", False, False),
    ]  # fmt: skip
    assert rows[0]["now"] == "now rank 2, target: rank 3 or better"
    assert "%" not in STEPS.alt(chart_rows.targets("en"), "en")


def test_a_part_of_a_step_stands_on_the_step_above():
    rows = [
        r for r in STEPS.rows(chart_rows.targets("zh"), "zh").to_pylist() if r["target_id"] == "2023-28.1"
    ]
    assert [r["label"] for r in rows if r["is_now"]] == ["7"]  # 6.4 working days against five
    assert [r["label"] for r in rows if r["is_last_goal"]] == ["5"]
    assert rows[0]["now"] == "现6.4，目标不超过5个工作日"


def test_a_long_way_has_no_more_steps_than_fit_on_a_phone():
    table = replaced(chart_rows.targets("en").slice(8, 1), value=37.0)
    rows = STEPS.rows(table, "en").to_pylist()
    assert len(rows) <= steps.PLACES
    assert [r["label"] for r in rows if r["is_now"]] == ["40"]


def test_a_rank_nobody_reported_has_no_place():
    rows = STEPS.rows(replaced(chart_rows.targets("en").slice(8, 1), value=None), "en").to_pylist()
    assert not [r for r in rows if r["is_now"]]
    assert rows[0]["now"] == "now rank —, target: rank 1"


@pytest.mark.parametrize(
    ("lang", "caption", "of_year", "attention", "spoken"),
    [
        ("zh", "9项指标中的8项", "2023年指标5/5项", "13项任务中7项需关注", "13项任务中7项需关注。"),
        ("en", "8 of 9 targets", "5 of 5 for 2023", "attention: 7 of 13", "7 of 13 tasks need attention."),
    ],
)
def test_a_gauge_says_which_targets_it_counts_and_how_many_tasks_need_attention(
    lang, caption, of_year, attention, spoken
):
    table = chart_rows.pillar_gauges(lang).slice(2, 1)
    rows = GAUGE.rows(table, lang).to_pylist()
    assert (rows[0]["percent"], rows[0]["caption"]) == ("80%", caption)
    svg = GAUGE.svg(rows, lang)
    assert all(words in svg for words in ("80%", "42%", caption, attention))
    assert all(words in GAUGE.alt(table, lang) for words in ("80%", "42%", caption, spoken))
    assert GAUGE.rows(chart_rows.pillar_gauges(lang).slice(1, 1), lang)["caption"].to_pylist() == [of_year]


def test_no_dial_looks_fine_that_may_not():
    rows = [GAUGE.rows(chart_rows.pillar_gauges("en").slice(n, 1), "en").to_pylist()[0] for n in range(4)]
    assert [(row["tone"], row["status"]) for row in rows] == [
        ("on_track", None),
        ("at_risk", "at_risk"),
        (None, None),
        (None, None),
    ]


def test_a_gauge_short_of_its_target_by_a_hair_does_not_read_full():
    assert GAUGE.rows(chart_rows.pillar_gauges("en"), "en")["percent"].to_pylist() == ["99%"]


def test_a_gauge_without_a_value_is_empty_and_reads_a_dash():
    table = chart_rows.pillar_gauges("zh").slice(3, 1)
    row = GAUGE.rows(table, "zh").to_pylist()[0]
    assert (row["share"], row["due"], row["percent"]) == (None, None, "—")
    assert GAUGE.alt(table, "zh") == "宜居宜业：暂无完成率，10项指标中的0项。13项任务中3项需关注。"


def test_a_gauge_of_a_target_has_its_amount_status_and_colour():
    row = GAUGE.rows(chart_rows.targets("en").slice(1, 1), "en").to_pylist()[0]
    assert row["caption"] == "32.11 / 54 billion US dollars"
    assert (row["status_word"], row["tone"]) == ("Behind", "behind")


def test_every_status_has_its_part_of_the_bar_worst_first():
    rows = [
        r for r in STATUS_BAR.rows(chart_rows.status_counts("zh"), "zh").to_pylist() if r["scope_id"] == 0
    ]
    assert [r["status"] for r in rows] == ["overdue", "behind", "stale", "at_risk", "on_track", "done"]
    assert (rows[0]["start_share"], rows[-1]["end_share"]) == (0, 1)
    assert [(r["end_share"] - r["start_share"]) * 44 for r in rows] == pytest.approx([2, 4, 1, 6, 19, 12])
    assert [r["name"] for r in rows] == ["全部任务"] * 6


def test_the_bar_does_not_depend_on_the_order_of_the_rows():
    table = chart_rows.status_counts("en")
    turned = pa.Table.from_pylist(table.to_pylist()[::-1], table.schema)
    assert STATUS_BAR.rows(turned, "en").equals(STATUS_BAR.rows(table, "en"))


def test_the_counts_are_in_the_bars_and_in_the_words():
    table = chart_rows.status_counts("zh")
    svg = STATUS_BAR.svg(STATUS_BAR.rows(table, "zh").to_pylist(), "zh")
    assert all(f">{n}<" in svg for n in (19, 12, 6))
    assert STATUS_BAR.alt(table, "zh").startswith(
        "全部任务44项：逾期2项、滞后4项、未报1项、预警6项、正常19项、已完成12项。"
    )


def test_words_stand_beside_each_line_of_today():
    rows = TREND.rows(chart_rows.trend("en"), "en").to_pylist()
    assert {r["end"] for r in rows if r["end"]} == {"done 12", "due 3", "due originally 4"}


def test_the_trend_names_the_day_on_which_most_of_the_rest_falls_due():
    assert TREND.alt(chart_rows.trend("zh"), "zh") == (
        "截至2023年11月24日，44项任务应完成3项，其中已完成2项。另有10项提前完成。按原定时限应完成4项。"
        "其余未完成的以12月31日到期最多，有30项。"
    )
    rows = TREND.rows(chart_rows.trend("en"), "en").to_pylist()
    assert [(r["line"], r["cliff"]) for r in rows if r["cliff"]] == [
        ("due_ahead", "30 still to do by 31 Dec")
    ]


def test_what_is_to_come_goes_on_from_where_today_stands():
    rows = TREND.rows(chart_rows.trend("en"), "en").to_pylist()
    today = [(r["on_date"], r["n"]) for r in rows if r["line"] == "due"][-1]
    ahead = [(r["on_date"], r["n"]) for r in rows if r["line"] == "due_ahead"]
    assert ahead[0] == today == (chart_rows.AS_OF, 3)
    assert ahead[-1] == (chart_rows.END, 44)


@pytest.mark.parametrize(
    ("places", "expected"),
    [([0.1, 0.5], [0.1, 0.5]), ([0.5, 0.5], [0.5, 0.6]), ([0.95, 0.9, 0.99], [0.9, 0.8, 1.0]), ([], [])],
)
def test_labels_are_moved_no_more_than_they_must(places, expected):
    assert apart(places, 0.1, top=1.0) == pytest.approx(expected)


def test_the_league_draws_ranked_units_alone_in_the_order_of_their_positions():
    table = chart_rows.league("en")
    turned = pa.Table.from_pylist(table.to_pylist()[::-1], table.schema)
    rows = LEAGUE.rows(turned, "en").to_pylist()
    assert [r["position"] for r in rows] == [1, 2, 3, 4, 4, 6, 7]
    assert rows[1]["scored"] == "score 0.92, 6 scored tasks"
    alt = LEAGUE.alt(table, "en")
    assert "Units ranked: 7" in alt
    assert "Publicity Department: position 1 (range 1 to 3, score 1.00)" in alt
    assert "more than chance explains: Industry and Information Technology Bureau." in alt


def test_a_unit_without_tasks_in_a_pillar_is_an_empty_cell_and_not_a_good_one():
    cells = {
        (r["unit_id"], r["pillar_id"]): r
        for r in HEATMAP.rows(chart_rows.unit_pillars("en"), "en").to_pylist()
    }
    assert (cells["publicity", 1]["shade"], cells["publicity", 1]["counted"]) == (None, "")
    assert cells["publicity", 4]["counted"] == "0/6"
    assert cells["commerce", 3]["counted"] == "4/10"
    rows = chart_rows.unit_pillars("en").to_pylist()
    rows[3] |= {"score": None, "n_scored_tasks": 0}
    unscored = HEATMAP.rows(pa.Table.from_pylist(rows), "en").to_pylist()[3]
    assert (unscored["shade"], unscored["counted"]) == (0, "0/6")
    assert cells["education", 4]["shade"] > cells["commerce", 3]["shade"] > cells["publicity", 4]["shade"]


def test_the_heat_map_says_where_most_needs_attention():
    assert HEATMAP.alt(chart_rows.unit_pillars("zh"), "zh").startswith(
        "40项任务中需关注12项。最集中的是市商务局在“投资贸易”板块10项中需关注4项"
    )


def test_the_roadmap_lists_deadlines_in_order_and_the_worst_task_of_each_first():
    rows = ROADMAP.rows(chart_rows.roadmap("zh"), "zh").to_pylist()
    tasks = chart_rows.roadmap("zh").to_pylist()
    assert sorted(row["task_id"] for row in rows) == sorted(task["task_id"] for task in tasks)
    due = {task["task_id"]: task["due_on"] for task in tasks}
    assert [due[row["task_id"]] for row in rows] == sorted(due.values())
    for one, other in pairwise(rows):
        if one["when"] == other["when"]:
            assert STATUSES.index(one["status"]) <= STATUSES.index(other["status"])
    last = [row for row in rows if row["when"] == rows[-1]["when"]]
    n_open = sum(row["status"] != "done" for row in last)
    assert rows[-1]["amount"].startswith(f"{len(last)}项，未完成{n_open}项")


def test_many_deadlines_are_shown_by_month():
    table = chart_rows.roadmap("en")
    one = table.slice(0, 1).to_pylist()[0]
    many = [{**one, "task_id": f"t{n}", "due_on": date(2023, 1 + n // 5, 1 + n % 5)} for n in range(60)]
    rows = ROADMAP.rows(pa.Table.from_pylist(many, table.schema), "en").to_pylist()
    assert len({row["when"] for row in rows}) == 12
    assert rows[0]["when"] == "Jan 2023"


def test_only_a_moved_deadline_says_the_original_and_the_picture_says_what_is_overdue():
    rows = by(ROADMAP.rows(chart_rows.roadmap("en"), "en"), "task_id")
    assert [i for i, r in rows.items() if "Originally" in r["spoken"]] == ["2023-20"]
    assert "Originally 30 Sep 2023." in rows["2023-20"]["spoken"]
    alt = ROADMAP.alt(chart_rows.roadmap("en"), "en")
    assert "Deadline moved: Revise the incentives for multinational headquarters." in alt
    assert "Overdue: " in alt


@pytest.mark.parametrize(
    ("lang", "newest", "unit", "forecast"),
    [("zh", 4230, "亿元", "预测4,820"), ("en", 423, "billion yuan", "forecast 482")],
)
def test_the_history_is_drawn_in_the_magnitude_of_its_target(lang, newest, unit, forecast):
    rows = HISTORY.rows(chart_rows.target_history(lang), lang).to_pylist()
    assert [r["value"] for r in rows if r["newest"]] == [newest]
    assert {r["unit"] for r in rows} == {unit}
    assert forecast in {r["end"] for r in rows}


def test_the_forecast_is_a_range_from_the_newest_value_to_the_deadline():
    rows = HISTORY.rows(chart_rows.target_history("zh"), "zh").to_pylist()
    assert [(r["measured_on"], r["low"], r["high"]) for r in rows if r["series"] == "forecast"] == [
        (chart_rows.AS_OF, 4230, 4230),
        (chart_rows.END, 4650, 5010),
    ]
    assert "预计期末为4,650至5,010亿元" in HISTORY.alt(chart_rows.target_history("zh"), "zh")


def test_a_target_over_years_says_what_is_expected_at_the_end_of_each():
    table = chart_rows.target_history("zh")
    point = {**table.to_pylist()[0], "series": "year_end", "measured_on": date(2023, 12, 31), "value": 3101.4}
    table = pa.concat_tables([table, pa.Table.from_pylist([{**point, "is_countable": True}], table.schema)])
    (drawn,) = [r for r in HISTORY.rows(table, "zh").to_pylist() if r["series"] == "year_end"]
    assert drawn["shown"] == "2023年末3,100"
    assert "按序时进度，2023年12月31日应达3,100亿元。" in HISTORY.alt(table, "zh")


def test_without_a_forecast_or_a_value_nothing_is_made_up():
    table = chart_rows.target_history("en", forecast=False)
    assert "heading" not in HISTORY.alt(table, "en")
    unmeasured = table.filter(pa.compute.not_equal(table["series"], "measured"))
    assert HISTORY.alt(unmeasured, "en") == "Nothing has been measured yet; the target is 570 billion yuan."
    assert not [r for r in HISTORY.rows(unmeasured, "en").to_pylist() if r["newest"]]


def test_where_less_is_better_words_stand_above_the_falling_line_and_forecasts_round_up():
    days = [(date(2023, 8, 1), 6.4, "measured"), (date(2023, 11, 1), 5.8, "measured")]
    days += [(chart_rows.START, 5.0, "target"), (chart_rows.END, 5.0, "target")]
    days += [(date(2023, 11, 1), 5.8, f"forecast_{k}") for k in ("low", "mid", "high")]
    days += [(chart_rows.END, 5.4213, f"forecast_{k}") for k in ("low", "mid", "high")]
    table = pa.Table.from_pylist(
        [
            {
                "target_id": "x",
                "measured_on": on,
                "value": value,
                "series": series,
                "comparator": "at_most",
                "is_countable": False,
                "unit_scale": 1,
                "unit_of_measure": "",
            }
            for on, value, series in days
        ]
    )
    rows = HISTORY.rows(table, "en").to_pylist()
    assert {r["falls"] for r in rows if r["newest"]} == {True}
    assert "forecast 5.43" in {r["end"] for r in rows}


def test_the_bars_of_status_count_the_tasks_that_the_view_says_need_attention():
    table = chart_rows.status_counts("en")
    assert STATUS_BAR.title(table, "en").startswith("All tasks: 13 of 44 need attention")
    nothing = [False] * table.num_rows
    position = table.column_names.index("is_attention")
    fine = table.set_column(position, "is_attention", pa.array(nothing))
    assert STATUS_BAR.title(fine, "en").startswith("All tasks: 0 of 44 need attention")


def test_stages_say_at_which_a_task_stands_for_how_long_and_which_it_has_not_reached():
    rows = STAGES.rows(chart_rows.task_stages("en"), "en").to_pylist()
    assert [row["since"] != "" for row in rows] == [True, True, True, False, False]
    assert STAGES.title(chart_rows.task_stages("en"), "en") == "Drafted in 11 returns in a row"
    assert "Drafted since 15 Sep 2023." in STAGES.alt(chart_rows.task_stages("en"), "en")
    assert "Awaiting approval" not in STAGES.alt(chart_rows.task_stages("en"), "en")
    assert STAGES.title(chart_rows.task_stages("en").slice(0, 0), "en") == ""
