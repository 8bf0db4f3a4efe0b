"""What a page says, as blocks. A page's function returns a Document of them; writers turn the same one into what is
needed, and no block knows any writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

import pyarrow as pa
from markupsafe import Markup

from planboard.charts.chart import Chart


@dataclass(frozen=True)
class To:
    """Where a link leads: a page of the board and the query of its address; or a file to take away."""

    page: str
    query: tuple[tuple[str, str], ...] = ()
    is_file: bool = False
    is_apart: bool = False  # in a tab of its own

    @property
    def address(self) -> str:
        """Its address, relative to any page of the board."""
        return f"./{self.page}{'?' if self.query else ''}{urlencode(self.query)}"


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    text: str
    to: To
    says: str = ""  # what it is called where only its words are heard, if they are not enough


@dataclass(frozen=True)
class Copy:
    """What copies the address of what is shown: its words, and those it says when that is done."""

    text: str
    done: str


@dataclass(frozen=True)
class Strong:
    """Words that weigh more than those around them."""

    text: str


@dataclass(frozen=True)
class Soft:
    """Words that weigh less than those around them."""

    text: str


@dataclass(frozen=True)
class Mono:
    """A name or code that machines read; it stays as it is in every language."""

    text: str


@dataclass(frozen=True)
class Status:
    """A status by its mark, with its word unless that is empty."""

    status: str
    word: str = ""


@dataclass(frozen=True)
class Drawing:
    """A small picture, as SVG whose colours are classes of the style sheet; the words in it are escaped already. What
    it shows in words, empty where the text beside it says the same."""

    svg: Markup
    says: str = ""
    is_group: bool = False  # what is in it is read one by one: links, say


@dataclass(frozen=True)
class Taken:
    """A chart to take away as a picture: what draws it, its rows, its name on the page, and what it shows where a page
    has the same chart several times."""

    chart: Chart
    rows: pa.Table
    key: str
    of: str = ""


Run = str | Link | Copy | Strong | Soft | Mono | Status | Drawing
Text = str | Sequence[Run]  # plain words, or runs of them; never markup


@dataclass(frozen=True)
class Paragraph:
    """A sentence or a few."""

    text: Text
    role: Literal["text", "lead", "note", "figure", "note wide"] = (
        "text"  # wide: left out where there is little room
    )


@dataclass(frozen=True)
class Notice:
    """What the reader must know before believing the rest."""

    text: Text
    kind: Literal["demo", "info", "warning", "error"] = "info"


@dataclass(frozen=True)
class Fact:
    """A figure or a word with what it is of."""

    label: str
    text: Text
    sign: str = ""  # between it and the fact before


@dataclass(frozen=True)
class Facts:
    """A few facts: properties in columns under their labels; what somebody told, each with its label at its side; or
    figures in a row, each over its label."""

    facts: Sequence[Fact]
    look: Literal["props", "told", "figures"] = "told"


@dataclass(frozen=True)
class Item:
    """One thing of a list: its status, what it is, what stands beside that, and lines that say more."""

    title: Text
    status: Status | None = None
    beside: Text = ""
    lines: Sequence[Text] = ()
    blocks: Sequence[Block] = ()
    aside: Sequence[Text] = ()  # what stands in a column of its own where there is room


@dataclass(frozen=True)
class Items:
    """A list of things that each have a name and a few lines."""

    items: Sequence[Item]
    aside_head: str = ""  # what the items' asides say


@dataclass(frozen=True)
class Column:
    """A table's column: its name in the query, its head, and what that means, None if it says enough."""

    name: str
    label: str
    meaning: str | None = None
    is_number: bool = False
    is_short: bool = False  # what it holds stays in one line
    is_sign: bool = False  # it holds a sign and a figure or two, narrower than its head, which stands upright


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and what it is sorted by where its text would sort otherwise."""

    text: Text
    by: float | str | None = None


@dataclass(frozen=True)
class Table:
    """Rows under heads, in the order of the query; sorted by any head where the writer can."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    taken: Sequence[Taken] = ()  # what its pictures show, as charts


@dataclass(frozen=True)
class Fold:
    """What is there when it is asked for. `key` is its name on the page, so that it stays open when the page is drawn
    again."""

    summary: str
    blocks: Sequence[Block]
    key: str
    is_open: bool = False


@dataclass(frozen=True)
class Columns:
    """Parts beside each other where there is room, in twelfths of the width; else one after the other."""

    parts: Sequence[tuple[int, Sequence[Block]]]


@dataclass(frozen=True)
class Beside:
    """A picture with what is said about it at its side, however narrow the room."""

    picture: Drawing
    blocks: Sequence[Block]
    taken: Sequence[Taken] = ()


@dataclass(frozen=True)
class Tiles:
    """Small parts of one kind in rows that fill: a pillar's dial, say, with its name and a line."""

    tiles: Sequence[Sequence[Block]]


@dataclass(frozen=True)
class Figure:
    """A chart, drawn, with what it says above it."""

    drawing: Drawing
    caption: Text
    taken: Sequence[Taken]


@dataclass(frozen=True)
class Section:
    """Blocks under a heading, with a note below it."""

    title: str
    blocks: Sequence[Block]
    note: Text = ""


@dataclass(frozen=True)
class Screen:
    """What fills a screen: its title, what stands over that, and blocks."""

    title: Text
    blocks: Sequence[Block]
    kind: Text = ""
    status: Status | None = None


@dataclass(frozen=True)
class Screens:
    """Screens to be shown one after the other, each with its name; under them what holds for all, a way out, and which
    keys turn them."""

    screens: Sequence[Screen]
    names: Sequence[str]
    foot: str
    leave: Link
    keys: str


@dataclass(frozen=True)
class Navigation:
    """Ways to other pages, by group, and at which of them the reader is."""

    name: str
    groups: Sequence[tuple[str, Sequence[Link]]]
    at: str


@dataclass(frozen=True)
class Files:
    """Links to what can be taken away."""

    links: Sequence[Link]


@dataclass(frozen=True)
class Code:
    """What can be typed elsewhere, as it is."""

    text: str


Block = (
    Paragraph
    | Notice
    | Facts
    | Items
    | Table
    | Fold
    | Columns
    | Beside
    | Tiles
    | Figure
    | Section
    | Screens
    | Navigation
    | Files
    | Code
)


@dataclass(frozen=True)
class Document:
    """A page: its question, the answer in a sentence, and what shows it."""

    title: str
    answer: Text = ""
    blocks: Sequence[Block] = ()
    crumbs: Sequence[Run] = field(default=(), kw_only=True)  # what it is part of, largest first
    around: Sequence[Link] = field(default=(), kw_only=True)  # the ones before and after it
    tools: Sequence[Run] = field(default=(), kw_only=True)  # other ways to have it


def taken(blocks: Iterable[Block]) -> Iterator[Taken]:
    """Every chart in blocks that can be taken away, at any depth, in the order in which they are read."""
    for block in blocks:
        match block:
            case Figure() | Table() | Beside():
                yield from block.taken
            case Section() | Fold():
                yield from taken(block.blocks)
            case Screens():
                yield from taken(inner for screen in block.screens for inner in screen.blocks)
            case Columns():
                yield from taken(inner for _, part in block.parts for inner in part)
            case Tiles():
                yield from taken(inner for tile in block.tiles for inner in tile)
            case Items():
                yield from taken(inner for item in block.items for inner in item.blocks)
