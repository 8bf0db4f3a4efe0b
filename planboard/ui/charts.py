"""Charts on a page, drawn from queries and kept with the engine their rows came from."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from planboard.answers.engine import Engine
from planboard.charts import Chart
from planboard.ui import paper
from planboard.ui.controls import escaped, go
from planboard.ui.view import Drawn, Only, Params, View, answer


def chart(
    view: View,
    drawn_as: Chart,
    query: str,
    key: str,
    *,
    opens: str | None = None,
    only: Only = None,
    of: str = "",
    **chosen: Any,
) -> None:
    """Draw a query's rows as a chart, nothing if there are none. A click on a mark opens the page of what it stands for
    (`opens`: pillar, unit, task or target). `of` says what is shown where a page draws the same chart several times."""
    params = view.params(query, chosen)
    rows = view.engine.keep(_drawn, drawn_as, query, params, only, view.lang, view.demo_mark)
    if not rows.num_rows:
        return
    view.drawn.append(Drawn(drawn_as, rows, key, of))
    title = view.engine.keep(_title, drawn_as, query, params, only, view.lang)
    if title:
        st.markdown(escaped(title))
    # Specification, key and alt are the same for every date: the browser then changes the picture it has.
    spec, alt = drawn_as.spec(view.lang), view.say(f"picture.{drawn_as.name}")
    if view.is_on_paper:
        for n, piece in enumerate(paper.sheets(drawn_as, answer(view.engine, query, params, only))):
            rows = drawn_as.drawn(piece, view.lang, view.demo_mark)
            if rows.num_rows:
                st.vega_lite_chart(rows, spec, key=f"{key}-{n}", alt=alt, width="stretch")
        return
    if not opens:
        st.vega_lite_chart(rows, spec, key=key, alt=alt, width="stretch")
        return
    event: Any = st.vega_lite_chart(
        rows, spec, key=key, alt=alt, width="stretch", on_select="rerun", selection_mode="pick"
    )
    picked = event["selection"].get("pick") if event else None
    if picked:
        go(view, opens, next(iter(picked[0].values())))


def _drawn(
    engine: Engine, drawn_as: Chart, query: str, params: Params, only: Only, lang: str, demo_mark: str
) -> pa.Table:
    return drawn_as.drawn(answer(engine, query, params, only), lang, demo_mark)


def _title(engine: Engine, drawn_as: Chart, query: str, params: Params, only: Only, lang: str) -> str:
    return drawn_as.title(answer(engine, query, params, only), lang)
