"""Parts of a task's page: its targets, and what its unit returned."""

from __future__ import annotations

from typing import Any

from pages import parts
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Fact,
    Facts,
    Fold,
    Item,
    Items,
    Link,
    Paragraph,
    Run,
    Section,
    Text,
)
from planboard.ui import ANY_YEAR, NO_FILTER, View
from planboard.wording import formats
from planboard.wording.readable import forecast_words

NEWEST = 3  # returns shown at once; the earlier ones are behind a fold
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


def newest_returns(view: View, row: dict[str, Any]) -> list[Block]:
    """The newest returns as text: the unit's judgement, who reported it, and the status that followed."""
    rows = view.rows("task_history", task_id=row["task_id"])
    given = [r for r in rows if r["reported_on"] and not r["is_carried_forward"]]
    blocks: list[Block] = []
    if not given:
        blocks.append(Paragraph(view.say("page.task.not_reported"), "note"))
    elif row["is_carried_forward"]:
        blocks.append(Paragraph(view.say("page.task.carried"), "note"))
    if given[:NEWEST]:
        blocks.append(Items([_return(view, each) for each in given[:NEWEST]]))
    if given[NEWEST:]:
        title = view.say("page.task.earlier", n=len(given) - NEWEST)
        blocks.append(
            Fold(
                title, [Items([_return(view, each) for each in given[NEWEST:]])], f"earlier-{row['task_id']}"
            )
        )
    return blocks


def _return(view: View, r: dict[str, Any]) -> Item:
    judged = view.say(f"reported_status.{r['reported_status']}") if r["reported_status"] else ""
    reported = view.say("page.task.reported", reported_on=formats.day(r["reported_on"], view.lang))
    hashed = view.say("page.task.hash", hash=r["return_sha256"][:12])
    to: Link | None = ui.return_file(view, r["return_sha256"])
    byline: list[Text] = [judged, r["reported_by"] or "", reported, [to] if to else hashed]
    said = {name: text for name, text in _report(view, r).items() if text}
    return Item(
        view.say("page.task.period", as_of=formats.day(r["as_of"], view.lang)),
        ui.status_of(view, r["status"]),
        parts.joined(byline),
        blocks=[Facts([Fact(view.say(f"page.task.{name}"), text) for name, text in said.items()], "told")]
        if said
        else [],
    )


def _report(view: View, r: dict[str, Any]) -> dict[str, str | None]:
    step = r["next_step"]
    if step and r["next_step_on"]:
        step = view.say("page.task.next_step_by", text=step, on=formats.day(r["next_step_on"], view.lang))
    evidence = r["evidence"] or (view.say("page.task.no_evidence") if r["is_done"] else None)
    return {"narrative": r["narrative"], "reason": r["reason"], "next_step": step, "evidence": evidence}
