"""Which targets will be met?"""

from __future__ import annotations

from typing import Any

from pages import parts, task_parts
from planboard import ui
from planboard.document.blocks import Block, Document, Notice, Section
from planboard.schema import STATUSES
from planboard.ui import NO_FILTER, View
from planboard.wording.text import sentences

TABLE = (
    "name", "status", "progress", "value_of_target", "attainment_share", "deviation_points", "forecast", "unit",
)  # fmt: skip


def page(view: View) -> None:
    """All targets with their bars or places, with expected share and forecast."""
    chosen = _chosen(view)
    ui.draw(view, document, **chosen)
    if rows := view.rows("targets", **chosen):
        ids = tuple(row["target_id"] for row in rows)
        ui.draw_fold(view, view.say("why.all"), "reasons", ui.why_each, subject="target", ids=ids)


def document(view: View, **chosen: Any) -> Document:
    """The document of the targets chosen."""
    rows = view.rows("targets", **chosen)
    title, answer = view.say("page.targets.title"), parts.targets_message(view, "page.targets.summary")
    if not rows:
        return Document(title, answer, [Notice(view.say("notice.no_rows"))])
    notes = [
        view.say("page.targets.bullets_note", range=parts.forecast_range(view)),
        view.say("page.targets.steps_note"),
    ]
    blocks: list[Block] = [
        Section(
            view.say("page.targets.table"),
            [ui.targets_table(view, TABLE, **chosen)],
            sentences(view.lang, notes),
        )
    ]
    over_years = [row for row in rows if row["starts_on"].year < row["due_on"].year]
    if over_years:
        paths = [block for target in over_years for block in task_parts.path(view, target)]
        blocks.append(Section(view.say("page.targets.paths"), paths, view.say("page.targets.paths_note")))
    blocks.append(ui.downloads(view, "targets", {"targets": ("targets", chosen, TABLE)}))
    return Document(title, answer, blocks)


def _chosen(view: View) -> dict[str, object]:
    everything = view.rows("targets", **NO_FILTER)
    pillars = {str(r["pillar_id"]): r["pillar"] for r in everything}
    units = {r["unit_id"]: r["unit"] for r in everything}
    owners = {owner: view.say(f"page.targets.of_{owner}") for owner in ("task", "measure")}
    states = {s: view.say(f"status.{s}") for s in STATUSES}
    with view.bar:
        pillar = ui.filtered(view, "pillar", dict(sorted(pillars.items())), view.say("page.targets.pillar"))
        unit = ui.filtered(view, "unit", units, view.say("page.targets.unit"))
        status = ui.filtered(view, "status", states, view.say("page.targets.state"))
        owner = ui.filtered(view, "owner", owners, view.say("page.targets.owner"))
    return {
        **NO_FILTER,
        "pillar_id": int(pillar) if pillar else None,
        "unit_id": unit,
        "status": status,
        "owner": owner,
    }
