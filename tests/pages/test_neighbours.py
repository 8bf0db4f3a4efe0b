"""Getting around: up, beside, before and after, and filters that stay."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.pages.document import text_of


def head(app) -> dict[str, str]:
    """The links over a page's title, up and beside, by what they say."""
    nav = next(iter(app.page.root))
    assert nav.tag == "nav"
    return {text_of(a): a.get("href").removeprefix("./") for a in nav.iter("a")}


def side(app) -> set[str]:
    """Where the side bar leads."""
    return {a.get("href").removeprefix("./") for a in app.navigation.root.iter("a")}


def test_a_task_leads_up_to_its_pillar_and_beside_to_its_measure(app):
    app.open("task", id="2023-6", as_of="2023-09-01")
    led = list(head(app).items())
    crumbs = [(label, to) for label, to in led if to.endswith("as_of=2023-09-01")]
    assert any(to.startswith("pillar-2?") and "全球资源" in label for label, to in crumbs)
    assert any(to.startswith("pillar-1?") and label.startswith("举措2") for label, to in crumbs)
    assert any("id=2023-5" in to and label == "上一项" for label, to in led)
    assert any("id=2023-7" in to and label == "下一项" for label, to in led)


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("pillar-1", None, "pillar-2"),
        ("pillar-2", "pillar-1", "pillar-3"),
        ("pillar-4", "pillar-3", None),
    ],
)
def test_a_pillar_has_a_previous_and_a_next_one(app, page, before, after):
    app.open(page, lang="en", as_of="2023-09-01")
    led = head(app)
    for word, other in (("Previous", before), ("Next", after)):
        found = [to for label, to in led.items() if label.startswith(word)]
        assert [urlsplit(to).path for to in found] == ([other] if other else [])
        assert all(parse_qs(to.split("?")[1]) == {"lang": ["en"], "as_of": ["2023-09-01"]} for to in found)


def test_every_unit_can_be_reached_by_going_on_from_the_first(app):
    units = app.open("unit").selectbox(key="choose_id").options
    seen, address = [], {"id": "commerce"}
    while address:
        at = app.open("unit", lang="en", **address)
        assert at.selectbox(key="choose_id").value == address["id"]
        seen.append(at.query_params["id"])
        on = [to for label, to in head(app).items() if label.startswith("Next")]
        address = {"id": parse_qs(on[0].split("?")[1])["id"][0]} if on else {}
    assert len(seen) == len(set(seen)) == len(units) - 1  # less the empty choice


def test_a_filter_is_still_set_when_one_comes_back_and_can_be_left(app):
    app.open("targets", unit="market", status="on_track")
    app.open("league")
    assert "targets?unit=market&status=on_track" in side(app)
    app.open("targets", unit="market", status="on_track")
    assert "targets" in side(app)
    app.open("targets")
    app.open("league")
    assert "targets" in side(app)
