"""Pages as they are printed: A4 across, no chart taller than a sheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil

import pyarrow as pa

from planboard.charts import Chart
from planboard.ui.shown import Shown

WIDE_MM, TALL_MM = 273, 186  # A4 across, less a margin of 12 mm
_PIXELS_PER_MM = 96 / 25.4
_ROOM = 260  # pixels for the heading of a chart and what stands above and below its rows

# A browser prints what is on the screen. So the screen is made as wide as a sheet, or charts would be cut off.
_STYLE = f"""
[data-testid=stMainBlockContainer] {{ max-width: {WIDE_MM}mm !important; padding: 0 !important }}
[data-testid=stMain] [data-testid=stSelectbox] {{ display: none }}
@page {{ size: A4 landscape; margin: 12mm }}
"""


def style(view: Shown) -> str:
    """The rules for a page that is to be printed: every sheet says at its foot as of when it is, that it is a
    demonstration if it is one, and which sheet of how many."""
    about = json.dumps(view.demo_mark or view.say("frame.of", as_of=view.dated), ensure_ascii=False)
    foot = "font: 8pt sans-serif; color: #555; vertical-align: top; padding-top: 3mm"
    return f"""{_STYLE}@page {{
      @bottom-left {{ content: {about}; {foot} }}
      @bottom-right {{ content: counter(page) " / " counter(pages); {foot} }}
    }}"""


def sheets(chart: Chart, rows: pa.Table) -> Sequence[pa.Table]:
    """A query's rows in pieces that each fit on a sheet when drawn; in one piece if the chart does not grow with its
    rows."""
    if chart.row_height is None:
        return [rows]
    most = int((TALL_MM * _PIXELS_PER_MM - _ROOM) // chart.row_height)
    n = ceil(rows.num_rows / ceil(rows.num_rows / most)) if rows.num_rows else most
    return [rows.slice(first, n) for first in range(0, max(rows.num_rows, 1), n)]
