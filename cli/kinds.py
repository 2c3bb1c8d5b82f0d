"""``kinds``: what sorts of paper there are here, and whether a file with a new one is sound."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from cli.faces import cell, printer
from flows.stages.house_kinds import kind_files, kinds_of, read_kind
from strongroom.kind import Kind, Retention, catalogue, catalogue_with
from strongroom.settings import read_settings


def listed(*, as_json: bool) -> None:
    """Print every kind, the house's own marked."""
    settings = read_settings()
    entries = [entry(kind) for kind in kinds_of(settings).values()]
    if as_json:
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=1))
        return
    table = Table("kind", "title", "from", "kept", "fields", box=None, pad_edge=False)
    for one in entries:
        title = cell(f"{one['title']} {one['title_zh']}")
        table.add_row(one["id"], title, one["from"], cell(one["kept"]), cell(" ".join(one["fields"])))
    printer().print(table)
    if settings.kinds is not None:
        typer.echo(f"{sum(1 for _ in kind_files(settings.kinds))} of the house's own, in {settings.kinds}")


def check(file: Path) -> None:
    """Say whether a file holds a sound kind that could be added here, and what it is.

    Raises:
        BadKind: it does not, and why.
    """
    kind = read_kind(file)
    # Beside the product's kinds alone: the file may already stand in the folder.
    catalogue_with([kind])
    printer().print(f"{kind.id} is sound: {len(kind.cues)} cues, {len(kind.fields)} fields; {_kept(kind.retention)}.")
    for hint in _hints(kind):
        typer.echo(f"  {hint}")


def entry(kind: Kind) -> dict[str, Any]:
    """What is told of a kind, as JSON."""
    return {
        "id": kind.id,
        "title": kind.title,
        "title_zh": kind.title_zh,
        "from": "product" if kind.id in catalogue() else "house",
        "sensitivity": kind.sensitivity.name.lower(),
        "subkinds": list(kind.subkinds),
        "fields": [field.name for field in kind.fields],
        "required": [field.name for field in kind.required],
        "kept": _kept(kind.retention),
    }


def _kept(rule: Retention | None) -> str:
    if rule is None:
        return "kept until a person decides"
    years = f"{rule.years} years after {rule.starts}" if rule.years is not None else "kept for ever"
    return f"{years} ({rule.basis}{'' if rule.verified else '; to be confirmed'})"


def _hints(kind: Kind) -> Iterator[str]:
    # Sound, and yet perhaps not what was meant.
    if not kind.required:
        yield "No field is required: a paper of this kind may go straight through with nothing read."
    if not any(cue.title for cue in kind.cues):
        yield "No cue is a title: papers that merely speak of such a paper may be taken for one."
    for field in kind.fields:
        if not field.labels and field.pattern is None:
            yield f"Nothing can find the field {field.name}: it has neither labels nor a pattern."
