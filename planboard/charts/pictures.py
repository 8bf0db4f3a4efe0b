"""Charts as pictures to download: each states what it shows, as of when, and where its figures come from."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa

from planboard.charts.chart import Chart
from planboard.charts.labels import wrapped
from planboard.charts.theme import ON_WHITE
from planboard.errors import Place, Problem, UserError

FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"
INK, FAINT_INK = ON_WHITE["ink"], ON_WHITE["soft"]
MARGIN, SCALE = 24, 2.0  # pixels; a PNG has SCALE times as many
_CHILD = Path(__file__).with_name("picture_child.py")
_PATIENCE = 60.0  # seconds; a picture takes one or two
_GLYPH = {"zh": "深", "en": "A"}
_COLOUR = re.compile(r'="var\(--(\w+)\)"')
_SHARE = re.compile(r'="(-?[\d.]+)%"')


@dataclass(frozen=True)
class Words:
    """What stands around a chart: its title, the lines under it, and where its figures come from."""

    title: str
    under: tuple[str, ...]
    source: str


@cache
def has_font(lang: str) -> bool:
    """Whether this machine has a font for the language; without one, letters would silently be left out of pictures. A
    font installed later is found after a restart."""
    # A private character stands for the box some fonts draw in place of what they lack.
    letters = (_GLYPH[lang], " ", "\U0010fffd")
    frames = [_frame(80, 60, [_line(letter, 20, 40, 30)]) for letter in letters]
    drawn, *without = _made(*(("svg_to_png", {"svg": frame}) for frame in frames))
    return drawn not in without


def svg(chart: Chart, rows: pa.Table, lang: str, words: Words) -> bytes:
    """A chart with the rows that its `drawn` gave, and words around it, as SVG on white. Raises UserError if this
    machine has no font for the language, or if the picture cannot be drawn in time."""
    if not has_font(lang):
        raise UserError([Problem(Place("PNG, SVG"), "no_font")])
    width = chart.picture_width
    drawing = fixed(chart.svg(rows.to_pylist(), lang), width)
    lines: list[str] = []
    y = float(MARGIN)
    for text, size, ink, weight in [
        (words.title, 18, INK, 600),
        *((t, 13, FAINT_INK, 400) for t in words.under),
    ]:
        for part in wrapped(text, size, width):
            y += size * 1.4
            lines.append(_line(part, MARGIN, y - size * 0.3, size, ink, weight))
    y += 14
    lines.append(f'<g transform="translate({MARGIN},{y:g})" font-family="{FONT}">{drawing}</g>')
    y += _height(drawing) + 10
    for part in wrapped(words.source, 11, width):
        y += 16
        lines.append(_line(part, MARGIN, y, 11, FAINT_INK))
    return _frame(width + 2 * MARGIN, y + MARGIN, lines, words.title).encode()


def png(chart: Chart, rows: pa.Table, lang: str, words: Words) -> bytes:
    """The picture as PNG on white, SCALE pixels for each of the SVG. Raises UserError as `svg` does."""
    return png_of(svg(chart, rows, lang, words).decode(), SCALE)


def png_of(drawing: str, scale: float) -> bytes:
    """A drawing as PNG, `scale` pixels for each of its own. Raises UserError if it cannot be drawn in time."""
    return _made(("svg_to_png", {"svg": drawing, "scale": scale}))[0]


def content(chart: Chart, rows: pa.Table, lang: str, words: Words) -> bytes:
    """Everything a picture is made of, as bytes to hash: known without drawing it."""
    made_of = [chart.name, lang, words.title, words.under, words.source, _values(rows)]
    return json.dumps(made_of, ensure_ascii=False).encode()


def fixed(drawing: str, width: float) -> str:
    """A drawing as it stands on white at a width, for programs that know neither our style sheet nor shares. Words hold
    no quotation mark that is not escaped, so only attributes are changed."""
    coloured = _COLOUR.sub(lambda found: f'="{ON_WHITE[found[1]]}"', drawing)
    return _SHARE.sub(lambda found: f'="{float(found[1]) * width / 100:.2f}"', coloured)


def _made(*calls: tuple[str, Mapping[str, object]]) -> list[bytes]:
    # In a process of its own: vl-convert holds Python's lock while it draws, and every reader would wait.
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        child = subprocess.run(
            command, input=json.dumps(calls).encode(), stdout=subprocess.PIPE, check=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UserError([Problem(Place("PNG, SVG"), "not_drawn")]) from error
    return [base64.b64decode(answer) for answer in json.loads(child.stdout)]


def _values(rows: pa.Table) -> list[dict[str, object]]:
    return [
        {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows.to_pylist()
    ]


def _height(drawing: str) -> float:
    found = re.search(r'<svg[^>]* height="([\d.]+)"', drawing)
    assert found, "an SVG says how high it is"
    return float(found[1])


def _line(text: str, x: float, y: float, size: float, ink: str = INK, weight: int = 400) -> str:
    look = f'font-family="{FONT}" font-size="{size:g}" font-weight="{weight}" fill="{ink}"'
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(text)}</text>'


def _frame(width: float, height: float, drawn: list[str], title: str = "") -> str:
    size = f'width="{width:g}" height="{height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width:g} {height:g}">'
        f'<title>{escape(title)}</title><rect {size} fill="#ffffff"/>{"".join(drawn)}</svg>'
    )
