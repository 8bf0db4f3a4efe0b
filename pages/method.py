"""How is this computed?"""

import streamlit as st

from pages import trust
from pages.method_text import method_text
from planboard import ui
from planboard.document.blocks import Block, Cell, Document, Item, Items, Mono, Section
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.readable import amended_field

FILES: ui.Answers = {
    "plan": ("rule_numbers", {}, ("parameter", "meaning", "in_force")),
    "forecast_coverage": ("forecast_coverage", {"pillar_id": None}, trust.SCORED),
    "forecast_scores": ("forecast_scores", {"target_id": None}, trust.FORECASTS),
}


def page(view: View) -> None:
    """The rule values in force, how far the rules can be trusted, and the method."""
    ui.draw(view, document)
    ui.draw_fold(view, view.say("page.method.generated"), "generated", trust.generated)
    ui.draw_fold(view, view.say("page.method.sensitivity_open"), "sensitivity", trust.thresholds)
    if view.is_seen:
        with st.container(key="method_text"):
            st.markdown(method_text(view.lang))


def document(view: View) -> Document:
    """The document of this page; the method itself follows as text."""
    rows = view.rows("rule_numbers")
    numbers: dict[str, list[object]] = {
        "meaning": [view.say(f"parameter.{r['parameter']}") for r in rows],
        "in_force": [Cell(formats.rule_number(r["parameter"], r["in_force"]), r["in_force"]) for r in rows],
        "parameter": [[Mono(r["parameter"])] for r in rows],
    }
    in_force: list[Block] = [ui.listing_of(view, numbers, view.say("table.plan"))]
    amended = _amendments(view)
    return Document(
        view.say("page.method.title"),
        view.say("page.method.summary", as_of=formats.day(view.as_of, view.lang)),
        [
            Section(view.say("page.method.thresholds"), [*in_force, *([Items(amended)] if amended else [])]),
            trust.forecasts(view),
            trust.bands(view),
            ui.downloads(view, "method", FILES),
        ],
    )


def _amendments(view: View) -> list[Item]:
    """Every rule of the plan that was amended: from what to what, when, by whom and why."""
    return [
        Item(
            view.say(
                "page.method.amended", field=amended_field(row["field"], view.lang), old=row["old_value"],
                new=row["new_value"], decided_on=formats.day(row["decided_on"], view.lang),
                authority=row["authority"], reason=row["reason"],
            )
        )
        for row in view.rows("rule_amendments")
    ]  # fmt: skip
