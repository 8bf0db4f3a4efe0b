"""The separate process that reads an untrusted workbook: bytes on stdin, JSON on stdout, nothing of Planboard imported.
`returns/workbook.py` starts it and trusts nothing in its answer.

It parses the XML itself, without openpyxl, so that one pass gives both formula and stored result, memory is bounded
while unpacking, and the date formats of Chinese spreadsheets (27 to 36 and 50 to 58), which openpyxl takes for plain
numbers, are recognised.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from xml.parsers import expat

MEMORY = 600 << 20  # bytes
CPU_SECONDS = 20
LARGEST_FILE = 10_000_000
LARGEST_UNPACKED = 80_000_000
LARGEST_OUTPUT = 8_000_000  # characters in all cells together
LARGEST_CELL = 32_767  # characters; what a spreadsheet itself allows
RATIO, RATIO_FROM = 120, 1 << 20  # highest compression ratio, for parts of more than 1 MiB
PARTS, SHEETS, ROWS, COLUMNS, TEXTS = 200, 12, 20_000, 60, 200_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls and of encrypted .xlsx
_ACTIVE = (
    "vbaproject", "externallinks/", "connections.xml", "/embeddings/", "activex", "querytables/", "macrosheets/",
    "dialogsheets/",
)  # fmt: skip
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject|ms-excel\.(?:sheet\.binary|addin)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")  # how a spreadsheet writes a control character
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


class Refused(Exception):
    """The workbook is refused, for the reason given by the message `problem.<key>` of text.toml."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.answer = {"refused": key, "params": params}


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts of the archive, by name. Raises Refused for anything a form has no use for."""
    if content.startswith(OLE):
        raise Refused("workbook.encrypted")
    if not content.startswith(b"PK\x03\x04"):
        raise Refused("workbook.not_workbook")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise Refused("workbook.damaged", part="zip") from None
    infos = archive.infolist()
    if len(infos) > PARTS:
        raise Refused("workbook.parts", n=PARTS)
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for info in infos:
        _check_name(info, parts)
        parts[info.filename] = _unpack(archive, info, left)
        left -= len(parts[info.filename])
    for name, part in parts.items():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            _check_markup(name, part)
    if _MACRO_TYPE.search(parts.get("[Content_Types].xml", b"")):
        raise Refused("workbook.active", part="[Content_Types].xml")
    return parts


def _check_name(info: zipfile.ZipInfo, parts: dict[str, bytes]) -> None:
    name, lower = info.filename, info.filename.lower()
    if (
        name.startswith("/")
        or any(c in info.orig_filename for c in "\\:\0")
        or ".." in name.split("/")
        or name in parts
    ):
        raise Refused("workbook.part_name", part=name[:60])
    if any(word in lower for word in _ACTIVE):
        raise Refused("workbook.active", part=name[:60])
    if info.flag_bits & 1:
        raise Refused("workbook.encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("workbook.damaged", part=name[:60])


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    out = bytearray()
    try:
        with archive.open(info) as part:
            while chunk := part.read(1 << 16):  # not trusting the size the archive states
                out += chunk
                if len(out) > left or (len(out) > RATIO_FROM and len(out) > RATIO * info.compress_size):
                    raise Refused("workbook.unpacks", n=LARGEST_UNPACKED // 1_000_000)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Refused("workbook.damaged", part=info.filename[:60]) from None
    return bytes(out)


def _check_markup(name: str, part: bytes) -> None:
    text = part.removeprefix(b"\xef\xbb\xbf").lstrip()
    encoding = _ENCODING.match(text)
    named = encoding[1].lower() if encoding else b"utf-8"
    if (text and text[:1] != b"<") or b"\0" in text[:64] or named not in (b"utf-8", b"us-ascii", b"ascii"):
        raise Refused("workbook.markup", part=name[:60])
    if _DECLARES.search(text):
        raise Refused("workbook.markup", part=name[:60])


def _parse(
    name: str,
    parts: dict[str, bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda tag: None,
    text: Callable[[str], None] = lambda data: None,
) -> None:
    """Parse a part with these handlers, which get elements and attributes without their namespaces."""
    if name not in parts:
        raise Refused("workbook.damaged", part=name[:60])
    _check_markup(name, parts[name])
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, given: start(
        tag.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in given.items()}
    )
    parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    try:
        parser.Parse(parts[name], True)
    except expat.ExpatError:
        raise Refused("workbook.damaged", part=name[:60]) from None


def _relations(of: str, parts: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """The type and target of each relationship of a part, by id."""
    folder, _, name = of.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship":
            target = given.get("Target", "")
            inside = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], inside)

    _parse(f"{folder}/_rels/{name}.rels".lstrip("/"), parts, start)
    return found


def _check_relations(parts: dict[str, bytes]) -> None:
    """Refuse every relationship that points outside, except hyperlinks: spreadsheets make one of any address typed."""
    for name in parts:
        if name.lower().endswith(".rels"):

            def start(tag: str, given: dict[str, str], part: str = name) -> None:
                if given.get("TargetMode", "").lower() == "external" and not given.get("Type", "").endswith(
                    "/hyperlink"
                ):
                    raise Refused("workbook.active", part=part[:60])

            _parse(name, parts, start)


class Workbook:
    """What is needed to read the cells of a workbook: its shared strings, which styles are dates, and its first day."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.left = LARGEST_OUTPUT
        self.listed: list[tuple[str, str, bool]] = []  # sheets: name, part, whether it is hidden
        self.first_day = datetime(1899, 12, 30)
        main = next((part for of, part in _relations("", parts).values() if of == "officeDocument"), "")
        relations = _relations(main, parts)
        named: list[tuple[str, str, bool]] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "workbookPr" and given.get("date1904") in ("1", "true"):
                self.first_day = datetime(1904, 1, 1)
            if tag == "sheet":
                named.append(
                    (given.get("name", ""), given.get("id", ""), given.get("state", "visible") != "visible")
                )

        _parse(main, parts, start)
        if len(named) > SHEETS:
            raise Refused("workbook.sheets", n=SHEETS)
        for name, relation, is_hidden in named:
            of_type, part = relations.get(relation, ("", ""))
            self.listed.append((name, part if of_type == "worksheet" else "", is_hidden))
        by_type = dict(relations.values())
        self.texts = self._texts(by_type.get("sharedStrings"))
        self.is_date = self._dates(by_type.get("styles"))

    def _texts(self, part: str | None) -> list[str]:
        found: list[str] = []
        if part is None:
            return found
        held: list[str] = []
        state = {"t": False, "rPh": False}  # rPh: a phonetic guide, not part of the text

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "si":
                if len(found) >= TEXTS:
                    raise Refused("workbook.unpacks", n=LARGEST_UNPACKED // 1_000_000)
                held.clear()
            elif tag in state:
                state[tag] = True

        def end(tag: str) -> None:
            if tag == "si":
                found.append("".join(held))
            elif tag in state:
                state[tag] = False

        _parse(
            part,
            self.parts,
            start,
            end,
            lambda s: held.append(s) if state["t"] and not state["rPh"] else None,
        )
        return found

    def _dates(self, part: str | None) -> list[bool]:
        """For each cell style, whether its numbers are dates."""
        found: list[bool] = []
        if part is None:
            return found
        codes: dict[str, str] = {}
        inside = {"cellXfs": False}

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "numFmt":
                codes[given.get("numFmtId", "")] = given.get("formatCode", "")[:255]
            elif tag == "cellXfs":
                inside[tag] = True
            elif tag == "xf" and inside["cellXfs"]:
                number = given.get("numFmtId", "0")
                if number in codes:
                    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.', "", codes[number]).lower()
                    found.append(re.search(r"[ymdh]", shown) is not None)
                else:
                    found.append(number.isdecimal() and int(number) in _DATES)

        def end(tag: str) -> None:
            if tag == "cellXfs":
                inside[tag] = False

        _parse(part, self.parts, start, end)
        return found

    def sheet(self, name: str, part: str, is_hidden: bool) -> dict[str, Any]:
        """A sheet as it is sent out: its name, whether it is hidden, its merged ranges, and its cells that are not
        empty as [row, column, type, value, formula]. The type is t(ext), n(umber), b(oolean), d(ate) or e(rror)."""
        cells: list[list[Any]] = []
        merged: list[str] = []
        if not part:
            return {"name": name, "is_hidden": is_hidden, "merged": merged, "cells": cells}
        at = {"row": 0, "column": 0}
        given_cell: dict[str, str] = {}
        held: dict[str, list[str]] = {"v": [], "f": [], "t": []}
        has = {"f": False}
        open_tag = [""]

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "row":
                number = given.get("r", str(at["row"] + 1))
                at["row"], at["column"] = (
                    int(number) if number.isdecimal() and len(number) < 8 else ROWS + 1,
                    0,
                )
                if at["row"] > ROWS:
                    raise Refused(
                        "workbook.extent", sheet=name[:31], cell=f"A{number[:8]}", rows=ROWS, columns=COLUMNS
                    )
            elif tag == "c":
                self._move_to(given.get("r"), at, name)
                given_cell.clear()
                given_cell.update(given)
                for part_of in held.values():
                    part_of.clear()
                has["f"] = False
            elif tag in ("v", "f", "t"):
                has["f"] = has["f"] or tag == "f"
                open_tag[0] = tag
            elif tag == "rPh":
                open_tag[0] = ""
            elif tag == "mergeCell":
                if len(merged) >= ROWS:
                    raise Refused("workbook.unpacks", n=LARGEST_UNPACKED // 1_000_000)
                merged.append(given.get("ref", "")[:40])
            elif tag == "dimension":
                self._check_extent(given.get("ref", "").rpartition(":")[2], name)

        def end(tag: str) -> None:
            if tag in ("v", "f", "t"):
                open_tag[0] = ""
            elif tag == "c":
                cell_type, value = self._value(given_cell, "".join(held["v"]), "".join(held["t"]))
                if value is not None or has["f"]:
                    formula = "=" + "".join(held["f"])[:60] if has["f"] else None
                    self._spend(value)
                    cells.append([at["row"], at["column"], cell_type, value, formula])

        _parse(part, self.parts, start, end, lambda s: held[open_tag[0]].append(s) if open_tag[0] else None)
        return {"name": name, "is_hidden": is_hidden, "merged": merged, "cells": cells}

    def _move_to(self, address: str | None, at: dict[str, int], sheet: str) -> None:
        if address is None:
            at["column"] += 1
        else:
            self._check_extent(address, sheet)
            at["row"], at["column"] = _row_and_column(address)
        if at["column"] > COLUMNS:
            raise Refused(
                "workbook.extent",
                sheet=sheet[:31],
                cell=f"{at['row']}:{at['column']}",
                rows=ROWS,
                columns=COLUMNS,
            )

    def _check_extent(self, address: str, sheet: str) -> None:
        row, column = _row_and_column(address)
        if not 0 < row <= ROWS or not 0 < column <= COLUMNS:
            raise Refused("workbook.extent", sheet=sheet[:31], cell=address[:12], rows=ROWS, columns=COLUMNS)

    def _spend(self, value: object) -> None:
        self.left -= (len(value) if isinstance(value, str) else 8) + 24
        if self.left < 0 or (isinstance(value, str) and len(value) > LARGEST_CELL):
            raise Refused("workbook.unpacks", n=LARGEST_UNPACKED // 1_000_000)

    def _value(self, given: dict[str, str], stored: str, inline: str) -> tuple[str, Any]:
        cell_type = given.get("t", "n")
        if cell_type == "s":
            number = int(stored) if stored.isdecimal() and len(stored) < 9 else -1
            if not 0 <= number < len(self.texts):
                raise Refused("workbook.damaged", part="sharedStrings.xml")
            return "t", _text(self.texts[number])
        if cell_type in ("inlineStr", "str"):
            return "t", _text(inline if cell_type == "inlineStr" else stored)
        if not stored:
            return "t", None
        if cell_type == "b":
            return "b", stored in ("1", "true")
        if cell_type == "e":
            return "e", stored[:20]
        if cell_type == "d":
            return "d", stored[:30]
        return self._number(stored.strip(), given.get("s", "0"))

    def _number(self, stored: str, style: str) -> tuple[str, Any]:
        if not _NUMBER.fullmatch(stored) or len(stored) > 40 or abs(float(stored)) == float("inf"):
            return "e", stored[:20]
        value = float(stored)
        is_date = style.isdecimal() and len(style) < 6 and int(style) < len(self.is_date)
        if is_date and self.is_date[int(style)] and 1 <= value < 2_958_466:
            early = self.first_day.year == 1899 and value < 60  # day 60 is 29 February 1900, which never was
            moment = self.first_day + timedelta(days=value + early)
            return "d", (moment + timedelta(microseconds=500)).replace(microsecond=0).isoformat()
        return "n", int(stored) if re.fullmatch(r"-?[0-9]{1,15}", stored) else value


def _row_and_column(address: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(address)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _text(text: str) -> str | None:
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)), text) or None


def read(content: bytes) -> dict[str, Any]:
    """Every sheet of a workbook, or the reason why it is refused, ready to be written as JSON."""
    try:
        parts = unpack(content)
        if "[Content_Types].xml" not in parts:
            raise Refused("workbook.not_workbook")
        _check_relations(parts)
        if "_rels/.rels" not in parts or not any(name.startswith("xl/") for name in parts):
            raise Refused("workbook.not_workbook")
        book = Workbook(parts)
        return {"sheets": [book.sheet(*listed) for listed in book.listed]}
    except Refused as refused:
        return refused.answer


def limit() -> None:
    """Limit this process to the resources it needs. On systems without such limits, the parent's timeout remains."""
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 32,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        with suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit()
    answer = read(sys.stdin.buffer.read(LARGEST_FILE + 1))
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True, allow_nan=False).encode("ascii"))
    sys.stdout.buffer.flush()
