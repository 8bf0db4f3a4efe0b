"""A form that somebody filled in with LibreOffice says what was typed."""

from __future__ import annotations

from datetime import date

import pytest

from planboard.office import form_writing
from planboard.returns import form_reading
from planboard.wording.text import LANGUAGES, say
from tests import libreoffice
from tests.samples.form_cells import asked_for, typed
from tests.samples.small_form import AS_OF, small_board


def test_what_is_typed_in_libreoffice_comes_back_as_it_was_typed(tmp_path):
    engine = small_board(tmp_path)
    with libreoffice.running() as calc:
        for lang in LANGUAGES:
            form = form_writing.form(engine, AS_OF, "harbour", lang)
            answers = {
                "reported_by": "甲", "reported_status": say(lang, "judgement.red"), "narrative": "2026-3",
                "reason": "=缺人", "next_step_on": "2026-04-01", "evidence": "001", "value": "26.30",
            }  # fmt: skip
            texts = asked_for(form, answers)
            assert {where[2] for where in texts} == set(answers)
            sent = form_reading.read(calc.typed(form, typed(form, texts)), "表.xlsx")
            assert (sent.problems, sent.remarks) == ((), ())
            read = {"next_step_on": date(2026, 4, 1), "value": 26.3}
            held = {
                (record.subject, "" if record.subject == "unit" else record.cells[key], name): record.cells[
                    name
                ]
                for record in sent.records
                for key in (f"{record.subject}_id",)
                for name in answers
                if name in record.cells and (record.subject == "unit") == (name == "reported_by")
            }
            assert held == {where: read.get(where[2], text) for where, text in texts.items()}


def test_a_locked_cell_takes_nothing(tmp_path):
    form = form_writing.form(small_board(tmp_path), AS_OF, "harbour", "zh")
    with libreoffice.running() as calc, pytest.raises(RuntimeError, match="进展报送!A5 is locked"):
        calc.typed(form, {"进展报送": {"A5": "2026-9"}})
