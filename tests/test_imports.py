"""Which package may import which. These borders keep data flowing one way; docs/architecture.md draws them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from docs import architecture
from tests.places import ROOT

# The packages that each one imports; all of them may import the ground (schema, errors, folders, durable, export, …).
KNOWS = {
    "app": {"pages", "ui", "web", "wording"},
    "commands": {"answers", "demo", "models", "office", "publishing", "register", "returns", "snapshots", "wording"},
    "demo": {"office", "register", "returns", "snapshots"},
    "pages": {
        "answers", "charts", "document", "office", "publishing", "register", "returns", "snapshots", "ui", "wording",
    },
    "ui": {"answers", "charts", "document", "models", "snapshots", "wording"},
    "office": {"answers", "publishing", "register", "returns", "snapshots", "wording"},
    "publishing": {"answers", "models", "register", "returns", "snapshots", "wording"},
    "document": {"charts", "wording"},
    "answers": {"models", "snapshots"},
    "models": {"snapshots"},
    "web": {"snapshots", "wording"},
    "snapshots": {"register", "returns"},
    "returns": {"register", "wording"},
    "charts": {"wording"},
    "register": set(),
    "wording": set(),
    "ground": set(),
}  # fmt: skip
LIBRARIES = {
    "duckdb": ("planboard/answers/", "planboard/models/"),
    "markupsafe": ("planboard/document/", "planboard/charts/svg/", "planboard/charts/chart.py"),
    "streamlit": ("planboard/ui/", "pages/", "app.py"),
    "vl_convert": ("planboard/charts/picture_child.py",),
    "numpy": ("planboard/answers/league.py",),
    "pypinyin": ("planboard/models/readings.py",),
    "openpyxl": (
        "planboard/export.py",
        "planboard/office/form_writing.py",
        "planboard/office/register_book.py",
        "planboard/returns/form_reading.py",
    ),
    "pyspark": ("planboard/models/spark.py",),
    "grpc": ("planboard/models/spark.py",),
    "sqlglot": ("planboard/models/portable.py",),
    "click": ("planboard/commands/",),
    "starlette": ("planboard/web/", "app.py"),
}
CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
ASKS_THE_TIME = ("planboard/commands/office.py", "planboard/commands/register.py", "pages/returns.py")


def product() -> Iterator[tuple[str, ast.Module]]:
    """The path and the syntax tree of every file of the product."""
    for path in [ROOT / "app.py", *ROOT.glob("planboard/**/*.py"), *ROOT.glob("pages/**/*.py")]:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def libraries(tree: ast.Module) -> set[str]:
    """The top-level packages that a file imports, also inside its functions."""
    names = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("package", KNOWS)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    for of, path in architecture.modules():
        if of == package:
            known = architecture.imported(ast.parse(path.read_text("utf-8"))) - {package, "ground"}
            assert known <= KNOWS[package], f"{path.relative_to(ROOT)} imports {known - KNOWS[package]}"


def test_every_package_is_listed_and_every_permission_is_used() -> None:
    found = {package: known - {"ground"} for package, known in architecture.arrows().items()}
    assert found == KNOWS


def test_every_import_leads_to_a_lower_floor() -> None:
    floor = {package: n for n, packages in enumerate(architecture.FLOORS) for package in packages}
    for package, known in architecture.arrows().items():
        for other in known:
            assert floor[package] < floor[other], f"{package} imports {other}"


def test_the_agreed_borders_hold_through_other_packages_too() -> None:
    assert "snapshots" not in architecture.known("returns")
    assert "office" not in architecture.known("publishing")
    assert "charts" not in architecture.known("wording")
    assert not architecture.known("document") & {"ui", "answers", "snapshots"}


def test_every_import_is_written_out_so_that_these_tests_see_it() -> None:
    for path, tree in product():
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: a relative import"
            assert not (isinstance(node, ast.Name) and node.id == "__import__"), path
        assert "importlib" not in libraries(tree), path


def test_what_python_starts_with_brings_in_nothing_but_the_commands() -> None:
    package = {path: architecture.imported(tree) for path, tree in product() if "/__" in path}
    assert package["planboard/__init__.py"] == set()
    assert package["planboard/__main__.py"] == {"commands"}


def test_no_file_imports_another_that_imports_it() -> None:
    files = {path.removesuffix(".py").replace("/", "."): tree for path, tree in product()}
    graph: dict[str, set[str]] = {}
    for name, tree in files.items():
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                inside = {f"{node.module}.{a.name}" for a in node.names}
                graph.setdefault(name, set()).update(
                    {node.module or ""} & files.keys() | inside & files.keys()
                )
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_a_library_is_imported_only_where_it_belongs() -> None:
    for path, tree in product():
        for library in libraries(tree) & LIBRARIES.keys():
            assert path.startswith(LIBRARIES[library]), f"{path} imports {library}"


def test_every_library_is_still_imported_wherever_it_may_be() -> None:
    found = {
        library: [path for path, tree in product() if library in libraries(tree)] for library in LIBRARIES
    }
    for library, places in LIBRARIES.items():
        for place in places:
            assert any(path.startswith(place) for path in found[library]), f"{library} in {place}"


def test_the_package_imports_no_pages_server_tests_or_bench() -> None:
    for path, tree in product():
        if path.startswith("planboard/"):
            assert not libraries(tree) & {"pages", "app", "tests", "bench", "docs"}, path


def test_only_the_command_line_and_the_office_page_read_the_clock() -> None:
    for path, tree in product():
        calls = {
            n.func.attr
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        assert path.startswith(ASKS_THE_TIME) or not calls & CLOCK, path


def test_the_generated_parts_of_the_architecture_are_up_to_date() -> None:
    page = Path(architecture.PAGE).read_text("utf-8")
    assert page == architecture.written(page), "run python -m docs.architecture"
