"""Which tasks need a leader, all of them?"""

from pages import parts
from planboard import ui
from planboard.document.blocks import Block, Document, Section
from planboard.ui import View
from planboard.wording.text import listed

FILES: ui.Answers = {"exceptions": ("exceptions", {"pillar_id": None}, parts.EXCEPTIONS)}


def page(view: View) -> None:
    """Every task that needs a leader, by reason, also those that find no place on the overview."""
    ui.draw(view, document)


def document(view: View) -> Document:
    """The document of this page."""
    rows = view.rows("exceptions", pillar_id=None)
    gravest_first = sorted(rows, key=lambda row: row["severity"])
    by_reason = {
        reason: [row for row in rows if row["consequence"] == reason]
        for reason in dict.fromkeys(row["consequence"] for row in gravest_first)
    }
    counted = [
        view.say("page.concerns.part", reason=view.say(f"consequence.{reason}"), n=len(of_it))
        for reason, of_it in by_reason.items()
    ]
    key = "page.concerns.summary" if rows else "page.overview.no_exceptions"
    sections: list[Block] = [
        Section(
            view.say(f"consequence.{reason}"),
            [parts.needing(view, of_it, is_brief=False)],
        )
        for reason, of_it in by_reason.items()
    ]
    return Document(
        view.say("page.concerns.title"),
        view.say(key, n=len(rows), parts=listed(view.lang, counted)),
        [*sections, ui.downloads(view, "concerns", FILES)],
    )
