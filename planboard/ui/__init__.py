"""What the pages share. With app.py and pages/ the only importer of streamlit."""

from planboard.ui.controls import around, choose, filtered, go, hint, link, plain, status_mark
from planboard.ui.drawing import chart, listing, matrix, numbers, still_table, table
from planboard.ui.files import downloads, file_name, return_file
from planboard.ui.frame import freshness, header, provenance, sidebar
from planboard.ui.office import is_office, problems, progress, uploader
from planboard.ui.pictures import offer
from planboard.ui.style import style
from planboard.ui.view import NO_FILTER, View, engine_of, open_view, warm, warm_dates
from planboard.ui.why import reason, rule, why, why_each

__all__ = [
    "NO_FILTER",
    "View",
    "around",
    "chart",
    "choose",
    "downloads",
    "engine_of",
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
    "plain",
    "problems",
    "progress",
    "provenance",
    "reason",
    "return_file",
    "rule",
    "sidebar",
    "status_mark",
    "still_table",
    "style",
    "table",
    "uploader",
    "warm",
    "warm_dates",
    "why",
    "why_each",
]
