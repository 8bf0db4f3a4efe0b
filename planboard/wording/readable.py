"""Turns a query's rows into what people read: the name of each column and the text of each cell.

A column's name determines its format (see GLOSSARY.md): `_share` is 0-1, `_points` are percentage points, `_on` dates,
`_at` timestamps, `n_` counts, `is_` and `has_` booleans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from planboard.local_time import LOCAL_TIME
from planboard.wording import formats
from planboard.wording.statuses import status_with_sign
from planboard.wording.text import listed, messages, say

Row = Mapping[str, Any]  # one row of a query, by its columns

_STATUSES = ("status", "status_before", "worst_status", "last_known_status")
_WORDS = (
    "comparator",
    "basis",
    "profile",
    "role",
    "stage",
    "reported_status",
    "band",
    "unit_kind",
    "data_kind",
    "change",
    "help_state",
    "horizon",
    "shape",
    "series",
    "variation",
)
# Columns that name a table or a column of the register.
_NAMES = {"object": "registered", "field": "column"}


def label(column: str, lang: str) -> str:
    """A column's name for people."""
    return say(lang, f"column.{column}")


def meaning(column: str, lang: str) -> str | None:
    """An explanation of a column, None if its name says enough."""
    key = f"meaning.{column}"
    return say(lang, key) if key in messages() else None


def moment(at: datetime | None) -> str | None:
    """A timestamp in the city's time zone, to the minute; None stays None."""
    return f"{at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}" if at else None


def is_percent(column: str) -> bool:
    """Whether the column is shown as whole per cent."""
    return column.endswith("_share") or column.startswith("p_")


def shown(table: pa.Table, columns: Sequence[str], lang: str) -> pa.Table:
    """The chosen columns as they are shown, one row for each of the query's: shares in whole per cent and deviations to
    one decimal, both rounded down, codes as words. Columns that the query lacks come from COMPOSED."""
    rows = table.to_pylist()
    made = {name: [cell(name, row, lang) for row in rows] for name in columns}
    arrays = [_array(name, values) for name, values in made.items()]
    return pa.table(arrays, names=list(made))


def _array(name: str, values: list[Any]) -> pa.Array:
    if is_percent(name):
        return pa.array(values, pa.int32())
    if name.endswith("_points"):
        return pa.array(values, pa.float64())
    return pa.array(values) if any(v is not None for v in values) else pa.array(values, pa.string())


def cell(name: str, row: Row, lang: str) -> object:
    """What a column shows for a row, None if there is nothing to show."""
    if name in COMPOSED:
        return COMPOSED[name](row, lang)
    value = row[name]
    if value is None:
        return None
    if name in _STATUSES:
        return status_with_sign(lang, value)
    if name in _WORDS:
        return say(lang, f"{name}.{value}")
    if name in _NAMES:
        return say(lang, f"{_NAMES[name]}.{value}")
    if is_percent(name):
        return formats.whole_percent(value)
    if name.endswith("_points"):
        return formats.tenth_points(value)
    if name == "score":
        return formats.hundredths(value)
    if name.endswith("_at"):
        return moment(value)
    if name.startswith(("is_", "has_")):
        return "✓" if value else ""
    if isinstance(value, list):
        return listed(lang, map(str, value))
    return value


def _value_of_target(row: Row, lang: str) -> str:
    return formats.amount_of(
        row["value"], row["target_value"], row["unit_scale"], row["unit_of_measure"], lang,
        up=formats.is_less_better(row["comparator"]),
    )  # fmt: skip


def _amount(column: str) -> Callable[[Row, str], str]:
    def amount(row: Row, lang: str) -> str:
        up = formats.is_less_better(row["comparator"])
        shown = formats.amount(row[column], row["unit_scale"], row["unit_of_measure"], lang, up=up)
        return f"+{shown}" if column == "difference" and (row[column] or 0) > 0 else shown

    return amount


def _due(row: Row, lang: str) -> str | None:
    return None if row["status"] == "done" else formats.left(row["days_left"], lang)


def _finished(row: Row, lang: str) -> str | None:
    if row["is_late"]:
        return say(lang, "figure.finished_late", day=row["finished_on"])
    return str(row["finished_on"]) if row["finished_on"] else None


def _movement(row: Row, lang: str) -> str | None:
    if row["position"] is None or row["position_before"] is None:
        return None
    up = row["position_before"] - row["position"]
    return f"▲ {up}" if up > 0 else f"▼ {-up}" if up < 0 else "＝"


def _band_sure(row: Row, lang: str) -> str | None:
    """A band with its probability; the middle band with that of the more likely of the other two."""
    if row["band"] is None:
        return None
    probability = {"leading": row["p_leading"], "attention": row["p_attention"]}
    band = row["band"]
    if band in probability:
        return f"{say(lang, f'band.{band}')} {formats.percent(probability[band], lang)}"
    nearest = max(probability, key=lambda other: probability[other])
    words = {"band": say(lang, f"band.{band}"), "other": say(lang, f"band.{nearest}")}
    return say(lang, "band.nearest", share=formats.percent(probability[nearest], lang), **words)


def _rank_range(row: Row, lang: str) -> str | None:
    return None if row["rank_low"] is None else f"{row['rank_low']}–{row['rank_high']}"


def forecast_words(row: Row, lang: str) -> dict[str, str] | None:
    """The parts of a forecast's sentence, by placeholder: low, high, reaching (the share of slopes that reach the
    target) and pace (the pace needed and the recent one). None if there is no forecast."""
    if row["forecast_mid"] is None:
        return None
    scale = (row["unit_scale"], row["unit_of_measure"], lang)
    low, high = (formats.estimate(row[f"forecast_{end}"], *scale) for end in ("low", "high"))
    window = formats.window(row["pace_days"], lang)
    pace = ""
    if not row["is_met"]:
        up = row["comparator"] != "at_most"
        required = formats.estimate(row["required_per_week"], *scale, up=up)
        key = "forecast.pace_unknown" if row["recent_per_week"] is None else "forecast.pace"
        recent = formats.estimate(row["recent_per_week"], *scale, up=not up)
        pace = say(lang, key, required=required, recent=recent, window=window)
    reaching = formats.percent(row["reaching_share"], lang)
    return {"low": low, "high": high, "reaching": reaching, "pace": pace}


def _forecast(row: Row, lang: str) -> str | None:
    if row["status"] == "done":
        return None
    if row["is_too_few"]:
        return say(lang, "forecast.too_few", n=row["n_measurements"])
    words = forecast_words(row, lang)
    return say(lang, "forecast.cell", **words) if words else None


def _marks(row: Row, lang: str) -> str:
    flags = ("is_rosier", "is_reopened", "is_late", "is_other_pillars_measure")
    return listed(lang, (label(f, lang) for f in flags if row.get(f)))


COMPOSED: dict[str, Callable[[Row, str], object]] = {
    "value_of_target": _value_of_target,
    "value_then": _amount("value_before"),
    "value_now": _amount("value"),
    "value_moved_by": _amount("difference"),
    "due": _due,
    "finished": _finished,
    "movement": _movement,
    "rank_range": _rank_range,
    "band_sure": _band_sure,
    "marks": _marks,
    "forecast": _forecast,
    "month": lambda row, lang: formats.month(row["month_on"], lang),
    "short_hash": lambda row, lang: (
        (row.get("return_sha256") or row.get("manifest_sha256") or "")[:12] or None
    ),
}


def as_file(table: pa.Table, lang: str, as_of: object, kind: str) -> tuple[list[str], list[list[object]]]:
    """Header and rows for a file: every column of the query, numbers exact, statuses and codes as words, and on every
    row the as-of date and the kind of data."""
    names = table.column_names
    # A table with a row for each date, or for each plan, already has these columns.
    stamp = {} if "as_of" in names else {"as_of": as_of}
    if "data_kind" not in names:
        stamp["data_kind"] = say(lang, f"data_kind.{kind}")
    rows = [[_in_file(n, row[n], lang) for n in names] + list(stamp.values()) for row in table.to_pylist()]
    return [label(n, lang) for n in (*names, *stamp)], rows


def _in_file(name: str, value: Any, lang: str) -> object:
    if value is None:
        return None
    if name in _STATUSES:
        return say(lang, f"status.{value}")
    if name in _WORDS:
        return say(lang, f"{name}.{value}")
    if name in _NAMES:
        return say(lang, f"{_NAMES[name]}.{value}")
    return moment(value) if name.endswith("_at") else value
