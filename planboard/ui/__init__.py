"""What the pages share. Only this package, pages/ and app.py import streamlit."""

from planboard.ui.charts import chart
from planboard.ui.controls import around, choose, escaped, filtered, go, hint, link, status_markdown
from planboard.ui.files import Answers, downloads, file_name, return_file
from planboard.ui.frame import freshness, header, plans_sidebar, provenance, sidebar
from planboard.ui.office import is_office, problems, progress, uploader
from planboard.ui.pictures import offer
from planboard.ui.serving import serve, stop
from planboard.ui.shown import PlansView
from planboard.ui.style import style
from planboard.ui.tables import listing, matrix, numbers, still_table, table
from planboard.ui.view import NO_FILTER, View, open_view
from planboard.ui.why import reason, rule_sentence, why, why_each

__all__ = [
    "NO_FILTER",
    "Answers",
    "PlansView",
    "View",
    "around",
    "chart",
    "choose",
    "downloads",
    "escaped",
    "file_name",
    "filtered",
    "freshness",
    "go",
    "header",
    "hint",
    "is_office",
    "link",
    "listing",
    "matrix",
    "numbers",
    "offer",
    "open_view",
    "plans_sidebar",
    "problems",
    "progress",
    "provenance",
    "reason",
    "return_file",
    "rule_sentence",
    "serve",
    "sidebar",
    "status_markdown",
    "still_table",
    "stop",
    "style",
    "table",
    "uploader",
    "why",
    "why_each",
]
