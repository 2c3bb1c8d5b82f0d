"""The commands that watch over the vault: the audit chain, reconciliation, and what stops things at once."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

audit = typer.Typer(help="The record of who did what: verified, searched, handed to others.", no_args_is_help=True)
freeze = typer.Typer(help="Stop the vault from changing, or somebody from getting in.", no_args_is_help=True)
thaw = typer.Typer(help="Undo a freeze.", no_args_is_help=True)
sessions = typer.Typer(help="Who is signed in at the desk.", no_args_is_help=True)

_TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
Since = Annotated[dt.datetime, typer.Option("--from", formats=_TIMES, help="UTC.")]
Until = Annotated[dt.datetime, typer.Option("--to", formats=_TIMES, help="UTC; this moment itself is left out.")]
SinceAny = Annotated[dt.datetime | None, typer.Option("--from", formats=_TIMES, help="UTC.")]
UntilAny = Annotated[dt.datetime | None, typer.Option("--to", formats=_TIMES, help="UTC; left out itself.")]
Kept = Annotated[
    Path | None,
    typer.Option("--checkpoint", exists=True, dir_okay=False, help="A checkpoint that was kept elsewhere."),
]
Limit = Annotated[int, typer.Option(min=1, max=10_000)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Who = Annotated[str, typer.Option("--who", help="As they sign in, or as events name them.")]


@audit.command("verify")
def audit_verify(checkpoint: Kept = None) -> None:
    """Verify every event, and the chain against all of its anchors."""
    from cli.audit import verify

    raise typer.Exit(verify(checkpoint))


@audit.command("anchor")
def audit_anchor() -> None:
    """Anchor the chain now, as is done every hour, and print the checkpoint; keep it elsewhere."""
    from cli.audit import anchor

    anchor()


@audit.command("key")
def audit_key() -> None:
    """The key that checkpoints verify with; hand it to those who are to verify them."""
    from cli.audit import key

    key()


@audit.command("export")
def audit_export(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    since: Since,
    until: Until,
    checkpoint: Kept = None,
) -> None:
    """Write the events of a time to a file that others can verify (docs/audit.md)."""
    from cli.audit import export

    export(file, since=since, until=until, checkpoint=checkpoint)


@audit.command("search")
def audit_search(
    who: Who = "",
    document: Annotated[str, typer.Option("--document", help="Its id; lists that showed it are found too.")] = "",
    action: Annotated[str, typer.Option("--action", help="As events name it, such as 'read' or 'denied'.")] = "",
    since: SinceAny = None,
    until: UntilAny = None,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """Events by person, document, act and time, newest first. That you look is an event itself."""
    from cli.audit import search
    from storage.records.audit_search import TrailQuestion

    question = TrailQuestion(document=document, action=action)
    search(question, who=who, since=since, until=until, limit=limit, as_json=as_json)


@audit.command("seen")
def audit_seen(since: Since, until: UntilAny = None, who: Who = "", limit: Limit = 1000, as_json: Json = False) -> None:
    """What was seen by whom: every view, list, search and reading of a time."""
    from cli.audit import seen

    seen(who=who, since=since, until=until, limit=limit, as_json=as_json)


@audit.command("purpose")
def audit_purpose(stated: Annotated[str, typer.Argument(help="The id that an event shows as 'stated'.")]) -> None:
    """What somebody said they open a paper for; it goes when its document is destroyed."""
    from cli.audit import purpose

    purpose(stated)


@freeze.command("vault")
def freeze_vault() -> None:
    """Make the vault read-only: nothing is taken in, filed, decided or destroyed until it is thawed."""
    from cli.incident import freeze_vault as run

    run()


@freeze.command("account")
def freeze_account(name: Annotated[str, typer.Argument(help="As they sign in, or their id.")]) -> None:
    """Let somebody in no more, and end their sessions."""
    from cli.incident import freeze_account as run

    run(name)


@thaw.command("vault")
def thaw_vault() -> None:
    """Let the vault change again."""
    from cli.incident import thaw_vault as run

    run()


@thaw.command("account")
def thaw_account(name: Annotated[str, typer.Argument(help="As they sign in, or their id.")]) -> None:
    """Let somebody in again."""
    from cli.incident import thaw_account as run

    run(name)


@sessions.command("end")
def sessions_end(
    name: Annotated[str | None, typer.Argument(help="As they sign in, or their id.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Of everybody.")] = False,
) -> None:
    """Sign somebody out everywhere, or everybody."""
    from cli.incident import end_sessions

    if (name is None) != everybody:
        raise typer.BadParameter("give a name or --all, and not both", param_hint="NAME")
    end_sessions(name)


def reconcile(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is found, and change nothing.")] = False,
    sample: Annotated[int, typer.Option(min=0, help="How many documents are decrypted and compared.")] = 20,
    as_json: Json = False,
) -> None:
    """Compare records, objects and inbox in both directions, and repair what is safe; exit 0 only when all agree."""
    from cli.reconcile import run

    raise typer.Exit(run(dry_run=dry_run, sample=sample, as_json=as_json))
