"""Parts that more than one page's document has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa

from planboard import charts, ui
from planboard.charts.svg.dial import dial, small_dial, spark_of
from planboard.charts.svg.small import bar, counts_so_far
from planboard.charts.svg.squares import squares as drawn
from planboard.document.blocks import (
    Beside,
    Block,
    Cell,
    Column,
    Drawing,
    Fact,
    Facts,
    Item,
    Items,
    Link,
    Notice,
    Paragraph,
    Run,
    Section,
    Strong,
    Table,
    Text,
)
from planboard.schema import STATUSES
from planboard.ui import NO_FILTER, View
from planboard.wording import formats
from planboard.wording.readable import forecast_end, label, pace_words, shortfall
from planboard.wording.text import listed

# A list of exceptions as a table.
EXCEPTIONS = (
    "item_no", "task", "unit", "responsible_person", "status", "consequence", "is_new", "since_on", "days_overdue",
    "target", "value_now", "attainment_share", "expected_share", "deviation_points", "help_unit", "help_text",
    "help_needed_on", "help_days_overdue", "next_step", "next_step_on", "next_step_days_past",
)  # fmt: skip
SAID_BY_DEVIATION = ("far_behind_time", "behind_time")  # rules whose sentence says no more than the deviation


def joined(texts: list[Text], between: str = " · ") -> list[Run]:
    """Texts in one line, with a sign between them; empty ones are left out."""
    runs: list[Run] = []
    for text in filter(None, texts):
        runs += [between] if runs else []
        runs += [text] if isinstance(text, str) else text
    return runs


def compared(view: View) -> tuple[date | None, str | None]:
    """A filter for an earlier snapshot to compare with: its date, by default that of the one before, None where there
    is none; and what the address asks for if there is no such snapshot."""
    earlier = {s.as_of.isoformat(): s.as_of for s in view.now.current if s.as_of < view.as_of}
    asked = view.take("since")
    since = earlier.get(asked or "", max(earlier.values(), default=None))
    if since:
        with view.bar:
            ui.choose(
                view, "since", list(reversed(earlier)), since.isoformat(), view.say("page.changes.since"),
                lambda day: view.say("page.changes.since_option", as_of=day), width=200,
            )  # fmt: skip
    return since, asked[:40] if asked is not None and asked not in earlier else None


def not_compared(view: View, unknown: str | None) -> list[Block]:
    """A notice of a date that cannot be compared with; nothing where none was asked for."""
    if unknown is None:
        return []
    return [Notice(view.say("notice.since", value=unknown, as_of=view.as_of), "warning")]


def forecast_range(view: View) -> str:
    """What a forecast's range is called: by the share of outcomes it is to hold, and how many did on the date shown."""
    share = formats.percent(forecast_share(view), view.lang)
    held = view.rows("forecast_coverage", pillar_id=None)[0]["coverage_share"]
    if held is None:
        return view.say("forecast.range_unknown", share=share)
    return view.say("forecast.range", share=share, coverage=formats.percent(held, view.lang))


def forecast_share(view: View) -> float:
    """The share of outcomes that a forecast's range is to hold."""
    share: float = view.rows("plan")[0]["forecast_share"]
    return share


def due_facts(view: View, headline: dict[str, Any]) -> Facts:
    """How many tasks are due and what became of them, how many are done early and how many are not due yet."""
    of_due = {
        "done": headline["n_done_in_time"] + headline["n_done_late"],
        "overdue": headline["n_overdue"],
        "awaited": headline["n_awaited"],
        "today": headline["n_due_today"],
    }
    signs = iter("=" + "+" * len(of_due))
    shown = [("due", headline["n_due"], ""), *((name, n, next(signs)) for name, n in of_due.items() if n)]
    shown += [("early", headline["n_done_early"], "|"), ("not_due", headline["n_not_due"], "|")]
    facts = [Fact(view.say(f"page.overview.{name}"), formats.number(n), sign) for name, n, sign in shown]
    return Facts(facts, "figures")


def trend_says(view: View, headline: dict[str, Any]) -> str:
    """How many tasks are done, and how many fall due on the day to come on which most do."""
    busiest = headline["busiest_due_on"]
    key = "page.overview.trend" if busiest else "page.overview.trend_over"
    counted = {n: headline[n] for n in ("n_tasks", "n_done", "n_busiest_due")}
    return view.say(
        key, busiest=formats.short_day(busiest, view.lang), n_busiest=counted.pop("n_busiest_due"), **counted
    )


def exceptions(view: View, pillar_id: int | None) -> Section:
    """The tasks that need a leader, with who is responsible, how far they are, and who must act; those that found no
    place, and what earlier years left open, are one line each that leads to all of them."""
    rows = view.rows("exceptions", pillar_id=pillar_id)
    blocks: list[Block] = [] if rows else [Paragraph(view.say("page.overview.no_exceptions"))]
    listed_ones = [row for row in rows if row["is_listed"]]
    blocks += [needing(view, listed_ones, is_brief=pillar_id is None)] if listed_ones else []
    rest = _rest(view, [row for row in rows if not row["is_listed"]])
    if rest:
        blocks.append(Paragraph([Link(rest, view.to("concerns"))]))
    for year in view.rows("earlier_years"):
        left = Link(view.say("page.overview.left_open", **year), view.to("concerns", year=year["plan_year"]))
        blocks.append(Paragraph([left]))
    return Section(view.say("page.overview.exceptions"), blocks)


def needing(view: View, rows: Iterable[dict[str, Any]], *, is_brief: bool) -> Items:
    """Tasks that need a leader, each with who must act at its side."""
    return Items([_exception(view, row, is_brief=is_brief) for row in rows], view.say("act.who"))


def _exception(view: View, row: dict[str, Any], *, is_brief: bool) -> Item:
    """A task that needs a leader: its name, who is responsible since when, by how much, why, and who must act."""
    new = [Strong(view.say("exception.new"))] if row["is_new"] else []
    unit = [Link(row["unit"], view.to("unit", id=row["unit_id"]))]
    who = joined([new, _since(view, row), unit, row["responsible_person"] or ""])
    acting: list[list[Run]] = [
        [Link(row["acting_unit"], view.to("unit", id=row["acting_unit_id"]))],
        [must_act(view, row)],
    ]
    if row["act"] == "answer":
        acting.append([view.say("words.quoted", text=row["act_text"])])
    lines = [_value(view, row), " · ".join(_notes(view, row, is_brief=is_brief))]
    return task_item(view, row, beside=who, lines=[line for line in lines if line], aside=acting)


def task_item(
    view: View,
    row: dict[str, Any],
    *,
    beside: Text = "",
    lines: Sequence[Text] = (),
    aside: Sequence[Text] = (),
) -> Item:
    """A task in a list, by its status and its name, which leads to it."""
    return Item(
        [Link(row["task"], view.to("task", id=row["task_id"]))],
        ui.status_of(view, row["status"]) if row.get("status") else None, beside, lines, aside=aside,
    )  # fmt: skip


def _rest(view: View, rows: list[dict[str, Any]]) -> str:
    """What found no place: how many of them have long been known, by reason, and how many others."""
    days = view.rows("plan")[0]["concern_days"]
    n_long = Counter(row["consequence"] for row in rows if row["is_long"])
    parts = [
        view.say("exception.long", n=n, reason=view.say(f"consequence.{reason}"), days=days)
        for reason, n in n_long.items()
    ]
    n_other = len(rows) - n_long.total()
    parts += [view.say("exception.others", n=n_other)] if n_other else []
    return view.say("exception.rest", parts=listed(view.lang, parts)) if parts else ""


def _since(view: View, row: dict[str, Any]) -> str:
    if row["consequence"] == "overdue":
        days, due_on = (
            formats.days(row["days_overdue"], view.lang),
            formats.short_day(row["due_on"], view.lang),
        )
        return view.say("exception.overdue", days=days, due_on=due_on)
    return view.say("exception.since", since_on=formats.short_day(row["since_on"], view.lang))


def _value(view: View, row: dict[str, Any]) -> list[Run]:
    """The target that decides, as a bar and in words; of a milestone, its stage and what its unit says holds it up."""
    lang = view.lang
    if row["value"] is None:
        stage = view.say(f"stage.{row['stage']}") if row["stage"] else ""
        return joined([stage, _quoted(view, row["reason"])])
    value = formats.amount_of(
        row["value"], row["target_value"], row["unit_scale"], row["unit_of_measure"], lang,
        up=formats.is_less_better(row["comparator"]),
    )  # fmt: skip
    is_drawn = row["attainment_share"] is not None
    drawn = [Drawing(bar(row["attainment_share"], row["expected_share"], row["status"]))] if is_drawn else []
    return [*drawn, Strong(value), f" {row['target']}"]


def _quoted(view: View, text: str | None) -> str:
    return view.say("words.quoted", text=text) if text else ""


def _notes(view: View, row: dict[str, Any], *, is_brief: bool) -> list[str]:
    """Why a task needs a leader where its status and its value do not say so, and what has stood too long."""
    lang, consequence = view.lang, row["consequence"]
    said = (
        []
        if row["value"] is None
        else [*_forecast(view, row, is_brief=is_brief), _quoted(view, row["reason"])]
    )
    if consequence == "stale_twice":
        said.append(view.say("exception.stale_twice", n=row["n_stale_in_row"]))
    elif consequence == "off_pace" and row["rule"] not in SAID_BY_DEVIATION:
        said.append(ui.rule_sentence(view, row["rule"]))
    if row["is_rosier"]:
        reported = view.say(f"reported_status.{row['reported_status']}")
        said.append(view.say("exception.rosier", reported=reported))
    if row["last_known_status"]:
        known = view.say(f"status.{row['last_known_status']}")
        last_on = formats.short_day(row["last_known_as_of"], lang)
        said.append(view.say("exception.last_known", status=known, as_of=last_on))
    if row["n_help_open"] and row["n_help_open"] > 1:
        said.append(view.say("exception.more_help", n=row["n_help_open"]))
    return [*filter(None, said), *repeated(view, row)]


def _forecast(view: View, row: dict[str, Any], *, is_brief: bool) -> list[str]:
    """Where a target's pace leads; and unless it is to be brief, how far it is behind and which pace it needs."""
    lang, said = view.lang, []
    if row["rule"] == "past_due" and row["is_met"]:
        return [ui.rule_sentence(view, row["rule"], is_met=True)]
    if row["deviation_points"] is not None and not is_brief:
        deviation = formats.deviation(row["attainment_share"], row["expected_share"], lang)
        said.append(view.say("exception.deviation", deviation=deviation))
    if row["required_per_week"] is not None and not row["is_met"] and not is_brief:
        said.append(pace_words(row, lang))
    if row["shortfall"] is not None:
        best, lacking = forecast_end(row, "best", lang), shortfall(row, lang)
        said.append(view.say("exception.misses", best=best, shortfall=lacking))
    return said


def repeated(view: View, row: dict[str, Any]) -> list[str]:
    """Whether the next step a unit names is past, and for how many returns in a row its words are the same."""
    said, lang = [], view.lang
    if row["status"] == "done":
        return []
    least = view.rows("plan")[0]["same_words"]
    n_step, n_narrative = row["n_same_next_step"], row["n_same_narrative"]
    if row["next_step_days_past"]:
        days = formats.days(row["next_step_days_past"], lang)
        key = "step_past_same" if n_step >= least else "step_past"
        said.append(view.say(f"exception.{key}", days=days, n=n_step))
    elif n_step >= least:
        said.append(view.say("exception.same_step", n=n_step))
    elif n_narrative >= least:
        said.append(view.say("exception.same_narrative", n=n_narrative))
    return said


def must_act(view: View, row: dict[str, Any]) -> str:
    """What the unit that must act on a task has to do, and by when, from a row with the columns of `acts`."""
    act, on, late = row["act"], row["act_on"], row["act_days_past"]
    if act == "answer" and late:
        act = "answer_late"
    elif act == "take_step" and on is None:
        act = "take_step_undated"
    return view.say(
        f"act.{act}", text=row["act_text"], on=on and formats.short_day(on, view.lang),
        days=late and formats.days(late, view.lang),
    )  # fmt: skip


def squares(view: View, pillar_id: int | None = None) -> dict[int, Drawing]:
    """A square for each task, worst first, which leads to it: a drawing for each pillar that has tasks."""
    rows = charts.SQUARES.rows(view.query("tasks", pillar_id=pillar_id, unit_id=None), view.lang).to_pylist()
    addresses = {row["task_id"]: view.to("task", id=row["task_id"]).address for row in rows}
    by_pillar = groupby(rows, key=lambda row: (row["pillar_id"], row["pillar"]))
    return {
        of: Drawing(drawn(list(grouped), addresses), view.say("table.squares_of", pillar=name), is_group=True)
        for (of, name), grouped in by_pillar
    }


def glance(view: View) -> list[Block]:
    """Every task at once, pillar by pillar, beside how far each pillar's targets are."""
    by_pillar = squares(view)
    return [Items([_at_a_glance(view, row, by_pillar.get(row["pillar_id"])) for row in view.rows("pillars")])]


def _at_a_glance(view: View, pillar: dict[str, Any], drawn: Drawing | None) -> Item:
    pillar_id, name = pillar["pillar_id"], pillar["short"]
    rows = _movement(view, pillar_id)
    now = charts.GAUGE.rows(rows, view.lang).to_pylist()[-1]
    blocks: list[Block] = [Paragraph([drawn])] if drawn else []
    if now["share"] is not None:
        dial_words = joined([[Strong(now["percent"]), f" {now['expected_line']}"], now["change"] or ""])
        picture = Drawing(small_dial(now), charts.GAUGE.alt(rows, view.lang))
        taken = ui.taken(view, charts.GAUGE, rows, f"gauge{pillar_id}", name)
        blocks.append(Beside(picture, [Paragraph(dial_words, "note")], taken))
    counted = [now["attention"]] if pillar["n_tasks"] else []
    beside = joined([*counted, now["caption"] if pillar["n_targets"] else ""])
    return Item([Link(name, view.to(f"pillar-{pillar_id}"))], beside=beside, blocks=blocks)


def status_counts(view: View, scope_id: int) -> Table:
    """How many tasks have which status, the change since the previous snapshot, and a line of all snapshots so far;
    to be taken away as squares."""
    counted = [r for r in view.rows("status_counts") if r["scope_id"] == scope_id]
    columns = ["status", "n_tasks"]
    if counted[0]["difference"] is not None:
        columns += ["difference", "so_far"]
    history = view.rows("status_history", pillar_id=scope_id or None)
    rows = []
    for row in counted:
        line = [r["n_tasks"] for r in history if r["status"] == row["status"]]
        cells = {
            "status": Cell([ui.status_of(view, row["status"])], STATUSES.index(row["status"])),
            "n_tasks": Cell(str(row["n_tasks"]), row["n_tasks"]),
            "difference": Cell(formats.difference(row["difference"] or 0), row["difference"]),
            "so_far": Cell(
                [
                    Drawing(
                        counts_so_far(tuple(line), row["scope_n_tasks"], row["status"]),
                        listed(view.lang, map(str, line)),
                    )
                ]
            ),
        }
        rows.append([cells[name] for name in columns])
    heads = [
        Column(name, label(name, view.lang), is_number=name in ("n_tasks", "difference")) for name in columns
    ]
    tasks = view.query("tasks", pillar_id=scope_id or None, unit_id=None)
    taken = ui.taken(view, charts.SQUARES, tasks, "squares")
    return Table(view.say("table.status_counts"), heads, rows, taken)


def pillar_dial(view: View, pillar_id: int, key: str = "gauge", of: str = "") -> list[Block]:
    """A pillar's dial and what stands beside it; nothing where the pillar has neither target nor task."""
    rows = _movement(view, pillar_id)
    drawn = charts.GAUGE.rows(rows, view.lang).to_pylist()
    if not drawn:
        return []
    now, so_far = drawn[-1], spark_of(drawn)
    said = [now["expected_line"], now["change"] or "", now["caption"], now["attention"]]
    lines: list[Block] = [Paragraph(line, "note") for line in said if line]
    picture = Drawing(dial(now), charts.GAUGE.alt(rows, view.lang))
    said_beside = [*lines, Paragraph([Drawing(so_far)])]
    return [Beside(picture, said_beside, ui.taken(view, charts.GAUGE, rows, key, of))]


def _movement(view: View, pillar_id: int) -> pa.Table:
    return ui.answer(
        view.engine, "pillar_movement", view.params("pillar_movement", {}), ("pillar_id", pillar_id)
    )


def targets_message(view: View, key: str, **filters: object) -> str:
    """A message with how many of the targets chosen are done, need attention, or will fall short."""
    counts = view.row("target_counts", **{**NO_FILTER, **filters}) or {}
    return view.say(key, **counts)


def help_asked(view: View, row: dict[str, Any]) -> list[str]:
    """Sentences on a request for help: who asked what of whom, by when, and what came of it."""
    lang = view.lang
    asked = view.say(
        "page.coordination.asked", unit=row["asking_unit"], asked_of_unit=row["asked_of_unit"], text=row["text"],
        asked_on=formats.day(row["asked_on"], lang), needed_on=formats.day(row["needed_on"], lang),
    )  # fmt: skip
    said = [asked]
    if row["answered_on"]:
        answered = view.say("page.coordination.answered", answered_on=formats.day(row["answered_on"], lang))
        said.append(answered + (row["answer"] or formats.NOTHING))
    elif row["closed_on"]:
        said.append(view.say("page.coordination.closed", closed_on=formats.day(row["closed_on"], lang)))
    if row["said_by"]:
        unit, on = ("asked_of_unit", "answered_on") if row["answered_on"] else ("asking_unit", "closed_on")
        told_by = view.say(
            "page.coordination.told", said_by=row["said_by"], unit=row[unit], on=formats.day(row[on], lang),
            by=row["recorded_by"],
        )  # fmt: skip
        said.append(told_by)
    return said


def told(requests: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The columns of a list of requests that tell what came by telephone; none where nothing did."""
    return ("said_by", "recorded_by") if any(row["said_by"] for row in requests) else ()
