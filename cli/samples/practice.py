"""The papers of practice mode: drawn, read by the product, and given the mistakes that people are to find.

``python -m cli.samples.practice flows/stages/practice_papers.zip`` makes them anew, with the product's own engine.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cli.samples.draw import sample_papers
from cli.samples.paper import SamplePaper
from flows.stages.paper import Paper, paper_to_json
from flows.stages.reading_process import open_reader
from strongroom.reading import Reading, Value
from strongroom.settings import Settings

_MISREAD_AT = 0.62
"""The confidence of a planted mistake: such as the engine has where it misreads."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A sample paper, and what is misread on it on purpose."""

    name: str
    misread: Mapping[str, Value] = field(default_factory=dict)


TASKS = (
    Task(name="lunch.jpg", misread={"total": Decimal("82.50")}),
    Task(name="银行回单.png", misread={"payee": "云舟样例信息技木有限公司"}),
    Task(name="出租车.jpg"),
    Task(name="INV-2026-0117.pdf"),
    Task(name="scan0001.tif"),
)
"""In this order: the first is the guided one. Those without a planted mistake have one of the engine's own, or none."""


def main(place: Path) -> None:
    """Write the papers: of each the original, what is said to be read of it, and what stands on it."""
    drawn = {paper.path.name: paper for paper in sample_papers(seed=3)}
    reader = open_reader(Settings())
    with ZipFile(place, "w", ZIP_DEFLATED) as papers:
        for number, task in enumerate(TASKS, start=1):
            sample = drawn[task.name]
            read = reader.read(sample.content)
            about = {"name": task.name, "kind": sample.kind, "truth": _truth(read, sample)}
            for part, data in (
                ("original", sample.content),
                ("about.json", json.dumps(about, ensure_ascii=False).encode()),
                ("read.json", paper_to_json(_misread(read, task))),
            ):
                papers.writestr(ZipInfo(f"{number}/{part}"), data, ZIP_DEFLATED)


def _truth(read: Paper, sample: SamplePaper) -> dict[str, str]:
    # What the sample says of itself; of a field that it does not name, what was read was looked at once and is right.
    known = {name: reading.text for name, reading in read.extraction.readings.items()}
    return known | {name: text for name, text in sample.fields.items() if name in known}


def _misread(read: Paper, task: Task) -> Paper:
    readings: dict[str, Reading] = dict(read.extraction.readings)
    for name, value in task.misread.items():
        readings[name] = replace(readings[name], value=value, confidence=_MISREAD_AT, proven=False)
    return replace(read, extraction=replace(read.extraction, readings=readings))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
