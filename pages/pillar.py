"""How is this pillar doing, measure by measure?"""

from __future__ import annotations

from typing import Any

from pages import parts
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Columns,
    Document,
    Fold,
    Item,
    Items,
    Link,
    Paragraph,
    Section,
    Text,
)
from planboard.ui import NO_FILTER, View
from planboard.wording.text import listed
from planboard.wording.verdict import answer, verdict

TREND = ("on_date", "series", "n", "n_tasks", "is_ahead")
MEASURES = (
    "measure_id", "measure", "summary", "lead_unit", "participating_units", "n_tasks", "n_done", "n_attention",
    "worst_status",
)  # fmt: skip
TASKS = (
    "item_no", "task", "status", "progress", "attainment_share", "deviation_points", "due", "unit", "marks"
)  # fmt: skip


def page(view: View, pillar_id: int) -> None:
    """One pillar: its state, its measures with their units, its targets and its tasks."""
    ui.draw(view, document, pillar_id=pillar_id)


def document(view: View, *, pillar_id: int) -> Document:
    """The document of this page."""
    pillars = {row["pillar_id"]: row for row in view.rows("pillars")}
    pillar = pillars[pillar_id]
    headline = view.row("headline", pillar_id=pillar_id, unit_id=None)
    blocks: list[Block] = []
    if headline:
        blocks += [
            _state(view, pillar_id),
            parts.exceptions(view, pillar_id),
            *ui.why(view, "pillar", str(pillar_id)),
            _trend(view, headline, pillar_id),
        ]
    measures = [_measure(view, row) for row in view.rows("measures", pillar_id=pillar_id)]
    blocks.append(Section(view.say("page.pillar.measures"), [Items(measures)]))
    if pillar["n_targets"]:
        targets = ui.targets_table(view, **_targets(pillar_id))
        blocks.append(Section(view.say("page.pillar.targets"), [targets]))
    if pillar["n_tasks"]:
        tasks = ui.table_of(view, "tasks", TASKS, pillar_id=pillar_id, unit_id=None)
        blocks.append(Section(view.say("page.pillar.tasks"), [tasks], view.say("page.pillar.crossing")))
    files: ui.Answers = {
        "tasks": ("tasks", {"pillar_id": pillar_id, "unit_id": None}, TASKS),
        "targets": ("targets", _targets(pillar_id), ui.TARGETS),
        "measures": ("measures", {"pillar_id": pillar_id}, MEASURES),
        "trend": ("trend", {"pillar_id": pillar_id, "unit_id": None}, TREND),
    }
    blocks.append(ui.downloads(view, f"pillar-{pillar_id}", files))
    return Document(
        answer(headline, view.lang, pillar["short"]) if headline else pillar["title"],
        verdict(headline, view.lang) if headline else view.say("page.pillar.no_tasks"),
        blocks,
        around=ui.around(
            view, {n: (row["short"], view.to(f"pillar-{n}")) for n, row in pillars.items()}, pillar_id
        ),
    )


def _targets(pillar_id: int) -> dict[str, object]:
    return {**NO_FILTER, "pillar_id": pillar_id, "owner": "task"}


def _state(view: View, pillar_id: int) -> Columns:
    """Its tasks as squares with how many have which status, and beside them how far its targets are."""
    drawn = parts.squares(view, pillar_id)[pillar_id]
    numbers = Fold(view.say("frame.same_numbers"), [parts.status_counts(view, pillar_id)], "numbers-squares")
    return Columns(
        [
            (7, [Paragraph([drawn]), numbers]),
            (5, parts.pillar_dial(view, pillar_id)),
        ]
    )


def _trend(view: View, headline: dict[str, Any], pillar_id: int) -> Section:
    chosen = {"pillar_id": pillar_id, "unit_id": None}
    return Section(
        parts.trend_says(view, headline),
        [
            *ui.figure(view, charts.TREND, "trend", "trend", **chosen),
            ui.numbers(view, "trend", TREND, "trend", **chosen),
        ],
    )


def _measure(view: View, row: dict[str, Any]) -> Item:
    others = listed(view.lang, row["participating_units"]) or view.say("frame.none")
    lines: list[Text] = [
        row["summary"],
        view.say("page.pillar.measure_line", lead=row["lead_unit"], participating=others),
    ]
    name = f"{row['measure_id']}. {row['measure']}"
    if not row["n_tasks"]:
        return Item(name, lines=[*lines, view.say("page.pillar.measure_no_tasks")])
    counts = view.say(
        "page.pillar.measure_tasks", **{n: row[n] for n in ("n_tasks", "n_done", "n_attention")}
    )
    if row["n_attention"]:
        worst = ui.reason(view, "measure", str(row["measure_id"]))
        link = Link(worst["task"], view.to("task", id=worst["task_id"]))
        lines.append([f"{counts} ", ui.status_of(view, worst["status"]), " ", link])
    else:
        lines.append([ui.status_of(view, row["worst_status"]), f"　{counts}"])
    return Item(name, lines=lines)
