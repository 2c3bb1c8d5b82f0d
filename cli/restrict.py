"""``restrict add|lift|show``."""

import typer

from cli.access import names
from cli.faces import document_id, office, plain
from flows.stages.keeping import Keeping


def add(document: str, reason: str) -> None:
    """Restrict a document."""
    with office() as desk:
        changed = Keeping(desk).restrict(document_id(document), reason)
    typer.echo(f"{document} is restricted" if changed else f"{document} was restricted already")


def lift(document: str, reason: str) -> None:
    """End it."""
    with office() as desk:
        changed = Keeping(desk).lift_restriction(document_id(document), reason)
    typer.echo(f"{document} may be used again" if changed else f"{document} was not restricted")


def show(document: str) -> None:
    """Print the orders about a document."""
    with office() as desk:
        orders = Keeping(desk).restrictions(document_id(document))
        titles = names(desk)
    for one in orders:
        typer.echo(f"{one.set_at:%Y-%m-%d %H:%M} by {plain(titles.get(one.set_by, one.set_by))}: {plain(one.reason)}")
        if one.lifted_at is not None:
            by = plain(titles.get(one.lifted_by or "", one.lifted_by or ""))
            typer.echo(f"{one.lifted_at:%Y-%m-%d %H:%M} lifted by {by}: {plain(one.lifting)}")
    typer.echo(f"{sum(one.lifted_at is None for one in orders)} in force")
