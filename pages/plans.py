"""How are all the plans doing, and which need attention?"""

import streamlit as st

from planboard import charts, ui
from planboard.ui import PlansView
from planboard.wording import formats
from planboard.wording.text import listed, problem_line, problem_text, sentences
from planboard.wording.verdict import verdict

DRAWN = 20  # plans in the chart; more bars are no longer read but scrolled, and the table has all
DRAWN_ON_PAPER = 12  # fill a sheet
WHOLE, SCROLLED = 30, 800  # plans up to which the table stands in full, and how high it is beyond, in pixels
NAMED = 5  # plans left out that are named at once
TOLD = 30  # plans left out of which the reason is given

PLANS = (
    "position", "plan_name", "score", "progress", "attainment_share", "expected_share", "n_tasks", "n_attention",
    "n_attention_change", "as_of", "data_kind", "n_overdue", "n_behind", "n_stale", "n_at_risk", "n_on_track", "n_done",
)  # fmt: skip

DOWNLOADS = {
    "plans": ("plans", {}),
    "plans_status": ("plans_status", {"n_most": None}),
    "plans_pillars": ("plans_pillars", {}),
    "plans_rules": ("plans_rules", {}),
}


def page(view: PlansView) -> None:
    """The state of all plans: the verdict over them, their statuses, and a table of them, the lowest score first."""
    head = view.head
    ui.header(view, view.say("page.plans.title"), _verdict(view))
    if view.engine.problems:
        names = list(dict.fromkeys(problem.place.file for problem in view.engine.problems))
        st.warning(ui.escaped(view.say("page.plans.left_out", plans=_named(view, names[:NAMED], len(names)))))
    if head is not None:
        if head["n_dates"] > 1:
            st.caption(ui.escaped(_dates(view)))
        _statuses(view)
        _plans(view)
        _other_rules(view)
    _left_out(view)
    if head is not None:
        ui.downloads(view, "plans", DOWNLOADS, only=("plans",))


def _statuses(view: PlansView) -> None:
    st.header(view.say("page.overview.counts"), anchor=False)
    most = DRAWN_ON_PAPER if view.is_on_paper else DRAWN
    if view.engine.n_plans > most:
        st.caption(view.say("page.plans.drawn", n=most))
    ui.chart(
        view, charts.PLAN_BAR, "plans_status", "status", opens="plan", by="plan", is_titled=False, n_most=most
    )


def _plans(view: PlansView) -> None:
    head = view.head
    st.header(view.say("page.plans.table"), anchor=False)
    rules = view.say("page.plans.same_rules")
    if head["n_other_rules"]:
        names = _named(view, head["other_rules_plans"], head["n_other_rules"])
        rules = ui.escaped(view.say("page.plans.other_rules", plans=names))
    ui.hint(view, note=sentences(view.lang, [view.say("page.plans.score_note"), rules]))
    height = "content" if view.engine.n_plans <= WHOLE else SCROLLED
    ui.table(view, "plans", PLANS, "plans", opens="plan", by="plan", height=height)


def _verdict(view: PlansView) -> str:
    head, lang = view.head, view.lang
    if head is None:
        return view.say("page.plans.none")
    last = ""
    if head["n_last"] and head["last_n_attention"]:
        last = view.say(
            "page.plans.last", plans=_named(view, head["last_plans"], head["n_last"]),
            score=formats.number(head["last_score"]), n_tasks=formats.number(head["last_n_tasks"]),
            n=formats.number(head["last_n_attention"]),
        )  # fmt: skip
    counted = verdict({**head, "elapsed_share": None}, lang)
    return ui.escaped(sentences(lang, [view.say("page.plans.counted", n=head["n_plans"]), counted, last]))


def _named(view: PlansView, names: list[str], n: int) -> str:
    """Names in a list, with how many there are where these are only some."""
    return (
        listed(view.lang, names)
        if n <= len(names)
        else view.say("page.plans.and_more", names=listed(view.lang, names), n=n)
    )


def _dates(view: PlansView) -> str:
    head, lang = view.head, view.lang
    return view.say(
        "page.plans.dates_differ", oldest=formats.day(head["oldest_as_of"], lang),
        plans=_named(view, head["oldest_plans"], head["n_oldest"]), newest=formats.day(head["newest_as_of"], lang),
    )  # fmt: skip


def _other_rules(view: PlansView) -> None:
    rows = view.rows("plans_rules")
    if not rows:
        return
    st.header(view.say("page.plans.rules"), anchor=False)
    ui.listing(
        view,
        {
            "plan_name": [row["plan_name"] for row in rows],
            "meaning": [view.say(f"parameter.{row['parameter']}") for row in rows],
            "in_force": [formats.number(row["in_force"]) for row in rows],
            "usual": [formats.number(row["usual"]) for row in rows],
        },
        height="content" if len(rows) < 12 else 420,
        alt=view.say("table.plans_rules"),
    )


def _left_out(view: PlansView) -> None:
    problems = view.engine.problems
    if not problems:
        return
    st.header(view.say("page.plans.problems"), anchor=False)
    with st.container(gap="xsmall"):
        for problem in problems[:TOLD]:
            why = problem_text(view.lang, problem)
            if view.is_on_paper or problem.key == "rollup.nothing":
                st.markdown(ui.escaped(problem_line(view.lang, problem)))
            else:  # its own pages may well be there
                ui.link(view, "overview", problem.place.file, note=why, plan=problem.place.file)
        if problems[TOLD:]:
            st.caption(view.say("page.plans.more_problems", n=len(problems) - TOLD))
