"""Files to take from a page: links in its document, and what the server answers them with. They are named so that an
old one is never mistaken for a new one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from planboard import export
from planboard.document.blocks import Files, Link, To
from planboard.folders import data_folder, plan_folders
from planboard.queries import declared
from planboard.ui.serving import serve
from planboard.ui.shown import PlansView, Shown
from planboard.ui.view import View, answer
from planboard.wording.readable import as_file
from planboard.wording.text import LANGUAGES

# By the table's name: the query and what is chosen of it.
Answers = Mapping[str, tuple[str, Mapping[str, object]]]

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DAYS = ("as_of", "since")  # parameters that are days


def file_name(view: Shown, page: str, table: str, content: str, ending: str) -> str:
    """A file's name: plan where there are many, page, table, date, revision and content hash, and `demo` while the data
    is a demonstration."""
    plan, demo = f"{view.plan}_" if view.plan else "", "_demo" if view.is_demo else ""
    return f"planboard_{plan}{page}_{table}_{view.edition}_{content}{demo}.{ending}"


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
    asked = json.dumps(answers, default=str, ensure_ascii=False, separators=(",", ":"))
    shown = {"as_of": str(view.as_of), "lang": view.lang, "plan": view.plan, "answers": asked}
    if isinstance(view, View):
        shown["year"] = str(view.year or "")
    return To(
        f"files/answers/{name}", tuple((name, value) for name, value in shown.items() if value), is_file=True
    )


def answers_file(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """The file that a link of `downloads` asks for: its name, its content and its kind. Raises LookupError or
    ValueError for what no such link asks for."""
    page, _, ending = name.rpartition(".")
    view = _view(asked)
    answers = _answers(json.loads(asked["answers"]))
    if ending == "csv":
        [(table, (query, chosen))] = answers.items()
        content = export.to_csv(*_rows(view, query, chosen))
        return file_name(view, page, table, export.content_hash(content), ending), content, _KINDS[ending]
    content = workbook(view, answers)
    return file_name(view, page, "all", export.content_hash(content), ending), content, _KINDS[ending]


def _view(asked: Mapping[str, str]) -> Shown:
    lang, plan = asked["lang"], asked.get("plan", "")
    if lang not in LANGUAGES:
        raise LookupError(lang)
    folders = plan_folders(data_folder())
    if "" not in folders and not plan:
        return PlansView.over(lang, folders)
    engine = serve(folders[plan]).engine
    if engine is None:
        raise LookupError(plan)
    day = date.fromisoformat(asked["as_of"])
    snapshot = next((s for s in engine.published.current if s.as_of == day), None)
    if snapshot is None:
        raise LookupError(asked["as_of"])
    year = int(asked["year"]) if asked.get("year") else None
    return View(lang, engine, engine.published, snapshot, folders=folders, plan=plan, year=year)


def _answers(given: Any) -> Answers:
    return {str(table): (query, _chosen(query, chosen)) for table, (query, chosen) in given.items()}


def _chosen(query: str, chosen: Mapping[str, Any]) -> dict[str, object]:
    if unknown := chosen.keys() - set(declared(query).params):
        raise LookupError(unknown)
    return {n: date.fromisoformat(v) if n in _DAYS and v else v for n, v in chosen.items()}


def _rows(view: Shown, query: str, chosen: Mapping[str, object]) -> tuple[list[str], list[list[object]]]:
    return as_file(answer(view.engine, query, view.params(query, chosen)), view.lang, view.as_of, view.kind)


def workbook(view: Shown, answers: Answers) -> bytes:
    """The answers as one workbook, each on a sheet of its own."""
    sheets = {view.say(f"table.{table}"): _rows(view, *of) for table, of in answers.items()}
    identifier = view.snapshot.manifest_sha256 if isinstance(view, View) else None
    return export.to_xlsx(sheets, identifier=identifier)
