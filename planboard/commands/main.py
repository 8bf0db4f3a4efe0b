"""The group of commands, and those that check, build, verify and query."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from planboard import demo as demonstration
from planboard.commands import office, register
from planboard.commands.terminal import FORMATS, bar, both, show, tell
from planboard.errors import Place, Problem, Refused, UserError
from planboard.folders import data_folder, plan_folders
from planboard.publishing.accepted import READ_OTHERWISE
from planboard.publishing.basis import newest_faults
from planboard.publishing.crossing import unnoted
from planboard.publishing.head import head as head_of
from planboard.publishing.head import state_of
from planboard.publishing.register import check_register
from planboard.publishing.verify import verify as verify_all
from planboard.register.files import read_value
from planboard.register.plan import copies, load_plan
from planboard.register.records import records
from planboard.schema import DATE, TABLES, TEXT, Column
from planboard.snapshots.published import Published, published
from planboard.wording.text import LANGUAGES, say


class _Group(click.Group):
    """Commands whose UserError is reported without a traceback and ends the program with its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            tell(error.problems)
            sys.exit(error.exit_code)


@click.group(cls=_Group, help=both("cli.help"), epilog=both("cli.exit_codes"))
@click.option(
    "--lang", type=click.Choice(LANGUAGES), envvar="PLANBOARD_LANG", default="zh", help=both("cli.lang")
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PLANBOARD_DATA",
    help=both("cli.data"),
)
@click.pass_context
def main(ctx: click.Context, lang: str, data: Path | None) -> None:
    folders = plan_folders(data or data_folder())
    one = {} if ctx.invoked_subcommand == "model" else {"data": _only_plan(data or data_folder())}
    ctx.obj = {"lang": lang, "folders": folders, **one}


def _only_plan(data: Path) -> Path:
    """The folder of the one plan that `data` names. Raises UserError where it holds many, as commands work on one."""
    folders = plan_folders(data)
    if "" not in folders:
        names, first = ", ".join(folders), next(iter(folders.values()))
        raise UserError([Problem(Place(str(data)), "cli.many_plans", {"names": names, "first": first})])
    return folders[""]


@main.command(help=both("cli.check"))
@click.pass_obj
def check(obj: dict[str, Any]) -> None:
    tables, known = load_plan(obj["data"] / "plan").tables, records(obj["data"])
    beside = copies(obj["data"] / "plan")
    if problems := [*beside, *newest_faults(obj["data"]), *check_register(obj["data"])]:
        raise UserError(problems)
    counts = {
        f"n_{name}": tables[name].num_rows for name in ("pillars", "measures", "tasks", "targets", "units")
    }
    click.echo(say(obj["lang"], "cli.checked", **counts))
    if known:
        since = {"n": len(known) - 1, "on": known[0].at.date()}
        click.echo(say(obj["lang"], "cli.checked_records", **since))


@main.command(help=both("cli.demo"))
@click.option("--replace", "replace_old", is_flag=True, help=both("cli.replace"))
@click.pass_obj
def demo(obj: dict[str, Any], replace_old: bool) -> None:
    lang = obj["lang"]
    plan = load_plan(obj["data"] / "plan")
    with bar(lang, "cli.building") as tick:
        made = demonstration.build(obj["data"], plan, replace_old=replace_old, tick=tick)
    for snapshot in made:
        click.echo(say(lang, "cli.published", as_of=snapshot.as_of, revision=snapshot.revision))
    click.echo(say(lang, "cli.demo_done", n=len(made), folder=obj["data"] / "snapshots"))


@main.command(help=both("cli.verify"))
@click.option("--deep", is_flag=True, help=both("cli.deep"))
@click.option("--expect", metavar="HASH", help=both("cli.expect_head"))
@click.pass_obj
def verify(obj: dict[str, Any], deep: bool, expect: str | None) -> None:
    # Imported here, so that the other commands start without a database.
    from planboard.models.store import Models

    with bar(obj["lang"], "cli.verifying") as tick:
        problems = verify_all(obj["data"], deep=deep, tick=tick)
    if expect is not None:
        problems += unnoted(obj["data"])
        try:
            state = state_of(obj["data"], expect)
        except UserError as error:
            problems += error.problems
    with bar(obj["lang"], "cli.modelling") as tick:
        problems += Models(obj["data"], published(obj["data"])).problems(deep=deep, tick=tick)
    otherwise = [problem for problem in problems if problem.key == READ_OTHERWISE]
    tell(otherwise)
    if len(problems) > len(otherwise):
        raise UserError([problem for problem in problems if problem not in otherwise])
    n = len(published(obj["data"]).snapshots)
    click.echo(say(obj["lang"], "cli.verified" if n else "cli.nothing_to_verify", n=n))
    if expect is not None:
        since = {"n_snapshots": state.n_snapshots, "n_records": state.n_records}
        click.echo(say(obj["lang"], "cli.head_found", head=state.head, **since))


@main.command(help=both("cli.head"))
@click.pass_obj
def head(obj: dict[str, Any]) -> None:
    click.echo(head_of(obj["data"]))


@main.command(help=both("cli.model"))
@click.option("--all", "anew", is_flag=True, help=both("cli.model_all"))
@click.option("--engine", metavar="ADDRESS", help=both("cli.model_engine"))
@click.pass_obj
def model(obj: dict[str, Any], anew: bool, engine: str | None) -> None:
    # Imported here, so that the other commands start without a database.
    from planboard.answers.making import make
    from planboard.models.computing import Computes, in_duckdb
    from planboard.models.store import Models

    compute: Computes = in_duckdb
    if engine:
        try:
            from planboard.models.spark import OnSpark
        except ImportError as error:
            params = {"why": error.name}
            raise UserError([Problem(Place("--engine"), "engine.not_installed", params)]) from error
        compute = OnSpark(engine)

    def days(models: Models) -> Sequence[date]:
        return models.dates if anew else (*models.missing, *models.damaged)

    refused: list[Problem] = []
    for name, folder in obj["folders"].items():
        now = published(folder)
        tell(now.problems)
        try:
            with bar(obj["lang"], "cli.modelling") as tick:
                models, n = make(folder, now, days, compute=compute, tick=tick)
        except UserError as error:  # of many plans, the others can still be made
            refused += (
                [replace(p, place=replace(p.place, file=f"{name}/{p.place.file}")) for p in error.problems]
                if name
                else error.problems
            )
            continue
        key = "cli.modelled_plan" if name else "cli.modelled"
        click.echo(say(obj["lang"], key, plan=name, n=n, of=len(models.dates)))
    if refused:
        raise UserError(refused)


@main.command(help=both("cli.snapshots"))
@click.option(
    "--format", "output_format", type=click.Choice(FORMATS), default="table", help=both("cli.format")
)
@click.pass_obj
def snapshots(obj: dict[str, Any], output_format: str) -> None:
    now = published(obj["data"])
    names = (
        "as_of",
        "revision",
        "is_current",
        "kind",
        "published_at",
        "publisher",
        "reason",
        "manifest_sha256",
    )
    show(pa.table({name: [getattr(s, name) for s in now.snapshots] for name in names}), output_format)
    tell(now.problems)


@main.command(help=both("cli.query"))
@click.argument("name", required=False)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=both("cli.as_of"))
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help=both("cli.param"))
@click.option("--lang", type=click.Choice(LANGUAGES), help=both("cli.query_lang"))
@click.option(
    "--format", "output_format", type=click.Choice(FORMATS), default="table", help=both("cli.format")
)
@click.pass_obj
def query(
    obj: dict[str, Any],
    name: str | None,
    as_of: datetime | None,
    given: tuple[str, ...],
    lang: str | None,
    output_format: str,
) -> None:
    # Imported here, so that the other commands start without a database.
    from planboard.answers.engine import open_engine
    from planboard.queries import queries

    if name is None:
        for found in queries().values():
            click.echo(f"{found.name:16} {found.question}  ({', '.join(found.params)})")
        return
    if name not in queries():
        raise click.BadParameter(both("cli.no_query", known=", ".join(queries())), param_hint=f"NAME {name}")
    now = published(obj["data"])
    tell(now.problems)
    params: dict[str, Any] = dict.fromkeys(queries()[name].params)
    params |= {
        key: value
        for key, value in (("as_of", _date(now, as_of)), ("lang", lang or obj["lang"]))
        if key in params
    }
    params |= dict(_param(text, queries()[name].params) for text in given)
    if "since" in params and params["since"] is None:  # as on the page, with the snapshot before
        earlier = [s.as_of for s in now.current if s.as_of < params["as_of"]]
        params["since"] = max(earlier, default=None)
    show(open_engine(obj["data"]).query(name, **params), output_format)


@main.command(help=both("cli.backtest"))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=both("cli.as_of"))
@click.option("--lang", type=click.Choice(LANGUAGES), help=both("cli.query_lang"))
@click.option(
    "--format", "output_format", type=click.Choice(FORMATS), default="table", help=both("cli.format")
)
@click.pass_obj
def backtest(obj: dict[str, Any], as_of: datetime | None, lang: str | None, output_format: str) -> None:
    # Imported here, so that the other commands start without a database.
    from planboard.answers.backtest import scores
    from planboard.answers.engine import open_engine

    now = published(obj["data"])
    tell(now.problems)
    found, lang = scores(open_engine(obj["data"]), _date(now, as_of)), lang or obj["lang"]
    for column in ("shape", "horizon"):
        words = pa.array([say(lang, f"{column}.{value}") for value in found[column].to_pylist()])
        found = found.set_column(found.column_names.index(column), column, words)
    show(found, output_format)


def _date(now: Published, as_of: datetime | None) -> date:
    """The date asked for, else the newest published one. Raises UserError if it is not published or nothing is."""
    there = [s.as_of for s in now.current]
    if not there:
        raise UserError([Problem(Place("snapshots"), "cli.no_snapshot")])
    if as_of and as_of.date() not in there:
        dates = ", ".join(map(str, there))
        raise UserError(
            [Problem(Place("--as-of"), "cli.not_published", {"as_of": as_of.date(), "dates": dates})]
        )
    return as_of.date() if as_of else there[-1]


def _param(text: str, declared: Sequence[str]) -> tuple[str, Any]:
    """A query parameter's name and value, read as the column of that name would be; an empty value is None, for any."""
    name, _, value = text.partition("=")
    if name not in declared:
        raise click.BadParameter(
            both("cli.no_param", known=", ".join(declared)), param_hint=f"--param {text}"
        )
    types = {column.name: column.type for table in TABLES.values() for column in table.columns}
    types |= {"as_of": DATE, "since": DATE}  # parameters that no table has as a column
    try:
        return name, read_value(value, Column(name, types.get(name, TEXT), required=False))
    except Refused as refused:
        reason = " / ".join(say(lang, f"problem.{refused.key}", **refused.params) for lang in LANGUAGES)
        raise click.BadParameter(reason, param_hint=f"--param {text}") from None


for command in (*office.COMMANDS, *register.COMMANDS):
    main.add_command(command)
