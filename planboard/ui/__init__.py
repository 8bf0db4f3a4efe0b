"""What the pages share. Only this package, pages/ and app.py import streamlit."""

from planboard.ui.about import notes
from planboard.ui.controls import choose, escaped, filtered, link, status_markdown
from planboard.ui.documents import (
    TARGETS,
    around,
    figure,
    listing_of,
    numbers,
    status_of,
    table_of,
    taken,
    targets_table,
    to_target,
)
from planboard.ui.files import (
    Answers,
    answers_file,
    downloads,
    file_name,
    package_file,
)
from planboard.ui.frame import (
    bar,
    freshness,
    header,
    plans_sidebar,
    provenance,
    sidebar,
    unpublished_sidebar,
    until_published,
)
from planboard.ui.long_picture import picture_file, picture_link
from planboard.ui.office import is_office, problems, progress, uploader
from planboard.ui.pictures import chart_file
from planboard.ui.screen import draw, draw_alone, draw_fold, shelf_of, write_ahead
from planboard.ui.serving import lacking_documents, serve, stop
from planboard.ui.shown import OnePlan, PlansView, Shown, Unpublished
from planboard.ui.style import fill_screen, fit_sheet
from planboard.ui.tables import listing
from planboard.ui.view import ANY_YEAR, NO_FILTER, View, Waiting, answer, open_view, wait
from planboard.ui.why import reason, return_file, rule_sentence, to_return, why, why_each

__all__ = [
    "ANY_YEAR",
    "NO_FILTER",
    "TARGETS",
    "Answers",
    "OnePlan",
    "PlansView",
    "Shown",
    "Unpublished",
    "View",
    "Waiting",
    "answer",
    "answers_file",
    "around",
    "bar",
    "chart_file",
    "choose",
    "downloads",
    "draw",
    "draw_alone",
    "draw_fold",
    "escaped",
    "figure",
    "file_name",
    "fill_screen",
    "filtered",
    "fit_sheet",
    "freshness",
    "header",
    "is_office",
    "lacking_documents",
    "link",
    "listing",
    "listing_of",
    "notes",
    "numbers",
    "open_view",
    "package_file",
    "picture_file",
    "picture_link",
    "plans_sidebar",
    "problems",
    "progress",
    "provenance",
    "reason",
    "return_file",
    "rule_sentence",
    "serve",
    "shelf_of",
    "sidebar",
    "status_markdown",
    "status_of",
    "stop",
    "table_of",
    "taken",
    "targets_table",
    "to_return",
    "to_target",
    "unpublished_sidebar",
    "until_published",
    "uploader",
    "wait",
    "why",
    "why_each",
    "write_ahead",
]
