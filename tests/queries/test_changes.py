"""Two weeks in March: what changed, by what cause, and that the counts are those of the lists."""

from datetime import date
from itertools import combinations

import pytest

from planboard.answers.engine import open_engine
from tests.queries.tables import ROOT, complete, parse, pick, publish, rows

# The parks bureau plants 200 trees in a hundred days and drafts a rule; the roads bureau builds a path. The rule's
# deadline is moved by decree; signs are handed to the parks bureau, and ten trees added, by nobody's decision. A value
# of 3 March is corrected on the 14th, one of 10 March on the 16th, and a document's number of 3 March on the 18th.
STORY = """
    = 2023-03-03
    units
    unit_id | name_en
    parks   | Parks
    roads   | Roads

    tasks
    task_id | title_en | unit_id | due_on
    trees   | Trees    | parks   | 2023-04-11
    rule    | Rule     | parks   | 2023-03-08
    path    | Path     | roads   | 2023-06-30
    signs   | Signs    | roads   | 2023-06-30

    targets
    target_id | name_en | task_id | target_value | due_on
    trees.1   | Planted | trees   | 200          | 2023-04-11

    target_values
    target_id | value
    trees.1   | 110

    task_returns
    task_id | is_done | evidence | finished_on
    rule    |         |          |
    path    | yes     | No. 1    | 2023-03-01
    signs   |         |          |

    help_requests
    request_id | task_id | asked_of_unit_id | needed_on
    rule-1     | rule    | roads            | 2023-03-20

    = 2023-03-10
    tasks
    task_id | due_on
    rule    | 2023-05-31

    amendments
    object | id   | field  | old_value  | new_value  | decided_on | authority | reason
    tasks  | rule | due_on | 2023-03-08 | 2023-05-31 | 2023-03-06 | Mayor     | rain

    returns
    unit_id | due_on     | received_at               | n_sent_back
    parks   | 2023-03-10 | 2023-03-12T09:00:00+08:00 | 1
    roads   | 2023-03-10 | 2023-03-10T23:00:00+08:00 | 2

    target_values
    target_id | value
    trees.1   | 112

    task_returns
    task_id | is_done | reason
    path    |         | washed away

    = 2023-03-03
    target_values
    target_id | value
    trees.1   | 120

    task_returns
    task_id | is_done | evidence | finished_on
    rule    |         |          |
    path    | yes     | No. 1    | 2023-03-01
    signs   |         |          |

    = 2023-03-10
    returns
    unit_id | due_on     | received_at               | n_sent_back
    parks   | 2023-03-10 | 2023-03-12T09:00:00+08:00 | 1
    roads   | 2023-03-10 | 2023-03-10T23:00:00+08:00 | 2

    target_values
    target_id | value
    trees.1   | 121

    task_returns
    task_id | is_done | reason
    path    |         | washed away

    = 2023-03-17
    tasks
    task_id | unit_id
    signs   | parks

    targets
    target_id | target_value
    trees.1   | 210

    returns
    unit_id
    parks

    target_values
    target_id | value
    trees.1   | 125

    help_requests
    request_id | task_id | asked_of_unit_id | needed_on  | answered_on
    rule-1     | rule    | roads            | 2023-03-20 | 2023-03-15
    trees-1    | trees   | roads            | 2023-03-31 |

    = 2023-03-03
    task_returns
    task_id | is_done | evidence | finished_on
    rule    |         |          |
    path    | yes     | No. 1a   | 2023-03-01
    signs   |         |          |
"""
PUBLISHED_ON = [date(2023, 3, day) for day in (3, 10, 14, 16, 17, 18)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    sections = complete(parse(STORY))
    first, corrected, again = (sections[n][1] for n in (0, 2, 5))
    # A correction of an older date must not know the register of the newer one.
    sections[2] = (sections[2][0], first | {"target_values": corrected["target_values"]})
    sections[5] = (sections[5][0], sections[2][1] | {"task_returns": again["task_returns"]})
    return publish(tmp_path_factory.mktemp("march"), sections, PUBLISHED_ON)


def between(engine, query, since="2023-03-03", as_of="2023-03-17"):
    return rows(engine, query, as_of=as_of, since=since)


def test_each_changed_task_has_its_kind_its_rules_and_the_deadline_moved(engine):
    names = "task_id change status_before status rule_before rule is_deadline_moved has_late_return reason"
    assert pick(between(engine, "changes"), names) == [
        ("path", "reopened", "done", "stale", "delivered", "no_return", False, False, "washed away"),
        ("trees", "worse", "on_track", "at_risk", "in_time", "behind_time", False, True, None),
        ("rule", "better", "at_risk", "on_track", "no_next_step", "in_time", True, True, None),
    ]
    names = "task_id target value_before value deviation_points_before due_on_before due_on"
    assert pick(between(engine, "changes"), names) == [
        ("path", None, None, None, None, "2023-06-30", "2023-06-30"),
        ("trees", "Planted", 120, 125, -1, "2023-04-11", "2023-04-11"),
        ("rule", None, None, None, None, "2023-03-08", "2023-05-31"),
    ]


def test_any_two_dates_can_be_compared(engine):
    assert pick(between(engine, "changes", since="2023-03-10"), "task_id change") == [
        ("trees", "worse"),
        ("path", "gone_stale"),
    ]
    assert pick(between(engine, "changes", as_of="2023-03-10"), "task_id change") == [
        ("path", "reopened"),
        ("rule", "better"),
    ]
    assert between(engine, "changes", since=None) == []


def test_the_target_named_is_the_one_that_gave_the_worse_of_the_two_statuses(tmp_path):
    text = """
        = 2023-07-02
        targets
        target_id | task_id | target_value
        slow      | two     | 100
        fast      | two     | 100

        target_values
        target_id | value
        slow      | 10
        fast      | 60

        = 2023-07-09
        target_values
        target_id | value
        slow      | 70
        fast      | 61
    """
    engine = publish(tmp_path, complete(parse(text)))
    [found] = rows(engine, "changes", as_of="2023-07-09", since="2023-07-02")
    assert (found["change"], found["target_id"]) == ("better", "slow")
    assert (found["value_before"], found["value"]) == (10, 70)
    assert [
        r["target_id"] for r in rows(engine, "value_changes", as_of="2023-07-09", since="2023-07-02")
    ] == [
        "slow",
        "fast",
    ]


def test_a_moved_value_has_its_difference_and_its_movement_of_attainment(engine):
    [found] = between(engine, "value_changes")
    assert (found["value_before"], found["value"], found["difference"]) == (120, 125, 5)
    assert found["moved_points"] == pytest.approx(100 * (125 / 210 - 120 / 200))
    assert (found["measured_on_before"], found["measured_on"]) == (date(2023, 3, 3), date(2023, 3, 17))


def test_values_without_attainment_come_last_and_values_that_stand_still_not_at_all(tmp_path):
    text = """
        = 2023-07-02
        targets
        target_id | comparator  | target_value | basis
        place     | rank_within | 3            | level
        still     | at_least    | 10           | flow
        trees     | at_least    | 10           | flow

        target_values
        target_id | value
        place     | 9
        still     | 5
        trees     | 5

        = 2023-07-09
        target_values
        target_id | value
        place     | 4
        trees     | 6
    """
    engine = publish(tmp_path, complete(parse(text)))
    names = "target_id difference moved_points"
    assert pick(rows(engine, "value_changes", as_of="2023-07-09", since="2023-07-02"), names) == [
        ("trees", 1, 10),
        ("place", -5, None),
    ]


def test_an_amendment_has_its_authority_and_what_was_changed_without_one_is_flagged(engine):
    names = "object id name task_id field old_value new_value decided_on authority is_unregistered"
    assert pick(between(engine, "amended"), names) == [
        ("tasks", "rule", "Rule", "rule", "due_on", "2023-03-08", "2023-05-31", "2023-03-06", "Mayor", False),
        ("tasks", "signs", "Signs", "signs", "unit_id", "Roads", "Parks", None, None, True),
        ("targets", "trees.1", "Planted", "trees", "target_value", "200", "210", None, None, True),
    ]
    assert [r["id"] for r in between(engine, "amended", since="2023-03-10")] == ["signs", "trees.1"]


def test_a_restatement_is_listed_with_the_values_it_changed_also_of_an_older_date(engine):
    names = "restated_as_of revision target_id value_before value difference reason"
    of_3_march = [("2023-03-03", 2, "trees.1", 110, 120, 10, "restated")]
    of_10_march = [("2023-03-10", 2, "trees.1", 112, 121, 9, "restated")]
    of_no_value = [("2023-03-03", 3, None, None, None, None, "restated")]
    assert pick(between(engine, "restatements"), names) == of_no_value + of_10_march + of_3_march
    # Of the dates older than both, only what came out between the two.
    assert pick(between(engine, "restatements", since="2023-03-10"), names) == of_10_march + of_3_march


def test_returns_are_late_missing_or_sent_back(engine):
    names = "period_ends_on unit has_return days_late n_sent_back"
    assert pick(between(engine, "irregular_returns"), names) == [
        ("2023-03-17", "Roads", False, None, None),
        ("2023-03-10", "Parks", True, 2, 1),
        ("2023-03-10", "Roads", True, 0, 2),
    ]


def test_help_is_newly_asked_or_settled(engine):
    assert pick(between(engine, "help_changes"), "request_id change asking_unit asked_of_unit") == [
        ("rule-1", "help_settled", "Parks", "Roads"),
        ("trees-1", "help_asked", "Parks", "Roads"),
    ]


def test_the_counts_of_the_story_are_these(engine):
    counted = {
        r["change"]: r["n"] for r in rows(engine, "change_counts", as_of="2023-03-17", since="2023-03-03")
    }
    assert {change: n for change, n in counted.items() if n} == {
        "reopened": 1, "worse": 1, "better": 1, "value_moved": 1, "amended": 1, "unregistered": 2, "restated": 3,
        "return_late": 1, "return_missing": 1, "return_sent_back": 2, "help_asked": 1, "help_settled": 1,
    }  # fmt: skip
    assert len(counted) == 18


def test_tasks_are_counted_by_the_way_they_went(engine):
    names = "since as_of status_before status change n_tasks"
    assert pick(between(engine, "status_flow"), names) == [
        ("2023-03-03", "2023-03-17", "at_risk", "on_track", "better", 1),
        ("2023-03-03", "2023-03-17", "on_track", "at_risk", "worse", 1),
        ("2023-03-03", "2023-03-17", "done", "stale", "reopened", 1),
    ]


def test_for_any_two_dates_the_counts_are_those_of_the_lists(engine):
    for data, every in ((engine, 1), (open_engine(ROOT / "data"), 3)):
        dates = sorted(r["as_of"] for r in rows(data, "snapshots") if r["is_current"])
        for since, as_of in combinations(dates[::every], 2):
            assert counts(data, since, as_of) == of_lists(data, since, as_of), (since, as_of)


def counts(data, since, as_of):
    return {r["change"]: r["n"] for r in rows(data, "change_counts", as_of=as_of, since=since) if r["n"]}


def of_lists(data, since, as_of):
    def listed(query):
        return rows(data, query, as_of=as_of, since=since)

    returns, amended = listed("irregular_returns"), listed("amended")
    assert sum(r["n_tasks"] for r in listed("status_flow")) == len(listed("changes"))
    named = [r["change"] for r in (*listed("changes"), *listed("help_changes"))]
    found = {
        **{change: named.count(change) for change in named},
        "value_moved": len(listed("value_changes")),
        "amended": sum(not r["is_unregistered"] for r in amended),
        "unregistered": sum(r["is_unregistered"] for r in amended),
        "restated": len({(r["restated_as_of"], r["revision"]) for r in listed("restatements")}),
        "return_late": sum(bool(r["days_late"]) for r in returns),
        "return_missing": sum(not r["has_return"] for r in returns),
        "return_sent_back": sum(bool(r["n_sent_back"]) for r in returns),
    }
    return {change: n for change, n in found.items() if n}
