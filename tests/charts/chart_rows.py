# ruff: noqa: E501 (a row of a table is one line)
"""Rows as the queries give them, for the charts to draw: every status, every comparator, and what is missing."""

from datetime import date

import pyarrow as pa

AS_OF = date(2023, 11, 24)
START, END = date(2023, 1, 1), date(2023, 12, 31)
PILLARS = {
    "zh": ["产业创新", "资源配置", "投资贸易", "宜居宜业"],
    "en": ["Innovation", "Global resources", "Investment and trade", "Living and working"],
}


def pillar_gauges(lang):
    return pa.table(
        {
            "pillar_id": pa.array([1, 2, 3, 4], pa.int32()),
            "name": PILLARS[lang],
            "attainment_share": pa.array([0.9901, 0.62, 0.801, None], pa.float64()),
            "expected_share": pa.array([0.8986, 0.87, 0.42, None], pa.float64()),
            "n_measured": pa.array([4, 5, 8, 0], pa.int32()),
            "n_targets": pa.array([4, 5, 9, 10], pa.int32()),
            "plan_year": pa.array([2023, 2023, None, None], pa.int32()),
            "n_tasks": pa.array([5, 13, 13, 13], pa.int32()),
            "n_attention": pa.array([0, 4, 7, 3], pa.int32()),
            "dial_status": pa.array(["on_track", "at_risk", None, None]),
            "worst_status": ["on_track", "behind", "overdue", "stale"],
        }
    )


_TARGETS = [
    # id, zh, en, comparator, value, target, scale, unit zh, unit en, attainment, of target, expected, low, mid, high, status
    ("2023-1.1", "攻关立项数", "Projects approved", "at_least", 213.0, 200.0, 1, "个", "projects",
     1.065, None, 0.89, None, None, None, "done"),
    ("2023-17.1", "数字贸易进出口额", "Digital imports and exports", "at_least", 321.1, 540.0, 1e8, "美元", "US dollars",
     0.5946, None, 0.8986, 0.61, 0.66, 0.72, "behind"),
    ("2023-21.1", "高技术产业实际外资", "Foreign investment in high-tech industry", "at_least", 22.4, 30.0, 1e8, "美元",
     "US dollars", 0.7466, None, 0.8986, 0.78, 0.88, 1.03, "at_risk"),
    ("2023-26.1", "海外仓总面积", "Floor area of overseas warehouses", "at_least", 288.0, 300.0, 1e4, "平方米",
     "square metres", 0.9, None, 0.8986, 0.96, 1.02, 1.31, "on_track"),
    ("2023-27.1", "跨境电商上市企业", "Listed cross-border e-commerce firms", "at_least", 7.0, 10.0, 1, "家", "firms",
     None, 0.7, None, None, None, None, "overdue"),
    ("2023-36.1", "人才服务量", "Services given to talent", "at_least", None, 70.0, 1e4, "人次", "person-times",
     None, None, None, None, None, None, "stale"),
    ("2023-29.1", "AEO高级认证企业", "Enterprises with advanced AEO certification", "about", 391.0, 400.0, 1, "家",
     "enterprises", 0.91, None, 0.8986, 0.93, 0.99, 1.05, "done"),
    ("2023-28.1", "出口退税办理时限", "Time to process an export tax refund", "at_most", 6.4, 5.0, 1, "个工作日",
     "working days", None, None, None, None, None, None, "behind"),
    ("M9.1", "进口通关时效排名", "Import clearance speed, national rank", "rank_within", 3.0, 1.0, 1, "位", "place",
     None, None, None, None, None, None, "at_risk"),
    ("M9.2", "出口通关时效排名", "Export clearance speed, national rank", "rank_within", 2.0, 3.0, 1, "位", "place",
     None, None, None, None, None, None, "on_track"),
]  # fmt: skip


def targets(lang):
    rows = []
    for (
        i,
        zh,
        en,
        comparator,
        v,
        t,
        scale,
        u_zh,
        u_en,
        share,
        plain,
        expected,
        low,
        mid,
        high,
        status,
    ) in _TARGETS:
        rows.append(
            {
                "target_id": i, "name": zh if lang == "zh" else en, "task_id": i.split(".")[0], "comparator": comparator,
                "value": v, "target_value": t, "unit_scale": float(scale), "unit_of_measure": u_zh if lang == "zh" else u_en,
                "attainment_share": share, "of_target_share": plain, "expected_share": expected,
                "forecast_low_share": low, "forecast_mid_share": mid, "forecast_high_share": high,
                "forecast_low": low and low * t, "forecast_mid": mid and mid * t, "forecast_high": high and high * t,
                "required_per_week": mid and (t - v) / 6, "recent_per_week": mid and (t - v) / 12, "pace_days": 28,
                "is_countable": scale == 1, "is_first_value": False, "is_met": None if v is None else status == "done", "status": status, "due_on": END,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def status_counts(lang):
    order = ["overdue", "behind", "stale", "at_risk", "on_track", "done"]
    counts = [
        [2, 4, 1, 6, 19, 12],
        [0, 0, 0, 1, 2, 2],
        [0, 1, 0, 2, 7, 3],
        [2, 2, 0, 2, 5, 2],
        [0, 1, 1, 1, 5, 5],
    ]
    before = [
        [1, 5, 1, 6, 20, 11],
        [0, 0, 0, 1, 2, 2],
        [0, 1, 0, 2, 7, 3],
        [1, 3, 0, 2, 6, 1],
        [0, 1, 1, 1, 5, 5],
    ]
    rows = [
        {
            "scope_id": s, "scope": None if s == 0 else PILLARS[lang][s - 1], "status": status,
            "n_tasks": counts[s][k], "n_tasks_before": before[s][k], "scope_n_tasks": sum(counts[s]),
            "is_attention": k < 4,
        }
        for s in range(5)
        for k, status in enumerate(order)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, pa.schema([("scope_id", pa.int32()), ("scope", pa.string()), ("status", pa.string()),
        ("n_tasks", pa.int32()), ("n_tasks_before", pa.int32()), ("scope_n_tasks", pa.int32()), ("is_attention", pa.bool_())]))  # fmt: skip


def _open(series, day, n):
    """Of 12 done tasks, 2 have fallen due by the end and 10 are due on the last day."""
    return 0 if series == "done" else n - (12 if day == END else min(n, 2))


def trend(lang, weeks=16):
    first = date(2023, 8, 11).toordinal()
    days = [date.fromordinal(first + 7 * k) for k in range(weeks)]
    steps = {
        "done": [(day, 2 + int(k * 0.7)) for k, day in enumerate(days)],
        "due": [(START, 0), (date(2023, 9, 30), 3), (days[-1], 3), (date(2023, 12, 8), 4), (END, 44)],
        "due_originally": [(START, 0), (date(2023, 9, 30), 4), (days[-1], 4), (END, 44)],
    }
    rows = [
        {
            "series": series,
            "on_date": day,
            "n": n,
            "n_not_done": _open(series, day, n),
            "n_tasks": 44,
            "is_ahead": day > days[-1],
        }
        for series, points in steps.items()
        for day, n in sorted(points)
    ]
    return pa.Table.from_pylist(rows, pa.schema([("series", pa.string()), ("on_date", pa.date32()), ("n", pa.int32()),
        ("n_not_done", pa.int32()), ("n_tasks", pa.int32()), ("is_ahead", pa.bool_())]))  # fmt: skip


_UNITS = {
    "zh": ["市委宣传部", "市科技创新委", "市地方金融监管局", "市前海管理局", "市教育局", "市商务局", "市工业和信息化局", "人民银行深圳市中心支行"],
    "en": ["Publicity Department", "Science, Technology and Innovation Commission", "Local Financial Regulatory Bureau",
           "Qianhai Authority", "Education Bureau", "Commerce Bureau", "Industry and Information Technology Bureau",
           "People's Bank of China Shenzhen Central Sub-branch"],
}  # fmt: skip


def league(lang):
    score = [1.0, 0.9167, 0.875, 0.8, 0.8, 0.7083, 0.5, 1.0]
    return pa.table(
        {
            "unit_id": [
                "publicity",
                "science",
                "finance",
                "qianhai",
                "education",
                "commerce",
                "industry",
                "pboc",
            ],
            "unit": _UNITS[lang],
            "n_tasks": pa.array([6, 6, 4, 5, 3, 12, 3, 1], pa.int32()),
            "n_scored_tasks": pa.array([6, 6, 4, 5, 3, 12, 3, 1], pa.int32()),
            "score": score,
            "position": pa.array([1, 2, 3, 4, 4, 6, 7, None], pa.int32()),
            "position_before": pa.array([1, 4, 2, 4, None, 5, 7, None], pa.int32()),
            "rank_low": pa.array([1, 1, 1, 1, 1, 3, 3, None], pa.int32()),
            "rank_high": pa.array([3, 5, 6, 6, 7, 7, 7, None], pa.int32()),
            "band": ["leading", "middle", "middle", "middle", "middle", "middle", "attention", None],
        }
    )


def unit_pillars(lang):
    tasks = [
        [0, 0, 0, 6],
        [4, 1, 0, 1],
        [0, 4, 0, 0],
        [0, 3, 0, 2],
        [0, 0, 0, 3],
        [0, 1, 10, 1],
        [0, 2, 1, 0],
        [0, 1, 0, 0],
    ]
    bad = [
        [0, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 2],
        [0, 0, 4, 1],
        [0, 1, 1, 0],
        [0, 0, 0, 0],
    ]
    units = league(lang).to_pylist()
    rows = [
        {
            "unit_id": u["unit_id"], "unit": u["unit"], "position": u["position"], "pillar_id": p + 1,
            "pillar": PILLARS[lang][p], "n_tasks": tasks[k][p], "n_scored_tasks": tasks[k][p],
            "score": 1 - bad[k][p] / tasks[k][p] if tasks[k][p] else None, "n_attention": bad[k][p], "n_done": 0,
        }
        for k, u in enumerate(units)
        for p in range(4)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


_ROADMAP = [
    (1, 1, "科技重大专项技术攻关立项", "Approve key technology research projects", END, END, date(2023, 11, 3), "done"),
    (5, 1, "发布2024年度科技交流活动申请指南", "Publish the 2024 call for international science exchanges",
     date(2023, 9, 30), date(2023, 9, 30), date(2023, 10, 13), "done"),
    (8, 2, "吸引知名咨询和人力机构落户前海", "Bring well-known consulting and HR firms to Qianhai", END, END, None, "on_track"),
    (15, 2, "与新加坡、伦敦金融城合办论坛", "Hold finance forums with Singapore and the City of London",
     date(2023, 10, 31), date(2023, 10, 31), None, "overdue"),
    (18, 2, "出台数据跨境传输安全管理方案", "Issue a scheme for the security of cross-border data transfer",
     END, END, None, "stale"),
    (20, 3, "修订跨国公司总部企业鼓励办法", "Revise the incentives for multinational headquarters",
     date(2023, 12, 15), date(2023, 9, 30), None, "at_risk"),
    (21, 3, "扩大高技术产业利用外资", "Attract foreign investment into high-tech industry", END, END, None, "behind"),
    (44, 4, "常态化推介“深圳故事”", "Present Shenzhen stories regularly in cultural exchange", END, END, None, "on_track"),
]  # fmt: skip


def roadmap(lang):
    rows = [
        {
            "task_id": f"2023-{n}", "item_no": n, "task": zh if lang == "zh" else en, "pillar_id": p,
            "pillar": PILLARS[lang][p - 1], "unit": _UNITS[lang][p], "starts_on": START, "due_on": due,
            "original_due_on": original, "finished_on": finished, "status": status, "as_of": AS_OF,
        }
        for n, p, zh, en, due, original, finished, status in _ROADMAP
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def target_history(lang, forecast=True):
    first = date(2023, 8, 11).toordinal()
    values = [2510, 2680, 2790, 2960, 3030, 3190, 3300, 3410, 3420, 3600, 3690, 3790, 3900, 4020, 4110, 4230]
    rows = [(date.fromordinal(first + 7 * k), float(v), "measured") for k, v in enumerate(values)]
    rows += [
        (START, 5700.0, "target"),
        (END, 5700.0, "target"),
        (START, 0.0, "expected"),
        (END, 5700.0, "expected"),
    ]
    if forecast:
        for kind, value in (("forecast_low", 4650.0), ("forecast_mid", 4820.0), ("forecast_high", 5010.0)):
            rows += [(AS_OF, 4230.0, kind), (END, value, kind)]
    days, amounts, series = zip(*rows, strict=True)
    return pa.table(
        {
            "target_id": ["2023-25.1"] * len(rows),
            "measured_on": pa.array(days, pa.date32()),
            "value": amounts,
            "series": series,
            "comparator": ["at_least"] * len(rows),
            "is_countable": [False] * len(rows),
            "unit_scale": [1e8] * len(rows),
            "unit_of_measure": ["元" if lang == "zh" else "yuan"] * len(rows),
        }
    )


def task_stages(lang):
    reached = [START, START, date(2023, 9, 15), None, None]
    names = ["not_started", "started", "drafted", "awaiting_approval", "done"]
    return pa.table(
        {
            "stage": names,
            "reached_on": pa.array(reached, pa.date32()),
            "is_now": [name == "drafted" for name in names],
            "n_returns": pa.array([None, None, 11, None, None], pa.int32()),
            "status": ["overdue"] * 5,
        }
    )
