"""What every chart shares: colours, shapes, sizes, and the demonstration's mark."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

# Each at least 3.5:1 on white and on the dark page, so that one drawing serves both, and dark enough for white figures
# written on it (4.5:1).
STATUS_COLOUR = {
    "overdue": "#a64bb5", "behind": "#d43f4a", "stale": "#767676",
    "at_risk": "#a66900", "on_track": "#2a79c3", "not_started": "#5c7689", "done": "#188756",
}  # fmt: skip
# What the style sheet's custom properties are on white, for pictures that leave the page.
ON_WHITE = {
    "paper": "#ffffff", "ink": "#10161d", "soft": "#5c6165", "line": "#d9dfe5", "track": "#e0e1e2",
    "accent": "#1f66a8", **STATUS_COLOUR,
}  # fmt: skip
NORMAL, SMALL = 13, 11.5  # pixels of words


def widened(table: pa.Table, demo_mark: str, **columns: Sequence[str | float | None]) -> pa.Table:
    """The table with `columns` added or replaced, as texts or numbers, and the demonstration's mark on every row."""
    for name, values in {**columns, "demo_mark": [demo_mark] * table.num_rows}.items():
        is_number = any(isinstance(v, int | float) for v in values)
        array = pa.array(values, pa.float64() if is_number else pa.string())
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, array)
        else:
            table = table.append_column(name, array)
    return table
