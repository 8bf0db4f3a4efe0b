"""Reads the SQL files of queries/, each with the contract that its header declares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

QUERIES = Path(__file__).resolve().parents[2] / "queries"


@dataclass(frozen=True)
class Query:
    """A file of queries/ and the contract its header declares: its question, grain, parameters and columns."""

    name: str
    question: str
    grain: tuple[str, ...]
    params: tuple[str, ...]
    columns: tuple[str, ...]
    sql: str


def _read(path: Path) -> Query:
    sql = path.read_text("utf-8")
    header = re.match(r"(?:--.*\n)+", sql)
    lines = [line.removeprefix("--").strip() for line in header[0].splitlines()] if header else []
    # A list continues on the next line if its line ends with a comma.
    fields = re.findall(r"^(Grain|Params|Columns):(.*(?:(?<=,)\n.*)*)", "\n".join(lines), re.MULTILINE)
    listed = {field: tuple(re.findall(r"\w+", names)) for field, names in fields}
    name = re.sub(r"^\d\d_", "", path.stem)
    question = " ".join(lines[: lines.index("")]) if "" in lines else ""
    return Query(
        name, question, listed.get("Grain", ()), listed.get("Params", ()), listed.get("Columns", ()), sql
    )


@cache
def queries() -> dict[str, Query]:
    """Every query a page or `planboard query` can run, by name."""
    return {q.name: q for q in map(_read, sorted(QUERIES.glob("*.sql")))}


@cache
def views() -> tuple[Query, ...]:
    """Every view, in the order of their numbers, so that each comes after those it reads."""
    return tuple(map(_read, sorted((QUERIES / "views").glob("*.sql"))))


@cache
def assumptions() -> tuple[Query, ...]:
    """The queries that replace a table under an assumption, each named like its table."""
    return tuple(map(_read, sorted((QUERIES / "assumptions").glob("*.sql"))))
