"""``review list|accept|correct|reject``: so that nothing is stuck before anybody opens the desk."""

import json

import typer
from rich.table import Column, Table
from rich.text import Text

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
    table = Table(Column("id", no_wrap=True, min_width=26), box=None, pad_edge=False)
    for title in ("paper", "key fields", "why"):
        table.add_column(title, overflow="fold")
    for row in rows:
        why = [explain(reason.code, reason.facts, language).sentence for reason in row.reasons]
        paper = Text.assemble(kind_of(row, kinds).title, "\n", cell(row.name or row.original_name, "dim"))
        table.add_row(row.id, paper, cell(key_fields(row, kinds)), "\n".join(why))
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
    if verdict == "correct" and not fields and kind is None:
        # An Enter too early must not file a paper as if a person had looked at it.
        raise typer.BadParameter("say what is wrong, field=value or --kind; 'review accept' files it as it was read")
    corrections = dict(_pair(field) for field in fields or [])
    correction = Correction(verdict=verdict, corrections=corrections, kind=kind, reason=reason)
    with office() as desk:
        if kind is not None and kind not in desk.work.kinds:
            raise typer.BadParameter(
                f"there is no kind {kind}; 'strongroom kinds list' shows them", param_hint="--kind"
            )
        state = desk.settle(document_id(text), correction)
    typer.echo(f"{document_id(text)} is now {state.value.replace('_', ' ')}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadCorrection(field=name)
    return name.strip(), value.strip()
