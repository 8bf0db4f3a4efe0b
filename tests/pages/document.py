"""A page's document as a reader finds it: its words, links, tables and pictures, read from what the browser is sent."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "svg"


def text_of(element: Element | None) -> str:
    """All words in an element; empty for none."""
    return "".join(element.itertext()).strip() if element is not None else ""


@dataclass(frozen=True)
class Anchor:
    """A link: its words, the page it leads to, the query it leads there with, and whether it is a file."""

    text: str
    page: str
    query: dict[str, str]
    is_file: bool


@dataclass(frozen=True)
class Rows:
    """A table: its caption, its heads, and for each row the words of its cells."""

    caption: str
    heads: list[str]
    rows: list[list[str]]
    elements: list[list[Element]]

    def column(self, head: str) -> list[str]:
        """The words of one column, by its head."""
        n = self.heads.index(head)
        return [row[n] for row in self.rows]

    def dicts(self) -> list[dict[str, str]]:
        """Each row by the heads."""
        return [dict(zip(self.heads, row, strict=True)) for row in self.rows]


class DocumentShown:
    """What one component of a page shows. It must be well-formed: nothing that people wrote has become markup."""

    def __init__(self, content: bytes) -> None:
        self.markup = gzip.decompress(content).decode()
        self.root = ElementTree.fromstring(f"<main>{self.markup}</main>")

    @property
    def title(self) -> str:
        """The question the page answers."""
        return text_of(self.root.find("h1"))

    @property
    def answer(self) -> str:
        """The sentence that answers it."""
        return text_of(self.root.find("p[@class='lead']"))

    @property
    def text(self) -> str:
        """Everything that can be read, pictures and folds included."""
        return text_of(self.root)

    def texts(self) -> list[str]:
        """The words of each heading, paragraph, caption, label and term, in their order."""
        kinds = {"h1", "h2", "p", "dt", "dd", "figcaption", "summary", "caption", "a"}
        return [text_of(e) for e in self.root.iter() if e.tag in kinds]

    @property
    def notices(self) -> list[str]:
        """What must be known before believing the rest."""
        return [text_of(e) for e in self.root.iter("p") if "notice" in (e.get("class") or "")]

    @property
    def headings(self) -> list[str]:
        """The headings of its sections."""
        return [text_of(e) for e in self.root.iter("h2")]

    @cached_property
    def links(self) -> list[Anchor]:
        """Every link."""
        made = []
        for a in self.root.iter("a"):
            address = urlsplit(a.get("href") or "")
            page = address.path.removeprefix("./")
            made.append(Anchor(text_of(a), page, dict(parse_qsl(address.query)), "download" in a.attrib))
        return made

    @cached_property
    def tables(self) -> list[Rows]:
        """Every table, those in folds too."""
        return [self._rows(table) for table in self.root.iter("table")]

    def table(self, caption: str) -> Rows:
        """The table of this caption. Raises StopIteration if there is none."""
        return next(table for table in self.tables if table.caption == caption)

    @property
    def pictures(self) -> list[str]:
        """What each picture says to those who cannot see it."""
        return [e.get("aria-label") or "" for e in self.root.iter() if e.get("role") == "img"]

    @property
    def folds(self) -> dict[str, Element]:
        """Every fold by its summary."""
        return {text_of(e.find("summary")): e for e in self.root.iter("details")}

    def section(self, title: str) -> Element:
        """The section under a heading. Raises StopIteration if there is none."""
        return next(s for s in self.root.iter("section") if text_of(s.find("h2")) == title)

    def _rows(self, table: Element) -> Rows:
        heads = [text_of(th) for th in table.findall("thead/tr/th")]
        cells = [list(tr) for tr in table.findall("tbody/tr")]
        return Rows(
            text_of(table.find("caption")), heads, [[text_of(td) for td in row] for row in cells], cells
        )
