"""Pages as they are printed: A4 across, tables as text, no chart taller than a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from types import ModuleType

import pyarrow as pa
import streamlit as st

from planboard.charts import bullet, league, roadmap, steps
from planboard.ui.controls import plain
from planboard.wording import formats as figures
from planboard.wording import readable as tables

WIDE_MM, TALL_MM = 273, 186  # A4 across, less a margin of 12 mm
_PIXELS_PER_MM = 96 / 25.4
_ROOM = 260  # pixels for the heading of a chart and what stands above and below its rows
_SHORT = 12  # letters that stay in one line
_TIE = "\u2060"  # no line ends here

# What is seen is what is printed: a chart is as wide as the screen gives it room and would be cut off by the sheet; a
# table in a frame that scrolls is never broken between its rows.
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


def sheets(kind: ModuleType, rows: pa.Table) -> Sequence[pa.Table]:
    """The rows of a chart in pieces that fit on a sheet, where a row of the answer is one of the drawing."""
    if kind not in (bullet, league, roadmap, steps):
        return [rows]
    most = int((TALL_MM * _PIXELS_PER_MM - _ROOM) // kind.STEP)
    n = ceil(rows.num_rows / ceil(rows.num_rows / most)) if rows.num_rows else most
    return [rows.slice(first, n) for first in range(0, max(rows.num_rows, 1), n)]


def table(rows: pa.Table, lang: str) -> None:
    """A table in full, as text: of one that scrolls, paper would show what is seen of it."""
    st.table(
        pa.table([[_cell(n, v) for v in rows[n].to_pylist()] for n in rows.column_names],
                 names=[tables.label(n, lang) for n in rows.column_names]),
        hide_index=True, border="horizontal",
    )  # fmt: skip


def _cell(name: str, value: object) -> str:
    if value is None:
        return figures.NOTHING
    if name == "progress":
        return f"![]({value})"  # its share stands beside it as a number
    if tables.is_percent(name):
        return f"{value}%"
    if isinstance(value, float):
        return f"{value:+.1f}" if name.endswith("_points") else figures.number(value)
    text = str(value)
    return plain(_TIE.join(text.replace(" ", "\u00a0")) if len(text) <= _SHORT else text)
