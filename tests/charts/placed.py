"""Where the parts of our own pictures stand, in pixels, at a width."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from planboard.charts.labels import text_width


@dataclass(frozen=True)
class Placed:
    """A part of a picture: its element, the box it fills, and what it says where the mouse rests."""

    tag: str
    left: float
    top: float
    right: float
    bottom: float
    look: dict[str, str]
    text: str
    title: str

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def placed(svg: str, width: float) -> list[Placed]:
    """Every rectangle, line, circle and text of a picture that is `width` wide, in the order of drawing."""
    return list(_parts(ET.fromstring(svg), width, 0, 0, 1, ""))


def _parts(node: ET.Element, width: float, x: float, y: float, scale: float, title: str) -> Iterator[Placed]:
    def along(name: str, whole: float = width) -> float:
        given = node.get(name, "0")
        return float(given[:-1]) / 100 * whole if given.endswith("%") else float(given)

    title = node.findtext("title") or title
    match node.tag:
        case "svg":
            x, y = x + scale * along("x"), y + scale * along("y")
            if node.get("viewBox") and node.get("preserveAspectRatio") != "none":
                scale *= along("width") / float(node.get("viewBox").split()[2])
        case "rect":
            left, top = along("x"), along("y")
            yield _box(node, title, left, top, left + along("width"), top + along("height"), x, y, scale)
        case "line":
            xs, ys = sorted((along("x1"), along("x2"))), sorted((along("y1"), along("y2")))
            yield _box(node, title, xs[0], ys[0], xs[1], ys[1], x, y, scale)
        case "circle":
            cx, cy, r = along("cx"), along("cy"), along("r")
            yield _box(node, title, cx - r, cy - r, cx + r, cy + r, x, y, scale)
        case "text":
            size, length = along("font-size"), text_width(node.text or "", along("font-size"))
            start = along("x") + along("dx")
            start -= {"start": 0, "middle": length / 2, "end": length}[node.get("text-anchor", "start")]
            base = along("y")
            yield _box(node, title, start, base - 0.8 * size, start + length, base + 0.2 * size, x, y, scale)
    for child in node:
        yield from _parts(child, width, x, y, scale, title)


def _box(node, title, left, top, right, bottom, x, y, scale) -> Placed:
    corners = (x + scale * left, y + scale * top, x + scale * right, y + scale * bottom)
    return Placed(node.tag, *corners, dict(node.attrib), node.text or "", title)
