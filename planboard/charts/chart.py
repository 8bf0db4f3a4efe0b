"""What a chart is: the rows it draws, how it draws them, and its words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
from markupsafe import Markup


def specification_file(name: str, lang: str) -> Path:
    """The file that holds a chart's specification; written by `python -m planboard.charts.drawing`."""
    return Path(__file__).parent / "specifications" / f"{name}.{lang}.json"


@cache
def _specification(name: str, lang: str) -> dict[str, Any]:
    specification: dict[str, Any] = json.loads(specification_file(name, lang).read_text("utf-8"))
    return specification


class Rows(Protocol):
    """Turns a query's rows into those a chart draws, each with the demonstration's mark unless it is empty."""

    def __call__(self, table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
        """The rows to draw; none if there is nothing to draw."""


@dataclass(frozen=True)
class Chart:
    """One way of drawing a query's rows: by `svg`, or by Vega from a constant specification for each language. The
    messages `picture.<name>` and `picture_title.<name>` name it to people."""

    name: str
    rows: Rows
    alt: Callable[[pa.Table, str], str]  # what the picture says, for those who cannot see it
    title: Callable[[pa.Table, str], str]  # what it says, briefly enough to stand above it; may be empty
    svg: Callable[[Sequence[dict[str, Any]], str], Markup] | None = (
        None  # draws one row or more in a language
    )
    row_height: int | None = None  # pixels, where each row of the query is one of the drawing
    picture_width: int = 900  # pixels, when it is taken away as a picture

    def spec(self, lang: str) -> dict[str, Any]:
        """The Vega-Lite specification for a language, without data, of a chart without `svg`. Everybody is given the
        same one: read, don't change it."""
        return _specification(self.name, lang)

    def drawn(self, table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
        """All a drawing needs: the rows to draw, each with the words of `alt` in a column of that name."""
        rows = self.rows(table, lang, demo_mark)
        return rows.append_column("alt", pa.array([self.alt(table, lang)] * rows.num_rows, pa.string()))
