"""Are we on track, and what needs a leader, one thing after the other on the screen of a meeting?"""

from __future__ import annotations

from typing import Any

from pages import parts
from planboard import charts, ui
from planboard.document.blocks import (
    Block,
    Columns,
    Document,
    Fact,
    Facts,
    Link,
    Paragraph,
    Screen,
    Screens,
    Strong,
    Text,
)
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.readable import forecast_end, pace_words, shortfall
from planboard.wording.text import listed, sentences
from planboard.wording.verdict import answer, due, outlook

OF_ALL = {"pillar_id": None, "unit_id": None}


def page(view: View) -> None:
    """A screen for the answer, one for each task that needs a leader, and one for what is coming."""
    ui.draw_alone(view, document)


def document(view: View) -> Document:
    """The document of this page."""
    headline = view.row("headline", **OF_ALL) or {}
    rows = [row for row in view.rows("exceptions", pillar_id=None) if row["is_listed"]]
    pillars = {row["pillar_id"]: row["short"] for row in view.rows("pillars")}
    title = answer(headline, view.lang)
    plan = view.rows("plan")[0]["short"]
    bars = ui.figure(view, charts.STATUS_BAR, "status_counts", "status", is_titled=False)
    ahead = [Paragraph(said)] if (said := outlook(headline, view.lang)) else []
    first = Screen(
        title,
        [*ui.notes(view), parts.due_facts(view, headline), *ahead, *bars],
        kind=plan,
    )
    last = Screen(
        view.say("page.meeting.coming"),
        [
            Paragraph(due(headline, view.lang)),
            *ui.figure(view, charts.TREND, "trend", "trend", is_titled=False, **OF_ALL),
        ],
    )
    screens = [first, *(_concern(view, row, pillars[row["pillar_id"]]) for row in rows), last]
    names = [view.say("page.meeting.screen", n=n, total=len(screens)) for n in range(1, len(screens) + 1)]
    demo = view.say("data_kind.demo") if view.is_demo else ""
    foot = sentences(view.lang, [view.say("frame.of", as_of=view.dated), "　" if demo else "", demo])
    leave = Link(view.say("page.meeting.leave"), view.to("overview"))
    return Document(title, blocks=[Screens(screens, names, foot, leave, view.say("page.meeting.keys"))])


def _concern(view: View, row: dict[str, Any], pillar: str) -> Screen:
    """A task that needs a leader: how far it is in one large figure and its course, why, and who must act."""
    item = view.say("page.task.item", item_no=row["item_no"])
    new = view.say("exception.new") if row["is_new"] else ""
    number, of, what = _figure(view, row)
    figure: list[Block] = [Paragraph([Strong(number), of], "figure"), Paragraph(what, "note")]
    chart, query, of = (
        (charts.HISTORY, "target_history", {"target_id": row["target_id"]})
        if row["target_id"]
        else (charts.STAGES, "task_stages", {"task_id": row["task_id"]})
    )
    figure += ui.figure(view, chart, query, "course", is_titled=False, **of)
    acts: Text = [Strong(row["acting_unit"]), f"　{parts.must_act(view, row)}"]
    told = [Fact(view.say("act.who"), acts)]
    if row["unit_id"] != row["acting_unit_id"] or row["responsible_person"]:
        who = listed(view.lang, filter(None, [row["unit"], row["responsible_person"]]))
        told.append(Fact(view.say("page.task.unit"), who))
    told += [Fact(view.say(f"page.meeting.{name}"), text) for name, text in _told(view, row).items() if text]
    return Screen(
        [Link(row["task"], view.to("task", id=row["task_id"]))],
        [Columns([(5, figure), (7, [Facts(told)])])],
        kind=" · ".join(filter(None, [pillar, item, new])),
        status=ui.status_of(view, row["status"]),
    )


def _figure(view: View, row: dict[str, Any]) -> tuple[str, str, str]:
    """The one figure that says most: large, what stands behind it, and what it is of."""
    lang = view.lang
    if row["value"] is not None:
        scale = (row["unit_scale"], row["unit_of_measure"], lang)
        up, target = formats.is_less_better(row["comparator"]), row["target_value"]
        value, between, whole = formats.amount_of(row["value"], target, *scale, up=up).partition(" / ")
        deviation = ""
        if row["deviation_points"] is not None:
            deviation = formats.deviation(row["attainment_share"], row["expected_share"], lang)
            deviation = view.say("exception.deviation", deviation=deviation)
        what = " · ".join(filter(None, [row["target"], deviation]))
        return value, between + whole, what
    if row["days_overdue"]:
        return (
            formats.days(row["days_overdue"], lang),
            "",
            view.say("page.meeting.overdue", on=_due(view, row)),
        )
    if row["consequence"] == "blocked":
        late = view.say("page.meeting.waiting", unit=row["help_unit"])
        return formats.days(row["help_days_overdue"], lang), "", late
    if row["consequence"] == "stale_twice":
        return (
            view.say("page.meeting.periods", n=row["n_stale_in_row"]),
            "",
            view.say("consequence.stale_twice"),
        )
    if row["next_step_days_past"]:
        return formats.days(row["next_step_days_past"], lang), "", view.say("page.meeting.step_past")
    return _due(view, row), "", view.say("page.task.due")


def _due(view: View, row: dict[str, Any]) -> str:
    return formats.short_day(row["due_on"], view.lang)


def _told(view: View, row: dict[str, Any]) -> dict[str, str]:
    """What the large figure does not say, by what it is; empty where there is nothing."""
    lang, required, outlook = view.lang, "", ""
    if row["required_per_week"] is not None and not row["is_met"]:
        required = pace_words(row, lang)
    if row["shortfall"] is not None:
        best, lacking = forecast_end(row, "best", lang), shortfall(row, lang)
        outlook = view.say("exception.misses", best=best, shortfall=lacking)
    return {
        "required": required,
        "outlook": outlook,
        "reason": row["reason"] or "",
        "help": row["help_text"] or "",
        "mind": listed(lang, parts.repeated(view, row)),
    }
