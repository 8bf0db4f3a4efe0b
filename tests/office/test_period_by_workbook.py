"""One period as units and the office live it: forms out, filled in, received, accepted, published, proven."""

import io
import shutil
from datetime import UTC, date, datetime

import openpyxl
import pytest

from planboard.office import deciding, publication, receiving
from planboard.office.forms import forms
from planboard.office.receiving import Arrival
from planboard.publishing.verify import verify
from planboard.snapshots import published
from planboard.wording.text import LANGUAGES
from tests.places import SECOND_PLAN
from tests.samples.forms import fill, given
from tests.samples.small_returns import FRIDAY, WEEK, small_plan

NOW = datetime(2026, 3, 20, 4, tzinfo=UTC)
UNITS = ("harbour", "parks", "library", "waterworks")
WORDS = {
    "zh": {
        "reported_status": "预警",
        "stage": "已启动",
        "is_done": "否",
        "value": "１２．５",
        "on": "2026年3月{d}日",
    },
    "en": {
        "reported_status": "at risk",
        "stage": "started",
        "is_done": "no",
        "value": "12.5",
        "on": "2026/3/{d}",
    },
}


def filled(content, lang, as_of):
    """The form as somebody fills it in who does only what it asks for."""
    book, words = openpyxl.load_workbook(io.BytesIO(content)), WORDS[lang]
    typed = {
        "reported_by": "甲", "reported_status": words["reported_status"], "stage": words["stage"],
        "is_done": words["is_done"], "narrative": "按计划推进。", "reason": "天气不好。",
    }  # fmt: skip
    fill(book, typed)
    cells = given(book)
    if ("2026-1.1", "value") in cells:
        cells["2026-1.1", "value"].value = words["value"]
        cells["2026-1.1", "measured_on"].value = words["on"].format(d=as_of.day - 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_forms_to_a_snapshot_that_can_be_assembled_again(tmp_path, lang):
    data, plan, as_of = tmp_path / "data", small_plan(), FRIDAY + 2 * WEEK
    shutil.copytree(SECOND_PLAN, data / "plan")
    workbooks = dict(forms(data, plan, as_of, UNITS, lang))
    files = [Arrival(name, filled(content, lang, as_of), NOW) for name, content in workbooks.items()]
    for received in receiving.receive(data, plan, files, as_of, "乙"):
        assert received.problems == ()
        deciding.accept(data, received.kept, at=NOW, by="乙")
    made = publication.publish_period(data, plan, as_of, at=NOW, by="乙")
    tables = published.read(made)
    values = {row["target_id"]: row for row in tables["target_values"].to_pylist()}
    assert (values["2026-1.1"]["value"], values["2026-1.1"]["measured_on"]) == (12.5, date(2026, 3, 19))
    assert set(tables["task_returns"]["reported_status"].to_pylist()) == {"yellow"}
    assert set(tables["task_returns"]["narrative"].to_pylist()) == {"按计划推进。"}
    assert [row["unit_id"] for row in tables["returns"].to_pylist()] == sorted(UNITS)
    assert verify(data, deep=True) == []
