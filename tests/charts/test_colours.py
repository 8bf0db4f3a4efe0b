"""What can be told apart: by contrast with both pages, by eyes that see fewer colours, and in grey."""

from __future__ import annotations

import math
import re
import tomllib
from itertools import combinations

import pytest

from planboard.charts import theme
from planboard.charts.svg.parts import shape
from planboard.wording.statuses import STATUS_GLYPH
from tests.places import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
PAGES = {name: CONFIG[name]["backgroundColor"] for name in ("light", "dark")}
MARKS, SMALL_TEXT = 3, 4.5  # WCAG 2.2, 1.4.11 and 1.4.3

# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE TVCG
# 15(6), 2009, at full severity, for linear RGB. Grey is relative luminance.
SEEN = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
}
PLAINLY = 20  # from here on, small marks are told apart by their colour alone (CIE 1976 difference)
# What is nearer than that, to whom, and how near. Shape tells these apart.
NEAR = {
    ("overdue", "on_track"): {"protanopia": 9, "deuteranopia": 12},
    ("behind", "done"): {"protanopia": 14, "deuteranopia": 20},
    ("behind", "stale"): {"protanopia": 17},
    ("stale", "done"): {"deuteranopia": 15},
    ("on_track", "done"): {"tritanopia": 13},
    ("on_track", "not_started"): {"tritanopia": 16},
    ("not_started", "done"): {"tritanopia": 19},
    ("stale", "not_started"): {"protanopia": 12, "deuteranopia": 15, "tritanopia": 16},
}


def linear(colour: str) -> list[float]:
    """Linear RGB of a colour in hexadecimal."""
    shares = [value / 255 for value in bytes.fromhex(colour.removeprefix("#"))]
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]


def dot(weights: tuple[float, ...], rgb: list[float]) -> float:
    return sum(w * c for w, c in zip(weights, rgb, strict=True))


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio."""
    dark, light = sorted(dot((0.2126, 0.7152, 0.0722), linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, ground: str, opacity: float) -> str:
    """What a colour becomes when it lets the ground through."""
    pairs = zip(*(bytes.fromhex(c.removeprefix("#")) for c in (colour, ground)), strict=True)
    return "#" + bytes(round(c * opacity + g * (1 - opacity)) for c, g in pairs).hex()


def lab(rgb: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear sRGB under D65."""

    def root(t: float) -> float:
        return t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29

    rgb = [min(1, max(0, c)) for c in rgb]
    x = root(dot((0.4124, 0.3576, 0.1805), rgb) / 0.9505)
    y = root(dot((0.2126, 0.7152, 0.0722), rgb))
    z = root(dot((0.0193, 0.1192, 0.9505), rgb) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: str, other: str, seen: str) -> float:
    """How far two statuses are from one another as somebody sees them."""
    colours = (linear(theme.STATUS_COLOUR[status]) for status in (one, other))
    return math.dist(*(lab([dot(row, colour) for row in SEEN[seen]]) for colour in colours))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("status", theme.STATUS_COLOUR)
def test_a_status_stands_out_on_both_pages(status: str, page: str) -> None:
    assert contrast(theme.STATUS_COLOUR[status], PAGES[page]) >= 3.5 > MARKS


@pytest.mark.parametrize("status", theme.STATUS_COLOUR)
def test_white_figures_can_be_read_on_every_status(status: str) -> None:
    assert contrast(theme.STATUS_COLOUR[status], "#ffffff") >= SMALL_TEXT


@pytest.mark.parametrize("page", PAGES)
def test_small_text_can_be_read_on_both_pages(page: str) -> None:
    look = CONFIG[page]
    for ground in (
        look["backgroundColor"],
        look["secondaryBackgroundColor"],
        look["sidebar"]["backgroundColor"],
    ):
        assert contrast(look["textColor"], ground) >= SMALL_TEXT
        assert contrast(look["linkColor"], ground) >= SMALL_TEXT
        assert contrast(over(look["textColor"], ground, 0.6), ground) >= SMALL_TEXT, "captions"
    chosen = over(look["primaryColor"], look["backgroundColor"], 0.1)  # the ground of the language shown
    assert contrast(look["primaryColor"], chosen) >= SMALL_TEXT


def test_text_and_pictures_have_the_same_colours() -> None:
    names = {
        "overdue": "violet", "behind": "red", "stale": "gray", "at_risk": "orange", "on_track": "blue",
        "not_started": "yellow", "done": "green",
    }  # fmt: skip
    for page in PAGES:
        assert {s: CONFIG[page][f"{name}TextColor"] for s, name in names.items()} == theme.STATUS_COLOUR


def test_pictures_taken_away_have_the_colours_of_the_light_page() -> None:
    look, css = CONFIG["light"], (ROOT / "planboard/web/page/page.css").read_text("utf-8")
    ink, paper = look["textColor"], look["backgroundColor"]
    mixed = dict(re.findall(r"--(\w+): color-mix\(in srgb, var\(--ink\) (\d+)%, var\(--paper\)\)", css))
    assert {
        "ink": ink, "paper": paper, "line": look["borderColor"], "accent": look["linkColor"],
        **{name: over(ink, paper, int(mixed[name]) / 100) for name in ("soft", "track")}, **theme.STATUS_COLOUR,
    } == theme.ON_WHITE  # fmt: skip


def test_no_two_statuses_have_the_same_mark() -> None:
    assert len(set(STATUS_GLYPH.values())) == len(STATUS_GLYPH)
    assert len({str(shape(status)) for status in STATUS_GLYPH}) == len(STATUS_GLYPH)


@pytest.mark.parametrize("seen", [name for name in SEEN if name != "greyscale"])
def test_statuses_stay_apart_for_who_sees_fewer_colours(seen: str) -> None:
    distances = {pair: round(apart(*pair, seen)) for pair in combinations(theme.STATUS_COLOUR, 2)}
    near = {pair: d for pair, d in distances.items() if apart(*pair, seen) < PLAINLY}
    assert near == {pair: of[seen] for pair, of in NEAR.items() if seen in of}


def test_in_grey_only_shapes_tell_statuses_apart() -> None:
    assert max(apart(*pair, "greyscale") for pair in combinations(theme.STATUS_COLOUR, 2)) < PLAINLY
