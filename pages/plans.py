"""How are all the plans doing, and which need attention?"""

from planboard import ui
from planboard.ui import PlansView


def page(view: PlansView) -> None:
    """Every plan, with a link to its overview."""
    ui.header(view, view.say("page.plans.title"))
    for plan in view.folders:
        ui.link(view, "overview", plan, plan=plan)
