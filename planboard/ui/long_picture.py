"""A page as one long picture, to be sent where no page can be opened: the link to it, and what the server answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planboard import export
from planboard.charts import pictures
from planboard.document.blocks import Document, Link, Paragraph, To
from planboard.document.picture import WIDTH, long_picture
from planboard.errors import Place, Problem, UserError
from planboard.ui.about import notes, source
from planboard.ui.files import asked_view, file_name, page_name
from planboard.ui.shown import Answering, Params
from planboard.ui.view import View

PIXELS = 1080  # wide


def picture_link(view: View, page: str) -> Link:
    """A link to the page as one long picture."""
    shown = {"as_of": view.as_of, "lang": view.lang, "plan": view.plan, "year": view.year}
    asked = tuple((name, str(value)) for name, value in shown.items() if value)
    return Link(view.say("frame.long_picture"), To(f"files/picture/{page}.png", asked, is_file=True))


def picture_file(
    name: str, asked: Mapping[str, str], documents: Mapping[str, Callable[[View], Document]]
) -> tuple[str, bytes, str]:
    """A page of `documents` as one long picture of 1080 pixels: the file's name, its content and its kind. It is drawn
    once for what it shows. Raises LookupError or ValueError for what no such link asks for, UserError if it cannot be
    drawn."""
    page, view = name.removesuffix(".png"), asked_view(asked)
    if not isinstance(view, View) or not name.endswith(".png"):
        raise LookupError(name)
    content = view.engine.keep(_picture, documents[page], page, tuple(sorted(asked.items())))
    names = [page_name(view, page), view.say("frame.long_picture")]
    return file_name(view, names, export.content_hash(content), "png"), content, "image/png"


def _picture(engine: Answering, make: Callable[[View], Document], page: str, asked: Params) -> bytes:
    view = asked_view({name: str(value) for name, value in asked})
    assert isinstance(view, View)
    if not pictures.has_font(view.lang):
        raise UserError([Problem(Place("PNG"), "no_font")])
    over = " · ".join([view.rows("plan")[0]["short"], view.say("frame.of", as_of=view.dated)])
    drawn = long_picture(make(view), over, notes(view), [Paragraph(source(view), "note")])
    return pictures.png_of(drawn, PIXELS / WIDTH)
