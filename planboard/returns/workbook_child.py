"""The separate process that reads an untrusted workbook: bytes on stdin, JSON on stdout, nothing of Planboard imported.
`returns/workbook.py` starts it and trusts nothing in its answer.

It parses the XML itself, without openpyxl, so that one pass gives both formula and stored result, memory is bounded
while unpacking, and what changes the look of a cell is told with it: the format of a number, with the date formats of
Chinese spreadsheets (27 to 36 and 50 to 58), which openpyxl takes for plain numbers, and struck and raised text.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

MEMORY = 600 << 20  # bytes
CPU_SECONDS = 20
LARGEST_FILE = 10_000_000
LARGEST_UNPACKED = 80_000_000
LARGEST_OUTPUT = 8_000_000  # characters in all cells together
LARGEST_CELL = 32_767  # characters; what a spreadsheet itself allows
RATIO, RATIO_FROM = 120, 1 << 20  # highest compression ratio, for parts of more than 1 MiB
PARTS, SHEETS, ROWS, COLUMNS, TEXTS = 200, 12, 20_000, 60, 200_000
MOST_OVER = 100  # notes, pictures and conditional formats that are told of a sheet
_SHOWS_NO_NUMBER = ";;;@"  # as a number format

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls and of encrypted .xlsx
_ACTIVE = (
    "vbaproject", "externallinks/", "connections.xml", "/embeddings/", "activex", "querytables/", "macrosheets/",
    "dialogsheets/",
)  # fmt: skip
TYPES = "[content_types].xml"
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|ms-excel\.(?:sheet\.binary|addin)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ESCAPED = re.compile(
    r"_x([0-9A-Fa-f]{4})_"
)  # how a spreadsheet writes a character that XML has no place for
# What the numbers below 164 stand for; those from 27 on are dates only in Chinese spreadsheets.
_DAY, _MONTH, _MONTH_DAY, _TIME = "yyyy/m/d", 'yyyy"年"m"月"', 'm"月"d"日"', "h:mm:ss"
_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00', 8: '"¥"#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: _DAY, 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", **dict.fromkeys((18, 19, 20, 21), _TIME), 22: "yyyy/m/d h:mm", 27: _MONTH, 28: _MONTH_DAY,
    29: _MONTH_DAY, 30: _DAY, 31: _DAY, **dict.fromkeys((32, 33, 34, 35), _TIME), 36: _MONTH,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0",
    42: '"¥"#,##0', 43: "#,##0.00", 44: '"¥"#,##0.00', **dict.fromkeys((45, 46, 47), _TIME), 48: "##0.0E+0",
    50: _MONTH, 51: _MONTH_DAY, 52: _MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 55: _TIME, 56: _TIME, 57: _MONTH,
    58: _MONTH_DAY,
}  # fmt: skip
_LITERAL = re.compile(
    r'"[^"]*"|[\\!_*].|\[[^\]]*\]'
)  # the parts of a format that are shown as they stand, or not at all
_RAISED, _LOWERED = (
    str.maketrans("0123456789+-−=()", signs) for signs in ("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
)
# What is said of a cell that looks otherwise than what it holds, each a message `problem.workbook.<look>` of text.toml.
LOOKS = (UNSEEN, REPEATED, SYMBOLS, NO_ZEROS, STRUCK_BY_RULE) = (
    "unseen", "repeated", "symbol_font", "zeros_hidden", "struck_by_rule",
)  # fmt: skip
_SYMBOL_FONTS = re.compile(
    r"(wingdings.*|webdings|symbol|marlett|zapf ?dingbats.*|mt extra|bookshelf symbol.*)", re.I
)
_TINY = 3.0  # points; nobody reads what is smaller
_LEAST_CONTRAST = 1.35  # of what can be seen at all; that of WCAG for reading is 4.5
_THEME = {0: "FFFFFF", 1: "000000", 2: "E7E6E6", 3: "44546A"}
_INDEXED = {0: "000000", 1: "FFFFFF", 8: "000000", 9: "FFFFFF", 64: "000000", 65: "FFFFFF"}
_TO_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


class Refused(Exception):
    """The workbook is refused, for the reason given by the message `problem.<key>` of text.toml."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.answer = {"refused": key, "params": params}


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts of the archive, by name in small letters, because names are compared without case. Raises Refused for
    anything a form has no use for."""
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
        part = parts[info.filename.lower()] = _unpack(archive, info, left)
        left -= len(part)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _check_markup(name, part)
    return parts


def _check_types(parts: dict[str, bytes]) -> None:
    """Refuse a part that states the type of a macro. A type stated for an ending that no part has says nothing."""
    of_ending: dict[str, str] = {}
    of_part: dict[str, str] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "Default":
            of_ending[given.get("Extension", "").lower()] = given.get("ContentType", "")
        elif tag == "Override":
            of_part[given.get("PartName", "").lower().lstrip("/")] = given.get("ContentType", "")

    _parse(TYPES, parts, start)
    for part in parts:
        if _MACRO_TYPE.search(of_part.get(part, of_ending.get(part.rpartition(".")[2], ""))):
            is_binary = part.endswith("workbook.bin")  # .xlsb, which has no part that can be read
            raise Refused("workbook.not_workbook" if is_binary else "workbook.active", part=part[:60])


def _check_name(info: zipfile.ZipInfo, parts: dict[str, bytes]) -> None:
    name, lower = info.filename, info.filename.lower()
    if (
        name.startswith("/")
        or any(c in info.orig_filename for c in "\\:\0")
        or ".." in name.split("/")
        or lower in parts
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
            target = unquote(given.get("Target", "")).lower()
            inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], inside)

    _parse(f"{folder}/_rels/{name}.rels".lstrip("/"), parts, start)
    return found


def _check_relations(parts: dict[str, bytes]) -> None:
    """Refuse every relationship that points outside, except hyperlinks: spreadsheets make one of any address typed."""
    for name in parts:
        if name.endswith(".rels"):

            def start(tag: str, given: dict[str, str], part: str = name) -> None:
                if given.get("TargetMode", "").lower() == "external" and not given.get("Type", "").endswith(
                    "/hyperlink"
                ):
                    raise Refused("workbook.active", part=part[:60])

            _parse(name, parts, start)


_Made = tuple[str, str, str, "list[_Font | None]"]


class _Font:
    """What may keep a text from being seen: its colour ("" for one that is not known), its size and its font."""

    def __init__(self) -> None:
        self.colour, self.size, self.name, self.is_struck = "000000", 11.0, "", False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element of the font's description begins."""
        value = given.get("val", "")
        if tag == "color":
            self.colour = _colour(given)
        elif tag == "sz" and re.fullmatch(r"[0-9]{1,4}(\.[0-9]{0,9})?", value):
            self.size = float(value)
        elif tag in ("name", "rFont"):
            self.name = value.strip()
        elif tag == "strike":
            self.is_struck = _is_on(given)

    def look(self, background: str) -> str:
        """Which of LOOKS this font gives a cell of this colour, "" for none."""
        if _SYMBOL_FONTS.fullmatch(self.name):
            return SYMBOLS
        is_pale = self.colour and background and _contrast(self.colour, background) < _LEAST_CONTRAST
        return UNSEEN if is_pale or self.size < _TINY else ""


def _colour(given: dict[str, str]) -> str:
    """A colour as six digits; "" if it is not known."""
    rgb, theme, indexed = given.get("rgb", ""), given.get("theme", ""), given.get("indexed", "")
    if re.fullmatch("([0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", rgb):
        colour = rgb[-6:].upper()
    elif theme.isdecimal() and len(theme) < 4:
        colour = _THEME.get(int(theme), "")
    elif indexed.isdecimal() and len(indexed) < 4:
        colour = _INDEXED.get(int(indexed), "")
    else:
        colour = "000000" if given.get("auto") in ("1", "true") else ""
    tint = given.get("tint", "")
    if not colour or not re.fullmatch(r"-?[01](\.[0-9]{1,20})?", tint):
        return colour
    by = float(tint)
    parts = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
    tinted = (part * (1 + by) if by < 0 else part + (255 - part) * by for part in parts)
    return "".join(f"{min(max(round(part), 0), 255):02X}" for part in tinted)


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG measures it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


class _Differential:
    """The look that a condition gives: a number format, "" for none, and which of LOOKS."""

    def __init__(self) -> None:
        self.code, self.background, self.font, self.is_font = "", "FFFFFF", _Font(), False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element of it begins."""
        if tag == "numFmt":
            self.code = given.get("formatCode", "")[:255]
        elif tag == "bgColor":
            self.background = _colour(given)
        elif tag == "font":
            self.is_font = True
        elif self.is_font:
            self.font.start(tag, given)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.is_font = self.is_font and tag != "font"

    def made(self) -> tuple[str, str]:
        """The number format and the look."""
        return self.code, STRUCK_BY_RULE if self.font.is_struck else self.font.look(self.background)


class _Runs:
    """Gathers the runs of one text: what is struck out, and what stands raised or lowered beside the rest."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin another text."""
        self.runs: list[dict[str, Any]] = [_run()]
        self.is_open = False
        self.is_guide = False  # a phonetic guide, not part of the text

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        run = self.runs[-1]
        if tag == "r":
            self.runs.append(_run())
        elif tag == "rPr":
            run["own"] = True
        elif tag in ("strike", "color", "sz", "rFont"):
            run["font"].start(tag, given)
            run["struck"] = run["font"].is_struck
        elif tag == "vertAlign":
            run["align"] = given.get("val", "")
        elif tag == "rPh":
            self.is_guide = True
        elif tag == "t":
            self.is_open = True

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "t":
            self.is_open = False
        elif tag == "rPh":
            self.is_guide = False

    def text(self, data: str) -> None:
        """Some text within the element."""
        if self.is_open and not self.is_guide:
            self.runs[-1]["text"].append(data)

    def made(self) -> _Made:
        """The text, what its runs strike out of it, what is struck out if the cell is, and the fonts of what it shows,
        None for the cell's. Digits and signs that stand raised or lowered beside others become the characters for
        that."""
        runs = [(_unescaped("".join(run["text"])), run) for run in self.runs if run["text"]]
        aligned = {run["align"] for text, run in runs if text.strip()}
        whole = ""
        for text, run in runs:
            if len(aligned) > 1 and run["align"] in ("superscript", "subscript"):
                signs = _RAISED if run["align"] == "superscript" else _LOWERED
                text = text.translate(_TO_HALF_WIDTH).translate(signs)
            whole += text
        struck = "".join(text for text, run in runs if run["own"] and run["struck"])
        struck_with_cell = "".join(text for text, run in runs if run["struck"] or not run["own"])
        fonts = [run["font"] if run["own"] else None for text, run in runs if text.strip()]
        return whole, struck, struck_with_cell, fonts


def _run() -> dict[str, Any]:
    return {"text": [], "own": False, "struck": False, "align": "", "font": _Font()}


def _is_on(given: dict[str, str]) -> bool:
    return given.get("val", "1") not in ("0", "false")


class _Conditions:
    """Gathers the looks that the conditional formatting of a sheet may give to its cells, and bars and icons that take
    the place of a number."""

    def __init__(self, looks: list[tuple[str, str]]) -> None:
        self.looks = looks  # of the styles that conditions name by number: number format, and which of LOOKS
        self.found: list[list[str]] = []
        self.given: list[tuple[str, str]] = []
        self.own: _Differential | None = None
        self.ranges = ""
        self.is_inside = self.is_range = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if tag == "conditionalFormatting":
            self.is_inside, self.given, self.ranges = True, [], given.get("sqref", "")
        elif not self.is_inside:
            return
        elif tag == "cfRule":
            style = given.get("dxfId", "")
            if style.isdecimal() and len(style) < 6 and int(style) < len(self.looks):
                self.given.append(self.looks[int(style)])
        elif tag == "dxf":  # of a condition that newer programs keep apart, with its style
            self.own = _Differential()
        elif self.own:
            self.own.start(tag, given)
        elif tag in ("dataBar", "iconSet") and given.get("showValue") in ("0", "false"):
            self.given.append((_SHOWS_NO_NUMBER, ""))
        elif tag == "sqref":
            self.is_range = True

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "sqref":
            self.is_range = False
        elif tag == "dxf" and self.own:
            self.given.append(self.own.made())
            self.own = None
        elif self.own:
            self.own.end(tag)
        elif tag == "conditionalFormatting":
            self.is_inside = False
            self.found += [[self.ranges[:1000], *look] for look in self.given if any(look)]
            del self.found[MOST_OVER:]

    def text(self, data: str) -> None:
        """Some text within the element."""
        if self.is_range:
            self.ranges += data


class _Style:
    """The look of a cell: the format of its numbers ("" for General), its font, its colour ("" if it is not known), and
    whether its content is repeated until it fills the cell."""

    def __init__(self, code: str, font: _Font, background: str) -> None:
        self.code, self.font, self.background, self.is_repeated = code, font, background, False

    def look(self, fonts: list[_Font | None]) -> str:
        """Which of LOOKS a cell with a text in these fonts has, "" for none."""
        if self.is_repeated:
            return REPEATED
        return next((look for font in fonts if (look := (font or self.font).look(self.background))), "")


def _at(found: list[Any], number: str) -> Any:
    return found[int(number)] if number.isdecimal() and len(number) < 6 and int(number) < len(found) else None


class Workbook:
    """What is needed to read the cells of a workbook: its shared texts, the format of each cell style and whether it
    strikes the cell out, and its first day."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.left = LARGEST_OUTPUT
        self.listed: list[tuple[str, str, str]] = []  # sheets: name, part, state
        self.first_day = datetime(1899, 12, 30)
        main = next((part for of, part in _relations("", parts).values() if of == "officeDocument"), "")
        relations = _relations(main, parts)
        named: list[tuple[str, str, str]] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "workbookPr" and given.get("date1904") in ("1", "true"):
                self.first_day = datetime(1904, 1, 1)
            if tag == "sheet":
                named.append((given.get("name", ""), given.get("id", ""), given.get("state", "visible")))

        _parse(main, parts, start)
        if len(named) > SHEETS:
            raise Refused("workbook.sheets", n=SHEETS)
        for name, relation, state in named:
            of_type, part = relations.get(relation, ("", ""))
            self.listed.append((name, part if of_type == "worksheet" else "", state))
        by_type = dict(relations.values())
        self.texts = self._texts(by_type.get("sharedStrings"))
        self.conditional: list[tuple[str, str]] = []  # each look that a condition may give
        self.styles = self._styles(by_type.get("styles"))

    def _texts(self, part: str | None) -> list[_Made]:
        found: list[_Made] = []
        if part is None:
            return found
        runs = _Runs()

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "si":
                if len(found) >= TEXTS:
                    raise Refused("workbook.unpacks", n=LARGEST_UNPACKED // 1_000_000)
                runs.clear()
            else:
                runs.start(tag, given)

        def end(tag: str) -> None:
            if tag == "si":
                found.append(runs.made())
            else:
                runs.end(tag)

        _parse(part, self.parts, start, end, runs.text)
        return found

    def _styles(self, part: str | None) -> list[_Style]:
        """Each cell style."""
        found: list[_Style] = []
        if part is None:
            return found
        codes: dict[str, str] = {}
        fonts: list[_Font] = []
        fills: list[str] = []  # colours, "" for what is not known
        inside = dict.fromkeys(("cellXfs", "fonts", "fills", "dxfs"), False)
        differential: list[_Differential] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag in inside:
                inside[tag] = True
            elif inside["dxfs"]:
                if tag == "dxf":
                    differential.append(_Differential())
                elif differential:
                    differential[-1].start(tag, given)
            elif tag == "numFmt":
                codes[given.get("numFmtId", "")] = given.get("formatCode", "")[:255]
            elif inside["fonts"]:
                if tag == "font":
                    fonts.append(_Font())
                elif fonts:
                    fonts[-1].start(tag, given)
            elif inside["fills"]:
                if tag == "fill":
                    fills.append("")
                elif tag == "patternFill" and fills and given.get("patternType", "none") == "none":
                    fills[-1] = "FFFFFF"
                elif tag == "fgColor" and fills and not fills[-1]:
                    fills[-1] = _colour(given)
            elif tag == "xf" and inside["cellXfs"]:
                number = given.get("numFmtId", "0")
                built_in = _FORMATS.get(int(number), "") if number.isdecimal() and len(number) < 4 else ""
                font, fill = _at(fonts, given.get("fontId", "")), _at(fills, given.get("fillId", ""))
                found.append(_Style(codes.get(number, built_in), font or _Font(), fill or ""))
            elif tag == "alignment" and inside["cellXfs"] and found:
                found[-1].is_repeated = given.get("horizontal") == "fill"

        def end(tag: str) -> None:
            if tag in inside:
                inside[tag] = False
            elif inside["dxfs"] and differential:
                differential[-1].end(tag)

        _parse(part, self.parts, start, end)
        self.conditional += [one.made() for one in differential]
        return found

    def sheet(self, name: str, part: str, state: str) -> dict[str, Any]:
        """A sheet as it is sent out: its name, how it is hidden, its merged ranges, hidden rows and columns, and its
        cells that are not empty as [row, column, type, value, formula, format, struck text, look]. The type is t(ext),
        n(umber), b(oolean), d(ate), e(rror) or p(icture). Besides, the looks that conditions give to ranges, as
        [ranges, format, look], and what lies over the cells."""
        cells: list[list[Any]] = []
        merged: list[str] = []
        hidden_rows: set[int] = set()
        hidden_columns: list[list[int]] = []
        conditions = _Conditions(self.conditional)
        sent: dict[str, Any] = {
            "name": name, "is_hidden": state != "visible", "is_veiled": state == "veryHidden", "merged": merged,
            "hidden_columns": hidden_columns, "cells": cells, "conditional": conditions.found,
        }  # fmt: skip
        if not part:
            return sent | {"hidden_rows": []}
        at = {"row": 0, "column": 0, "n_rows": 0}
        given_cell: dict[str, str] = {}
        held: dict[str, list[str]] = {"v": [], "f": []}
        has = {"f": False}
        shows, by_default = {"zeros": True}, {"row": False, "column": False}  # by default: hidden
        rows: set[int] = set()
        places: set[int] = set()  # of the cells
        shown_columns: list[tuple[int, int]] = []
        open_tag = [""]
        runs = _Runs()

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "row":
                number = given.get("r", str(at["row"] + 1))
                at["n_rows"] += 1
                if at["n_rows"] > ROWS or not number.isdecimal() or len(number) > 7:
                    self._refuse_extent(name, f"A{number[:8]}")
                at["row"], at["column"] = int(number), 0
                if int(number) in rows:
                    raise Refused("workbook.repeated_address", sheet=name[:31], cell=f"{number}:{number}")
                rows.add(int(number))
                is_shown = given.get("hidden") in ("0", "false") or "ht" in given
                if (
                    given.get("hidden") in ("1", "true")
                    or _is_zero(given.get("ht"))
                    or (by_default["row"] and not is_shown)
                ):
                    hidden_rows.add(int(number))
            elif tag == "c":
                at["column"] += 1
                if "r" in given:
                    at["row"], at["column"] = row_and_column(given["r"])
                if 0 < at["row"] <= ROWS and 0 < at["column"] <= COLUMNS:
                    place = at["row"] * COLUMNS + at["column"]
                    if place in places:
                        raise Refused(
                            "workbook.repeated_address", sheet=name[:31], cell=given.get("r", "")[:12]
                        )
                    places.add(place)
                given_cell.clear()
                given_cell.update(given)
                for part_of in held.values():
                    part_of.clear()
                runs.clear()
                has["f"] = False
            elif tag in ("v", "f"):
                has["f"] = has["f"] or tag == "f"
                open_tag[0] = tag
            elif tag == "col" and len(hidden_columns) < COLUMNS:
                if given.get("hidden") in ("1", "true") or _is_zero(given.get("width")):
                    ends = [given.get(end, "") for end in ("min", "max")]
                    if all(end.isdecimal() and len(end) < 6 for end in ends):
                        hidden_columns.append([int(end) for end in ends])
                elif all(given.get(end, "").isdecimal() and len(given[end]) < 6 for end in ("min", "max")):
                    shown_columns.append((int(given["min"]), int(given["max"])))
            elif tag == "sheetView":
                shows["zeros"] = shows["zeros"] and given.get("showZeros") not in ("0", "false")
            elif tag == "sheetFormatPr":
                by_default["row"] = given.get("zeroHeight") in ("1", "true") or _is_zero(
                    given.get("defaultRowHeight")
                )
                by_default["column"] = _is_zero(given.get("defaultColWidth"))
            elif tag == "mergeCell":
                if len(merged) >= ROWS:
                    raise Refused("workbook.unpacks", n=LARGEST_UNPACKED // 1_000_000)
                merged.append(given.get("ref", "")[:40])
            else:
                conditions.start(tag, given)
                runs.start(tag, given)

        def end(tag: str) -> None:
            if tag in ("v", "f"):
                open_tag[0] = ""
            elif tag == "c":
                cell_type, value, look = self._value(given_cell, "".join(held["v"]), runs)
                if value is None and not has["f"]:
                    return
                if not 0 < at["row"] <= ROWS or not 0 < at["column"] <= COLUMNS:
                    self._refuse_extent(name, given_cell.get("r", f"{at['row']}:{at['column']}"))
                formula = "=" + "".join(held["f"])[:60] if has["f"] else None
                self._spend(value)
                if cell_type == "n" and value == 0 and not shows["zeros"]:
                    look = (*look[:2], NO_ZEROS)
                cells.append([at["row"], at["column"], cell_type, value, formula, *look])
            else:
                conditions.end(tag)
                runs.end(tag)

        def text(data: str) -> None:
            if open_tag[0]:
                held[open_tag[0]].append(data)
            else:
                conditions.text(data)
                runs.text(data)

        _parse(part, self.parts, start, end, text)
        if by_default["column"]:
            filled = {column for _, column, *_ in cells}
            hidden_columns += [
                [n, n] for n in filled if not any(first <= n <= last for first, last in shown_columns)
            ]
        return sent | self._over(part) | {"hidden_rows": sorted(hidden_rows & {row for row, *_ in cells})}

    def _over(self, sheet: str) -> dict[str, Any]:
        """What lies over the cells of a sheet: notes as [row, column, text], and [row, column] of the cell at whose
        corner a picture or a shape begins."""
        folder, _, file = sheet.rpartition("/")
        related = (
            _relations(sheet, self.parts).values() if f"{folder}/_rels/{file}.rels" in self.parts else ()
        )
        parts = {kind: [part for of, part in related if of == kind] for kind in ("comments", "drawing")}
        notes, pictures = [], []
        with suppress(Refused):  # what is damaged here matters to nobody who reads the cells
            notes = [note for part in parts["comments"] for note in self._notes(part)]
            pictures = [cell for part in parts["drawing"] for cell in self._pictures(part)]
        return {"notes": notes[:MOST_OVER], "pictures": pictures[:MOST_OVER]}

    def _notes(self, part: str) -> list[list[Any]]:
        found: list[list[Any]] = []
        runs = _Runs()
        at = [0, 0]

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "comment":
                at[:] = row_and_column(given.get("ref", ""))
                runs.clear()
            else:
                runs.start(tag, given)

        def end(tag: str) -> None:
            if tag == "comment" and (text := runs.made()[0].strip()):
                found.append([*at, text[:100]])
            else:
                runs.end(tag)

        _parse(part, self.parts, start, end, runs.text)
        return found

    def _pictures(self, part: str) -> list[list[int]]:
        found: list[list[int]] = []
        open_tag = [""]
        is_start = [False]

        def start(tag: str, given: dict[str, str]) -> None:
            if tag.endswith("Anchor"):
                found.append([1, 1])
            is_start[0] = is_start[0] or tag == "from"
            open_tag[0] = tag if is_start[0] else ""

        def end(tag: str) -> None:
            open_tag[0] = ""
            is_start[0] = is_start[0] and tag != "from"

        def text(data: str) -> None:
            if open_tag[0] in ("row", "col") and found and data.strip().isdecimal() and len(data) < 9:
                found[-1][open_tag[0] == "col"] = int(data) + 1

        _parse(part, self.parts, start, end, text)
        return found

    def _refuse_extent(self, sheet: str, cell: str) -> None:
        raise Refused("workbook.extent", sheet=sheet[:31], cell=cell[:12], rows=ROWS, columns=COLUMNS)

    def _spend(self, value: object) -> None:
        self.left -= (len(value) if isinstance(value, str) else 8) + 24
        if self.left < 0 or (isinstance(value, str) and len(value) > LARGEST_CELL):
            raise Refused("workbook.unpacks", n=LARGEST_UNPACKED // 1_000_000)

    def _value(
        self, given: dict[str, str], stored: str, inline: _Runs
    ) -> tuple[str, Any, tuple[str, str, str]]:
        """The type and the value of a cell, and its look: its number format, what is struck out of it, and which of
        LOOKS."""
        cell_type, style = given.get("t", "n"), given.get("s", "0")
        made = _at(self.styles, style) or _Style("", _Font(), "FFFFFF")
        code, is_struck = made.code, made.font.is_struck
        if cell_type in ("s", "inlineStr"):
            text, struck, struck_with_cell, fonts = (
                inline.made() if cell_type == "inlineStr" else self._shared(stored)
            )
            look = (code, (struck_with_cell if is_struck else struck)[:40], made.look(fonts))
            return "t", text or None, look
        if cell_type == "str":
            text = _unescaped(stored)
            return "t", text or None, (code, text[:40] if is_struck else "", made.look([None]))
        if not stored:
            return "t", None, ("", "", "")
        if cell_type == "b":
            found: tuple[str, Any] = "b", stored in ("1", "true")
        elif cell_type == "e":
            # Excel keeps a picture placed in a cell as an error with a value of metadata.
            found = ("p", "") if stored == "#VALUE!" and "vm" in given else ("e", stored[:20])
        elif cell_type == "d":
            found = _moment(stored[:30])
        else:
            found = self._number(stored.strip(), code)
        return *found, (code, stored[:40] if is_struck else "", made.look([None]))

    def _shared(self, stored: str) -> _Made:
        stored = stored.strip()
        number = int(stored) if stored.isdecimal() and len(stored) < 9 else -1
        if not 0 <= number < len(self.texts):
            raise Refused("workbook.damaged", part="sharedStrings.xml")
        return self.texts[number]

    def _number(self, stored: str, code: str) -> tuple[str, Any]:
        if not _NUMBER.fullmatch(stored) or len(stored) > 40 or abs(float(stored)) == float("inf"):
            return "e", stored[:20]
        value = float(stored)
        if (
            re.search("[ymdhs]", _LITERAL.sub("", code).lower().replace("general", ""))
            and 0 <= value < 2_958_466
        ):
            early = self.first_day.year == 1899 and value < 60  # day 60 is 29 February 1900, which never was
            moment = self.first_day + timedelta(days=value + early)
            moment = (moment + timedelta(microseconds=500)).replace(microsecond=0)
            return ("d", moment.isoformat()) if value >= 1 else ("t", f"{moment:%H:%M:%S}")
        return "n", int(stored) if re.fullmatch(r"-?[0-9]{1,15}", stored) else value


def _is_zero(size: str | None) -> bool:
    """Whether a height or a width is less than a point or a character, so that nothing of it is seen."""
    return (
        size is not None
        and re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?(E-?[0-9]{1,2})?", size) is not None
        and float(size) < 1
    )


def _moment(stored: str) -> tuple[str, str]:
    """A date as ISO 8601 writes it; what is none, such as a time without a day, is a text."""
    try:
        return "d", datetime.fromisoformat(stored).isoformat()
    except ValueError:
        return "t", stored


def row_and_column(address: str) -> tuple[int, int]:
    """The row and the column of an address such as `K3`; 0 and 0 if it is none."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: found[0] if 0xD800 <= (code := int(found[1], 16)) < 0xE000 else chr(code), text
    )


def read(content: bytes) -> dict[str, Any]:
    """Every sheet of a workbook, or the reason why it is refused, ready to be written as JSON."""
    try:
        parts = unpack(content)
        if TYPES not in parts:
            raise Refused("workbook.not_workbook")
        _check_types(parts)
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
