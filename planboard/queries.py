"""Reads the SQL files of queries/, each with the contract that its header declares, and tells which reads which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

QUERIES = Path(__file__).resolve().parents[1] / "queries"

HISTORY = "_history"  # `task_status_history` is the rows of the view task_status of every date so far


@dataclass(frozen=True)
class Query:
    """A file of queries/ and the contract its header declares: its question, grain, parameters and columns, and of a
    view, whether its rows are kept."""

    name: str
    question: str
    grain: tuple[str, ...]
    params: tuple[str, ...]
    columns: tuple[str, ...]
    is_kept: bool
    sql: str

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names of all relations it reads."""
        statement = re.sub(r"--.*", "", self.sql)
        return frozenset(re.findall(r"\b(?:from|join)\s+([a-z_][\w.]*)", statement))


def _read(path: Path) -> Query:
    sql = path.read_text("utf-8")
    header = re.match(r"(?:--.*\n)+", sql)
    lines = [line.removeprefix("--").strip() for line in header[0].splitlines()] if header else []
    # A list continues on the next line if its line ends with a comma.
    fields = re.findall(r"^(Grain|Params|Columns|Kept):(.*(?:(?<=,)\n.*)*)", "\n".join(lines), re.MULTILINE)
    listed = {field: tuple(re.findall(r"\w+", names)) for field, names in fields}
    name = re.sub(r"^\d\d_", "", path.stem)
    question = " ".join(lines[: lines.index("")]) if "" in lines else ""
    return Query(
        name, question, listed.get("Grain", ()), listed.get("Params", ()), listed.get("Columns", ()),
        listed.get("Kept", ("yes",))[0] != "no", sql,
    )  # fmt: skip


@cache
def queries() -> dict[str, Query]:
    """Every query a page or `planboard query` can run, by name."""
    return {q.name: q for q in map(_read, sorted(QUERIES.glob("*.sql")))}


@cache
def views() -> tuple[Query, ...]:
    """Every view, in the order of their numbers, so that each comes after those it reads."""
    return tuple(map(_read, sorted((QUERIES / "views").glob("*.sql"))))


@cache
def plan_queries() -> dict[str, Query]:
    """The queries over the roll-ups of many plans, by name."""
    return {q.name: q for q in map(_read, sorted((QUERIES / "plans").glob("*.sql")))}


def declared(name: str) -> Query:
    """The query of this name, over one plan or over all. Raises KeyError if there is none."""
    return queries().get(name) or plan_queries()[name]


@cache
def plan_views() -> tuple[Query, ...]:
    """The views over the roll-ups of many plans, in the order of their numbers."""
    return tuple(map(_read, sorted((QUERIES / "plans" / "views").glob("*.sql"))))


@cache
def assumptions() -> tuple[Query, ...]:
    """The queries that replace a table under an assumption, each named like its table."""
    return tuple(map(_read, sorted((QUERIES / "assumptions").glob("*.sql"))))


def needed(wanted: Iterable[Query]) -> tuple[Query, ...]:
    """The views to compute so that these queries can run, in their order; of the wanted, those that are views too."""
    wanted = tuple(wanted)
    return _below(wanted, through_kept=True, found={view for view in views() if view in wanted})


@cache
def asked(name: str) -> tuple[Query, ...]:
    """The views that a query reads itself or through views that are not kept, in their order."""
    return _below([queries()[name]], through_kept=False, found=set())


def _below(start: Iterable[Query], *, through_kept: bool, found: set[Query]) -> tuple[Query, ...]:
    reads = {relation for query in start for relation in query.reads}
    for view in reversed(views()):
        if reads & {view.name, view.name + HISTORY}:
            found.add(view)
            reads |= view.reads if through_kept or not view.is_kept else set()
    return tuple(view for view in views() if view in found)


@cache
def followed() -> tuple[Query, ...]:
    """The views whose rows of earlier dates a view or a query reads, in their order."""
    reads = {relation for query in (*views(), *queries().values()) for relation in query.reads}
    return tuple(view for view in views() if view.name + HISTORY in reads)


@cache
def kept() -> tuple[Query, ...]:
    """The views whose rows of a date are its model: those that queries read, and those that later dates do."""
    read = {view for name in queries() for view in asked(name) if view.is_kept}
    return tuple(view for view in views() if view in read or view in followed())
