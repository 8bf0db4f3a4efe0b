"""The forms to send out for a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from planboard.office.form_writing import ASKS, form
from planboard.publishing.draft import draft
from planboard.publishing.newest import kind_of
from planboard.register.plan import Plan


def forms(
    data: Path, plan: Plan, as_of: date, unit_ids: Sequence[str], lang: str
) -> Iterator[tuple[str, bytes]]:
    """The file name and the workbook of each unit's form for the period that ends on `as_of`."""
    engine = draft(data, plan, as_of, [], only=ASKS)
    names = {unit["unit_id"]: unit[f"name_{lang}"] for unit in plan.rows()["units"]}
    for unit_id in unit_ids:
        yield form_name(data, as_of, names[unit_id], "xlsx"), form(engine, as_of, unit_id, lang)


def form_name(data: Path, as_of: date, whose: str, ending: str) -> str:
    """The name of a file of forms, which says so while the data is a demonstration."""
    return f"{whose}_{as_of}{'_demo' if kind_of(data) == 'demo' else ''}.{ending}"
