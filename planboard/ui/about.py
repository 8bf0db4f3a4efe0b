"""What every document says about the data it shows: notices under its title, and where its figures come from."""

from __future__ import annotations

from collections.abc import Callable

from planboard.document.blocks import Block, Link, Notice, Paragraph, Strong, To
from planboard.ui.shown import PlansView, Shown
from planboard.ui.view import View
from planboard.wording.readable import moment


def notes(view: Shown) -> list[Block]:
    """What every document says under its title about the data it shows."""
    said: list[Block] = [Notice(notice, "warning") for notice in view.notices]
    if isinstance(view, View) and _is_old(view):
        said.append(Notice([view.say("frame.old", as_of=view.dated), _to_newest(view)]))
    if view.is_on_paper:
        said.append(Paragraph(view.say("frame.of", as_of=view.dated), "note"))
    if isinstance(view, View) and view.now.problems:
        said.append(Notice(view.say("frame.damaged", n=len(view.now.problems)), "error"))
    if isinstance(view, View) and view.snapshot.revision > 1:
        restated = {"revision": view.snapshot.revision, "reason": view.snapshot.reason}
        said.append(Notice(view.say("frame.restatement", **restated)))
    if view.is_demo:
        is_some = isinstance(view, PlansView) and view.is_part_demo
        kind = view.say("frame.some_demo" if is_some else "data_kind.demo")
        said.append(Notice([Strong(kind), "　", view.say("frame.demo")], "demo"))
    return said


def _is_old(view: View) -> bool:
    """Whether there is a newer date to show; of a closed year there is none."""
    closed = {row["final_as_of"] for row in view.years if row["plan_year"] == view.year}
    return view.as_of < view.now.current[-1].as_of and view.as_of not in closed


def _to_newest(view: View) -> Link:
    address = tuple((name, value) for name, value in view.asked.items() if name != "as_of")
    return Link(view.say("frame.show_newest", as_of=view.now.current[-1].as_of), To(view.page, address))


def source(view: Shown, escape: Callable[[str], str] = str) -> str:
    """Which snapshot, or which roll-ups, the figures come from, with what people wrote passed through `escape`."""
    if isinstance(view, PlansView):
        names = {"n": view.engine.n_plans, "as_of": view.dated, "hash": view.engine.identity[:12]}
        return view.say("page.plans.provenance", **names)
    assert isinstance(view, View)
    s = view.snapshot
    return view.say(
        "frame.provenance", as_of=s.as_of, revision=s.revision, published_at=moment(s.published_at),
        publisher=escape(s.publisher), hash=s.manifest_sha256[:16],
    )  # fmt: skip
