"""Writes the documents of pages before anybody asks for them: `python -m pages.ahead [PLAN ...]`, which the server
starts in a process of its own. What it has not written yet, or never writes, is made when it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from pages import board
from planboard import ui
from planboard.folders import data_folder, plan_folders
from planboard.ui import View
from planboard.wording.text import LANGUAGES

NICE = 10  # those who read now come first
DATES = 12  # before the newest


def write(plan: str, *, is_only: bool = True) -> int:
    """Write every page of a plan for its newest date and those before it, as far as they are missing; where it is not
    the only plan, the listed pages of the newest date alone. Returns how many pages there are. Raises OSError."""
    asked = {"plan": plan} if plan else {}
    newest = ui.open_view(asked)
    if not isinstance(newest, View):
        return 0
    shelf, n = ui.shelf_of(newest), 0
    if shelf.is_complete:
        return 0
    older = [s.as_of.isoformat() for s in newest.now.current[-2::-1]][:DATES] if is_only else []
    for day in (None, *older):
        for lang in LANGUAGES:
            query = asked | ({"as_of": day} if day else {}) | ({"lang": lang} if lang != LANGUAGES[0] else {})
            for page, more in pages(query, is_only):
                ui.write_ahead(board.opened(page, query | more))
                n += 1
    shelf.complete()
    return n


def pages(query: Mapping[str, str], is_only: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """The address and what it selects of every page written for a date and language, or of those listed alone."""
    view = ui.open_view(query)
    assert isinstance(view, View)
    for page in board.of_plan(view):
        if page not in board.BEHIND_LINKS:
            yield page, {}
    if is_only:
        yield from (
            ("task", {"id": row["task_id"]}) for row in view.rows("tasks", pillar_id=None, unit_id=None)
        )
        yield from (("unit", {"id": row["unit_id"]}) for row in view.rows("units"))


def main(plans: Sequence[str]) -> None:
    """Write what is missing of these plans, unsaid of every one."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    folders = plan_folders(data_folder())
    try:
        for plan in plans or folders:
            write(plan, is_only=len(folders) == 1)
    except OSError as error:
        sys.exit(f"pages are not written ahead: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
