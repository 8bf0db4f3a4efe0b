"""Who answers for what: before publication the register says it, afterwards the views do, and both say the same."""

from planboard.answers.engine import open_engine
from planboard.register.duties import owing, reporters, units_by_name
from planboard.register.plan import Plan, load_plan
from planboard.snapshots.published import published, read
from tests.places import DATA, SECOND_PLAN
from tests.queries.tables import rows

NO_FILTER = dict.fromkeys(("pillar_id", "unit_id", "task_id", "plan_year", "status", "owner"))


def test_register_and_views_name_the_same_units_on_every_published_date():
    now = published(DATA)
    engine, owed_so_far = open_engine(DATA), set()
    for snapshot in now.current:
        register = Plan.of(read(snapshot)).rows()
        targets = rows(engine, "targets", as_of=snapshot.as_of, lang="zh", **NO_FILTER)
        assert reporters(register) == {row["target_id"]: row["unit_id"] for row in targets}
        owed_so_far |= owing(register)
        counted = rows(engine, "discipline", as_of=snapshot.as_of, lang="zh")
        assert {row["unit_id"] for row in counted} == owed_so_far


def test_a_unit_without_tasks_and_targets_owes_nothing():
    register = load_plan(SECOND_PLAN).rows()
    assert owing(register | {"tasks": [], "targets": []}) == set()
    without = {task["unit_id"] for task in register["tasks"]} - {"parks"}
    only_tasks = {"targets": [], "tasks": [t for t in register["tasks"] if t["unit_id"] != "parks"]}
    assert owing(register | only_tasks) == without


def test_a_units_id_and_both_its_names_lead_to_it():
    by_name = units_by_name(load_plan(SECOND_PLAN).rows()["units"])
    assert {by_name[name] for name in ("parks", "区公园处", "Parks Office")} == {"parks"}
