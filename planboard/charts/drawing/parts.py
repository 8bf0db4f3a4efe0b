"""What drawings share: marks of status, the demonstration's mark, and what surrounds the layers."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import altair

from planboard.charts.theme import FAINT, STATUS_COLOUR, STATUS_SHAPE, TEXT
from planboard.schema import STATUSES

Look = dict[str, Any]  # properties of a mark
_CONFIG: dict[str, Any] = {
    "view": {"stroke": None},
    # Only the layer that stands for the rows speaks to a screen reader and answers the pointer.
    "mark": {"tooltip": None, "aria": False},
}
_LOCK = threading.Lock()  # altair keeps global state while it writes a specification
altair.theme.enable("none")


def expr(text: str) -> altair.ExprRef:
    """A value that the browser computes; `width` and `height` are the chart's own."""
    return altair.ExprRef(text)


def by_status(meaning: dict[str, str] = STATUS_COLOUR) -> dict[str, Any]:
    """Arguments of a channel that shows each row's status: by its colour, or by what `meaning` gives for it."""
    scale = altair.Scale(domain=list(STATUSES), range=[meaning[s] for s in STATUSES])
    return {"field": "status", "type": "nominal", "scale": scale, "legend": None}


def status_mark(chart: altair.Chart, size: float = 70, **where: Any) -> altair.Chart:
    """The shape of each row's status, so that it is never told by colour alone."""
    fill = {**STATUS_COLOUR, "stale": "#ffffff00"}
    return (
        chart.transform_filter("datum.status != null")
        .mark_point(size=size, strokeWidth=1.6, opacity=1, **where)
        .encode(
            shape=altair.Shape(**by_status(STATUS_SHAPE)),
            stroke=altair.Stroke(**by_status()),
            fill=altair.Fill(**by_status(fill)),
        )
    )


def once(chart: altair.Chart) -> altair.Chart:
    """The chart on a single row, for what is drawn once however many rows there are."""
    return chart.transform_aggregate(groupby=["demo_mark"])


def message() -> altair.Chart:
    """An invisible mark that tells screen readers what the picture says. The words come from the rows, since a
    specification that changed would make the browser draw everything anew."""
    return (
        altair.Chart()
        .transform_aggregate(groupby=["alt"])
        .mark_point(size=1, opacity=0, aria=True)
        .encode(description="alt:N", x=altair.value(0), y=altair.value(0))
    )


def demo_mark_below(pixels: float) -> altair.Chart:
    """The demonstration's mark, so many pixels below the drawing, where nothing else is drawn."""
    return (
        once(altair.Chart())
        .transform_filter("datum.demo_mark")
        .mark_text(align="right", baseline="alphabetic", fontSize=11, limit=expr("width"))
        .encode(
            text="demo_mark:N",
            x=altair.value(expr("width")),
            y=altair.value(expr(f"height + {pixels}")),
            color=altair.value(TEXT),
            opacity=altair.value(FAINT),
        )
    )


def specification(
    layers: Sequence[altair.Chart | altair.LayerChart],
    *,
    height: float | altair.Step,
    padding: Mapping[str, float],
    params: Sequence[altair.Parameter] = (),
) -> dict[str, Any]:
    """The Vega-Lite specification of layered charts, as wide as its place, without data."""
    chart = (
        altair.layer(message(), *layers)
        .add_params(*params)
        .properties(
            width="container",
            height=height,
            padding=dict(padding),
            autosize={"type": "fit-x", "contains": "padding"},
        )
    )
    with _LOCK:
        drawn = chart.to_dict()
    _without_data(drawn)
    drawn["config"] = dict(_CONFIG)  # no locale: every date and number carries its own format
    return drawn


def _without_data(node: dict[str, Any]) -> None:
    node.pop("data", None)  # altair fills the gap with an empty data set of its own
    node.pop("datasets", None)
    for layer in node.get("layer", ()):
        _without_data(layer)
