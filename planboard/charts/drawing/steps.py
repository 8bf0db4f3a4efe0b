"""How the chart in `planboard/charts/steps.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import WIDE, line, opener, row, rule, status
from planboard.charts.drawing.parts import Look, by_status, demo_mark_below, expr, specification
from planboard.charts.steps import PLACES, ROW_HEIGHT
from planboard.charts.theme import FAINT, NEUTRAL, SMALL, TEXT, TRACK

_Y = row("target_id")
_DOWN = "(wide ? 0 : 15)"  # from a row's middle to its boxes


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [_once_each(rule("target_id")), *_boxes(), *_words(), _opener(lang), demo_mark_below(15)],
        height=altair.Step(ROW_HEIGHT),
        padding={"left": 0, "right": 2, "top": 4, "bottom": 22},
        params=[WIDE],
    )


def _x() -> altair.X:
    start = "(wide ? 0.32 * width + 12 : 1)"
    scale = altair.Scale(domain=[0.5, PLACES + 0.5], range=[expr(start), expr(f"{start} + 30 * {PLACES}")])
    return altair.X("place:Q", axis=None, scale=scale)


def _boxes() -> list[altair.Chart]:
    box: Look = {"shape": "square", "size": 530, "yOffset": expr(_DOWN), "opacity": 1, "strokeWidth": 1}
    text: Look = {"fontSize": SMALL, "dy": expr(f"{_DOWN} + 0.5"), "baseline": "middle"}
    every = altair.Chart()
    now, other = every.transform_filter("datum.is_now"), every.transform_filter("!datum.is_now")
    return [
        other.mark_point(stroke=NEUTRAL, strokeOpacity=0.5, **box).encode(
            y=_Y,
            x=_x(),
            fill=altair.condition("datum.is_goal", altair.value(TRACK), altair.value("#ffffff00")),
        ),
        now.mark_point(filled=True, **box).encode(y=_Y, x=_x(), color=altair.Color(**by_status())),
        other.mark_text(color=TEXT, opacity=FAINT, **text).encode(y=_Y, x=_x(), text="label:N"),
        now.mark_text(color="#ffffff", fontWeight=700, **text).encode(y=_Y, x=_x(), text="label:N"),
        every.transform_filter("datum.is_last_goal")
        .mark_tick(
            orient="vertical", size=25, thickness=3, color=TEXT, opacity=1, xOffset=15, yOffset=expr(_DOWN)
        )
        .encode(y=_Y, x=_x()),
    ]


def _words() -> list[altair.Chart]:
    words = [
        line(_Y, "name", x=0, dy=expr("wide ? -9 : -20"), limit=expr("wide ? 0.32 * width : width")),
        line(
            _Y,
            "now",
            faint=True,
            x=0,
            dy=expr("wide ? 9 : -5"),
            limit=expr("wide ? 0.32 * width : width - 74"),
        ),
        *status(_Y, "(width - 62)", "(wide ? 0 : -4)"),
    ]
    return [_once_each(layer) for layer in words]


def _once_each(layer: altair.Chart) -> altair.Chart:
    return layer.transform_filter("datum.place == 1")


def _opener(lang: str) -> altair.Chart:
    tooltip = {"name": "column.target", "now": "column.value", "status_word": "column.status"}
    return _once_each(opener(lang, tooltip, ["target_id"], y=_Y))
