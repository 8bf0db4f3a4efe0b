"""How the chart in `planboard/charts/status_bar.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.drawing.listing import WIDE, line, opener, row
from planboard.charts.drawing.parts import Look, by_status, demo_mark_below, expr, specification, status_mark
from planboard.charts.theme import STATUS_SHAPE, TEXT

STEP = 42
_Y = row("scope_id")
_DOWN = "(wide ? 0 : 9)"  # from a row's middle to its bar
_PIXELS = "((datum.end_share - datum.start_share) * (width - left))"
# The room a count needs with its status's shape, and without it, where up to two digits may be drawn smaller.
_SHAPED = "(36 + 9 * max(0, length(datum.count) - 2))"
_BARE = "(length(datum.count) > 2 ? 7 * length(datum.count) : 6.5)"


def drawn(lang: str, left: int = 168) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives. The names have a column of `left` pixels."""
    return specification(
        [*_key(), *_bars(), *_counts(), *_names(), _opener(lang), demo_mark_below(15)],
        height=altair.Step(STEP),
        padding={"left": 0, "right": 0, "top": 24, "bottom": 22},
        params=[WIDE, altair.param(name="left", expr=f"wide ? {left} : 0")],
    )


def drawn_for_plans(lang: str) -> dict[str, Any]:
    """The same, with more room for names: those of plans are longer."""
    return drawn(lang, 320 if lang == "en" else 200)


def _x(field: str) -> altair.X:
    scale = altair.Scale(domain=[0, 1], range=[expr("left"), expr("width")])
    return altair.X(f"{field}:Q", axis=None, scale=scale)


def _some() -> altair.Chart:
    return altair.Chart().transform_filter("datum.n_tasks > 0")


def _key() -> list[altair.Chart]:
    first = altair.Chart().transform_filter("isValid(datum.key_x)")
    x, y = altair.value(expr("datum.key_x * min(1, width / datum.key_width)")), altair.value(-13)
    word = first.mark_text(align="left", baseline="middle", dx=8, dy=0.5, fontSize=11, color=TEXT)
    return [status_mark(first).encode(x=x, y=y), word.encode(x=x, y=y, text="status_word:N")]


def _bars() -> list[altair.Chart]:
    bar = _some().mark_bar(height=20, yOffset=expr(_DOWN), x2Offset=-1.5)
    return [bar.encode(y=_Y, x=_x("start_share"), x2="end_share:Q", color=altair.Color(**by_status()))]


def _counts() -> list[altair.Chart]:
    shaped = _some().transform_filter(f"{_PIXELS} >= {_SHAPED}")
    bare = _some().transform_filter(f"{_PIXELS} >= {_BARE} && {_PIXELS} < {_SHAPED}")
    text: Look = {"color": "#ffffff", "fontWeight": 600, "baseline": "middle", "dy": expr(f"{_DOWN} + 0.5")}
    at = {"y": _Y, "x": _x("start_share")}
    fill = altair.condition("datum.status == 'stale'", altair.value("#ffffff00"), altair.value("#ffffff"))
    return [
        shaped.mark_text(align="left", dx=expr(f"{_PIXELS} / 2 - 1"), fontSize=12.5, **text).encode(
            text="count:N", **at
        ),
        shaped.mark_point(
            size=42,
            stroke="#ffffff",
            strokeWidth=1.4,
            opacity=1,
            xOffset=expr(f"{_PIXELS} / 2 - 9"),
            yOffset=expr(_DOWN),
        ).encode(shape=altair.Shape(**by_status(STATUS_SHAPE)), fill=fill, **at),
        bare.mark_text(
            dx=expr(f"{_PIXELS} / 2 - 1"), fontSize=expr(f"{_PIXELS} < 14 ? 9.5 : 12.5"), **text
        ).encode(text="count:N", **at),
    ]


def _names() -> list[altair.Chart]:
    name = line(
        _Y, "name", bold=True, x=0, dy=expr("wide ? -8 : -11"), limit=expr("wide ? left - 8 : width - 60")
    )
    total = line(
        _Y,
        "total",
        faint=True,
        x=expr("wide ? 0 : width"),
        dy=expr("wide ? 9 : -11"),
        align=expr("wide ? 'left' : 'right'"),
    )
    return [layer.transform_filter("datum.opens") for layer in (name, total)]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "name": "column.scope",
        "status_word": "column.status",
        "count": "column.n_tasks",
        "before": "column.n_tasks_before",
    }
    part = opener(
        lang, tooltip, ["scope_id", "status"], y=_Y, x=_x("start_share"), x2=altair.X2("end_share:Q")
    )
    return part.transform_filter("datum.n_tasks > 0")
