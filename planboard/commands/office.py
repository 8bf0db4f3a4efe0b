"""The office's commands: forms out, returns in, accepted or sent back, published, a year closed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from planboard.commands.terminal import BY, FORMATS, bar, both, show, tell, write_file, writing
from planboard.errors import Place, Problem, UserError
from planboard.local_time import LOCAL_TIME
from planboard.office import calling, chasing, deciding, publication, receiving, year_closing
from planboard.office.forms import forms
from planboard.office.receiving import Arrival
from planboard.office.requests import concerned
from planboard.publishing.accepted import accepted
from planboard.publishing.preview import Preview, preview
from planboard.publishing.preview_words import amendment_sentence, before_and_after, summary
from planboard.publishing.register import register_on, register_or_published
from planboard.register.periods import end_after
from planboard.register.plan import Plan, copies
from planboard.returns import ledger
from planboard.returns.calls import calls
from planboard.returns.kept import Kept
from planboard.snapshots.published import published
from planboard.snapshots.writing import refuse_revision
from planboard.visible import trimmed
from planboard.wording.text import say

_PERIOD = click.option(
    "--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), required=True, help=both("cli.period")
)


def _now() -> datetime:
    return datetime.now(LOCAL_TIME)


def _register(data: Path, as_of: date) -> Plan:
    """The register for a period; while its files cannot be read, the one published last, which is said with their
    problems. Raises UserError with these if nothing is published."""
    plan, faults = register_or_published(data)
    if plan is None:
        raise UserError(faults)
    if not faults:
        return register_on(data, as_of)
    click.echo(both("cli.register_unread"), err=True)
    tell(faults)
    return plan


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
    plan = _register(obj["data"], as_of.date())
    known = plan.tables["units"]["unit_id"].to_pylist()
    _either(units, is_all, "units")
    _only_known(units, known)
    _within(plan, as_of.date())
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
    wanted = units or concerned(obj["data"], plan, as_of.date())
    for name, content in forms(obj["data"], plan, as_of.date(), wanted, obj["lang"]):
        write_file(output / name, content)
        click.echo(output / name)


def _either(named: tuple[str, ...], is_all: bool, what: str) -> None:
    if not named and not is_all:
        raise click.UsageError(both(f"cli.{what}_or_all"))
    if named and is_all:
        raise click.UsageError(both(f"cli.{what}_and_all"))


def _only_known(units: tuple[str, ...], known: list[str]) -> None:
    for unit in units:
        if unit not in known:
            raise click.BadParameter(both("cli.no_unit", known=", ".join(known)), param_hint=f"UNIT {unit}")


def _within(plan: Plan, as_of: date) -> None:
    """Raises UserError unless a period ends while the plan runs, or is the one in which it ends."""
    starts_on, ends_on = plan.numbers["starts_on"], plan.numbers["ends_on"]
    if not starts_on <= as_of <= end_after(plan.numbers["period"], ends_on):
        params = {"starts_on": starts_on, "ends_on": ends_on}
        raise UserError([Problem(Place(f"--as-of {as_of}"), "cli.outside_plan", params)])


@click.command(help=both("cli.chase"))
@click.argument("units", nargs=-1, metavar="UNIT...")
@_PERIOD
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=both("cli.chase_output")
)
@click.pass_obj
def chase(obj: dict[str, Any], units: tuple[str, ...], as_of: datetime, output: Path | None) -> None:
    data, day, lang = obj["data"], as_of.date(), obj["lang"]
    plan = _register(data, day)
    _only_known(units, plan.tables["units"]["unit_id"].to_pylist())
    _within(plan, day)
    found = [one for one in chasing.reminders(data, plan, day) if not units or one.unit_id in units]
    if output:
        write_file(output, chasing.all_texts(found, plan, day, lang))
        click.echo(output)
        return
    for one in found:
        click.echo(chasing.text(one, plan, day, lang) + "\n")
    click.echo(chasing.counted(found, lang))


@click.command(help=both("cli.receive"))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@_PERIOD
@BY
@click.option(
    "--problems", "into", type=click.Path(dir_okay=False, path_type=Path), help=both("cli.problems")
)
@click.pass_obj
def receive(
    obj: dict[str, Any], files: tuple[Path, ...], as_of: datetime, by: str, into: Path | None
) -> None:
    plan, at = _register(obj["data"], as_of.date()), _now()
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
        try:
            write_file(into, receiving.problems_csv(received))
        except UserError as error:  # the files are in nevertheless
            kept = Problem(Place(str(into)), "cli.received_anyway", {"n": len(received)})
            raise UserError([*problems, *error.problems, kept]) from error
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
    if not period:
        click.echo(say(obj["lang"], "cli.nothing_received", as_of=as_of.date()), err=True)
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
@click.option("--reason", default="", help=both("cli.accept_reason"))
@_PERIOD
@BY
@click.pass_obj
def accept(
    obj: dict[str, Any], ids: tuple[str, ...], is_all: bool, reason: str, as_of: datetime, by: str
) -> None:
    _either(ids, is_all, "ids")
    period = ledger.of_period(obj["data"], as_of.date())
    sound = [k for k in period if k.state == "received" and not deciding.beside(k, period)]
    if is_all and not sound:
        click.echo(say(obj["lang"], "cli.none_to_accept", as_of=as_of.date()))
    for kept in sound if is_all else [_kept(obj["data"], as_of.date(), id) for id in ids]:
        deciding.accept(obj["data"], kept, at=_now(), by=by, reason=reason)
        click.echo(say(obj["lang"], "cli.accepted", id=kept.id, name=kept.name))


@click.command("send-back", help=both("cli.send_back"))
@click.argument("id", metavar="ID")
@click.option("--reason", required=True, help=both("cli.send_back_reason"))
@_PERIOD
@BY
@click.pass_obj
def send_back(obj: dict[str, Any], id: str, reason: str, as_of: datetime, by: str) -> None:
    kept = deciding.send_back(obj["data"], _kept(obj["data"], as_of.date(), id), reason, at=_now(), by=by)
    click.echo(say(obj["lang"], "cli.sent_back", id=kept.id, name=kept.name))


@click.command(help=both("cli.withdraw"))
@click.argument("id", metavar="ID")
@click.option("--reason", required=True, help=both("cli.withdraw_reason"))
@click.option("--said-by", required=True, help=both("cli.withdraw_said_by"))
@_PERIOD
@BY
@click.pass_obj
def withdraw(obj: dict[str, Any], id: str, reason: str, said_by: str, as_of: datetime, by: str) -> None:
    data = obj["data"]
    kept = _kept(data, as_of.date(), id)
    deciding.withdraw(data, kept, reason, said_by=said_by, at=_now(), by=by)
    click.echo(say(obj["lang"], "cli.withdrawn", id=kept.id, name=kept.name))


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
@BY
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
    data, day, kind = obj["data"], as_of.date(), "official" if official else None
    tell(copies(data / "plan"))
    now = _now()
    publication.check_day(data, day, now)
    plan = register_on(data, day, kind)
    known = {(s.as_of, s.revision) for s in published(data).snapshots}
    if dry_run:
        found = preview(data, plan, day, accepted(data, day, plan), obj["lang"])
        _show_preview(found, obj["lang"])
        refuse_revision(day, found.revision - 1, trimmed(reason or ""), expect)
        return
    with bar(obj["lang"], "cli.publishing") as tick:
        made = publication.publish_period(
            data, plan, day, at=now, by=by, reason=reason, expected_revision=expect,
            kind=kind, tick=tick,
        )  # fmt: skip
    if (made.as_of, made.revision) in known:
        nothing = say(obj["lang"], "cli.nothing_to_publish", as_of=made.as_of, revision=made.revision)
        click.echo(nothing)
        return
    words = {"kind": say(obj["lang"], f"data_kind.{made.kind}")}
    click.echo(say(obj["lang"], "cli.published_as", as_of=made.as_of, revision=made.revision, **words))
    with bar(obj["lang"], "cli.modelling") as tick:
        tell(publication.make_models(data, tick=tick))


def _show_preview(found: Preview, lang: str) -> None:
    for sentence in summary(found, lang):
        click.echo(sentence)
    for one in found.differences:
        before, after = before_and_after(one, lang)
        click.echo(f"  {one.id}  {one.name}: {before} → {after}")
    if found.amended:
        click.echo(say(lang, "preview.amended"))
    for amendment in found.amended:
        click.echo(f"  {amendment_sentence(amendment, lang)}")


@click.command("close-year", help=both("cli.close_year"))
@click.argument("year", type=int, metavar="YEAR")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), required=True, help=both("cli.close_on"))
@click.option("--authority", required=True, help=both("cli.close_authority"))
@click.option("--reason", required=True, help=both("cli.close_reason"))
@click.option("--carry", multiple=True, metavar="TASK=TASK", help=both("cli.close_carry"))
@click.option("--give-up", "given_up", multiple=True, metavar="TASK", help=both("cli.close_give_up"))
@BY
@click.pass_obj
def close_year(
    obj: dict[str, Any],
    year: int,
    on: datetime,
    authority: str,
    reason: str,
    carry: tuple[str, ...],
    given_up: tuple[str, ...],
    by: str,
) -> None:
    pairs = [pair.partition("=") for pair in carry]
    settled = [*(task.strip() for task, _, _ in pairs), *given_up]
    for task, sign, successor in pairs:
        if not (task.strip() and sign and successor.strip()):
            raise click.BadParameter(both("cli.close_pair"), param_hint=f"--carry {task}{sign}{successor}")
    for task in settled:
        if settled.count(task) > 1:
            raise click.BadParameter(both("cli.close_twice"), param_hint=task)
    carried = {task.strip(): successor.strip() for task, _, successor in pairs}
    decision = year_closing.Decision(year, on.date(), authority, reason, carried, given_up)
    closed = year_closing.close_year(obj["data"], decision, at=_now(), by=by)
    counts = {"done": closed.n_done, "carried": closed.n_carried, "given_up": closed.n_given_up}
    click.echo(say(obj["lang"], "cli.year_closed", year=year, on=on.date(), **counts))
    click.echo(say(obj["lang"], "cli.year_closed_next", year=year, on=on.date()))


@click.group(help=both("cli.call"))
def call() -> None:
    pass


@call.command("record", help=both("cli.call_record"))
@click.argument("request", metavar="REQUEST")
@click.option("--said-by", required=True, help=both("cli.call_said_by"))
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), required=True, help=both("cli.call_on"))
@click.option("--text", required=True, help=both("cli.call_text"))
@click.option("--closed", is_flag=True, help=both("cli.call_closed"))
@_PERIOD
@BY
@click.pass_obj
def record_call(
    obj: dict[str, Any],
    request: str,
    said_by: str,
    on: datetime,
    text: str,
    closed: bool,
    as_of: datetime,
    by: str,
) -> None:
    data, day = obj["data"], as_of.date()
    said = calling.Said("closed" if closed else "answered", request, said_by, on.date(), text)
    made = calling.record(data, register_on(data, day), day, said, at=_now(), by=by)
    click.echo(say(obj["lang"], "cli.call_recorded", id=request, said_by=made.said_by, unit=made.unit_id))


@call.command("withdraw", help=both("cli.call_withdraw"))
@click.argument("number", type=click.IntRange(1), metavar="NUMBER")
@click.option("--reason", required=True, help=both("cli.call_reason"))
@_PERIOD
@BY
@click.pass_obj
def withdraw_call(obj: dict[str, Any], number: int, reason: str, as_of: datetime, by: str) -> None:
    calling.take_back(obj["data"], as_of.date(), number, reason, at=_now(), by=by)
    click.echo(say(obj["lang"], "cli.call_withdrawn", n=number))


@call.command("list", help=both("cli.call_list"))
@_PERIOD
@click.option(
    "--format", "output_format", type=click.Choice(FORMATS), default="table", help=both("cli.format")
)
@click.pass_obj
def list_calls(obj: dict[str, Any], as_of: datetime, output_format: str) -> None:
    told = calls(obj["data"], as_of.date()).numbered
    columns = {
        "number": [n for n, _, _ in told], "request_id": [c.request_id for _, c, _ in told],
        "state": [back.event if back else c.event for _, c, back in told], "unit_id": [c.unit_id for _, c, _ in told],
        "said_by": [c.said_by for _, c, _ in told], "said_on": [str(c.said_on) for _, c, _ in told],
        "text": [c.text for _, c, _ in told], "recorded_by": [c.by for _, c, _ in told],
        "reason": [back.reason if back else None for _, _, back in told],
    }  # fmt: skip
    show(pa.table(columns), output_format)


COMMANDS = (template, chase, receive, returns, accept, send_back, withdraw, call, publish, close_year)
