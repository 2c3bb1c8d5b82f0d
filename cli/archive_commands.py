"""The commands of the archive and of year-end packages. Each is carried out in a file of its own."""

from pathlib import Path
from typing import Annotated

import typer

package = typer.Typer(help="Year-end packages, readable without the product.", no_args_is_help=True)


def archive(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
) -> None:
    """Move papers that nobody has used for long to the archive, and bring back what was asked for."""
    from cli.archive import run

    raise typer.Exit(run(dry_run=dry_run))


def unarchive(documents: list[str]) -> None:
    """Have documents brought back from the archive: at once, or when a deep archive has woken them."""
    from cli.archive import bring_all_back

    raise typer.Exit(bring_all_back(documents))


@package.command("ask")
def package_ask(
    year: int,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Of this kind; may be repeated.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", help="Of this customer.")] = None,
    sealed: Annotated[
        bool, typer.Option("--sealed", help="With identity papers, under a passphrase; else they are left out.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; without it, it is only counted.")] = "",
) -> None:
    """Ask to take the papers of a fiscal year out as a package; another person has to approve it."""
    from cli.package import ask
    from strongroom.package import Wish

    ask(Wish(year=year, kinds=frozenset(kind or ()), customer=customer, sealed=sealed), reason=reason)


@package.command("make")
def package_make(
    request: Annotated[str, typer.Argument(help="The id of the approved request.")],
    to: Annotated[Path, typer.Option("--to", help="The ZIP to write; nothing is overwritten.", dir_okay=False)],
) -> None:
    """Write an approved package to a ZIP; one that was cut off is begun anew."""
    from cli.package import make

    raise typer.Exit(make(request, to=to))


@package.command("take")
def package_take(
    document: Annotated[str, typer.Argument(help="The id of a package in the vault.")],
    to: Annotated[Path, typer.Option("--to", help="The ZIP to write; nothing is overwritten.", dir_okay=False)],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is recorded.")] = "",
) -> None:
    """Take the package that was made of a year out of the vault, once another person has let you download it."""
    from cli.package import take

    take(document, to=to, reason=reason)


@package.command("verify")
def package_verify(
    package: Annotated[Path, typer.Argument(exists=True, help="The ZIP, or the folder it was unpacked to.")],
    key: Annotated[str, typer.Option("--key", help="The house's public key, else that of this installation.")] = "",
) -> None:
    """Verify the signature of a package and every file in it; with --key no vault is needed."""
    from cli.package import verify

    raise typer.Exit(verify(package, key=key))
