"""The fold with a page's charts as pictures."""

import pytest

from planboard.charts import pictures
from planboard.wording.text import say


def opened(app, page, **address):
    """The page with its fold of pictures open."""
    app.open(page, **address)
    app.test.session_state["pictures"] = True
    at = app.open(page, **address)
    assert not at.exception
    return at


def files(at):
    """The keys of the buttons for pictures: what each is and which chart."""
    keys = [button.proto.id.split("-", 2)[-1] for button in at.get("download_button")]
    found = [key for key in keys if key.startswith(("png-", "svg-"))]
    for chart in {key[4:] for key in found}:
        assert {f"png-{chart}", f"svg-{chart}"} <= set(found)
    return {key[4:] for key in found}


CHARTS = {
    "overview": {"gauge1", "gauge2", "gauge3", "gauge4", "status", "trend", "long", "long_steps"},
    "league": {"league", "heatmap"},
    "roadmap": {"roadmap"},
    "pillar-3": {"gauge", "status", "trend", "targets"},
    "targets": {
        "targets",
        "targets_steps",
        *(f"values-{id}" for id in ("M2.1", "M7.1", "M9.1", "M9.2", "M9.3")),
    },
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", CHARTS)
def test_every_chart_of_a_page_is_offered_and_no_other(app, page, lang):
    if not pictures.has_font(lang):
        pytest.skip(say("en", "problem.no_font"))
    assert files(opened(app, page, lang=lang)) == CHARTS[page]


def test_several_charts_of_a_kind_are_told_apart_by_what_they_show(app):
    titles = [m.value for m in opened(app, "overview", lang="en").markdown]
    named = [t for t in titles if t.startswith(say("en", "picture_title.gauge"))]
    assert len(set(named)) == len(named) == 4


def test_nothing_is_made_while_the_fold_is_closed_and_pages_without_charts_have_none(app):
    assert files(app.open("overview", lang="zh")) == set()
    assert say("zh", "picture.fold") in [fold.label for fold in app.test.expander]
    assert say("zh", "picture.fold") not in [fold.label for fold in app.open("data", lang="zh").expander]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_font_the_page_says_what_to_install(app, monkeypatch, lang):
    monkeypatch.setattr(pictures, "has_font", lambda lang: False)
    at = opened(app, "roadmap", lang=lang)
    assert [w.value for w in at.warning] == [say(lang, "problem.no_font")]
    assert files(at) == set()
