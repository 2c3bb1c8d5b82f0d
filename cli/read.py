"""``read``: read files without storing anything, without Prefect and without any server."""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer
from rich.progress import Progress, TaskID
from rich.table import Table

from cli.add import contents, files_under
from cli.faces import ExitCode, cell, plain, printer
from cli.new_file import refuse_existing, write_new
from cli.seen import Seen
from cli.show_page import show_page
from extractors.formats.written import ARCHIVES
from extractors.rendition import has_pictures
from flows.stages.house_kinds import kinds_of
from flows.stages.inbox import legible
from flows.stages.paper import Paper
from flows.stages.reader_pool import ReaderPool
from strongroom.errors import Refused
from strongroom.kind import UNKNOWN
from strongroom.messages import explain
from strongroom.page import Box
from strongroom.reading import Reading
from strongroom.settings import Limits, read_settings


def run(paths: list[Path], *, jsonl: bool, workers: int, show: Path | None) -> ExitCode:
    """Read every file and print what would be filed, a line for each paper, in the order of the files."""
    files = [pair for path in paths for pair in files_under(path)]
    if show is not None:
        refuse_existing(show, option="--show")
    kinds = kinds_of(read_settings())
    console = printer(to_errors=True)
    refused = 0
    rows: list[dict[str, Any]] = []
    shown: list[Seen] = []
    with Progress(console=console, disable=not sys.stderr.isatty()) as progress:
        pages = _Pages(progress)
        for found in progress.track(
            _read_all(files, workers, drawn=show is not None, pages=pages), total=len(files), description="reading"
        ):
            for seen in found:
                entry = _as_json(seen)
                refused += seen.refused is not None
                if jsonl:
                    typer.echo(json.dumps(entry, ensure_ascii=False))
                else:
                    rows.append(entry)
            shown.extend(found if show is not None else ())
    if not jsonl:
        _print(rows)
    if show is not None:
        write_new(show, show_page(shown, read_settings().language, kinds), option="--show")
    return ExitCode.REFUSED if refused and not jsonl else ExitCode.FINE


def _read_all(files: list[tuple[Path, Path]], workers: int, *, drawn: bool, pages: "_Pages") -> Iterator[list[Seen]]:
    settings = read_settings()
    pool = ReaderPool(settings, size=workers)
    job = _Job(pool=pool, limits=settings.limits, drawn=drawn, pages=pages)
    with ThreadPoolExecutor(max_workers=pool.size) as threads:
        try:
            yield from threads.map(lambda pair: job.read(*pair), files)
        finally:
            # Before the threads are waited for: at Ctrl-C what is being read ends here, and what waits is not begun.
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close()


@dataclass(frozen=True)
class _Pages:
    """A line for each file of several pages that is being read. Safe to use from many threads."""

    _lines: Progress

    @contextmanager
    def of(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """What is to be told of the pages of a file; its line goes at the end."""
        line: list[TaskID] = []

        def told(done: int, total: int) -> None:
            if not line and 1 < total:
                line.append(self._lines.add_task(plain(name), total=total))
            for task in line:
                self._lines.update(task, completed=done)

        try:
            yield told
        finally:
            for task in line:
                self._lines.remove_task(task)


@dataclass(frozen=True, kw_only=True)
class _Job:
    pool: ReaderPool
    limits: Limits
    drawn: bool
    """Whether pages are drawn for people to see."""
    pages: _Pages

    def read(self, root: Path, file: Path) -> list[Seen]:
        name = legible(file.relative_to(root).as_posix())
        try:
            data = contents(file, self.limits)
            self.pool.inspect(data)
        except Refused as error:
            return [Seen(file=name, refused=error)]
        return list(self._papers(Seen(file=name), data, self.limits.max_depth))

    def _papers(self, whole: Seen, data: bytes, depth: int) -> Iterator[Seen]:
        """The paper in a file; of a bundle, those inside it instead, and of a mail both."""
        try:
            with self.pages.of(whole.part or whole.file) as told:
                paper = self.pool.read(data, told)
            if not paper.parts and paper.media not in ARCHIVES:
                yield replace(whole, paper=paper, pictures=self._pictures(paper, data))
            inside = list(self.pool.children(data, paper.parts)) if paper.has_children and depth else []
        except Refused as error:
            yield replace(whole, refused=error)
            return
        for child in inside:
            part = replace(whole, part=f"{whole.part}/{child.name}".lstrip("/"), refused=child.refused)
            if child.refused:
                yield part
            else:
                yield from self._papers(part, child.data, depth - 1)

    def _pictures(self, paper: Paper, data: bytes) -> tuple[bytes, ...]:
        if not self.drawn or not has_pictures(paper.media):
            return ()
        return tuple(self.pool.draw(data, page.number, degrees=page.turned) for page in paper.pages)


def _as_json(seen: Seen) -> dict[str, Any]:
    part = {"part": seen.part} if seen.part else {}
    if seen.paper is not None:
        return paper_as_json(seen.file, seen.paper) | part
    refused = seen.refused or Refused()
    return {
        "file": seen.file,
        "kind": UNKNOWN,
        "subkind": None,
        "kind_confidence": 0.0,
        "straight_through": False,
        "reasons": [str(refused)],
        "seconds": 0.0,
        "pages": 0,
        "fields": {},
        "refused": refused.code,
        **part,
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
        through = "yes" if row["straight_through"] else "no: " + " ".join(row["reasons"])
        name = f"{row['file']}: {row['part']}" if "part" in row else row["file"]
        table.add_row(cell(name), row["kind"], f"{row['kind_confidence']:.2f}", fields, through)
    printer().print(table)
