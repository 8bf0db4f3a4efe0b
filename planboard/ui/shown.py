"""What every page shows, of one plan or of all: the language, the answers, and what links keep of the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, cast

import pyarrow as pa
from streamlit.navigation.page import StreamlitPage

from planboard.answers.rollups import Rollups, read_rollups
from planboard.document.blocks import Document, Run, Taken, To
from planboard.queries import declared
from planboard.wording import formats
from planboard.wording.text import pieces, say

T = TypeVar("T")

Params = tuple[tuple[str, object], ...]  # the parameters of a query with their values; can be a key
Only = tuple[str, object] | None  # keep the rows in which this column has this value


class Answering(Protocol):
    """What answers queries: an engine over one plan's snapshots, or the roll-ups of many plans."""

    def query(self, name: str, **params: object) -> pa.Table:
        """The answer of a query."""

    def keep(self, make: Callable[..., T], *given: object) -> T:
        """What `make(self, *given)` returns, cached."""


@dataclass(frozen=True)
class Made:
    """How a document is made of its view: a page's own, one that stands alone on the screen, or a fold's."""

    make: Callable[..., Document]
    chosen: tuple[tuple[str, object], ...]
    kind: Literal["page", "alone", "fold"]

    def document(self, view: Shown) -> Document:
        """The document."""
        return self.make(view, **dict(self.chosen))


@dataclass
class Shown:
    """What one run of any page shows: the language and who answers; and in `notices`, which parts of the address could
    not be honoured."""

    lang: str
    engine: Answering
    plan: str = field(
        default="", kw_only=True
    )  # the plan's name in the address; empty where there is no other
    notices: list[str] = field(default_factory=list, kw_only=True)
    refused: set[str] = field(
        default_factory=set, kw_only=True
    )  # parts of the address that hold nothing known
    pages: dict[str, StreamlitPage] = field(default_factory=dict, kw_only=True)
    page: str = field(default="", kw_only=True)
    title: str = field(default="", kw_only=True)
    given: Mapping[str, str] = field(default_factory=dict, kw_only=True)  # the query of the page's address
    taken: dict[str, str] = field(default_factory=dict, kw_only=True)  # what the page took of it, and shows
    filters: list[str] = field(default_factory=list, kw_only=True)  # in words, as chosen
    # Where a page's filters go. Nowhere while nobody is looking: then a document is only made.
    bar: AbstractContextManager[object] = field(default_factory=nullcontext, kw_only=True)
    is_seen: bool = field(default=False, kw_only=True)
    made: list[Made] = field(default_factory=list, kw_only=True)  # the page's documents
    drawn: list[Taken] = field(default_factory=list, kw_only=True)
    is_just_opened: bool = field(default=True, kw_only=True)  # so nothing newer can have been published yet
    is_on_paper: bool = field(default=False, kw_only=True)  # the address asks for it as it is to be printed

    @property
    def as_of(self) -> date:
        """The as-of date shown."""
        raise NotImplementedError

    @property
    def dated(self) -> str:
        """The as-of date in words."""
        return formats.day(self.as_of, self.lang)

    @property
    def kind(self) -> str:
        """The kind of data shown: "demo" or "official"."""
        raise NotImplementedError

    @property
    def is_demo(self) -> bool:
        """Whether the data shown is a demonstration."""
        return self.kind == "demo"

    @property
    def demo_mark(self) -> str:
        """What every chart carries while the data is a demonstration; empty otherwise."""
        return self.say("frame.mark", as_of=self.as_of) if self.is_demo else ""

    @property
    def kept(self) -> Sequence[str]:
        """The parameters of the address that every link keeps."""
        return ("lang",)

    @property
    def edition(self) -> str:
        """What the figures are of, for the names of files."""
        return str(self.as_of)

    @property
    def shown(self) -> Mapping[str, object]:
        """What every query is asked for, as far as it takes it."""
        return {"as_of": self.as_of, "lang": self.lang}

    def say(self, key: str, **params: object) -> str:
        """A message in the reader's language."""
        return say(self.lang, key, **params)

    def runs(self, key: str, **params: Run) -> list[Run]:
        """A message in the reader's language into which links, statuses or stressed words are put."""
        return cast(list[Run], pieces(self.lang, key, **params))

    def params(self, query: str, chosen: Mapping[str, object]) -> Params:
        """The parameters of a query: what is shown, as far as it takes it, and those chosen."""
        taken = {name: value for name, value in self.shown.items() if name in declared(query).params}
        return tuple({**taken, **chosen}.items())

    def query(self, name: str, **chosen: object) -> pa.Table:
        """The answer of a query for the date and language shown."""
        return self.engine.query(name, **dict(self.params(name, chosen)))

    def rows(self, name: str, **chosen: object) -> Sequence[dict[str, Any]]:
        """The rows of a query for the date and language shown. Every visitor is given the same ones: read, don't change
        them."""
        return self.engine.keep(_rows, name, self.params(name, chosen))

    def row(self, name: str, **chosen: object) -> dict[str, Any] | None:
        """The first row of a query for the date and language shown, None if there is none."""
        rows = self.rows(name, **chosen)
        return rows[0] if rows else None

    def address(self, **selection: object) -> dict[str, str]:
        """The query of a link that keeps the plan, date and language shown and selects what is given."""
        return {**self._kept, **{k: str(v) for k, v in selection.items()}}

    def to(self, page: str, **selection: object) -> To:
        """Where a link in a document leads that keeps the plan, date and language shown and selects what is given."""
        return To(page, tuple(self.address(**selection).items()))

    @property
    def asked(self) -> dict[str, str]:
        """The query of this page's address, without what could not be honoured."""
        return {k: v for k, v in self.given.items() if k not in self.refused}

    def take(self, name: str) -> str | None:
        """What the address gives for a parameter of the page, None if nothing. What a page shows rests on what it has
        taken so, and on nothing else of the address."""
        value = self.given.get(name)
        if value is not None:
            self.taken[name] = value
        return value

    @property
    def address_of_all(self) -> dict[str, str]:
        """The query of a link to the page on all plans: what it keeps of this page's."""
        return {k: v for k, v in self.asked.items() if k == "lang"}

    @cached_property
    def _kept(self) -> dict[str, str]:
        return {k: v for k, v in self.asked.items() if k in self.kept}


@dataclass
class OnePlan(Shown):
    """What one run of a page on one plan shows: the plan's folder among those there are."""

    folders: Mapping[str, Path] = field(kw_only=True)  # of every plan there is, by its name

    @property
    def data(self) -> Path:
        """The plan's folder."""
        return self.folders[self.plan]

    @cached_property
    def every(self) -> PlansView:
        """The view of all plans, where there are others."""
        return PlansView.over(self.lang, self.folders, refused=self.refused, is_on_paper=self.is_on_paper)

    @property
    def kept(self) -> Sequence[str]:
        """The parameters of the address that every link keeps."""
        return ("plan", "as_of", "year", "lang") if self.plan else ("as_of", "year", "lang")


class NoAnswers:
    """What answers while nothing is published: nothing does."""

    def query(self, name: str, **params: object) -> pa.Table:
        """Raises LookupError."""
        raise LookupError(name)

    def keep(self, make: Callable[..., T], *given: object) -> T:
        """What `make(self, *given)` returns."""
        return make(self, *given)


@dataclass
class Unpublished(OnePlan):
    """What one run of a page shows of a plan of which nothing is published yet."""

    engine: Answering = field(default_factory=NoAnswers)

    @property
    def kind(self) -> str:
        """What is published first is official, unless a demonstration is built."""
        return "official"


def _rows(engine: Answering, name: str, params: Params) -> Sequence[dict[str, Any]]:
    return tuple(engine.query(name, **dict(params)).to_pylist())


@dataclass
class PlansView(Shown):
    """What one run of the page on all plans shows: the roll-up of each."""

    engine: Rollups

    @classmethod
    def over(cls, lang: str, folders: Mapping[str, Path], **more: Any) -> PlansView:
        """The view over the plans in these folders."""
        return cls(lang, read_rollups(folders), **more)

    @property
    def every(self) -> PlansView:
        """Itself, as a view of one plan has it too."""
        return self

    @cached_property
    def head(self) -> dict[str, Any] | None:
        """What is true of all plans together; None where no plan can be shown."""
        return (self.engine.query("plans_headline", lang=self.lang).to_pylist() or [None])[0]

    @property
    def as_of(self) -> date:
        """The newest as-of date of the plans."""
        return self.head["newest_as_of"] if self.head else date.min

    @property
    def dated(self) -> str:
        """The as-of date in words, the oldest and the newest where they differ."""
        newest = formats.day(self.as_of, self.lang)
        if not self.head or self.head["n_dates"] == 1:
            return newest
        oldest = formats.day(self.head["oldest_as_of"], self.lang)
        return self.say("page.plans.dates", oldest=oldest, newest=newest)

    @property
    def kind(self) -> str:
        """Demonstration as soon as one plan's is."""
        return "demo" if self.head and self.head["n_demo"] else "official"

    @property
    def demo_mark(self) -> str:
        """What every chart carries while all plans are demonstrations, or some."""
        return self.say("frame.mark_some", as_of=self.as_of) if self.is_part_demo else super().demo_mark

    @property
    def is_part_demo(self) -> bool:
        """Whether some plans are demonstrations, but not all."""
        return self.head is not None and 0 < self.head["n_demo"] < self.head["n_plans"]
