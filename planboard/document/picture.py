"""Writes a document as one long picture, as wide as a phone's screen: SVG, to be sent where no page can be opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch

from markupsafe import Markup

from planboard.charts.labels import wrapped
from planboard.charts.pictures import FONT, fixed
from planboard.charts.svg.parts import INK, LINE, PAPER, SOFT, element, line, mark, moved, rect, words
from planboard.document.blocks import (
    Beside,
    Block,
    Cell,
    Column,
    Columns,
    Document,
    Drawing,
    Fact,
    Facts,
    Figure,
    Item,
    Items,
    Link,
    Mono,
    Notice,
    Paragraph,
    Run,
    Section,
    Status,
    Strong,
    Table,
    Text,
    Tiles,
)
from planboard.wording import formats

WIDTH, MARGIN = 432, 20  # 1080 pixels are 2.5 times as many: letters as large as on a phone's own page
ROOM = WIDTH - 2 * MARGIN
TITLE, HEAD, FIGURE, TEXT, NOTE = 24, 17, 22, 14.5, 12.5  # sizes of letters
_MARK, _GAP = 20, 8
_LABEL = 84  # wide, beside what somebody told
_IN_A_ROW = 3  # facts
_BOLD = 700  # fonts have this weight, and few between it and the usual one


@dataclass(frozen=True)
class Piece:
    """A part of the picture, from its top left corner on, and how high it is."""

    svg: Markup
    height: float


NOTHING = Piece(Markup(""), 0)


def long_picture(document: Document, over: str, before: Sequence[Block], after: Sequence[Block]) -> str:
    """The document as SVG: over it what it is of, then its title, what must be known before believing it, and its
    blocks; at the end where it comes from. What unfolds, leads on or is offered there is left out."""
    parts = [
        _said(over, NOTE, colour=SOFT),
        _said(document.title, TITLE, weight=_BOLD),
        *map(drawn, before),
        _said(_plain(document.answer), TEXT, weight=_BOLD),
        *map(drawn, document.blocks),
        _rule(),
        *map(drawn, after),
    ]
    whole = _below(parts)
    height = whole.height + 2 * MARGIN
    sheet = [rect(0, 0, WIDTH, height, PAPER), moved(whole.svg, MARGIN, MARGIN)]
    about = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {WIDTH} {height:.2f}",
        "font_family": FONT,
    }
    written = element("svg", element("title", document.title), *sheet, width=WIDTH, height=height, **about)
    return fixed(written, ROOM)


@singledispatch
def drawn(block: Block) -> Piece:
    """A block as a part of the picture; what cannot be read there is nothing."""
    return NOTHING


def _below(pieces: Iterable[Piece], gap: float = _GAP) -> Piece:
    parts, y = list[Markup](), 0.0
    for piece in pieces:
        if piece.height:
            parts.append(moved(piece.svg, 0, y + (gap if parts else 0)))
            y += piece.height + (gap if len(parts) > 1 else 0)
    return Piece(Markup("").join(parts), y)


def _said(
    text: str, size: float, width: float = ROOM, *, weight: int | None = None, colour: str = INK, x: float = 0
) -> Piece:
    lines = [part for line in text.split("\n") for part in wrapped(line, size, width)] if text else []
    high = size * 1.45
    written = (
        words(line, x, n * high + size * 1.1, size=size, weight=weight, colour=colour)
        for n, line in enumerate(lines)
    )
    return Piece(Markup("").join(written), len(lines) * high)


def _rule() -> Piece:
    return Piece(line(0, 6, ROOM, 6, LINE), 10)


def _plain(text: Text) -> str:
    """The words of a text; marks and small pictures are left out."""
    return text if isinstance(text, str) else "".join(map(_word, text))


def _word(run: Run) -> str:
    match run:
        case str():
            return run
        case Link() | Strong() | Mono():
            return run.text
        case Status():
            return run.word
    return ""


def _picture(drawing: Drawing) -> Piece:
    height = re.search(r'<svg[^>]* height="([\d.]+)"', drawing.svg)
    return Piece(drawing.svg, float(height[1])) if height else NOTHING


def _wide(drawing: Drawing) -> float:
    width = re.search(r'<svg[^>]* width="([\d.]+)"', drawing.svg)
    return float(width[1]) if width else ROOM


@drawn.register
def _(block: Paragraph) -> Piece:
    if "wide" in block.role.split():  # what a phone leaves out
        return NOTHING
    pictures = (
        [run for run in block.text if isinstance(run, Drawing)] if not isinstance(block.text, str) else []
    )
    size = NOTE if "note" in block.role else TEXT
    said = _said(_plain(block.text), size, colour=SOFT if size == NOTE else INK)
    return _below([said, *map(_picture, pictures)], 2)


@drawn.register
def _(block: Notice) -> Piece:
    return _said(("▧ " if block.kind == "demo" else "") + _plain(block.text), NOTE, colour=SOFT)


@drawn.register
def _(block: Facts) -> Piece:
    if block.look == "told":
        return _below(map(_told, block.facts), 2)
    wide = ROOM / _IN_A_ROW
    if block.look == "figures":
        return _figures(block.facts)
    rows = [block.facts[n : n + _IN_A_ROW] for n in range(0, len(block.facts), _IN_A_ROW)]
    return _below(_beside([_fact(fact, wide - _GAP) for fact in row], wide) for row in rows)


def _figures(facts: Sequence[Fact]) -> Piece:
    """Figures in a row, each over its label, with the signs between them."""
    wide = ROOM / len(facts)
    pieces = []
    for fact in facts:
        is_sum = fact.sign in ("=", "+")
        sign = words(fact.sign, -wide * 0.3, FIGURE * 1.1, size=TEXT, colour=SOFT) if is_sum else Markup("")
        piece = _fact(fact, wide - 4)
        pieces.append(Piece(sign + piece.svg, piece.height))
    return _beside(pieces, wide)


def _told(fact: Fact) -> Piece:
    label, text = (
        _said(fact.label, NOTE, _LABEL, colour=SOFT),
        _said(_plain(fact.text), NOTE, ROOM - _LABEL, x=_LABEL),
    )
    return Piece(label.svg + text.svg, max(label.height, text.height))


def _fact(fact: Fact, width: float) -> Piece:
    figure = _said(_plain(fact.text), FIGURE if len(_plain(fact.text)) < 6 else TEXT, width, weight=_BOLD)
    return _below([figure, _said(fact.label, NOTE, width, colour=SOFT)], 0)


def _beside(pieces: Sequence[Piece], width: float) -> Piece:
    placed = (moved(piece.svg, n * width) for n, piece in enumerate(pieces))
    return Piece(Markup("").join(placed), max(piece.height for piece in pieces))


@drawn.register
def _(block: Items) -> Piece:
    return _below((_item(item, block.aside_head) for item in block.items), 10)


def _item(item: Item, aside_head: str) -> Piece:
    title = _said(_plain(item.title), TEXT, ROOM - _MARK, weight=_BOLD, x=_MARK if item.status else 0)
    sign = mark(item.status.status, 7, TEXT * 0.75, 13) if item.status else Markup("")
    about = " · ".join(filter(None, [item.status.word if item.status else "", _plain(item.beside)]))
    aside = [Fact(aside_head, " ".join(map(_plain, item.aside)))] if item.aside else []
    more = [
        _said(about, NOTE, colour=SOFT),
        *map(_line, item.lines),
        *map(_told, aside),
        *map(drawn, item.blocks),
    ]
    return _below([Piece(sign + title.svg, title.height), *more], 1)


def _line(text: Text) -> Piece:
    """Words behind the small picture they begin with, if they do."""
    if isinstance(text, str) or not text or not isinstance(text[0], Drawing):
        return _said(_plain(text), NOTE)
    picture, wide = _picture(text[0]), _wide(text[0]) + _GAP
    said = _said(_plain(text), NOTE, ROOM - wide, x=wide)
    return Piece(picture.svg + said.svg, max(picture.height, said.height))


@drawn.register
def _(block: Table) -> Piece:
    rows = (_row(block.columns, row) for row in block.rows)
    return _below((part for row in rows for part in (row, Piece(line(0, 1, ROOM, 1, LINE), 3))), 2)


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> Piece:
    """A row as a phone reads it: its first cell, then the others, each after its head."""
    first, *others = row
    status = next((run for run in first.text if isinstance(run, Status)), None) if first.text else None
    sign = mark(status.status, 7, TEXT * 0.75, 13) if status else Markup("")
    title = _said(_plain(first.text), TEXT, ROOM - _MARK, x=_MARK if status else 0)
    told = (
        f"{column.label} {said}"
        for column, cell in zip(columns[1:], others, strict=True)
        if (said := _plain(cell.text)) not in ("", formats.NOTHING)
    )
    return _below([Piece(sign + title.svg, title.height), _said("　".join(told), NOTE, colour=SOFT)], 0)


@drawn.register
def _(block: Columns) -> Piece:
    return _below((drawn(inner) for _, part in block.parts for inner in part), 12)


@drawn.register
def _(block: Tiles) -> Piece:
    return _below((_below([_name(tile[0]), *map(drawn, tile[1:])], 2) for tile in block.tiles), 12)


def _name(block: Block) -> Piece:
    """What a tile begins with; its name is a link too."""
    return _said(_plain(block.text), TEXT, weight=_BOLD) if isinstance(block, Paragraph) else drawn(block)


@drawn.register
def _(block: Beside) -> Piece:
    picture, wide = _picture(block.picture), _wide(block.picture)
    if wide + 2 * _LABEL > ROOM:
        return _below([picture, *map(drawn, block.blocks)])
    room = ROOM - wide - 12
    said = _below([_narrow(inner, room) for inner in block.blocks], 1)
    return Piece(picture.svg + moved(said.svg, wide + 12), max(picture.height, said.height))


def _narrow(block: Block, room: float) -> Piece:
    if isinstance(block, Paragraph) and (text := _plain(block.text)):
        return _said(text, NOTE, room, colour=SOFT)
    return drawn(block)


@drawn.register
def _(block: Figure) -> Piece:
    return _below([_said(_plain(block.caption), NOTE, colour=SOFT), _picture(block.drawing)])


@drawn.register
def _(block: Section) -> Piece:
    head = _said(block.title, HEAD, weight=_BOLD)
    note = _said(_plain(block.note), NOTE, colour=SOFT)
    return _below([_rule(), head, note, *map(drawn, block.blocks)])
