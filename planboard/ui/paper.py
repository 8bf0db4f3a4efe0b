"""Pages as they are printed: A4 across, tables as text, no chart taller than a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import pyarrow as pa
import streamlit as st

from planboard.charts import Chart
from planboard.ui.columns import PROGRESS
from planboard.ui.controls import escaped
from planboard.wording import formats
from planboard.wording.readable import is_percent, label

WIDE_MM, TALL_MM = 273, 186  # A4 across, less a margin of 12 mm
_PIXELS_PER_MM = 96 / 25.4
_ROOM = 260  # pixels for the heading of a chart and what stands above and below its rows
_SHORT = 12  # a text of so few letters stays in one line
_TIE = "\u2060"  # between letters, keeps a line from ending there

# A browser prints what is on the screen. So the screen is made as wide as a sheet, or charts would be cut off; and no
# table stands in a frame that scrolls, or it could not be broken between its rows.
STYLE = f"""
[data-testid=stMainBlockContainer] {{ max-width: {WIDE_MM}mm !important; padding: 0 !important }}
.stTable, .stTable * {{ overflow: visible !important; font-size: .75rem }}
.stMain .stTable table {{ display: table }}
.stMain .stTable :is(td, th) {{ padding: .2rem .35rem }}
[data-testid=stMain] [data-testid=stSelectbox] {{ display: none }}
@page {{ size: A4 landscape; margin: 12mm }}
@media print {{
  [data-testid=stHorizontalBlock] {{ display: flex !important }}
  tr, [data-testid=stHorizontalBlock], [data-testid=stMarkdown], [data-testid=stCaptionContainer] {{
    break-inside: avoid }}
  .stElementContainer:has(h2, h3),
    .stElementContainer:has(h2, h3) + .stElementContainer:has([data-testid=stCaptionContainer]),
    .stElementContainer:has([data-testid=stPageLink]):has(+ * [data-testid=stCaptionContainer]),
    .stElementContainer:has(+ * .stVegaLiteChart),
    .stElementContainer:has([data-testid=stCaptionContainer]):has(+ * table) {{ break-after: avoid }}
  thead {{ display: table-header-group }}
}}
"""


def sheets(chart: Chart, rows: pa.Table) -> Sequence[pa.Table]:
    """A query's rows in pieces that each fit on a sheet when drawn; in one piece if the chart does not grow with its
    rows."""
    if chart.row_height is None:
        return [rows]
    most = int((TALL_MM * _PIXELS_PER_MM - _ROOM) // chart.row_height)
    n = ceil(rows.num_rows / ceil(rows.num_rows / most)) if rows.num_rows else most
    return [rows.slice(first, n) for first in range(0, max(rows.num_rows, 1), n)]


def table(rows: pa.Table, lang: str) -> None:
    """A table in full, as text: of one that scrolls, paper would show only what is in sight."""
    st.table(
        pa.table([[_cell(n, v) for v in rows[n].to_pylist()] for n in rows.column_names],
                 names=[label(n, lang) for n in rows.column_names]),
        hide_index=True, border="horizontal",
    )  # fmt: skip


def _cell(name: str, value: object) -> str:
    if value is None:
        return formats.NOTHING
    if name == PROGRESS:
        return f"![]({value})"  # its share stands beside it as a number
    if is_percent(name):
        return f"{value}%"
    if isinstance(value, float):
        return f"{value:+.1f}" if name.endswith("_points") else formats.number(value)
    text = str(value)
    return escaped(_TIE.join(text.replace(" ", "\u00a0")) if len(text) <= _SHORT else text)
