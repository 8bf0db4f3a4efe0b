"""Reads a file that a unit sent, whether a form or CSV, and makes its name safe to show."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath

from planboard.errors import Place, Problem, UserError
from planboard.register.duties import ids, units_by_name
from planboard.register.plan import Plan
from planboard.returns import form_reading
from planboard.returns.content import MOST_BYTES
from planboard.returns.csv_file import read_csv
from planboard.returns.reading import Located, read
from planboard.returns.records import Sent


def read_return(content: bytes, name: str, plan: Plan) -> Located:
    """The return in a file called `name`. Raises UserError with every problem."""
    rows = plan.rows()
    return read(records_in(content, name), name, units_by_name(rows["units"]), ids(rows))


@lru_cache(maxsize=40)  # reading a workbook starts a process; a period has a few dozen files
def records_in(content: bytes, name: str) -> Sent:
    """The records of a file called `name`, a form or the canonical CSV. Raises UserError if they cannot be read."""
    if len(content) > MOST_BYTES:
        raise UserError([Problem(Place(name), "return.too_large", {"n": MOST_BYTES // 1_000_000})])
    if not content:
        raise UserError([Problem(Place(name), "return.nothing")])
    ending = PurePath(name).suffix.lower()
    is_text = ending in (".csv", ".tsv", ".txt")  # the last two: what spreadsheets call their text with tabs
    if is_text and content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):  # a workbook, or an old one
        raise UserError([Problem(Place(name), "return.not_its_ending", {"ending": ending})])
    return read_csv(content, name) if is_text else form_reading.read(content, name)


def shown_name(name: str) -> str:
    """A file's name without folders and without unprintable characters, cut to its last 100; "?" if nothing is left."""
    return "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[-100:] or "?"
