"""Parts that more than one page's document has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from planboard import charts, ui
from planboard.charts.svg.dial import dial, spark_of
from planboard.charts.svg.small import counts_so_far
from planboard.document.blocks import (
    Beside,
    Block,
    Cell,
    Column,
    Drawing,
    Item,
    Items,
    Link,
    Notice,
    Paragraph,
    Run,
    Section,
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


def exceptions(view: View, pillar_id: int | None) -> Section:
    """The tasks that need a leader, with who is responsible, how far they are, since when, and what help is asked;
    those that found no place, and what earlier years left open, are one line each that leads to all of them."""
    rows = view.rows("exceptions", pillar_id=pillar_id)
    blocks: list[Block] = [] if rows else [Paragraph(view.say("page.overview.no_exceptions"))]
    listed_ones = [exception(view, row, is_brief=pillar_id is None) for row in rows if row["is_listed"]]
    blocks += [Items(listed_ones)] if listed_ones else []
    rest = _rest(view, [row for row in rows if not row["is_listed"]])
    if rest:
        blocks.append(Paragraph([Link(rest, view.to("concerns"))]))
    for year in view.rows("earlier_years"):
        left = Link(view.say("page.overview.left_open", **year), view.to("concerns", year=year["plan_year"]))
        blocks.append(Paragraph([left]))
    return Section(view.say("page.overview.exceptions"), blocks)


def exception(view: View, row: dict[str, Any], *, is_brief: bool) -> Item:
    """A task that needs a leader: its name, who is responsible since when, and by how much."""
    new = view.say("exception.new") if row["is_new"] else ""
    who = " · ".join(who for who in (new, row["unit"], row["responsible_person"], _since(view, row)) if who)
    return task_item(view, row, beside=who, lines=[" · ".join(_exception(view, row, is_brief=is_brief))])


def task_item(view: View, row: dict[str, Any], *, beside: Text = "", lines: list[Text] | None = None) -> Item:
    """A task in a list, by its status and its name, which leads to it."""
    return Item(
        [Link(row["task"], view.to("task", id=row["task_id"]))],
        ui.status_of(view, row["status"]) if row.get("status") else None, beside, lines or [],
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
        return ""
    return view.say("exception.since", since_on=formats.short_day(row["since_on"], view.lang))


def _exception(view: View, row: dict[str, Any], *, is_brief: bool) -> list[str]:
    lang, consequence = view.lang, row["consequence"]
    sentence = view.say(
        f"exception.{consequence}",
        days=formats.days(row["days_overdue"] if consequence == "overdue" else row["help_days_overdue"], lang),
        due_on=formats.day(row["due_on"], lang), why=ui.rule_sentence(view, row["rule"]),
        unit=row["help_unit"], text=row["help_text"], n=row["n_stale_in_row"],
        status=view.say(f"status.{row['status']}"),
        reported=view.say(f"reported_status.{row['reported_status']}") if row["reported_status"] else "",
    )  # fmt: skip
    parts = [] if consequence == "off_pace" and row["rule"] in SAID_BY_DEVIATION else [sentence]
    if consequence in ("overdue", "off_pace", "rosier"):
        parts += _by_how_much(view, row, is_brief=is_brief)
    if row["last_known_status"]:
        known = view.say(f"status.{row['last_known_status']}")
        last_on = formats.short_day(row["last_known_as_of"], lang)
        parts.append(view.say("exception.last_known", status=known, as_of=last_on))
    if row["help_text"] and consequence != "blocked":
        needed = formats.short_day(row["help_needed_on"], lang)
        parts.append(
            view.say("exception.help", unit=row["help_unit"], text=row["help_text"], needed_on=needed)
        )
    if row["n_help_open"] and row["n_help_open"] > 1:
        parts.append(view.say("exception.more_help", n=row["n_help_open"]))
    return [*parts, *repeated(view, row)]


def repeated(view: View, row: dict[str, Any]) -> list[str]:
    """Whether the next step a unit names is past, and for how many returns in a row its words are the same."""
    said, lang = [], view.lang
    if row["status"] == "done":
        return []
    if row["next_step_days_past"]:
        said.append(view.say("exception.step_past", days=formats.days(row["next_step_days_past"], lang)))
    least = view.rows("plan")[0]["same_words"]
    n_same = max(row["n_same_next_step"], row["n_same_narrative"])
    if n_same >= least:
        what = "step" if row["n_same_next_step"] >= least else "narrative"
        n = row[f"n_same_{'next_step' if what == 'step' else what}"]
        said.append(view.say(f"exception.same_{what}", n=n))
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


def _by_how_much(view: View, row: dict[str, Any], *, is_brief: bool) -> list[str]:
    if row["value"] is None:
        return []
    lang, up = view.lang, formats.is_less_better(row["comparator"])
    scale = (row["unit_scale"], row["unit_of_measure"], lang)
    value = formats.amount_of(row["value"], row["target_value"], *scale, up=up)
    parts = [view.say("exception.progress", target=row["target"], value=value)]
    if row["rule"] == "past_due" and row["is_met"]:
        parts.append(ui.rule_sentence(view, row["rule"], is_met=True))
    elif row["deviation_points"] is not None:
        deviation = formats.deviation(row["attainment_share"], row["expected_share"], lang)
        parts.append(view.say("exception.deviation", deviation=deviation))
    if row["required_per_week"] is not None and not row["is_met"]:
        parts.append(pace_words(row, lang))
    if row["shortfall"] is not None and not is_brief:
        best, lacking = forecast_end(row, "best", lang), shortfall(row, lang)
        parts.append(view.say("exception.misses", best=best, shortfall=lacking))
    return parts


def status_counts(view: View, scope_id: int) -> Table:
    """How many tasks have which status, the change since the previous snapshot, and a line of all snapshots so far."""
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
    return Table(view.say("table.status_counts"), heads, rows)


def pillar_dial(view: View, pillar_id: int, key: str = "gauge", of: str = "") -> list[Block]:
    """A pillar's dial and what stands beside it; nothing where the pillar has neither target nor task."""
    rows = ui.answer(
        view.engine, "pillar_movement", view.params("pillar_movement", {}), ("pillar_id", pillar_id)
    )
    drawn = charts.GAUGE.rows(rows, view.lang).to_pylist()
    if not drawn:
        return []
    now, so_far = drawn[-1], spark_of(drawn)
    said = [now["expected_line"], now["change"] or "", now["caption"], now["attention"]]
    lines: list[Block] = [Paragraph(line, "note") for line in said if line]
    picture = Drawing(dial(now), charts.GAUGE.alt(rows, view.lang))
    said_beside = [*lines, Paragraph([Drawing(so_far)])]
    return [Beside(picture, said_beside, ui.taken(view, charts.GAUGE, rows, key, of))]


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
