"""``retention``: the rules that say how long papers are kept, looked at, tried and adopted."""

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

import typer
from rich.table import Table

from cli.faces import cell, office, printer
from cli.new_file import write_new
from flows.stages.ruling import Ruling
from storage.records.rulebooks import Preview
from strongroom.rules_toml import default_book, parse_book

_SHOWN = 10


def show(*, as_json: bool) -> None:
    """Print the rules in force."""
    with office() as desk:
        adopted = Ruling(desk).in_force()
    if adopted is None:
        typer.echo("No rules are adopted: every kind is kept by its own rule ('strongroom kinds list').")
        return
    book = parse_book(adopted.text)
    if as_json:
        typer.echo(json.dumps({"id": adopted.id, "at": adopted.at.isoformat(), "by": adopted.by, "text": adopted.text}))
        return
    table = Table("rule", "in", "for", "years", "from", "basis", "status", box=None, pad_edge=False)
    for rule in book.rules:
        law = rule.retention
        years = "for ever" if law.years is None else f"{law.years} ({rule.purpose})"
        kinds = " ".join(sorted(rule.kinds)) + (f" tag:{rule.tag}" if rule.tag else "")
        status = "verified" if law.verified else "to be confirmed"
        table.add_row(rule.id, rule.jurisdiction, cell(kinds), years, law.starts, cell(law.basis), status)
    printer().print(table)
    places = ", ".join(sorted(book.jurisdictions))
    typer.echo(f"adopted on {adopted.at:%Y-%m-%d} by {adopted.by}; they apply in {places or 'no jurisdiction'}")


def defaults(to: Path) -> None:
    """Write the product's own book to a file."""
    write_new(to, default_book().encode(), option="--to")
    typer.echo(f"{to} written; correct it, look at 'strongroom retention preview {to}', then adopt it")


def preview(file: Path, *, as_json: bool) -> None:
    """Print what adopting a file would change."""
    with office() as desk:
        found = Ruling(desk).preview(file.read_text(encoding="utf-8"))
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    _print(found)


def adopt(file: Path, *, sure: bool) -> None:
    """Show what would change, ask, and put the rules in force."""
    text = file.read_text(encoding="utf-8")
    with office() as desk:
        ruling = Ruling(desk)
        _print(ruling.preview(text))
        if not sure and not typer.confirm("Adopt these rules?"):
            raise typer.Exit(1)
        book = ruling.adopt(text)
    typer.echo(f"{book} adopted")


def undated(*, as_json: bool) -> None:
    """Print what is kept until somebody gives a date."""
    with office() as desk:
        found = Ruling(desk).undated()
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    for kind, count in sorted(found.kinds.items()):
        typer.echo(f"{kind}: {count}")
    for document in found.documents[:_SHOWN]:
        typer.echo(f"  {document}")
    typer.echo(f"{sum(found.kinds.values())} papers are kept until the date that their rule starts from is given")


def ended(customer: str, on: str) -> None:
    """Note the end of a relationship; without a date, that it goes on."""
    try:
        day = dt.date.fromisoformat(on) if on else None
    except ValueError:
        raise typer.BadParameter("write the day as 2026-12-31") from None
    with office() as desk:
        Ruling(desk).end_relationship(customer, day)
    typer.echo(f"ended on {day.isoformat()}" if day else "it goes on")


def _print(found: Preview) -> None:
    table = Table(
        "kind", "papers", "end sooner", "later", "never", "due at once", "no longer due", "restricted",
        box=None, pad_edge=False,
    )  # fmt: skip
    for one in found.shifts:
        counts = (one.documents, one.sooner, one.later, one.never, one.due, one.spared, one.restricted)
        table.add_row(one.kind, *(str(count) for count in counts))
    printer().print(table)
    if not found.shifts:
        typer.echo("Nothing that is kept now would change.")
    for document in found.due[:_SHOWN]:
        typer.echo(f"  could be proposed for destruction at once: {document}")
    for document in found.stopped[:_SHOWN]:
        typer.echo(f"  its destruction would be stopped: {document}")
