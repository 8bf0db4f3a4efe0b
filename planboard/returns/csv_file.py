"""The canonical format of a return: a flat CSV file that opens in a spreadsheet.

Each row is a record: `unit` (one, with the unit's note), `task`, `target`, `help` (a request by this unit, new or
closed) or `answer` (to another unit's request). It fills the columns of its subject and leaves the others empty.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from itertools import islice

from planboard.errors import Place, Problem, UserError
from planboard.returns import form
from planboard.returns.content import HEAD, MOST_BYTES, SHAPES, Return
from planboard.returns.records import UNREADABLE, Cell, Record, Sent
from planboard.visible import trimmed
from planboard.wording.text import LANGUAGES, say

MOST_ROWS = 5_000
SEPARATORS = (
    ",;\t"  # commas, as we write it, and what spreadsheets write in other languages and as Unicode text
)
_BLANK = ' \t,;"'  # all there is in a blank line
_END = "\x1a\r\n "  # how old programs end a file
_HINT = re.compile("sep=")  # a line by which a spreadsheet says what separates the cells
_LABELS_OF_A_FORM = 3  # so many of its columns in one line make it one
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
    text, is_decoded = _text_of(content)
    if "\0" in text and is_decoded:
        at = text.index("\0")
        place = Place(name, row=text.count("\n", 0, at) + 1)
        before = text[max(at - 10, 0) : at].splitlines()[-1:]
        params = {"character": "U+0000", "before": before[0] if before else ""}
        problems.append(Problem(place, "return.invisible", params))
        return
    try:
        separator, rows = _table(text) if is_decoded else ("", [])
    except csv.Error:
        problems.append(Problem(Place(name), "plan.not_csv"))
        return
    header = rows[0][1] if rows else []
    if not _is_header(header):
        if is_saved_form(text):
            problems.append(Problem(Place(name), "return.form_as_csv"))
        elif not is_decoded:
            problems.append(Problem(Place(name), "plan.not_utf8"))
        else:
            at_row = Place(name, row=rows[0][0] if rows else 1)
            problems.append(Problem(at_row, "return.header", _difference(header)))
        return
    if len(rows) > MOST_ROWS + 1:
        problems.append(Problem(Place(name), "return.rows", {"n": MOST_ROWS}))
        return
    for n, row in rows[1:]:
        place = Place(name, row=n)
        if len(row) != len(COLUMNS):
            problems.append(Problem(place, "plan.cell_count", {"n": len(row), "wanted": len(COLUMNS)}))
            continue
        texts = dict(zip(header, row, strict=True))
        places = {column: Place(name, row=n, column=column) for column in COLUMNS}
        problems += [
            Problem(places[column], "return.formula", {"text": text[:40]})
            for column, text in texts.items()
            if text.startswith("=")
        ]
        cells: dict[str, Cell] = dict(texts)
        if separator == ";" and "," in texts["value"]:
            # Where semicolons separate cells, a comma is the decimal one.
            problems.append(Problem(places["value"], "return.comma", {"value": texts["value"][:40]}))
            cells["value"] = UNREADABLE
        yield Record(str(cells.pop("record")), cells, places, place)


def _is_header(names: list[str]) -> bool:
    """Whether these are the names of all columns, in whatever order."""
    return sorted(names) == sorted(COLUMNS)


def _difference(header: list[str]) -> dict[str, object]:
    """What a header lacks, what else it has, and what it has twice."""
    missing = [name for name in COLUMNS if name not in header]
    others = [name[:40] for n, name in enumerate(header) if name not in COLUMNS or name in header[:n]]
    return {"missing": ", ".join(missing) or "—", "others": ", ".join(others[:20]) or "—"}


def _text_of(content: bytes) -> tuple[str, bool]:
    """The text of a file in UTF-8 or UTF-16, and whether it is in one of them; otherwise as Chinese spreadsheets write
    a CSV file, as far as it goes. Without the end that old programs mark by a character."""
    for code in _codes(content):
        with suppress(UnicodeDecodeError):
            text = content.decode(code)
            end = len(text.rstrip(_END))
            return (text[:end] + "\r\n" if "\x1a" in text[end:] else text), True
    return content.decode("gb18030", errors="replace"), False


def _codes(content: bytes) -> Sequence[str]:
    """The codes a file may be in. One in UTF-16 without a mark is known by the first column's name in it."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return ()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    beginning = content[:4000].lower()
    marked = [code for code in ("utf-16-le", "utf-16-be") if beginning.find("record".encode(code)) % 2 == 0]
    return marked if len(marked) == 1 else ("utf-8-sig",)


def _table(text: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """What separates the cells, and every row that shows something, with its number, the header first. Columns without
    a name that show nothing are left out. Raises csv.Error."""
    first = next((line for line in text.splitlines() if not _HINT.match(line) and line.strip(_BLANK)), "")
    separator = max(SEPARATORS, key=lambda sign: len(set(_named(first.split(sign))) & set(COLUMNS)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    numbered = (
        (n, row) for n, row in enumerate(reader, 1) if any(map(trimmed, row)) and not _HINT.match(row[0])
    )
    rows = list(islice(numbered, MOST_ROWS + 2))
    if not rows:
        return separator, rows
    blank = {n for n, name in enumerate(rows[0][1]) if not trimmed(name)}
    blank -= {n for _, row in rows for n in blank if n < len(row) and trimmed(row[n])}
    kept = [(number, [cell for n, cell in enumerate(row) if n not in blank]) for number, row in rows]
    return separator, [(kept[0][0], _names(kept[0][1])), *kept[1:]]


def _names(header: list[str]) -> list[str]:
    return [trimmed(trimmed(cell).strip('"')).lower() for cell in header]


def _named(header: list[str]) -> list[str]:
    return [name for name in _names(header) if name]


def is_saved_form(text: str) -> bool:
    """Whether this is a sheet of a form, saved as CSV by a spreadsheet."""
    labels = {
        field.label(lang)
        for shape in (form.REPORT, *form.SHEETS)
        for field in shape.fields
        for lang in LANGUAGES
    }
    titles = {say(lang, "form.line.how") for lang in LANGUAGES}
    for line in text[:20_000].splitlines():
        cells = {trimmed(cell.strip('"').rstrip("*＊")) for cell in re.split("[,;\t]", line)}
        if len(cells & labels) >= _LABELS_OF_A_FORM or cells & titles:
            return True
    return False
