"""Getting around: up, beside, before and after, and filters that stay."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest


def links(at) -> dict[str, str]:
    """Every link by what it says, which is escaped as Markdown."""
    return {
        link.proto.label.replace("\\", ""): f"{link.proto.page}?{link.proto.query_string}"
        for link in at.get("page_link")
    }


def test_a_task_leads_up_to_its_pillar_and_beside_to_its_measure(app):
    led = list(links(app.open("task", id="2023-6", as_of="2023-09-01")).items())
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
    led = links(app.open(page, lang="en", as_of="2023-09-01"))
    for word, other in (("Previous", before), ("Next", after)):
        found = [to for label, to in led.items() if label.startswith(word)]
        assert found == ([f"{other}?lang=en&as_of=2023-09-01"] if other else [])


def test_every_unit_can_be_reached_by_going_on_from_the_first(app):
    at = app.open("unit")
    units = at.selectbox[1].options
    seen, address = [], {"id": "commerce"}
    while address:
        at = app.open("unit", lang="en", **address)
        seen.append(at.query_params["id"])
        on = [to for label, to in links(at).items() if label.startswith("Next")]
        address = {"id": parse_qs(on[0].split("?")[1])["id"][0]} if on else {}
    assert len(seen) == len(set(seen)) == len(units) - 1  # less the empty choice


def test_a_filter_is_still_set_when_one_comes_back_and_can_be_left(app):
    app.open("targets", unit="market", status="on_track")
    at = app.open("league")
    assert "targets?unit=market&status=on_track" in links(at).values()
    at = app.open("targets", unit="market", status="on_track")
    assert "targets?" in links(at).values()
    app.open("targets")
    assert "targets?" in links(app.open("league")).values()
