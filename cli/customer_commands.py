"""The commands of customers. Each is carried out in ``cli.customers``."""

from typing import Annotated, Literal

import typer

customers = typer.Typer(help="What the files of customers hold, and what they lack.", no_args_is_help=True)


@customers.command("missing")
def customers_missing(
    sort: Annotated[str | None, typer.Option("--sort", help="Of one sort only, by its id.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many customers.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Customers whose files lack papers, or hold some that expired or expire soon."""
    from cli.customers import missing

    missing(sort=sort, limit=limit, as_json=as_json)


@customers.command("checklists")
def customers_checklists() -> None:
    """Print the checklists in force as TOML, to correct them and put them beside the settings file."""
    from cli.customers import checklists

    checklists()


@customers.command("describe")
def customers_describe(
    name: Annotated[str, typer.Argument(help="The customer, as their papers name them.")],
    sort: Annotated[str, typer.Option("--sort", help="Of which sort they are, by its id; empty for none.")] = "",
    mail: Annotated[str, typer.Option("--mail", help="Where they are written to; empty for nowhere.")] = "",
    language: Annotated[Literal["en", "zh-CN"], typer.Option("--language", help="In which they are written to.")] = (
        "zh-CN"
    ),
) -> None:
    """Say of which sort a customer is, and how they are written to."""
    from cli.customers import describe

    describe(name, sort=sort, mail=mail, language=language)
