"""Which units lead, which need attention?"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from planboard import charts, ui
from planboard.charts.svg.heat import heat_cell
from planboard.document.blocks import Block, Cell, Column, Document, Drawing, Link, Paragraph, Section, Table
from planboard.ui import View
from planboard.wording import formats
from planboard.wording.bands import bands
from planboard.wording.readable import label, unscored
from planboard.wording.text import listed, sentences

RANKED = (
    "position", "unit", "movement", "rank_range", "band_sure", "score", "n_scored_tasks", "unscored",
    "n_overdue", "unit_note",
)  # fmt: skip
FEW = (
    "unit", "score", "n_scored_tasks", "unscored", "n_overdue", "unit_note",
)  # fmt: skip
DIFFICULTY = (
    "unit", "n_tasks", "numeric_share", "mean_attainment_share", "n_attainment", "helped_share", "n_help_open", "n_led",
    "n_participating",
)  # fmt: skip
ROSIER = ("unit", "n_judged", "n_checkable", "n_rosier", "rosier_share", "n_rosier_now")
CELLS = ("unit", "pillar", "n_tasks", "n_scored_tasks", "score", "n_attention", "n_done")
DISCIPLINE = (
    "unit",
    "has_return",
    "n_due",
    "n_received",
    "n_on_time",
    "n_missing",
    "n_sent_back",
    "on_time_share",
    "n_task_periods",
    "n_stale_periods",
)


FILES: ui.Answers = {
    "league": ("league", {}, RANKED),
    "difficulty": ("difficulty", {}, DIFFICULTY),
    "unit_pillars": ("unit_pillars", {}, CELLS),
    "discipline": ("discipline", {}, DISCIPLINE),
    "rosier": ("rosier", {}, ROSIER),
}


def page(view: View) -> None:
    """The league table with how sure each position is, units with few tasks apart, and reporting on its own."""
    ui.draw(view, document)


def document(view: View) -> Document:
    """The document of this page."""
    counts, plan = view.row("league_counts") or {}, view.row("plan") or {}
    sections: list[Block] = [
        *(_ranked(view) if counts["n_ranked"] else []),
        *([_few(view)] if counts["n_few"] else []),
        *(
            Section(
                view.say(f"page.league.{name}"), [ui.table_of(view, name, columns)],
                view.say(f"page.league.{name}_note"),
            )
            for name, columns in (("difficulty", DIFFICULTY), ("discipline", DISCIPLINE), ("rosier", ROSIER))
        ),
        *_by_pillar(view),
    ]  # fmt: skip
    caution = Paragraph(_caution(view, counts, plan["league_range_share"]), "note")
    return Document(
        view.say("page.league.title"),
        _lead(view, counts, plan["league_minimum"]),
        [caution, *sections, ui.downloads(view, "league", FILES)],
    )


def _ranked(view: View) -> list[Section]:
    """The units that have a position: as a picture, and as a table."""
    only = ("is_ranked", True)
    picture = ui.figure(view, charts.LEAGUE, "league", "league", only=only, is_titled=False)
    note = view.say("page.league.score_note")
    return [
        Section(view.say("page.league.chart"), picture),
        Section(view.say("page.league.ranked"), [ui.table_of(view, "league", RANKED, only=only)], note),
    ]


def _few(view: View) -> Section:
    """The units that have too few scored tasks for a position."""
    title = view.say("page.league.few")
    return Section(title, [ui.table_of(view, "league", FEW, only=("is_ranked", False), caption=title)])


def _by_pillar(view: View) -> list[Section]:
    """Where each unit's tasks need attention: a row for each unit, a column for each pillar; nothing without tasks."""
    found = ui.answer(view.engine, "unit_pillars", view.params("unit_pillars", {}))
    cells = charts.HEATMAP.rows(found, view.lang).to_pylist()
    units = [list(of_unit) for _, of_unit in groupby(cells, key=lambda cell: cell["unit_id"])]
    if not units:
        return []
    heads = [Column("unit", label("unit", view.lang), is_short=True)]
    heads += [Column(str(cell["pillar_id"]), cell["pillar"]) for cell in units[0]]
    rows = [
        [
            Cell([Link(of_unit[0]["unit"], view.to("unit", id=of_unit[0]["unit_id"]))]),
            *(
                Cell([Drawing(heat_cell(cell), cell["spoken"])], cell["n_attention"])
                if cell["counted"]
                else Cell("", "")
                for cell in of_unit
            ),
        ]
        for of_unit in units
    ]
    title, taken = view.say("page.league.heatmap"), ui.taken(view, charts.HEATMAP, found, "heatmap")
    said = Paragraph(charts.HEATMAP.title(found, view.lang))
    shown = [said, Table(title, heads, rows, taken), ui.numbers(view, "unit_pillars", CELLS, "heatmap")]
    return [Section(title, shown, view.say("chart.heatmap.key"))]


def _lead(view: View, counts: dict[str, Any], minimum: int) -> str:
    """What the bands say, and only then who is first, and how many units have no position."""
    minimum = max(minimum, 1)
    if not counts["n_scored_tasks"]:
        return view.say("page.league.lead_unscored")
    if not counts["n_ranked"]:
        return view.say("page.league.lead_none", minimum=minimum)
    first, score = listed(view.lang, counts["first_units"]), formats.score(counts["first_score"])
    lead = "lead_only" if counts["n_ranked"] == 1 else "lead"
    few = view.say("page.league.lead_few", n=counts["n_few"], minimum=minimum) if counts["n_few"] else ""
    league = ui.answer(view.engine, "league", view.params("league", {}))
    return sentences(
        view.lang,
        [
            bands(league.to_pylist(), view.lang),
            view.say(f"page.league.{lead}", first=first, score=score, minimum=minimum),
            few,
        ],
    )


def _caution(view: View, counts: dict[str, Any], share: float) -> str:
    """How many tasks are scored, why the others are not, and what the lines of the chart are where it has any."""
    reasons = unscored(counts, view.lang)
    numbers = {n: counts[n] for n in ("n_tasks", "n_units", "n_scored_tasks")}
    scored = view.say(
        "page.league.some_scored" if reasons else "page.league.all_scored",
        reasons=listed(view.lang, reasons), **numbers,
    )  # fmt: skip
    caution = view.say("page.league.caution", range=formats.percent(share, view.lang))
    return sentences(view.lang, [scored, caution if counts["n_ranked"] else ""])
