"""``backup``, ``backup list`` and ``backup drill``."""

import json
import time

import typer
from rich.table import Table

from cli.faces import ExitCode, office, printer
from flows.bench import utc_now
from flows.stages.backing_up import back_up as back_up_now
from flows.stages.backing_up import backup_key_file, open_repositories
from flows.stages.drilling import Luck
from flows.stages.drilling import drill as drill_now
from flows.stages.reconcile import at_random
from strongroom.ids import made_at
from strongroom.permissions import Action
from strongroom.settings import read_settings


def back_up() -> ExitCode:
    """Back up data and keys."""
    began = time.monotonic()
    with office() as desk:
        desk.ask_at_large(Action.OPERATE)
        done = back_up_now(desk.work, actor=desk.actor.id, now=utc_now)
        settings = desk.work.settings
    seconds = time.monotonic() - began
    data = done.data
    typer.echo(
        f"backup {data.id}: {data.objects} objects, {data.copied} of them new ({data.copied_bytes / 1e6:.1f} MB), "
        f"records {data.database_bytes / 1e6:.1f} MB; keys {done.keys}; {done.expired} expired; {seconds:.1f} s"
    )
    if not settings.backup.passphrase.get_secret_value():
        typer.echo(f"Keep a copy of {backup_key_file(settings)} elsewhere: without it no backup opens.", err=True)
    if data.asleep:
        typer.echo(f"{len(data.asleep)} objects sleep in the archive and are in no backup: unarchive them", err=True)
    if data.missing:
        typer.echo(f"{len(data.missing)} recorded objects are not in the store", err=True)
        return ExitCode.BROKEN
    return ExitCode.FINE


def listed(*, as_json: bool) -> None:
    """Print the backups that are kept."""
    repositories = open_repositories(read_settings())
    found = [("data", one) for one in repositories.data.ids("data")]
    found += [("keys", one) for one in repositories.keys.ids("keys")]
    if as_json:
        typer.echo(json.dumps([{"sort": sort, "id": one, "made_at": made_at(one).isoformat()} for sort, one in found]))
        return
    table = Table("of", "id", "made", box=None, pad_edge=False)
    for sort, one in found:
        table.add_row(sort, one, f"{made_at(one):%Y-%m-%d %H:%M}")
    printer().print(table)


def drill() -> None:
    """Run the drill and print what it proved."""
    luck = Luck(now=utc_now, watch=time.monotonic, choose=at_random)
    with office() as desk:
        desk.ask_at_large(Action.OPERATE)
        done = drill_now(desk.work, luck, actor=desk.actor.id)
    typer.echo(
        f"passed: backup {done.backup}, {done.documents} documents, {done.objects} objects ({done.bytes / 1e6:.1f} MB) "
        f"compared, {done.decrypted} decrypted, {done.destroyed} destroyed ones stay unreadable; "
        f"restored in {done.restore_seconds:.1f} s, proved in {done.proof_seconds:.1f} s"
    )
