"""The overview as one long picture: what the page says, where nobody can open it."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from pages import overview
from planboard import ui
from planboard.charts import pictures
from planboard.charts.labels import text_width
from planboard.document.blocks import Paragraph
from planboard.document.picture import WIDTH, long_picture
from planboard.ui.about import notes, source
from planboard.ui.files import asked_view
from planboard.ui.view import View
from planboard.wording.text import LANGUAGES, say

SVG = "{http://www.w3.org/2000/svg}"
DOCUMENTS = {"overview": overview.document}


def asked(lang, **more):
    return {"as_of": "2023-11-24", "lang": lang, "year": "2023", **more}


def drawn(lang):
    view = asked_view(asked(lang))
    assert isinstance(view, View)
    return view, long_picture(
        overview.document(view), "over it", notes(view), [Paragraph(source(view), "note")]
    )


@pytest.fixture(autouse=True)
def with_a_font(app, request):
    if "lang" in request.fixturenames and not pictures.has_font(request.getfixturevalue("lang")):
        pytest.skip(say("en", "problem.no_font"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_the_page_says_with_date_mark_and_source(lang):
    view, svg = drawn(lang)
    said = "".join("".join(e.itertext()) for e in ElementTree.fromstring(svg).iter(f"{SVG}text")).replace(
        " ", ""
    )
    wanted = [overview.document(view).title, view.say("data_kind.demo"), source(view)]
    wanted += [row["task"] for row in view.rows("exceptions", pillar_id=None) if row["is_listed"]]
    wanted += [row["short"] for row in view.rows("pillars")]
    assert len(wanted) == 3 + 7 + 4
    for words in wanted:
        assert words.replace(" ", "") in said, words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_in_it_needs_a_style_sheet_and_no_line_is_wider_than_it(lang):
    _, svg = drawn(lang)
    assert "var(" not in svg
    assert not re.search(r'="-?[\d.]+%"', svg)
    lines = [
        e for e in ElementTree.fromstring(svg).iter(f"{SVG}text") if e.get("text-anchor", "start") == "start"
    ]
    assert len(lines) > 100
    for e in lines:
        assert float(e.get("x")) + text_width(e.text, float(e.get("font-size"))) < WIDTH, e.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_1080_pixels_wide_and_drawn_once(lang, monkeypatch):
    times = []
    png_of = pictures.png_of
    monkeypatch.setattr(pictures, "png_of", lambda *given: times.append(given) or png_of(*given))
    name, content, kind = ui.picture_file("overview.png", asked(lang, as_of="2023-11-17"), DOCUMENTS)
    again = ui.picture_file("overview.png", asked(lang, as_of="2023-11-17"), DOCUMENTS)
    assert again == (name, content, kind)
    assert len(times) == 1
    image = Image.open(io.BytesIO(content))
    assert image.width == 1080
    assert image.height > 3000
    assert image.convert("L").getextrema()[0] < 40  # something is written
    assert "2023-11-17" in name
    assert say(lang, "frame.long_picture").replace(" ", "-") in name


def test_the_overview_links_to_it_for_the_date_and_language_shown(app):
    app.open("overview", as_of="2023-11-17", lang="en")
    link = next(link for link in app.page.links if link.page.startswith("files/picture/"))
    assert link.query == {"as_of": "2023-11-17", "lang": "en", "year": "2023"}
    assert link.is_file


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_many_plans_it_is_the_one_asked_for_and_its_name_says_which(open_on, many_plans, lang):
    app = open_on(many_plans)
    app.open("overview", lang=lang, plan="coast")
    link = next(link for link in app.page.links if link.page.startswith("files/picture/"))
    assert link.query["plan"] == "coast"
    name, content, _ = ui.picture_file("overview.png", link.query, DOCUMENTS)
    assert name.startswith("coast_")
    assert say("zh", "data_kind.demo") not in name
    assert Image.open(io.BytesIO(content)).width == 1080
