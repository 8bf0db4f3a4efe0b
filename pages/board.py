"""Every page there is: which the address asks for, and what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from pages import (
    changes,
    concerns,
    coordination,
    data,
    first_day,
    league,
    meeting,
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
from planboard.document.blocks import Document
from planboard.ui import OnePlan, PlansView, Shown, Unpublished, View

LISTED = {
    "overview": overview, "concerns": concerns, "changes": changes, "targets": targets, "league": league,
    "roadmap": roadmap, "coordination": coordination, "responsibility": responsibility, "data": data, "method": method,
}  # fmt: skip
BEHIND_LINKS = {"unit": unit, "task": task, "meeting": meeting}
MEETING = "meeting"  # fills the screen
OFFICE = "returns"
# The server's address alone. What it shows has an address of its own as well, to which links lead.
START = "start"


def at(address: str, title: str, draw: Callable[[], None]) -> st.Page:
    """A page at an address."""
    return st.Page(draw, title=title, url_path=address, default=address == START)


def of_plan(view: View) -> dict[str, tuple[str, Callable[[], None]]]:
    """The name of every page of a plan and what draws it, by its address. Pillars are data: as many pages as the plan
    has."""
    made = {
        name: (view.say(f"page.{name}.name"), partial(module.page, view))
        for name, module in {**LISTED, **BEHIND_LINKS}.items()
    }
    for row in view.rows("pillars"):
        made[f"pillar-{row['pillar_id']}"] = (row["short"], partial(pillar.page, view, row["pillar_id"]))
    return made


def listed(view: View) -> dict[str, st.Page]:
    """Every page of a plan by its address, with the office's, and that of all plans where there are others."""
    made = {name: at(name, title, draw) for name, (title, draw) in of_plan(view).items()} | office(view)
    if view.plan:
        return made | {name: all_plans(view, name) for name in ("plans", START)}
    return made | {START: at(START, view.say("page.overview.name"), partial(overview.page, view))}


def unpublished(view: Unpublished) -> dict[str, st.Page]:
    """While nothing is published, every address of a page shows what the plan holds; the office's page works."""
    title, draw = view.say("page.first_day.name"), partial(first_day.page, view)
    made = {name: at(name, title, draw) for name in (*LISTED, *BEHIND_LINKS, *asked())} | office(view)
    if view.plan:
        return made | {name: all_plans(view, name) for name in ("plans", START)}
    return made | {START: at(START, title, draw)}


def office(view: OnePlan) -> dict[str, st.Page]:
    """The office's page, where there is one."""
    if not ui.is_office():
        return {}
    # Brings all that reads and writes workbooks, which other servers need not carry.
    from pages import returns

    return {OFFICE: at(OFFICE, view.say("page.returns.name"), partial(returns.page, view))}


def asked() -> list[str]:
    """The address asked for, if it could be one of a page."""
    path = urlsplit(st.context.url or "").path.strip("/")
    here = path.removeprefix(st.get_option("server.baseUrlPath").strip("/")).strip("/")
    return [here] if re.fullmatch(r"[\w-]+", here) else []


def nowhere(view: View, known: Mapping[str, st.Page]) -> dict[str, st.Page]:
    """The overview at the address asked for where there is no page, with a word about it. Streamlit would say so in
    English, in a window over the page."""
    made = {}
    for here in asked():
        if here not in known:
            view.notices.append(view.say("notice.page", value=here[:40]))
            made[here] = at(here, view.say("page.overview.name"), partial(overview.page, view))
    return made


def all_plans(view: PlansView | OnePlan, address: str) -> st.Page:
    """The page on all plans, at its own address or at another one."""
    return at(address, view.say("page.plans.name"), lambda: plans.page(view.every))


def documents(address: str, query: Mapping[str, str]) -> tuple[Shown, list[Document]]:
    """The documents of the page at an address, made without drawing them, and the view they are of. Raises LookupError
    for an address that no page has."""
    view = opened(address, query)
    return view, [made.document(view) for made in view.made]


def opened(address: str, query: Mapping[str, str]) -> View | PlansView:
    """The view of the page at an address, with the documents it would draw. Raises LookupError for an address that no
    page has."""
    view = ui.open_view(query)
    if isinstance(view, PlansView):
        draws = {"plans": partial(plans.page, view)}
    elif isinstance(view, View):
        draws = {name: draw for name, (_, draw) in of_plan(view).items()}
    else:
        raise LookupError(address)
    view.page = address
    draws[address]()
    return view


def main() -> None:
    """Draw the page the address asks for."""
    view = ui.open_view(st.query_params.to_dict())
    if isinstance(view, ui.Waiting):
        ui.wait(view)
        return
    elsewhere: dict[str, st.Page] = {}
    if isinstance(view, PlansView):  # at any address a page of a plan could have
        names = (START, "plans", *LISTED, *BEHIND_LINKS, OFFICE, *asked())
        pages = {name: all_plans(view, name) for name in names}
    elif isinstance(view, Unpublished):
        pages = unpublished(view)
    else:
        pages = listed(view)
        elsewhere = nowhere(view, pages)
        pages |= elsewhere
    page = st.navigation(list(pages.values()), position="hidden")
    name = next(name for name, made in pages.items() if made is page)
    if name == START:
        name = "plans" if "plans" in pages else "overview"
        pages[name] = page
    elif name in elsewhere:
        name = "overview"
    if isinstance(view, OnePlan) and name == "plans":
        view = view.every
    view.pages, view.page = pages, name
    # After navigation, or every tab would have the same title.
    st.set_page_config(page_title=f"{page.title} · {view.say('app.name')}", layout="wide")
    view.is_seen = True
    if is_meeting(view):
        ui.fill_screen()
        page.run()
        return
    if view.is_on_paper:
        ui.fit_sheet(view)
    if not view.is_on_paper and isinstance(view, PlansView):
        ui.plans_sidebar(view)
    elif isinstance(view, Unpublished):
        ui.unpublished_sidebar(view)
    elif not view.is_on_paper:
        ui.sidebar(view, groups(view))
    if name != OFFICE:
        view.bar = ui.bar(view)
    page.run()
    if name == OFFICE and not isinstance(view, Unpublished):
        ui.provenance(view)


def is_meeting(view: Shown) -> bool:
    """Whether the page is the one for meetings, which has nothing around it."""
    return view.page == MEETING and isinstance(view, View)


def groups(view: View) -> dict[str, list[str]]:
    """The pages in the side bar, by group."""
    return {
        "": ["overview"],
        view.say("frame.pillars"): [name for name in view.pages if name.startswith("pillar-")],
        view.say("frame.views"): [
            "concerns",
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
