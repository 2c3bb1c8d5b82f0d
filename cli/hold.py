"""``hold add|list|lift``."""

import json
from dataclasses import asdict

import typer
from rich.table import Column, Table

from cli.faces import cell, document_id, office, printer
from flows.stages.keeping import Keeping
from storage.records.holding import Why


def add(*, document: str | None, customer: str | None, matter: str, reason: str) -> None:
    """Place a hold on one of the two."""
    if (document is None) == (customer is None):
        raise typer.BadParameter("give --document or --customer, and not both")
    why = Why(matter=matter, reason=reason)
    with office() as desk:
        keeping = Keeping(desk)
        if document is not None:
            hold = keeping.hold_document(document_id(document), why)
        else:
            hold = keeping.hold_customer(customer or "", why)
    typer.echo(f"{hold} placed")


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


def lift(hold: str, *, reason: str) -> None:
    """End a hold."""
    with office() as desk:
        Keeping(desk).lift(hold.strip().upper(), reason)
    typer.echo(f"{hold.strip().upper()} lifted")
