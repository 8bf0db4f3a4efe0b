"""Each rule of the method is written in one file of queries/; the others read its columns."""

import re

import pytest

from planboard.queries import QUERIES

FILES = {f.relative_to(QUERIES).as_posix(): f.read_text("utf-8") for f in QUERIES.rglob("*.sql")}
# Queries over many plans know no view: they read roll-ups, in which the rules have been applied.
CODE = {
    name: re.sub(r"--.*", "", sql)
    for name, sql in FILES.items()
    if not name.startswith(("assumptions/", "plans/"))
}

RULES = {
    "views/03_statuses.sql": [
        r"not in \('done', 'on_track', 'not_started'\)",
        r"\['overdue', 'behind', 'stale'",
    ],
    "views/10_targets.sql": [r"1 - \w+\.about_tolerance", r"then 1 else -1 end as side"],
    "views/11_returns.sql": [r"'Asia/Shanghai'"],
    "views/14_help_requests.sql": [r"coalesce\(answered_on, closed_on, as_of\)", r"'waiting'"],
    "views/18_consequences.sql": [r"\(\d, 'overdue'\)"],
    "views/22_owed_returns.sql": [r"\bowing\b"],
    "views/24_time_gone.sql": [r"min\(\w*\.?starts_on\), 0"],
    "views/31_met_since.sql": [r"missed_on"],
    "views/32_baselines.sql": [r"greatest\(\w*\.?starts_on, coalesce\("],
    "views/33_target_progress.sql": [r"least\(days_given", r"least\(1, \w*\.?attainment_share"],
    "views/36_median_forecasts.sql": [r"quantile_cont\("],
    "views/41_milestone_facts.sql": [r"evidence\), ''\)"],
    "views/51_task_status.sql": [r"reported_status is not null"],
}
# What is done with a number: it is compared or reckoned with, not just handed on.
USED = r"(?:[-+*<>=(] *(?:\w+\.)?{0}\b|\b{0} *[-+*<>=])"
RULE_NUMBERS = (
    "at_risk_points behind_points about_tolerance closing_days warn_days forecast_minimum "
    "forecast_least forecast_targets pace_days"
)


@pytest.mark.parametrize(("home", "rule"), [(home, rule) for home, rules in RULES.items() for rule in rules])
def test_a_rule_stands_in_its_one_place(home, rule):
    assert [name for name, code in CODE.items() if re.search(rule, code)] == [home]


@pytest.mark.parametrize("number", [*RULE_NUMBERS.split(), "return_days", "league_minimum"])
def test_a_number_of_a_rule_is_used_in_one_place(number):
    assert len([name for name, code in CODE.items() if re.search(USED.format(number), code)]) == 1
