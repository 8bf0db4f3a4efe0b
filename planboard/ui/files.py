"""Files to take from a page: links in its document, and what the server answers them with. They are named so that an
old one is never mistaken for a new one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from planboard import export
from planboard.document.blocks import Files, Link, To
from planboard.document.tables import DRAWN
from planboard.errors import NotYet
from planboard.folders import data_folder, plan_folders
from planboard.queries import declared
from planboard.snapshots.exports import data_package, machine_name
from planboard.snapshots.published import published
from planboard.ui.serving import serve
from planboard.ui.shown import PlansView, Shown
from planboard.ui.view import View, answer
from planboard.wording.readable import as_file
from planboard.wording.text import LANGUAGES

# What pages show, as the data package holds it: answers about everything at once, whatever page asks for.
IN_PACKAGE = (
    "headline", "status_counts", "status_history", "pillar_gauges", "trend", "tasks", "targets", "exceptions",
    "changes", "value_changes", "amended", "restatements", "irregular_returns", "help_changes", "league", "difficulty",
    "unit_pillars", "discipline", "rosier", "dates", "roadmap", "deadlines", "coordination", "coordination_units",
    "measures", "responsibility", "persons", "forecast_coverage", "forecast_scores", "rule_numbers", "snapshots",
)  # fmt: skip
# By the table's name: the query, what is chosen of it, and the columns, which are those of the table on the page.
Answers = Mapping[str, tuple[str, Mapping[str, object], Sequence[str]]]

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DAYS = ("as_of", "since")  # parameters that are days
_APART = re.compile(r"[^\w-]+")  # what file systems forbid, and what separates words


def file_name(view: Shown, names: Iterable[str], content: str, ending: str) -> str:
    """A file's name in the reader's language: plan where there are many, `names` of page and table, date, revision and
    content hash, and that the data is a demonstration while it is one."""
    kind = [view.say(f"data_kind.{view.kind}")] if view.is_demo else []
    parts = [*([view.plan] if view.plan else []), *names, view.edition, content, *kind]
    return f"{'_'.join(_APART.sub('-', part).strip('-') for part in parts)}.{ending}"


def package_file(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """The data package of a date: its tables as they were published, and with every column, what pages show of them
    for all years together; the file's name, its content and its kind. Raises LookupError or ValueError for what there
    is not."""
    view = asked_view(asked)
    if name != "data.zip" or not isinstance(view, View):
        raise LookupError(name)
    before = max((s.as_of for s in view.now.current if s.as_of < view.as_of), default=None)
    named = [n for n in IN_PACKAGE if before or "since" not in declared(n).params]
    chosen = {n: {**dict.fromkeys(declared(n).params), **dict(view.params(n, {}))} for n in named}
    chosen = {n: {**of, "since": before} if "since" in of else of for n, of in chosen.items()}
    answers = {n: (answer(view.engine, n, tuple(of.items())), declared(n).grain) for n, of in chosen.items()}
    content = data_package(view.snapshot, view.rows("plan")[0]["title"], answers)
    return machine_name(view.snapshot, view.plan, "package", content, "zip"), content, "application/zip"


def page_name(view: Shown, page: str) -> str:
    """What a page is called: its name, that of its pillar or unit, or the task's with its number. Raises LookupError if
    there is none."""
    kind, _, of = page.partition("-")
    if kind == "pillar":
        return {str(row["pillar_id"]): str(row["short"]) for row in view.rows("pillars")}[of]
    if kind == "unit":
        return {row["unit_id"]: str(row["unit"]) for row in view.rows("units")}[of]
    return "-".join(filter(None, [view.say(f"page.{kind}.name"), of]))


def downloads(
    view: Shown, page: str, answers: Answers, *, together: str = "", only: Sequence[str] | None = None
) -> Files:
    """Links to answers of the page: each as CSV (or `only` some), and all as one workbook, which may be called
    `together`."""
    links = [
        Link(
            view.say("frame.csv", name=view.say(f"table.{table}")),
            _to(view, f"{page}.csv", {table: answers[table]}),
        )
        for table in only or answers
    ]
    return Files([*links, Link(together or view.say("frame.xlsx"), _to(view, f"{page}.xlsx", answers))])


def _to(view: Shown, name: str, answers: Answers) -> To:
    tables = {
        table: (*of, [n for n in columns if n not in DRAWN]) for table, (*of, columns) in answers.items()
    }
    asked = json.dumps(tables, default=str, ensure_ascii=False, separators=(",", ":"))
    shown = {"as_of": str(view.as_of), "lang": view.lang, "plan": view.plan, "answers": asked}
    if isinstance(view, View):
        shown["year"] = str(view.year or "")
    return To(
        f"files/answers/{name}", tuple((name, value) for name, value in shown.items() if value), is_file=True
    )


def answers_file(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """The file that a link of `downloads` asks for: its name, its content and its kind. Raises NotYet while its date is
    being computed, LookupError or ValueError for what no such link asks for."""
    page, _, ending = name.rpartition(".")
    view = asked_view(asked)
    answers = _answers(json.loads(asked["answers"]))
    if ending == "csv":
        [(table, asked_of)] = answers.items()
        content, of_table = export.to_csv(*_rows(view, *asked_of)), [view.say(f"table.{table}")]
    else:
        content, of_table = workbook(view, answers), []
    named = file_name(view, [page_name(view, page), *of_table], export.content_hash(content), ending)
    return named, content, _KINDS[ending]


def asked_view(asked: Mapping[str, str]) -> Shown:
    """What the query of a file's address asks to be shown. Raises LookupError or ValueError for what there is not."""
    lang, plan = asked["lang"], asked.get("plan", "")
    if lang not in LANGUAGES:
        raise LookupError(lang)
    folders = plan_folders(data_folder())
    if "" not in folders and not plan:
        return PlansView.over(lang, folders)
    found, day = serve(folders[plan]), date.fromisoformat(asked["as_of"])
    engine = found.engine
    if engine is None or day not in {s.as_of for s in engine.published.current}:
        is_coming = found.making and day in {s.as_of for s in published(folders[plan]).current}
        raise NotYet(asked["as_of"]) if is_coming else LookupError(asked["as_of"])
    snapshot = next(s for s in engine.published.current if s.as_of == day)
    year = int(asked["year"]) if asked.get("year") else None
    return _Asked(lang, engine, engine.published, snapshot, folders=folders, plan=plan, year=year)


class _Asked(View):
    """What a file shows: no address is kept by its links, for there is no page."""

    @cached_property
    def _kept(self) -> dict[str, str]:
        return {}


def _answers(given: Any) -> Answers:
    return {
        str(table): (query, _chosen(query, chosen), columns)
        for table, (query, chosen, columns) in given.items()
    }


def _chosen(query: str, chosen: Mapping[str, Any]) -> dict[str, object]:
    if unknown := chosen.keys() - set(declared(query).params):
        raise LookupError(unknown)
    return {n: date.fromisoformat(v) if n in _DAYS and v else v for n, v in chosen.items()}


def _rows(
    view: Shown, query: str, chosen: Mapping[str, object], columns: Sequence[str]
) -> tuple[list[str], list[list[object]]]:
    rows = answer(view.engine, query, view.params(query, chosen))
    return as_file(rows, columns, view.lang, view.as_of, view.kind)


def workbook(view: Shown, answers: Answers) -> bytes:
    """The answers as one workbook, each on a sheet of its own."""
    sheets = {view.say(f"table.{table}"): _rows(view, *of) for table, of in answers.items()}
    identifier = view.snapshot.manifest_sha256 if isinstance(view, View) else None
    return export.to_xlsx(sheets, identifier=identifier)
