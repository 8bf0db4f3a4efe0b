"""A page's charts as pictures: links in its document, each answered when it is taken."""

from __future__ import annotations

import pytest

from pages import board
from planboard.charts import pictures
from planboard.errors import UserError
from planboard.ui import chart_file
from planboard.wording.text import say

FOLDER = "files/chart/"
CHARTS = {
    "overview": {"gauge1", "gauge2", "gauge3", "gauge4", "squares", "trend", "long", "long_steps"},
    "league": {"league", "heatmap"},
    "roadmap": {"roadmap"},
    "pillar-3": {"gauge", "squares", "trend", "targets"},
    "targets": {
        "targets",
        "targets_steps",
        *(f"values-{id}" for id in ("M2.1", "M7.1", "M9.1", "M9.2", "M9.3")),
    },
}


def links(app):
    """The links to pictures, by page and by the picture's file."""
    return {a.page.removeprefix(FOLDER): a for a in app.page.links if a.page.startswith(FOLDER)}


def taken(address, query):
    """What the server answers to a link."""
    page, _, name = address.partition("/")
    return chart_file(name, *board.documents(page, query))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", CHARTS)
def test_every_chart_of_a_page_is_offered_twice_and_no_other(app, page, lang):
    app.open(page, lang=lang)
    assert links(app).keys() == {
        f"{page}/{key}.{ending}" for key in CHARTS[page] for ending in ("png", "svg")
    }


def test_several_charts_of_a_kind_are_told_apart_by_what_they_show(app):
    app.open("overview", lang="en")
    titles = [a.text for a in links(app).values() if a.text.startswith(say("en", "picture_title.gauge"))]
    assert len(set(titles)) == len(titles) == 8


def test_a_link_gives_the_picture_of_what_the_page_shows(app):
    if not pictures.has_font("en"):
        pytest.skip(say("en", "problem.no_font"))
    app.open("targets", lang="en", as_of="2023-10-13", unit="market")
    link = links(app)["targets/targets.svg"]
    assert link.query == {"lang": "en", "as_of": "2023-10-13", "unit": "market"}
    name, content, kind = taken("targets/targets.svg", link.query)
    assert kind == "image/svg+xml"
    assert name.endswith(".svg")
    assert "2023-10-13" in name
    drawn = content.decode()
    assert say("en", "picture.of", title=say("en", "page.targets.unit"), of="") in drawn
    assert name != taken("targets/targets.svg", {"lang": "en"})[0]
    assert taken("targets/targets.png", link.query)[1].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "address",
    ["overview/nothing.png", "overview/status.gif", "nowhere/squares.png", "overview/status", "task/a.png"],
)
def test_what_no_page_links_to_is_not_there(app, address):
    app.open("overview")
    with pytest.raises(LookupError):
        taken(address, {})


def test_pages_without_charts_have_no_fold(app):
    app.open("data", lang="zh")
    assert not links(app)
    assert say("zh", "picture.fold") not in app.page.texts()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_font_it_is_said_what_to_install(app, monkeypatch, lang):
    monkeypatch.setattr(pictures, "has_font", lambda lang: False)
    app.open("overview", lang=lang, as_of="2023-09-15")
    with pytest.raises(UserError) as refused:
        taken("overview/squares.svg", {"lang": lang, "as_of": "2023-09-15"})
    assert refused.value.problems[0].key == "no_font"
