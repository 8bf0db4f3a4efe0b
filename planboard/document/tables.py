"""Tables of a document, made from a query's rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from markupsafe import Markup

from planboard.charts.labels import text_width
from planboard.charts.svg.small import bar
from planboard.document.blocks import Cell, Column, Drawing, Link, Mono, Status, Table, To
from planboard.schema import STATUSES
from planboard.wording import formats
from planboard.wording.readable import DEVIATIONS, is_percent, label, meaning, moved, shown
from planboard.wording.text import say

Row = Mapping[str, Any]
Leads = Callable[[Row], To | None]
Draws = Callable[[Row], tuple[Markup, float | None]]  # a picture, and what it is sorted by

_SHORT = 10  # times the size of a letter: ten Chinese ones, a day with its time
_HASHES, _HASH = ("manifest_sha256",), 16  # of a hash, so many digits are shown
_STATUSES = ("status", "status_before", "status_then", "worst_status", "last_known_status")
# Columns of words that are sorted by a number or a day of their row.
_SORTED_BY = {
    "due": "days_left", "finished": "finished_on", "forecast": "forecast_mid", "rank_range": "rank_low",
    "value_of_target": "value", "value_then": "value_before", "value_now": "value", "value_moved_by": "difference",
    "next_deadline": "next_due_on", "month": "month_on",
}  # fmt: skip
# Of those, amounts: in thousands of people, say, or in hundreds of millions of yuan.
_AMOUNTS = ("value_of_target", "value_then", "value_now", "value_moved_by", "forecast")


def _progress(row: Row) -> tuple[Markup, float | None]:
    share = row["attainment_share"]
    return bar(share, row["expected_share"], row.get("status")), share


DRAWN: dict[str, Draws] = {"progress": _progress}


def table(
    rows: pa.Table,
    columns: Sequence[str],
    lang: str,
    caption: str,
    leads: Mapping[str, Leads] | None = None,
    drawn: Mapping[str, Draws] | None = None,
) -> Table:
    """The chosen columns as a table, one row for each of the query's. `leads` gives, by column, where its words lead;
    `drawn`, which columns are pictures, in place of or beside the bars of progress."""
    drawn = {**DRAWN, **(drawn or {})}
    words = shown(rows, [name for name in columns if name not in drawn], lang)
    is_number = {field.name: _is_number(field.type) for field in words.schema}
    heads = [
        Column(
            n,
            label(n, lang),
            meaning(n, lang),
            is_number.get(n, False),
            n not in drawn and _is_short(words[n]),
        )
        for n in columns
    ]
    nothing = [None] * rows.num_rows
    cells = zip(*(nothing if n in drawn else words[n].to_pylist() for n in columns), strict=True)
    made = [
        [
            _cell(name, value, row, lang, (leads or {}).get(name), drawn.get(name))
            for name, value in zip(columns, values, strict=True)
        ]
        for row, values in zip(rows.to_pylist(), cells, strict=True)
    ]
    return Table(caption, heads, made)


def _is_short(values: pa.ChunkedArray) -> bool:
    return all(text_width(str(value), 1) <= _SHORT for value in values.to_pylist())


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _cell(name: str, value: Any, row: Row, lang: str, leads: Leads | None, draws: Draws | None) -> Cell:
    if draws:
        drawing, by = draws(row)
        return Cell([Drawing(drawing)] if drawing else formats.NOTHING, "" if by is None else by)
    if name in _STATUSES and row[name]:
        return Cell([Status(row[name], say(lang, f"status.{row[name]}"))], STATUSES.index(row[name]))
    if name in _HASHES and value is not None:
        return Cell([Mono(value[:_HASH])], value)
    text = _words(name, value)
    to = leads(row) if leads and value is not None else None
    return Cell([Link(text, to)] if to else text, _by(name, value, row))


def _words(name: str, value: Any) -> str:
    if value is None:
        return formats.NOTHING
    if is_percent(name):
        return f"{value}%"
    if name in DEVIATIONS:
        return formats.difference(value)
    if name == "score":
        return formats.score(value)
    if isinstance(value, float):
        return formats.signed_points(value) if name.endswith("_points") else formats.number(value)
    return formats.number(value) if isinstance(value, int) and name.startswith("n_") else str(value)


def _by(name: str, value: Any, row: Row) -> float | str | None:
    if value is None:
        return ""  # also where a day or number of the row is not shown
    if name == "movement":
        return moved(row)
    by = row.get(_SORTED_BY[name]) if name in _SORTED_BY else value
    if by is None:
        return ""
    if isinstance(by, int | float):
        return by * row["unit_scale"] if name in _AMOUNTS else by
    return str(by) if name in _SORTED_BY else None
