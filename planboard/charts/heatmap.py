"""Each unit's tasks in each pillar: how many need attention, in a stronger colour the lower the score."""

from __future__ import annotations

from functools import cache
from math import ceil
from typing import Any

import altair
import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.labels import text_width
from planboard.charts.listing import WIDE, key, opener, row
from planboard.charts.theme import (
    ACCENT,
    NEUTRAL,
    NORMAL,
    SMALL,
    TEXT,
    demo_mark_below,
    expr,
    specification,
    widened,
)
from planboard.wording.formats import number
from planboard.wording.text import listed, say, sentences

STEP = 34
_Y = row("unit_id", gap=0.08)
_NAMES = "(wide ? 0.36 * width : 122)"
_SHADES = ((0.9, 0.13), (0.75, 0.36), (0.5, 0.62), (0.0, 1.0))  # least score, opacity


@cache
def _spec(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    above = 30 if lang == "zh" else 48  # the pillars' names take up to three lines in English
    signs = key(lang, "chart.heatmap.key", y=f"wide ? -11 : -{above}")
    return specification(
        [*_cells(), *_names(), *_heads(), signs, _opener(lang), demo_mark_below(15)],
        height=altair.Step(STEP),
        padding={"left": 0, "right": 0, "top": above + 10, "bottom": 22},
        params=[WIDE],
    )


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """Each unit in each pillar; where it has no task there, the cell stays empty."""
    cells = table.to_pylist()
    first_unit = {c["pillar_id"]: c["unit_id"] for c in reversed(cells)}
    first_pillar = {c["unit_id"]: c["pillar_id"] for c in reversed(cells)}
    return widened(
        table,
        demo_mark,
        shade=[_shade(c["score"]) for c in cells],
        counted=[f"{number(c['n_attention'])}/{number(c['n_tasks'])}" if c["n_tasks"] else "" for c in cells],
        tasks=[number(c["n_tasks"]) for c in cells],
        attention=[number(c["n_attention"]) for c in cells],
        score_text=[number(c["score"]) for c in cells],
        name=[c["unit"] if first_pillar[c["unit_id"]] == c["pillar_id"] else None for c in cells],
        name_lines=[_wrapped(c["unit"], 118) for c in cells],
        head=[c["pillar"] if first_unit[c["pillar_id"]] == c["unit_id"] else None for c in cells],
        head_lines=[_wrapped(c["pillar"], 56) for c in cells],
        spoken=[_spoken(c, lang) for c in cells],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """How many tasks need attention in all, and the cells with most of them."""
    cells = [c for c in table.to_pylist() if c["n_tasks"]]
    if not cells:
        return ""
    worst = sorted((c for c in cells if c["n_attention"]), key=lambda c: -c["n_attention"])[:3]
    places = [
        say(lang, "chart.heatmap.cell", **{k: c[k] for k in ("unit", "pillar", "n_attention", "n_tasks")})
        for c in worst
    ]
    total = say(
        lang,
        "chart.heatmap.alt",
        n=sum(c["n_attention"] for c in cells),
        total=sum(c["n_tasks"] for c in cells),
    )
    return sentences(
        lang, [total, say(lang, "chart.heatmap.most", cells=listed(lang, places)) if worst else ""]
    )


def _shade(score: float | None) -> float | None:
    return None if score is None else next(shade for least, shade in _SHADES if score >= least)


def _wrapped(text: str, width: float) -> str:
    """The text in lines of at most this width: English between words, Chinese in equal parts."""
    if not text.isascii():
        size = ceil(len(text) / max(1, ceil(text_width(text, SMALL) / width)))
        return "\n".join(text[i : i + size] for i in range(0, len(text), size))
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if text_width(longer, SMALL) <= width else [*lines, word]
    return "\n".join(line for line in lines if line)


def _spoken(cell: dict[str, Any], lang: str) -> str:
    message = "chart.heatmap.cell" if cell["n_tasks"] else "chart.heatmap.empty"
    return say(lang, message, **{k: cell[k] for k in ("unit", "pillar", "n_attention", "n_tasks")})


def _x() -> altair.X:
    scale = altair.Scale(paddingInner=0.025, paddingOuter=0, range=[expr(_NAMES), expr("width")])
    return altair.X("pillar_id:O", axis=None, scale=scale)


def _cells() -> list[altair.Chart]:
    full = altair.Chart().transform_filter("isValid(datum.shade)")
    empty = altair.Chart().transform_filter("!isValid(datum.shade)")
    ink = altair.condition("datum.shade > 0.9", altair.value("#ffffff"), altair.value(TEXT))
    return [
        altair.Chart().mark_rect(opacity=0).encode(y=_Y, x=_x()),  # of every row, so that it sets their order
        full.mark_rect(color=ACCENT, cornerRadius=2).encode(
            y=_Y, x=_x(), opacity=altair.Opacity("shade:Q", scale=None)
        ),
        empty.mark_rect(
            fill="#ffffff00", stroke=NEUTRAL, strokeOpacity=0.35, strokeDash=[2, 3], cornerRadius=2
        ).encode(y=_Y, x=_x()),
        full.mark_text(fontSize=12.5, fontWeight=600, baseline="middle").encode(
            y=_Y, x=_x(), text="counted:N", color=ink
        ),
    ]


def _lines(field: str) -> altair.ExprRef:
    """The text in one line where there is room, in its wrapped lines on a phone."""
    return expr(f"wide ? datum.{field} : split(datum.{field}_lines, '\\n')")


def _names() -> list[altair.Chart]:
    name = altair.Chart().transform_filter("datum.name")
    up = "wide ? 0 : -6 * (length(split(datum.name_lines, '\\n')) - 1)"
    text = name.mark_text(
        align="left", baseline="middle", x=0, dy=expr(up), lineHeight=12, limit=expr(f"{_NAMES} - 6"),
        fontSize=expr(f"wide ? {NORMAL} : {SMALL - 0.5}"), color=TEXT,
    )  # fmt: skip
    return [text.encode(y=_Y, text=altair.value(_lines("name")))]


def _heads() -> list[altair.Chart]:
    head = altair.Chart().transform_filter("datum.head")
    up = "wide ? -7 : -7 - 12 * (length(split(datum.head_lines, '\\n')) - 1)"
    text = head.mark_text(
        baseline="alphabetic", y=0, dy=expr(up), lineHeight=12, fontSize=SMALL, fontWeight=600, color=TEXT
    )
    return [text.encode(x=_x(), text=altair.value(_lines("head")))]


def _opener(lang: str) -> altair.Chart:
    tooltip = {
        "unit": "column.unit",
        "pillar": "column.pillar",
        "tasks": "column.n_tasks",
        "attention": "column.n_attention",
        "score_text": "column.score",
    }
    return opener(lang, tooltip, ["unit_id", "pillar_id"], y=_Y, x=_x()).transform_filter(
        "isValid(datum.shade)"
    )


HEATMAP = Chart("heatmap", _spec, _rows, _alt, _alt)
