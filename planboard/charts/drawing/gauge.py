"""How the chart in `planboard/charts/gauge.py` is drawn."""

from __future__ import annotations

from math import pi
from typing import Any

import altair

from planboard.charts.drawing.listing import opener
from planboard.charts.drawing.parts import Look, demo_mark_below, expr, specification, status_mark
from planboard.charts.theme import ACCENT, FAINT, SMALL, TEXT, TRACK
from planboard.wording.text import say

HEIGHT = 112
_SWEEP = 2 * pi / 3  # either side of the top
_PARAMS = [
    altair.param(name="roomy", expr="width >= 215"),
    altair.param(name="R", expr="roomy ? 50 : 35"),
    altair.param(name="cx", expr="R + (roomy ? 6 : 4)"),
    altair.param(name="cy", expr="R + 14"),
    altair.param(name="beside", expr="cx + R + (roomy ? 22 : 13)"),  # where the words begin
]
# The middle of each line beside the dial, in pixels from the top.
_LINES = {"expected": 16, "spark": 42, "change": 68, "caption": 86}


def drawn(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws the one gauge `_rows` gives."""
    return specification(
        [
            *_arcs(), *_expected(), *_target(lang), *_number(), *_beside(), *_spark(), _opener(lang),
            demo_mark_below(13, centred=True),
        ],
        height=HEIGHT,
        padding={"left": 0, "right": 0, "top": 0, "bottom": 16},
        params=_PARAMS,
    )  # fmt: skip


def _now() -> altair.Chart:
    return altair.Chart().transform_filter("datum.newest")


def _theta(field: str | None) -> altair.Theta | altair.ThetaDatum:
    scale = altair.Scale(domain=[0, 1], range=[-_SWEEP, _SWEEP])
    if field is None:
        return altair.ThetaDatum(0, scale=scale, stack=None)
    return altair.Theta(field, scale=scale, stack=None)


def _arcs() -> list[altair.Chart]:
    arc: Look = {
        "outerRadius": expr("R"),
        "innerRadius": expr("R - (roomy ? 11 : 9)"),
        "x": expr("cx"),
        "y": expr("cy"),
    }
    return [
        _now().mark_arc(color=TRACK, **arc).encode(_theta(None), altair.Theta2Datum(1)),
        _now()
        .transform_filter("isValid(datum.share)")
        .mark_arc(**arc)
        .encode(_theta("share:Q"), altair.Theta2Datum(0), color=altair.Color("colour:N", scale=None)),
    ]


def _polar(radius: str, share: str, end: str = "") -> dict[str, Any]:
    """The point of the dial where a share stands, at this radius; `end` is "2" for the end of a line."""
    angle = f"({2 * _SWEEP:.6f} * {share} - {_SWEEP:.6f})"
    x, y = expr(f"cx + ({radius}) * sin{angle}"), expr(f"cy - ({radius}) * cos{angle}")
    return {f"x{end}": altair.value(x), f"y{end}": altair.value(y)}


def _radial(chart: altair.Chart, share: str, inner: str, outer: str, **look: Any) -> altair.Chart:
    ends = {**_polar(inner, share), **_polar(outer, share, "2")}
    return chart.mark_rule(color=TEXT, opacity=1, **look).encode(**ends)


def _expected() -> list[altair.Chart]:
    """A hair line with a wedge on the dial's rim, and another wedge before the words that explain it."""
    due = _now().transform_filter("isValid(datum.due)")
    turned = expr(f"180 + {360 * _SWEEP / pi:.3f} * datum.due - {180 * _SWEEP / pi:.3f}")
    wedge: Look = {"shape": "triangle-up", "filled": True, "color": TEXT, "opacity": 1}
    return [
        _radial(due, "datum.due", "R - 14", "R + 3", strokeWidth=1.3),
        due.mark_point(size=48, angle=turned, **wedge).encode(**_polar("R + 6", "datum.due")),
        due.mark_point(size=34, angle=180, x=expr("beside + 3"), y=_LINES["expected"] - 0.5, **wedge),
    ]


def _target(lang: str) -> list[altair.Chart]:
    label = _now().mark_text(fontSize=10.5, color=TEXT, opacity=0.85, baseline="middle", dy=13)
    return [
        _radial(_now(), "1", "R - 15", "R + 4", strokeWidth=3.4),
        label.encode(**_polar("R", "1"), text=altair.value(say(lang, "chart.gauge.target"))),
    ]


def _number() -> list[altair.Chart]:
    word: Look = {"color": TEXT, "baseline": "middle", "x": expr("cx")}
    number = _now().mark_text(**word, y=expr("cy - 1"), fontSize=expr("roomy ? 24 : 17"), fontWeight=600)
    status = _now().mark_text(**word, y=expr("cy + 20"), dx=6, fontSize=SMALL)
    return [
        number.encode(text="percent:N"),
        status.encode(text="status_word:N"),
        status_mark(_now(), 55, x=expr("cx - datum.status_width / 2 - 4"), y=expr("cy + 19.5")),
    ]


def _beside() -> list[altair.Chart]:
    look: Look = {
        "color": TEXT,
        "align": "left",
        "baseline": "middle",
        "fontSize": expr(f"roomy ? {SMALL} : 10"),
    }

    def line(name: str, text: str, dx: float = 0, opacity: float = 1) -> altair.Chart:
        place: Look = {
            "x": expr(f"beside + {dx}"),
            "y": _LINES[name],
            "limit": expr(f"width - beside - {dx}"),
        }
        return _now().mark_text(opacity=opacity, **look, **place).encode(text=altair.value(expr(text)))

    return [
        line("expected", "datum.expected_line", dx=11),
        line("change", "width >= 235 ? datum.change : datum.short_change"),
        line("caption", "datum.caption", opacity=FAINT),
    ]


def _spark() -> list[altair.Chart]:
    """The attainment at every snapshot so far, from 0 to 100 % so that gauges beside each other compare."""
    middle = _LINES["spark"]
    along = altair.Scale(range=[expr("beside + 1"), expr("width - (roomy ? 12 : 4)")])
    up = altair.Scale(domain=[0, 1], range=[middle + 13, middle - 13])
    place: dict[str, Any] = {
        "x": altair.X("when:T", scale=along, axis=None),
        "y": altair.Y("share:Q", scale=up, axis=None),
    }
    known = altair.Chart().transform_filter("isValid(datum.when) && isValid(datum.share)")
    return [
        known.mark_line(color=ACCENT, strokeWidth=1.6).encode(**place),
        known.transform_filter("datum.newest")
        .mark_point(color=ACCENT, filled=True, size=26, opacity=1)
        .encode(**place),
    ]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "name": "column.name",
        "percent": "column.attainment_share",
        "expected": "column.expected_share",
        "caption": "column.n_targets",
    }
    strip = opener(lang, tooltip, ["gauge_id"], y=altair.value(0), y2=altair.value(HEIGHT))
    return strip.transform_filter("datum.newest")
