"""Who leads and who takes part?"""

from planboard import ui
from planboard.document.blocks import Cell, Column, Document, Link, Section, Table
from planboard.ui import View
from planboard.wording.readable import label

PERSONS = ("unit", "responsible_person", "n_tasks", "items", "next_deadline")
MEASURES = ("measure_id", "measure", "pillar", "lead_unit", "n_tasks")
FILES: ui.Answers = {
    "responsibility": ("responsibility", {}, ("unit", "measure_id", "measure", "role", "n_tasks")),
    "persons": ("persons", {}, PERSONS),
    "measures": ("measures", {"pillar_id": None}, MEASURES),
}
ROLE_SIGNS = {"lead": "●", "participating": "○", None: ""}


def page(view: View) -> None:
    """Units by measures with their roles, and the responsible persons."""
    ui.draw(view, document)


def document(view: View) -> Document:
    """The document of this page."""
    counts = view.row("responsibility_counts") or {}
    return Document(
        view.say("page.responsibility.title"),
        view.say("page.responsibility.summary", **counts),
        [
            Section(
                view.say("page.responsibility.matrix"),
                [_matrix(view)],
                view.say("page.responsibility.matrix_note"),
            ),
            Section(
                view.say("page.responsibility.measures"),
                [ui.table_of(view, "measures", MEASURES, pillar_id=None)],
            ),
            Section(view.say("page.responsibility.persons"), [ui.table_of(view, "persons", PERSONS)]),
            ui.downloads(view, "responsibility", FILES),
        ],
    )


def _matrix(view: View) -> Table:
    """Units by measures: who leads (●), takes part (○) and answers for how many tasks."""
    roles = view.rows("responsibility")
    measures = view.rows("measures", pillar_id=None)
    units = {role["unit_id"]: role["unit"] for role in roles}
    signs = {
        (role["unit_id"], role["measure_id"]): f"{ROLE_SIGNS[role['role']]} {role['n_tasks'] or ''}".strip()
        for role in roles
    }
    heads = [
        Column("unit", label("unit", view.lang)),
        *(Column(str(m["measure_id"]), f"{m['measure_id']} {m['measure']}", is_sign=True) for m in measures),
    ]
    rows = [
        [
            Cell([Link(name, view.to("unit", id=unit_id))]),
            *(Cell(signs.get((unit_id, m["measure_id"]), "")) for m in measures),
        ]
        for unit_id, name in units.items()
    ]
    return Table(view.say("table.responsibility"), heads, rows)
