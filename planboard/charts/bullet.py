"""Targets side by side: how far each is, how far it should be, and where it is heading."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from planboard.charts import steps
from planboard.charts.chart import Chart
from planboard.charts.svg.targets import CLIP, bullets
from planboard.charts.theme import widened
from planboard.wording.formats import amount_of, is_less_better, percent, whole_points
from planboard.wording.readable import forecast_words
from planboard.wording.statuses import counts, status_word
from planboard.wording.text import listed, say, sentences


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
        percent=[_percent(t, lang) for t in targets],
        amount=[_amount_line(t, has_years, lang) for t in targets],
        expected_text=[percent(t["expected_share"], lang) for t in targets],
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
    """Attainment minus expected share; 0 for what is done, if either is unknown, and if both read the same."""
    if target["status"] == "done" or not whole_points(target["attainment_share"], target["expected_share"]):
        return 0.0
    difference: float = target["attainment_share"] - target["expected_share"]
    return difference


def _share(target: dict[str, Any]) -> float | None:
    has_attainment = target["attainment_share"] is not None
    return target["attainment_share"] if has_attainment else target["of_target_share"]


def _percent(t: dict[str, Any], lang: str) -> str:
    return say(lang, "column.is_first_value") if t["is_first_value"] else percent(_share(t), lang)


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
    up = is_less_better(t["comparator"])
    return amount_of(t["value"], t["target_value"], t["unit_scale"], t["unit_of_measure"], lang, up=up)


def _amount_line(t: dict[str, Any], has_years: bool, lang: str) -> str:
    """The amount, with the year if the list holds targets of several years."""
    return (
        say(lang, "chart.bullet.in_year", amount=_amount(t, lang), year=t["due_on"].year)
        if has_years
        else _amount(t, lang)
    )


def _spoken(t: dict[str, Any], lang: str) -> str:
    words = None if t["status"] == "done" else forecast_words(t, lang)
    message = "chart.bullet.spoken" if t["attainment_share"] is not None else "chart.bullet.spoken_plain"
    return say(
        lang,
        message,
        name=t["name"],
        amount=_amount(t, lang),
        percent=_percent(t, lang),
        expected=percent(t["expected_share"], lang),
        status=status_word(lang, t["status"]),
        forecast=say(lang, "chart.bullet.spoken_forecast", words=words) if words else "",
    )


BULLET = Chart("bullet", _rows, _alt, _title, svg=bullets)
