"""``package ask|make|take|verify``."""

from pathlib import Path

import typer

from cli.faces import ExitCode, document_id, office, workroom
from cli.new_file import refuse_existing
from flows.stages.package_check import check_package
from flows.stages.packaging import Packaging
from storage.package_file import signer_of
from strongroom.errors import BadSignature
from strongroom.package import Wish


def ask(wish: Wish, *, reason: str) -> None:
    """Ask for a package; with no reason only say what it would hold."""
    with office() as desk:
        packaging = Packaging(desk)
        choice = packaging.choose(wish)
        typer.echo(f"{len(choice.papers)} documents of {wish.year}; {len(choice.left_out)} are left out")
        if reason:
            made = packaging.ask(wish, reason)
            typer.echo(f"{made} asked for; another person has to approve it ('strongroom access approve {made}')")


def make(text: str, *, to: Path) -> ExitCode:
    """Write an approved package."""
    refuse_existing(to, option="--to")
    request = text.strip().upper()
    with office() as desk:
        packaging = Packaging(desk)
        passphrase = ""
        if packaging.needs_passphrase(request):
            passphrase = typer.prompt("Passphrase of the sealed papers", hide_input=True, confirmation_prompt=True)
        done = packaging.write(request, to, passphrase)
    if done.asleep:
        typer.echo(f"nothing written yet: {len(done.asleep)} papers are being woken; run it again in some hours")
        return ExitCode.UNAVAILABLE
    typer.echo(f"{to} is whole: {done.documents} documents, signed with {done.key}")
    return ExitCode.FINE


def take(text: str, *, to: Path, reason: str) -> None:
    """Write a package of the vault to a file."""
    refuse_existing(to, option="--to")
    with office() as desk:
        Packaging(desk).take(document_id(text), to, reason)
    typer.echo(f"{to} is whole")


def verify(package: Path, *, key: str) -> ExitCode:
    """Say whether a package is as it was signed, and which files are not."""
    said, wrong = check_package(package, _public_key(key))
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
