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
    reason: Annotated[str, typer.Option("--reason", help="Why; without it, it is only counted.")] = "",
) -> None:
    """Ask to take the papers of a fiscal year out as a package; another person has to approve it."""
    from cli.package import ask

    ask(year, kinds=kind or [], customer=customer, reason=reason)


@package.command("make")
def package_make(
    year: int,
    request: Annotated[str, typer.Option("--request", help="The id of the approved request.")],
    to: Annotated[Path, typer.Option("--to", help="The folder; one that was begun is gone on with.", file_okay=False)],
) -> None:
    """Write an approved package to a folder."""
    from cli.package import make

    raise typer.Exit(make(request, year=year, to=to))


@package.command("verify")
def package_verify(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    key: Annotated[str, typer.Option("--key", help="The house's public key, else that of this installation.")] = "",
) -> None:
    """Verify the signature of a package and every file in it."""
    from cli.package import verify

    raise typer.Exit(verify(folder, key=key))
