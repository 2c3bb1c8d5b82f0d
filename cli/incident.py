"""``freeze vault|account``, ``thaw vault|account``, ``sessions end``."""

import typer

from cli.faces import office
from flows.stages.incident import Incident


def freeze_vault() -> None:
    """Make the vault read-only."""
    with office() as desk:
        changed = Incident(desk).freeze_vault()
    typer.echo("the vault is read-only" if changed else "the vault was read-only already")


def thaw_vault() -> None:
    """Let it change again."""
    with office() as desk:
        changed = Incident(desk).thaw_vault()
    typer.echo("the vault may change again" if changed else "the vault was not frozen")


def freeze_account(name: str) -> None:
    """Let somebody in no more."""
    with office() as desk:
        user = Incident(desk).freeze_account(name)
    typer.echo(f"{user.actor} is let in no more, and their sessions have ended")


def thaw_account(name: str) -> None:
    """Let somebody in again."""
    with office() as desk:
        user = Incident(desk).thaw_account(name)
    typer.echo(f"{user.actor} may sign in again")


def end_sessions(name: str | None) -> None:
    """End the sessions of one person, or of all."""
    with office() as desk:
        incident = Incident(desk)
        ended = incident.end_sessions(name) if name else incident.end_all_sessions()
    typer.echo(f"{ended} sessions ended")
