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
    plans,
    responsibility,
    roadmap,
    targets,
    task,
    unit,
)
from planboard import ui
from planboard.ui import PlansView, View

ICONS = {
    "overview": "dashboard", "pillar": "view_column", "targets": "target", "league": "leaderboard",
    "roadmap": "route", "changes": "compare_arrows", "coordination": "handshake", "responsibility": "groups",
    "data": "database", "method": "function", "returns": "inbox", "plans": "map",
}  # fmt: skip
LISTED = {
    "overview": overview, "changes": changes, "targets": targets, "league": league, "roadmap": roadmap,
    "coordination": coordination, "responsibility": responsibility, "data": data, "method": method,
}  # fmt: skip
ICON = str(Path(__file__).parent / "favicon.png")
BEHIND_LINKS = {"unit": unit, "task": task}


def listed(view: View) -> dict[str, st.Page]:
    """Every page of a plan by its address, with that of all plans where there are others. Pillars are data: as many
    pages as the plan has."""
    modules = dict(LISTED)
    if ui.is_office():
        from pages import (
            returns,
        )  # brings all that reads and writes workbooks, which other servers need not carry

        modules["returns"] = returns
    made = {
        name: st.Page(
            partial(module.page, view), title=view.say(f"page.{name}.name"), icon=f":material/{ICONS[name]}:",
            url_path=name, default=not view.plan and name == "overview",
        )
        for name, module in modules.items()
    }  # fmt: skip
    if view.plan:
        made["plans"] = all_plans(view)
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


def all_plans(view: PlansView | View, address: str = "plans") -> st.Page:
    """The page on all plans, at its own address or at another one."""
    return st.Page(
        lambda: plans.page(view.every), title=view.say("page.plans.name"), icon=f":material/{ICONS['plans']}:",
        url_path=address, default=address == "plans",
    )  # fmt: skip


def main() -> None:
    """Draw the page the address asks for."""
    # The icon is set before navigation, or it would be fetched from a public server; the title after it, or every tab
    # would have the same.
    st.set_page_config(page_icon=ICON, layout="wide")
    view = ui.open_view()
    if view is None:
        return
    if isinstance(view, PlansView):  # at any address a page of a plan could have
        here = (st.context.url or "").rsplit("/", 1)[-1]
        pillars = [here] if here.startswith("pillar-") else []
        pages = {n: all_plans(view, n) for n in ("plans", *LISTED, *BEHIND_LINKS, "returns", *pillars)}
    else:
        pages = listed(view)
    page = st.navigation(list(pages.values()), position="hidden")
    name = next(name for name, made in pages.items() if made is page)
    if isinstance(view, View) and name == "plans":
        view = view.every
    view.pages, view.page = pages, name
    st.set_page_config(page_title=f"{page.title} · {view.say('app.name')}")
    ui.style(view.is_on_paper)
    if not view.is_on_paper and isinstance(view, PlansView):
        ui.plans_sidebar(view)
    elif not view.is_on_paper:
        ui.sidebar(view, groups(view))
    page.run()
    ui.offer(view)
    ui.provenance(view)


def groups(view: View) -> dict[str, list[str]]:
    """The pages in the side bar, by group."""
    return {
        "": ["overview"],
        view.say("frame.pillars"): [name for name in view.pages if name.startswith("pillar-")],
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
    }


main()
