"""How many tasks have which status, in the whole plan and in each pillar: one bar each, worst first."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

import altair
import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.labels import text_width
from planboard.charts.listing import WIDE, line, opener, row
from planboard.charts.theme import (
    STATUS_SHAPE,
    TEXT,
    Look,
    by_status,
    demo_mark_below,
    expr,
    specification,
    status_mark,
    widened,
)
from planboard.schema import STATUSES
from planboard.wording.formats import number
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences

STEP = 42
_Y = row("scope_id")
_DOWN = "(wide ? 0 : 9)"  # from a row's middle to its bar
_LEFT = "(wide ? 168 : 0)"
_PIXELS = f"((datum.end_share - datum.start_share) * (width - {_LEFT}))"


@cache
def _spec(lang: str) -> dict[str, Any]:
    """The specification for one language; it draws what `_rows` gives."""
    return specification(
        [*_key(), *_bars(), *_counts(), *_names(), _opener(lang), demo_mark_below(15)],
        height=altair.Step(STEP),
        padding={"left": 0, "right": 0, "top": 24, "bottom": 22},
        params=[WIDE],
    )


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The counts, each with its place in its scope's bar."""
    worst_first = {status: i for i, status in enumerate(STATUSES)}
    parts = sorted(table.to_pylist(), key=lambda r: (r["scope_id"], worst_first[r["status"]]))
    starts, ends = _places(parts)
    key, key_width = _key_places(parts, lang)
    return widened(
        pa.Table.from_pylist(parts, table.schema),
        demo_mark,
        name=[_scope(r, lang) for r in parts],
        total=[say(lang, "chart.status_bar.total", n=number(r["scope_n_tasks"])) for r in parts],
        start_share=starts,
        end_share=ends,
        count=[number(r["n_tasks"]) for r in parts],
        before=[number(r["n_tasks_before"]) for r in parts],
        status_word=[status_word(lang, r["status"]) for r in parts],
        opens=[
            "x" if i == 0 or r["scope_id"] != parts[i - 1]["scope_id"] else "" for i, r in enumerate(parts)
        ],
        key_x=key,
        key_width=[key_width] * len(parts),
        spoken=[
            say(
                lang,
                "chart.status_bar.spoken",
                scope=_scope(r, lang),
                counts=counts(lang, {r["status"]: r["n_tasks"]}),
            )
            for r in parts
        ],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """How many tasks have which status, scope by scope."""
    return sentences(
        lang,
        (
            say(
                lang,
                "chart.status_bar.alt",
                scope=_scope(parts[0], lang),
                n=parts[0]["scope_n_tasks"],
                counts=counts(lang, {p["status"]: p["n_tasks"] for p in parts}),
            )
            for parts in _by_scope(table.to_pylist())
        ),
    )


def _title(table: pa.Table, lang: str) -> str:
    """How many tasks need attention, and in which pillars most of them are."""
    scopes = [
        {
            "scope": _scope(parts[0], lang),
            "total": parts[0]["scope_n_tasks"],
            "n": sum(p["n_tasks"] for p in parts if p["is_attention"]),
        }
        for parts in _by_scope(table.to_pylist())
    ]
    if not scopes:
        return ""
    whole, pillars = scopes[0], scopes[1:]
    most = max((p["n"] for p in pillars), default=0)
    named = [say(lang, "chart.status_bar.of", **p) for p in pillars if p["n"] == most]
    return sentences(
        lang,
        [
            say(lang, "chart.status_bar.title", **whole),
            say(lang, "chart.status_bar.most", scopes=listed(lang, named)) if most else "",
        ],
    )


def _by_scope(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [list(group) for _, group in groupby(parts, key=lambda r: r["scope_id"])]


def _scope(part: dict[str, Any], lang: str) -> str:
    return part["scope"] or say(lang, "chart.status_bar.whole")


def _places(parts: list[dict[str, Any]]) -> tuple[list[float], list[float]]:
    starts, ends = [], []
    for scope in _by_scope(parts):
        reached = 0
        for part in scope:
            total = part["scope_n_tasks"] or 1
            starts.append(reached / total)
            reached += part["n_tasks"]
            ends.append(reached / total)
    return starts, ends


def _key_places(parts: list[dict[str, Any]], lang: str) -> tuple[list[float | None], float]:
    """The x of each status in the line of words above the bars, and where the line ends. The first scope's rows have
    the words; the others have None."""
    x, end, places = 5.0, 0.0, []
    for part in parts:
        is_first = part["scope_id"] == parts[0]["scope_id"]
        places.append(x if is_first else None)
        x += text_width(status_word(lang, part["status"]), 11) + 18
        end = x if is_first else end
    return places, end


def _x(field: str) -> altair.X:
    scale = altair.Scale(domain=[0, 1], range=[expr(_LEFT), expr("width")])
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
    shaped = _some().transform_filter(f"{_PIXELS} >= 36")
    bare = _some().transform_filter(f"{_PIXELS} >= 6.5 && {_PIXELS} < 36")
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
    name = line(_Y, "name", bold=True, x=0, dy=expr("wide ? -8 : -11"), limit=expr("wide ? 160 : width - 60"))
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


STATUS_BAR = Chart("status_bar", _spec, _rows, _alt, _title)
