"""How the chart in `planboard/charts/flow.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import row
from planboard.charts.drawing.parts import by_status, demo_mark_below, expr, specification, status_mark
from planboard.charts.flow import STEP
from planboard.charts.theme import FAINT, NORMAL, SMALL, TEXT
from planboard.wording.text import say

EDGE = 108  # pixels beside the ribbons, for the words


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [_height(), _ribbons(lang), _ends(), *_words(), *_dates(), demo_mark_below(17)],
        height=altair.Step(STEP),
        padding={"left": 0, "right": 0, "top": 24, "bottom": 24},
    )


def _x() -> altair.X:
    scale = altair.Scale(domain=[0, 1], range=[expr(f"{EDGE}"), expr(f"width - {EDGE}")])
    return altair.X("x:Q", axis=None, scale=scale)


_TOP, _BOTTOM = altair.value(expr("datum.top")), altair.value(expr("datum.bottom"))
_MIDDLE = altair.value(expr("(datum.top + datum.bottom) / 2"))
# A word's place beside its end: before the ribbons on the left, after them on the right.
_OUT = {"status_before": f"{EDGE} - 12", "status": f"width - {EDGE} + 12"}


def _height() -> altair.Chart:
    return altair.Chart().transform_filter("datum.slot").mark_rect(opacity=0).encode(y=row("slot"))


def _ribbons(lang: str) -> altair.Chart:
    tooltip = {"before_word": "column.status_before", "now_word": "column.status", "count": "column.n_tasks"}
    return (
        altair.Chart()
        .transform_filter("datum.part == 'ribbon'")
        .mark_area(
            orient="vertical", interpolate="monotone", opacity=0.5, aria=True,
            ariaRoleDescription=say(lang, "chart.item"),
        )
        .encode(
            x=_x(), y=_TOP, y2=_BOTTOM, color=altair.Color(**by_status()), detail="flow:N",
            tooltip=[altair.Tooltip(f"{name}:N", title=say(lang, title)) for name, title in tooltip.items()],
            description=altair.Description("spoken:N"),
        )
        .add_params(altair.selection_point(name="pick", fields=["status_before", "status"]))
    )  # fmt: skip


def _end(side: str) -> altair.Chart:
    return altair.Chart().transform_filter(f"datum.part == 'end' && datum.side == '{side}'")


def _ends() -> altair.Chart:
    bar = altair.Chart().transform_filter("datum.part == 'end'").mark_rect(width=6)
    return bar.encode(x=_x(), y=_TOP, y2=_BOTTOM, color=altair.Color(**by_status()))


def _words() -> list[altair.Chart]:
    layers = []
    for side, place in _OUT.items():
        is_left = side == "status_before"
        at = {"x": altair.value(expr(place)), "y": _MIDDLE}
        layers.append(status_mark(_end(side)).encode(**at))
        text = _end(side).mark_text(
            align="right" if is_left else "left", baseline="middle", dx=-10 if is_left else 10, dy=0.5,
            fontSize=NORMAL, color=TEXT,
        )  # fmt: skip
        layers.append(text.encode(text="word:N", **at))
    return layers


def _dates() -> list[altair.Chart]:
    return [
        _end(side)
        .transform_filter("datum.date")
        .mark_text(
            align="right" if side == "status_before" else "left", baseline="middle", fontSize=SMALL, color=TEXT,
            opacity=FAINT,
        )
        .encode(text="date:N", x=altair.value(expr(place)), y=altair.value(-14))
        for side, place in _OUT.items()
    ]  # fmt: skip
