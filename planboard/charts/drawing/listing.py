"""Charts that are lists: one row for each thing, its name and status beside or above what is drawn.

Where there is room (`wide`) a row has columns; on a phone the name stands above the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair

from planboard.charts.drawing.parts import Look, expr, once, status_mark
from planboard.charts.theme import FAINT, NORMAL, SMALL, TEXT
from planboard.wording.text import say

WIDE = altair.param(name="wide", expr="width >= 620")


def row(field: str, gap: float = 0, **more: Any) -> altair.Y:
    """One row for each value of `field`, in the order of the data; `gap` is the share of a row left free."""
    scale = altair.Scale(paddingInner=gap, paddingOuter=0)
    return altair.Y(f"{field}:N", sort=None, axis=None, scale=scale, **more)


def opener(lang: str, tooltip: Mapping[str, str], pick: Sequence[str], **place: Any) -> altair.Chart:
    """The invisible layer that answers the pointer and speaks to screen readers, with the words of column `spoken`. It
    spans its row, or what `place` gives. `tooltip` names text columns and the messages of their titles; a click selects
    by the columns in `pick`."""
    look: Look = {"opacity": 0, "cursor": "pointer", "aria": True}
    look["ariaRoleDescription"] = say(lang, "chart.item")
    across = {} if "x" in place else {"x": altair.value(0), "x2": altair.value(expr("width"))}
    return (
        altair.Chart()
        .mark_rect(**look)
        .encode(
            tooltip=[altair.Tooltip(f"{name}:N", title=say(lang, title)) for name, title in tooltip.items()],
            description=altair.Description("spoken:N"),
            **across,
            **place,
        )
        .add_params(altair.selection_point(name="pick", fields=list(pick)))
    )


def line(y: altair.Y, field: str, *, faint: bool = False, bold: bool = False, **where: Any) -> altair.Chart:
    """A line of text in each row."""
    look: Look = {
        "align": "left",
        "baseline": "middle",
        "color": TEXT,
        "fontWeight": 600 if bold else 400,
        "fontSize": SMALL if faint else NORMAL,
        "opacity": FAINT if faint else 1,
    }
    return altair.Chart().mark_text(**{**look, **where}).encode(y=y, text=f"{field}:N")


def status(y: altair.Y, x: str, down: str = "0") -> list[altair.Chart]:
    """Each row's status, as shape and word, at `x` and `down` from the row's middle."""
    return [
        status_mark(altair.Chart(), x=expr(x), yOffset=expr(down)).encode(y=y),
        line(y, "status_word", x=expr(f"{x} + 11"), dy=expr(f"{down} + 0.5"), fontSize=SMALL + 0.5),
    ]


def key(lang: str, message: str, y: str = "-14") -> altair.Chart:
    """What the signs mean, in one line above the list."""
    return (
        once(altair.Chart())
        .mark_text(align="left", baseline="middle", x=0, y=expr(y), fontSize=SMALL, color=TEXT, opacity=FAINT)
        .encode(text=altair.value(say(lang, message)))
    )
