"""``customers``: whose files are not complete, by which lists, and what is known of single ones."""

import json
from collections.abc import Iterable

import typer
from rich.table import Table

from cli.faces import cell, office, printer
from flows.stages.customer_room import CustomerRoom
from flows.stages.house_checklists import checklists_text
from flows.stages.lacking import Lacking, lacking
from storage.records.customer_files import CustomerFiles
from strongroom.checklist import Gap
from strongroom.contact import Contact
from strongroom.errors import NotFound
from strongroom.messages import Language
from strongroom.settings import read_settings


def missing(*, sort: str | None, limit: int, as_json: bool) -> None:
    """Print the customers whose files have gaps, those first that lack most."""
    with office() as desk:
        found = lacking(CustomerRoom(office=desk), sort=sort, limit=limit, offset=0).lines
    if as_json:
        typer.echo(json.dumps([_entry(one) for one in found], indent=1, ensure_ascii=False))
        return
    table = Table("customer", "sort", "missing", "expired", "in review", "expires", box=None, pad_edge=False)
    for one in found:
        by_standing = {
            standing: ", ".join(_said(gap) for gap in one.gaps if gap.standing == standing)
            for standing in ("missing", "expired", "waiting", "expiring")
        }
        table.add_row(cell(one.name), one.sort or "", *by_standing.values())
    printer().print(table)
    typer.echo(f"{len(found)} customers whose files are not complete")


def checklists() -> None:
    """Print the text of the checklists in force."""
    typer.echo(checklists_text(read_settings()), nl=False)


def describe(name: str, *, sort: str, mail: str, language: Language) -> None:
    """Say of which sort a customer is, and how they are written to."""
    with office() as desk:
        hashed = CustomerFiles(desk.work.records.transactions).hash_of(name)
        if hashed is None:
            raise NotFound(customer="?")
        contact = Contact(mail=mail, language=language)
        CustomerRoom(office=desk).describe(hashed.hex(), sort or None, contact)
    typer.echo("noted")


def _said(gap: Gap) -> str:
    kinds = "/".join(gap.need.kinds)
    return f"{kinds} {gap.paper.expires_on}" if gap.paper and gap.paper.expires_on else kinds


def _entry(one: Lacking) -> dict[str, object]:
    return {"customer": one.name, "id": one.id, "sort": one.sort, "gaps": list(_gaps(one.gaps))}


def _gaps(gaps: Iterable[Gap]) -> Iterable[dict[str, object]]:
    for gap in gaps:
        paper = gap.paper
        yield {
            "kinds": gap.need.kinds,
            "standing": gap.standing,
            "document": paper.document if paper else None,
            "expires": paper.expires_on.isoformat() if paper and paper.expires_on else None,
        }
