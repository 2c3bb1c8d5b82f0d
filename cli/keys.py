"""``keys list|rotate|retire|passphrase``: the keys that the data keys are wrapped by, and the search key."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import typer
from rich.table import Table

from cli.faces import ExitCode, printer, workroom
from flows.bench import utc_now
from flows.stages.key_room import KeyRoom
from storage.crypto.rotation import KekStatus
from storage.records.rebuilding import Progress
from strongroom.permissions import local_owner
from strongroom.request import Stage


def listed(*, as_json: bool) -> None:
    """Print all key-encryption keys."""
    with _room() as room:
        found, search = room.list(), room.search()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=1))
        return
    table = Table("key-encryption key", "data keys", "", box=None, pad_edge=False)
    for one in found:
        table.add_row(one.id, str(one.count), _standing(one))
    printer().print(table)
    typer.echo(_search_standing(search))


def rotate() -> ExitCode:
    """Rewrap every data key; unhealthy where some are left that do not open."""
    with _room() as room:
        done = room.rotate()
    typer.echo(f"{done.rewrapped} data keys were rewrapped; the current key-encryption key is {done.to}")
    for kek, count in done.left.items():
        typer.echo(f"{count} are left under {kek}: they do not open, and somebody has to look at them", err=True)
    if done.left:
        return ExitCode.UNHEALTHY
    typer.echo("0 are left under any other. Back up the key file anew, if that is where the keys are.")
    return ExitCode.FINE


def rotate_search() -> ExitCode:
    """Build the search index under a new key; unhealthy where documents are left that do not open."""
    with _room() as room:
        done = room.rotate_search()
    typer.echo(
        f"{done.entered} documents were entered under search key {done.generation}: their words and exact values"
    )
    if done.left:
        told = f"{done.left} do not open, and somebody has to look at them; until then the search goes on as it was"
        typer.echo(told, err=True)
        return ExitCode.UNHEALTHY
    typer.echo(f"It answers from now on; {done.old_values} exact values are left under the one before it, which is")
    typer.echo("destroyed. Back up records and keys anew.")
    return ExitCode.FINE


def retire(kek: str, *, reason: str, sure: bool) -> None:
    """Ask that a key-encryption key be destroyed; or destroy it, where another person has approved that."""
    with _room() as room:
        asked = room.asked(kek)
        if asked is None:
            made = room.ask_retirement(kek, reason or typer.prompt("Why"))
            typer.echo(f"{made} asked for; another person has to approve it, at the desk or with 'access approve'.")
            typer.echo("Then run the same command again, within seven days of it.")
            return
        if asked.stage(room.now()) is Stage.WAITING:
            typer.echo(f"{asked.id} waits for another person to approve it")
            return
        question = f"Backups of the data keys that are older than the last rotation open with {kek} alone. Destroy it?"
        if not sure:
            typer.confirm(question, abort=True)
        destroyed = room.retire_approved(asked.id)
    if destroyed:
        typer.echo(f"{kek} is destroyed")
    else:
        typer.echo(f"nothing needs {kek} any more: it may be taken out of the settings, and deleted where it is kept")


def change_passphrase() -> None:
    """Ask for a new passphrase of the key file, twice, and never as an argument: arguments can be seen by others."""
    with _room() as room:
        new = typer.prompt("New passphrase of the key file", hide_input=True, confirmation_prompt=True)
        room.change_passphrase(new)
    typer.echo("The key file is sealed anew. Change STRONGROOM_KEYS__PASSPHRASE, and start all services again.")


@contextmanager
def _room() -> Iterator[KeyRoom]:
    with workroom() as work:
        yield KeyRoom(work=work, actor=local_owner(getpass.getuser()), now=utc_now)


def _search_standing(search: Progress) -> str:
    standing = search.standing
    told = f"search key {standing.current}"
    if search.entered < search.documents or standing.building:
        told += f"; {standing.kept[-1]} is built: {search.entered} of {search.documents} documents"
        told += f", {search.old_values} exact values are under the one before it"
    elif standing.forgetting:
        told += f"; {standing.forgetting} is not forgotten yet"
    else:
        return f"{told}: {search.documents} documents"
    return f"{told}. The schedules go on with it; so does 'strongroom keys rotate search'"


def _standing(one: KekStatus) -> str:
    if not one.held:
        return "LOST: no provider has it"
    if one.current:
        return "current"
    return "can be retired" if one.count == 0 else "old: 'strongroom keys rotate' goes on"
