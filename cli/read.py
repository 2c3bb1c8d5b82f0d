"""``read``: read files without storing anything, without Prefect and without any server."""

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import typer
from rich.progress import Progress
from rich.table import Table

from cli.add import contents, files_under
from cli.faces import ExitCode, cell, plain, printer
from flows.stages.inbox import legible
from flows.stages.paper import Paper
from flows.stages.reader_pool import ReaderPool
from strongroom.errors import Refused
from strongroom.kind import UNKNOWN
from strongroom.messages import explain
from strongroom.page import Box
from strongroom.reading import Reading
from strongroom.settings import Limits, read_settings


def run(paths: list[Path], *, jsonl: bool, workers: int) -> ExitCode:
    """Read every file and print what would be filed, in the order of the files."""
    files = [pair for path in paths for pair in files_under(path)]
    console = printer(to_errors=True)
    refused = 0
    rows = []
    with Progress(console=console, disable=not sys.stderr.isatty()) as progress:
        for entry in progress.track(_read_all(files, workers), total=len(files), description="reading"):
            refused += "refused" in entry
            if jsonl:
                typer.echo(json.dumps(entry, ensure_ascii=False))
            else:
                rows.append(entry)
    if not jsonl:
        _print(rows)
    return ExitCode.REFUSED if refused and not jsonl else ExitCode.FINE


def _read_all(files: list[tuple[Path, Path]], workers: int) -> Iterator[dict[str, Any]]:
    settings = read_settings()
    pool = ReaderPool(settings, size=workers)
    try:
        with ThreadPoolExecutor(max_workers=pool.size) as threads:
            yield from threads.map(lambda pair: _read(pool, settings.limits, *pair), files)
    finally:
        pool.close()


def _read(pool: ReaderPool, limits: Limits, root: Path, file: Path) -> dict[str, Any]:
    name = legible(file.relative_to(root).as_posix())
    try:
        data = contents(file, limits)
        pool.inspect(data)
        return paper_as_json(name, pool.read(data))
    except Refused as error:
        return {
            "file": name,
            "kind": UNKNOWN,
            "subkind": None,
            "kind_confidence": 0.0,
            "straight_through": False,
            "reasons": [str(error)],
            "seconds": 0.0,
            "pages": 0,
            "fields": {},
            "refused": error.code,
        }


def paper_as_json(name: str, paper: Paper) -> dict[str, Any]:
    """What was read, as one JSON object. ``seconds`` are of processor time; boxes are page fractions."""
    return {
        "file": name,
        "kind": paper.classification.kind,
        "subkind": paper.classification.subkind,
        "kind_confidence": round(paper.classification.confidence, 4),
        "straight_through": paper.decision.straight_through,
        "reasons": [explain(reason.code, reason.facts).sentence for reason in paper.decision.reasons],
        "seconds": round(paper.seconds, 3),
        "pages": len(paper.pages),
        "fields": {field: _reading(reading) for field, reading in paper.extraction.readings.items()},
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "value": reading.text,
        "confidence": round(reading.confidence, 4),
        "page": reading.source.page,
        "box": _corners(reading.source.box),
        "source": reading.source.origin.value,
    }


def _corners(box: Box | None) -> list[float] | None:
    return [round(edge, 4) for edge in (box.left, box.top, box.right, box.bottom)] if box else None


def _print(rows: list[dict[str, Any]]) -> None:
    table = Table("file", "kind", "sure", "fields", "straight through", box=None, pad_edge=False)
    for row in rows:
        fields = "\n".join(
            f"{name}: {plain(entry['value'])} ({entry['confidence']:.2f})" for name, entry in row["fields"].items()
        )
        through = "yes" if row["straight_through"] else "no: " + "; ".join(row["reasons"])
        table.add_row(cell(row["file"]), row["kind"], f"{row['kind_confidence']:.2f}", fields, through)
    printer().print(table)
