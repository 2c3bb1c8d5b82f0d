"""``report subject``: everything that is held on one customer, asked for by one person and approved by another."""

from pathlib import Path

import typer

from cli.faces import office
from cli.new_file import refuse_existing, write_pieces
from flows.stages.office import Office
from flows.stages.reporting.subject import SubjectAccess


def ask(customer: str, reason: str) -> None:
    """Ask another person's leave."""
    with office() as desk:
        request = _room(desk).ask(customer, reason)
    typer.echo(f"{request} asked for; when another person has approved it, fetch it with --request and --out")


def fetch(request: str, reason: str, out: Path) -> None:
    """Write the export of an approved request, which is used up by it."""
    refuse_existing(out, option="--out")
    with office() as desk:
        write_pieces(out, _room(desk).make(request.strip().upper(), reason), option="--out")
    typer.echo(f"{out} written; it is not encrypted. It may name other people: look through it before it is handed out")


def _room(desk: Office) -> SubjectAccess:
    return SubjectAccess(office=desk, language=desk.work.settings.language)
