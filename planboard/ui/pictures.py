"""The charts of a page as pictures to take away."""

from __future__ import annotations

from collections.abc import Sequence

from cachetools import LRUCache

from planboard import export
from planboard.charts import pictures
from planboard.document.blocks import Block, Document, Files, Fold, Link, Taken, To, taken
from planboard.ui.about import source
from planboard.ui.files import file_name, page_name
from planboard.ui.shown import Shown
from planboard.ui.view import View

_MAKE = {"png": (pictures.png, "image/png"), "svg": (pictures.svg, "image/svg+xml")}
_KEPT_BYTES = 8_000_000
_kept: LRUCache[str, bytes] = LRUCache(_KEPT_BYTES, len)  # by their names, which hold a hash of all they show


def links_to_pictures(view: Shown, document: Document) -> list[Block]:
    """A fold with links to every chart of a document as PNG and SVG, each drawn when somebody takes it; nothing if
    there is none, or on paper."""
    charts = list(taken(document.blocks))
    if not charts or view.is_on_paper:
        return []
    query = tuple(view.address(**view.taken).items())
    files = [
        Files(
            [
                Link(
                    view.say("picture.file", title=_title(view, chart), ending=ending.upper()),
                    To(f"files/chart/{view.page}/{chart.key}.{ending}", query, is_file=True),
                )
                for ending in _MAKE
            ]
        )
        for chart in charts
    ]
    return [Fold(view.say("picture.fold"), files, "pictures")]


def chart_file(name: str, view: Shown, documents: Sequence[Document]) -> tuple[str, bytes, str]:
    """A chart of one of a page's documents as the picture of this name: the file's name, its content and its kind.
    Raises LookupError where there is none, UserError as `pictures.svg` does."""
    key, _, ending = name.rpartition(".")
    make, kind = _MAKE[ending]
    charts = [(document, chart) for document in documents for chart in taken(document.blocks)]
    document, chart = next((found for found in charts if found[1].key == key), (None, None))
    if document is None or chart is None:
        raise LookupError(name)
    drawn = (chart.chart, chart.rows, view.lang, _words(view, document, chart))
    named = file_name(
        view,
        [page_name(view, view.page), drawn[-1].title],
        export.content_hash(pictures.content(*drawn)),
        ending,
    )
    if named not in _kept:
        _kept[named] = make(*drawn)
    return named, _kept[named], kind


def _title(view: Shown, chart: Taken) -> str:
    title = view.say(f"picture_title.{chart.chart.name}")
    return view.say("picture.of", title=title, of=chart.of) if chart.of else title


def _words(view: Shown, document: Document, chart: Taken) -> pictures.Words:
    """What stands around a picture: its title, what its page is about, the date with the filters chosen, the source."""
    plan = view.row("plan") if isinstance(view, View) else None
    about = " · ".join([*([plan["short"]] if plan else []), document.title])
    as_of = " · ".join([view.say("picture.as_of", as_of=view.as_of), *view.filters])
    return pictures.Words(_title(view, chart), (about, as_of), source(view))
