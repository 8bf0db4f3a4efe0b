"""A figure that a page shows twice, in a picture, a table or a sentence, is the same each time, and parts add up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from planboard.charts.bullet import CLIP
from planboard.charts.svg import small, targets
from planboard.schema import STATUSES
from planboard.wording.text import say
from tests.pages.document import DocumentShown, Rows, text_of

PAGES = {
    "targets": {},
    "pillar-1": {},
    "pillar-3": {},
    "unit": {"id": "commerce"},
    "task": {"id": "2023-35"},
    "league": {},
    "overview": {},
}
NOTHING = "—"
NUMBER = r"[+-]?[\d,]*\d(?:\.\d+)?"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("as_of", ["2023-08-11", "2023-10-13", "2023-11-24"])
@pytest.mark.parametrize("page", PAGES)
def test_a_figure_shown_twice_is_the_same_and_figures_together_add_up(app, page, as_of, lang):
    assert not app.open(page, lang=lang, as_of=as_of, **PAGES[page]).exception
    told = defaultdict(set)
    for of, figure in [*_in_pictures(app.page, lang), *_in_tables(app.page, lang)]:
        told[of].add(figure)
    assert told or page == "overview", "of later years' targets, none has an attainment at first"
    assert {of: figures for of, figures in told.items() if len(figures) > 1} == {}
    heads = [say(lang, f"column.{n}") for n in ("attainment_share", "expected_share", "deviation_points")]
    for table in app.page.tables:
        for row in table.dicts():
            parts = [row.get(head, NOTHING) for head in heads]
            if NOTHING not in parts:
                attainment, expected, deviation = map(_number, parts)
                assert attainment - expected == deviation, row


@pytest.mark.parametrize("as_of", ["2023-08-11", "2023-11-24"])
@pytest.mark.parametrize("page", ["targets", "pillar-3", "unit", "task"])
def test_a_bar_is_as_long_as_the_percentage_beside_it(app, page, as_of):
    app.open(page, lang="en", as_of=as_of, **PAGES[page])
    drawn = 0
    for table in app.page.tables:
        for share, (length, whole, most) in _bars(table):
            assert length / whole == pytest.approx(min(max(share, 0), most), abs=0.011), table.caption
            drawn += 1
    assert drawn


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("as_of", ["2023-10-13", "2023-11-24"])
def test_of_every_target_forecast_to_miss_best_end_and_shortfall_make_the_target(app, as_of, lang):
    app.open("concerns", lang=lang, as_of=as_of)
    pattern = say(lang, "exception.misses", best="BEST", shortfall="SHORT")
    pattern = (
        re.escape(pattern).replace("BEST", "(?P<best>[^ ·]+)[^·]*?").replace("SHORT", "(?P<short>[^ ·]+).*?")
    )
    found = 0
    for said in map(text_of, app.page.root.iter("li")):
        missed = re.search(pattern, said)
        value = re.search(r" / (?P<target>[\d,.]+)", said)
        if missed and value:
            best, short, target = (
                _number(text) for text in (missed["best"], missed["short"], value["target"])
            )
            assert abs(target - best) == pytest.approx(short), said
            found += 1
    assert found


def test_a_value_that_is_its_own_baseline_has_no_percentage_and_a_bar_without_a_status(app):
    app.open("targets", lang="zh", as_of="2023-08-11")
    table = app.page.table(say("zh", "table.targets"))
    first = [n for n, row in enumerate(table.rows) if any("尚无第二次数值" in text for text in row)]
    assert first
    n_bars = 0
    attainment, progress = (
        table.heads.index(say("zh", f"column.{n}")) for n in ("attainment_share", "progress")
    )
    for n in first:
        assert table.rows[n][attainment] == NOTHING
        picture = table.elements[n][progress]
        if picture.find(".//text") is None:  # as the places of a limit have
            n_bars += 1
            fills = {bar.get("fill") for bar in picture.iter("rect")}
            assert "var(--track)" in fills
            assert not fills & {f"var(--{status})" for status in STATUSES}
    assert n_bars


def _in_pictures(page: DocumentShown, lang: str) -> Iterator[tuple[tuple[str, str], str]]:
    dial = {"name": "(?P<name>.+)", "percent": "(?P<percent>[^ ,，]+)", "expected": "(?P<expected>[^ ,，]+)"}
    spoken = re.compile(say(lang, "chart.gauge.alt", caption=".*", **dial))
    for picture in page.root.iter("span"):
        if said := spoken.match(picture.get("aria-label") or ""):
            yield (said["name"], "attainment_share"), said["percent"]
            for written in [*picture.iter("text")][:1]:
                yield (said["name"], "attainment_share"), text_of(written)
            yield (said["name"], "expected_share"), said["expected"]
    for beside in page.root.iterfind(".//div[@class='beside']"):
        picture, written = beside.find("span"), beside.find("div/p/b")
        if written is not None and (said := spoken.match(picture.get("aria-label") or "")):
            yield (said["name"], "attainment_share"), text_of(written)
    score = re.compile(say(lang, "chart.league.scored", score="(?P<score>[\\d.]+)", n="\\d+"))
    for of_unit in page.root.iter("g"):
        words = [text_of(text) for text in of_unit.iter("text")]
        if of_unit.find("title") is not None and len(words) == 3 and (scored := score.search(words[2])):
            yield (words[1], "score"), scored["score"]
            assert scored["score"] in text_of(of_unit.find("title"))


def _in_tables(page: DocumentShown, lang: str) -> Iterator[tuple[tuple[str, str], str]]:
    heads = {
        n: say(lang, f"column.{n}") for n in ("name", "unit", "score", "attainment_share", "expected_share")
    }
    for table in page.tables:
        for row in table.dicts():
            for name in ("attainment_share", "expected_share"):
                if heads["name"] in row and row.get(heads[name], NOTHING) != NOTHING:
                    yield (row[heads["name"]], name), row[heads[name]]
            if say(lang, "column.rank_range") in row and row.get(heads["score"], NOTHING) != NOTHING:
                yield (row[heads["unit"]], "score"), row[heads["score"]]


def _bars(table: Rows) -> Iterator[tuple[float, tuple[float, float, float]]]:
    """The percentage of each row that has a bar, with the bar's length, that of 100 %, and the share where it ends."""
    heads = [say("en", f"column.{n}") for n in ("progress", "attainment_share")]
    if not set(heads) <= set(table.heads):
        return
    progress, attainment = map(table.heads.index, heads)
    for texts, cells in zip(table.rows, table.elements, strict=True):
        bars = [_width(bar) for bar in cells[progress].iter("rect")]
        is_ladder = cells[progress].find(".//text") is not None
        if texts[attainment] == NOTHING or is_ladder:
            continue
        whole, length = bars[:2]
        is_bullet = whole == pytest.approx(targets.WIDTH / CLIP, abs=0.1)
        assert is_bullet or whole == small._BAR - 8
        yield _number(texts[attainment]) / 100, (length, whole, CLIP if is_bullet else 1.06)


def _width(bar: Element) -> float:
    return float(bar.get("width"))


def _number(text: str) -> float:
    return float(re.search(NUMBER, text.replace("−", "-"))[0].replace(",", ""))
