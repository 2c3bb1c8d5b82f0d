"""``notices``: who is told how, and what would be sent now."""

import json
from collections.abc import Iterable
from dataclasses import asdict

import typer
from rich.table import Table

from cli.faces import office, printer
from flows.stages.messenger import AppriseMessenger
from flows.stages.notices import Desk, Told, deliver, plan
from strongroom.errors import BadForm
from strongroom.messages import Language
from strongroom.notice import Quiet, Wishes
from strongroom.permissions import Action


def listed(*, as_json: bool) -> None:
    """Print who is told how, without addresses."""
    with office() as desk:
        found = Desk(office=desk).listed()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=1))
        return
    table = Table("person", "by", "language", "digest", "quiet", "waiting", box=None, pad_edge=False)
    for one in found:
        wishes = one.wishes
        digest = "" if wishes.digest is None else f"{wishes.digest}:00"
        quiet = f"{wishes.quiet.start}-{wishes.quiet.end}" if wishes.quiet else ""
        table.add_row(one.person, " ".join(one.services), wishes.language, digest, quiet, str(one.waiting))
    printer().print(table)
    typer.echo(f"{len(found)} are told; times are those of each person's zone")


def channel(name: str, addresses: Iterable[str], wishes: Wishes) -> None:
    """Tell somebody at these addresses from now on."""
    with office() as desk:
        person = Desk(office=desk).set_channel(name, (one for one in addresses if one.strip()), wishes)
    typer.echo(f"{person} is told from now on")


def remove(name: str) -> None:
    """Tell somebody nothing any more."""
    with office() as desk:
        done = Desk(office=desk).remove_channel(name)
    typer.echo("is told nothing any more" if done else "was told nothing")


def send(*, dry_run: bool) -> None:
    """Send what goes now, or say what would."""
    with office() as desk:
        desk.ask_at_large(Action.OPERATE)
        now = desk.now()
        told = plan(desk.work, now) if dry_run else deliver(desk.work, AppriseMessenger(), now)
    _print(told, verb="would be sent" if dry_run else "sent")


def wishes_of(*, language: Language, zone: str, digest: int | None, quiet: str) -> Wishes:
    """Wishes as they are typed; ``quiet`` is two hours with a hyphen, as 22-7 (BadForm)."""
    if not quiet:
        return Wishes(language=language, zone=zone, digest=digest)
    start, _, end = quiet.partition("-")
    if not (start.isdecimal() and end.isdecimal()):
        raise BadForm(field="quiet")
    return Wishes(language=language, zone=zone, digest=digest, quiet=Quiet(start=int(start), end=int(end)))


def _print(told: tuple[Told, ...], *, verb: str) -> None:
    table = Table("person", verb, "failed", "for later", box=None, pad_edge=False)
    for one in told:
        table.add_row(one.person, str(one.sent), str(one.failed), str(one.later))
    printer().print(table)
    typer.echo(f"{sum(one.sent for one in told)} notices {verb}")
