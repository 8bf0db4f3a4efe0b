"""Are we on track, and what needs a leader today?"""

from __future__ import annotations

from typing import Any

from pages import change_lists, closed_year, parts
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Columns,
    Document,
    Items,
    Link,
    Paragraph,
    Section,
    Tiles,
)
from planboard.ui import NO_FILTER, View
from planboard.wording import formats
from planboard.wording.text import inside
from planboard.wording.verdict import answer, verdict

GAUGES = (
    "name", "attainment_share", "expected_share", "deviation_points", "n_measured", "n_targets", "n_met", "n_tasks",
    "n_attention", "worst_status",
)  # fmt: skip
STATUS_COUNTS = ("scope", "status", "n_tasks", "difference")
TREND = ("on_date", "series", "n", "n_tasks", "is_ahead")
LONG = {**NO_FILTER, "owner": "measure"}
OF_ALL = {"pillar_id": None, "unit_id": None}


def page(view: View) -> None:
    """The state of the plan: verdict, pillars, exceptions, changes, trend, and the targets of later years."""
    ui.draw(view, document)


def document(view: View) -> Document:
    """The document of this page."""
    headline = view.row("headline", **OF_ALL) or {}
    counts: list[Block] = [
        *ui.status_bars(view),
        ui.numbers(view, "pillar_gauges", GAUGES, "gauges"),
    ]
    over_time: list[Block] = [
        *ui.figure(view, charts.TREND, "trend", "trend", **OF_ALL),
        ui.numbers(view, "trend", TREND, "trend", **OF_ALL),
    ]
    blocks: list[Block] = [
        _dials(view),
        parts.exceptions(view, None),
        *closed_year.settlements(view),
        Section(
            view.say("page.overview.counts"),
            [Columns([(7, counts), (5, [_coverage(view, headline), parts.status_counts(view, 0)])])],
        ),
        Columns(
            [
                (5, [Section(view.say("page.overview.changes"), _changes(view, headline))]),
                (7, [Section(view.say("page.overview.trend"), over_time)]),
            ]
        ),
    ]
    if view.rows("targets", **LONG):
        blocks.append(
            Section(
                view.say("page.overview.long_targets"), [ui.targets_table(view, key="long", **LONG)],
                view.say("page.overview.long_targets_note"),
            )
        )  # fmt: skip
    files: ui.Answers = {
        "status_counts": ("status_counts", {}, STATUS_COUNTS),
        "pillar_gauges": ("pillar_gauges", {}, GAUGES),
        "exceptions": ("exceptions", {"pillar_id": None}, parts.EXCEPTIONS),
        "changes": ("changes", {"pillar_id": None, "since": headline["previous_as_of"]}, change_lists.TABLE),
        "trend": ("trend", OF_ALL, TREND),
        "targets": ("targets", LONG, ui.TARGETS),
    }
    blocks.append(ui.downloads(view, "overview", files, only=("status_counts", "exceptions", "targets")))
    tools = [Link(view.say("page.meeting.name"), view.to("meeting")), ui.picture_link(view, "overview")]
    return Document(answer(headline, view.lang), verdict(headline, view.lang), blocks, tools=tools)


def _dials(view: View) -> Tiles:
    """A dial for each pillar, with its name, where it should be, how it moved, and what needs attention in it."""
    return Tiles([_tile(view, row) for row in view.rows("pillars")])


def _tile(view: View, pillar: dict[str, Any]) -> list[Block]:
    name = Link(pillar["short"], view.to(f"pillar-{pillar['pillar_id']}"))
    pillar_id = pillar["pillar_id"]
    return [Paragraph([name]), *parts.pillar_dial(view, pillar_id, f"gauge{pillar_id}", pillar["short"])]


def _coverage(view: View, headline: dict[str, Any]) -> Paragraph:
    mean = formats.percent(headline["mean_attainment_share"], view.lang)
    counted = {n: headline[n] for n in ("n_reported", "n_tasks", "n_attainment")}
    return Paragraph(view.say("page.overview.coverage", mean=mean, **counted), "note")


def _changes(view: View, headline: dict[str, Any]) -> list[Block]:
    if headline["previous_as_of"] is None:
        return [Paragraph(view.say("page.overview.first_snapshot"), "note")]
    rows = view.rows("changes", pillar_id=None, since=headline["previous_as_of"])
    every = Paragraph([Link(view.say("page.overview.all_changes"), view.to("changes"))])
    if not rows:
        return [Paragraph(view.say("page.overview.no_changes"), "note"), every]
    since = formats.day(headline["previous_as_of"], view.lang)
    items = [parts.task_item(view, row, beside=inside(view.say(f"change.{row['change']}"))) for row in rows]
    return [Paragraph(view.say("page.overview.changes_since", as_of=since), "note"), Items(items), every]
