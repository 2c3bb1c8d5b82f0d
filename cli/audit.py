"""``audit verify|anchor|export|search|seen|purpose|key``."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer
from rich.table import Table

from cli.faces import ExitCode, cell, document_id, office, printer
from flows.stages.audit_room import SEEN, AuditRoom
from flows.stages.office import Office
from storage.records.accounts import Accounts
from storage.records.audit_search import TrailEntry, TrailQuestion

_SHOWN = 4


def verify(checkpoint: Path | None) -> ExitCode:
    """Verify the chain; unhealthy where anchors are missing."""
    kept = checkpoint.read_text(encoding="utf-8") if checkpoint else None
    with _room() as (_, room):
        found = room.verify(kept)
    typer.echo(f"{found.events} events, each as it was written; {found.anchors} anchors agree")
    if kept is not None:
        typer.echo("the checkpoint that you kept agrees")
    if found.before_restore:
        typer.echo(f"{len(found.before_restore)} anchors of before the last restore are not here")
    if found.missing:
        typer.echo(
            f"{len(found.missing)} anchors were taken away; the first was of {found.missing[0]} events", err=True
        )
        return ExitCode.UNHEALTHY
    return ExitCode.FINE


def anchor() -> None:
    """Anchor the chain, and print the checkpoint."""
    with _room() as (_, room):
        made = room.anchor()
    typer.echo(made.note if made else "nothing came since the newest anchor", nl=made is None)


def key() -> None:
    """Print the verifier key."""
    with _room() as (_, room):
        typer.echo(room.key())


def export(to: Path, *, since: dt.datetime, until: dt.datetime, checkpoint: Path | None) -> None:
    """Write events to a new file."""
    if to.exists() or to.is_symlink():
        raise typer.BadParameter("the file exists; nothing is overwritten", param_hint="FILE")
    kept = checkpoint.read_text(encoding="utf-8") if checkpoint else None
    with _room() as (_, room):
        done = room.export(to, since=_utc(since), until=_utc(until), kept=kept)
    typer.echo(f"{to} written: events {done.first} to {done.last}")


def purpose(stated: str) -> None:
    """Print what was stated."""
    with _room() as (_, room):
        typer.echo(room.purpose(stated.strip().upper()))


def search(
    question: TrailQuestion,
    *,
    who: str,
    since: dt.datetime | None,
    until: dt.datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """Print events, newest first."""
    with _room() as (desk, room):
        known = Accounts(desk.work.records.transactions).everybody()
        names = {user.actor: user.title for user in known}
        # Somebody may be asked for as they sign in.
        actor = next((user.actor for user in known if who and who.casefold() == user.name.casefold()), who)
        asked = replace(
            question,
            document=document_id(question.document),
            actor=actor,
            since=_utc(since) if since else None,
            until=_utc(until) if until else None,
        )
        found = room.search(asked, limit=limit)
    if as_json:
        typer.echo(json.dumps([_entry(one) for one in found], ensure_ascii=False, indent=1))
        return
    table = Table("event", "when (UTC)", "who", "act", "document", "", box=None, pad_edge=False)
    for one in found:
        entry = one.entry
        table.add_row(
            str(entry.sequence),
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            cell(names.get(entry.actor, entry.actor)),
            entry.action,
            one.document,
            cell(_facts(one)),
        )
    printer().print(table)
    typer.echo(f"{len(found)} events")


def seen(*, who: str, since: dt.datetime, until: dt.datetime | None, limit: int, as_json: bool) -> None:
    """Print who saw what."""
    search(TrailQuestion(actions=SEEN), who=who, since=since, until=until, limit=limit, as_json=as_json)


@contextmanager
def _room() -> Iterator[tuple[Office, AuditRoom]]:
    with office() as desk:
        yield desk, AuditRoom(desk)


def _utc(at: dt.datetime) -> dt.datetime:
    """What is typed without a zone is UTC, as everything that is printed."""
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at


def _entry(one: TrailEntry) -> dict[str, object]:
    entry = one.entry
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "document": one.document,
        "facts": dict(entry.facts),
    }


def _facts(one: TrailEntry) -> str:
    told = []
    facts: dict[str, object] = dict(one.entry.facts)
    for name, value in facts.items():
        if isinstance(value, list):
            more = f" and {len(value) - _SHOWN} more" if len(value) > _SHOWN else ""
            told.append(f"{name}={','.join(map(str, value[:_SHOWN]))}{more}")
        else:
            told.append(f"{name}={value}")
    return " ".join(told)
