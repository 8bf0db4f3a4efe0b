"""Are we on track, and what needs a leader today?"""

from __future__ import annotations

from typing import Any

from pages import change_lists, closed_year, parts
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Cell,
    Column,
    Columns,
    Document,
    Fold,
    Items,
    Link,
    Paragraph,
    Section,
    Strong,
    Table,
)
from planboard.ui import NO_FILTER, View
from planboard.wording import formats
from planboard.wording.readable import label
from planboard.wording.text import inside, listed
from planboard.wording.verdict import answer, outlook

GAUGES = (
    "name", "attainment_share", "expected_share", "deviation_points", "n_measured", "n_targets", "n_met", "n_tasks",
    "n_attention", "worst_status",
)  # fmt: skip
STATUS_COUNTS = ("scope", "status", "n_tasks", "difference")
TREND = ("on_date", "series", "n", "n_tasks", "is_ahead")
LONG = {**NO_FILTER, "owner": "measure"}
OF_ALL = {"pillar_id": None, "unit_id": None}


def page(view: View) -> None:
    """The state of the plan: the answer, what needs a leader, all tasks, deadlines, changes, targets of later years."""
    ui.draw(view, document)


def document(view: View) -> Document:
    """The document of this page."""
    headline = view.row("headline", **OF_ALL) or {}
    over_time: list[Block] = [
        *ui.figure(view, charts.TREND, "trend", "trend", **OF_ALL),
        ui.numbers(view, "trend", TREND, "trend", **OF_ALL),
    ]
    blocks: list[Block] = [
        parts.due_facts(view, headline),
        *_outlook(view, headline),
        Columns(
            [
                (7, [parts.exceptions(view, None), *closed_year.settlements(view)]),
                (5, [_glance(view, headline), *_answers(view)]),
            ]
        ),
        Columns(
            [
                (7, [Section(parts.trend_says(view, headline), over_time)]),
                (5, [Section(view.say("page.overview.changes"), _changes(view, headline))]),
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
    return Document(answer(headline, view.lang), "", blocks, tools=tools)


def _outlook(view: View, headline: dict[str, Any]) -> list[Paragraph]:
    """What is to come, and what became of tasks since the snapshot before, with the way to the rule of the answer."""
    ahead = outlook(headline, view.lang)
    rule = Link(view.say("page.overview.rule"), view.to("method"))
    said = [Paragraph(ahead)] if ahead else []
    more = [_moved(view, headline)] if headline["previous_as_of"] else []
    if n_late := headline["n_done_late"]:
        n = headline["n_done_in_time"] + n_late
        more.append(view.say("page.overview.late", n=n, n_late=n_late))
    return [*said, Paragraph([*(f"{sentence} " for sentence in more), rule], "note wide")]


def _moved(view: View, headline: dict[str, Any]) -> str:
    since = formats.day(headline["previous_as_of"], view.lang)
    found = [
        view.say("page.overview.moved_part", change=view.say(f"change.{row['change']}"), n=row["n"])
        for row in view.rows("change_counts", since=headline["previous_as_of"])
        if row["is_of_status"] and row["n"]
    ]
    key = "moved" if found else "moved_none"
    return view.say(f"page.overview.{key}", since=since, parts=listed(view.lang, found))


def _glance(view: View, headline: dict[str, Any]) -> Section:
    title = view.say("page.overview.glance", n=headline["n_tasks"], n_attention=headline["n_attention"])
    numbers = Fold(
        view.say("frame.same_numbers"),
        [parts.status_counts(view, 0), ui.table_of(view, "pillar_gauges", GAUGES), _coverage(view, headline)],
        "numbers-glance",
    )
    return Section(title, [*parts.glance(view), numbers], view.say("page.overview.glance_note"))


def _answers(view: View) -> list[Section]:
    """Whose help is waited for, and since when; nothing where none is."""
    waiting = [row for row in view.rows("coordination", unit_id=None, help_state=None) if row["is_open"]]
    if not waiting:
        return []
    columns = [
        Column("asked_of_unit", label("asked_of_unit", view.lang)),
        Column("days_waiting", label("days_waiting", view.lang), is_number=True),
        Column("needed_on", label("needed_on", view.lang), is_number=True),
    ]
    title = view.say(
        "page.overview.answers", n=len(waiting), n_late=sum(row["days_overdue"] > 0 for row in waiting)
    )
    every = Paragraph([Link(view.say("page.overview.answers_all"), view.to("coordination"))])
    table = Table(
        view.say("page.overview.answers_waiting"), columns, [_waiting(view, row) for row in waiting]
    )
    return [Section(title, [table, every])]


def _waiting(view: View, row: dict[str, Any]) -> list[Cell]:
    late = row["days_overdue"]
    due = view.say("page.overview.answers_late", days=formats.days(late, view.lang)) if late else None
    return [
        Cell(
            [
                Link(row["asked_of_unit"], view.to("unit", id=row["asked_of_unit_id"])), "\n",
                Link(row["task"], view.to("task", id=row["task_id"])),
            ],
            row["asked_of_unit"],
        ),
        Cell(formats.days(row["days_waiting"], view.lang), row["days_waiting"]),
        Cell([Strong(due)] if due else formats.short_day(row["needed_on"], view.lang), str(row["needed_on"])),
    ]  # fmt: skip


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
    items = [parts.task_item(view, row, beside=inside(view.say(f"change.{row['change']}"))) for row in rows]
    return [Items(items), every]
