"""How the chart in `planboard/charts/bullet.py` is drawn."""

from __future__ import annotations

from typing import Any

import altair

from planboard.charts.bullet import CLIP, ROW_HEIGHT
from planboard.charts.drawing.listing import WIDE, key, line, opener, row, rule, status
from planboard.charts.drawing.parts import Look, by_status, demo_mark_below, expr, specification
from planboard.charts.theme import TEXT, TRACK

_Y = row("target_id")
_BAR, _WHISKER = "(wide ? -2 : 14)", "(wide ? 9 : 22)"  # from a row's middle down to its bar, to its forecast


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [
            rule("target_id"),
            *_bars(),
            *_forecast(),
            *_ticks(),
            *_words(),
            key(lang, "chart.bullet.key"),
            _opener(lang),
            demo_mark_below(15),
        ],
        height=altair.Step(ROW_HEIGHT),
        padding={"left": 0, "right": 2, "top": 26, "bottom": 22},
        params=[WIDE],
    )


def _x(field: str, **scaled: Any) -> altair.X:
    ends = [expr("wide ? 0.32 * width + 12 : 0"), expr("wide ? width - 136 : width - 52")]
    return altair.X(field, axis=None, scale=altair.Scale(domain=[0, CLIP], range=ends), **scaled)


def _at(share: float) -> altair.XDatum:
    return altair.XDatum(share, axis=None)


def _bars() -> list[altair.Chart]:
    bar = altair.Chart()
    down = expr(_BAR)
    return [
        bar.mark_bar(height=9, yOffset=down, color=TRACK, cornerRadius=1).encode(
            y=_Y, x=_at(0), x2=altair.X2Datum(1)
        ),
        bar.transform_filter("isValid(datum.bar)")
        .mark_bar(height=9, yOffset=down, cornerRadius=1)
        .encode(y=_Y, x=_x("bar:Q"), color=altair.Color(**by_status())),
        bar.transform_filter("isValid(datum.hollow)")
        .mark_bar(height=8, yOffset=down, filled=False, strokeWidth=1.6)
        .encode(y=_Y, x=_x("hollow:Q"), stroke=altair.Stroke(**by_status())),
    ]


def _forecast() -> list[altair.Chart]:
    low, mid, high, beyond = (
        altair.Chart().transform_filter(f"isValid(datum.{end})") for end in ("low", "mid", "high", "beyond")
    )
    look: Look = {"yOffset": expr(_WHISKER), "color": TEXT, "opacity": 0.85}
    cap: Look = {"orient": "vertical", "size": 6, "thickness": 1.3, **look}
    return [
        low.mark_rule(strokeWidth=1.3, **look).encode(y=_Y, x=_x("low:Q"), x2="line_end:Q"),
        low.mark_tick(**cap).encode(y=_Y, x=_x("low:Q")),
        high.mark_tick(**cap).encode(y=_Y, x=_x("high:Q")),
        mid.mark_point(size=16, filled=True, **look).encode(y=_Y, x=_x("mid:Q")),
        beyond.mark_point(shape="triangle-right", size=42, filled=True, **look).encode(
            y=_Y, x=_x("beyond:Q")
        ),
    ]


def _ticks() -> list[altair.Chart]:
    tick: Look = {"orient": "vertical", "color": TEXT, "opacity": 1, "yOffset": expr(_BAR)}
    due = altair.Chart().transform_filter("isValid(datum.expected)")
    return [
        altair.Chart().mark_tick(size=17, thickness=3, **tick).encode(y=_Y, x=_at(1)),
        due.mark_tick(size=15, thickness=1.2, **tick).encode(y=_Y, x=_x("expected:Q")),
        due.mark_point(
            shape="triangle-down", size=26, filled=True, color=TEXT, opacity=1, yOffset=expr(f"{_BAR} - 8")
        ).encode(y=_Y, x=_x("expected:Q")),
    ]


def _words() -> list[altair.Chart]:
    return [
        line(_Y, "name", x=0, dy=expr("wide ? -9 : -17"), limit=expr("wide ? 0.32 * width : width")),
        line(
            _Y,
            "amount",
            faint=True,
            x=0,
            dy=expr("wide ? 9 : -2"),
            limit=expr("wide ? 0.32 * width : width - 74"),
        ),
        line(_Y, "percent", bold=True, align="right", x=expr("wide ? width - 84 : width"), dy=expr(_BAR)),
        *status(_Y, "(width - 62)", "(wide ? -2 : -4)"),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "name": "column.target",
        "amount": "column.value",
        "percent": "column.attainment_share",
        "expected_text": "column.expected_share",
        "forecast": "chart.forecast",
        "status_word": "column.status",
    }
    return opener(lang, tooltip, ["target_id"], y=_Y)
