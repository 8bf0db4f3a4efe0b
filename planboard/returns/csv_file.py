"""The canonical format of a return: a flat CSV file that opens in a spreadsheet.

Each row is a record: `unit` (one, with the unit's note), `task`, `target`, `help` (a request by this unit, new or
closed) or `answer` (to another unit's request). It fills the columns of its subject and leaves the others empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice

from planboard.errors import Place, Problem, UserError
from planboard.returns.model import HEAD, MOST_BYTES, SHAPES, Return
from planboard.returns.records import Record, Sent

MOST_ROWS = 5_000
COLUMNS = [*HEAD, "record", *dict.fromkeys(name for shape in SHAPES.values() for name in shape.columns)]


def to_csv(ret: Return) -> bytes:
    """A return as canonical CSV: equal returns give equal bytes, and reading them gives the return back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(lines(ret))
    return out.getvalue().encode("utf-8-sig")


def lines(ret: Return) -> Iterator[list[str]]:
    """The records of a return in order, each as one text for each of COLUMNS."""
    head = {name: _text(getattr(ret, name)) for name in HEAD}
    records = [{"record": "unit", "unit_note": _text(ret.unit_note)}]
    for shape in SHAPES.values():
        for row in getattr(ret, shape.listed_in) if shape.listed_in else ():
            cells = {f.name: _text(getattr(row, f.name)) for f in fields(row)}
            records.append({"record": shape.subject, **cells})
    for record in records:
        yield [{**head, **record}.get(column, "") for column in COLUMNS]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def read_csv(content: bytes, name: str) -> Sent:
    """The records of a CSV file called `name`. Raises UserError with every problem of its format."""
    problems: list[Problem] = []
    records = list(_records(content, name, problems))
    if problems:
        raise UserError(problems)
    return Sent(tuple(records))


def _records(content: bytes, name: str, problems: list[Problem]) -> Iterator[Record]:
    if len(content) > MOST_BYTES:
        problems.append(Problem(Place(name), "return.too_large", {"n": MOST_BYTES // 1_000_000}))
        return
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(islice(enumerate(reader, 1), MOST_ROWS + 2))
    except UnicodeDecodeError:
        problems.append(Problem(Place(name), "plan.not_utf8"))
        return
    except csv.Error:
        problems.append(Problem(Place(name), "plan.not_csv"))
        return
    if not rows or rows[0][1] != COLUMNS:
        problems.append(Problem(Place(name, row=1), "return.header", {"columns": ", ".join(COLUMNS)}))
        return
    if len(rows) > MOST_ROWS + 1:
        problems.append(Problem(Place(name), "return.rows", {"n": MOST_ROWS}))
        return
    for n, row in rows[1:]:
        place = Place(name, row=n)
        if len(row) != len(COLUMNS):
            problems.append(Problem(place, "plan.cell_count", {"n": len(row), "wanted": len(COLUMNS)}))
            continue
        texts = dict(zip(COLUMNS, row, strict=True))
        places = {column: Place(name, row=n, column=column) for column in COLUMNS}
        problems += [
            Problem(places[column], "return.formula", {"text": text[:40]})
            for column, text in texts.items()
            if text.startswith("=")
        ]
        yield Record(texts.pop("record"), texts, places, place)
