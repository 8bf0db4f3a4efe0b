"""Charts: a constant specification for each language, and the rows it draws. Only here is altair imported."""

from types import ModuleType

import pyarrow as pa

from planboard.charts import bullet, flow, gauge, heatmap, history, league, roadmap, status_bar, steps, trend

ALL = (bullet, flow, gauge, heatmap, history, league, roadmap, status_bar, steps, trend)


def drawn(kind: ModuleType, table: pa.Table, lang: str, mark: str = "") -> pa.Table:
    """All that one kind of chart draws of a query's rows: its own rows, and on each what the picture says in words."""
    rows = kind.rows(table, lang, mark)
    return rows.append_column("alt", pa.array([kind.alt(table, lang)] * rows.num_rows, pa.string()))


def title(kind: ModuleType, table: pa.Table, lang: str) -> str:
    """What the picture says, as its title: in fewer words than for a screen reader where a kind has a `title`. Empty
    where there is nothing to draw, or where the picture is read as fast as a title."""
    return getattr(kind, "title", kind.alt)(table, lang)
