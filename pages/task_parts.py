"""Parts of a task's page: its targets, and what its unit returned."""

from __future__ import annotations

from typing import Any

from pages import parts
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Cell,
    Fact,
    Facts,
    Fold,
    Item,
    Items,
    Link,
    Notice,
    Paragraph,
    Run,
    Section,
    Soft,
    Strong,
)
from planboard.schema import STATUSES
from planboard.ui import ANY_YEAR, NO_FILTER, View
from planboard.wording import formats
from planboard.wording.readable import forecast_words

HISTORY = (
    "as_of", "status", "reported_status", "stage", "attainment_share", "deviation_points", "narrative", "reason",
    "next_step", "next_step_on", "evidence", "reported_on", "reported_by", "due_on", "short_hash",
)  # fmt: skip
VALUES = ("measured_on", "series", "value")


def targets(view: View, row: dict[str, Any]) -> Section:
    """A task's targets: as bars and steps, then each with its figures in words and its history."""
    chosen = {**NO_FILTER, **ANY_YEAR, "task_id": row["task_id"]}
    blocks: list[Block] = [ui.targets_table(view, **chosen)]
    for target in view.rows("targets", **chosen):
        blocks += path(view, target)
    return Section(view.say("page.task.targets"), blocks)


def path(view: View, target: dict[str, Any]) -> list[Block]:
    """A target in words, why its status is what it is, and its values so far beside where they should be."""
    chosen = {"target_id": target["target_id"]}
    key = f"values-{target['target_id']}"
    picture: list[Block] = [
        *ui.figure(view, charts.HISTORY, "target_history", key, of=target["name"], **chosen),
        ui.numbers(view, "target_history", VALUES, key, **chosen),
        *ui.why(view, "target", target["target_id"]),
    ]
    return [Items([Item(target["name"], lines=[_target(view, target)], blocks=picture)])]


def _target(view: View, t: dict[str, Any]) -> list[Run]:
    lang = view.lang
    if t["value"] is None:
        return [view.say("page.task.no_value")]
    scale = (t["unit_scale"], t["unit_of_measure"], lang)
    measured = view.say("page.task.measured", measured_on=formats.day(t["measured_on"], lang))
    rule = ui.rule_sentence(view, t["rule"], is_met=t["is_met"])
    said: list[Run] = [ui.status_of(view, t["status"]), f" · {rule} · {measured}"]
    more = []
    if t["is_value_old"] and t["status"] != "done":
        more.append(view.say("page.task.old", days=formats.days(t["value_age_days"], lang)))
    if t["is_first_value_baseline"]:
        first = {
            "baseline": formats.amount(t["baseline"], *scale),
            "baseline_on": formats.day(t["baseline_on"], lang),
        }
        more.append(view.say("page.task.first_value", **first))
    if t["status"] != "done":
        if t["is_too_few"]:
            few = {"n": t["n_measurements"], "minimum": t["forecast_minimum"]}
            more.append(view.say("page.task.no_forecast", **few))
        elif words := forecast_words(t, lang):
            key = "forecast.sentence_unranged" if t["forecast_low"] is None else "forecast.sentence"
            more.append(view.say(key, words=words, range=parts.forecast_range(view)))
    space = view.say("words.sentence_space")
    return [*said, *(space + sentence for sentence in more)]


def told(view: View, row: dict[str, Any]) -> list[Block]:
    """What the unit says of its task: reason, progress, next step, judgement, evidence and the help it asked, each with
    what must be known about it."""
    if row["reported_on"] is None:
        return [Paragraph(view.say("page.task.not_reported"))]
    blocks: list[Block] = []
    if row["is_carried_forward"]:
        blocks.append(Notice(view.say("page.task.carried"), "warning"))
    facts = {
        "reason": [row["reason"]] if row["reason"] else [],
        "narrative": _noted(row["narrative"], _only(view, row, "narrative")),
        "next_step": _step(view, row),
        "judged": _judged(view, row),
        "evidence": [row["evidence"]] if row["evidence"] else [],
    }
    said = [Fact(view.say(f"page.task.{name}"), text) for name, text in facts.items() if text]
    said += [
        Fact(view.say("page.task.help"), _help(view, each))
        for each in view.rows("task_help", task_id=row["task_id"])
    ]
    return [*blocks, Facts(said)]


def must_act(view: View, row: dict[str, Any]) -> Section:
    """Who must act on a task, and how; or that nobody need."""
    title = view.say("page.task.must_act")
    if row["act"] is None:
        return Section(title, [Paragraph(view.say("page.task.nobody_acts"), "note")])
    unit = Link(row["acting_unit"], view.to("unit", id=row["acting_unit_id"]))
    return Section(title, [Items([Item([unit], lines=[parts.must_act(view, row)])])])


def _noted(text: str | None, note: str) -> list[Run]:
    """A text with a note in a line below it; nothing where there is no text."""
    return [text, *(["\n", Soft(note)] if note else [])] if text else []


def _only(view: View, row: dict[str, Any], what: str) -> str:
    """For how many returns in a row the unit's words on its progress are the same, where that is worth saying."""
    n, least = row[f"n_same_{what}"], view.rows("plan")[0]["same_words"]
    return view.say("page.task.unchanged", n=n) if n >= least and row["status"] != "done" else ""


def _step(view: View, row: dict[str, Any]) -> list[Run]:
    step = row["next_step"]
    if step is None:
        is_wanted = row["act"] == "name_step"
        return [Strong(view.say("page.task.no_step"))] if is_wanted else []
    if row["next_step_on"]:
        step = view.say("page.task.next_step_by", text=step, on=formats.day(row["next_step_on"], view.lang))
    days = row["next_step_days_past"]
    past = (
        view.say("page.task.step_past", days=formats.days(days, view.lang))
        if days and row["status"] != "done"
        else ""
    )
    notes = [past, _only(view, row, "next_step")]
    return _noted(step, " · ".join(filter(None, notes)))


def _judged(view: View, row: dict[str, Any]) -> list[Run]:
    if not row["reported_status"]:
        return []
    rosier = ""
    if row["is_rosier"]:
        history = ui.reason(view, "task", row["task_id"])
        rosier = view.say(
            "page.task.rosier", status=view.say(f"status.{row['status']}"),
            since=formats.day(history["rosier_since"], view.lang), n_checkable=history["n_checkable"],
            n_rosier=history["n_rosier"],
        )  # fmt: skip
    return _noted(view.say(f"judgement.{row['reported_status']}"), rosier)


def _help(view: View, asked: dict[str, Any]) -> list[Run]:
    """A request for help: of whom, what, by when, and what came of it."""
    lang, days = view.lang, formats.days(asked["days_overdue"], view.lang)
    needed = view.say(
        "page.task.asked", asked_on=formats.day(asked["asked_on"], lang),
        needed_on=formats.day(asked["needed_on"], lang),
    )  # fmt: skip
    late = "_late" if asked["days_overdue"] else ""
    came = ""
    if asked["answered_on"]:
        on = formats.day(asked["answered_on"], lang)
        came = view.say(f"page.task.answered{late}", on=on, days=days)
    elif asked["closed_on"]:
        came = view.say("page.task.closed", on=formats.day(asked["closed_on"], lang))
    elif late:
        came = view.say("page.task.asked_late", days=days)
    answer = [asked["answer"]] if asked["answer"] else []
    told_by = [view.say("page.task.told", **asked)] if asked["said_by"] else []
    unit = Link(asked["asked_of_unit"], view.to("unit", id=asked["asked_of_unit_id"]))
    notes = parts.joined([needed, came, *answer, *told_by])
    return [
        unit,
        view.say("page.task.help_text", text=asked["text"]),
        "\n",
        *(Soft(str(note)) for note in notes),
    ]


def returns(view: View, row: dict[str, Any]) -> Section:
    """Every return of a task, those with the same words in one row; and behind a fold each by itself, with its file."""
    rows = view.rows("task_words", task_id=row["task_id"])
    has_numbers = bool(row["n_targets"])
    columns = {
        "returns_of": [_period(view, r) for r in rows],
        "status": [Cell([ui.status_of(view, r["status"])], STATUSES.index(r["status"])) for r in rows],
        "reported_status": [
            view.say(f"judgement.{r['reported_status']}") if r["reported_status"] else formats.NOTHING
            for r in rows
        ],
        **(
            {"attainment_share": [_attainment(view, r) for r in rows]}
            if has_numbers
            else {"stage": [view.say(f"stage.{r['stage']}") if r["stage"] else formats.NOTHING for r in rows]}
        ),
        "narrative": [Cell(_narrative(view, r)) for r in rows],
        "next_step": [Cell(_step_then(view, r)) for r in rows],
    }
    each = view.rows("task_history", task_id=row["task_id"])
    fold = Fold(
        view.say("page.task.each", n=len(each)),
        [
            ui.table_of(
                view, "task_history", HISTORY, task_id=row["task_id"],
                leads_to={"short_hash": lambda r: ui.to_return(view, r["return_sha256"])},
            )
        ],
        f"each-{row['task_id']}",
    )  # fmt: skip
    note = view.say("page.task.history_note", n=len(each))
    table = ui.listing_of(view, columns, view.say("table.task_words"))
    return Section(view.say("page.task.history"), [table, fold], note)


def _period(view: View, r: dict[str, Any]) -> Cell:
    first, last = (formats.short_day(r[name], view.lang) for name in ("first_as_of", "last_as_of"))
    if r["n_returns"] == 1:
        return Cell(last, str(r["last_as_of"]))
    span = view.say("words.span", first=first, last=last)
    return Cell([span, "\n", Soft(view.say("page.task.same", n=r["n_returns"]))], str(r["last_as_of"]))


def _attainment(view: View, r: dict[str, Any]) -> Cell:
    share = r["attainment_share"]
    return Cell(formats.percent(share, view.lang), "" if share is None else share)


def _narrative(view: View, r: dict[str, Any]) -> list[Run]:
    if r["is_carried_forward"]:
        return [Soft(view.say("page.task.not_returned"))]
    notes = [
        view.say("page.task.reason_was", text=r["reason"]) if r["reason"] else "",
        view.say("page.task.evidence_was", text=r["evidence"]) if r["evidence"] else "",
    ]
    return _noted(r["narrative"], " ".join(filter(None, notes))) or [formats.NOTHING]


def _step_then(view: View, r: dict[str, Any]) -> list[Run]:
    on = formats.short_day(r["next_step_on"], view.lang) if r["next_step_on"] else ""
    return _noted(r["next_step"], on) or [formats.NOTHING]
