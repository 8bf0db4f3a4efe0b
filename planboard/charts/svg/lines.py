"""Lines over days: tasks due and done, and one target's values beside the path they should follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from markupsafe import Markup

from planboard.charts.labels import apart
from planboard.charts.svg.axes import Plane, grid, months, nice
from planboard.charts.svg.parts import (
    ACCENT,
    INK,
    PAPER,
    SOFT,
    chart,
    dot,
    element,
    inside,
    line,
    mark,
    moved,
    share,
    soft,
    titled,
    tone,
    words,
)
from planboard.wording.text import say

Look = tuple[str, float, str]  # colour, width and dashes of a line
_HEIGHT, _TOP, _FOOT = 230, 26, 206
_TASKS: dict[str, Look] = {
    "due_originally": (SOFT, 1.2, ""),
    "due_originally_ahead": (SOFT, 1.2, "2 3"),
    "due": (ACCENT, 2.2, ""),
    "due_ahead": (ACCENT, 1.6, "5 4"),
    "done": (tone("done"), 2.8, ""),
}
_VALUES: dict[str, Look] = {
    "expected": (SOFT, 1.6, "6 4"),
    "target": (INK, 2, ""),
    "forecast": (ACCENT, 1.6, "2 3"),
    "measured": (ACCENT, 2.4, ""),
}
_SEEN = 7  # pixels around a point in which the mouse finds it
_ABOVE, _BELOW = -6, 17  # from a line to the base line of words that stand above or below it
_WORD, _HIGHEST = 16, 12  # pixels between base lines of words, and from the top to the highest of them
_REACH = 0.4  # the share of a phone's width that words beside a line may take
_LATE = 0.5  # the share of the width from which on words may meet those at the lines' ends


def trend(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """Deadlines fallen due against tasks done, day by day, from rows of `charts.TREND`."""
    days, most = [row["on_date"] for row in rows], max(row["n"] for row in rows)
    top = max(rows[0]["n_tasks"] or 0, most, 1)
    plane = Plane(min(days), max(days), 0, top, _TOP, _FOOT)
    lines = {name: list(steps) for name, steps in groupby(rows, key=lambda row: row["line"])}
    drawn = [*grid(plane, nice(0, top, least_step=1)), *months(plane, lang)]
    for name, look in _TASKS.items():
        drawn += _steps(plane, lines.get(name, []), look)
    drawn += _words_of_tasks(plane, rows)
    drawn += [_sign(plane, row) for row in rows if row["is_today"] and row["line"] in ("done", "due")]
    drawn += [_spot(plane, row) for row in rows]
    return chart(drawn, _HEIGHT, rows[0]["demo_mark"])


def _steps(plane: Plane, steps: Sequence[dict[str, Any]], look: Look) -> Iterator[Markup]:
    for before, after in pairwise(steps):
        x, to_x = share(plane.x(before["on_date"])), share(plane.x(after["on_date"]))
        y, to_y = plane.y(before["n"]), plane.y(after["n"])
        yield line(x, y, to_x, y, *look, "square")
        if y != to_y:
            yield line(to_x, y, to_x, to_y, *look, "square")


def _sign(plane: Plane, row: dict[str, Any]) -> Markup:
    x, y = share(plane.x(row["on_date"])), plane.y(row["n"])
    return mark("done", x, y, 13) if row["line"] == "done" else dot(x, y, 3.6, ACCENT)


def _words_of_tasks(plane: Plane, rows: Sequence[dict[str, Any]]) -> Iterator[Markup]:
    """What each line amounts to today, beside a piece of it and above all of them while there is room, and how many
    tasks the largest step to come brings."""
    ends = sorted((row for row in rows if row["end"]), key=lambda row: row["n"])
    base_lines = [plane.y(row["n"]) + _ABOVE for row in ends]
    highest = min((plane.y(n) + _ABOVE for n in _under_words(plane, rows)), default=0)
    if highest - (len(ends) - 1) * _WORD >= _HIGHEST:
        base_lines = [highest] * len(ends)
    cliffs = [row for row in rows if row["cliff"]]
    base_lines += [plane.y(row["n"]) + _BELOW for row in cliffs]
    for n, (row, y) in enumerate(zip([*ends, *cliffs], _apart(base_lines), strict=True)):
        at = plane.x(row["on_date"])
        side, anchor = (1, "start") if at < _LATE else (-1, "end")  # where there is more room
        if n < len(ends):
            piece = line(side * 8, y - 4, side * 20, y - 4, *_TASKS[row["line"]])
            yield moved(piece, share(at))
            weight = 600 if row["line"] == "done" else None
            yield words(row["end"], share(at), y, anchor=anchor, dx=side * 25, weight=weight, has_halo=True)
        else:
            yield soft(row["cliff"], share(at), y, anchor=anchor, dx=side * 8, has_halo=True)


def _under_words(plane: Plane, rows: Sequence[dict[str, Any]]) -> Iterator[int]:
    """How many tasks the lines stand for on the side of today on which its words stand, as far as these may reach."""
    today = next((plane.x(row["on_date"]) for row in rows if row["end"]), 0)
    first, last = (today, today + _REACH) if today < _LATE else (today - _REACH, today)
    return (row["n"] for row in rows if first <= plane.x(row["on_date"]) <= last)


def _spot(plane: Plane, row: dict[str, Any]) -> Markup:
    x, y = share(plane.x(row["on_date"])), plane.y(row["n"])
    spot = element("circle", cx=x, cy=y, r=_SEEN, fill="none", pointer_events="all")
    return titled([spot], row["spoken"])


def history(rows: Sequence[dict[str, Any]], lang: str) -> Markup:
    """A target's values, beside the target, the path they should follow, and the forecast, from rows of
    `charts.HISTORY`."""
    by_series = {name: [r for r in rows if r["series"] == name] for name in {row["series"] for row in rows}}
    plane = _plane(rows)
    drawn = [*grid(plane, nice(plane.low, plane.high, most=4)), *months(plane, lang)]
    drawn += _cone(plane, by_series.get("forecast", []))
    for name, look in _VALUES.items():
        drawn += [_straight(plane, *ends, look) for ends in pairwise(by_series.get(name, []))]
    drawn += [_point(plane, row) for row in by_series.get("measured", [])]
    drawn += [dot(*_at(plane, row), 4, PAPER, SOFT) for row in by_series.get("year_end", [])]
    drawn += _words_of_values(plane, rows)
    drawn += _words_of_path(plane, rows, say(lang, "chart.history.expected"))
    drawn.append(soft(rows[0]["unit"] or "", 0, 11))
    return chart(drawn, _HEIGHT, rows[0]["demo_mark"])


def _plane(rows: Sequence[dict[str, Any]]) -> Plane:
    values = [v for row in rows for v in (row["value"], row["low"], row["high"]) if v is not None]
    days = [row["measured_on"] for row in rows]
    low, high = min(values), max(values)
    edge = (high - low) * 0.06 or abs(high) * 0.1 or 1
    return Plane(min(days), max(days), low - edge if low < 0 or low > edge else 0, high + edge, _TOP, _FOOT)


def _at(plane: Plane, row: dict[str, Any]) -> tuple[str, float]:
    return share(plane.x(row["measured_on"])), plane.y(row["value"])


def _straight(plane: Plane, start: dict[str, Any], end: dict[str, Any], look: Look) -> Markup:
    (x, y), (to_x, to_y) = _at(plane, start), _at(plane, end)
    return line(x, y, to_x, to_y, *look, "round")


def _cone(plane: Plane, points: Sequence[dict[str, Any]]) -> Iterator[Markup]:
    """The range of the forecast. An area's corners cannot be shares, so it is stretched over the width."""
    ranged = [p for p in points if p["low"] is not None and p["high"] is not None]
    if len(ranged) < 2:
        return
    out = [(plane.x(p["measured_on"]), plane.y(p["high"])) for p in ranged]
    back = [(plane.x(p["measured_on"]), plane.y(p["low"])) for p in reversed(ranged)]
    around = " ".join(f"{1000 * x:.1f},{y:.1f}" for x, y in (*out, *back))
    yield element(
        "svg", element("polygon", points=around, fill=ACCENT, fill_opacity=0.18), viewBox=f"0 0 1000 {_HEIGHT}",
        width="100%", height=_HEIGHT, preserveAspectRatio="none",
    )  # fmt: skip


def _point(plane: Plane, row: dict[str, Any]) -> Markup:
    return titled([dot(*_at(plane, row), 3.4, ACCENT)], row["spoken"])


def _words_of_values(plane: Plane, rows: Sequence[dict[str, Any]]) -> Iterator[Markup]:
    """The newest value, and what the target and the forecast amount to."""
    said = [(row, "end", plane.y(row["value"]) + _ABOVE) for row in rows if row["end"]]
    said += [(row, "newest", _beside(plane, row)) for row in rows if row["newest"]]
    may_meet = [word for word in said if plane.x(word[0]["measured_on"]) >= _LATE]
    moved = zip(may_meet, _apart([y for _, _, y in may_meet]), strict=True)
    places = {id(row): y for row, _, y in said} | {id(row): y for (row, _, _), y in moved}
    for row, what, _ in said:
        at = plane.x(row["measured_on"])
        weight = 600 if what == "newest" else None
        yield words(row[what], share(at), places[id(row)], anchor=inside(at), weight=weight, has_halo=True)


def _words_of_path(plane: Plane, rows: Sequence[dict[str, Any]], path: str) -> Iterator[Markup]:
    """What the path is, and what it amounts to at the end of each year."""
    said = [
        (row, path if row["series"] == "expected_word" else row["shown"])
        for row in rows
        if row["series"] in ("expected_word", "year_end")
    ]
    for (row, text), y in zip(said, _apart([_beside(plane, row) for row, _ in said]), strict=True):
        at = plane.x(row["measured_on"])
        yield soft(text, share(at), y, anchor=inside(at), has_halo=True)


def _beside(plane: Plane, row: dict[str, Any]) -> float:
    """The base line of words at a point: below a line that rises and above one that falls, where it does not go; above
    the months in any case."""
    y = plane.y(row["value"])
    return y + (_ABOVE if row["falls"] or y + _BELOW > plane.foot else _BELOW)


def _apart(base_lines: Sequence[float]) -> list[float]:
    return [-up for up in apart([-y for y in base_lines], _WORD, -_HIGHEST)]
