"""Parts of a task's page: its targets, and what its unit returned."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import parts
from planboard import charts, ui
from planboard.ui import NO_FILTER, View
from planboard.wording import formats
from planboard.wording.readable import forecast_words

NEWEST = 3  # returns shown at once; the earlier ones are behind a fold


def targets(view: View, row: dict[str, Any]) -> None:
    """A task's targets: as bars and steps, then each with its figures in words and its history."""
    st.header(view.say("page.task.targets"), anchor=False)
    chosen = {**NO_FILTER, "task_id": row["task_id"]}
    ui.chart(view, charts.BULLET, "targets", f"bullet-{row['task_id']}", **chosen)
    ui.chart(view, charts.STEPS, "targets", f"steps-{row['task_id']}", **chosen)
    ui.numbers(view, "targets", parts.TARGETS, f"targets-{row['task_id']}", **chosen)
    for target in view.rows("targets", **chosen):
        st.markdown(f"**{ui.escaped(target['name'])}**")
        st.caption(" ".join(_target(view, target)))
        ui.why(view, "target", target["target_id"])
        chosen = {"target_id": target["target_id"]}
        key = f"values-{target['target_id']}"
        ui.chart(view, charts.HISTORY, "target_history", key, of=target["name"], **chosen)
        ui.numbers(
            view,
            "target_history",
            ("measured_on", "series", "value"),
            f"values-{target['target_id']}",
            **chosen,
        )


def _target(view: View, t: dict[str, Any]) -> list[str]:
    lang = view.lang
    if t["value"] is None:
        return [view.say("page.task.no_value")]
    scale = (t["unit_scale"], t["unit_of_measure"], lang)
    sentences = [
        f"{ui.status_markdown(view, t['status'])} · {ui.rule_sentence(view, t['rule'])} · "
        + view.say("page.task.measured", measured_on=formats.day(t["measured_on"], lang))
    ]
    if t["is_first_value_baseline"]:
        first = {
            "baseline": formats.amount(t["baseline"], *scale),
            "baseline_on": formats.day(t["baseline_on"], lang),
        }
        sentences.append(view.say("page.task.first_value", **first))
    if t["status"] == "done":
        return sentences
    if t["is_too_few"]:
        few = {"n": t["n_measurements"], "minimum": t["forecast_minimum"]}
        return [*sentences, view.say("page.task.no_forecast", **few)]
    words = forecast_words(t, lang)
    if words:
        named = {"n": t["n_measurements"], "range": parts.forecast_range(view)}
        sentences.append(view.say("forecast.sentence", **named, **words))
    return sentences


def newest_returns(view: View, row: dict[str, Any]) -> None:
    """The newest returns as text: the unit's judgement, who reported it, and the status that followed."""
    rows = view.rows("task_history", task_id=row["task_id"])
    given = [r for r in rows if r["reported_on"] and not r["is_carried_forward"]]
    if not given:
        st.caption(view.say("page.task.not_reported"))
    elif row["is_carried_forward"]:
        st.caption(view.say("page.task.carried"))
    for each in given[:NEWEST]:
        _return(view, each)
    if given[NEWEST:]:
        title = view.say("page.task.earlier", n=len(given) - NEWEST)
        fold = st.expander(title, key=f"earlier-{row['task_id']}", on_change="rerun")
        if fold.open:
            with fold:
                for each in given[NEWEST:]:
                    _return(view, each)


def _return(view: View, r: dict[str, Any]) -> None:
    with st.container(border=True, gap="xsmall", key=f"card-{r['as_of']}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            period = view.say("page.task.period", as_of=formats.day(r["as_of"], view.lang))
            st.markdown(f"**{period}**　{ui.status_markdown(view, r['status'])}", width="stretch")
            ui.return_file(view, r["return_sha256"], str(r["as_of"]))
        judged = view.say(f"reported_status.{r['reported_status']}") if r["reported_status"] else None
        reported = view.say("page.task.reported", reported_on=formats.day(r["reported_on"], view.lang))
        byline = [
            judged,
            r["reported_by"],
            reported,
            view.say("page.task.hash", hash=r["return_sha256"][:12]),
        ]
        st.caption(" · ".join(ui.escaped(text) for text in byline if text))
        for name, text in _report(view, r).items():
            if text:
                st.markdown(f"**{view.say(f'page.task.{name}')}**　{ui.escaped(text)}")


def _report(view: View, r: dict[str, Any]) -> dict[str, str | None]:
    step = r["next_step"]
    if step and r["next_step_on"]:
        step = view.say("page.task.next_step_by", text=step, on=formats.day(r["next_step_on"], view.lang))
    evidence = r["evidence"] or (view.say("page.task.no_evidence") if r["is_done"] else None)
    return {"narrative": r["narrative"], "reason": r["reason"], "next_step": step, "evidence": evidence}
