"""Writes the generated parts of `docs/architecture.md` from the code: `python -m docs.architecture`.

Packages and arrows come from the imports, the line of each file from its docstring or header. A test fails while the
page and the code differ.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"

# From the top floor down: a package may import what is below it, as far as tests/test_imports.py allows.
FLOORS = (
    ("app", "commands"),
    ("pages", "demo"),
    ("ui", "office"),
    ("publishing", "document"),
    ("answers", "web"),
    ("models",),
    ("snapshots",),
    ("returns", "charts"),
    ("register", "wording"),
    ("ground",),
)
GROUND = ("schema", "errors", "folders", "durable", "export", "local_time", "queries", "ticks", "visible")


def modules() -> Iterator[tuple[str, Path]]:
    """Every Python file of the product, with its package. The package of files that every other may use is "ground"."""
    yield "app", ROOT / "app.py"
    for path in sorted(ROOT.glob("pages/**/*.py")):
        yield "pages", path
    for path in sorted(ROOT.glob("planboard/**/*.py")):
        name = path.relative_to(ROOT / "planboard").parts[0].removesuffix(".py")
        if name not in ("__init__", "__main__"):
            yield "ground" if name in GROUND else name, path


def imported(tree: ast.Module) -> set[str]:
    """The packages that a file imports, also inside its functions."""
    names = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "planboard":
            names += [f"planboard.{a.name}" for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    ours = [name.split(".") for name in names if name.split(".")[0] in ("planboard", "pages", "app")]
    packages = {parts[1] if parts[0] == "planboard" else parts[0] for parts in ours}
    return {"ground" if name in GROUND else name for name in packages}


def arrows() -> dict[str, set[str]]:
    """For each package, the other packages that its files import."""
    found: dict[str, set[str]] = {package: set() for floor in FLOORS for package in floor}
    for package, path in modules():
        found[package] |= imported(ast.parse(path.read_text("utf-8"))) - {package}
    return found


def known(package: str) -> set[str]:
    """Every package that this one imports, directly or through others."""
    direct, found = arrows(), set[str]()
    waiting = [package]
    while waiting:
        more = direct[waiting.pop()] - found
        found |= more
        waiting += more
    return found


def picture() -> str:
    """The packages, floor by floor, as a Mermaid flowchart; arrows that follow from longer paths are left out."""
    direct, below = arrows(), {package: known(package) for floor in FLOORS for package in floor}
    floors = [f"  subgraph f{n}[ ]\n    {' ~~~ '.join(floor)}\n  end" for n, floor in enumerate(FLOORS)]
    lines = [
        f"  {package} --> {other}"
        for package in below
        for other in sorted(direct[package])
        if not any(other in below[between] for between in direct[package] - {other})
    ]
    return "\n".join(["```mermaid", "flowchart TD", *floors, *lines, "```"])


def files() -> str:
    """A line for each file, package by package, from the top floor down."""
    listed = list(modules())
    parts: list[str] = []
    for package in (package for floor in FLOORS for package in floor):
        paths = [path for of, path in listed if of == package]
        about = [_line(path) for path in paths if path.name == "__init__.py" and path.stat().st_size]
        lines = [f"- `{path.name}`: {_line(path)}" for path in paths if path.name != "__init__.py"]
        parts += [f"### {_heading(package)}", *about, "\n".join(lines)]
    views = [f"- `{path.name}`: {_question(path)}" for path in sorted(ROOT.glob("queries/views/*.sql"))]
    return "\n\n".join([*parts, "### `queries/views/`", "\n".join(views)])


def _heading(package: str) -> str:
    folder = {"app": "app.py", "pages": "pages/", "demo": "planboard/demo.py", "ground": "planboard/"}
    ground = ", the ground everything stands on" if package == "ground" else ""
    return f"`{folder.get(package, f'planboard/{package}/')}`{ground}"


def _line(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[.?!]) (?=[A-Z`])", first)[0]


def _question(path: Path) -> str:
    """The question that a view answers, from its header."""
    return path.read_text("utf-8").split("\n", 1)[0].removeprefix("-- ")


def written(page: str) -> str:
    """The page, with its generated parts updated."""
    for name, made in (("packages", picture()), ("files", files())):
        begin, end = f"<!-- {name}: written by docs/architecture.py -->", f"<!-- end of {name} -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n\n{made}\n\n{end}{rest.split(end)[1]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
