"""Tables of the office's page, to scroll, sort and search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
import streamlit as st

from planboard.ui.shown import Shown
from planboard.wording.readable import label, meaning


def listing(
    view: Shown,
    columns: Mapping[str, Sequence[object]],
    height: int | Literal["content"] = 420,
    alt: str | None = None,
) -> None:
    """A table, given by its columns. Screen readers know it by `alt`."""
    rows = pa.table({name: pa.array(values) for name, values in columns.items()})
    config: dict[str, Any] = {
        n: st.column_config.Column(label(n, view.lang), help=meaning(n, view.lang)) for n in columns
    }
    st.dataframe(rows, hide_index=True, column_config=config, height=height, placeholder="—", alt=alt)
