"""The stages of a task without numbers: which it has reached and since when, and at which it stands."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.svg.stages import strip
from planboard.charts.theme import widened
from planboard.wording.formats import day, short_day
from planboard.wording.text import say, sentences


def _rows(table: pa.Table, lang: str, demo_mark: str = "") -> pa.Table:
    """Every stage with its word and the day since which it is reached, empty where it is not."""
    stages = table.to_pylist()
    return widened(
        table.drop_columns("reached_on"),
        demo_mark,
        word=[say(lang, f"stage.{row['stage']}") for row in stages],
        since=[short_day(row["reached_on"], lang) if row["reached_on"] else "" for row in stages],
        is_reached=[float(row["reached_on"] is not None) for row in stages],
    )


def _title(table: pa.Table, lang: str) -> str:
    """At which stage the task stands, and for how many returns in a row."""
    now = next((row for row in table.to_pylist() if row["is_now"]), None)
    if now is None:
        return ""
    key = "done" if now["stage"] == "done" else "now_one" if now["n_returns"] == 1 else "now"
    return say(lang, f"chart.stages.{key}", stage=say(lang, f"stage.{now['stage']}"), n=now["n_returns"])


def _alt(table: pa.Table, lang: str) -> str:
    """The same, and since when each stage is reached."""
    reached = [row for row in table.to_pylist() if row["reached_on"]]
    return sentences(lang, [_title(table, lang), *(_spoken(row, lang) for row in reached)])


def _spoken(row: dict[str, Any], lang: str) -> str:
    on = day(row["reached_on"], lang)
    return say(lang, "chart.stages.spoken", stage=say(lang, f"stage.{row['stage']}"), on=on)


STAGES = Chart("stages", _rows, _alt, _title, svg=strip)
