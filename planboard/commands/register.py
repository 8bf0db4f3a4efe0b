"""The commands that change the register: amended, exported and imported as a workbook, begun anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from planboard.commands.terminal import BY, both, tell, write_file, writing
from planboard.errors import Place, Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.office.amending import Proposal, carry_out, change_in_words, in_words, propose
from planboard.register import acts, keeping
from planboard.register.acts import AMENDABLE, Decision, Succession
from planboard.register.plan import EXAMPLE, Plan, load_plan
from planboard.schema import SUCCESSIONS
from planboard.wording.text import say

_YES = click.option("--yes", is_flag=True, help=both("cli.amend_yes"))


def _now() -> datetime:
    return datetime.now(LOCAL_TIME)


def _decided(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every act that is a decision, which the command is given as one."""

    @wraps(command)
    def deciding(*, on: datetime, authority: str, reason: str, **given: Any) -> Any:
        return command(decision=Decision(on.date(), authority, reason), **given)

    decided: Callable[..., Any] = deciding
    for option in (
        _YES,
        BY,
        click.option("--reason", required=True, help=both("cli.close_reason")),
        click.option("--authority", required=True, help=both("cli.close_authority")),
        click.option(
            "--on", type=click.DateTime(["%Y-%m-%d"]), default=lambda: _now().date().isoformat(),
            help=both("cli.amend_on"),
        ),
    ):  # fmt: skip
        decided = option(decided)
    return decided


def _go(obj: dict[str, Any], now: Plan, new: Plan, by: str, yes: bool) -> None:
    _carry_out(obj, propose(obj["data"], now, new, today=_now().date()), by, yes)


def _carry_out(obj: dict[str, Any], proposal: Proposal, by: str, yes: bool) -> None:
    """Show what would change, ask, and write it."""
    data, lang = obj["data"], obj["lang"]
    for line in in_words(proposal, lang):
        click.echo(f"  {line}")
    if proposal.unknown:
        click.echo(say(lang, "register.effect_unknown"))
        tell(proposal.unknown)
    if not yes:
        click.confirm(say(lang, "cli.amend_confirm"), abort=True)
    record = carry_out(data, proposal, at=_now(), by=by)
    click.echo(say(lang, "cli.amended", n=len(record.changes)))


@click.group(help=both("cli.amend"))
def amend() -> None:
    pass


@amend.command("set", help=both("cli.amend_set"))
@click.argument("object", type=click.Choice(AMENDABLE), metavar="OBJECT")
@click.argument("words", nargs=-1, required=True, metavar="[ID] FIELD=VALUE…")
@_decided
@click.pass_obj
def set_values(
    obj: dict[str, Any],
    object: str,
    words: tuple[str, ...],
    decision: Decision,
    by: str,
    yes: bool,
) -> None:
    ids = [word for word in words if "=" not in word]
    values = {pair[0]: pair[2] for word in words if (pair := word.partition("="))[1]}
    if object == "plan" and not ids:
        ids = ["plan"]
    if len(ids) != 1 or not values:
        raise click.UsageError(both("cli.amend_words"))
    now = load_plan(obj["data"] / "plan")
    _go(obj, now, acts.amend(now, decision, object, ids[0], values), by, yes)


@amend.command(help=both("cli.amend_withdraw"))
@click.argument("object", type=click.Choice(AMENDABLE), metavar="OBJECT")
@click.argument("id", metavar="ID")
@_decided
@click.pass_obj
def withdraw(obj: dict[str, Any], object: str, id: str, decision: Decision, by: str, yes: bool) -> None:
    now = load_plan(obj["data"] / "plan")
    _go(obj, now, acts.withdraw(now, decision, object, id), by, yes)


@amend.command(help=both("cli.amend_succeed"))
@click.argument("unit", metavar="UNIT")
@click.argument("successor", required=False, metavar="[SUCCESSOR]")
@click.option("--kind", type=click.Choice(SUCCESSIONS), default="replaced", help=both("cli.succeed_kind"))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=both("cli.succeed_since"))
@click.option("--new-unit", "new", nargs=4, multiple=True, metavar="ID ZH EN KIND", help=both("cli.new_unit"))
@click.option("--task", "tasks", multiple=True, metavar="TASK[=UNIT]", help=both("cli.succeed_task"))
@click.option("--all-tasks", is_flag=True, help=both("cli.succeed_all_tasks"))
@_decided
@click.pass_obj
def succeed(
    obj: dict[str, Any],
    unit: str,
    successor: str | None,
    kind: str,
    since: datetime | None,
    new: tuple[tuple[str, str, str, str], ...],
    tasks: tuple[str, ...],
    all_tasks: bool,
    decision: Decision,
    by: str,
    yes: bool,
) -> None:
    now = load_plan(obj["data"] / "plan")
    # A unit that ends hands over all that is open, unless tasks are named.
    goes_whole = all_tasks or (successor and not tasks)
    to = dict.fromkeys(acts.tasks_of(now, unit) if goes_whole else (), successor or "")
    for word in tasks:
        task, _, other = word.partition("=")
        to[task] = other or successor or ""
    if not all(to.values()):
        raise click.UsageError(both("cli.succeed_whither"))
    if successor and (n_left := len({*acts.tasks_of(now, unit)} - {*to})):
        click.echo(say(obj["lang"], "page.register.kept", n=n_left))
    units = {id: {"name_zh": zh, "name_en": en, "kind": of} for id, zh, en, of in new}
    since_on = since.date() if since else decision.decided_on
    act = Succession(unit, successor, kind, since_on, units, to)
    _go(obj, now, acts.succeed(now, decision, act), by, yes)


@click.group(help=both("cli.register"))
def register() -> None:
    pass


@register.command(help=both("cli.register_adopt"))
@BY
@_YES
@click.pass_obj
def adopt(obj: dict[str, Any], by: str, yes: bool) -> None:
    data, lang = obj["data"], obj["lang"]
    now = load_plan(data / "plan")
    for change in keeping.by_hand(data, now):
        click.echo(f"  {change_in_words(now, change, lang)}")
    if not yes:
        click.confirm(say(lang, "cli.adopt_confirm"), abort=True)
    record = keeping.adopt(data, at=_now(), by=by)
    click.echo(say(lang, "cli.adopted", n=len(record.changes)))


@register.command("export", help=both("cli.register_export"))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_book(obj: dict[str, Any], file: Path) -> None:
    # Imported here: it brings all that writes workbooks.
    from planboard.office.register_book import book

    write_file(file, book(load_plan(obj["data"] / "plan"), obj["lang"]))
    click.echo(file)


@register.command("import", help=both("cli.register_import"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: _now().date().isoformat(),
    help=both("cli.amend_on"),
)
@click.option("--authority", help=both("cli.close_authority"))
@click.option("--reason", help=both("cli.close_reason"))
@BY
@_YES
@click.pass_obj
def import_book(
    obj: dict[str, Any],
    file: Path,
    on: datetime,
    authority: str | None,
    reason: str | None,
    by: str,
    yes: bool,
) -> None:
    # Imported here: it brings all that reads workbooks.
    from planboard.office.register_book import read_book

    decision = Decision(on.date(), authority or "", reason or "") if authority or reason else None
    now = load_plan(obj["data"] / "plan")
    _carry_out(
        obj, read_book(obj["data"], now, file.read_bytes(), file.name, decision, today=_now().date()), by, yes
    )


@click.command(help=both("cli.new"))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def new(obj: dict[str, Any], folder: Path) -> None:
    # Imported here: it brings all that writes workbooks.
    from planboard.office.register_book import book

    with writing(folder):
        if folder.exists() and any(folder.iterdir()):
            raise UserError([Problem(Place(str(folder)), "register.not_empty")])
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(EXAMPLE, folder / "plan")
    workbook = folder / "register.xlsx"
    write_file(workbook, book(load_plan(folder / "plan"), obj["lang"]))
    click.echo(say(obj["lang"], "cli.new_made", folder=folder, workbook=workbook))


COMMANDS = (amend, register, new)
