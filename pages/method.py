"""How is this computed?"""

from functools import cache
from pathlib import Path

import streamlit as st

from pages import trust
from planboard import ui
from planboard.ui import View
from planboard.wording import formats

DOCS = Path(__file__).resolve().parent.parent / "docs"
FILES = {"zh": "method.zh-CN.md", "en": "method.md"}


def page(view: View) -> None:
    """The rule values in force, how far the rules can be trusted, and the method."""
    as_of = formats.day(view.as_of, view.lang)
    ui.header(view, view.say("page.method.title"), view.say("page.method.summary", as_of=as_of))
    st.header(view.say("page.method.thresholds"), anchor=False)
    rows = view.rows("rule_numbers")
    ui.listing(
        view,
        {
            "parameter": [r["parameter"] for r in rows],
            "meaning": [view.say(f"parameter.{r['parameter']}") for r in rows],
            "in_force": [formats.number(r["in_force"]) for r in rows],
        },
        height="content",
        alt=view.say("table.plan"),
    )
    trust.forecasts(view)
    trust.thresholds(view)
    trust.bands(view)
    with st.container(key="method_text"):
        st.markdown(_text(view.lang))
    answers = {
        "plan": ("rule_numbers", {}),
        "forecast_coverage": ("forecast_coverage", {"pillar_id": None}),
        "forecast_scores": ("forecast_scores", {"target_id": None}),
    }
    ui.downloads(view, "method", answers)


@cache
def _text(lang: str) -> str:
    text = (DOCS / FILES[lang]).read_text("utf-8")
    return text.split("\n", 1)[1]  # the page has its own title
