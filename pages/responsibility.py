"""Who leads and who takes part?"""

import streamlit as st

from planboard import ui
from planboard.ui import View

PERSONS = ("unit", "responsible_person", "n_tasks", "items", "next_due_on")
MEASURES = ("measure_id", "measure", "pillar", "lead_unit", "n_tasks")


def page(view: View) -> None:
    """Units by measures with their roles, and the responsible persons."""
    counts = view.row("responsibility_counts")
    ui.header(view, view.say("page.responsibility.title"), view.say("page.responsibility.summary", **counts))
    st.header(view.say("page.responsibility.matrix"), anchor=False)
    ui.hint(view, note=view.say("page.responsibility.matrix_note"))
    ui.matrix(view, "responsibility", "matrix", opens="unit")
    st.header(view.say("page.responsibility.measures"), anchor=False)
    ui.table(view, "measures", MEASURES, "measures", pillar_id=None)
    st.header(view.say("page.responsibility.persons"), anchor=False)
    ui.table(view, "persons", PERSONS, "persons", opens="unit", by="unit_id")
    ui.downloads(
        view,
        "responsibility",
        {
            "responsibility": ("responsibility", {}),
            "persons": ("persons", {}),
            "measures": ("measures", {"pillar_id": None}),
        },
    )
