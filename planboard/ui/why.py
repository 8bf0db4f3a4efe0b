"""Why a status is what it is: the rule that fired, its inputs and thresholds, and the return they came in."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from planboard.ui.controls import escaped, link, status_markdown
from planboard.ui.files import return_file
from planboard.ui.tables import still_table
from planboard.ui.view import View
from planboard.wording import formats, statuses
from planboard.wording.readable import moment

_GROUPS = ("pillar", "unit")  # they have no status of their own


@dataclass(frozen=True)
class Part:
    """One thing a status rests on: what it is called (`column.why_<name>`), and what it is, as Markdown."""

    name: str
    words: str


def rule_sentence(view: View, rule: str, as_of: date | None = None) -> str:
    """What a rule found, with the thresholds in force on a date, by default the one shown."""
    plan = view.row("plan", as_of=as_of or view.as_of) or {}
    return statuses.rule_sentence(view.lang, rule, plan)


def reason(view: View, subject: str, id: str) -> dict[str, Any]:
    """The row of queries/why.sql for a task, target, measure, pillar or unit. Raises StopIteration if there is none."""
    return next(row for row in view.rows("why", kind=subject, id=None) if row["id"] == id)


def why(view: View, subject: str, id: str, *, is_open: bool = False) -> None:
    """A fold with the reason of a status and the command that reproduces it; it is filled only when opened. For a
    pillar or a unit, its worst task is named first, and the reason is that task's."""
    row = reason(view, subject, id)
    is_group = subject in _GROUPS
    if is_group:
        counts = {n: row[n] for n in ("n_tasks", "n_attention")}
        st.caption(view.say("why.none_of_its_own", kind=view.say(f"why.{subject}"), **counts))
        link(view, "task", row["task"], status=row["status"], id=row["task_id"])
    title = view.say("why.title_of" if is_group else "why.title")
    fold = st.expander(title, expanded=is_open, key=f"why-{subject}-{id}", on_change="rerun")
    if fold.open:
        with fold:
            parts = list(_parts(view, row, row["target"] if subject != "target" else None))
            still_table(
                {
                    "why_part": [view.say(f"column.why_{part.name}") for part in parts],
                    "why_said": [part.words for part in parts],
                },
                view.lang,
                alt=view.say("table.why"),
            )
            return_file(view, row["return_sha256"], f"why-{subject}-{id}")
            _command(view, f"--param kind={subject} --param id={id}")


def why_each(view: View, subject: str, ids: Iterable[str]) -> None:
    """A fold with the reasons of many tasks or targets, one after the other; it is filled only when opened."""
    fold = st.expander(view.say("why.all"), key=f"why-{subject}", on_change="rerun")
    if fold.open:
        with fold:
            st.markdown("\n\n".join(_in_short(view, reason(view, subject, id)) for id in ids))
            _command(view, f"--param kind={subject}")


def _in_short(view: View, row: dict[str, Any]) -> str:
    rule, *rest = (part for part in _parts(view, row) if part.name not in ("due", "snapshot"))
    named = [view.say("why.said", part=view.say(f"column.why_{p.name}"), said=p.words) for p in rest]
    return f"**{escaped(row['target'])}**　{rule.words}  \n{' · '.join(named)}"


def _parts(view: View, row: dict[str, Any], target: str | None = None) -> Iterator[Part]:
    """What one status rests on: the rule first, the snapshot last."""
    status = status_markdown(view, row["status"])
    yield Part("rule", view.say("why.rule", status=status, rule=rule_sentence(view, row["rule"])))
    if target:
        yield Part("target", escaped(target))
    yield from _milestone(view, row) if row["comparator"] is None else _figures(view, row)
    yield Part("due", formats.day(row["due_on"], view.lang))
    if row["help_unit"]:
        needed_on = formats.day(row["help_needed_on"], view.lang)
        yield Part("help", view.say("why.help", unit=escaped(row["help_unit"]), needed_on=needed_on))
    if row["reported_status"]:
        yield Part("judged", _judged(view, row))
    yield Part("return", _return(view, row))
    yield Part(
        "snapshot",
        view.say(
            "why.snapshot", as_of=view.as_of, revision=row["revision"], published_at=moment(row["published_at"]),
            hash=row["manifest_sha256"][:12],
        ),
    )  # fmt: skip


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
        deviation = formats.points(row["deviation_points"], lang)
        yield Part("expected", view.say("why.expected", share=expected, **days))
        yield Part("deviation", view.say("why.deviation", deviation=deviation, **limits))
    if row["forecast_low"] is None:
        yield Part("forecast", view.say("why.no_forecast"))
        return
    ends = {end: formats.estimate(row[f"forecast_{end}"], *scale, up=up) for end in ("low", "high")}
    target = formats.amount(row["target_value"], *scale)
    yield Part("forecast", view.say("why.forecast", n=row["n_measurements"], target=target, **ends))


def _attainment(view: View, row: dict[str, Any]) -> str:
    if row["attainment_share"] is None:
        if row["value"] is None:
            return formats.NOTHING
        is_rank, has_none = row["comparator"] == "rank_within", row["baseline"] is None
        return view.say("why.rank" if is_rank else "why.no_baseline" if has_none else "why.baseline_met")
    columns = {
        "done": "distance_done",
        "wanted": "distance_given",
        "baseline": "baseline",
        "target": "target_value",
        "value": "value",
    }
    numbers = {name: formats.number(row[column]) for name, column in columns.items()}
    share = formats.percent(row["attainment_share"], view.lang)
    division = view.say("why.attainment", share=share, **numbers)
    return f"{division} · {view.say('why.first_value')}" if row["is_first_value_baseline"] else division


def _milestone(view: View, row: dict[str, Any]) -> Iterator[Part]:
    stage = view.say(f"stage.{row['stage']}") if row["stage"] else formats.NOTHING
    evidence = escaped(row["evidence"]) or view.say("frame.none")
    yield Part("stage", view.say("why.stage", stage=stage, evidence=evidence))
    if row["profile"] == "at_deadline" and row["status"] != "done":
        text = escaped(row["next_step"]) or view.say("frame.none")
        on, days = formats.day(row["next_step_on"], view.lang), row["warn_days"]
        yield Part("next_step", view.say("why.next_step", text=text, on=on, warn_days=days))


def _judged(view: View, row: dict[str, Any]) -> str:
    key = "why.judged_before" if row["is_judgement_carried"] else "why.judged"
    reported = view.say(f"reported_status.{row['reported_status']}")
    judged = view.say(key, reported=reported, reported_on=formats.day(row["reported_on"], view.lang))
    if not row["n_rosier"]:
        return judged
    return f"{judged} · {view.say('why.rosier', n_judged=row['n_judged'], n_rosier=row['n_rosier'])}"


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


def _command(view: View, chosen: str) -> None:
    st.caption(view.say("why.command"))
    of = f' --data "$PLANBOARD_DATA"/{shlex.quote(view.plan)}' if view.plan else ""
    command = f"python -m planboard{of} query why --as-of {view.as_of} --lang {view.lang} {chosen}"
    st.code(command, language=None)
