"""What is this unit responsible for?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from pages import parts
from planboard import ui
from planboard.document.blocks import Block, Document, Link, Notice, Paragraph, Section
from planboard.ui import ANY_YEAR, NO_FILTER, Answers, View
from planboard.wording import formats
from planboard.wording.text import listed, sentences
from planboard.wording.verdict import due

TASKS = (
    "item_no", "task", "status", "status_then", "progress", "attainment_share", "deviation_points", "stage", "due",
    "next_step", "scoring_marks",
)  # fmt: skip
PARTICIPATION = ("measure_id", "measure", "role", "pillar", "lead_unit", "n_tasks")
NAMED = (*PARTICIPATION[:3], "named_unit", *PARTICIPATION[3:])
HISTORY = (
    "as_of", "has_return", "is_on_time", "received_at", "n_sent_back", "score", "n_scored_tasks",
    "position", "n_done", "n_on_track", "n_not_started", "n_at_risk", "n_behind", "n_overdue", "n_stale", "short_hash",
)  # fmt: skip


def page(view: View) -> None:
    """One unit: its tasks, targets, measures and returns; without a valid id in the address, a choice of units."""
    units = {r["unit_id"]: r for r in view.rows("units")}
    asked = view.take("id")
    unit = units.get(asked or "")
    _choice(view, units, asked if unit else None)
    if unit is None:
        ui.draw(view, choice, asked=(asked or "")[:40])
        return
    since, unknown = parts.compared(view)
    ui.draw(view, document, unit_id=unit["unit_id"], since=since, unknown=unknown)


def choice(view: View, *, asked: str) -> Document:
    """The units to choose from, with a word about the one that was asked for and is not among them."""
    links: list[Block] = [
        Paragraph([Link(row["unit"], view.to("unit", id=row["unit_id"]))]) for row in view.rows("units")
    ]
    unknown = [Notice(view.say("notice.unit", value=asked), "warning")] if asked else []
    return Document(view.say("page.unit.choose_title"), "", [*unknown, *links])


def document(view: View, *, unit_id: str, since: date | None, unknown: str | None) -> Document:
    """The document of a unit, its tasks compared with what they were at an earlier snapshot."""
    units = {r["unit_id"]: r for r in view.rows("units")}
    unit = units[unit_id]
    files = ui.downloads(
        view, f"unit-{unit_id}", _files(view, unit, since), together=view.say("page.unit.brief")
    )
    return Document(
        view.say("page.unit.title", unit=unit["unit"]),
        _summary(view, unit),
        [
            *parts.not_compared(view, unknown),
            *_state(view, unit),
            *_work(view, unit, since),
            *_history(view, unit),
            files,
        ],
        around=ui.around(view, {u: (r["unit"], view.to("unit", id=u)) for u, r in units.items()}, unit_id),
    )


def _state(view: View, unit: dict[str, Any]) -> list[Block]:
    blocks = _successions(view, unit["unit_id"])
    if unit["n_tasks"]:
        headline = view.row("headline", pillar_id=None, unit_id=unit["unit_id"])
        blocks += [Paragraph(due(headline, view.lang))] if headline else []
    blocks += [Paragraph(text, "note") for text in _notes(view, unit["unit_id"])]
    return [*blocks, *(ui.why(view, "unit", unit["unit_id"]) if unit["n_tasks"] else [])]


def _tasks(unit: dict[str, Any], since: date | None) -> tuple[str, dict[str, object], Sequence[str]]:
    """What the table of the unit's tasks is asked for, and its columns."""
    columns = [name for name in TASKS if since or name != "status_then"]
    return "unit_tasks", {"unit_id": unit["unit_id"], "since": since}, columns


def _compared(view: View, unit: dict[str, Any], since: date | None) -> str:
    """What became of the unit's tasks since another date, in numbers."""
    if since is None:
        return ""
    rows = view.rows("changes", pillar_id=None, since=since)
    kinds = Counter(row["change"] for row in rows if row["unit_id"] == unit["unit_id"])
    said = [
        view.say("page.changes.part", change=view.say(f"change.{kind}"), n=n) for kind, n in kinds.items()
    ]
    since_on = formats.day(since, view.lang)
    if not said:
        return view.say("page.unit.unchanged", since=since_on)
    return view.say("page.changes.summary", since=since_on, parts=listed(view.lang, said))


def _work(view: View, unit: dict[str, Any], since: date | None) -> list[Block]:
    unit_id = unit["unit_id"]
    none = "no_tasks" if view.year else "no_tasks_now"
    tasks: Block = Paragraph(view.say(f"page.unit.{none}", year=view.year), "note")
    if unit["n_tasks"]:
        query, asked, columns = _tasks(unit, since)
        tasks = ui.table_of(view, query, columns, **asked)
    notes = [_compared(view, unit, since), view.say("page.unit.scored_note")] if unit["n_tasks"] else []
    blocks: list[Block] = [Section(view.say("page.unit.tasks"), [tasks], sentences(view.lang, notes))]
    if unit["n_targets"]:
        targets = ui.targets_table(view, **NO_FILTER | {"unit_id": unit_id})
        blocks.append(Section(view.say("page.unit.targets"), [targets]))
    part: Block = Paragraph(view.say("page.unit.no_participation"), "note")
    if unit["n_led"] or unit["n_participating"]:
        part = ui.table_of(view, "participation", _part_columns(view, unit_id), unit_id=unit_id)
    return [*blocks, Section(view.say("page.unit.participation"), [part])]


def _part_columns(view: View, unit_id: str) -> Sequence[str]:
    is_for_another = any(row["named_unit"] for row in view.rows("participation", unit_id=unit_id))
    return NAMED if is_for_another else PARTICIPATION


def _history(view: View, unit: dict[str, Any]) -> list[Block]:
    if not unit["n_snapshots"]:
        return []
    past = _past(view, unit)
    columns = _history_columns(view, unit)
    notes = [
        view.say("page.unit.history_all", year=view.year) if "plan_year" in past else "",
        view.say("page.unit.then") if "unit_then" in columns else "",
    ]
    history = ui.table_of(view, "unit_history", columns, **past)
    return [Section(view.say("page.unit.history"), [history], sentences(view.lang, notes))]


def _history_columns(view: View, unit: dict[str, Any]) -> Sequence[str]:
    past = view.rows("unit_history", **_past(view, unit))
    is_anothers = any(row["unit_then_id"] != unit["unit_id"] for row in past)
    return (HISTORY[0], "unit_then", *HISTORY[1:]) if is_anothers else HISTORY


def _past(view: View, unit: dict[str, Any]) -> dict[str, object]:
    """What the unit's history is asked for: that of the year shown, of all years where the unit has none in it."""
    asked: dict[str, object] = {"unit_id": unit["unit_id"]}
    return asked if view.year is None or view.rows("unit_history", **asked) else {**asked, **ANY_YEAR}


def _files(view: View, unit: dict[str, Any], since: date | None) -> Answers:
    files: Answers = {
        "participation": ("participation", {"unit_id": unit["unit_id"]}, _part_columns(view, unit["unit_id"]))
    }
    if unit["n_targets"]:
        files = {"targets": ("targets", {**NO_FILTER, "unit_id": unit["unit_id"]}, ui.TARGETS), **files}
    if unit["n_tasks"]:
        files = {"unit_tasks": _tasks(unit, since), **files}
    if unit["n_snapshots"]:
        files = {**files, "unit_history": ("unit_history", _past(view, unit), _history_columns(view, unit))}
    return files


def _successions(view: View, unit_id: str) -> list[Block]:
    """Say which units this one succeeded and since when, or that another one succeeded it, with a way there."""
    blocks: list[Block] = []
    for row in view.rows("predecessors", unit_id=unit_id):
        words = {
            "unit": row["successor"], "predecessor": row["predecessor"], "authority": row["authority"],
            "since": formats.day(row["since_on"], view.lang),
        }  # fmt: skip
        if row["successor_id"] == unit_id:
            blocks.append(Paragraph(view.say(f"page.unit.predecessor_{row['succession']}", **words), "note"))
            link = Link(row["predecessor"], view.to("unit", id=row["predecessor_id"]))
        else:
            blocks.append(Notice(view.say(f"page.unit.successor_{row['succession']}", **words)))
            to = view.to("unit", id=row["successor_id"])
            link = Link(view.say("page.unit.to_successor", unit=row["successor"]), to)
        blocks.append(Paragraph([link]))
    return blocks


def _choice(view: View, units: dict[str, dict[str, Any]], asked: str | None) -> None:
    ids = list(units) if asked else ["", *units]
    with view.bar:
        ui.choose(
            view, "id", ids, asked or "", view.say("column.unit"),
            lambda u: units[u]["unit"] if u else view.say("frame.choose"), width=230,
        )  # fmt: skip


def _notes(view: View, unit_id: str) -> list[str]:
    newest = view.row("unit_history", unit_id=unit_id)
    notes = []
    if newest and newest["as_of"] == view.as_of and newest["unit_note"]:
        notes.append(view.say("page.unit.note", text=newest["unit_note"]))
    judged = next((r for r in view.rows("rosier") if r["unit_id"] == unit_id), None)
    if judged and judged["n_rosier"]:
        share = formats.percent(judged["rosier_share"], view.lang)
        notes.append(view.say("page.unit.rosier", **{**judged, "share": share}))
    return notes


def _summary(view: View, unit: dict[str, Any]) -> str:
    counts = {
        n: view.say(f"page.unit.{n}_one" if unit[n] == 1 else f"page.unit.{n}", n=unit[n])
        for n in ("n_tasks", "n_targets", "n_led", "n_participating")
    }
    said = [view.say("page.unit.summary", **counts)]
    if unit["n_tasks"]:
        key = "position" if unit["position"] else "no_position" if unit["n_scored_tasks"] else "no_score"
        score = formats.score(unit["score"])
        scored = {n: unit[n] for n in ("n_scored_tasks", "position", "n_ranked")}
        said.append(view.say(f"page.unit.{key}", score=score, **scored))
    if not unit["has_return"] and (unit["n_tasks"] or unit["n_targets"]):
        said.append(view.say("page.unit.no_return"))
    return sentences(view.lang, said)
