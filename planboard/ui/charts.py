"""Charts on a page, drawn from queries and kept with the engine their rows came from."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from planboard.charts import Chart
from planboard.document.blocks import Taken
from planboard.ui import paper
from planboard.ui.controls import escaped, go
from planboard.ui.shown import Answering, Only, Params, Shown
from planboard.ui.view import answer


def chart(
    view: Shown,
    drawn_as: Chart,
    query: str,
    key: str,
    *,
    opens: str | None = None,
    by: str = "",
    only: Only = None,
    of: str = "",
    is_titled: bool = True,
    **chosen: Any,
) -> None:
    """Draw a query's rows as a chart, nothing if there are none. A click on a mark opens the page of what it stands for
    (`opens`: plan, pillar, unit, task or target), which another column than the one picked may name (`by`). `of` says
    what is shown where a page draws the same chart several times. A page that says it all itself leaves out the title
    (`is_titled`)."""
    if not view.is_seen:
        return
    params = view.params(query, chosen)
    rows = view.engine.keep(_drawn, drawn_as, query, params, only, view.lang, view.demo_mark)
    if not rows.num_rows:
        return
    view.drawn.append(Taken(drawn_as, rows, key, of))
    title = view.engine.keep(_title, drawn_as, query, params, only, view.lang)
    if title and is_titled:
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
        column, value = next(iter(picked[0].items()))
        names = dict(zip(rows[column].to_pylist(), rows[by or column].to_pylist(), strict=True))
        go(view, opens, names.get(value))


def _drawn(
    engine: Answering, drawn_as: Chart, query: str, params: Params, only: Only, lang: str, demo_mark: str
) -> pa.Table:
    return drawn_as.drawn(answer(engine, query, params, only), lang, demo_mark)


def _title(engine: Answering, drawn_as: Chart, query: str, params: Params, only: Only, lang: str) -> str:
    return drawn_as.title(answer(engine, query, params, only), lang)
