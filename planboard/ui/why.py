"""Why a status is what it is: the rule that fired, its inputs and thresholds, and the return they came in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from planboard.ui.controls import link, plain, status_mark
from planboard.ui.drawing import still_table
from planboard.ui.files import return_file
from planboard.ui.view import View
from planboard.wording import formats as figures
from planboard.wording.readable import moment

_GROUPS = ("pillar", "unit")  # they have no status of their own


def rule(view: View, name: str, as_of: date | None = None) -> str:
    """The sentence of a rule, with the thresholds in force on a date, by default the one shown."""
    plan = view.row("plan", as_of=as_of or view.as_of) or {}
    names = ("at_risk_points", "behind_points", "closing_days", "warn_days")
    return view.say(f"rule.{name}", **{n: f"{plan[n]:g}" for n in names})


def reason(view: View, kind: str, id: str) -> dict[str, Any]:
    """The row of queries/why.sql for a task, a target, a pillar or a unit. Raises StopIteration where there is none."""
    return next(r for r in view.rows("why", kind=kind, id=None) if r["id"] == id)


def why(view: View, kind: str, id: str, *, is_open: bool = False) -> None:
    """The reason of a status behind a fold, with the command that reproduces it. A pillar and a unit first name the
    worst of their tasks; what is folded is made only when it is opened."""
    row = reason(view, kind, id)
    if kind in _GROUPS:
        counts = {n: row[n] for n in ("n_tasks", "n_attention")}
        st.caption(view.say("why.none_of_its_own", kind=view.say(f"why.{kind}"), **counts))
        link(view, "task", row["task"], status=row["status"], id=row["task_id"])
    title = view.say("why.title_of" if kind in _GROUPS else "why.title")
    fold = st.expander(title, expanded=is_open, key=f"why-{kind}-{id}", on_change="rerun")
    if fold.open:
        with fold:
            said = parts(view, row, row["target"] if kind != "target" else None)
            names = [view.say(f"column.why_{name}") for name, _ in said]
            still_table(
                {"why_part": names, "why_said": [text for _, text in said]},
                view.lang,
                alt=view.say("table.why"),
            )
            return_file(view, row["return_sha256"], f"why-{kind}-{id}")
            _command(view, f"--param kind={kind} --param id={id}")


def why_each(view: View, kind: str, ids: Iterable[str]) -> None:
    """The reasons of many of a kind, one after the other behind a fold."""
    fold = st.expander(view.say("why.all"), key=f"why-{kind}", on_change="rerun")
    if fold.open:
        with fold:
            st.markdown("\n\n".join(_in_short(view, reason(view, kind, id)) for id in ids))
            _command(view, f"--param kind={kind}")


def _in_short(view: View, row: dict[str, Any]) -> str:
    (_, rule_said), *said = (part for part in parts(view, row) if part[0] not in ("due", "snapshot"))
    told = [view.say("why.said", part=view.say(f"column.why_{name}"), said=text) for name, text in said]
    return f"**{plain(row['target'])}**　{rule_said}  \n{' · '.join(told)}"


def parts(view: View, row: dict[str, Any], target: str | None = None) -> list[tuple[str, str]]:
    """What one status rests on, part by part, as Markdown: the rule first, the snapshot last."""
    status = status_mark(view, row["status"])
    said = [("rule", view.say("why.rule", status=status, rule=rule(view, row["rule"])))]
    if target:
        said.append(("target", plain(target)))
    said += _milestone(view, row) if row["comparator"] is None else _figures(view, row)
    said.append(("due", figures.day(row["due_on"], view.lang)))
    if row["help_unit"]:
        needed = figures.day(row["help_needed_on"], view.lang)
        said.append(("help", view.say("why.help", unit=plain(row["help_unit"]), needed_on=needed)))
    if row["reported_status"]:
        said.append(("judged", _judged(view, row)))
    snapshot = {
        "as_of": view.as_of, "revision": row["revision"], "published_at": moment(row["published_at"]),
        "hash": row["manifest_sha256"][:12],
    }  # fmt: skip
    return [*said, ("return", _return(view, row)), ("snapshot", view.say("why.snapshot", **snapshot))]


def _figures(view: View, row: dict[str, Any]) -> list[tuple[str, str]]:
    lang = view.lang
    scale = (row["unit_scale"], row["unit_of_measure"], lang)
    up = figures.is_less_better(row["comparator"])
    value = view.say("why.no_value")
    if row["value"] is not None:
        shown = figures.amount_of(row["value"], row["target_value"], *scale, up=up)
        value = view.say("why.value", value=shown, measured_on=figures.day(row["measured_on"], lang))
    said = [("value", value), ("attainment", _attainment(view, row))]
    if row["expected_share"] is not None:
        days = {
            "gone": row["days_gone"], "given": row["days_given"],
            "from_on": figures.day(row["counted_from"], lang), "to_on": figures.day(row["due_on"], lang),
        }  # fmt: skip
        limits = {n: f"{row[n]:g}" for n in ("at_risk_points", "behind_points")}
        expected = figures.percent(row["expected_share"], lang)
        deviation = figures.points(row["deviation_points"], lang)
        said.append(("expected", view.say("why.expected", share=expected, **days)))
        said.append(("deviation", view.say("why.deviation", deviation=deviation, **limits)))
    if row["forecast_low"] is None:
        return [*said, ("forecast", view.say("why.no_forecast"))]
    ends = {end: figures.estimate(row[f"forecast_{end}"], *scale, up=up) for end in ("low", "high")}
    target = figures.amount(row["target_value"], *scale)
    return [*said, ("forecast", view.say("why.forecast", n=row["n_measurements"], target=target, **ends))]


def _attainment(view: View, row: dict[str, Any]) -> str:
    if row["attainment_share"] is None:
        if row["value"] is None:
            return figures.NOTHING
        is_rank, has_none = row["comparator"] == "rank_within", row["baseline"] is None
        return view.say("why.rank" if is_rank else "why.no_baseline" if has_none else "why.baseline_met")
    names = {
        "done": "distance_done",
        "wanted": "distance_given",
        "baseline": "baseline",
        "target": "target_value",
    }
    numbers = {said: figures.number(row[column]) for said, column in {**names, "value": "value"}.items()}
    said = view.say("why.attainment", share=figures.percent(row["attainment_share"], view.lang), **numbers)
    return f"{said} · {view.say('why.first_value')}" if row["is_first_value_baseline"] else said


def _milestone(view: View, row: dict[str, Any]) -> list[tuple[str, str]]:
    stage = view.say(f"stage.{row['stage']}") if row["stage"] else figures.NOTHING
    evidence = plain(row["evidence"]) or view.say("frame.none")
    said = [("stage", view.say("why.stage", stage=stage, evidence=evidence))]
    if row["profile"] == "at_deadline" and row["status"] != "done":
        text = plain(row["next_step"]) or view.say("frame.none")
        on, days = figures.day(row["next_step_on"], view.lang), row["warn_days"]
        said.append(("next_step", view.say("why.next_step", text=text, on=on, warn_days=days)))
    return said


def _judged(view: View, row: dict[str, Any]) -> str:
    key = "why.judged_before" if row["is_judgement_carried"] else "why.judged"
    reported = view.say(f"reported_status.{row['reported_status']}")
    said = view.say(key, reported=reported, reported_on=figures.day(row["reported_on"], view.lang))
    if row["n_rosier"]:
        said += f" · {view.say('why.rosier', n_judged=row['n_judged'], n_rosier=row['n_rosier'])}"
    return said


def _return(view: View, row: dict[str, Any]) -> str:
    if row["return_sha256"] is None:
        return view.say("why.not_reported")
    received = moment(row["received_at"]) or figures.NOTHING
    said = [view.say("why.received", received_at=received, hash=row["return_sha256"][:12])]
    if row["is_carried_forward"]:
        said.append(view.say("why.carried"))
    if not row["has_return"]:
        said.append(view.say("why.no_return"))
    return " · ".join(said)


def _command(view: View, chosen: str) -> None:
    st.caption(view.say("why.command"))
    st.code(f"python -m planboard query why --as-of {view.as_of} --lang {view.lang} {chosen}", language=None)
