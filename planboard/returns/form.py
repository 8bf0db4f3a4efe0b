"""The layout of the form a unit fills in: its sheets and columns, and which cells are filled in or required. Written by
`office/form_writing.py`, read by `returns/form_reading.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from planboard.wording.text import LANGUAGES, say

TEXT, NUMBER, DATE = "text", "number", "date"
NEW_ROWS = 8  # empty rows for new help requests


@dataclass(frozen=True)
class Field:
    """A column: its identifier, its width in characters, what it holds, and how it is filled in."""

    name: str
    width: int
    holds: str = TEXT
    is_input: bool = False
    is_required: bool = False
    choices: str | None = None  # judgement, stage, yes_no, yes, tasks, units
    is_read: bool = True  # part of the record; False: only for the unit to see

    def label(self, lang: str) -> str:
        """The column's name in the form, in one language."""
        return say(lang, f"form.column.{self.name}")


def _shown(name: str, width: int, holds: str = TEXT) -> Field:
    return Field(name, width, holds, is_read=False)


def _input(
    name: str, width: int, holds: str = TEXT, *, required: bool = False, choices: str | None = None
) -> Field:
    return Field(name, width, holds, True, required, choices)


@dataclass(frozen=True)
class SheetShape:
    """A sheet: its name, the subject of its records (`returns/records.py`) and its columns. The header row is the one
    that has the first column's label."""

    name: str
    subject: str
    fields: tuple[Field, ...]

    def title(self, lang: str) -> str:
        """The sheet's name in the workbook, in one language."""
        return say(lang, f"form.sheet.{self.name}")

    @property
    def read(self) -> tuple[Field, ...]:
        """The columns that make up a record."""
        return tuple(field for field in self.fields if field.is_read)


UNIT = SheetShape(
    "unit", "unit", (
        Field("unit_id", 16), _shown("unit", 24), Field("period_ends_on", 13, DATE), _shown("return_due_on", 13, DATE),
        _shown("sheets", 26), _input("reported_by", 14, required=True), _input("unit_note", 40),
    ),
)  # fmt: skip
TASKS = SheetShape(
    "tasks", "task", (
        Field("task_id", 10), _shown("item_no", 6, NUMBER), _shown("task", 22), _shown("responsible_person", 9),
        _shown("due_on", 11, DATE), _shown("days_left", 7, NUMBER), _shown("status", 16),
        _shown("last_reported_status", 7), _shown("last_narrative", 26),
        _input("reported_status", 9, required=True, choices="judgement"), _input("stage", 10, choices="stage"),
        _input("is_done", 8, choices="yes_no"), _input("finished_on", 11, DATE),
        _input("narrative", 30, required=True), _input("reason", 20), _input("next_step", 20),
        _input("next_step_on", 11, DATE), _input("evidence", 18),
    ),
)  # fmt: skip
TARGETS = SheetShape(
    "targets", "target", (
        Field("target_id", 11), _shown("name", 26), _shown("comparator", 10), _shown("target_value", 10, NUMBER),
        _shown("unit_of_measure", 16), _shown("due_on", 12, DATE), _shown("last_value", 10, NUMBER),
        _shown("last_measured_on", 12, DATE), _shown("expected_share", 10, NUMBER),
        _shown("expected_value", 10, NUMBER), _input("value", 12, NUMBER), _input("measured_on", 12, DATE),
        _input("note", 28), _input("is_confirmed", 10, choices="yes"),
    ),
)  # fmt: skip
HELP = SheetShape(
    "help", "help", (
        Field("request_id", 18), _input("task_id", 12, choices="tasks"),
        _input("asked_of_unit_id", 24, choices="units"), _input("text", 50), _input("asked_on", 12, DATE),
        _input("needed_on", 12, DATE), _input("closed_on", 12, DATE),
    ),
)  # fmt: skip
ANSWERS = SheetShape(
    "answers", "answer", (
        Field("request_id", 18), _shown("asked_by_unit", 18), _shown("task", 26), _shown("text", 36),
        _shown("asked_on", 12, DATE), _shown("needed_on", 12, DATE), _input("answered_on", 12, DATE),
        _input("answer", 40),
    ),
)  # fmt: skip
SHEETS = (UNIT, TASKS, TARGETS, HELP, ANSWERS)
INSTRUCTIONS = "instructions"


@cache
def words(choices: str, lang: str) -> tuple[str, ...]:
    """The words that a drop-down list offers, for lists that do not depend on the unit."""
    keys = {
        "judgement": ("judgement.green", "judgement.yellow", "judgement.red"),
        "stage": ("stage.not_started", "stage.started", "stage.drafted", "stage.awaiting_approval", "stage.done"),
        "yes_no": ("form.yes", "form.no"),
        "yes": ("form.yes",),
    }[choices]  # fmt: skip
    return tuple(say(lang, key) for key in keys)


@cache
def sheets_by_title() -> dict[str, SheetShape | None]:
    """Every sheet of a form, by its name in either language; None stands for the instructions."""
    named: dict[str, SheetShape | None] = {say(la, f"form.sheet.{INSTRUCTIONS}"): None for la in LANGUAGES}
    return named | {shape.title(lang): shape for shape in SHEETS for lang in LANGUAGES}


@cache
def fields_by_label(shape: SheetShape) -> dict[str, Field]:
    """Every column of a sheet, by its name in either language."""
    return {field.label(lang): field for field in shape.fields for lang in LANGUAGES}
