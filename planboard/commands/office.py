"""The office's commands: forms out, returns in, accepted or sent back, published."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from planboard.commands.terminal import FORMATS, bar, both, show, tell
from planboard.errors import Place, Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.office import deciding, publication, receiving
from planboard.office.forms import forms
from planboard.office.receiving import Arrival
from planboard.publishing.accepted import accepted
from planboard.publishing.preview import Preview, preview
from planboard.publishing.preview_words import before_and_after, summary
from planboard.register.plan import load_plan
from planboard.returns import ledger
from planboard.returns.kept import Kept
from planboard.wording.text import say

_PERIOD = click.option(
    "--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), required=True, help=both("cli.period")
)
_BY = click.option("--by", default=getpass.getuser, help=both("cli.by"))


def _now() -> datetime:
    return datetime.now(LOCAL_TIME)


@click.command(help=both("cli.template"))
@click.argument("units", nargs=-1, metavar="UNIT...")
@click.option("--all", "is_all", is_flag=True, help=both("cli.all_units"))
@_PERIOD
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=both("cli.output"),
)
@click.pass_obj
def template(
    obj: dict[str, Any], units: tuple[str, ...], is_all: bool, as_of: datetime, output: Path
) -> None:
    plan = load_plan(obj["data"] / "plan")
    known = plan.tables["units"]["unit_id"].to_pylist()
    if bool(units) == is_all:
        raise click.UsageError(both("cli.units_or_all"))
    for unit in units:
        if unit not in known:
            raise click.BadParameter(", ".join(known), param_hint=f"UNIT {unit}")
    output.mkdir(parents=True, exist_ok=True)
    for name, content in forms(obj["data"], plan, as_of.date(), units or known, obj["lang"]):
        (output / name).write_bytes(content)
        click.echo(output / name)


@click.command(help=both("cli.receive"))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@_PERIOD
@_BY
@click.option(
    "--problems", "into", type=click.Path(dir_okay=False, path_type=Path), help=both("cli.problems")
)
@click.pass_obj
def receive(
    obj: dict[str, Any], files: tuple[Path, ...], as_of: datetime, by: str, into: Path | None
) -> None:
    plan, at = load_plan(obj["data"] / "plan"), _now()
    arrived = [Arrival(path.name, path.read_bytes(), at) for path in files]
    with bar(obj["lang"], "cli.receiving") as tick:
        received = receiving.receive(obj["data"], plan, arrived, as_of.date(), by, tick=tick)
    for one in received:
        key = "cli.received_faulty" if one.problems else "cli.received"
        params = {"name": one.name, "id": one.kept.id if one.kept else "—", "n": len(one.problems)}
        click.echo(say(obj["lang"], key, **params))
        tell(one.remarks)
    problems = [problem for one in received for problem in one.problems]
    if into:
        into.write_bytes(receiving.problems_csv(received))
    if problems:
        raise UserError(problems)


@click.command(help=both("cli.returns"))
@_PERIOD
@click.option(
    "--format", "output_format", type=click.Choice(FORMATS), default="table", help=both("cli.format")
)
@click.pass_obj
def returns(obj: dict[str, Any], as_of: datetime, output_format: str) -> None:
    period = ledger.of_period(obj["data"], as_of.date())
    columns = {
        "id": [k.id for k in period], "unit_id": [k.unit_id for k in period], "name": [k.name for k in period],
        "state": [k.state for k in period], "received_at": [str(k.received_at) for k in period],
        "sent_by": [k.sent_by for k in period], "n_problems": [len(k.problems) for k in period],
        "published_in": [", ".join(f"{day} r{n}" for day, n in k.published_in) for k in period],
    }  # fmt: skip
    show(pa.table(columns), output_format)


@click.command(help=both("cli.accept"))
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--all", "is_all", is_flag=True, help=both("cli.all_sound"))
@_PERIOD
@_BY
@click.pass_obj
def accept(obj: dict[str, Any], ids: tuple[str, ...], is_all: bool, as_of: datetime, by: str) -> None:
    if bool(ids) == is_all:
        raise click.UsageError(both("cli.ids_or_all"))
    sound = [k for k in ledger.of_period(obj["data"], as_of.date()) if k.state == "received"]
    for kept in sound if is_all else [_kept(obj["data"], as_of.date(), id) for id in ids]:
        deciding.accept(obj["data"], kept, at=_now(), by=by)
        click.echo(say(obj["lang"], "cli.accepted", id=kept.id, name=kept.name))


@click.command("send-back", help=both("cli.send_back"))
@click.argument("id", metavar="ID")
@click.option("--reason", required=True, help=both("cli.send_back_reason"))
@_PERIOD
@_BY
@click.pass_obj
def send_back(obj: dict[str, Any], id: str, reason: str, as_of: datetime, by: str) -> None:
    kept = deciding.send_back(obj["data"], _kept(obj["data"], as_of.date(), id), reason, at=_now(), by=by)
    click.echo(say(obj["lang"], "cli.sent_back", id=kept.id, name=kept.name))


def _kept(data: Path, as_of: date, id: str) -> Kept:
    """The one return of a period with this hash, beginning of a hash, or unit. Raises UserError if none or several
    match."""
    fit = [
        k for k in ledger.of_period(data, as_of) if id in (k.unit_id, k.id) or k.file.sha256.startswith(id)
    ]
    if len(fit) != 1:
        key = "ledger.ambiguous" if fit else "ledger.unknown"
        raise UserError([Problem(Place(id), key, {"n": len(fit)} if fit else {})])
    return fit[0]


@click.command(help=both("cli.publish"))
@_PERIOD
@_BY
@click.option("--reason", help=both("cli.publish_reason"))
@click.option("--expect", type=click.IntRange(0), help=both("cli.expect"))
@click.option("--official", is_flag=True, help=both("cli.official"))
@click.option("--dry-run", is_flag=True, help=both("cli.dry_run"))
@click.pass_obj
def publish(
    obj: dict[str, Any],
    as_of: datetime,
    by: str,
    reason: str | None,
    expect: int | None,
    official: bool,
    dry_run: bool,
) -> None:
    data, plan, day = obj["data"], load_plan(obj["data"] / "plan"), as_of.date()
    if dry_run:
        _show_preview(preview(data, plan, day, accepted(data, day, plan), obj["lang"]), obj["lang"])
        return
    with bar(obj["lang"], "cli.publishing") as tick:
        made = publication.publish_period(
            data, plan, day, at=_now(), by=by, reason=reason, expected_revision=expect,
            kind="official" if official else None, tick=tick,
        )  # fmt: skip
    kind = say(obj["lang"], f"data_kind.{made.kind}")
    click.echo(say(obj["lang"], "cli.published_as", as_of=made.as_of, revision=made.revision, kind=kind))
    with bar(obj["lang"], "cli.modelling") as tick:
        tell(publication.make_models(data, tick=tick))


def _show_preview(found: Preview, lang: str) -> None:
    for sentence in summary(found, lang):
        click.echo(sentence)
    for one in found.differences:
        before, after = before_and_after(one, lang)
        click.echo(f"  {one.id}  {one.name}: {before} → {after}")


COMMANDS = (template, receive, returns, accept, send_back, publish)
