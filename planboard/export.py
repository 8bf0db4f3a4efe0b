"""Writes rows as files to download: CSV, workbook, data package. Only this module decides what a cell may contain."""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:  # it takes long to import, and pages write no workbook until they are asked for one
    from openpyxl import Workbook

# The beginnings that make a spreadsheet run a cell instead of showing it (OWASP: CSV injection), with the full-width
# forms that Chinese input methods produce.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_SPACE = " \u00a0\u3000\ufeff"
# What separates cells in other languages: behind it, a text would go on as a cell of its own.
_RUNS_BEHIND = re.compile("([;\t]\\s*)([=+\\-@＝＋－＠])")
_IS_QUOTED = re.compile('[",;\t\r\n]')
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_EPOCH = (2000, 1, 1, 0, 0, 0)  # a fixed time in archives, so that equal rows give equal bytes


def cell(value: object) -> object:
    """A value as a CSV cell: numbers, booleans and None unchanged, dates in ISO format, lists joined, and an apostrophe
    before any text that a spreadsheet would run."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return "'" + text if _runs(text) else text


def _runs(text: str) -> bool:
    # The first character that is neither a space nor a control character.
    first = next((c for c in text if unicodedata.category(c)[0] not in "CZ"), "")
    is_sign = bool(first) and unicodedata.normalize("NFKC", first) in ("=", "+", "-", "@")
    return is_sign or text.startswith(_RUNS) or text.lstrip(_SPACE).startswith(_RUNS)


def in_workbook(value: object) -> object:
    """A value as a workbook cell: as `cell` gives it, except that dates stay dates and characters that a workbook
    cannot hold are left out."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    shown = cell(value)
    return _NO_XML.sub("", shown) if isinstance(shown, str) else shown


def to_csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as CSV: UTF-8 with a byte order mark, so that Excel shows Chinese, and CRLF line ends (RFC 4180)."""
    lines = (",".join(map(_field, row)) + "\r\n" for row in (header, *rows))
    return "".join(lines).encode("utf-8-sig")


def _field(value: object) -> str:
    """A value as it stands in a line of CSV: quoted if it holds anything that any spreadsheet takes for the end of a
    cell, not only our comma; and what would begin a cell behind it is kept from running as well."""
    shown = cell(value)
    if not isinstance(shown, str):
        return "" if shown is None else str(shown)
    text = _RUNS_BEHIND.sub(r"\1'\2", shown)
    return '"' + text.replace('"', '""') + '"' if _IS_QUOTED.search(text) else text


def table_csv(table: pa.Table, header: Iterable[str] | None = None) -> bytes:
    """A table as CSV, headed by `header` or by its column names."""
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True) if table.num_columns else []
    return to_csv(header or table.column_names, rows)


def content_hash(content: bytes) -> str:
    """Eight characters that change with the content, to put in a file's name: under an unchanged name, a cache might
    serve an older file."""
    return hashlib.sha256(content).hexdigest()[:8]


def to_xlsx(
    sheets: Mapping[str, tuple[Iterable[str], Iterable[Iterable[object]]]], *, identifier: str | None = None
) -> bytes:
    """An XLSX workbook with a sheet for each entry (name -> header and rows), the header frozen; `identifier` stands
    among its properties. Equal rows give equal bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.identifier = identifier
    book.remove(book.active)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(_sheet_name(name))
        for line in (header, *rows):
            sheet.append([in_workbook(value) for value in line])
        _lay_out(sheet)
    return book_bytes(book)


def book_bytes(book: Workbook) -> bytes:
    """A workbook as XLSX. Equal workbooks give equal bytes."""
    out = io.BytesIO()
    book.properties.created = datetime(*_EPOCH)
    book.save(out)
    return _timeless(out.getvalue())


def uncell(text: str) -> str:
    """A text without the apostrophe that `cell` put before it."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def _sheet_name(name: str) -> str:
    """A name that Excel takes: without the characters it forbids, no longer than 31, and not the one it reserves."""
    allowed = "".join(c for c in _NO_XML.sub("", name) if c not in r"[]:*?/\\")[:31].strip("'")
    return f"{allowed}_" if allowed.lower() == "history" else allowed


def _lay_out(sheet) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for title in sheet[1]:
        title.font = Font(bold=True)
    for number, column in enumerate(sheet.iter_cols(), start=1):
        widest = max((width(c.value) for c in column), default=8)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(widest + 2, 8), 60)
        for c in column:
            c.alignment = Alignment(vertical="top", wrap_text=widest > 58)
            if isinstance(c.value, str):
                c.data_type = "s"  # never a formula, whatever it begins with


def width(value: object) -> int:
    """The width of a value in a cell, in characters; a Chinese character counts as two."""
    text = "" if value is None else str(value)
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)


def _timeless(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as book:
        files = {name: book.read(name) for name in book.namelist()}
    # Saving writes the current time into the properties.
    files["docProps/core.xml"] = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", files["docProps/core.xml"])
    return to_zip(files)


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of the files, in order. Equal files give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def data_package(
    name: str,
    title: str,
    tables: Mapping[str, pa.Table],
    keys: Mapping[str, tuple[str, ...]],
    identifier: str,
) -> bytes:
    """A ZIP archive of every table as CSV, and a datapackage.json that describes them (Frictionless Data Package
    1.0)."""
    files = {f"{table}.csv": table_csv(rows) for table, rows in tables.items()}
    resources = [
        {
            "name": table,
            "path": f"{table}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(files[f"{table}.csv"]),
            "hash": "sha256:" + hashlib.sha256(files[f"{table}.csv"]).hexdigest(),
            "schema": {
                "fields": [{"name": f.name, "type": _frictionless(f.type)} for f in rows.schema],
                "primaryKey": list(keys[table]),
            },
        }
        for table, rows in tables.items()
    ]
    described = {
        "name": name, "id": identifier, "title": title, "profile": "tabular-data-package", "resources": resources,
    }  # fmt: skip
    return to_zip({"datapackage.json": json.dumps(described, ensure_ascii=False, indent=1).encode(), **files})


def _frictionless(of_type: pa.DataType) -> str:
    if pa.types.is_integer(of_type):
        return "integer"
    if pa.types.is_floating(of_type):
        return "number"
    if pa.types.is_boolean(of_type):
        return "boolean"
    if pa.types.is_timestamp(of_type):
        return "datetime"
    return "date" if pa.types.is_date(of_type) else "string"
