"""The output of commands: tables to standard output, problems in both languages to standard error."""

from __future__ import annotations

import getpass
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from planboard.errors import Place, Problem, UserError
from planboard.export import table_csv
from planboard.ticks import Tick
from planboard.visible import trimmed, unseen
from planboard.wording.text import LANGUAGES, problem_line, say

FORMATS = ("table", "csv", "json")


def both(key: str, **params: object) -> str:
    """A message in both languages, for help texts and usage errors."""
    return "\n\n".join(say(lang, key, **params) for lang in LANGUAGES)


def _name(context: click.Context, option: click.Parameter, value: str) -> str:
    if problems := [*unseen(Place("--by"), value)]:
        raise UserError(problems)
    return trimmed(value)


BY = click.option("--by", default=getpass.getuser, callback=_name, help=both("cli.by"))


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """A block that writes an output file or folder. Raises UserError that names it if its folder is not there or the
    disk refuses."""
    try:
        yield
    except OSError as error:
        key = "cli.not_written" if path.parent.is_dir() else "cli.no_folder"
        params = {"folder": path.parent, "why": error.strerror or str(error)}
        raise UserError([Problem(Place(str(path)), key, params)]) from error


def write_file(path: Path, content: bytes) -> None:
    """Write an output file, as `writing` does."""
    with writing(path):
        path.write_bytes(content)


def tell(problems: Sequence[Problem]) -> None:
    """Write every problem to standard error, in both languages."""
    for lang in LANGUAGES:
        for problem in problems:
            click.echo(_printable(problem_line(lang, problem)), err=True)


@contextmanager
def bar(lang: str, key: str) -> Iterator[Tick]:
    """A progress bar on standard error for the length of the block; yields the callback that moves it. Nothing is drawn
    if standard error is not a terminal."""
    with ExitStack() as open_bars:
        bars: list[Any] = []

        def tick(n: int, of: int, what: str) -> None:
            if not sys.stderr.isatty():
                return
            if not bars:
                drawn = click.progressbar(
                    length=of, label=say(lang, key), file=sys.stderr, item_show_func=lambda item: item or ""
                )
                bars.append(open_bars.enter_context(drawn))
            bars[0].update(n - 1 - bars[0].pos, what)

        yield tick
        for drawn in bars:
            drawn.update(drawn.length - drawn.pos)


def show(table: pa.Table, output_format: str) -> None:
    """Write a table to standard output, in one of FORMATS."""
    if output_format == "csv":
        click.echo(table_csv(table), nl=False)
    elif output_format == "json":
        click.echo(json.dumps(table.to_pylist(), ensure_ascii=False, indent=1, default=str))
    else:
        rows = [table.column_names, *([_cell(v) for v in row.values()] for row in table.to_pylist())]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            click.echo(
                "  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
            )


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else _printable(str(value))


def _printable(text: str) -> str:
    """The text on one line, without characters that control a terminal."""
    return "".join(
        " " if c in "\t\r\n" else "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c
        for c in text
    )


def _width(text: str) -> int:
    """The number of terminal columns the text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
