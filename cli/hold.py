"""``hold add|list|lift``."""

import json
from dataclasses import asdict

import typer
from rich.table import Column, Table

from cli.faces import cell, document_id, office, printer
from flows.stages.keeping import Keeping
from flows.stages.matters import Matters
from storage.records.holding import Why


def add(*, document: str | None, customer: str | None, search: str | None, matter: str, reason: str) -> None:
    """Place a hold on one of the three."""
    if sum(one is not None for one in (document, customer, search)) != 1:
        raise typer.BadParameter("give one of --document, --customer and --search")
    why = Why(matter=matter, reason=reason)
    with office() as desk:
        keeping = Keeping(desk)
        if document is not None:
            placed: tuple[str, ...] = (keeping.hold_document(document_id(document), why),)
        elif customer is not None:
            placed = (keeping.hold_customer(customer, why),)
        else:
            placed = Matters(desk).hold_found(search or "", why)
    for hold in placed:
        typer.echo(f"{hold} placed")
    if search is not None:
        typer.echo(f"{len(placed)} papers held; what is filed later is not, for that hold the customer")


def listed(*, as_json: bool) -> None:
    """Print the holds in force."""
    with office() as desk:
        holds = Keeping(desk).holds()
    if as_json:
        typer.echo(json.dumps([asdict(hold) for hold in holds], ensure_ascii=False, indent=1, default=str))
        return
    table = Table(
        Column("hold", no_wrap=True, min_width=26), "on", "matter", "reason", "since", "by", box=None, pad_edge=False
    )
    for hold in holds:
        on = hold.document or f"customer {hold.customer}"
        table.add_row(
            hold.id, cell(on), cell(hold.matter), cell(hold.reason), f"{hold.placed_at:%Y-%m-%d}", hold.placed_by
        )
    printer().print(table)
    typer.echo(f"{len(holds)} in force")


def lift(hold: str | None, *, matter: str | None, reason: str) -> None:
    """End a hold, or all of a matter."""
    if (hold is None) == (matter is None):
        raise typer.BadParameter("give the id of a hold or --matter, and not both")
    with office() as desk:
        if hold is not None:
            lifted: tuple[str, ...] = (hold.strip().upper(),)
            Keeping(desk).lift(lifted[0], reason)
        else:
            lifted = Matters(desk).lift_matter(matter or "", reason)
    for one in lifted:
        typer.echo(f"{one} lifted")
    if matter is not None:
        typer.echo(f"{len(lifted)} lifted")
