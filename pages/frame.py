"""The script that runs for every page: reads the address, lists the pages, draws what surrounds them."""

from functools import partial
from pathlib import Path

import streamlit as st

from pages import (
    changes,
    coordination,
    data,
    league,
    method,
    overview,
    pillar,
    responsibility,
    roadmap,
    targets,
    task,
    unit,
)
from planboard import ui
from planboard.ui import View

ICONS = {
    "overview": "dashboard", "pillar": "view_column", "targets": "target", "league": "leaderboard",
    "roadmap": "route", "changes": "compare_arrows", "coordination": "handshake", "responsibility": "groups",
    "data": "database", "method": "function", "returns": "inbox",
}  # fmt: skip
LISTED = {
    "overview": overview, "changes": changes, "targets": targets, "league": league, "roadmap": roadmap,
    "coordination": coordination, "responsibility": responsibility, "data": data, "method": method,
}  # fmt: skip
ICON = str(Path(__file__).parent / "favicon.png")
BEHIND_LINKS = {"unit": unit, "task": task}


def listed(view: View) -> dict[str, st.Page]:
    """Every page by its address. Pillars are data: as many pages as the plan has."""
    modules = dict(LISTED)
    if ui.is_office():
        from pages import (
            returns,
        )  # with all that reads and writes workbooks, which readers' servers need not carry

        modules["returns"] = returns
    made = {
        name: st.Page(
            partial(module.page, view), title=view.say(f"page.{name}.name"), icon=f":material/{ICONS[name]}:",
            url_path=name, default=name == "overview",
        )
        for name, module in modules.items()
    }  # fmt: skip
    for row in view.rows("pillars"):
        name = f"pillar-{row['pillar_id']}"
        made[name] = st.Page(
            partial(pillar.page, view, row["pillar_id"]), title=row["short"],
            icon=f":material/{ICONS['pillar']}:", url_path=name,
        )  # fmt: skip
    for name, module in BEHIND_LINKS.items():
        made[name] = st.Page(
            partial(module.page, view),
            title=view.say(f"page.{name}.name"),
            url_path=name,
            visibility="hidden",
        )
    return made


def main() -> None:
    """Draw the page the address asks for."""
    # The icon is set before navigation, or it would be fetched from a public server; the title after it, or every tab
    # would have the same.
    st.set_page_config(page_icon=ICON, layout="wide")
    view = ui.open_view()
    if view is None:
        return
    view.pages = listed(view)
    page = st.navigation(list(view.pages.values()), position="hidden")
    view.page = next(name for name, made in view.pages.items() if made is page)
    st.set_page_config(page_title=f"{page.title} · {view.say('app.name')}")
    ui.style(view.is_on_paper)
    pillars = [name for name in view.pages if name.startswith("pillar-")]
    if not view.is_on_paper:
        ui.sidebar(
            view,
            {
                "": ["overview"],
                view.say("frame.pillars"): pillars,
                view.say("frame.views"): [
                    "changes",
                    "targets",
                    "league",
                    "roadmap",
                    "coordination",
                    "responsibility",
                ],
                view.say("frame.about"): ["data", "method"],
                view.say("frame.office"): [name for name in view.pages if name == "returns"],
            },
        )
    page.run()
    ui.offer(view)
    ui.provenance(view)


main()
