"""A second year: the first is closed, units are renamed, merged and replaced, and one loses its last task."""

from datetime import date, timedelta

import pytest

from planboard.register.duties import owing, reporters, still_open
from planboard.register.plan import Plan
from planboard.snapshots.published import read
from tests.queries.tables import board, by, pick, rows

STORY = """
    = 2023-12-22
    plan
    league_minimum | starts_on  | ends_on
    1              | 2023-01-01 | 2025-12-31

    units
    unit_id | name_en
    science | Science Commission
    tech    | Science Commission
    credit  | Credit
    bank    | Bank
    money   | Finance
    culture | Culture
    arts    | Arts
    lights  | Lights

    measure_units
    measure_id | unit_id | role
    1          | culture | lead
    1          | credit  | participating
    1          | bank    | participating
    1          | lights  | participating

    tasks
    task_id | plan_year | item_no | unit_id | due_on     | starts_on  | profile
    2023-1  | 2023      | 1       | science | 2023-12-31 | 2023-01-01 | linear
    2023-2  | 2023      | 2       | credit  | 2023-12-31 | 2023-01-01 | at_deadline
    2023-3  | 2023      | 3       | bank    | 2023-12-31 | 2023-01-01 | at_deadline
    2023-4  | 2023      | 4       | culture | 2023-12-31 | 2023-01-01 | at_deadline
    2023-5  | 2023      | 5       | lights  | 2023-12-31 | 2023-01-01 | ongoing

    targets
    target_id | task_id | target_value | starts_on
    2023-1.1  | 2023-1  | 100          | 2023-01-01

    target_values
    target_id | value
    2023-1.1  | 60

    returns
    unit_id | n_sent_back
    science | 0
    credit  | 1
    bank    | 2
    culture | 0

    task_returns
    task_id | stage         | next_step_on
    2023-2  | drafted       | 2023-12-30
    2023-3  | not_started   |
    2023-4  | drafted       | 2023-12-30

    = 2024-01-12
    successions
    unit_id | successor_id | kind     | since_on
    science | tech         | renamed  | 2024-01-05
    credit  | money        | merged   | 2024-01-05
    bank    | money        | merged   | 2024-01-05
    culture | arts         | replaced | 2024-02-01

    units
    unit_id | name_en
    tech    | Science Bureau

    tasks
    task_id | plan_year | item_no | unit_id | due_on     | starts_on  | profile
    2023-1  | 2023      | 1       | tech    | 2023-12-31 | 2023-01-01 | linear
    2023-2  | 2023      | 2       | money   | 2023-12-31 | 2023-01-01 | at_deadline
    2023-3  | 2023      | 3       | money   | 2023-12-31 | 2023-01-01 | at_deadline
    2024-1  | 2024      | 1       | tech    | 2024-12-31 | 2024-01-01 | linear
    2024-2  | 2024      | 2       | money   | 2024-12-31 | 2024-01-01 | at_deadline
    2024-3  | 2024      | 3       | tech    | 2024-12-31 | 2024-04-01 | ongoing

    targets
    target_id | task_id | target_value | starts_on  | due_on
    2024-1.1  | 2024-1  | 366          | 2024-01-01 | 2024-12-31

    target_values
    target_id | value | measured_on
    2023-1.1  | 80    | 2023-12-31
    2024-1.1  | 11    | 2024-01-12

    task_returns
    task_id | stage         | is_done | finished_on | evidence
    2023-1  |               |         |             |
    2023-2  | done          | yes     | 2023-12-30  | No. 2
    2023-3  | not_started   |         |             |
    2023-4  | done          | yes     | 2023-12-29  | No. 4
    2023-5  | done          | yes     | 2023-12-31  | No. 5
    2024-1  |               |         |             |
    2024-2  | started       |         |             |

    = 2024-01-26
    closed_years
    plan_year | final_on
    2023      | 2024-01-20

    settlements
    task_id | settled_as   | successor_id | decided_on
    2023-1  | carried_over | 2024-1       | 2024-01-20
    2023-3  | given_up     |              | 2024-01-20

    target_values
    target_id | value
    2024-1.1  | 25

    task_returns
    task_id | stage
    2024-1  |
    2024-2  | started

    = 2024-02-09
    target_values
    target_id | value
    2024-1.1  | 39

    task_returns
    task_id | stage
    2024-1  |
    2024-2  | started
"""
FIRST, SECOND, CLOSED, LAST = "2023-12-22", "2024-01-12", "2024-01-26", "2024-02-09"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return board(tmp_path_factory.mktemp("years"), STORY)


def test_an_item_number_carries_its_year_once_there_are_several(engine):
    names = "task_id item_no status"
    assert pick(rows(engine, "tasks", as_of=FIRST, plan_year=2023), "item_no") == [
        (str(n),) for n in range(1, 6)
    ]
    assert pick(rows(engine, "tasks", as_of=SECOND, plan_year=2024), names) == [
        ("2024-1", "2024-1", "on_track"),
        ("2024-2", "2024-2", "on_track"),
        ("2024-3", "2024-3", "not_started"),
    ]


def test_what_has_not_started_needs_no_attention(engine):
    (headline,) = rows(engine, "headline", as_of=SECOND, plan_year=2024)
    assert (headline["n_tasks"], headline["n_attention"]) == (3, 0)


def test_time_gone_is_that_of_the_year(engine):
    (headline,) = rows(engine, "headline", as_of=LAST, plan_year=2024)
    assert headline["elapsed_share"] == pytest.approx(39 / 365)
    (headline,) = rows(engine, "headline", as_of=CLOSED, plan_year=2023)
    assert headline["elapsed_share"] == 1
    (target,) = rows(engine, "targets", as_of=LAST, plan_year=2024)
    assert target["expected_share"] == pytest.approx(39 / 365)


def test_earlier_years_count_what_is_open_until_the_year_is_closed(engine):
    names = "plan_year n_tasks n_open n_attention n_overdue"
    left = [(2023, 5, 2, 2, 2)]
    assert pick(rows(engine, "earlier_years", as_of=SECOND, plan_year=2024), names) == left
    assert rows(engine, "earlier_years", as_of=LAST, plan_year=2024) == []
    assert rows(engine, "earlier_years", as_of=SECOND, plan_year=2023) == []


def test_a_closed_year_stays_as_it_was_closed_and_counts_nowhere_after(engine):
    names = "plan_year n_tasks final_as_of is_default"
    assert pick(rows(engine, "plan_years", as_of=LAST), names) == [
        (2024, 3, None, True),
        (2023, 5, CLOSED, False),
    ]
    assert len(rows(engine, "tasks", as_of=CLOSED, plan_year=2023)) == 5
    assert rows(engine, "tasks", as_of=LAST, plan_year=2023) == []
    assert rows(engine, "targets", as_of=LAST, plan_year=2023) == []
    (headline,) = rows(engine, "headline", as_of=LAST)
    assert headline["n_tasks"] == 3


def test_what_was_left_is_carried_over_or_given_up(engine):
    names = "item_no status settled_as successor_item_no decided_on"
    settled = [
        ("2023-1", "overdue", "carried_over", "2024-1", "2024-01-20"),
        ("2023-3", "overdue", "given_up", None, "2024-01-20"),
    ]
    assert pick(rows(engine, "settlements", as_of=CLOSED, plan_year=2023), names) == settled
    assert rows(engine, "settlements", as_of=CLOSED, plan_year=2024) == []
    assert rows(engine, "settlements", as_of=SECOND, plan_year=2023) == []


def test_a_history_begins_with_the_predecessors_under_their_names(engine):
    names = "as_of unit_then n_tasks"
    assert pick(rows(engine, "unit_history", as_of=LAST, unit_id="tech"), names) == [
        (LAST, "Science Bureau", 2),
        (CLOSED, "Science Bureau", 3),
        (SECOND, "Science Bureau", 3),
        (FIRST, "Science Commission", 1),
    ]
    assert pick(rows(engine, "unit_history", as_of=SECOND, unit_id="money"), names) == [
        (SECOND, "Finance", 3),
        (FIRST, "Bank", 1),
        (FIRST, "Credit", 1),
    ]
    assert rows(engine, "unit_history", as_of=FIRST, unit_id="money") == [], "nothing was merged by then"


def test_a_merged_units_discipline_is_the_sum_of_its_predecessors_and_its_own(engine):
    names = "n_due n_received n_missing n_sent_back n_task_periods"
    before = by("unit_id", rows(engine, "discipline", as_of=FIRST))
    assert set(before) == {"science", "credit", "bank", "culture", "lights"}
    after = by("unit_id", rows(engine, "discipline", as_of=LAST))
    assert set(after) == {"tech", "money", "arts", "lights"}
    assert pick([after["money"]], names) == [(2 + 3, 5, 0, 3, 2 + 3 + 3 + 1)]
    assert pick([after["tech"]], names) == [(1 + 3, 4, 0, 0, 1 + 3 + 3 + 2)]
    assert pick([after["arts"]], "has_return n_due n_missing") == [(None, 3, 0)], "it owes nothing yet"


def test_the_position_before_is_that_of_the_only_predecessor(engine):
    first = by("unit_id", rows(engine, "league", as_of=FIRST))
    second = by("unit_id", rows(engine, "league", as_of=SECOND))
    assert second["tech"]["position_before"] == first["science"]["position"]
    assert second["money"]["position_before"] is None, "two units were merged"
    assert second["culture"]["position_before"] == first["culture"]["position"]


def test_the_league_of_a_year_does_not_count_what_another_one_finished(engine):
    names = "unit_id n_tasks n_scored_tasks score position position_before"
    assert pick(rows(engine, "league", as_of=SECOND, plan_year=2023), names) == [
        ("culture", 1, 1, 1.0, 1, 1),
        ("lights", 1, 1, 1.0, 1, None),  # without a scored task before
        ("money", 2, 2, 0.5, 3, None),
        ("tech", 1, 1, 0.0, 4, 4),
    ]
    assert pick(rows(engine, "league", as_of=SECOND, plan_year=2024), names) == [
        ("tech", 2, 1, 1.0, 1, None),  # the year's first snapshot
        ("money", 1, 0, None, None, None),
    ]
    assert pick(rows(engine, "league", as_of=CLOSED, plan_year=2024), names)[0] == ("tech", 2, 1, 1.0, 1, 1)
    together = by("unit_id", rows(engine, "league", as_of=SECOND))
    assert pick([together["tech"]], names) == [("tech", 3, 2, 0.5, 3, 4)]


@pytest.mark.parametrize("plan_year", [2023, 2024, None])
def test_what_stands_beside_the_league_is_of_its_year(engine, plan_year):
    asked = {"as_of": SECOND, "plan_year": plan_year}
    league = by("unit_id", rows(engine, "league", **asked))
    n_tasks = {unit_id: row["n_tasks"] for unit_id, row in league.items()}
    (counts,) = rows(engine, "league_counts", **asked)
    assert (counts["n_units"], counts["n_tasks"]) == (len(league), sum(n_tasks.values()))
    assert sum(row["n_tasks"] for row in rows(engine, "league_points", **asked)) == counts["n_scored_tasks"]
    assert {row["unit_id"]: row["n_tasks"] for row in rows(engine, "difficulty", **asked)} == n_tasks
    assert {row["id"]: row["n_tasks"] for row in rows(engine, "why", **asked, kind="unit")} == n_tasks
    assert {u["unit_id"]: u["n_tasks"] for u in rows(engine, "units", **asked) if u["n_tasks"]} == n_tasks
    assert sum(row["n_tasks"] for row in rows(engine, "persons", **asked)) == counts["n_tasks"]
    pillars = rows(engine, "unit_pillars", **asked)
    assert sum(row["n_tasks"] for row in pillars) == counts["n_tasks"]
    (responsible,) = rows(engine, "responsibility_counts", **asked)
    assert responsible["n_responsible"] == len(league)
    for unit_id, row in league.items():
        newest = rows(engine, "unit_history", **asked, unit_id=unit_id)[0]
        assert (newest["score"], newest["position"]) == (row["score"], row["position"])


def test_a_league_without_a_task_has_counts_of_nothing(engine):
    names = "n_units n_ranked n_tasks n_scored_tasks first_units first_score"
    assert pick(rows(engine, "league_counts", as_of=FIRST, plan_year=2024), names) == [(0, 0, 0, 0, [], None)]


def test_tasks_of_two_years_are_told_apart_among_a_persons_items(engine):
    items = {row["unit_id"]: row["items"] for row in rows(engine, "persons", as_of=SECOND)}
    assert items["tech"] == ["2023-1", "2024-1", "2024-3"]
    assert [row["items"] for row in rows(engine, "persons", as_of=SECOND, plan_year=2024)] == [
        ["2024-1", "2024-3"],
        ["2024-2"],
    ]


def test_a_successors_judgements_begin_with_its_predecessors(engine):
    names = "unit_id n_judged n_checkable n_rosier"
    assert pick(rows(engine, "rosier", as_of=FIRST), names)[:3] == [
        ("bank", 1, 1, 1),
        ("credit", 1, 1, 0),
        ("culture", 1, 1, 0),
    ]
    second = by("unit_id", rows(engine, "rosier", as_of=SECOND, plan_year=2023))
    assert pick([second["money"]], names) == [
        ("money", 2 + 2, 2 + 1, 1 + 1)
    ]  # a done one cannot be contradicted
    assert set(second) == {"tech", "money", "culture", "lights"}
    assert set(by("unit_id", rows(engine, "rosier", as_of=LAST))) == {"tech", "money", "arts", "lights"}
    this_year = by("unit_id", rows(engine, "rosier", as_of=LAST, plan_year=2024))
    assert pick(list(this_year.values()), names) == [("tech", 3, 3, 0), ("money", 3, 0, 0)]


def test_reporting_is_counted_in_the_periods_of_the_year(engine):
    names = "n_due n_received n_task_periods n_stale_periods"
    for plan_year, expected in ((2024, (3, 3, 6, 0)), (2023, (3, 3, 3, 0)), (None, (4, 4, 9, 0))):
        found = by("unit_id", rows(engine, "discipline", as_of=LAST, plan_year=plan_year))
        assert pick([found["tech"]], names) == [expected]


def test_a_role_in_a_measure_goes_to_the_heir_of_the_unit_named(engine):
    names = "role lead_unit_id named_unit_id"

    def roles(unit_id, as_of):
        return pick(rows(engine, "participation", as_of=as_of, unit_id=unit_id), names)

    assert roles("culture", SECOND) == [("lead", "culture", None)]
    assert roles("arts", SECOND) == []
    assert roles("arts", LAST) == [("lead", "arts", "culture")]
    assert roles("culture", LAST) == []
    assert roles("money", LAST) == [("participating", "arts", "credit")]
    assert roles("lights", LAST) == [("participating", "arts", None)]
    (measure,) = rows(engine, "measures", as_of=LAST, plan_year=2024)
    assert (measure["lead_unit"], measure["participating_units"]) == ("Arts", ["Finance", "Lights"])
    (counted,) = rows(engine, "participation", as_of=SECOND, unit_id="culture", plan_year=2024)
    assert counted["n_tasks"] == 3
    units = by("unit_id", rows(engine, "units", as_of=LAST))
    assert pick([units["arts"], units["money"], units["culture"]], "n_led n_participating") == [
        (1, 0), (0, 1), (0, 0),
    ]  # fmt: skip
    matrix = rows(engine, "responsibility", as_of=LAST)
    assert {row["unit_id"] for row in matrix if row["role"]} == {"arts", "money", "lights"}


def test_a_return_is_found_under_the_predecessor_that_sent_it(engine):
    (reason,) = rows(engine, "why", as_of=LAST, kind="task", id="2024-1")
    assert reason["received_at"] is not None
    (reason,) = rows(engine, "why", as_of=SECOND, kind="task", id="2023-1")
    assert reason["received_at"] is not None


def test_a_unit_that_lost_its_last_task_keeps_its_past_rows(engine):
    units = by("unit_id", rows(engine, "units", as_of=LAST))
    assert pick([units["lights"]], "n_tasks n_snapshots successor_id") == [(0, 3, None)]
    assert pick([units["culture"]], "n_tasks n_snapshots successor_id") == [(0, 3, "arts")]
    for unit_id in ("lights", "culture", "arts"):
        dates = pick(rows(engine, "unit_history", as_of=LAST, unit_id=unit_id), "as_of")
        assert dates == [(CLOSED,), (SECOND,), (FIRST,)]
    owed = by("unit_id", rows(engine, "discipline", as_of=LAST))["lights"]
    assert (owed["has_return"], owed["n_due"], owed["n_missing"]) == (None, 3, 1), "it owes nothing any more"


def test_a_succession_is_told_from_its_day_on_and_from_both_sides(engine):
    names = "predecessor successor succession since_on"
    assert pick(rows(engine, "predecessors", as_of=LAST, unit_id="arts"), names) == [
        ("Culture", "Arts", "replaced", "2024-02-01")
    ]
    assert len(rows(engine, "predecessors", as_of=LAST, unit_id="money")) == 2
    assert rows(engine, "predecessors", as_of=LAST, unit_id="culture")[0]["successor"] == "Arts"
    assert rows(engine, "predecessors", as_of=CLOSED, unit_id="arts") == []


@pytest.mark.parametrize("as_of", [FIRST, SECOND, CLOSED, LAST])
def test_register_and_views_agree_on_who_owes_what_over_a_years_end(engine, as_of):
    current = {str(s.as_of): s for s in engine.published.current}
    snapshot, dates = current[as_of], sorted(current)
    earlier = [current[day].as_of for day in dates if day < as_of]
    first_day = earlier[-1] + timedelta(days=1) if earlier else date(2023, 1, 1)
    register = still_open(Plan.of(read(snapshot)).rows(), first_day)
    owed = {
        row["unit_id"] for row in rows(engine, "discipline", as_of=as_of) if row["has_return"] is not None
    }
    assert owing(register) == owed
    targets = rows(engine, "targets", as_of=as_of)
    assert reporters(register) == {row["target_id"]: row["unit_id"] for row in targets}


def test_a_plan_year_begins_with_its_first_start_date_not_with_the_calendar(tmp_path):
    text = """
    = 2024-06-30
    tasks
    task_id | plan_year | starts_on  | due_on
    old     | 2023      | 2023-07-01 | 2024-06-30
    new     | 2024      | 2024-07-01 | 2025-06-30

    = 2024-07-01
    """
    engine = board(tmp_path, text)
    shown = {}
    for day in ("2024-06-30", "2024-07-01"):
        found = rows(engine, "plan_years", as_of=day)
        shown[day] = [(row["plan_year"], row["has_begun"]) for row in found if row["is_default"]]
    assert shown == {"2024-06-30": [(2023, True)], "2024-07-01": [(2024, True)]}
