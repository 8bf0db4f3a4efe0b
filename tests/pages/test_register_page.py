"""The office's page amends the register: found, previewed, confirmed; and never without a decision."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from planboard.office.register_book import book
from planboard.publishing.register import check_register
from planboard.publishing.verify import verify
from planboard.register import keeping
from planboard.register.acts import Decision, amend
from planboard.register.plan import EXAMPLE, load_plan
from planboard.register.records import records
from planboard.snapshots.published import published
from tests.office.test_register_book import TASK, add, changed, put
from tests.pages.conftest import App
from tests.pages.test_office_page import NOW, at_work, button, sign, small, two_weeks  # noqa: F401
from tests.places import SECOND_PLAN

DUE = "2027-01-31"


def filled(app: App, lang: str = "en"):
    at = sign(app.open("returns", lang=lang))
    at.text_input(key="amend_set_0_search").set_value("2026-1").run()
    at.selectbox(key="amend_set_0_row_tasks").set_value("2026-1").run()
    at.multiselect(key="amend_fields_tasks_0").set_value(["due_on"]).run()
    at.text_input(key="amend_value_due_on_2026-1_0").set_value(DUE).run()
    at.date_input(key="amend_on_0").set_value(date(2026, 3, 10)).run()
    return at


def test_a_deadline_is_amended_with_a_mouse(at_work, small):  # noqa: F811
    old = load_plan(small / "plan").rows()["tasks"][0]["due_on"]
    at = filled(at_work)
    assert any(f"so far: {old}" in field.label.replace("\\", "") for field in at.text_input)
    at = button(at, "amend_preview").click().run()
    assert any("is empty" in e.value for e in at.error)  # neither authority nor reason
    at.text_input(key="amend_authority_0").set_value("领导小组").run()
    at.text_input(key="amend_reason_0").set_value("延期").run()
    at = button(at, "amend_preview").click().run()
    assert not at.exception
    told = [text.replace("\\", "") for text in at_work.texts()]
    assert any(f"{old} → {DUE}" in text and "by 领导小组" in text for text in told), told
    assert records(small) == ()
    at = button(at, "amend_write").click().run()
    assert not at.exception
    assert any("recorded" in s.value for s in at.success)
    assert str(load_plan(small / "plan").rows()["tasks"][0]["due_on"]) == DUE
    assert [(record.event, record.by) for record in records(small)] == [("begun", "乙"), ("amended", "乙")]
    assert not at.text_input(key="amend_set_1_search").value  # a new, empty form


def test_who_comes_second_is_told_on_the_page(at_work, small):  # noqa: F811
    at = filled(at_work)
    at.text_input(key="amend_authority_0").set_value("领导小组").run()
    at.text_input(key="amend_reason_0").set_value("延期").run()
    at = button(at, "amend_preview").click().run()
    seen = load_plan(small / "plan")
    other = amend(
        seen, Decision(date(2026, 3, 9), "甲", "乙"), "tasks", "2026-2", {"responsible_person": "丙"}
    )
    keeping.change(small, other, based_on=keeping.version(seen), event="amended", at=NOW, by="丙", details={})
    at = button(at, "amend_write").click().run()
    assert any("somebody else has changed the register" in e.value for e in at.error)
    assert len(records(small)) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_unit_is_succeeded_by_a_new_one(at_work, small, lang):  # noqa: F811
    at = sign(at_work.open("returns", lang=lang))
    at.button_group(key="amend_act_0").set_value("succeed").run()
    at.selectbox(key="amend_unit_0_row_units").set_value("parks").run()
    at.selectbox(key="amend_successor_0").set_value("+").run()
    at.text_input(key="amend_new_id_0").set_value("gardens").run()
    at.text_input(key="amend_zh_0").set_value("园林局").run()
    at.text_input(key="amend_en_0").set_value("Gardens Bureau").run()
    at.text_input(key="amend_authority_0").set_value("编委").run()
    at.text_input(key="amend_reason_0").set_value("更名").run()
    at = button(at, "amend_preview").click().run()
    assert not at.exception
    assert not at.error, [e.value for e in at.error]
    at = button(at, "amend_write").click().run()
    rows = load_plan(small / "plan").rows()
    assert [(r["unit_id"], r["successor_id"]) for r in rows["successions"]] == [("parks", "gardens")]
    assert not any(task["unit_id"] == "parks" for task in rows["tasks"])


def test_a_file_that_cannot_be_read_stops_publishing_and_nothing_else(at_work, small):  # noqa: F811
    path = small / "plan" / "tasks.csv"
    path.write_bytes(path.read_text("utf-8").encode("gbk"))
    (small / "plan" / "units - 副本.csv").write_bytes(b"x")
    at = at_work.open("returns", lang="en")
    assert not at.exception
    assert any("tasks.csv: is in GBK" in e.value.replace("\\", "") for e in at.error)
    assert any("a copy of units.csv" in i.value.replace("\\", "") for i in at.info)
    keys = {b.key for b in at.button}
    assert "receive" in keys
    assert not keys & {"preview", "amend_preview"}


def dropped(at, content: bytes, name: str = "r.xlsx"):
    at.button_group(key="amend_act_0").set_value("import").run()
    uploader = next(u for u in at.file_uploader if u.key == "register_book_0")
    uploader.upload(name, content)
    return button(at.run(), "amend_preview").click().run()


def test_next_years_list_comes_in_on_the_page(at_work, small):  # noqa: F811
    def work(made):
        add(made["Tasks"], TASK)
        put(made["Tasks"], "2026-1", "responsible_person", "赵六")

    at = sign(at_work.open("returns", lang="en"))
    at = dropped(at, changed(book(load_plan(small / "plan"), "en"), work))
    assert any("without a decision" in e.value for e in at.error), [e.value for e in at.error]
    at.text_input(key="amend_authority_0").set_value("领导小组").run()
    at.text_input(key="amend_reason_0").set_value("年度清单").run()
    at = button(at, "amend_preview").click().run()
    assert not at.error, [e.value for e in at.error]
    told = [text.replace("\\", "") for text in at_work.texts()]
    assert any("2027-9 New task: new" in text and "→ 赵六" in text for text in told), told
    assert records(small) == ()
    at = button(at, "amend_write").click().run()
    assert not at.exception
    assert [record.event for record in records(small)] == ["begun", "imported"]
    rows = load_plan(small / "plan").rows()
    assert [t["responsible_person"] for t in rows["tasks"] if t["task_id"] in ("2026-1", "2027-9")] == [
        "赵六",
        "王五",
    ]
    assert not any(u.value for u in at.file_uploader), "a new, empty form"


@pytest.mark.parametrize(
    ("lang", "sheet", "said"),
    [("zh", "任务", '任务，第4行, "L4 完成时限"'), ("en", "Tasks", 'Tasks, row 4, "L4 deadline"')],
)
def test_problems_of_a_workbook_are_told_by_cell_in_the_readers_language(at_work, small, lang, sheet, said):  # noqa: F811
    content = changed(
        book(load_plan(small / "plan"), lang), lambda made: put(made[sheet], "2026-1", "due_on", "soon")
    )
    at = dropped(sign(at_work.open("returns", lang=lang)), content)
    assert any(said in e.value.replace("\\", "") for e in at.error), [e.value for e in at.error]
    assert not any(b.key == "amend_write" for b in at.button)


def test_a_workbook_that_changes_nothing_offers_nothing_to_write(at_work, small):  # noqa: F811
    at = dropped(sign(at_work.open("returns", lang="en")), book(load_plan(small / "plan"), "en"))
    assert any("nothing to write" in i.value for i in at.info)
    assert not any(b.key == "amend_write" for b in at.button)


def test_a_new_plan_begins_on_the_page_alone(open_on, tmp_path, monkeypatch):
    """The command `new` made the folder; the city's register comes in as a workbook, with no decision asked."""
    monkeypatch.setattr(
        "planboard.office.publication.check_day", lambda *given: None
    )  # that Friday lies ahead
    data = tmp_path / "city"
    shutil.copytree(EXAMPLE, data / "plan")
    app = open_on(data)
    app.test.secrets["office"] = {"enabled": True}
    at = sign(app.open("returns", lang="en"))
    assert not at.exception
    at = dropped(at, book(load_plan(SECOND_PLAN), "en"))
    assert not at.error, [e.value for e in at.error]
    assert sum("optional before the first publication" in field.label for field in at.text_input) == 2
    at = button(at, "amend_write").click().run()
    assert not at.exception
    assert not at.error, [e.value for e in at.error]
    assert load_plan(data / "plan").rows()["tasks"] == load_plan(SECOND_PLAN).rows()["tasks"]
    button(at, "preview").click().run()
    assert any("Not reported" in c.value for c in at.caption)
    assert not any("carried forward" in c.value for c in at.caption)
    button(at, "publish").click().run()
    assert not at.exception
    assert len(published(data).current) == 1
    assert verify(data, deep=True) == []


def test_a_unit_is_split_and_its_tasks_divided(at_work, small):  # noqa: F811
    at = sign(at_work.open("returns", lang="en"))
    at.button_group(key="amend_act_0").set_value("succeed").run()
    at.selectbox(key="amend_unit_0_row_units").set_value("parks").run()
    at.selectbox(key="amend_successor_0").set_value("+").run()
    at.checkbox(key="amend_split_0").set_value(True).run()
    at.number_input(key="amend_more_0").set_value(1).run()
    for key, id, zh, en in (("0", "gardens", "园林局", "Gardens"), ("0_0", "forests", "林业局", "Forests")):
        at.text_input(key=f"amend_new_id_{key}").set_value(id).run()
        at.text_input(key=f"amend_zh_{key}").set_value(zh).run()
        at.text_input(key=f"amend_en_{key}").set_value(en).run()
    tasks = [t["task_id"] for t in load_plan(small / "plan").rows()["tasks"] if t["unit_id"] == "parks"]
    assert len(tasks) == 3
    at.multiselect(key="amend_tasks_parks_0").set_value(tasks[1:]).run()
    assert any("no other is chosen: 1" in caption.value for caption in at.caption)
    at.multiselect(key="amend_tasks_parks_0").set_value(tasks).run()
    at.selectbox(key=f"amend_goes_{tasks[0]}_gardens_0").set_value("forests").run()
    at.selectbox(key=f"amend_goes_{tasks[1]}_gardens_0").set_value("library").run()
    at.text_input(key="amend_authority_0").set_value("编委").run()
    at.text_input(key="amend_reason_0").set_value("拆分").run()
    at = button(at, "amend_preview").click().run()
    assert not at.exception
    assert not at.error, [e.value for e in at.error]
    at = button(at, "amend_write").click().run()
    assert not at.error, [e.value for e in at.error]
    rows = load_plan(small / "plan").rows()
    heirs = {t["task_id"]: t["unit_id"] for t in rows["tasks"]}
    assert [heirs[id] for id in tasks] == ["forests", "library", "gardens"]
    assert [(r["unit_id"], r["successor_id"]) for r in rows["successions"]] == [("parks", "gardens")]
    assert check_register(small) == []


def test_the_form_names_what_is_wrong_by_its_own_labels_and_reads_dates_as_typed(at_work, small):  # noqa: F811
    at = button(filled(at_work, "zh"), "amend_preview").click().run()
    assert any("决定机关：为空" in e.value.replace("\\", "") for e in at.error), [e.value for e in at.error]
    at.text_input(key="amend_authority_0").set_value("领导小组").run()
    at.text_input(key="amend_reason_0").set_value("延期").run()
    at.text_input(key="amend_value_due_on_2026-1_0").set_value("soon").run()
    at = button(at, "amend_preview").click().run()
    (told,) = [e.value.replace("\\", "") for e in at.error]
    assert '任务, 2026-1, "完成时限"' in told
    at.text_input(key="amend_value_due_on_2026-1_0").set_value("2027/1/31").run()
    at = button(at, "amend_preview").click().run()
    assert any("2027-01-31" in text.replace("\\", "") for text in at_work.texts())
    at.button_group(key="amend_act_0").set_value("withdraw").run()
    assert "请选择要撤销的对象。" in [c.value for c in at.caption]
    assert "amend_preview" not in {b.key for b in at.button}
