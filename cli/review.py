"""``review list|accept|correct|reject``: so that nothing is stuck before anybody opens the desk."""

import json

import typer
from rich.table import Table

from cli.faces import cell, document_id, office, printer
from cli.find import key_fields, row_as_json
from flows.stages.office import kind_of
from storage.records.values import Correction, Verdict
from strongroom.document import State
from strongroom.errors import BadCorrection
from strongroom.messages import explain


def listed(*, as_json: bool) -> None:
    """Print what waits for a person."""
    with office() as desk:
        rows = desk.to_review()
        waiting = desk.work.records.counts()[State.IN_REVIEW]
        language, kinds = desk.work.settings.language, desk.work.kinds
    if as_json:
        typer.echo(json.dumps([row_as_json(row, kinds) for row in rows], ensure_ascii=False, indent=1))
        return
    table = Table("id", "kind", "key fields", "why", box=None, pad_edge=False)
    for row in rows:
        why = [explain(reason.code, reason.facts, language).sentence for reason in row.reasons]
        table.add_row(row.id, kind_of(row, kinds).title, cell(key_fields(row, kinds)), "\n".join(why))
    printer().print(table)
    typer.echo(f"{waiting} waiting{f'; the newest {len(rows)} are shown' if waiting > len(rows) else ''}")


def again(text: str) -> None:
    """Send a document back to be read."""
    with office() as desk:
        desk.read_again(document_id(text))
    typer.echo(f"{document_id(text)} will be read again")


def settle(
    text: str, verdict: Verdict, *, fields: list[str] | None = None, kind: str | None = None, reason: str = ""
) -> None:
    """Record a decision.

    Raises:
        BadCorrection: a correction is not of the form field=value.
    """
    corrections = dict(_pair(field) for field in fields or [])
    correction = Correction(verdict=verdict, corrections=corrections, kind=kind, reason=reason)
    with office() as desk:
        state = desk.settle(document_id(text), correction)
    typer.echo(f"{document_id(text)} is now {state.value}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadCorrection(field=name)
    return name.strip(), value.strip()
