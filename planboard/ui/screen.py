"""Writes a document to the screen: one component, drawn in one stroke, whose links lead on without loading anew."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from planboard.document.blocks import Block, Copy, Document, Link, Navigation, Paragraph, Taken, taken
from planboard.document.html import blocks_html, html
from planboard.ui.about import notes, source
from planboard.ui.shown import Answering, Shown, Unpublished

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
    written = _drawn(view, "page", make, chosen, is_whole=True)
    view.title = written.title


def draw_alone(view: Shown, make: Callable[..., Document], **chosen: object) -> None:
    """Draw the blocks of the document that `make(view, **chosen)` returns, without what stands around other pages."""
    view.title = _drawn(view, "page", make, chosen, is_whole=False).title


def draw_fold(view: Shown, title: str, key: str, make: Callable[..., Document], **chosen: object) -> None:
    """A fold with the document that `make(view, **chosen)` returns, which is made only once somebody opens it. Not on
    paper, where nobody can."""
    if view.is_on_paper:
        return
    fold = st.expander(title, key=f"fold-{key}", on_change="rerun")
    if fold.open:
        with fold:
            _drawn(view, key, make, chosen, is_whole=False)


def _drawn(
    view: Shown, key: str, make: Callable[..., Document], chosen: dict[str, object], *, is_whole: bool
) -> _Written:
    # It is kept, and what it holds with it.
    bare = replace(view, pages={}, drawn=[], notices=list(view.notices))
    written: _Written = view.engine.keep(_written, make, _Of(bare), tuple(chosen.items()), is_whole)
    view.drawn += written.drawn
    _show(key, written.content)
    return written


def _show(key: str, content: bytes) -> None:
    _component()(key=key, data=content)


def _packed(markup: str) -> bytes:
    return gzip.compress(markup.encode(), mtime=0)


def draw_navigation(view: Shown, groups: Sequence[tuple[str, Sequence[Link]]]) -> None:
    """Draw links to other pages, by group."""
    draw_part("navigation", [Navigation(view.say("frame.navigation"), groups, view.page)])


def draw_part(key: str, blocks: Sequence[Block]) -> None:
    """Draw a part of what surrounds the page's document; `key` is its name."""
    _show(key, _packed(blocks_html(blocks)))


@dataclass(frozen=True)
class _Of:
    """A view, the same as another one that shows the same."""

    view: Shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Of) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[object, ...]:
        view = self.view
        shown = () if isinstance(view, Unpublished) else tuple(view.shown.items())
        return (
            view.page,
            view.lang,
            view.plan,
            shown,
            view.is_on_paper,
            tuple(view.address().items()),
            tuple(view.notices),
        )


def _source(view: Shown) -> list[Block]:
    return [] if isinstance(view, Unpublished) else [Paragraph(source(view), "note")]


def _copy(view: Shown) -> Copy:
    return Copy(view.say("frame.copy"), view.say("frame.copied"))


@dataclass(frozen=True)
class _Written:
    """A document as it goes to the browser, compressed, with its title and the charts in it."""

    content: bytes
    title: str
    drawn: tuple[Taken, ...]

    @property
    def nbytes(self) -> int:
        """About how large it is, for what keeps it."""
        return len(self.content) + sum(chart.rows.nbytes for chart in self.drawn)


def _written(
    engine: Answering,
    make: Callable[..., Document],
    of: _Of,
    chosen: tuple[tuple[str, object], ...],
    is_whole: bool,
) -> _Written:
    view = of.view
    document = make(view, **dict(chosen))
    markup = blocks_html(document.blocks)
    if is_whole:
        markup = html(document, before=notes(view), after=_source(view), tools=[_copy(view)])
    return _Written(_packed(markup), document.title, tuple(taken(document.blocks)))
