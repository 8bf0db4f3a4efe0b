"""Turns a query's rows into what people read: the name of each column and the text of each cell.

A column's name determines its format (see GLOSSARY.md): `_share` is 0-1, `_points` are percentage points, `_on` dates,
`_at` timestamps, `n_` counts, `is_` and `has_` booleans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from planboard.errors import Problem
from planboard.local_time import LOCAL_TIME
from planboard.wording import formats
from planboard.wording.statuses import status_with_sign
from planboard.wording.text import aside, inside, listed, messages, say

Row = Mapping[str, Any]  # one row of a query, by its columns

_STATUSES = ("status", "status_before", "status_then", "worst_status", "last_known_status")
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
    "event",
    "help_state",
    "horizon",
    "shape",
    "series",
    "variation",
    "settled_as",
    "succession",
    "unscored_because",
)
DECIMALS = 4  # of numbers in files
DEVIATIONS = ("deviation_points", "deviation_points_before")


def label(column: str, lang: str) -> str:
    """A column's name for people."""
    return say(lang, f"column.{column}")


def amended_field(field: str, lang: str) -> str:
    """What an amendment changes, inside a sentence: a column of the register or a number of the plan."""
    keys = (f"amended_field.{field}", f"parameter.{field}", f"column.{field}")
    return inside(say(lang, next(key for key in keys if key in messages())))


def on_form(problem: Problem, lang: str) -> Problem:
    """A problem with its place in the words of the office's forms: tables and columns by their labels."""
    at = problem.place
    table = at.file.removesuffix(".csv").removesuffix(".toml")
    is_table = table != at.file and f"registered.{table}" in messages()
    file = say(lang, f"registered.{table}") if is_table else _on_form(at.file, lang, "on_form")
    *cell, name = (at.column or "").split(" ")  # L4 due_on, of a workbook
    column = " ".join([*cell, _on_form(name, lang, "on_form", "amended_field", "parameter", "column")])
    return replace(problem, place=replace(at, file=file, column=column or None))


def _on_form(name: str, lang: str, *families: str) -> str:
    keys = [key for family in families if (key := f"{family}.{name}") in messages()]
    return say(lang, keys[0]) if keys else name


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
    """The chosen columns as they are shown, one row for each of the query's: shares in whole per cent, deviations as
    the difference of the shares beside them, codes as words. Columns that the query lacks come from COMPOSED."""
    rows = table.to_pylist()
    made = {name: [cell(name, row, lang) for row in rows] for name in columns}
    arrays = [_array(name, values) for name, values in made.items()]
    return pa.table(arrays, names=list(made))


def _array(name: str, values: list[Any]) -> pa.Array:
    if is_percent(name):
        return pa.array(values, pa.int32())
    if name in DEVIATIONS:
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
    if name == "item_no":  # with its year only in a plan of several; without it, sorted as a number
        return int(value) if value.isdigit() else value
    if name in _WORDS:
        return say(lang, f"{name}.{value}")
    if name == "object":
        return say(lang, f"registered.{value}")
    if name == "field":
        return amended_field(value, lang)
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
    shown = formats.amount_of(
        row["value"], row["target_value"], row["unit_scale"], row["unit_of_measure"], lang,
        up=formats.is_less_better(row["comparator"]),
    )  # fmt: skip
    return aside(lang, shown, label("is_first_value", lang)) if row["is_first_value"] else shown


def _next_deadline(row: Row, lang: str) -> str | None:
    if row["next_due_on"] or not row["passed_due_on"]:
        return row["next_due_on"] and str(row["next_due_on"])
    return say(lang, "figure.deadline_passed", day=row["passed_due_on"])


def _amount(column: str) -> Callable[[Row, str], str]:
    def amount(row: Row, lang: str) -> str:
        up = formats.is_less_better(row["comparator"])
        of = row.get("target_value")
        shown = formats.amount(row[column], row["unit_scale"], row["unit_of_measure"], lang, up=up, of=of)
        return f"+{shown}" if column == "difference" and (row[column] or 0) > 0 else shown

    return amount


def _due(row: Row, lang: str) -> str | None:
    if row["status"] == "done":
        return None
    left = formats.left(row["days_left"], lang, row["status"])
    counted_from = row["deciding_due_on"]
    if counted_from == row["due_on"]:
        return left
    return aside(lang, left, say(lang, "figure.target_due", day=formats.day(counted_from, lang)))


def _finished(row: Row, lang: str) -> str | None:
    if row["is_late"]:
        return say(lang, "figure.finished_late", day=row["finished_on"])
    return str(row["finished_on"]) if row["finished_on"] else None


def moved(row: Row) -> int | None:
    """By how many places a unit rose, None if it has no position or had none."""
    if row["position"] is None or row["position_before"] is None:
        return None
    return int(row["position_before"] - row["position"])


def _movement(row: Row, lang: str) -> str | None:
    up = moved(row)
    if up is None:
        return None
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


def forecast_end(row: Row, end: str, lang: str) -> str:
    """One end of a forecast (low, mid, high, best) as text, in the magnitude of its target."""
    return formats.estimate(
        row[f"forecast_{end}"], row["unit_scale"], row["unit_of_measure"], lang, of=row["target_value"],
        up=formats.is_less_better(row["comparator"]), whole=row["is_countable"],
    )  # fmt: skip


def shortfall(row: Row, lang: str) -> str:
    """What the best end of a forecast lacks of its target: with what `forecast_end` says of it, the target."""
    return formats.shortfall(
        row["forecast_best"], row["target_value"], row["unit_scale"], row["unit_of_measure"], lang,
        up=formats.is_less_better(row["comparator"]), whole=row["is_countable"],
    )  # fmt: skip


def forecast_words(row: Row, lang: str) -> str | None:
    """What a forecast says: the pace needed beside the recent one, then where the pace so far leads. None if there is
    no forecast."""
    if row["forecast_mid"] is None:
        return None
    low, mid, high = (forecast_end(row, end, lang) for end in ("low", "mid", "high"))
    key = "forecast.unranged" if row["forecast_low"] is None else "forecast.ranged"
    outlook = say(lang, key, low=low, mid=mid, high=high)
    if row["is_met"]:
        return outlook
    return say(lang, "forecast.join", pace=pace_words(row, lang), outlook=outlook)


def pace_words(row: Row, lang: str) -> str:
    """The pace needed a week, rounded to the harder side, beside the recent one, rounded to the slower, both in the
    magnitude of the first. Neither is a whole number of what is counted one by one: rounding one of the two would turn
    round which is the faster."""
    required, up = row["required_per_week"], row["comparator"] != "at_most"
    scale = (row["unit_scale"], row["unit_of_measure"], lang)
    needed = formats.estimate(required, *scale, up=up)
    recent = formats.estimate(row["recent_per_week"], *scale, up=not up, of=required)
    key = "forecast.pace_unknown" if row["recent_per_week"] is None else "forecast.pace"
    window = formats.window(row["pace_days"], lang)
    return say(lang, key, required=needed, recent=recent, window=window)


def _forecast(row: Row, lang: str) -> str | None:
    if row["status"] == "done":
        return None
    if row["is_too_few"]:
        return say(lang, "forecast.too_few", n=row["n_measurements"])
    return forecast_words(row, lang)


def _deviation(before: str) -> Callable[[Row, str], object]:
    return lambda row, lang: formats.whole_points(
        row[f"attainment_share{before}"], row[f"expected_share{before}"]
    )


def _marks(row: Row, lang: str) -> str:
    flags = ("is_first_value", "is_rosier", "is_reopened", "is_late", "is_other_pillars_measure")
    return listed(lang, (label(f, lang) for f in flags if row.get(f)))


def _scoring_marks(row: Row, lang: str) -> str:
    """The marks of a task, and why it is not scored."""
    because = row["unscored_because"]
    why = say(lang, "figure.unscored", why=say(lang, f"unscored_because.{because}")) if because else ""
    return listed(lang, filter(None, [why, _marks(row, lang)]))


def unscored(row: Row, lang: str) -> list[str]:
    """How many tasks are not scored, in words for each reason there is."""
    reasons = ("n_unchecked", "n_unreported", "n_unbegun")
    return [say(lang, f"figure.{reason}", n=row[reason]) for reason in reasons if row[reason]]


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
    "scoring_marks": _scoring_marks,
    "unscored": lambda row, lang: listed(lang, unscored(row, lang)) or None,
    "next_deadline": _next_deadline,
    "meaning": lambda row, lang: say(lang, f"parameter.{row['parameter']}"),
    **{f"deviation_points{before}": _deviation(before) for before in ("", "_before")},
    "forecast": _forecast,
    "month": lambda row, lang: formats.month(row["month_on"], lang),
    "short_hash": lambda row, lang: (
        (row.get("return_sha256") or row.get("manifest_sha256") or "")[:12] or None
    ),
}


def as_file(
    table: pa.Table, columns: Sequence[str], lang: str, as_of: object, kind: str
) -> tuple[list[str], list[list[object]]]:
    """Header and rows for a file: the chosen columns as they are shown, but numbers as numbers of four decimals at most
    and truths as yes or no; and on every row, for rows are copied elsewhere, the as-of date and the kind of data.
    Raises LookupError for a column that is none of the query's nor made of them."""
    if unknown := set(columns) - set(table.column_names) - set(COMPOSED):
        raise LookupError(unknown)
    # A table with a row for each date, or for each plan, may already have these columns.
    stamp = {"as_of": as_of, "data_kind": kind}
    names = [*columns, *(name for name in stamp if name not in columns)]
    rows = [[_in_file(name, {**stamp, **row}, lang) for name in names] for row in table.to_pylist()]
    return [label(name, lang) for name in names], rows


def _in_file(name: str, row: Row, lang: str) -> object:
    if name not in row:  # signs are for eyes
        return moved(row) if name == "movement" else COMPOSED[name](row, lang)
    value = row[name]
    if name in _STATUSES and value:
        return say(lang, f"status.{value}")
    if isinstance(value, bool):
        return say(lang, "form.yes" if value else "form.no")
    if isinstance(value, float):
        exact = round(value, DECIMALS)
        return int(exact) if exact.is_integer() else exact
    return None if value is None else cell(name, row, lang)
