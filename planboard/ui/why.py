"""Why a status is what it is: the rule that fired, its inputs and thresholds, and the return they came in."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from planboard.document.blocks import (
    Block,
    Code,
    Document,
    Fact,
    Facts,
    Fold,
    Item,
    Items,
    Link,
    Paragraph,
    Text,
    To,
)
from planboard.snapshots import exports
from planboard.ui.documents import status_of
from planboard.ui.view import View
from planboard.wording import formats, statuses
from planboard.wording.readable import forecast_words, moment
from planboard.wording.text import aside

_GROUPS = ("pillar", "unit")  # they have no status of their own


@dataclass(frozen=True)
class Part:
    """One thing a status rests on: what it is called (`column.why_<name>`), and what it is."""

    name: str
    words: Text


def rule_sentence(view: View, rule: str, as_of: date | None = None, *, is_met: bool | None = False) -> str:
    """What a rule found, of a target that is met or not, with the thresholds in force on a date, by default the one
    shown."""
    plan = view.row("plan", as_of=as_of or view.as_of) or {}
    return statuses.rule_sentence(view.lang, rule, plan, is_met=is_met)


def reason(view: View, subject: str, id: str) -> dict[str, Any]:
    """The row of queries/why.sql for a task, target, measure, pillar or unit. Raises StopIteration if there is none."""
    return next(row for row in view.rows("why", kind=subject, id=None) if row["id"] == id)


def why(view: View, subject: str, id: str, *, is_open: bool = False) -> list[Block]:
    """A fold with the reason of a status and the command that reproduces it. For a pillar or a unit, its worst task is
    named first, and the reason is that task's."""
    row = reason(view, subject, id)
    is_group = subject in _GROUPS
    blocks: list[Block] = []
    if is_group:
        counts = {n: row[n] for n in ("n_tasks", "n_attention")}
        blocks.append(
            Paragraph(view.say("why.none_of_its_own", kind=view.say(f"why.{subject}"), **counts), "note")
        )
        worst = Link(row["task"], view.to("task", id=row["task_id"]))
        blocks.append(Items([Item([worst], status_of(view, row["status"]))]))
    parts = _parts(view, row, row["target"] if subject != "target" else None)
    said: list[Block] = [Facts([Fact(view.say(f"column.why_{part.name}"), part.words) for part in parts])]
    if to := return_file(view, row["return_sha256"]):
        said.append(Paragraph([to]))
    year = f"--param plan_year={view.year} " if is_group and view.year else ""
    said += _command(view, f"{year}--param kind={subject} --param id={id}")
    title = view.say("why.title_of" if is_group else "why.title")
    return [*blocks, Fold(title, said, f"why-{subject}-{id}", is_open)]


def why_each(view: View, *, subject: str, ids: Iterable[str]) -> Document:
    """The reasons of many tasks or targets, one after the other, as a document of its own."""
    items = [_in_short(view, reason(view, subject, id)) for id in ids]
    return Document(view.say("why.all"), blocks=[Items(items), *_command(view, f"--param kind={subject}")])


def return_file(view: View, sha256: str | None) -> Link | None:
    """A link to the return that a row cites, as it was read, to download; None if the row cites none that is there.
    Unlike in the bytes that came in, cells that a spreadsheet would run are neutralised."""
    to = to_return(view, sha256)
    return Link(view.say("frame.return_file", hash=(sha256 or "")[:12]), to) if to else None


def to_return(view: View, sha256: str | None) -> To | None:
    """Where that return is downloaded."""
    if sha256 is None or sha256 not in exports.sources(view.now):
        return None
    plan = (("plan", view.plan),) if view.plan else ()
    return To(f"files/return/{sha256}", plan, is_file=True)


def _in_short(view: View, row: dict[str, Any]) -> Item:
    rule, *rest = (part for part in _parts(view, row) if part.name not in ("due", "snapshot"))
    line: list[Any] = []
    for part in rest:
        said = part.words if isinstance(part.words, str) else list(part.words)
        line += [" · "] if line else []
        named = view.say("why.said", part=view.say(f"column.why_{part.name}"), said="")
        line += [named, said] if isinstance(said, str) else [named, *said]
    return Item(row["target"], beside=rule.words, lines=[line])


def _parts(view: View, row: dict[str, Any], target: str | None = None) -> Iterator[Part]:
    """What one status rests on: the rule first, the snapshot last."""
    rule = rule_sentence(view, row["rule"], is_met=row["is_met"])
    yield Part("rule", view.runs("why.rule", status=status_of(view, row["status"]), rule=rule))
    if target:
        yield Part("target", target)
    yield from _milestone(view, row) if row["comparator"] is None else _figures(view, row)
    yield Part("due", formats.day(row["due_on"], view.lang))
    if row["help_unit"]:
        needed_on = formats.day(row["help_needed_on"], view.lang)
        yield Part("help", view.say("why.help", unit=row["help_unit"], needed_on=needed_on))
    if row["reported_status"]:
        yield Part("judged", _judged(view, row))
    yield Part("return", _return(view, row))
    snapshot = view.say(
        "why.snapshot", as_of=view.as_of, revision=row["revision"], published_at=moment(row["published_at"]),
        hash=row["manifest_sha256"][:12],
    )  # fmt: skip
    yield Part("snapshot", snapshot)


def _figures(view: View, row: dict[str, Any]) -> Iterator[Part]:
    lang = view.lang
    scale = (row["unit_scale"], row["unit_of_measure"], lang)
    up = formats.is_less_better(row["comparator"])
    value = view.say("why.no_value")
    if row["value"] is not None:
        shown = formats.amount_of(row["value"], row["target_value"], *scale, up=up)
        value = view.say("why.value", value=shown, measured_on=formats.day(row["measured_on"], lang))
    yield Part("value", value)
    yield Part("attainment", _attainment(view, row))
    if row["expected_share"] is not None:
        days = {
            "gone": row["days_gone"], "given": row["days_given"],
            "from_on": formats.day(row["counted_from"], lang), "to_on": formats.day(row["due_on"], lang),
        }  # fmt: skip
        limits = {n: f"{row[n]:g}" for n in ("at_risk_points", "behind_points")}
        expected = formats.percent(row["expected_share"], lang)
        deviation = formats.deviation(row["attainment_share"], row["expected_share"], lang)
        yield Part("expected", view.say("why.expected", share=expected, **days))
        if exact := _exact(view, row):
            deviation = aside(lang, deviation, exact)
        yield Part("deviation", view.say("why.deviation", deviation=deviation, **limits))
    words = forecast_words(row, lang)
    if words is None:
        yield Part("forecast", view.say("why.no_forecast"))
        return
    target = formats.amount(row["target_value"], *scale)
    yield Part("forecast", view.say("why.forecast", n=row["n_measurements"], target=target, words=words))


def _exact(view: View, row: dict[str, Any]) -> str:
    """The exact deviation where it falls on the other side of a threshold than the one shown; else empty."""
    shown, exact = (
        formats.whole_points(row["attainment_share"], row["expected_share"]),
        row["deviation_points"],
    )
    at_risk, behind = -row["at_risk_points"], -row["behind_points"]
    if (shown <= at_risk, shown < behind) == (exact <= at_risk, exact < behind):
        return ""
    return view.say("why.exactly", exact=formats.number(exact))


def _attainment(view: View, row: dict[str, Any]) -> str:
    if row["attainment_share"] is None:
        if row["value"] is None:
            return formats.NOTHING
        if row["is_first_value"]:
            return view.say("why.second_awaited")
        is_rank, has_none = row["comparator"] == "rank_within", row["baseline"] is None
        return view.say("why.rank" if is_rank else "why.no_baseline" if has_none else "why.baseline_met")
    less = formats.is_less_better(row["comparator"])
    numbers = formats.way(
        row["baseline"], row["value"], row["target_value"], row["unit_scale"], view.lang, less=less
    )
    share = formats.percent(row["attainment_share"], view.lang)
    division = view.say("why.attainment", share=share, **numbers)
    return f"{division} · {view.say('why.first_value')}" if row["is_first_value_baseline"] else division


def _milestone(view: View, row: dict[str, Any]) -> Iterator[Part]:
    stage = view.say(f"stage.{row['stage']}") if row["stage"] else formats.NOTHING
    evidence = row["evidence"] or view.say("frame.none")
    yield Part("stage", view.say("why.stage", stage=stage, evidence=evidence))
    if row["profile"] == "at_deadline" and row["status"] != "done":
        text = row["next_step"] or view.say("frame.none")
        if row["next_step_on"]:
            text = aside(view.lang, text, formats.day(row["next_step_on"], view.lang))
        yield Part("next_step", view.say("why.next_step", text=text, warn_days=row["warn_days"]))


def _judged(view: View, row: dict[str, Any]) -> str:
    key = "why.judged_before" if row["is_judgement_carried"] else "why.judged"
    reported = view.say(f"reported_status.{row['reported_status']}")
    judged = view.say(key, reported=reported, reported_on=formats.day(row["reported_on"], view.lang))
    if not row["n_rosier"]:
        return judged
    return f"{judged} · {view.say('why.rosier', n_checkable=row['n_checkable'], n_rosier=row['n_rosier'])}"


def _return(view: View, row: dict[str, Any]) -> str:
    if row["return_sha256"] is None:
        return view.say("why.not_reported")
    received = moment(row["received_at"]) or formats.NOTHING
    sentences = [view.say("why.received", received_at=received, hash=row["return_sha256"][:12])]
    if row["is_carried_forward"]:
        sentences.append(view.say("why.carried"))
    if not row["has_return"]:
        sentences.append(view.say("why.no_return"))
    return " · ".join(sentences)


def _command(view: View, chosen: str) -> list[Block]:
    of = f' --data "$PLANBOARD_DATA"/{shlex.quote(view.plan)}' if view.plan else ""
    command = f"python -m planboard{of} query why --as-of {view.as_of} --lang {view.lang} {chosen}"
    return [Paragraph(view.say("why.command"), "note"), Code(command)]
