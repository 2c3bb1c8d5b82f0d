"""``review list|accept|correct|reject``: so that nothing is stuck before anybody opens the desk."""

import json

import typer
from rich.console import Console
from rich.table import Table

from cli.faces import document_id, office
from cli.find import key_fields, row_as_json
from flows.stages.office import kind_of
from storage.records.values import Correction, Verdict
from strongroom.errors import BadQuery
from strongroom.messages import explain


def listed(*, as_json: bool) -> None:
    """Print what waits for a person."""
    with office() as desk:
        rows = desk.to_review()
    if as_json:
        typer.echo(json.dumps([row_as_json(row) for row in rows], ensure_ascii=False, indent=1))
        return
    table = Table("id", "kind", "key fields", "why", box=None, pad_edge=False)
    for row in rows:
        why = "\n".join(explain(reason.code, reason.facts).sentence for reason in row.reasons)
        table.add_row(row.id, kind_of(row).title, key_fields(row), why)
    Console().print(table)
    typer.echo(f"{len(rows)} waiting")


def settle(
    text: str, verdict: Verdict, *, fields: list[str] | None = None, kind: str | None = None, reason: str = ""
) -> None:
    """Record a decision.

    Raises:
        BadQuery: a correction is not of the form field=value.
    """
    corrections = dict(_pair(field) for field in fields or [])
    correction = Correction(verdict=verdict, corrections=corrections, kind=kind, reason=reason)
    with office() as desk:
        state = desk.settle(document_id(text), correction)
    typer.echo(f"{document_id(text)} is now {state.value}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadQuery(part=name)
    return name.strip(), value.strip()
