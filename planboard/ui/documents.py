"""Blocks that many documents have, made from a view's queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar, cast

import pyarrow as pa

from planboard.charts import BULLET, STEPS, Chart
from planboard.charts.svg.targets import bullet, ladder
from planboard.document.blocks import (
    Cell,
    Column,
    Drawing,
    Figure,
    Fold,
    Link,
    Status,
    Table,
    Taken,
    Text,
    To,
)
from planboard.document.tables import Draws, Leads, table
from planboard.ui.paper import sheets
from planboard.ui.shown import Only, Shown
from planboard.ui.view import ANY_YEAR, NO_FILTER, answer
from planboard.wording import formats
from planboard.wording.readable import label

K = TypeVar("K")

# The page that a column's words lead to, and the column that says which one.
_LEADS = {
    "task": ("task", "task_id"),
    "unit": ("unit", "unit_id"),
    "asked_of_unit": ("unit", "asked_of_unit_id"),
    "asking_unit": ("unit", "asking_unit_id"),
    "lead_unit": ("unit", "lead_unit_id"),
}


def status_of(view: Shown, status: str) -> Status:
    """A status with its word in the reader's language."""
    return Status(status, view.say(f"status.{status}"))


def table_of(
    view: Shown,
    query: str,
    columns: Sequence[str],
    *,
    only: Only = None,
    caption: str = "",
    drawn: Mapping[str, Draws] | None = None,
    leads_to: Mapping[str, Leads] | None = None,
    **chosen: Any,
) -> Table:
    """A query's columns as a table. Names of tasks, targets, units and plans lead to their pages, other columns where
    `leads_to` says."""
    rows = answer(view.engine, query, view.params(query, chosen), only)
    leads = {n: _lead(view, n) for n in columns if n in _LEADS and _LEADS[n][1] in rows.column_names}
    leads |= leads_to or {}
    if "pillar" in columns:
        leads["pillar"] = lambda row: view.to(f"pillar-{row['pillar_id']}")
    if "plan_name" in columns:
        leads["plan_name"] = lambda row: view.to("overview", plan=row["plan"])
    if "name" in columns and "target_id" in rows.column_names:
        leads["name"] = lambda row: to_target(view, row)
    return table(rows, columns, view.lang, caption or view.say(f"table.{query}"), leads, drawn)


def to_target(view: Shown, row: Mapping[str, Any]) -> To:
    """Where a target's name leads: its task, or the pillar of its measure."""
    if row["task_id"]:
        return view.to("task", id=row["task_id"])
    every = view.rows("targets", **NO_FILTER, **ANY_YEAR)
    pillar_id = next(r["pillar_id"] for r in every if r["target_id"] == row["target_id"])
    return view.to(f"pillar-{pillar_id}")


TARGETS = (
    "name", "status", "progress", "value_of_target", "attainment_share", "expected_share", "deviation_points", "due_on",
)  # fmt: skip


def targets_table(
    view: Shown, columns: Sequence[str] = TARGETS, *, key: str = "targets", **chosen: Any
) -> Table:
    """Targets with their bars, or with the places of ranks and limits, as a table; both can be taken away as charts."""
    rows = answer(view.engine, "targets", view.params("targets", chosen))
    pictures = {row["target_id"]: bullet(row) for row in BULLET.rows(rows, view.lang).to_pylist()}
    places = groupby(STEPS.rows(rows, view.lang).to_pylist(), key=lambda row: row["target_id"])
    pictures |= {target_id: ladder(list(steps)) for target_id, steps in places}
    drawn: dict[str, Draws] = {"progress": lambda row: (pictures[row["target_id"]], row["attainment_share"])}
    charts = [*taken(view, BULLET, rows, key), *taken(view, STEPS, rows, f"{key}_steps")]
    return replace(table_of(view, "targets", columns, drawn=drawn, **chosen), taken=charts)


def _lead(view: Shown, column: str) -> Callable[[Mapping[str, Any]], To | None]:
    page, by = _LEADS[column]
    return lambda row: view.to(page, id=row[by]) if row[by] is not None else None


def figure(
    view: Shown, chart: Chart, query: str, key: str, *, of: str = "", only: Only = None,
    is_titled: bool = True, **chosen: Any,
) -> list[Figure]:  # fmt: skip
    """A query's rows as a chart with what it says above it, unless it is not titled; nothing if there are none. What
    says all that the picture does is not said again for those who only hear it. On paper, a chart taller than a sheet
    is several, the first with what all of them say."""
    answered = answer(view.engine, query, view.params(query, chosen), only)
    rows = chart.rows(answered, view.lang, view.demo_mark)
    if not rows.num_rows:
        return []
    title = chart.title(answered, view.lang) if is_titled else ""
    alt, whole = chart.alt(answered, view.lang), Taken(chart, rows, key, of)
    alt = "" if alt == title else alt
    pieces = sheets(chart, rows) if view.is_on_paper else [rows]
    drawings = [Drawing(chart.svg(piece.to_pylist(), view.lang), alt) for piece in pieces]
    return [Figure(drawing, "" if n else title, [] if n else [whole]) for n, drawing in enumerate(drawings)]


def taken(view: Shown, chart: Chart, rows: pa.Table, key: str, of: str = "") -> list[Taken]:
    """A query's rows as a chart to take away; nothing if it shows none of them."""
    drawn = chart.rows(rows, view.lang, view.demo_mark)
    return [Taken(chart, drawn, key, of)] if drawn.num_rows else []


def numbers(view: Shown, query: str, columns: Sequence[str], key: str, **chosen: Any) -> Fold:
    """A fold with the numbers behind a picture, as a table."""
    return Fold(view.say("frame.same_numbers"), [table_of(view, query, columns, **chosen)], f"numbers-{key}")


def around(view: Shown, titles: Mapping[K, tuple[str, To]], at: K) -> list[Link]:
    """Links to what comes before and after `at`, each with its title and where it leads."""
    keys = list(titles)
    place = keys.index(at)
    beside = (("previous", place - 1), ("next", place + 1))
    return [
        Link(view.say(f"frame.{word}", title=titles[keys[n]][0]), titles[keys[n]][1])
        for word, n in beside
        if 0 <= n < len(keys)
    ]


def listing_of(view: Shown, columns: Mapping[str, Sequence[object]], caption: str) -> Table:
    """A table given by its columns, whose names say what they are; of cells, or of what can be written as it is."""
    heads = [Column(n, label(n, view.lang), is_number=all(map(_is_number, columns[n]))) for n in columns]
    rows = [[_listed(value) for value in row] for row in zip(*columns.values(), strict=True)]
    return Table(caption, heads, rows)


def _is_number(value: object) -> bool:
    by = value.by if isinstance(value, Cell) else value
    return isinstance(by, int | float) or value == formats.NOTHING


def _listed(value: object) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell(cast(Text, value) if isinstance(value, str | list) else str(value))
