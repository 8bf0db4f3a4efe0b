"""Which package may import what. The borders keep data flowing one way; docs/architecture.md draws them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import architecture
from tests.places import ROOT

# What each package knows of the others; everything knows the ground (schema, errors, folders, durable, export, …).
KNOWS = {
    "app": {"ui", "web", "wording"},
    "commands": {"answers", "demo", "office", "publishing", "register", "returns", "snapshots", "wording"},
    "demo": {"office", "register", "returns", "snapshots"},
    "pages": {
        "answers", "charts", "office", "publishing", "register", "returns", "snapshots", "ui", "wording",
    },
    "ui": {"answers", "charts", "snapshots", "wording"},
    "office": {"answers", "publishing", "register", "returns", "snapshots", "wording"},
    "publishing": {"answers", "register", "returns", "snapshots", "wording"},
    "answers": {"snapshots"},
    "web": {"snapshots", "wording"},
    "snapshots": {"register", "returns"},
    "returns": {"register", "wording"},
    "charts": {"wording"},
    "register": set(),
    "wording": set(),
    "ground": set(),
}  # fmt: skip
LIBRARIES = {
    "duckdb": ("planboard/answers/",),
    "altair": ("planboard/charts/",),
    "streamlit": ("planboard/ui/", "pages/", "app.py"),
    "vl_convert": ("planboard/charts/picture_child.py",),
    "numpy": ("planboard/answers/league.py",),
    "pypinyin": ("planboard/answers/search.py",),
    "openpyxl": (
        "planboard/export.py",
        "planboard/office/form_writing.py",
        "planboard/returns/form_reading.py",
    ),
    "click": ("planboard/commands/",),
    "starlette": ("planboard/web/", "app.py"),
}
CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
ASKS_THE_TIME = ("planboard/commands/office.py", "pages/returns.py")


def product() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the product, by its path, parsed."""
    for path in [ROOT / "app.py", *ROOT.glob("planboard/**/*.py"), *ROOT.glob("pages/*.py")]:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def libraries(tree: ast.Module) -> set[str]:
    """The top-level packages a file imports, wherever in the file it does."""
    names = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("package", KNOWS)
def test_a_package_knows_only_what_it_may(package: str) -> None:
    for of, path in architecture.modules():
        if of == package:
            known = architecture.imported(ast.parse(path.read_text("utf-8"))) - {package, "ground"}
            assert known <= KNOWS[package], f"{path.relative_to(ROOT)} imports {known - KNOWS[package]}"


def test_every_package_has_its_borders_and_every_border_is_used() -> None:
    found = {package: known - {"ground"} for package, known in architecture.arrows().items()}
    assert found == KNOWS


def test_every_arrow_leads_down_a_floor() -> None:
    floor = {package: n for n, packages in enumerate(architecture.FLOORS) for package in packages}
    for package, known in architecture.arrows().items():
        for other in known:
            assert floor[package] < floor[other], f"{package} imports {other}"


def test_the_borders_that_were_agreed_hold_by_every_way() -> None:
    assert "snapshots" not in architecture.known("returns")
    assert "office" not in architecture.known("publishing")
    assert "charts" not in architecture.known("wording")


def test_a_library_is_imported_only_where_it_belongs() -> None:
    for path, tree in product():
        for library in libraries(tree) & LIBRARIES.keys():
            assert path.startswith(LIBRARIES[library]), f"{path} imports {library}"


def test_every_library_still_has_each_of_its_places() -> None:
    found = {
        library: [path for path, tree in product() if library in libraries(tree)] for library in LIBRARIES
    }
    for library, places in LIBRARIES.items():
        for place in places:
            assert any(path.startswith(place) for path in found[library]), f"{library} in {place}"


def test_the_package_knows_nothing_of_pages_server_tests_or_bench() -> None:
    for path, tree in product():
        if path.startswith("planboard/"):
            assert not libraries(tree) & {"pages", "app", "tests", "bench", "docs"}, path


def test_nothing_but_the_command_line_and_the_office_page_asks_for_the_time() -> None:
    for path, tree in product():
        calls = {
            n.func.attr
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        assert path.startswith(ASKS_THE_TIME) or not calls & CLOCK, path


def test_the_page_on_the_architecture_says_what_the_code_is() -> None:
    page = Path(architecture.PAGE).read_text("utf-8")
    assert page == architecture.written(page), "run python -m docs.architecture"
