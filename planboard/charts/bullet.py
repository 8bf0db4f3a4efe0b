"""Targets side by side: how far each is, how far it should be, and where it is heading."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import altair
import pyarrow as pa

from planboard.charts import steps
from planboard.charts.chart import Chart
from planboard.charts.listing import WIDE, key, line, opener, row, rule, status
from planboard.charts.theme import TEXT, TRACK, Look, by_status, demo_mark_below, expr, specification, widened
from planboard.wording.formats import amount_of, percent
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences

_ROW_HEIGHT = 52
CLIP = 1.2  # the share at which a bar ends, however far beyond its target a value is
_Y = row("target_id")
_BAR, _WHISKER = "(wide ? -2 : 14)", "(wide ? 9 : 22)"  # from a row's middle down to its bar, to its forecast


@cache
def _spec(lang: str) -> dict[str, Any]:
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
        height=altair.Step(_ROW_HEIGHT),
        padding={"left": 0, "right": 2, "top": 26, "bottom": 22},
        params=[WIDE],
    )


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """The targets a bar can show; those that only steps can show are left to `steps`."""
    table = table.filter(pa.array([not steps.takes(t) for t in table.to_pylist()], pa.bool_()))
    targets = table.to_pylist()
    has_years = len({t["due_on"].year for t in targets}) > 1
    return widened(
        table,
        demo_mark,
        bar=[_clipped(t["attainment_share"]) for t in targets],
        hollow=[_clipped(t["of_target_share"]) if t["attainment_share"] is None else None for t in targets],
        expected=[t["expected_share"] if t["attainment_share"] is not None else None for t in targets],
        **_whiskers(targets),
        percent=[percent(_share(t), lang) for t in targets],
        amount=[_amount_line(t, has_years, lang) for t in targets],
        expected_text=[percent(t["expected_share"], lang) for t in targets],
        forecast=[_forecast_text(t, lang) for t in targets],
        status_word=[status_word(lang, t["status"]) for t in targets],
        spoken=[_spoken(t, lang) for t in targets],
    )


def _alt(table: pa.Table, lang: str) -> str:
    """How many targets have which status, and the three furthest behind time."""
    return _message(table, lang, names=3)


def _title(table: pa.Table, lang: str) -> str:
    """How many targets have which status, and the one furthest behind time."""
    return _message(table, lang, names=1)


def _message(table: pa.Table, lang: str, names: int) -> str:
    targets = _rows(table, lang).to_pylist()
    total = counts(lang, Counter(t["status"] for t in targets))
    late = sorted((t for t in targets if _deviation(t) < 0), key=_deviation)[:names]
    furthest = [
        say(lang, "chart.bullet.behind", **{k: t[k] for k in ("name", "percent", "expected_text")})
        for t in late
    ]
    return sentences(
        lang,
        [
            say(lang, "chart.bullet.alt", n=len(targets), counts=total) if targets else "",
            say(lang, "chart.bullet.furthest", names=listed(lang, furthest)) if furthest else "",
        ],
    )


def _deviation(target: dict[str, Any]) -> float:
    """Attainment minus expected share; 0 for what is done and if either is unknown."""
    if target["attainment_share"] is None or target["expected_share"] is None or target["status"] == "done":
        return 0.0
    return target["attainment_share"] - target["expected_share"]


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


def _share(target: dict[str, Any]) -> float | None:
    has_attainment = target["attainment_share"] is not None
    return _clipped(target["attainment_share"] if has_attainment else target["of_target_share"], 1)


def _clipped(share: float | None, most: float = CLIP) -> float | None:
    return None if share is None else max(0.0, min(most, share))


def _whiskers(targets: list[dict[str, Any]]) -> dict[str, list[float | None]]:
    """The forecast of targets not yet met; what lies beyond the end of the scale becomes an arrow there."""
    open_ones = [{} if t["status"] == "done" else t for t in targets]
    low, mid, high = (
        [
            share if share is not None and 0 <= share < CLIP else None
            for share in (t.get(f"forecast_{end}_share") for t in open_ones)
        ]
        for end in ("low", "mid", "high")
    )
    is_beyond = [(t.get("forecast_high_share") or 0) >= CLIP for t in open_ones]
    return {
        "low": low,
        "mid": mid,
        "high": high,
        "beyond": [CLIP if b else None for b in is_beyond],
        "line_end": [CLIP if b else share for b, share in zip(is_beyond, high, strict=True)],
    }


def _amount(t: dict[str, Any], lang: str) -> str:
    return amount_of(t["value"], t["target_value"], t["unit_scale"], t["unit_of_measure"], lang)


def _amount_line(t: dict[str, Any], has_years: bool, lang: str) -> str:
    """The amount, with the year if the list holds targets of several years."""
    return (
        say(lang, "chart.bullet.in_year", amount=_amount(t, lang), year=t["due_on"].year)
        if has_years
        else _amount(t, lang)
    )


def _forecast_text(t: dict[str, Any], lang: str) -> str:
    if t["forecast_low_share"] is None:
        return percent(None, lang)
    low, high = percent(t["forecast_low_share"], lang), percent(t["forecast_high_share"], lang)
    return say(lang, "chart.range", low=low, high=high)


def _spoken(t: dict[str, Any], lang: str) -> str:
    message = "chart.bullet.spoken" if t["attainment_share"] is not None else "chart.bullet.spoken_plain"
    return say(
        lang,
        message,
        name=t["name"],
        amount=_amount(t, lang),
        percent=percent(_share(t), lang),
        expected=percent(t["expected_share"], lang),
        status=status_word(lang, t["status"]),
    )


BULLET = Chart("bullet", _spec, _rows, _alt, _title, row_height=_ROW_HEIGHT)
