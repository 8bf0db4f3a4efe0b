"""Charts and tables, drawn from queries. What was made of an answer is kept with the engine it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from planboard import charts
from planboard.answers import league
from planboard.answers.engine import Engine
from planboard.ui import paper
from planboard.ui.controls import go, plain
from planboard.ui.view import Drawn, View
from planboard.wording import readable as tables

Only = tuple[str, object] | None  # keep the rows whose column has this value


def answer(engine: Engine, query: str, params: tuple, only: Only = None) -> pa.Table:
    """The rows of a query, for the league table with its rank ranges."""
    return engine.keep(_answer, query, params, only)


def _answer(engine: Engine, query: str, params: tuple, only: Only) -> pa.Table:
    table = engine.query(query, **dict(params))
    if query == "league":
        table = league.with_ranges(table)
    if only:
        column = table[only[0]]
        table = table.filter(pc.equal(column, pa.scalar(only[1], column.type)))
    return table


def _drawing(
    engine: Engine, kind: ModuleType, query: str, params: tuple, only: Only, lang: str, mark: str
) -> pa.Table:
    table = answer(engine, query, params, only)
    return charts.drawn(kind, table, lang, mark)


def _title(engine: Engine, kind: ModuleType, query: str, params: tuple, only: Only, lang: str) -> str:
    return charts.title(kind, answer(engine, query, params, only), lang)


def chart(
    view: View,
    kind: ModuleType,
    query: str,
    key: str,
    *,
    opens: str | None = None,
    only: Only = None,
    of: str = "",
    **params: Any,
) -> None:
    """Draw one kind of chart from a query's rows. A click on a mark opens what it stands for (`opens`: pillar, unit,
    task or target); nothing is drawn where there are no rows. `of` says what is shown, where a page has several of the
    kind."""
    asked = tuple(view.asked(query, params).items())
    rows = view.engine.keep(_drawing, kind, query, asked, only, view.lang, view.mark)
    if not rows.num_rows:
        return
    view.drawn.append(Drawn(kind, rows, key, of))
    title = view.engine.keep(_title, kind, query, asked, only, view.lang)
    if title:
        st.markdown(plain(title))
    # Specification, key and alt are the same for every date: the browser then changes the picture it has.
    alt = view.say(f"picture.{kind.__name__.rsplit('.', 1)[-1]}")
    if view.is_on_paper:
        for n, piece in enumerate(paper.sheets(kind, answer(view.engine, query, asked, only))):
            drawn = charts.drawn(kind, piece, view.lang, view.mark)
            if drawn.num_rows:
                st.vega_lite_chart(drawn, kind.spec(view.lang), key=f"{key}-{n}", alt=alt, width="stretch")
        return
    if not opens:
        st.vega_lite_chart(rows, kind.spec(view.lang), key=key, alt=alt, width="stretch")
        return
    event: Any = st.vega_lite_chart(
        rows,
        kind.spec(view.lang),
        key=key,
        alt=alt,
        width="stretch",
        on_select="rerun",
        selection_mode="pick",
    )
    picked = event["selection"].get("pick") if event else None
    if picked:
        go(view, opens, next(iter(picked[0].values())))


def _shown(
    engine: Engine, query: str, params: tuple, only: Only, columns: tuple[str, ...], lang: str
) -> pa.Table:
    return tables.shown(answer(engine, query, params, only), columns, lang)


def table(
    view: View,
    query: str,
    columns: Sequence[str],
    key: str,
    *,
    opens: str | None = None,
    by: str = "",
    only: Only = None,
    alt: str | None = None,
    **params: Any,
) -> None:
    """A query's columns as a sortable table, named `alt` or after its query for a screen reader. A click on a row opens
    what its column `by` names (`opens` as in chart)."""
    asked = tuple(view.asked(query, params).items())
    rows = view.engine.keep(_shown, query, asked, only, tuple(columns), view.lang)
    config = columns_as(tuple(columns), view.lang)
    options: dict[str, Any] = {
        "key": key,
        "hide_index": True,
        "column_config": config,
        "placeholder": "—",
        "height": "content",
        "row_height": tables.row_height(columns, view.lang),
        "alt": alt or view.say(f"table.{query}"),
    }
    if view.is_on_paper:
        paper.table(rows, view.lang)
        return
    if not opens:
        st.dataframe(rows, **options)
        return
    row = _clicked(rows, options)
    if row is not None:
        go(view, opens, answer(view.engine, query, asked, only)[by][row].as_py())


# The grid selects its first cell when a click on a head or its menu gives it the focus, and tells so as of a click on
# that cell. This column comes first, too narrow to be hit, and takes that selection, so that sorting opens nothing.
_EDGE = " "


def _clicked(rows: pa.Table, options: dict[str, Any]) -> int | None:
    """Draw the rows as a table; in which of them a cell was clicked, None if in none."""
    edge = {_EDGE: st.column_config.Column(width=1, pinned=True)}
    options = {**options, "column_config": options["column_config"] | edge}
    rows = rows.add_column(0, _EDGE, pa.array([""] * rows.num_rows))
    event: Any = st.dataframe(rows, on_select="rerun", selection_mode="single-cell", **options)
    cells = event["selection"]["cells"] if event else []
    return cells[0][0] if cells and cells[0][1] != _EDGE else None


def numbers(view: View, query: str, columns: Sequence[str], key: str, **params: Any) -> None:
    """The numbers behind a picture, behind a fold that asks for them only when it is opened."""
    if view.is_on_paper:
        return
    fold = st.expander(view.say("frame.same_numbers"), key=f"numbers-{key}", on_change="rerun")
    if fold.open:
        with fold:
            table(view, query, columns, f"numbers-{key}-table", **params)


@lru_cache(maxsize=256)
def columns_as(columns: tuple[str, ...], lang: str) -> dict[str, Any]:
    """How Streamlit shows each column, by its name; what it means is said where the mouse rests on its head."""
    is_tall = tables.row_height(columns, lang) is not None
    made = {}
    for name in columns:
        both = _WIDTH.get(name) if is_tall else _WIDTH_OF_ONE_LINE.get(name, _WIDTH.get(name))
        made[name] = _column(name, tables.label(name, lang), both and both[lang == "en"])
        made[name]["help"] = tables.meaning(name, lang)
    return made


# Widths in pixels in Chinese and in English where the content would be cut off or spread too far; the others, and those
# with None, follow their content.
_WIDTH: dict[str, tuple[int | None, int | None]] = {
    "answer": (132, 136), "as_of": (100, 90), "asked_of_unit": (112, 145), "asking_unit": (112, 145),
    "attainment_share": (64, 86), "band_sure": (140, 160), "deviation_points": (110, 112), "due": (72, 92),
    "due_on": (92, 96), "expected_share": (76, 76), "finished": (136, 96), "forecast": (260, 234),
    "help_state": (88, 80), "item_no": (48, 48), "items": (300, 270), "lead_unit": (160, 190),
    "manifest_sha256": (264, 196), "marks": (134, 120), "mean_attainment_share": (124, 120), "meaning": (300, 330),
    "measure": (230, 230), "measured_on": (108, 96), "measured_on_before": (108, 92), "moved_points": (156, 140),
    "movement": (74, 76), "n_done": (64, 52), "n_on_track": (60, 64), "n_overdue": (60, 66), "n_sent_back": (80, 74),
    "n_stale": (60, 52), "name": (150, 132), "numeric_share": (90, 70), "original_due_on": (92, 124),
    "pillar": (None, 100), "position": (58, 62), "progress": (112, 116), "publisher": (150, 150),
    "rank_range": (76, 84), "reason": (200, 176), "received_at": (130, 122), "score": (60, 54),
    "short_hash": (112, 112), "status": (82, 86), "task": (250, 220), "text": (198, 176), "unit": (160, 145),
    "unit_note": (190, 190), "value_moved_by": (None, 102), "value_now": (None, 102), "value_of_target": (124, 96),
    "value_then": (None, 102),
}  # fmt: skip
# The same where rows are one line high, so that no text can go on in a second one.
_WIDTH_OF_ONE_LINE: dict[str, tuple[int | None, int | None]] = {
    "answer": (None, None), "asked_of_unit": (None, None), "asking_unit": (None, None), "lead_unit": (160, None),
    "pillar": (None, None), "unit": (160, 336),
}  # fmt: skip


def _column(name: str, label: str, width: int | None) -> Any:
    config = st.column_config
    if name == "progress":
        return config.ImageColumn(label, width=width)
    if tables.is_percent(name):
        return config.NumberColumn(label, format="%d%%", width=width or 90)
    if name.endswith("_points"):
        return config.NumberColumn(label, format="%+.1f", width=width or 124)
    if name.endswith("_on") or name in (
        "as_of",
        "last_known_as_of",
        "last_return_as_of",
        "restated_as_of",
        "status_since",
    ):
        return config.DateColumn(label, format="YYYY-MM-DD", width=width or 108)
    if name == "score":
        return config.NumberColumn(label, format="%.2f", width=width)
    if name == "mean_days_to_answer":
        return config.NumberColumn(label, format="%.1f")
    return config.Column(label, width=width)


def still_table(columns: Mapping[str, Sequence[object]], lang: str, alt: str | None = None) -> None:
    """A small table, given by its columns, that reads and prints as text; `alt` is its name for a screen reader."""
    named = {tables.label(name, lang): pa.array(values) for name, values in columns.items()}
    st.table(pa.table(named), hide_index=True, border="horizontal", alt=alt)


def listing(
    view: View,
    columns: Mapping[str, Sequence[object]],
    height: int | Literal["content"] = 420,
    alt: str | None = None,
) -> None:
    """A longer table, given by its columns, to scroll, sort and search; `alt` is its name for a screen reader."""
    rows = pa.table({name: pa.array(values) for name, values in columns.items()})
    if view.is_on_paper:
        paper.table(rows, view.lang)
        return
    config = columns_as(tuple(columns), view.lang)
    st.dataframe(rows, hide_index=True, column_config=config, height=height, placeholder="—", alt=alt)


def _matrix(engine: Engine, query: str, params: tuple) -> pa.Table:
    signs = {"lead": "●", "participating": "○", None: ""}
    return tables.crosstab(
        answer(engine, query, params),
        "unit_id",
        "unit",
        "measure_id",
        lambda r: f"{signs[r['role']]} {r['n_tasks'] or ''}".strip(),
    )


def matrix(view: View, query: str, key: str, *, opens: str) -> None:
    """Units by measures: who leads (●), takes part (○) and answers for how many tasks. A click on a row opens its
    unit."""
    asked = tuple(view.asked(query, {}).items())
    rows = view.engine.keep(_matrix, query, asked)
    measures = {n: st.column_config.Column(n, width=52, alignment="center") for n in rows.column_names[2:]}
    if view.is_on_paper:
        names = [tables.label("unit", view.lang), *rows.column_names[2:]]
        st.table(rows.drop_columns(["unit_id"]).rename_columns(names), hide_index=True, border="horizontal")
        return
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
