"""``package ask|make|verify``."""

from collections.abc import Sequence
from pathlib import Path

import typer

from cli.faces import ExitCode, office, workroom
from flows.stages.package_folder import check_package
from flows.stages.packaging import Packaging, Wish
from storage.package_file import signer_of
from strongroom.errors import BadSignature


def ask(year: int, *, kinds: Sequence[str], customer: str | None, reason: str) -> None:
    """Ask for a package; with no reason only say what it would hold."""
    wish = Wish(year=year, kinds=frozenset(kinds), customer=customer)
    with office() as desk:
        packaging = Packaging(desk)
        choice = packaging.choose(wish)
        typer.echo(f"{len(choice.documents)} documents of {year}; {choice.withheld} stay in the vault")
        if reason:
            made = packaging.ask(wish, reason)
            typer.echo(f"{made} asked for; another person has to approve it ('strongroom access approve {made}')")


def make(request: str, *, year: int, to: Path) -> ExitCode:
    """Write an approved package, or go on with one that was cut off."""
    with office() as desk:
        done = Packaging(desk).make(request.strip().upper(), year, to)
    if done.asleep:
        typer.echo(
            f"{done.documents} documents written; {len(done.asleep)} are being woken: run it again in some hours"
        )
        return ExitCode.UNAVAILABLE
    typer.echo(f"{to} is whole: {done.documents} documents, signed with {done.key}")
    return ExitCode.FINE


def verify(folder: Path, *, key: str) -> ExitCode:
    """Say whether a package is as it was signed, and which files are not."""
    said, wrong = check_package(folder, _public_key(key))
    for place in wrong:
        typer.echo(f"not as it was signed: {place}", err=True)
    typer.echo(f"{said['count']} documents of {said['year']}, signed at {said['made_at']}; {len(wrong)} wrong")
    return ExitCode.BROKEN if wrong else ExitCode.FINE


def _public_key(key: str) -> bytes:
    if not key:
        with workroom() as work:
            return signer_of(work.keyring).public_key
    try:
        return bytes.fromhex(key)
    except ValueError:
        raise BadSignature(problem="the key to compare with is not hexadecimal") from None
