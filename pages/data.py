"""What data can I download?"""

from __future__ import annotations

from collections.abc import Iterable

from planboard import ui
from planboard.document.blocks import (
    Block,
    Document,
    Files,
    Fold,
    Link,
    Mono,
    Notice,
    Paragraph,
    Section,
    Text,
    To,
)
from planboard.errors import Problem, UserError
from planboard.register.plan import load_plan
from planboard.schema import TABLES
from planboard.schema import Table as Declared
from planboard.ui import View
from planboard.wording.readable import label
from planboard.wording.text import messages, problem_line

SNAPSHOTS = (
    "as_of",
    "revision",
    "is_current",
    "data_kind",
    "published_at",
    "publisher",
    "reason",
    "manifest_sha256",
)


def page(view: View) -> None:
    """Every table to download, the published snapshots with their hashes, what was left out, and the dictionary."""
    folder = view.data / "plan"
    files = sorted((f.name, f.stat().st_size, f.stat().st_mtime_ns) for f in folder.glob("*"))
    ui.draw(view, document, register=tuple(files))


def document(view: View, *, register: tuple[tuple[str, int, int], ...]) -> Document:
    """The document of this page. `register` says how its files are: their names, sizes and times."""
    summary = view.say(
        "page.data.summary", n_tables=len(TABLES), as_of=view.as_of, n_snapshots=len(view.now.current),
        n_rows=sum(table.rows for table in view.snapshot.manifest.tables.values()),
    )  # fmt: skip
    damage = _said(view, view.now.problems) or [Paragraph(view.say("page.data.no_damage"), "note")]
    return Document(
        view.say("page.data.title"),
        summary,
        [
            _tables(view),
            Section(
                view.say("page.data.snapshots"),
                [
                    ui.table_of(view, "snapshots", SNAPSHOTS),
                    ui.downloads(view, "data", {"snapshots": ("snapshots", {}, SNAPSHOTS)}),
                ],
            ),
            Section(view.say("page.data.damage"), damage),
            Section(view.say("page.data.register"), _register(view)),
            Section(
                view.say("page.data.dictionary"), [_dictionary(view, table) for table in TABLES.values()]
            ),
        ],
    )


def _tables(view: View) -> Section:
    """Links to the tables of the snapshot shown: as one package, as one workbook, and each as CSV."""
    shown = (("as_of", str(view.as_of)), ("lang", view.lang), *((("plan", view.plan),) if view.plan else ()))
    named = {
        "package/data.zip": view.say("page.data.package"),
        "snapshot/tables.xlsx": view.say("page.data.workbook"),
        **{f"snapshot/{name}.csv": view.say(f"registered.{name}") for name in TABLES},
    }
    links = [Link(words, To(f"files/{name}", shown, is_file=True)) for name, words in named.items()]
    return Section(view.say("page.data.tables"), [Files(links)])


def _said(view: View, problems: Iterable[Problem]) -> list[Block]:
    return [Notice(problem_line(view.lang, problem), "error") for problem in problems]


def _register(view: View) -> list[Block]:
    try:
        load_plan(view.data / "plan")
    except UserError as error:
        broken = Notice(view.say("page.data.register_broken", n=len(error.problems)), "warning")
        return [broken, *_said(view, error.problems)]
    return [Paragraph(view.say("page.data.register_fine"), "note")]


def _dictionary(view: View, table: Declared) -> Fold:
    """What the columns of a table hold."""
    columns, name = table.columns, view.say(f"registered.{table.name}")
    shown: dict[str, list[Text]] = {
        "column": [[Mono(column.name)] for column in columns],
        "meaning": [_meaning(view, column.name) for column in columns],
        "type": [view.say(f"type.{column.type}") for column in columns],
        "required": ["✓" if column.required else "" for column in columns],
        "refers_to": [[Mono(column.ref)] if column.ref else "" for column in columns],
        "allowed": [[Mono(", ".join(column.allowed))] if column.allowed else "" for column in columns],
    }
    listing = ui.listing_of(view, shown, f"{view.say('table.dictionary')} {table.name}")
    return Fold(f"{name} {table.name}", [listing], f"dictionary-{table.name}")


def _meaning(view: View, column: str) -> str:
    key = f"parameter.{column}"
    return view.say(key) if key in messages() else label(column, view.lang)
