"""``find``, ``show`` and ``export``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from cli.faces import cell, document_id, office, plain, printer, sentence
from cli.new_file import refuse_existing, write_pieces
from flows.stages.office import kind_of, texts
from storage.records.values import DocumentSummary, DocumentView
from strongroom.kind import Kind
from strongroom.messages import Language, explain

_KEY_FIELDS = ("seller", "surname", "name", "payee", "total", "amount", "date", "expiry")


def find(query: str, *, as_json: bool, limit: int, offset: int) -> None:
    """Search and print one page of results."""
    with office() as desk:
        found = desk.find(query, limit=limit, offset=offset)
        kinds = desk.work.kinds
    if as_json:
        typer.echo(
            json.dumps(
                {"total": found.total, "documents": [row_as_json(row, kinds) for row in found.rows]},
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    print_rows(found.rows, kinds)
    shown = f"{offset + 1} to {offset + len(found.rows)} of " if found.rows else ""
    typer.echo(f"{shown}{found.total} found{'' if found.complete else ' so far'}")


def show(text: str, *, as_json: bool, reason: str) -> None:
    """Print everything known of one document."""
    with office() as desk:
        view = desk.show(document_id(text), purpose=reason)
        language, kinds = desk.work.settings.language, desk.work.kinds
    entry = view_as_json(view, kinds, reveal=bool(reason))
    if as_json:
        typer.echo(json.dumps(entry, ensure_ascii=False, indent=1))
        return
    _print_view(view, entry, language, kind_of(view.summary, kinds))


def export(text: str, *, to: Path, reason: str) -> None:
    """Write the original to a new file that only its owner can read."""
    # Asked before anything is opened, so that no reading is recorded that gave nobody anything.
    refuse_existing(to, option="--to")
    with office() as desk:
        pieces = desk.original_pieces(document_id(text), purpose=reason)
        written = write_pieces(to, pieces, option="--to")
    typer.echo(f"{written} bytes written")


def row_as_json(row: DocumentSummary, kinds: Mapping[str, Kind], *, reveal: bool = False) -> dict[str, Any]:
    """One document as JSON."""
    return {
        "id": row.id,
        "state": row.state.value,
        "kind": row.kind,
        "subkind": row.subkind,
        "kind_confidence": row.kind_confidence,
        "name": row.name,
        "tags": list(row.tags),
        "customer": row.customer,
        "straight_through": row.straight_through,
        "received_at": row.received_at.isoformat(),
        "filed_at": row.filed_at.isoformat() if row.filed_at else None,
        "pages": row.page_count,
        "quarantine": row.quarantine.code if row.quarantine else None,
        "reasons": [explain(reason.code, reason.facts).sentence for reason in row.reasons],
        "fields": texts(row, kinds, reveal=reveal),
    }


def view_as_json(view: DocumentView, kinds: Mapping[str, Kind], *, reveal: bool) -> dict[str, Any]:
    """Everything of one document as JSON."""
    row = view.summary
    return {
        **row_as_json(row, kinds, reveal=reveal),
        "original_name": row.original_name,
        "media": view.media,
        "version": view.version,
        "duplicates": view.duplicates,
        "checks": [
            {"check": finding.check, "passed": finding.passed, "fields": list(finding.fields)}
            for finding in view.findings
        ],
        "confidences": {name: round(reading.confidence, 3) for name, reading in row.readings.items()},
        "history": [
            {"at": event.at.isoformat(), "who": event.actor, "what": event.action, "facts": dict(event.facts)}
            for event in view.history
        ],
    }


def key_fields(row: DocumentSummary, kinds: Mapping[str, Kind]) -> str:
    """The few values by which a person knows a paper again, sensitive ones masked."""
    values = texts(row, kinds, reveal=False)
    return " · ".join(values[name] for name in _KEY_FIELDS if values.get(name))


def print_rows(rows: tuple[DocumentSummary, ...], kinds: Mapping[str, Kind]) -> None:
    """Print documents as a table."""
    table = Table(box=None, pad_edge=False)
    for column in ("id", "kind", "name", "key fields", "state"):
        table.add_column(column, overflow="fold" if column != "id" else "ignore", no_wrap=column == "id")
    for row in rows:
        title = kind_of(row, kinds).title
        table.add_row(
            row.id,
            title,
            cell(row.name or row.original_name),
            cell(key_fields(row, kinds)),
            row.state.value.replace("_", " "),
        )
    printer().print(table)


def _print_view(view: DocumentView, entry: dict[str, Any], language: Language, kind: Kind) -> None:
    console = printer()
    row = view.summary
    console.print(cell(row.name or row.original_name, "bold"), row.id)
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_row("kind", f"{' '.join(filter(None, (kind.title, row.subkind)))} ({row.kind_confidence or 0:.2f})")
    facts.add_row("state", row.state.value.replace("_", " "))
    for title, text in (("tags", ", ".join(row.tags)), ("customer", row.customer)):
        if text:
            facts.add_row(title, cell(text))
    facts.add_row("received as", cell(row.original_name))
    if row.quarantine:
        facts.add_row("quarantine", sentence(row.quarantine.code, row.quarantine.facts, language))
    for reason in row.reasons:
        facts.add_row("to review", sentence(reason.code, reason.facts, language))
    console.print(facts)
    readings = Table("field", "value", "confidence", "seen", box=None, pad_edge=False)
    for name, text in entry["fields"].items():
        reading = row.readings[name]
        place = f"{reading.source.origin.value}{f', page {reading.source.page}' if reading.source.page else ''}"
        readings.add_row(name, cell(text), f"{reading.confidence:.2f}{' proven' if reading.proven else ''}", place)
    console.print(readings)
    for event in entry["history"]:
        told = f"{event['at'][:19].replace('T', ' ')} UTC  {event['who']}  {event['what'].replace('_', ' ')}"
        console.print(plain(told), style="dim")
