"""What does the plan hold, before anything of it is published?"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date
from functools import lru_cache

from planboard import ui
from planboard.document.blocks import Document, Item, Items, Paragraph
from planboard.errors import UserError
from planboard.register.duties import still_open
from planboard.register.plan import Plan, load_plan
from planboard.ui import Unpublished
from planboard.wording import formats
from planboard.wording.text import problem_line


def page(view: Unpublished) -> None:
    """The plan's title and pillars, and how much of what it holds, as the register says; that nothing is published."""
    ui.draw(view, document)
    ui.until_published(view)


def document(view: Unpublished) -> Document:
    """The document of this page."""
    try:
        plan = load_plan(view.data / "plan")
    except UserError as error:
        _log(str(view.data), "\n".join(problem_line("en", problem) for problem in error.problems))
        return Document(view.say("page.first_day.title"), view.say("page.first_day.no_register"))
    return _of_plan(view, plan)


@lru_cache(maxsize=16)  # once for each problem and not for each visitor
def _log(folder: str, problems: str) -> None:
    logging.getLogger(__name__).warning("nothing to show in %s\n%s", folder, problems)


def _of_plan(view: Unpublished, plan: Plan) -> Document:
    of, register = plan.numbers, still_open(plan.rows(), date.min)
    days = {name: formats.day(of[f"{name}_on"], view.lang) for name in ("issued", "starts", "ends")}
    counts = {name: len(register[name]) for name in ("pillars", "measures", "tasks", "targets", "units")}
    measures, tasks = (Counter(row["pillar_id"] for row in register[name]) for name in ("measures", "tasks"))
    pillars = [
        Item(
            pillar[f"title_{view.lang}"],
            lines=[view.say("page.first_day.pillar", n_measures=measures[id], n_tasks=tasks[id])],
        )
        for pillar in register["pillars"]
        for id in [pillar["pillar_id"]]
    ]
    return Document(
        of[f"title_{view.lang}"],
        view.say("page.first_day.nothing_yet"),
        [
            Paragraph(view.say("page.first_day.document", number=of["document_number"], **days)),
            Paragraph(view.say("page.first_day.holds", **counts)),
            Items(pillars),
        ],
    )
