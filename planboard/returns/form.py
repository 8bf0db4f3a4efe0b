"""The layout of the form a unit fills in: its sheets, blocks and columns, and which cells are filled in or required.
Written by `office/form_writing.py`, read by `returns/form_reading.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from planboard.wording.text import LANGUAGES, say

TEXT, NUMBER, DATE = "text", "number", "date"
NEW_ROWS = 8  # empty rows for new help requests
_SHOWN_AS_ROWS = ("return_due_on", "sheets", "layout", "status", "end")


@dataclass(frozen=True)
class Field:
    """A column of a table, or a row of a block: its identifier, what it holds, how it is filled in, and the width of
    its column in characters where the form has it as one."""

    name: str
    width: int = 0
    holds: str = TEXT
    is_input: bool = False
    is_required: bool = False
    choices: str | None = None  # judgement, stage, yes_no, yes, tasks, units
    is_read: bool = True  # part of the record; False: only for the unit to see

    def label(self, lang: str) -> str:
        """The field's name in the form, in one language."""
        return say(lang, f"form.column.{self.name}")


def _shown(name: str, width: int = 0, holds: str = TEXT) -> Field:
    return Field(name, width, holds, is_read=False)


def _input(
    name: str, width: int = 0, holds: str = TEXT, *, required: bool = False, choices: str | None = None
) -> Field:
    return Field(name, width, holds, True, required, choices)


@dataclass(frozen=True)
class SheetShape:
    """A sheet: its name, the subject of its records (`returns/records.py`) and its fields, the first of which is the
    id. In a table they are columns, under a header row that has the first column's label. In the report they are the
    rows of a block, the first of which is the `heading`."""

    name: str
    subject: str
    fields: tuple[Field, ...]
    heading: str = ""

    def title(self, lang: str) -> str:
        """The sheet's name in the workbook, in one language."""
        return say(lang, f"form.sheet.{self.name}")

    def field(self, name: str) -> Field:
        """The field with this identifier."""
        return next(field for field in self.fields if field.name == name)

    @property
    def entries(self) -> tuple[Field, ...]:
        """The fields that are the rows of a block."""
        return tuple(f for f in self.fields[1:] if f.is_read or f.name in (self.heading, *_SHOWN_AS_ROWS))

    @property
    def read(self) -> tuple[Field, ...]:
        """The fields that make up a record."""
        return tuple(field for field in self.fields if field.is_read)


UNIT = SheetShape(
    "unit", "unit", (
        Field("unit_id"), _shown("unit"), Field("period_ends_on", holds=DATE), _shown("return_due_on", holds=DATE),
        _shown("sheets"), _shown("layout"), _input("reported_by", required=True), _input("unit_note"),
        _shown("end"),
    ),
    heading="unit",
)  # fmt: skip
TASKS = SheetShape(
    "tasks", "task", (
        Field("task_id"), _shown("item_no", holds=NUMBER), _shown("task"), _shown("responsible_person"),
        _shown("due_on", holds=DATE), _shown("days_left", holds=NUMBER), _shown("status"),
        _shown("last_reported_status"), _shown("last_narrative"),
        _input("reported_status", required=True, choices="judgement"), _input("stage", choices="stage"),
        _input("is_done", choices="yes_no"), _input("finished_on", holds=DATE), _input("narrative", required=True),
        _input("reason"), _input("next_step"), _input("next_step_on", holds=DATE), _input("evidence"),
    ),
    heading="task",
)  # fmt: skip
TARGETS = SheetShape(
    "targets", "target", (
        Field("target_id"), _shown("name"), _shown("comparator"), _shown("target_value", holds=NUMBER),
        _shown("unit_of_measure"), _shown("due_on", holds=DATE), _shown("last_value", holds=NUMBER),
        _shown("last_measured_on", holds=DATE), _shown("expected_share", holds=NUMBER),
        _shown("expected_value", holds=NUMBER), _input("value", holds=NUMBER), _input("measured_on", holds=DATE),
        _input("note"), _input("is_confirmed", choices="yes"),
    ),
    heading="name",
)  # fmt: skip
HELP = SheetShape(
    "help", "help", (
        Field("request_id", 18), _input("task_id", 12, choices="tasks"),
        _input("asked_of_unit_id", 24, choices="units"), _input("text", 46), _input("asked_on", 12, DATE),
        _input("needed_on", 12, DATE), _input("closed_on", 12, DATE),
    ),
)  # fmt: skip
ANSWERS = SheetShape(
    "answers", "answer", (
        Field("request_id", 16), _shown("asked_by_unit", 15), _shown("task", 20), _shown("text", 28),
        _shown("asked_on", 11, DATE), _shown("needed_on", 11, DATE), _input("answered_on", 11, DATE),
        _input("answer", 32),
    ),
)  # fmt: skip
SHEETS = (UNIT, TASKS, TARGETS, HELP, ANSWERS)

# The sheet of the newer layout on which the unit, its tasks and their targets are blocks. Each row holds its block's id
# and its field's label, so that it says itself what its cell is, wherever it is moved to.
LAYOUT = (
    "2"  # the mark in the unit's block; forms of the older layout have none, and a table for each subject
)
REPORT = SheetShape(
    "report", "report", (
        Field("key", 12), Field("entry", 16), Field("given", 42, is_input=True), _shown("reference", 29),
    ),
)  # fmt: skip
BLOCKS = (UNIT, TASKS, TARGETS)
OF_TASKS_WITHOUT_TARGETS = ("stage", "is_done", "finished_on")  # otherwise values decide when a task is done
INSTRUCTIONS, LISTS = "instructions", "lists"  # sheets that nothing is read from


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
    """Every sheet of a form of either layout, by its name in either language; None stands for those not read."""
    named: dict[str, SheetShape | None] = {
        say(lang, f"form.sheet.{name}"): None for name in (INSTRUCTIONS, LISTS) for lang in LANGUAGES
    }
    return named | {shape.title(lang): shape for shape in (REPORT, *SHEETS) for lang in LANGUAGES}


@cache
def fields_by_label(shape: SheetShape) -> dict[str, Field]:
    """Every column of a sheet, by its name in either language."""
    return {field.label(lang): field for field in shape.fields for lang in LANGUAGES}


@cache
def entries_by_label() -> dict[str, tuple[SheetShape, Field]]:
    """Every row of the report's blocks, by its label in either language: whose block it is of, and its field."""
    return {
        field.label(lang): (shape, field) for shape in BLOCKS for field in shape.entries for lang in LANGUAGES
    }
