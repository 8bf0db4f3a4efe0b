"""Which file may import what. The rules keep data flowing one way; docs/decisions.md says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.places import ROOT

ALLOWED = {
    "duckdb": ("planboard/answers/engine.py",),
    "altair": ("planboard/charts/",),
    "streamlit": ("planboard/ui/", "pages/", "app.py"),
    "vl_convert": ("planboard/charts/picture_child.py",),
    "numpy": ("planboard/answers/league.py",),
}
CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
ASKS_THE_TIME = ("planboard/commands/office.py", "pages/returns.py")


def product() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the product, by its path, parsed."""
    for path in [ROOT / "app.py", *ROOT.glob("planboard/**/*.py"), *ROOT.glob("pages/*.py")]:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages a file imports, wherever in the file it does."""
    names = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


def test_a_library_is_imported_only_where_it_belongs() -> None:
    for path, tree in product():
        for library in imported(tree) & ALLOWED.keys():
            assert path.startswith(ALLOWED[library]), f"{path} imports {library}"


def test_the_package_knows_nothing_of_pages_server_tests_or_bench() -> None:
    for path, tree in product():
        if path.startswith("planboard/"):
            assert not imported(tree) & {"pages", "app", "tests", "bench"}, path


def test_nothing_but_the_command_line_asks_for_the_time() -> None:
    for path, tree in product():
        calls = {
            n.func.attr
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        assert path.startswith(ASKS_THE_TIME) or not calls & CLOCK, path


def test_every_rule_still_has_a_file_it_allows() -> None:
    found = {library: [path for path, tree in product() if library in imported(tree)] for library in ALLOWED}
    assert all(found.values()), found
