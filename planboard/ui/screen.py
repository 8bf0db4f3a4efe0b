"""Writes a document to the screen: one component, drawn in one stroke, whose links lead on without loading anew."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from planboard.answers.engine import Engine
from planboard.document.blocks import Block, Copy, Document, Link, Navigation, Paragraph
from planboard.document.html import blocks_html, html, with_languages
from planboard.document.shelf import Shelf
from planboard.ui.about import notes, source
from planboard.ui.pictures import links_to_pictures
from planboard.ui.shown import Answering, Made, Shown, Unpublished
from planboard.ui.view import View

_ASSETS = Path(__file__).parents[1] / "web"
_FILES = ("page.js", "page.css")


def _component() -> Callable[..., Any]:
    """The component, made known to the runtime there is. It is made of files, since a script given as text would be
    loaded from a blob, which our content policy refuses."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"planboard.{_name()}") is None:
        component = ComponentConfig(name=_name(), asset_dir="page")
        known = ComponentManifest(name="planboard", version="1", components=[component])
        manager.register_from_manifest(known, _ASSETS)
    return _renderer()


@cache
def _name() -> str:
    """The component's name, which names the content of its files, so that browsers may keep them."""
    content = b"".join((_ASSETS / "page" / file).read_bytes() for file in _FILES)
    return f"page-{hashlib.sha256(content).hexdigest()[:8]}"


@cache
def _renderer() -> Callable[..., Any]:
    js, css = _FILES
    body = '<article class="page" aria-busy="true"></article>'
    return st.components.v2.component(f"planboard.{_name()}", html=body, js=js, css=css, isolate_styles=False)


def draw(view: Shown, make: Callable[..., Document], **chosen: object) -> None:
    """Draw the page's document, which `make(view, **chosen)` returns; it is made and written once for what is shown."""
    made = Made(make, tuple(chosen.items()), "page")
    view.made.append(made)
    if view.is_seen:
        _show("page", _content(view, made))


def draw_alone(view: Shown, make: Callable[..., Document], **chosen: object) -> None:
    """Draw the blocks of the document that `make(view, **chosen)` returns, without what stands around other pages."""
    made = Made(make, tuple(chosen.items()), "alone")
    view.made.append(made)
    if view.is_seen:
        _show("page", _content(view, made))


def draw_fold(view: Shown, title: str, key: str, make: Callable[..., Document], **chosen: object) -> None:
    """A fold with the document that `make(view, **chosen)` returns, which is made only once somebody opens it. Not on
    paper, where nobody can."""
    made = Made(make, tuple(chosen.items()), "fold")
    view.made.append(made)
    if view.is_on_paper or not view.is_seen:
        return
    fold = st.expander(title, key=f"fold-{key}", on_change="rerun")
    if fold.open:
        with fold:
            _show(key, _content(view, made))


def write_ahead(view: View) -> None:
    """Put the page's document on the shelf, unless it is there. Raises OSError."""
    for made in view.made:
        if made.kind == "page":
            of = _Of(_bare(view))
            shelf, key = shelf_of(view), _key(of, made)
            if shelf.get(key) is None:
                shelf.put(key, _written(view.engine, made, of))


def shelf_of(view: View) -> Shelf:
    """Where documents of what the view is of are kept that were written ahead."""
    return view.engine.keep(_shelf, view.data)


def _shelf(engine: Engine, data: Path) -> Shelf:
    return Shelf(data, engine.published.identity)


def _content(view: Shown, made: Made) -> bytes:
    kept: bytes = view.engine.keep(_found, made, _Of(_bare(view)))
    return kept


def _bare(view: Shown) -> Shown:
    """A view without what belongs to one reader, to be kept."""
    return replace(view, pages={}, drawn=[], made=[], notices=list(view.notices), bar=nullcontext())


def _found(engine: Answering, made: Made, of: _Of) -> bytes:
    """A document as it goes to the browser, from the shelf if it is there."""
    content = shelf_of(of.view).get(_key(of, made)) if isinstance(of.view, View) else None
    return content or _written(engine, made, of)


def _key(of: _Of, made: Made) -> object:
    return of.key, made.make.__module__, made.make.__qualname__, made.chosen, made.kind


def _show(key: str, content: bytes) -> None:
    _component()(key=key, data=content)


def _packed(markup: str) -> bytes:
    return gzip.compress(markup.encode(), mtime=0)


def draw_navigation(view: Shown, groups: Iterable[tuple[str, Iterable[Link]]]) -> None:
    """Draw links to other pages, by group."""
    links = tuple((group, tuple(links)) for group, links in groups)
    draw_part(view, "navigation", Navigation(view.say("frame.navigation"), links, view.page))


def draw_part(view: Shown, key: str, block: Block) -> None:
    """Draw a part of what surrounds the page's document; `key` is its name."""
    _show(key, view.engine.keep(_part, block))


def _part(engine: Answering, block: Block) -> bytes:
    return _packed(blocks_html([block]))


@dataclass(frozen=True)
class _Of:
    """A view, the same as another one that shows the same."""

    view: Shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Of) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What it shows, in values that `repr` writes the same in every process."""
        view = self.view
        shown = () if isinstance(view, Unpublished) else tuple(view.shown.items())
        return (
            view.page,
            view.lang,
            view.plan,
            shown,
            view.is_on_paper,
            tuple(view.address(**view.taken).items()),
            tuple(view.notices),
            len(view.now.problems) if isinstance(view, View) else 0,
        )


def _source(view: Shown) -> list[Block]:
    return [] if isinstance(view, Unpublished) else [Paragraph(source(view), "note")]


def _written(engine: Answering, made: Made, of: _Of) -> bytes:
    view, document = of.view, made.document(of.view)
    pictures = [] if made.kind == "alone" else links_to_pictures(view, document)
    if made.kind == "page":
        copy = Copy(view.say("frame.copy"), view.say("frame.copied"))
        markup = html(document, before=notes(view), after=[*pictures, *_source(view)], tools=[copy])
    else:
        markup = blocks_html([*document.blocks, *pictures])
    return _packed(with_languages(markup, view.lang))
