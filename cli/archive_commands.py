"""The commands of the archive and of year-end packages. Each is carried out in a file of its own."""

from typing import Annotated

import typer


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
