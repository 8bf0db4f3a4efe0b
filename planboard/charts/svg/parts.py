"""The elements that pictures are made of. Everything in a picture is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from planboard.charts.theme import NORMAL, SMALL

INK, SOFT, LINE, TRACK, ACCENT, PAPER = (
    f"var(--{name})" for name in ("ink", "soft", "line", "track", "accent", "paper")
)
ON_TONE = "#fff"  # words on the colour of a status
FINE = 10  # pixels of the demonstration's mark
Along = str | float  # a place or length along the width: pixels, or a share as `share` writes it

# A shape for each status, in a box of 16, so that it is known without its colour.
_FILLED = {
    "on_track": '<circle cx="8" cy="8" r="4.4"/>',
    "at_risk": '<path d="M8 2.2 14.4 13.4H1.6z"/>',
    "behind": '<path d="M8 1.2 14.8 8 8 14.8 1.2 8z"/>',
    "overdue": '<path d="M2.4 2.4H13.6V13.6H2.4z"/>',
}
_OUTLINED = {
    "done": '<path d="M2.6 8.6 6.4 12.4 13.4 4.2"/>',
    "stale": '<circle cx="8" cy="8" r="4.8"/>',
    "not_started": '<path d="M4.4 3 12.6 8 4.4 13z"/>',
}


def element(tag: str, *content: str, **attributes: str | float | None) -> Markup:
    """An element of SVG. A `_` in an attribute's name stands for `-`, one at its end for nothing; None is left out."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    inner = "".join(map(escape, content))
    return Markup(f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>")


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 2):.10g}"


def share(value: float) -> str:
    """A share of the width."""
    return f"{100 * value:.2f}%"


def tone(status: str | None) -> str:
    """The colour of a status; grey for None."""
    return f"var(--{status or 'stale'})"


def picture(parts: Iterable[str], height: float, width: Along = "100%", css: str | None = None) -> Markup:
    """The parts as one picture, as wide as there is room unless a width is given."""
    return element("svg", *parts, class_=css, width=width, height=height)


def chart(parts: Iterable[str], height: float, demo_mark: str | None) -> Markup:
    """The parts as a picture as wide as there is room, with the demonstration's mark below them if there is one."""
    marked = (
        [words(demo_mark, "100%", height + 11, anchor="end", size=FINE, colour=SOFT)] if demo_mark else []
    )
    return picture([*parts, *marked], height + (14 if demo_mark else 0), css="chart")


@cache
def shape(status: str, colour: str = "") -> Markup:
    """The shape of a status in a box of 16, in its colour unless another is given."""
    drawn = Markup(_FILLED.get(status) or _OUTLINED[status])
    if status in _FILLED:
        return element("g", drawn, fill=colour or tone(status))
    return element("g", drawn, fill="none", stroke=colour or tone(status), stroke_width=2.2)


def mark(status: str, x: Along, y: float, size: float) -> Markup:
    """The mark of a status with its middle at a place."""
    box = {"x": -size / 2, "y": y - size / 2, "width": size, "height": size}
    return moved(element("svg", shape(status), **box, viewBox="0 0 16 16"), x)


def moved(content: str, x: Along, y: float = 0) -> Markup:
    """Parts that begin at a place."""
    return element("svg", content, x=x, y=y, overflow="visible")


def rect(x: Along, y: float, width: Along, height: float, fill: str, opacity: float | None = None) -> Markup:
    """A bar."""
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, fill_opacity=opacity)


def line(
    x1: Along, y1: float, x2: Along, y2: float, colour: str = INK, width: float = 1, dashes: str = "",
    cap: str = "butt",
) -> Markup:  # fmt: skip
    """A straight line."""
    return element(
        "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_dasharray=dashes or None,
        stroke_linecap=cap,
    )  # fmt: skip


def path(drawn: str, **look: str | float | None) -> Markup:
    """A path; without a look it is filled with ink."""
    return element("path", d=drawn, **(look or {"fill": INK}))


def wedge(x: float, y: float) -> Markup:
    """A wedge that points down at a place."""
    return path(f"M{x - 4:.1f} {y - 6:.1f}h8l-4 6z")


def dot(x: Along, y: float, radius: float, fill: str, stroke: str | None = None) -> Markup:
    """A dot, or a ring where its fill is none."""
    width = 1.6 if stroke else None
    return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=width)


def words(
    text: str, x: Along, y: float, *, anchor: str = "start", size: float = NORMAL, colour: str = INK,
    weight: int | None = None, dx: float | None = None, has_halo: bool = False,
) -> Markup:  # fmt: skip
    """Words with their base line at a place, on what is behind them unless they have a halo of paper."""
    halo: dict[str, Any] = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"} if has_halo else {}
    return element(
        "text", text, x=x, y=y, dx=dx, text_anchor=anchor, font_size=size, font_weight=weight, fill=colour, **halo
    )  # fmt: skip


def soft(text: str, x: Along, y: float, **look: Any) -> Markup:
    """Words that weigh less: smaller and paler."""
    return words(text, x, y, **{"size": SMALL, "colour": SOFT, **look})


def inside(at: float) -> str:
    """The anchor that keeps words around a share of the width inside the picture."""
    return "start" if at < 0.08 else "end" if at > 0.92 else "middle"


def titled(content: Iterable[str], title: str) -> Markup:
    """Parts that say what they are where the mouse rests."""
    return element("g", element("title", title), *content)


def lines_of_words(lines: Iterable[str], x: Along, y: float, height: float, **look: Any) -> Iterator[Markup]:
    """Words in lines below each other, the first with its base line at a place."""
    return (words(text, x, y + n * height, **look) for n, text in enumerate(lines))
