"""How the chart in `planboard/charts/roadmap.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import WIDE, key, line, opener, row, status
from planboard.charts.drawing.parts import Look, by_status, demo_mark_below, expr, specification
from planboard.charts.roadmap import ROW_HEIGHT
from planboard.charts.theme import FAINT, NEUTRAL, SMALL, STATUS_COLOUR, STATUS_SHAPE, TEXT

_Y = row("row_id")
_DOWN = "(wide ? 0 : 8)"  # from a row's middle to its bar


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    signs = key(lang, "chart.roadmap.key", y="-26")
    return specification(
        [*_months(), *_bars(), *_signs(), *_as_of(), *_words(), signs, _opener(lang), demo_mark_below(15)],
        height=altair.Step(ROW_HEIGHT),
        padding={"left": 0, "right": 4, "top": 36, "bottom": 22},
        params=[WIDE],
    )


def _x(field: str) -> altair.X:
    ends = [expr("wide ? 0.4 * width + 12 : 1"), expr("wide ? width - 84 : width - 3")]
    return altair.X(f"{field}:T", axis=None, scale=altair.Scale(range=ends))


def _of(part: str, field: str = "part") -> altair.Chart:
    return altair.Chart().transform_filter(f"datum.part == '{part}' && isValid(datum.{field})")


def _months() -> list[altair.Chart]:
    grid = _of("month").transform_aggregate(groupby=["month_on"])
    name = _of("month").mark_text(
        align="left", baseline="middle", dx=2, dy=expr(_DOWN), fontSize=10.5, color=TEXT, opacity=FAINT
    )
    return [
        altair.Chart().mark_rect(opacity=0).encode(y=_Y),  # of every row, so that it sets their order
        grid.mark_rule(color=NEUTRAL, opacity=0.25, strokeWidth=0.7).encode(
            x=_x("month_on"), y=altair.value(0), y2=altair.value(expr("height"))
        ),
        name.encode(x=_x("month_on"), y=_Y, text="label:N"),
    ]


def _bars() -> list[altair.Chart]:
    bar = _of("task").mark_bar(height=7, yOffset=expr(_DOWN), opacity=0.62, cornerRadius=1)
    end = _of("task").mark_tick(orient="vertical", size=13, thickness=2, yOffset=expr(_DOWN), opacity=1)
    late = _of("task", "late_until").mark_rule(strokeWidth=1.6, strokeDash=[3, 2], yOffset=expr(_DOWN))
    colour = altair.Color(**by_status())
    return [
        bar.encode(y=_Y, x=_x("starts_on"), x2="due_on:T", color=colour),
        late.encode(y=_Y, x=_x("due_on"), x2="late_until:T", color=colour),
        end.encode(y=_Y, x=_x("due_on"), color=colour),
    ]


def _signs() -> list[altair.Chart]:
    moved, done = _of("task", "moved_from"), _of("task", "finished_on")
    sign: Look = {"yOffset": expr(_DOWN), "opacity": 1}
    tick: Look = {"shape": STATUS_SHAPE["done"], "size": 95, "fill": STATUS_COLOUR["done"]}
    return [
        moved.mark_point(
            shape="diamond", size=75, stroke=TEXT, strokeWidth=1.3, fill="#ffffff00", **sign
        ).encode(y=_Y, x=_x("moved_from")),
        done.mark_point(**tick, stroke="#ffffff", strokeWidth=4, **sign).encode(y=_Y, x=_x("finished_on")),
        done.mark_point(**tick, strokeWidth=0, **sign).encode(y=_Y, x=_x("finished_on")),
    ]


def _as_of() -> list[altair.Chart]:
    today = altair.Chart().transform_aggregate(groupby=["as_of", "as_of_text"])
    word = today.mark_text(
        baseline="alphabetic",
        y=-5,
        fontSize=SMALL,
        fontWeight=600,
        color=TEXT,
        align=expr("scale('x', datum.as_of) > width - 70 ? 'right' : 'center'"),
    )
    # In pieces, one for each row: on a phone the line must leave out what names stand on.
    piece = altair.Chart().transform_filter("datum.part == 'task' || (wide && datum.part == 'pillar')")
    size = expr(f"wide ? {ROW_HEIGHT} : 13")
    return [
        piece.mark_tick(
            orient="vertical",
            size=size,
            thickness=1.2,
            color=TEXT,
            opacity=0.85,
            yOffset=expr("wide ? 0 : 9"),
        ).encode(y=_Y, x=_x("as_of")),
        word.encode(x=_x("as_of"), text="as_of_text:N"),
    ]


def _words() -> list[altair.Chart]:
    limit = expr("wide ? 0.4 * width : width - 72")
    heading = line(_Y, "label", bold=True, x=0, dy=expr("wide ? 0 : -7"), limit=limit)
    task = line(_Y, "label", x=0, dy=expr("wide ? 0 : -7"), limit=limit, fontSize=12.5)
    return [
        heading.transform_filter("datum.part == 'pillar'"),
        task.transform_filter("datum.part == 'task'"),
        *status(_Y, "(width - 62)", "(wide ? 0 : -7)"),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "label": "column.task",
        "unit": "column.unit",
        "due_text": "column.due_on",
        "original_text": "column.original_due_on",
        "finished_text": "column.finished_on",
        "status_word": "column.status",
    }
    return opener(lang, tooltip, ["task_id"], y=_Y).transform_filter("datum.part == 'task'")
