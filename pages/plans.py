"""How are all the plans doing, and which need attention?"""

from __future__ import annotations

from planboard import charts, ui
from planboard.document.blocks import Block, Cell, Document, Item, Items, Link, Notice, Paragraph, Section
from planboard.errors import Problem
from planboard.ui import PlansView
from planboard.wording import formats
from planboard.wording.text import listed, problem_line, problem_text, sentences
from planboard.wording.verdict import of_plans

DRAWN = 20  # plans in the chart; more bars are no longer read but scrolled, and the table has all
NAMED = 5  # plans left out that are named at once
TOLD = 30  # plans left out of which the reason is given

PLANS = (
    "position", "plan_name", "score", "progress", "attainment_share", "n_tasks", "n_scored_tasks", "n_attention",
    "n_attention_change", "n_overdue", "n_behind", "as_of", "data_kind",
)  # fmt: skip

STATUS_COUNTS = ("scope", "status", "n_tasks", "n_tasks_before", "difference")
PILLARS = ("plan_name", "pillar", "attainment_share", "expected_share", "n_measured", "n_targets")

DOWNLOADS: ui.Answers = {
    "plans": ("plans", {}, PLANS),
    "plans_status": ("plans_status", {"n_most": None}, STATUS_COUNTS),
    "plans_pillars": ("plans_pillars", {}, PILLARS),
    "plans_rules": ("plans_rules", {}, ("plan_name", "meaning", "in_force", "usual")),
}


def page(view: PlansView) -> None:
    """The state of all plans: the verdict over them, their statuses, and a table of them, the lowest score first."""
    ui.draw(view, document)


def document(view: PlansView) -> Document:
    """The document of this page."""
    head, blocks = view.head, list[Block]()
    if view.engine.problems:
        names = list(dict.fromkeys(problem.place.file for problem in view.engine.problems))
        left_out = view.say("page.plans.left_out", plans=_named(view, names[:NAMED], len(names)))
        blocks.append(Notice(left_out, "warning"))
    if head is not None:
        blocks += [Paragraph(_dates(view), "note")] if head["n_dates"] > 1 else []
        blocks += [_statuses(view), _plans(view), *_other_rules(view)]
    files = [ui.downloads(view, "plans", DOWNLOADS, only=("plans",))] if head else []
    return Document(view.say("page.plans.title"), _verdict(view), [*blocks, *_left_out(view), *files])


def _statuses(view: PlansView) -> Section:
    note = view.say("page.plans.drawn", n=DRAWN) if view.engine.n_plans > DRAWN else ""
    bars = ui.figure(view, charts.PLAN_BAR, "plans_status", "status", is_titled=False, n_most=DRAWN)
    return Section(view.say("page.overview.counts"), bars, note)


def _plans(view: PlansView) -> Section:
    head = view.head or {}
    rules = view.say("page.plans.same_rules")
    if head["n_other_rules"]:
        names = _named(view, head["other_rules_plans"], head["n_other_rules"])
        rules = view.say("page.plans.other_rules", plans=names)
    note = sentences(view.lang, [view.say("page.plans.score_note"), rules])
    return Section(view.say("page.plans.table"), [ui.table_of(view, "plans", PLANS)], note)


def _verdict(view: PlansView) -> str:
    head, lang = view.head, view.lang
    if head is None:
        return view.say("page.plans.none")
    last = ""
    if head["n_last"] and head["last_n_attention"]:
        last = view.say(
            "page.plans.last", plans=_named(view, head["last_plans"], head["n_last"]),
            score=formats.score(head["last_score"]), n_tasks=formats.number(head["last_n_tasks"]),
            n=formats.number(head["last_n_attention"]),
        )  # fmt: skip
    counted = of_plans({**head, "elapsed_share": None}, lang)
    return sentences(lang, [view.say("page.plans.counted", n=head["n_plans"]), counted, last])


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


def _other_rules(view: PlansView) -> list[Block]:
    rows = view.rows("plans_rules")
    if not rows:
        return []
    columns = {
        "plan_name": [row["plan_name"] for row in rows],
        "meaning": [view.say(f"parameter.{row['parameter']}") for row in rows],
        **{
            n: [Cell(formats.rule_number(r["parameter"], r[n]), r[n]) for r in rows]
            for n in ("in_force", "usual")
        },
    }
    return [
        Section(view.say("page.plans.rules"), [ui.listing_of(view, columns, view.say("table.plans_rules"))])
    ]


def _left_out(view: PlansView) -> list[Block]:
    problems = view.engine.problems
    if not problems:
        return []
    blocks: list[Block] = [Items([_left_out_plan(view, problem) for problem in problems[:TOLD]])]
    if problems[TOLD:]:
        blocks.append(Paragraph(view.say("page.plans.more_problems", n=len(problems) - TOLD), "note"))
    return [Section(view.say("page.plans.problems"), blocks)]


def _left_out_plan(view: PlansView, problem: Problem) -> Item:
    if problem.key == "rollup.nothing":
        return Item(problem_line(view.lang, problem))
    plan = problem.place.file  # its own pages may well be there
    return Item([Link(plan, view.to("overview", plan=plan))], lines=[problem_text(view.lang, problem)])
