"""Tables on a page, drawn from queries and kept with the engine their rows came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
import streamlit as st

from planboard.charts import cell_bar
from planboard.ui import paper
from planboard.ui.columns import PROGRESS, columns_as, row_height
from planboard.ui.controls import go
from planboard.ui.shown import Answering, Only, Params, Shown
from planboard.ui.view import View, answer
from planboard.wording import readable
from planboard.wording.formats import whole_percent
from planboard.wording.readable import label

_CELL_EDGES = 10  # pixels of a row's height that a picture in a cell does not get
_ROLE_SIGNS = {"lead": "●", "participating": "○", None: ""}


def table(
    view: Shown,
    query: str,
    columns: Sequence[str],
    key: str,
    *,
    opens: str | None = None,
    by: str = "",
    only: Only = None,
    alt: str | None = None,
    height: int | Literal["content"] = "content",
    **chosen: Any,
) -> None:
    """A query's columns as a sortable table, whole or of a height in pixels. Screen readers know it by `alt`, or by its
    query's name. A click on a row opens the page of what its column `by` names (`opens`: plan, pillar, unit, task or
    target)."""
    params = view.params(query, chosen)
    rows = view.engine.keep(_shown, query, params, only, tuple(columns), view.lang)
    if view.is_on_paper:
        paper.table(rows, view.lang)
        return
    options: dict[str, Any] = {
        "key": key,
        "hide_index": True,
        "column_config": columns_as(tuple(columns), view.lang),
        "placeholder": "—",
        "height": height,
        "row_height": row_height(columns, view.lang),
        "alt": alt or view.say(f"table.{query}"),
    }
    if not opens:
        st.dataframe(rows, **options)
        return
    row = _clicked(rows, options)
    if row is not None:
        go(view, opens, answer(view.engine, query, params, only)[by][row].as_py())


def _shown(
    engine: Answering, query: str, params: Params, only: Only, columns: tuple[str, ...], lang: str
) -> pa.Table:
    found = answer(engine, query, params, only)
    rows = readable.shown(found, [name for name in columns if name != PROGRESS], lang)
    if PROGRESS not in columns:
        return rows
    high = row_height(columns, lang)
    bars = [_bar(row, high - _CELL_EDGES if high else cell_bar.HEIGHT) for row in found.to_pylist()]
    return rows.add_column(columns.index(PROGRESS), PROGRESS, pa.array(bars, pa.string()))


def _bar(row: Mapping[str, Any], height: int) -> str | None:
    if row["attainment_share"] is None:
        return None
    expected = row["expected_share"]
    return cell_bar.picture(
        whole_percent(row["attainment_share"]),
        None if expected is None else whole_percent(expected),
        row.get("status"),  # plans have none of their own
        height,
    )


# The grid selects its first cell when a click on a head or its menu gives it the focus, and reports it as a click on
# that cell. This column comes first, too narrow to be hit, and takes that selection, so that sorting opens nothing.
_EDGE = " "


def _clicked(rows: pa.Table, options: dict[str, Any]) -> int | None:
    """Draw the rows as a table; the index of the row in which a cell was clicked, None if none was."""
    edge = {_EDGE: st.column_config.Column(width=1, pinned=True)}
    options = {**options, "column_config": options["column_config"] | edge}
    rows = rows.add_column(0, _EDGE, pa.array([""] * rows.num_rows))
    event: Any = st.dataframe(rows, on_select="rerun", selection_mode="single-cell", **options)
    cells = event["selection"]["cells"] if event else []
    return cells[0][0] if cells and cells[0][1] != _EDGE else None


def numbers(view: Shown, query: str, columns: Sequence[str], key: str, **chosen: Any) -> None:
    """A fold with the numbers behind a picture, as a table; they are asked for only when it is opened."""
    if view.is_on_paper:
        return
    fold = st.expander(view.say("frame.same_numbers"), key=f"numbers-{key}", on_change="rerun")
    if fold.open:
        with fold:
            table(view, query, columns, f"numbers-{key}-table", **chosen)


def still_table(columns: Mapping[str, Sequence[object]], lang: str, alt: str | None = None) -> None:
    """A small table, given by its columns, that reads and prints as text. Screen readers know it by `alt`."""
    named = {label(name, lang): pa.array(values) for name, values in columns.items()}
    st.table(pa.table(named), hide_index=True, border="horizontal", alt=alt)


def listing(
    view: Shown,
    columns: Mapping[str, Sequence[object]],
    height: int | Literal["content"] = 420,
    alt: str | None = None,
) -> None:
    """A longer table, given by its columns, to scroll, sort and search. Screen readers know it by `alt`."""
    rows = pa.table({name: pa.array(values) for name, values in columns.items()})
    if view.is_on_paper:
        paper.table(rows, view.lang)
        return
    config = columns_as(tuple(columns), view.lang)
    st.dataframe(rows, hide_index=True, column_config=config, height=height, placeholder="—", alt=alt)


def matrix(view: View, query: str, key: str, *, opens: str) -> None:
    """Units by measures: who leads (●), takes part (○) and answers for how many tasks. A click on a row opens its
    unit."""
    rows = view.engine.keep(_matrix, query, view.params(query, {}))
    if view.is_on_paper:
        names = [label("unit", view.lang), *rows.column_names[2:]]
        st.table(rows.drop_columns(["unit_id"]).rename_columns(names), hide_index=True, border="horizontal")
        return
    measures = {n: st.column_config.Column(n, width=52, alignment="center") for n in rows.column_names[2:]}
    options: dict[str, Any] = {
        "key": key,
        "hide_index": True,
        "height": "content",
        "column_config": columns_as(("unit",), view.lang) | measures,
        "alt": view.say(f"table.{query}"),
    }
    row = _clicked(rows.drop_columns(["unit_id"]), options)
    if row is not None:
        go(view, opens, rows["unit_id"][row].as_py())


def _matrix(engine: Answering, query: str, params: Params) -> pa.Table:
    """One row for each unit, in the query's order, and a column for each measure; empty where they have nothing to do
    with each other."""
    roles = answer(engine, query, params).to_pylist()
    lines: dict[str, dict[str, str]] = {}
    for role in roles:
        line = lines.setdefault(role["unit_id"], {"unit_id": role["unit_id"], "unit": role["unit"]})
        line[str(role["measure_id"])] = f"{_ROLE_SIGNS[role['role']]} {role['n_tasks'] or ''}".strip()
    names = ["unit_id", "unit", *map(str, sorted({role["measure_id"] for role in roles}))]
    return pa.table({name: [line.get(name, "") for line in lines.values()] for name in names})
