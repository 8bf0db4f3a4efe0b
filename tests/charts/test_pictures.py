"""Pictures to take away: every chart, in both languages, with what stands around it."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
import vl_convert
from PIL import Image

from planboard import charts
from planboard.answers import league
from planboard.answers.engine import Engine, open_engine
from planboard.charts import pictures, theme
from planboard.charts.svg import parts as svg_parts
from planboard.errors import UserError
from planboard.queries import queries
from planboard.wording.text import problem_line, say
from tests.places import DATA
from tests.scale import first

AS_OF = date(2023, 11, 24)
NO_FILTER = dict.fromkeys(("pillar_id", "unit_id", "task_id", "plan_year", "status", "owner"))
ASKED = {
    charts.BULLET: ("targets", {"as_of": AS_OF, **NO_FILTER}),
    charts.GAUGE: ("pillar_gauges", {"as_of": AS_OF}),
    charts.HEATMAP: ("unit_pillars", {"as_of": AS_OF}),
    charts.HISTORY: ("target_history", {"as_of": AS_OF, "target_id": "2023-12.1"}),
    charts.LEAGUE: ("league", {"as_of": AS_OF}),
    charts.PLAN_BAR: ("status_counts", {"as_of": AS_OF}),
    charts.ROADMAP: ("roadmap", {"as_of": AS_OF}),
    charts.STAGES: ("task_stages", {"as_of": AS_OF, "task_id": "2023-24"}),
    charts.SQUARES: ("tasks", {"as_of": AS_OF, "plan_year": 2023, "pillar_id": None, "unit_id": None}),
    charts.STATUS_BAR: ("status_counts", {"as_of": AS_OF}),
    charts.STEPS: ("targets", {"as_of": AS_OF, **NO_FILTER}),
    charts.TREND: ("trend", {"as_of": AS_OF, "pillar_id": None}),
}
WORDS = {
    "zh": pictures.Words(
        "标题 <&>", ("计划 · 总览", "截至 2023-11-24"), "数据来源：快照第1版，校验码 0123456789ab。" * 4
    ),
    "en": pictures.Words(
        "Title <&>", ("Plan · Overview", "As of 2023-11-24"), "Source: revision 1, hash 01234. " * 4
    ),
}

every_chart = pytest.mark.parametrize("chart", charts.ALL, ids=lambda c: c.name)
each_language = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(DATA)


@pytest.fixture(autouse=True)
def with_a_font(request: pytest.FixtureRequest) -> None:
    if "lang" in request.fixturenames and not pictures.has_font(request.getfixturevalue("lang")):
        pytest.skip(say("en", "problem.no_font"))


@pytest.fixture
def drawn_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw in this process, but for one chart and in the long command: each process of its own starts a browser's
    engine and reads every font first."""
    is_small = request.getfixturevalue("chart") is charts.GAUGE
    if is_small or request.node.get_closest_marker("long"):
        return

    def made(*calls):
        found = [getattr(vl_convert, name)(**given) for name, given in calls]
        return [one.encode() if isinstance(one, str) else one for one in found]

    monkeypatch.setattr(pictures, "_made", made)


def rows(engine, chart, lang, mark):
    name, params = ASKED[chart]
    unsaid = {param: lang if param == "lang" else None for param in queries()[name].params}
    table = engine.query(name, **(unsaid | params))
    return chart.drawn(league.with_ranges(table) if name == "league" else table, lang, mark)


def squeezed(text):
    return "".join(text.split())


@every_chart
@each_language
def test_every_chart_is_an_svg_that_says_what_it_shows_and_where_it_comes_from(
    engine, chart, lang, drawn_here
):
    mark = say(lang, "frame.mark", as_of=AS_OF)
    drawn = pictures.svg(chart, rows(engine, chart, lang, mark), lang, WORDS[lang])
    assert not re.search(rb'="[^"]*(?:currentColor|var\(|%")', drawn)
    said = squeezed("".join(ET.fromstring(drawn).itertext()))
    for words in (mark, WORDS[lang].title, *WORDS[lang].under, WORDS[lang].source):
        assert squeezed(words) in said


@pytest.mark.parametrize("lang", first(1, ["zh", "en"]))
@every_chart
def test_every_chart_is_a_png_on_white_with_something_in_it(engine, chart, lang, drawn_here):
    image = Image.open(io.BytesIO(pictures.png(chart, rows(engine, chart, lang, ""), lang, WORDS[lang])))
    pixels = image.convert("RGB")
    edge = int(pictures.MARGIN * pictures.SCALE) // 2
    width, height = pixels.size
    for border in ((0, 0, width, edge), (0, height - edge, width, height), (0, 0, edge, height)):
        assert pixels.crop(border).getcolors() == [
            ((border[2] - border[0]) * (border[3] - border[1]), (255,) * 3)
        ]
    middle = pixels.crop((edge, height // 3, width - edge, height * 2 // 3))
    assert len(middle.getcolors(1 << 24)) > 10


@each_language
def test_no_mark_stands_in_a_picture_of_official_data(engine, lang):
    drawn = pictures.svg(charts.TREND, rows(engine, charts.TREND, lang, ""), lang, WORDS[lang]).decode()
    assert say(lang, "data_kind.demo") not in drawn


@each_language
def test_what_a_picture_is_made_of_tells_two_pictures_apart(engine, lang):
    given = rows(engine, charts.TREND, lang, "")
    one = pictures.content(charts.TREND, given, lang, WORDS[lang])
    assert one == pictures.content(charts.TREND, rows(engine, charts.TREND, lang, ""), lang, WORDS[lang])
    assert one != pictures.content(charts.TREND, given.slice(1), lang, WORDS[lang])


def test_shares_of_the_width_are_pixels_and_colours_those_of_paper():
    drawing = '<svg width="100%"><text x="-2.50%" fill="var(--ink)">50% var(--ink) &#34;5%&#34;</text></svg>'
    assert pictures.fixed(drawing, 900) == (
        '<svg width="900.00"><text x="-22.50" fill="#10161d">50% var(--ink) &#34;5%&#34;</text></svg>'
    )


def test_a_png_has_what_the_picture_places():
    """Shapes in boxes of their own, with colours, as the program that makes PNGs understands them."""
    parts = [svg_parts.mark("behind", "50%", 60, 40), svg_parts.rect("25%", 10, "50%", 20, svg_parts.ACCENT)]
    drawn = pictures._frame(400, 100, [pictures.fixed(svg_parts.picture(parts, 100), 400)])
    image = Image.open(io.BytesIO(vl_convert.svg_to_png(drawn))).convert("RGB")
    seen = {
        at: "#{:02x}{:02x}{:02x}".format(*image.getpixel(at))
        for at in ((200, 60), (200, 20), (103, 20), (297, 20), (96, 20))
    }
    red, blue = theme.STATUS_COLOUR["behind"], theme.ON_WHITE["accent"]
    assert list(seen.values()) == [red, blue, blue, blue, "#ffffff"]


@pytest.mark.parametrize("child", ["import sys; sys.exit(3)", "import time; time.sleep(60)"])
def test_a_picture_that_cannot_be_drawn_is_told_and_waited_for_no_longer_than_said(
    monkeypatch, tmp_path, engine, child
):
    script = tmp_path / "child.py"
    script.write_text(child)
    monkeypatch.setattr(pictures, "has_font", lambda lang: True)
    monkeypatch.setattr(pictures, "_CHILD", script)
    monkeypatch.setattr(pictures, "_PATIENCE", 0.5)
    with pytest.raises(UserError) as refused:
        pictures.png(charts.TREND, rows(engine, charts.TREND, "en", ""), "en", WORDS["en"])
    assert refused.value.problems[0].key == "not_drawn"


@pytest.mark.parametrize("box", [b"nothing", b"a box"])
@pytest.mark.parametrize(("lang_asked", "package"), [("zh", "fonts-noto-cjk"), ("en", "fonts-noto-core")])
def test_without_a_font_the_package_to_install_is_named(monkeypatch, engine, lang_asked, package, box):
    """As on a machine that draws nothing, or the same box, for every letter but a space."""
    made = [box, b"nothing", box]  # the letter, a space, a character no font has
    monkeypatch.setattr(pictures, "_made", lambda *calls: made[: len(calls)])
    pictures.has_font.cache_clear()
    try:
        with pytest.raises(UserError) as refused:
            pictures.svg(
                charts.TREND, rows(engine, charts.TREND, lang_asked, ""), lang_asked, WORDS[lang_asked]
            )
    finally:
        pictures.has_font.cache_clear()
    assert package in problem_line(lang_asked, refused.value.problems[0])
