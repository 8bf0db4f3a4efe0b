"""What a chart is: the rows it draws, how it draws them, and its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa
from markupsafe import Markup


class Rows(Protocol):
    """Turns a query's rows into those a chart draws, each with the demonstration's mark unless it is empty."""

    def __call__(self, table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
        """The rows to draw; none if there is nothing to draw."""


@dataclass(frozen=True)
class Chart:
    """One way of drawing a query's rows. The messages `picture.<name>` and `picture_title.<name>` name it to people."""

    name: str
    rows: Rows
    alt: Callable[[pa.Table, str], str]  # what the picture says, for those who cannot see it
    title: Callable[[pa.Table, str], str]  # what it says, briefly enough to stand above it; may be empty
    svg: Callable[[Sequence[dict[str, Any]], str], Markup]  # draws one row or more in a language
    row_height: int | None = None  # pixels, where each row of the query is one of the drawing
    picture_width: int = 900  # pixels, when it is taken away as a picture

    def drawn(self, table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
        """All a drawing needs: the rows to draw, each with the words of `alt` in a column of that name."""
        rows = self.rows(table, lang, demo_mark)
        return rows.append_column("alt", pa.array([self.alt(table, lang)] * rows.num_rows, pa.string()))
